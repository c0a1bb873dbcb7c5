// The kiosk: who stands on the scale, and what it says. What is weighed waits here until the server has it; each entry has a
// name of its own, so that it is stored once however often it is sent. No weight is shown, spoken or put into the page.

"use strict";

(() => {
  const root = document.getElementById("kiosk");
  if (!root) return;
  const texts = JSON.parse(root.dataset.texts);
  const token = root.dataset.token;
  // A reverse proxy may give this server a folder of its own.
  const BASE = new URL("..", document.currentScript.src).pathname.replace(/\/$/, "");
  const store = `kiosk:${token}`;
  const $ = (selector) => root.querySelector(selector);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

  const load = () => { try { return JSON.parse(localStorage.getItem(store)) ?? {}; } catch { return {}; } };
  const saved = load();
  const state = {
    bundle: saved.bundle ?? null,
    queue: saved.queue ?? [],
    refused: saved.refused ?? [],
    local: saved.local ?? {},
    mode: null,
    chosen: null,
    bottle: null,
    chosenAt: 0,
    asked: {},
    typed: "",
    readings: [],
    timer: null,
    closed: false,
  };
  const save = () => {
    const { bundle, queue, refused, local } = state;
    try { localStorage.setItem(store, JSON.stringify({ bundle, queue, refused, local })); } catch { banner("full"); }
  };

  const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");
  const athlete = (id) => state.bundle?.athletes.find((one) => one.athlete === id);
  const first = (name) => name.split(" ")[0];
  const isBottle = () => state.mode === "bottle-out" || state.mode === "bottle-back";
  const done = (one) => {
    const mine = state.local[one.athlete] ?? {};
    if (state.mode === "in") return one.weighed_in || mine.in || one.skipped || mine.skipped;
    if (state.mode === "out") return one.weighed_out || mine.out || one.skipped || mine.skipped;
    return mine[state.mode];
  };

  // Who is there, and who is left.
  const draw = () => {
    const { bundle } = state;
    if (bundle) $("[data-title]").textContent = `${bundle.squad} · ${bundle.session}`;
    for (const button of root.querySelectorAll("[data-mode]")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === state.mode));
    }
    const all = bundle?.athletes ?? [];
    const left = all.filter((one) => !done(one));
    $("[data-left]").textContent = fill(left.length ? texts.toGo : texts.allDone, { count: left.length });
    const tile = (one) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.athlete = one.athlete;
      button.setAttribute("aria-pressed", String(one.athlete === state.chosen));
      const number = document.createElement("b");
      number.textContent = one.number ?? "";
      const name = document.createElement("span");
      name.textContent = one.name;
      button.append(number, name);
      if (done(one)) {
        item.className = "had";
        const mark = document.createElement("span");
        mark.textContent = ` ✓ ${texts.noted}`;
        button.append(mark);
      }
      item.append(button);
      return item;
    };
    $("[data-tiles]").replaceChildren(...left.map(tile));
    $("[data-done]").replaceChildren(...all.filter(done).map(tile));
    const waiting = state.queue.length;
    $("[data-waiting]").hidden = waiting === 0;
    $("[data-waiting]").textContent = fill(texts.waiting, { count: waiting });
    drawKept();
    const one = athlete(state.chosen);
    $("[data-who]").textContent = one ? `${one.number ?? ""} ${one.name}`.trim() : "";
    // A heading without words is read aloud as one.
    $("[data-who]").hidden = !one;
    $("[data-entry]").hidden = !one;
    $("[data-dots]").textContent = "•".repeat(state.typed.replace(/\D/g, "").length);
    $("[data-typed]").textContent = one ? "" : state.typed;
  };

  const say = (text) => { $("[data-say]").textContent = text; };
  const banner = (what) => {
    const place = $("[data-banner]");
    place.hidden = !what;
    place.textContent = what ? texts[what] : "";
  };

  const choose = (id) => {
    clearTimeout(state.timer);
    state.chosen = id;
    state.bottle = null;
    state.chosenAt = Date.now();
    state.typed = "";
    state.readings = [];
    $("[data-question]").hidden = true;
    $("[data-after]").hidden = true;
    say(id ? fill(isBottle() ? texts.bottleOn : texts.stepOn, { name: first(athlete(id).name) }) : texts.who);
    draw();
  };

  // What the server does not have and will not take by itself: whose and when, for the practitioner. No weight is shown.
  const drawKept = () => {
    const kept = [...state.refused, ...(state.closed ? state.queue : [])];
    $("[data-kept]").hidden = kept.length === 0;
    if (!kept.length) return;
    $("[data-kept-title]").textContent = fill(texts.kept, { count: kept.length });
    $("[data-kept-who]").replaceChildren(...kept.map((entry) => {
      const item = document.createElement("li");
      const one = athlete(entry.athlete);
      const at = new Date(entry.at).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
      item.textContent = `${one?.number ?? ""} ${one?.name ?? ""} · ${at}`.trim();
      return item;
    }));
    $("[data-act=send-again]").hidden = state.refused.length === 0;
  };

  const enqueue = (id, what) => {
    state.queue.push({ id: newId(), athlete: id, at: new Date().toISOString(), what });
    save();
    send();
  };

  // A weight, in grams.
  const accept = (grams, source, raw) => {
    const one = athlete(state.chosen);
    if (!one) return;
    clearTimeout(state.timer);
    state.readings = [];
    state.typed = "";
    // In whole grams: a point before three digits could be read as thousands.
    const mass = `${Math.round(grams)} g`;
    if (isBottle()) {
      if (grams > 5000) { say(texts.again); draw(); return; }
      const handed_out = state.mode === "bottle-out";
      enqueue(one.athlete, { kind: "bottle", bottle: state.bottle ?? `B-${one.athlete}`, mass, handed_out });
      (state.local[one.athlete] ??= {})[state.mode] = true;
      finish(one);
      return;
    }
    if (grams < 15000 || grams > 250000) { say(texts.again); draw(); return; }
    const side = state.mode;
    const range = side === "in" ? one.range_in : one.range_out;
    const inside = !range || (grams >= range[0] && grams <= range[1]);
    const key = `${one.athlete} ${side}`;
    const same = state.asked[key] !== undefined && Math.abs(state.asked[key] - grams) <= 100;
    const body = { kind: "body", side, mass, source };
    enqueue(one.athlete, raw ? { ...body, raw } : body);
    if (!inside && !same) {
      state.asked[key] = grams;
      // The number alone: a name read aloud with a doubt about a weight would say too much.
      $("[data-question]").hidden = false;
      $("[data-question-text]").textContent = fill(texts.check, { number: one.number ?? one.name });
      say(fill(texts.check, { number: one.number ?? one.name }));
      draw();
      return;
    }
    delete state.asked[key];
    (state.local[one.athlete] ??= {})[side] = true;
    save();
    finish(one);
  };

  const finish = (one) => {
    const next = state.bundle.athletes.find((other) => !done(other));
    state.chosen = null;
    say(fill(texts.thanks, { name: first(one.name) }) + (next ? ` ${fill(texts.next, { name: next.name })}` : ""));
    $("[data-after]").hidden = state.mode !== "out";
    $("[data-after]").dataset.athlete = one.athlete;
    $("[data-question]").hidden = true;
    draw();
  };

  // A scale is stable when nothing else was read for a second within 50 g.
  const STABLE_MS = 1000;
  const STABLE_G = 50;
  // The weight that was accepted last, until the scale shows another one.
  let held = null;
  const reading = (grams, source, raw, at) => {
    if (Scales.isHeld(held, grams, source, Date.now() - state.chosenAt)) return;
    held = null;
    if (!state.chosen) return;
    // A value that the scale stored before this athlete stepped on.
    if (at && at.getTime() < state.chosenAt - 2000) return;
    if (state.readings.length && Math.abs(state.readings.at(-1) - grams) > STABLE_G) state.readings = [];
    const begun = state.readings.length > 0;
    state.readings.push(grams);
    if (!begun) {
      clearTimeout(state.timer);
      const chosen = state.chosen;
      state.timer = setTimeout(() => {
        if (state.chosen !== chosen || !state.readings.length) return;
        held = state.readings.at(-1);
        accept(held, source, raw);
      }, STABLE_MS);
    }
  };

  // Bluetooth: the Weight Scale and Body Composition services.
  const hex = (view) => [...new Uint8Array(view.buffer, view.byteOffset, view.byteLength)]
    .map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
  const SERVICES = [[0x181d, 0x2a9d, Scales.measurement], [0x181b, 0x2a9c, Scales.composition]];
  const bluetooth = async () => {
    const filters = SERVICES.map(([service]) => ({ services: [service] }));
    const device = await navigator.bluetooth.requestDevice({ filters });
    device.addEventListener("gattserverdisconnected", () => banner("lost"));
    const server = await device.gatt.connect();
    for (const [service, characteristic, read] of SERVICES) {
      let found;
      try { found = await (await server.getPrimaryService(service)).getCharacteristic(characteristic); } catch { continue; }
      found.addEventListener("characteristicvaluechanged", ({ target: { value } }) => {
        const result = read(value);
        if (result.again) say(texts.again);
        else if (result.grams) reading(result.grams, "bluetooth", hex(value), result.at);
      });
      await found.startNotifications();
      globalThis.kioskScale = found;
      banner(null);
      say(texts.connected);
      return;
    }
    banner("noScale");
  };

  // Serial scales: two equal stable lines.
  const serial = async () => {
    const port = await navigator.serial.requestPort();
    await port.open({ baudRate: 9600 });
    say(texts.connected);
    let rest = "";
    let last = null;
    const decoder = new TextDecoder();
    const reader = port.readable.getReader();
    try {
      for (;;) {
        const { value, done: over } = await reader.read();
        if (over) break;
        rest += decoder.decode(value, { stream: true });
        const lines = rest.split(/\r\n|\n|\r/);
        rest = lines.pop().slice(-200);
        for (const text of lines.filter(Boolean)) {
          const result = Scales.line(text);
          if (result.overload) say(texts.overload);
          if (result.grams === undefined) { last = null; continue; }
          if (last === result.grams) reading(result.grams, "serial", text, null);
          last = result.grams;
        }
      }
    } finally {
      banner("lost");
    }
  };

  // A label: whose it is. A bottle of somebody else is asked about; noted after the question, it is a shared one.
  const identify = (text) => {
    const id = text.trim().replace(/^ISO1:/, "");
    const owner = (state.bundle?.athletes ?? []).find((one) => one.athlete === id || one.bottles?.includes(id));
    if (!owner) { say(texts.unknown); return; }
    const bottle = owner.athlete === id ? null : id;
    if (isBottle() && bottle && state.chosen && state.chosen !== owner.athlete && state.bottle !== bottle) {
      state.bottle = bottle;
      const one = athlete(state.chosen);
      const question = fill(texts.check, { number: one.number ?? one.name });
      $("[data-question]").hidden = false;
      $("[data-question-text]").textContent = question;
      say(question);
      return;
    }
    if (state.chosen !== owner.athlete && !(bottle && state.bottle === bottle)) choose(owner.athlete);
    state.bottle = bottle;
  };

  // The camera: what the browser reads by itself, or a decoder that is fetched when it is first needed.
  let stream = null;
  const reader = async () => {
    const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []) ?? [];
    if (formats.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => (await detector.detect(video))[0]?.rawValue;
    }
    if (!globalThis.decodeQR) {
      await new Promise((resolve, reject) => {
        const script = document.createElement("script");
        Object.assign(script, { src: root.dataset.decoder, onload: resolve, onerror: reject });
        document.head.append(script);
      });
    }
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d", { willReadFrequently: true });
    return async (video) => {
      if (!video.videoWidth) return undefined;
      canvas.width = 480;
      canvas.height = Math.round(480 * video.videoHeight / video.videoWidth);
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      // No code in the picture is an error of the decoder's.
      try { return decodeQR(context.getImageData(0, 0, canvas.width, canvas.height)); } catch { return undefined; }
    };
  };
  const camera = async () => {
    const video = $("[data-video]");
    if (stream) {
      stream.getTracks().forEach((track) => track.stop());
      stream = null;
      video.hidden = true;
      return;
    }
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    const read = await reader();
    let last = null;
    while (stream) {
      const text = await read(video).catch(() => undefined);
      if (text && text !== last) identify(text);
      last = text ?? null;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };

  // Digits: a shirt number while nobody is chosen, a weight afterwards. A scanner types too.
  const typedKey = (key) => {
    if (key === "Enter") return enter();
    if (key === "Backspace") state.typed = state.typed.slice(0, -1);
    else if (key === "Escape") return choose(null);
    else if (/^[\d.,]$/.test(key) && state.typed.length < 7) state.typed += key;
    draw();
  };
  const enter = () => {
    const typed = state.typed.replace(",", ".");
    if (!state.chosen) {
      const one = state.bundle?.athletes.find((each) => String(each.number) === typed);
      state.typed = "";
      if (one) choose(one.athlete); else { say(fill(texts.nobody, { number: typed })); draw(); }
      return;
    }
    const value = Number(typed);
    if (!Number.isFinite(value) || value <= 0) return;
    // Typed in kg and g, or in lb and oz where the squad weighs in them.
    const metric = (state.bundle?.units ?? "metric") === "metric";
    const grams = metric ? [1, 1000] : [28.349523125, 453.59237];
    accept(Math.round(value * grams[isBottle() ? 0 : 1]), "keypad");
  };
  let scanned = "";
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // A label: ISO1: and the name of a bottle, or of an athlete on a bib.
    if (/^[A-Za-z:_-]$/.test(event.key) || scanned) {
      if (event.key === "Enter") {
        const text = scanned;
        scanned = "";
        identify(text);
        event.preventDefault();
        return;
      }
      if (event.key.length === 1) { scanned = (scanned + event.key).slice(-90); return; }
    }
    const onButton = event.target instanceof HTMLButtonElement && (event.key === "Enter" || event.key === " ");
    if (onButton && !state.typed) return;
    if (/^[\d.,]$/.test(event.key) || ["Enter", "Backspace", "Escape"].includes(event.key)) {
      event.preventDefault();
      typedKey(event.key);
    }
  });

  // One message at a time; what cannot be sent waits.
  let sending = false;
  const post = async (entries) => {
    const answer = await fetch(`${BASE}/api/v1/kiosks/${token}/entries`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ sent_at: new Date().toISOString(), entries }),
    });
    const body = await answer.json().catch(() => ({}));
    return { status: answer.status, entries: body.entries ?? [], detail: body.detail ?? body.title ?? answer.statusText };
  };
  const told = (what) => {
    if (what === "closed") state.closed = true;
    const place = $("[data-banner]");
    const ours = [texts.offline, texts.busy].includes(place.textContent);
    if (["closed", "offline", "refused"].includes(what)) banner(what);
    else if (what === "later") banner("busy");
    else if (ours) banner(null);
  };
  const send = async () => {
    if (sending || state.closed || state.queue.length === 0) { draw(); return; }
    sending = true;
    try { told(await Outbox.deliver(state, post, save)); } finally { sending = false; draw(); }
  };

  // What a closed kiosk of the same session left on this tablet is sent by this one; what is delivered is not kept.
  const others = () => {
    const found = Object.keys(localStorage).filter((key) => key.startsWith("kiosk:") && key !== store);
    const same = (bundle) => ["squad", "session", "start"].every((field) => bundle?.[field] === state.bundle[field]);
    for (const key of found) {
      let other;
      try { other = JSON.parse(localStorage.getItem(key)); } catch { continue; }
      const empty = !other?.queue?.length && !other?.refused?.length;
      if (!empty && same(other.bundle)) Outbox.adopt(state, [other]);
      if (empty || same(other.bundle)) { save(); localStorage.removeItem(key); }
    }
  };

  // Everything that the server does not have, in a file.
  const download = () => {
    const table = new Blob(["\ufeff", Outbox.table(state, state.bundle?.athletes ?? [])], { type: "text/csv" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(table);
    link.download = `isotone-${new Date().toISOString().slice(0, 16).replace(":", "")}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  };

  const renew = async () => {
    try {
      const answer = await fetch(`${BASE}/api/v1/kiosks/${token}`, { headers: { Accept: "application/json" } });
      if (Outbox.meaning(answer.status) === "closed") { told("closed"); draw(); return; }
      if (!answer.ok) { told("later"); return; }
      state.bundle = await answer.json();
      others();
      if (!state.mode) {
        const half = (Date.parse(state.bundle.start) + Date.parse(state.bundle.end)) / 2;
        state.mode = Date.parse(state.bundle.now) < half ? "in" : "out";
      }
      save();
      told("sent");
    } catch {
      banner("offline");
    }
    state.mode ??= "in";
    draw();
  };

  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { mode, key, act, urine } = button.dataset;
    if (button.dataset.athlete) choose(button.dataset.athlete);
    else if (mode) { state.mode = mode; choose(null); }
    else if (key) typedKey(key);
    else if (act === "bluetooth") bluetooth().catch((error) => { if (error.name !== "NotFoundError") banner("noScale"); });
    else if (act === "serial") serial().catch((error) => { if (error.name !== "NotFoundError") banner("noScale"); });
    else if (act === "camera") camera().catch(() => banner("noCamera"));
    else if (act === "skip" && state.chosen) {
      const one = athlete(state.chosen);
      (state.local[one.athlete] ??= {}).skipped = true;
      enqueue(one.athlete, { kind: "skipped" });
      finish(one);
    } else if (act === "save") download();
    else if (act === "send-again") { Outbox.again(state); save(); banner(null); send(); }
    else if (act === "other") choose(null);
    else if (act === "again") {
      const { bottle } = state;
      choose(state.chosen);
      state.bottle = bottle;
    }
    else if (act === "unwell") { enqueue($("[data-after]").dataset.athlete, { kind: "symptoms" }); say(texts.trainer); }
    else if (urine !== undefined) {
      enqueue($("[data-after]").dataset.athlete, urine ? { kind: "urine", volume: `${urine} ml` } : { kind: "urine" });
      $("[data-after]").hidden = true;
      say(texts.noted);
    }
  });

  $("[data-act=bluetooth]").hidden = !navigator.bluetooth;
  $("[data-act=serial]").hidden = !navigator.serial;
  $("[data-act=camera]").hidden = !navigator.mediaDevices?.getUserMedia;
  // A tablet that is switched on again on the field opens this page without a network.
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(`${BASE}/sw.js`).catch(() => {});
    navigator.serviceWorker.ready.then(({ active }) => {
      active?.postMessage({ keep: location.pathname });
      for (const file of document.querySelectorAll("link[rel=stylesheet], script[src]")) fetch(file.href || file.src).catch(() => {});
    });
  }
  addEventListener("online", () => { send(); renew(); });
  setInterval(() => { if (!state.closed) { send(); renew(); } }, 8000);
  state.mode = null;
  choose(null);
  renew().then(send);
})();
