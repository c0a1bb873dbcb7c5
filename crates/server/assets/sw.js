// The service worker: the shell and the pages last seen open without a network, and what is typed then is kept. The server
// puts in VERSION, SHELL, QUEUE, OFFLINE, KEPT and ICON.

"use strict";

importScripts(self.location.pathname.replace(/\/sw\.js$/, QUEUE));

/** The path of an address below the folder that a reverse proxy gives this server. */
const inside = (url) => url.pathname.slice(BASE.length);

const SHELL_CACHE = `shell-${VERSION}`;
const PAGES_CACHE = `pages-${VERSION}`;
// A page that takes longer comes as it was last seen, and is renewed for the next time.
const PATIENCE_MS = 4000;
// Pages of one athlete, a kiosk, which holds no weight, and how to begin. Nothing else is kept.
const SEEN = /^\/($|kiosk\/[^/]+$|a\/[^/]+(\/(plan|timeline|trends|test|tests\/[^/]+|profile|log|add|more|race|catalogue|settings|data|receipts\/[^/]+))?$)/;
// A day of the plan by its date is a page of its own; any other question is not kept.
const DATED = /^(\?date=\d{4}-\d\d-\d\d)?$/;
// Forms that may be sent later, and their field that says when it was. It is filled in before the first try, so that the
// server knows an entry again that arrived although its answer was lost.
const LATER = [
  [/^\/a\/[^/]+\/test$/, "at"], [/^\/a\/[^/]+\/log$/, "at"], [/^\/a\/[^/]+\/taken$/, "at"],
];

/** When pages that were shown from the cache had been seen. */
const shownFromCache = new Map();

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL_CACHE);
    await cache.addAll(SHELL.map((path) => BASE + path));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    // Pages of an older version want an older style.
    for (const name of await caches.keys()) {
      if (name !== SHELL_CACHE && name !== PAGES_CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

self.addEventListener("message", (event) => {
  const { data, source } = event;
  // A page that is likely wanted without a network, such as tomorrow's day.
  if (data?.keep) {
    const url = new URL(data.keep, self.location.origin);
    if (url.origin === self.location.origin && SEEN.test(inside(url)) && DATED.test(url.search)) {
      event.waitUntil(fetchPage(new Request(url, { headers: { Accept: "text/html" } }), url, true).catch(() => {}));
    }
  }
  if (data?.ask && shownFromCache.has(data.ask)) {
    source.postMessage({ seen: data.ask, at: shownFromCache.get(data.ask) });
  }
});

self.addEventListener("sync", (event) => {
  if (event.tag !== "isotone-queue") return;
  event.waitUntil((async () => {
    const sent = await Queue.send();
    if (sent > 0) for (const client of await self.clients.matchAll()) client.postMessage({ sent });
    if ((await Queue.all()).some((entry) => !entry.refused)) throw new Error("the browser tries again later");
  })());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "GET") {
    if (inside(url).startsWith("/assets/")) event.respondWith(asset(request));
    else if (request.mode === "navigate") event.respondWith(page(event, request, url));
    return;
  }
  // Nobody who comes after reads what was kept for this person.
  if (/^\/sign-(in|out)$/.test(inside(url))) event.waitUntil(forget());
  // A browser that somebody signed out of shows nobody's messages: its push service then says that it is gone.
  if (inside(url) === "/sign-out") event.waitUntil(unsubscribe().catch(() => {}));
  const later = LATER.find(([path]) => path.test(inside(url)));
  if (later && request.method === "POST" && request.mode === "navigate") event.respondWith(post(request, url, later[1]));
});

const forget = () => caches.delete(PAGES_CACHE);
const unsubscribe = async () => (await self.registration.pushManager?.getSubscription())?.unsubscribe();

/** An athlete who is gone, or no longer shared with this person, leaves no page behind; nor a list that names them. */
async function forgetAthlete(pathname) {
  const cache = await caches.open(PAGES_CACHE);
  if (pathname.startsWith("/kiosk/")) await cache.delete(BASE + pathname);
  const [, athlete] = pathname.match(/^\/a\/([^/]+)/) ?? [];
  if (!athlete) return;
  for (const kept of await cache.keys()) {
    const path = inside(new URL(kept.url));
    if (path === "/" || path === `/a/${athlete}` || path.startsWith(`/a/${athlete}/`)) await cache.delete(kept);
  }
}

/** Assets go by the hash of what they hold: what is in the cache is right. */
async function asset(request) {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && /\.[0-9a-f]{16}\.\w+$/.test(request.url)) {
    await (await caches.open(SHELL_CACHE)).put(request, answer.clone());
  }
  return answer;
}

/** A page as it is; as it was last seen, where it does not come in time. */
async function page(event, request, url) {
  const mayBeKept = SEEN.test(inside(url)) && DATED.test(url.search);
  const fresh = fetchPage(request, url, mayBeKept);
  event.waitUntil(fresh.catch(() => {}));
  const seen = mayBeKept ? await (await caches.open(PAGES_CACHE)).match(url.pathname + url.search) : undefined;
  if (!seen) return fresh.catch(async () => (await caches.match(url.pathname)) ?? caches.match(BASE + OFFLINE));
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
  const first = await Promise.race([fresh.catch(() => undefined), late]);
  if (first) {
    shownFromCache.delete(request.url);
    return first;
  }
  shownFromCache.set(request.url, Number(seen.headers.get("x-seen")));
  return seen;
}

