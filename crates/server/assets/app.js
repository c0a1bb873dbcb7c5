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
  form.addEventListener("submit", () => {
    const button = form.querySelector("button:not([type=button])");
    if (button) { button.disabled = true; button.textContent = form.dataset.busy; }
  });
}

window.addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
});
