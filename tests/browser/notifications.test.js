// The worker and the page of notifications, against browsers that behave badly: node --test tests/browser/notifications.test.js
"use strict";

const test = require("node:test");
const assert = require("node:assert");
const fs = require("node:fs");
const path = require("node:path");
const vm = require("node:vm");

const asset = (name) => fs.readFileSync(path.join(__dirname, "../../crates/server/assets", name), "utf8");
const settle = async () => { for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate); };

/** A worker in a browser that notes what it shows, asks for and opens. */
function worker({ fetch = async () => ({ type: "opaqueredirect" }), subscription, windows = [], base = "", on = [] } = {}) {
  const listeners = {};
  const did = { shown: [], asked: [], opened: [], subscribed: [], kept: [], closed: [], focused: [] };
  const self = {
    location: new URL(`https://isotone.test${base}/sw.js`),
    addEventListener: (name, listener) => { listeners[name] = listener; },
    registration: {
      // As browsers do: a button without a name, and silence that is told to ring, are refused.
      showNotification: async (title, options) => {
        if (options.actions.some(({ action, title }) => typeof action !== "string" || typeof title !== "string")) throw new TypeError("action");
        if (options.silent && options.renotify) throw new TypeError("silent");
        did.shown.push({ title, ...options });
      },
      getNotifications: async () => [...on, ...did.shown].map((one) => ({ ...one, close: () => { did.closed.push(one.tag); } })),
      pushManager: {
        getSubscription: async () => subscription,
        subscribe: async (options) => { did.subscribed.push(options); return { endpoint: "https://new.example/1" }; },
      },
    },
    clients: {
      matchAll: async () => windows.map((url) => ({ url, focus: async () => { did.focused.push(url); }, postMessage: () => {} })),
      openWindow: async (url) => { did.opened.push(url); },
      claim: async () => {},
    },
    skipWaiting: async () => {},
  };
  const context = vm.createContext({
    self, URL, URLSearchParams, Response, Request, Headers, setTimeout, Promise, console, importScripts: () => {},
    fetch: async (url, options) => { did.asked.push({ url: String(url), body: String(options?.body ?? "") }); return fetch(url); },
    Queue: {
      newKey: () => "key",
      post: async ({ action, fields }) => { did.asked.push({ url: action, body: String(new URLSearchParams(fields)) }); return fetch(action); },
      put: async (entry) => { did.kept.push(entry); },
    },
    caches: { delete: async () => true },
    VERSION: "1", SHELL: [], QUEUE: "/queue.js", OFFLINE: "/offline", KEPT: "/offline/kept", ICON: "/icon.png", BASE: base,
  });
  vm.runInContext(asset("sw.js"), context);
  const fire = async (name, event) => {
    const waits = [];
    listeners[name]({ waitUntil: (promise) => waits.push(promise), ...event });
    assert.ok(waits.length > 0, `${name} is waited for`);
    await Promise.all(waits);
  };
  return { fire, did };
}

const payload = (notification) => ({ data: { json: () => ({ web_push: 8030, v: 1, notification }) } });
const drink = { title: "Time to drink", body: "b", navigate: "https://elsewhere.example/a/ada", tag: "ada/drink:p-1" };

test("trap 21, 30: whatever a push holds, something is shown", async () => {
  const bad = () => { throw new SyntaxError("no JSON"); };
  for (const event of [
    {}, { data: null }, { data: { json: bad } }, { data: { json: () => null } }, { data: { json: () => ({ v: 99 }) } },
    { data: { json: () => ({ web_push: 8030, v: 99, notification: drink }) } },
    { data: { json: () => ({ web_push: 8030, v: 1, notification: {} }) } },
    // Trap 47: what the browser does not take.
    payload({ ...drink, data: { buttons: [{}] } }), payload({ ...drink, data: { buttons: [null] } }),
  ]) {
    const { fire, did } = worker();
    await fire("push", event);
    assert.strictEqual(did.shown.length, 1);
    assert.strictEqual(did.shown[0].title, "Isotone");
    assert.doesNotMatch(JSON.stringify(did.shown), /undefined/);
  }
  const { fire, did } = worker();
  await fire("push", payload(drink));
  assert.strictEqual(did.shown[0].title, "Time to drink");
});

