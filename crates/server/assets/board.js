// The board stays as it is on the server: when something changes it is asked for again and put in place. A page in the
// background waits until it is looked at.

"use strict";

(() => {
  const board = document.getElementById("board");
  if (!board || !window.EventSource) return;
  let waiting = null;
  let stale = false;

  const renew = async () => {
    waiting = null;
    if (document.hidden) { stale = true; return; }
    stale = false;
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
    if (!fresh || fresh.innerHTML === board.innerHTML) return;
    // What was opened stays open, and the focus where it was.
    const open = [...board.querySelectorAll("details")].map((each) => each.open);
    const focused = board.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
    board.replaceChildren(...fresh.childNodes);
    [...board.querySelectorAll("details")].forEach((each, index) => { if (index in open) each.open = open[index]; });
    if (focused) board.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  };

  const soon = () => { waiting ??= setTimeout(() => renew().catch(() => {}), 250); };
  const source = new EventSource(board.dataset.changes);
  let first = true;
  source.addEventListener("change", () => { if (first) first = false; else soon(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && stale) soon(); });
})();