async function fetchPage(request, url, mayBeKept) {
  const answer = await fetch(request);
  // A redirect has no body to keep, and leads elsewhere. One to the sign-in says that the person has changed.
  if (answer.status === 401 || answer.type === "opaqueredirect") await forget();
  else if (SEEN.test(inside(url)) && [403, 404, 410].includes(answer.status)) await forgetAthlete(inside(url));
  else if (mayBeKept && answer.ok && answer.type === "basic" && !answer.redirected) {
    const headers = new Headers(answer.headers);
    headers.set("x-seen", String(Date.now()));
    const copy = new Response(await answer.clone().blob(), { status: 200, headers });
    await (await caches.open(PAGES_CACHE)).put(url.pathname + url.search, copy);
  }
  return answer;
}

/** Sends a form, or keeps it where there is no network. */
async function post(request, url, when) {
  const multipart = (request.headers.get("content-type") ?? "").startsWith("multipart/");
  const fields = [];
  for (const [name, value] of await request.formData()) {
    if (!(value instanceof File)) fields.push([name, value]);
    else if (value.size > 0) fields.push([name, value, value.name]);
  }
  const at = fields.find(([name]) => name === when);
  const now = new Date().toISOString();
  if (at) at[1] ||= now; else fields.push([when, now]);
  const entry = { key: Queue.newKey(), action: url.pathname + url.search, multipart, fields, typed: Date.now() };
  try {
    return await Queue.post(entry, "manual");
  } catch {
    await keep(entry);
    return Response.redirect(BASE + KEPT, 303);
  }
}

/** Keeps a form until there is a network. */
async function keep(entry) {
  await Queue.put(entry);
  await self.registration.sync?.register("isotone-queue").catch(() => {});
}

// Messages. Every push shows something, whatever it holds and whether or not there is a network: browsers end the subscription
// of a worker that keeps silent.
const HOME = `${BASE}/`;
const GENERAL = { title: "Isotone", body: "", navigate: HOME };

function notificationOf(data) {
  try {
    const message = data?.json();
    const { notification } = message ?? {};
    // What a newer server says is not guessed at.
    if (message?.web_push !== 8030 || message.v !== 1 || typeof notification?.title !== "string") return GENERAL;
    return notification;
  } catch {
    return GENERAL;
  }
}

// Whatever host a link names, it is opened on this one: a message leads nowhere else.
const pathOf = (link) => {
  try {
    const url = new URL(link, self.location.origin);
    return url.pathname + url.search + url.hash;
  } catch {
    return HOME;
  }
};

// The pages of the athlete or the squad that a message is about.
const placeOf = (link) => pathOf(link).slice(BASE.length).match(/^\/(?:a|squads)\/[^/?#]+/)?.[0];

/** Shows a message. One that takes another back replaces it without a sound. */
async function show({ title, body, lang, tag, navigate, data }) {
  const buttons = Array.isArray(data?.buttons) ? data.buttons.slice(0, 2) : [];
  const silent = data?.withdrawn === true;
  await self.registration.showNotification(title, {
    body, lang, tag, renotify: Boolean(tag) && !silent, silent, icon: ICON, badge: ICON,
    actions: buttons.map((button) => ({ action: button.action, title: button.title })),
    data: { link: navigate, buttons, until: data?.until },
  });
}

/** Takes away messages that are of no use any more, but for the one that was just shown: a push that shows nothing is a fault. */
async function tidy(shown) {
  const now = Date.now();
  for (const old of await self.registration.getNotifications?.() ?? []) {
    if (old.tag !== shown && old.data?.until <= now) old.close();
  }
}

self.addEventListener("push", (event) => {
  const { tag, navigate, ...message } = notificationOf(event.data);
  event.waitUntil((async () => {
    await show({ tag, navigate, ...message }).catch(() => show(GENERAL));
    await tidy(tag).catch(() => {});
    const place = placeOf(navigate);
    const subscription = place && await self.registration.pushManager?.getSubscription();
    if (!subscription) return;
    const said = new URLSearchParams({ endpoint: subscription.endpoint });
    await fetch(`${BASE}${place}/notifications/seen`, { method: "POST", body: said }).catch(() => {});
  })());
});

/** Sends what a button says, as its form would; whether no page has to be opened for it. */
async function pressed(button) {
  const now = new Date().toISOString();
  const fields = [...button.fields, ["at", now]];
  const entry = { key: Queue.newKey(), action: pathOf(button.link), multipart: false, fields, typed: Date.now() };
  try {
    const answer = await Queue.post(entry, "manual");
    // Signed in, the page answers by leading back; anything else is shown where the tap can be made by hand.
    if (answer.type !== "opaqueredirect") return false;
    for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage({ taken: true });
  } catch {
    await keep(entry);
    await self.clients.openWindow(BASE + KEPT);
  }
  return true;
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { link, buttons } = event.notification.data ?? {};
  const button = (buttons ?? []).find((one) => one.action === event.action);
  event.waitUntil((async () => {
    if (button?.fields?.length && await pressed(button)) return;
    const path = pathOf(button && !button.fields?.length ? button.link : link);
    for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
      // A window that shows another day or another session is left alone, with what was typed there.
      if (pathOf(client.url) === path && "focus" in client) {
        await client.focus();
        return;
      }
    }
    await self.clients.openWindow(path);
  })());
});

// A browser that changes its subscription subscribes again here; the next visit of the page tells the server in any case.
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil((async () => {
    const options = event.oldSubscription?.options;
    if (event.newSubscription || !options?.applicationServerKey) return;
    await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: options.applicationServerKey });
  })().catch(() => {}));
});