test("trap 22: a push is shown without a network", async () => {
  const down = async () => { throw new TypeError("Failed to fetch"); };
  const { fire, did } = worker({ fetch: down, subscription: { endpoint: "https://push.example/1" } });
  await fire("push", payload(drink));
  assert.strictEqual(did.shown.length, 1);
  assert.strictEqual(did.asked.length, 1, "it tried to say that it was shown");
});

test("a device says what it showed to the athlete or the squad that the message is about", async () => {
  for (const [navigate, seen] of [
    ["https://elsewhere.example/a/ada/log#readings", "/a/ada/notifications/seen"],
    ["https://elsewhere.example/squads/s-1?session=ss-1", "/squads/s-1/notifications/seen"],
    ["https://elsewhere.example/squads/s-1/heat?session=ss-1", "/squads/s-1/notifications/seen"],
    ["https://elsewhere.example/catalogue", undefined],
  ]) {
    const { fire, did } = worker({ subscription: { endpoint: "https://push.example/1" } });
    await fire("push", payload({ ...drink, navigate }));
    assert.deepStrictEqual(did.asked.map((one) => one.url), seen ? [seen] : []);
  }
});

test("trap 24: a subscription that ends is renewed under the same key", async () => {
  const { fire, did } = worker();
  const key = new Uint8Array([4, 1, 2]).buffer;
  await fire("pushsubscriptionchange", { oldSubscription: { options: { applicationServerKey: key } }, newSubscription: null });
  assert.strictEqual(did.subscribed.length, 1);
  assert.strictEqual(did.subscribed[0].applicationServerKey, key);
  assert.strictEqual(did.subscribed[0].userVisibleOnly, true);
  const changed = worker();
  await changed.fire("pushsubscriptionchange", { oldSubscription: null, newSubscription: null });
  assert.strictEqual(changed.did.subscribed.length, 0, "nothing is known to subscribe with");
});

test("a tap opens this server's page, whatever host the link names", async () => {
  const { fire, did } = worker();
  const notification = { close() {}, data: { link: drink.navigate, buttons: [] } };
  await fire("notificationclick", { notification, action: "" });
  assert.deepStrictEqual(did.opened, ["/a/ada"]);
});

test("a button with fields is sent, and opens the page where it was not taken", async () => {
  const buttons = [{ action: "taken", title: "Taken", link: "/a/ada/taken", fields: [["session", "p-1"], ["need", "n-1"]] }];
  const notification = { close() {}, data: { link: "/a/ada", buttons } };
  const taken = worker();
  await taken.fire("notificationclick", { notification, action: "taken" });
  assert.deepStrictEqual(taken.did.asked.map(({ url }) => url), ["/a/ada/taken"]);
  assert.match(taken.did.asked[0].body, /^session=p-1&need=n-1&at=\d{4}-/);
  assert.deepStrictEqual(taken.did.opened, []);
  const signedOut = worker({ fetch: async () => ({ type: "basic", status: 401 }) });
  await signedOut.fire("notificationclick", { notification, action: "taken" });
  assert.deepStrictEqual(signedOut.did.opened, ["/a/ada"]);
});

test("trap 46: a button that is tapped without a network is kept and sent later", async () => {
  const down = async () => { throw new TypeError("Failed to fetch"); };
  const { fire, did } = worker({ fetch: down });
  const buttons = [{ action: "taken", title: "Taken", link: "/a/ada/taken", fields: [["session", "p-1"]] }];
  await fire("notificationclick", { notification: { close() {}, data: { link: "/a/ada", buttons } }, action: "taken" });
  assert.deepStrictEqual(did.kept.map(({ action, key, fields: [session] }) => [action, key, ...session]), [["/a/ada/taken", "key", "session", "p-1"]]);
  assert.deepStrictEqual(did.opened, ["/offline/kept"], "the person sees that it waits");
});

test("trap 42: a tap comes back to the window that shows the very page, and takes no other away", async () => {
  for (const [open, link, focused, opened] of [
    ["https://isotone.test/a/ada", "https://elsewhere.example/a/ada", ["https://isotone.test/a/ada"], []],
    ["https://isotone.test/a/ada/plan?date=2026-06-10", "/a/ada/plan?date=2026-06-11", [], ["/a/ada/plan?date=2026-06-11"]],
    ["https://isotone.test/squads/s-1?session=ss-1", "/squads/s-1?session=ss-2", [], ["/squads/s-1?session=ss-2"]],
    ["https://isotone.test/a/ada/log", "/a/ada/log#readings", [], ["/a/ada/log#readings"]],
  ]) {
    const { fire, did } = worker({ windows: [open] });
    await fire("notificationclick", { notification: { close() {}, data: { link, buttons: [] } }, action: "" });
    assert.deepStrictEqual([did.focused, did.opened], [focused, opened], link);
  }
});

