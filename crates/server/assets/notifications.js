// Allowing notifications on this device. Permission is asked for by a tap, never by opening the page.

"use strict";

(() => {
  const zone = document.querySelector("#zone");
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  /** Whether clocks in two zones show the same all year: one zone has several names (Asia/Kolkata is Asia/Calcutta to Chrome). */
  const sameClock = (a, b) => {
    if (a === b) return true;
    try {
      const clocks = [a, b].map((timeZone) => new Intl.DateTimeFormat("en", { timeZone, dateStyle: "short", timeStyle: "short" }));
      // Every ten days, so that a rule that begins or ends earlier shows.
      const days = Array.from({ length: 37 }, (_, step) => Date.now() + step * 864000000);
      return days.every((day) => clocks[0].format(day) === clocks[1].format(day));
    } catch {
      return false;
    }
  };
  if (zone && here && !sameClock(zone.dataset.zone, here)) zone.hidden = false;

  const device = document.querySelector("#device");
  const key = device?.dataset.key;
  const button = device?.querySelector("[data-allow]");
  if (!key || !button) return;
  const PATIENCE_MS = 10000;

  const state = (name) => {
    for (const shown of device.querySelectorAll("[data-state]")) shown.hidden = shown.dataset.state !== name;
    button.hidden = name === "allowed" || name === "ios" || name === "none";
  };

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  // Some browsers do not say what they are subscribed under: the server finds out when it sends.
  const isOurs = (subscription) => {
    const theirs = subscription.options?.applicationServerKey;
    return !theirs || text(theirs) === key;
  };

  /** Some browsers never answer: then other channels are offered. */
  const soon = (promise) => Promise.race([
    promise,
    new Promise((_, refuse) => { setTimeout(() => refuse(new Error("stuck")), PATIENCE_MS); }),
  ]);

  /** Tells the server of a subscription; the same one again is the same channel. */
  const tell = async (subscription) => {
    const body = new URLSearchParams({
      kind: "push",
      endpoint: subscription.endpoint,
      p256dh: text(subscription.getKey("p256dh")),
      auth: text(subscription.getKey("auth")),
      key,
      label: navigator.userAgentData?.platform ?? navigator.platform ?? "",
    });
    const answer = await fetch(device.dataset.add, { method: "POST", body, redirect: "manual" });
    if (answer.type !== "opaqueredirect" && !answer.ok) throw new Error("refused");
  };

  const subscribe = async (registration) => {
    const options = { userVisibleOnly: true, applicationServerKey: bytes(key) };
    try {
      return await soon(registration.pushManager.subscribe(options));
    } catch (error) {
      if (error.name !== "InvalidStateError") throw error;
      // It is subscribed under a key that this server has no more.
      await (await registration.pushManager.getSubscription())?.unsubscribe();
      return soon(registration.pushManager.subscribe(options));
    }
  };

  const begin = async () => {
    const apple = /iPhone|iPad/.test(navigator.userAgent);
    const standalone = navigator.standalone || matchMedia("(display-mode: standalone)").matches;
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window)) {
      state(apple && !standalone ? "ios" : "none");
      return;
    }
    const registration = await soon(navigator.serviceWorker.ready);
    // The gesture is spent on the first question: the worker is ready before the tap, and subscribing comes first.
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        await tell(await subscribe(registration));
        location.reload();
      } catch (error) {
        state(Notification.permission === "denied" ? "denied" : error.message === "stuck" ? "stuck" : "none");
        button.disabled = false;
      }
    });
    const known = await registration.pushManager.getSubscription();
    if (Notification.permission === "denied") state("denied");
    else if (known && isOurs(known) && Notification.permission === "granted") {
      state("allowed");
      // Push services change addresses without a word: the server is told each time. Only where the page lists a channel: one
      // that was removed on purpose stays removed.
      if (document.querySelector("#channels li[id^=push-]")) await tell(known).catch(() => {});
      else button.hidden = false;
    } else if (known && !isOurs(known)) {
      await known.unsubscribe();
      state("");
    } else state("");
  };

  begin().catch(() => state("none"));
})();
