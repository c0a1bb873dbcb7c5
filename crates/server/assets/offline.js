// The pages without a network: the service worker is put in place, and the person is told what is old and what waits.

"use strict";

(() => {
  const say = (which, count) => {
    const line = document.querySelector(`[data-offline="${which}"]`);
    if (!line) return;
    line.hidden = count === 0;
    const number = line.querySelector("[data-count]");
    if (number) number.textContent = count;
  };

  const show = async () => {
    const entries = await Queue.all();
    const refused = entries.filter((entry) => entry.refused).length;
    say("waiting", entries.length - refused);
    say("refused", refused);
  };

  const sendNow = async () => {
    const sent = await Queue.send();
    await show();
    if (sent > 0) say("sent", sent);
  };

  document.querySelector('[data-offline="refused"] button')?.addEventListener("click", async () => {
    for (const entry of await Queue.all()) if (entry.refused) await Queue.remove(entry.key);
    await show();
  });

  const connection = () => say("gone", navigator.onLine ? 0 : 1);
  addEventListener("online", () => { connection(); sendNow(); });
  addEventListener("offline", connection);
  addEventListener("kept", show);
  connection();
  sendNow();

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(`${BASE}/sw.js`).catch(() => {});
    navigator.serviceWorker.addEventListener("message", ({ data }) => {
      if (data?.seen === location.href) {
        const line = document.querySelector('[data-offline="seen"]');
        if (!line) return;
        line.hidden = false;
        line.querySelector("[data-when]").textContent = new Date(data.at).toLocaleString(document.documentElement.lang);
      }
      if (data?.sent) { show(); say("sent", data.sent); }
    });
    navigator.serviceWorker.controller?.postMessage({ ask: location.href });
    const keep = document.querySelector("[data-keep]")?.dataset.keep;
    if (keep) navigator.serviceWorker.ready.then(({ active }) => active?.postMessage({ keep: BASE + keep }));
  }

  // The browser offers to install the app; the offer is made where it is explained.
  addEventListener("beforeinstallprompt", (event) => {
    const button = document.querySelector("[data-install]");
    if (!button) return;
    event.preventDefault();
    button.hidden = false;
    button.addEventListener("click", () => event.prompt(), { once: true });
  });
})();
