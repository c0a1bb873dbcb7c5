// Progressive enhancement only: every page works without this script.

// A file dropped anywhere on the drop area lands in its file field.
for (const area of document.querySelectorAll("[data-drop]")) {
  const field = area.querySelector("input[type=file]");
  const name = area.querySelector("[data-name]");
  const show = () => {
    const files = [...field.files];
    name.textContent = files.length ? files.map((f) => `${f.name} (${Math.ceil(f.size / 1024)} kB)`).join(", ") : "";
  };
  field.addEventListener("change", show);
  for (const type of ["dragenter", "dragover"]) {
    area.addEventListener(type, (event) => { event.preventDefault(); area.classList.add("over"); });
  }
  for (const type of ["dragleave", "drop"]) {
    area.addEventListener(type, () => area.classList.remove("over"));
  }
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) { field.files = event.dataTransfer.files; show(); }
  });
}

// A form that is on its way says so, and is not sent twice.
for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", (event) => {
    const button = event.submitter ?? form.querySelector("button:not([type=button])");
    // A button that is disabled now would not be sent.
    if (button) setTimeout(() => { button.disabled = true; button.textContent = form.dataset.busy; });
  });
}

// What has to be filled in is seen, also where its part of the form was closed.
document.addEventListener("invalid", ({ target }) => {
  for (let part = target.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
}, true);

// A link to a part that is folded opens it; not every browser does so by itself.
const unfold = () => {
  const part = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = part && part.closest("details:not([open])");
  if (!folded) return;
  for (let each = folded; each; each = each.parentElement.closest("details")) each.open = true;
  part.scrollIntoView();
};
addEventListener("hashchange", unfold);
unfold();

window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
});

// Buttons that only carry a page without script are not needed now.
document.documentElement.classList.add("scripted");

const fetched = async (address, options) => {
  const answer = await fetch(address, options);
  if (!answer.ok) throw new Error(answer.statusText);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const replaced = (selector, page) => {
  const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
  if (!old || !fresh) return false;
  // What was opened stays open.
  for (const { id } of old.querySelectorAll("details[open][id]")) {
    const again = fresh.querySelector(`#${CSS.escape(id)}`);
    if (again) again.open = true;
  }
  old.replaceWith(fresh);
  return true;
};

// What a disclosure shows is fetched when it is opened: data-fetch names the page, data-part the part of it.
document.addEventListener("toggle", async ({ target }) => {
  const place = target.open && target.querySelector("[data-fetch]");
  if (!place) return;
  const { fetch: address, part } = place.dataset;
  delete place.dataset.fetch;
  try {
    const found = (await fetched(`${BASE}${address}`)).querySelector(part);
    if (found) { found.removeAttribute("id"); place.replaceChildren(found); }
  } catch { /* the page itself is one tap away */ }
}, true);

// One tap changes only its part of the page: data-swap names the part. Anything unexpected sends the form as ever.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-swap]");
  if (!form) return;
  event.preventDefault();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const selector = form.dataset.swap.replace(/^#/, "");
  try {
    const page = await fetched(form.action, { method: "POST", body });
    const tapped = event.submitter?.closest("li, section")?.querySelector("[name=need]")?.value;
    if (!replaced(`#${CSS.escape(selector)}`, page)) { location.reload(); return; }
    const again = tapped && document.querySelector(`#${CSS.escape(selector)} [name=need][value="${CSS.escape(tapped)}"]`);
    again?.closest("form")?.querySelector("button")?.focus();
  } catch (fault) {
    // Without a network a tick is kept on this device, and shown as waiting.
    if (fault instanceof TypeError && await kept(form, body)) {
      event.submitter?.classList.add("waits");
      event.submitter?.setAttribute("aria-pressed", "true");
      return;
    }
    form.removeAttribute("data-swap");
    form.requestSubmit(event.submitter);
  }
});

// Keeps what a form says until there is a network; false where this browser cannot.
const kept = async (form, body) => {
  try {
    const at = new Date().toISOString();
    const action = new URL(form.action).pathname;
    await Queue.put({ key: Queue.newKey(), action, multipart: false, fields: [...body, ["at", at]], typed: Date.now() });
    dispatchEvent(new Event("kept"));
    return true;
  } catch {
    return false;
  }
};

// A place can be typed, chosen from suggestions, or be where the phone is; the last one is offered again.
for (const field of document.querySelectorAll("input[name=place]")) {
  const list = document.createElement("datalist");
  list.id = `${field.id}-places`;
  field.after(list);
  field.setAttribute("list", list.id);
  if (!field.form?.elements.edit?.value) try { field.value ||= localStorage.getItem("isotone-place") ?? ""; } catch { /* no storage here */ }
  let timer;
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      try {
        const found = await (await fetch(`${BASE}/places?q=${encodeURIComponent(field.value)}`)).json();
        list.replaceChildren(...found.map(({ name }) => new Option(name, name)));
      } catch { /* typing on still works */ }
    }, 120);
  });
  field.form?.addEventListener("submit", () => {
    try { localStorage.setItem("isotone-place", field.value); } catch { /* no storage here */ }
  });
  if (navigator.geolocation && isSecureContext && field.closest("[data-here]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = field.closest("[data-here]").dataset.here;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
      field.value = `${coords.latitude.toFixed(2)}, ${coords.longitude.toFixed(2)}`;
    }));
    field.closest(".box")?.append(button);
  }
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// A text is copied, and given to other programs where the browser can do so.
for (const part of document.querySelectorAll("[data-text]")) {
  const [copy, share, words] = ["[data-copy]", "[data-share]", "pre"].map((of) => part.querySelector(of));
  if (navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(words.textContent);
      copy.textContent = copy.dataset.copy;
    });
  }
  if (navigator.share) {
    share.hidden = false;
    // Whoever closes the list of programs wants nothing more.
    share.addEventListener("click", () => navigator.share({ title: part.dataset.text, text: words.textContent }).catch(() => {}));
  }
}

// The zone of this device, where a form asks for it.
for (const field of document.querySelectorAll("[data-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

// What is wrong is where the next key goes.
document.querySelector("main [aria-invalid]")?.focus();

// A form that answers while it is moved: data-live names the parts that the answer replaces.
for (const form of document.querySelectorAll("form[data-live]")) {
  let timer, asked = 0;
  const ask = async () => {
    const mine = ++asked;
    const address = `${form.action.split("?")[0]}?${new URLSearchParams(new FormData(form))}`;
    try {
      const page = await fetched(address);
      if (mine !== asked) return;
      for (const part of form.dataset.live.split(" ")) replaced(part, page);
      for (const shown of form.querySelectorAll("output")) {
        const fresh = page.getElementById(shown.id);
        if (fresh) shown.textContent = fresh.textContent;
      }
      history.replaceState(null, "", address);
    } catch { /* the button of the page without script still works */ }
  };
  form.addEventListener("input", ({ target }) => {
    // The value is seen at once, what follows from it when the server has said so.
    const shown = target.dataset.unit && form.querySelector(`output[for="${target.id}"]`);
    if (shown) shown.textContent = `${target.value} ${target.dataset.unit}`;
    clearTimeout(timer);
    timer = setTimeout(ask, 90);
  });
}
