// What was typed without a network waits here, and is sent later exactly once. Shared by the pages and the service worker.
//
// An entry keeps the fields of its form with the instant it was typed at, so that the server knows it again however often
// it arrives; its key goes along as Idempotency-Key.

"use strict";

// The folder that a reverse proxy gives this server: empty at the root of a host.
const BASE = (globalThis.document ? new URL("..", document.currentScript.src) : self.location).pathname.replace(/\/(sw\.js)?$/, "");

const Queue = (() => {
  const open = () => new Promise((resolve, reject) => {
    const request = indexedDB.open("isotone", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("entries", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  const run = async (mode, act) => {
    const database = await open();
    try {
      return await new Promise((resolve, reject) => {
        const transaction = database.transaction("entries", mode);
        const request = act(transaction.objectStore("entries"));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = transaction.onerror = () => reject(transaction.error);
      });
    } finally {
      database.close();
    }
  };

  const all = () => run("readonly", (entries) => entries.getAll());
  const put = (entry) => run("readwrite", (entries) => entries.put(entry));
  const remove = (key) => run("readwrite", (entries) => entries.delete(key));

  // `crypto.randomUUID` is there only over https and on localhost.
  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, "0")).join("");

  // One tab or worker sends at a time.
  const alone = (act) => (globalThis.navigator.locks ? navigator.locks.request("isotone-queue", act) : act());

  // Posts an entry as the form would have been.
  const post = (entry, redirect) => {
    const form = new FormData();
    for (const [name, value, filename] of entry.fields) {
      if (filename) form.append(name, value, filename); else form.append(name, value);
    }
    const body = entry.multipart ? form : new URLSearchParams(form);
    const headers = { "Idempotency-Key": entry.key, "Accept": "text/html" };
    return fetch(entry.action, { method: "POST", body, headers, redirect, credentials: "same-origin" });
  };

  const sendOne = async (entry) => {
    const answer = await post(entry, "follow");
    if (answer.redirected && new URL(answer.url).pathname.startsWith(`${BASE}/sign-in`)) return "waiting";
    if (answer.ok) {
      await remove(entry.key);
      return "sent";
    }
    // The server has read it and will not have it: the person must look. Anything else may pass.
    if ([400, 404, 409, 413, 422].includes(answer.status)) {
      await put({ ...entry, refused: answer.status });
      return "refused";
    }
    return "waiting";
  };

  // Sends what waits, oldest first. Answers with how many were sent.
  const send = () => alone(async () => {
    let sent = 0;
    const waiting = (await all()).filter((entry) => !entry.refused).sort((a, b) => a.typed - b.typed);
    for (const entry of waiting) {
      try {
        if (await sendOne(entry) === "sent") sent += 1;
      } catch {
        break; // no network yet
      }
    }
    return sent;
  });

  return { all, put, remove, newKey, post, send };
})();
