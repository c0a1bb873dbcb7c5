// What a kiosk has weighed and the server does not have yet. Nothing leaves here unless the server has stored it or a person
// takes it away: a network that fails and a server that is busy are tried again, what is refused is set aside with the reason.

"use strict";

const Outbox = (() => {
  const MOST = 200;

  /** What an answer means for what was sent: `stored`, `later`, `closed` or `refused`. */
  const meaning = (status) => {
    if (status >= 200 && status < 300) return "stored";
    if (status === 404 || status === 410) return "closed";
    // A request that took too long, came too soon or too often, and every fault of the server.
    return [408, 425, 429].includes(status) || status >= 500 || status < 400 ? "later" : "refused";
  };

  /**
   * Sends what is in `box.queue`, at most 200 at a time, and moves what is refused to `box.refused`. `post` sends a batch and
   * answers with `{status, entries, detail}`; it throws without a network. Answers with `sent`, `refused` (something was set
   * aside now), `offline`, `later` or `closed`.
   */
  const deliver = async (box, post, save) => {
    let size = MOST;
    let told = "sent";
    while (box.queue.length) {
      const batch = box.queue.slice(0, size);
      let answer;
      // The next try is the timer's, or the network's return: trying at once would never stop.
      try { answer = await post(batch); } catch { return "offline"; }
      const means = meaning(answer.status);
      if (means === "closed" || means === "later") return means;
      if (means === "refused" && batch.length > 1) {
        // One that cannot be read must not hold up the others: halved until it stands alone.
        size = Math.ceil(batch.length / 2);
        continue;
      }
      const answered = means === "refused"
        ? [{ id: batch[0].id, stored: false, refused: answer.detail }]
        : answer.entries.filter(({ id }) => batch.some((entry) => entry.id === id));
      // An answer about nothing that was asked is no answer.
      if (!answered.length) return "later";
      for (const { id, stored, refused } of answered) {
        if (stored) continue;
        box.refused.push({ ...batch.find((entry) => entry.id === id), status: answer.status, refused: refused ?? "" });
        told = "refused";
      }
      const known = new Set(answered.map(({ id }) => id));
      box.queue = box.queue.filter(({ id }) => !known.has(id));
      size = Math.min(MOST, size * 2);
      save();
    }
    return told;
  };

  /** What was refused goes back into the queue, as it was weighed. */
  const again = (box) => {
    box.queue = [...box.refused.map(({ status, refused, ...entry }) => entry), ...box.queue];
    box.refused = [];
  };

  /** What other kiosks of this session on this tablet could not send. An entry has a name of its own, so twice is once. */
  const adopt = (box, others) => {
    const known = new Set([...box.queue, ...box.refused].map(({ id }) => id));
    for (const other of others) {
      box.queue.push(...(other.queue ?? []).filter(({ id }) => !known.has(id)));
      box.refused.push(...(other.refused ?? []).filter(({ id }) => !known.has(id)));
    }
  };

  /** A table for a spreadsheet: everything that the server does not have, as it was weighed. */
  const table = (box, athletes) => {
    // A cell that begins like a formula is text.
    const cell = (value) => `"${String(value ?? "").replace(/^([=+\-@\t\r])/, "'$1").replaceAll('"', '""')}"`;
    const of = (entry) => {
      const { kind, side, mass, volume, bottle, handed_out, source, raw } = entry.what;
      const way = side ?? (handed_out === undefined ? "" : handed_out ? "out" : "back");
      const who = athletes.find(({ athlete }) => athlete === entry.athlete);
      return [who?.number, who?.name ?? entry.athlete, entry.at, kind, way, mass ?? volume, bottle, source, raw, entry.status, entry.refused, entry.id];
    };
    const head = ["number", "name", "at", "kind", "side", "value", "bottle", "source", "raw", "status", "reason", "id"];
    return [head, ...[...box.refused, ...box.queue].map(of)].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
  };

  return { meaning, deliver, again, adopt, table };
})();
if (typeof module !== "undefined") module.exports = Outbox;