test("trap 43: behind a proxy's folder a message that leads nowhere leads to this server", async () => {
  const { fire, did } = worker({ base: "/isotone" });
  await fire("push", {});
  await fire("notificationclick", { notification: { close() {}, data: did.shown[0].data }, action: "" });
  await fire("notificationclick", { notification: { close() {}, data: { link: "https://[" } }, action: "" });
  assert.deepStrictEqual(did.opened, ["/isotone/", "/isotone/"]);
});

test("trap 44: a message that is taken back makes no sound", async () => {
  const { fire, did } = worker();
  await fire("push", payload(drink));
  await fire("push", payload({ ...drink, title: "Your plan changed", data: { withdrawn: true } }));
  assert.deepStrictEqual(did.shown.map(({ silent, renotify }) => [silent, renotify]), [[false, true], [true, false]]);
});

test("trap 45: messages that are of no use any more do not pile up", async () => {
  const now = Date.now();
  const message = (tag, until) => ({ tag, data: { until } });
  const { fire, did } = worker({ on: [message("old", now - 1), message("good", now + 60000), { tag: "before", data: {} }] });
  await fire("push", payload({ ...drink, data: { until: now - 1 } }));
  assert.deepStrictEqual(did.closed, ["old"], "the one that was just shown stays: a push that shows nothing is a fault");
});

test("trap 49: a browser that somebody signed out of shows nobody's messages", async () => {
  const path = (pathname) => ({ request: { url: `https://isotone.test${pathname}`, method: "POST", mode: "navigate" }, respondWith() {} });
  for (const [pathname, ended] of [["/sign-out", 1], ["/sign-in", 0]]) {
    let unsubscribed = 0;
    const { fire } = worker({ subscription: { unsubscribe: async () => { unsubscribed += 1; } } });
    await fire("fetch", path(pathname));
    assert.strictEqual(unsubscribed, ended, pathname);
  }
});

/** The page in a browser; `subscribe` is what the browser makes of it. */
function page({ subscribe, known = null, permission = "default", agent = "Mozilla/5.0", channel = false, push = true, zone = null, here = null }) {
  const did = { calls: [], posted: [], reloaded: 0, unsubscribed: 0 };
  const states = ["allowed", "denied", "stuck", "none", "ios", ""].map((state) => ({ dataset: { state }, hidden: true }));
  let click;
  const button = { hidden: true, disabled: false, addEventListener: (_, listener) => { click = listener; } };
  const device = {
    dataset: { key: "BAEC", add: "/a/ada/notifications/channels" },
    querySelector: () => button, querySelectorAll: () => states,
  };
  const found = { "#device": device, "#channels li[id^=push-]": channel ? {} : null, "#zone": zone };
  // A browser that stands in this zone, and knows the others as all do.
  const Local = function DateTimeFormat(locale, options) {
    return here && !options ? { resolvedOptions: () => ({ timeZone: here }) } : new Intl.DateTimeFormat(locale, options);
  };
  const registration = {
    pushManager: {
      subscribe: (options) => { did.calls.push("subscribe"); return subscribe(options, did); },
      getSubscription: async () => known && { ...known, unsubscribe: async () => { did.unsubscribed += 1; } },
    },
  };
  const Notification = { permission, requestPermission: async () => { did.calls.push("requestPermission"); return "granted"; } };
  const timers = [];
  const window = push ? { PushManager: {}, Notification } : {};
  const context = vm.createContext({
    document: { querySelector: (name) => found[name] ?? null },
    navigator: { userAgent: agent, serviceWorker: push ? { ready: Promise.resolve(registration) } : undefined, platform: "test" },
    window, Notification, matchMedia: () => ({ matches: false }), location: { reload: () => { did.reloaded += 1; } },
    fetch: async (url, { body }) => { did.posted.push(Object.fromEntries(body)); return { type: "opaqueredirect" }; },
    setTimeout: (callback, after) => { timers.push({ callback, after }); }, URLSearchParams, Uint8Array, Promise, Error, Intl: { DateTimeFormat: Local }, Date,
    atob, btoa,
  });
  if (!push) delete context.navigator.serviceWorker;
  vm.runInContext(asset("notifications.js"), context);
  const state = () => states.find((one) => !one.hidden)?.dataset.state;
  return { did, state, button, click: () => click?.(), timers };
}

