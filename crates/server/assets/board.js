// A part of a page that stays as it is on the server (a squad's board, the timeline): when something changes it is asked for
// again and put in place. A page in the background waits until it is looked at.

"use strict";

(() => {
  const board = document.querySelector("[id][data-changes]");
  if (!board || !window.EventSource) return;
  let waiting = null;
  let stale = false;

  const renew = async () => {
    waiting = null;
    if (document.hidden) { stale = true; return; }
    stale = false;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(board.id);
    if (!fresh || fresh.innerHTML === board.innerHTML) return;
    // What was opened stays open, and the focus where it was. What is being typed is not taken away.
    if (board.contains(document.activeElement) && document.activeElement.matches("input, select, textarea")) {
      stale = true;
      return;
    }
    const place = (each, index) => each.id || (each.closest("article[id]")?.id ?? index);
    const open = new Map([...board.querySelectorAll("details")].map((each, index) => [place(each, index), each.open]));
    const focused = board.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    board.replaceChildren(...fresh.childNodes);
    [...board.querySelectorAll("details")].forEach((each, index) => {
      const known = open.get(place(each, index));
      if (known !== undefined) each.open = known;
    });
    if (focused) board.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };

  const soon = () => { waiting ??= setTimeout(() => renew().catch(() => {}), 250); };
  const source = new EventSource(board.dataset.changes);
  let first = true;
  source.addEventListener("change", () => { if (first) first = false; else soon(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && stale) soon(); });
})();