const subscription = (key = [4, 1, 2]) => ({
  endpoint: "https://push.example/1", options: { applicationServerKey: new Uint8Array(key).buffer },
  getKey: () => new Uint8Array([1, 2, 3]).buffer,
});

test("trap 26, 28: nothing is asked before the tap, and the tap subscribes first", async () => {
  const one = page({ subscribe: async () => subscription() });
  await settle();
  assert.deepStrictEqual(one.did.calls, [], "opening the page asks nothing");
  await one.click();
  assert.deepStrictEqual(one.did.calls, ["subscribe"]);
  assert.strictEqual(one.did.posted[0].endpoint, "https://push.example/1");
  assert.strictEqual(one.did.reloaded, 1);
});

test("trap 65: a zone by another name is no other clock", async () => {
  const asked = (stored, here) => {
    const zone = { dataset: { zone: stored }, hidden: true };
    page({ subscribe: async () => subscription(), zone, here });
    return !zone.hidden;
  };
  for (const [stored, here] of [
    ["Asia/Kolkata", "Asia/Calcutta"], ["Europe/Kyiv", "Europe/Kiev"], ["America/Argentina/Buenos_Aires", "America/Buenos_Aires"],
    ["UTC", "Etc/UTC"], ["Europe/Lisbon", "Europe/Lisbon"],
  ]) assert.strictEqual(asked(stored, here), false, `${stored} ${here}`);
  for (const [stored, here] of [
    ["Europe/Lisbon", "Europe/Berlin"], ["Europe/London", "UTC"], ["America/Phoenix", "America/Denver"], ["No/Where", "Europe/Berlin"],
  ]) assert.strictEqual(asked(stored, here), true, `${stored} ${here}`);
});

test("trap 25: a browser that never answers is given ten seconds", async () => {
  const one = page({ subscribe: () => new Promise(() => {}) });
  await settle();
  const tapped = one.click();
  await settle();
  const patience = one.timers.filter(({ after }) => after === 10000);
  assert.ok(patience.length > 0);
  for (const { callback } of patience) callback();
  await tapped;
  assert.strictEqual(one.state(), "stuck");
  assert.strictEqual(one.button.disabled, false, "it can be tried again");
});

test("trap 16, 24: a page tells the server of the subscription each time, and renews one under another key", async () => {
  const same = page({ known: subscription(), permission: "granted", channel: true });
  await settle();
  assert.strictEqual(same.did.posted.length, 1);
  assert.strictEqual(same.state(), "allowed");
  const removed = page({ known: subscription(), permission: "granted", channel: false });
  await settle();
  assert.strictEqual(removed.did.posted.length, 0, "a channel that was removed on purpose stays removed");
  const other = page({ known: subscription([9, 9, 9]), permission: "granted", channel: true });
  await settle();
  assert.strictEqual(other.did.unsubscribed, 1);
  // Trap 48: Safari did not say under which key.
  const mute = page({ known: { ...subscription(), options: {} }, permission: "granted", channel: true });
  await settle();
  assert.deepStrictEqual([mute.did.unsubscribed, mute.did.posted.length], [0, 1]);
  let first = true;
  const stale = page({
    known: null,
    subscribe: async () => {
      if (!first) return subscription();
      first = false;
      throw Object.assign(new Error("another key"), { name: "InvalidStateError" });
    },
  });
  await settle();
  await stale.click();
  assert.deepStrictEqual(stale.did.calls, ["subscribe", "subscribe"]);
  assert.strictEqual(stale.did.posted.length, 1);
});

test("trap 28: a permission that was taken back is said", async () => {
  const denied = page({ known: null, permission: "denied" });
  await settle();
  assert.strictEqual(denied.state(), "denied");
});

test("trap 26: an iPhone's browser tab is told of the Home Screen first", async () => {
  const phone = page({ push: false, agent: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)" });
  await settle();
  assert.strictEqual(phone.state(), "ios");
  const old = page({ push: false });
  await settle();
  assert.strictEqual(old.state(), "none");
});
