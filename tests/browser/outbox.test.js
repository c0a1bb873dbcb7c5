// What a kiosk keeps until the server has it: node --test tests/browser/outbox.test.js
"use strict";

const test = require("node:test");
const assert = require("node:assert");
const Outbox = require("../../crates/server/assets/outbox.js");

const entry = (id, mass = "61000 g") => ({ id, athlete: "jonas", at: "2026-11-30T13:00:00Z", what: { kind: "body", side: "in", mass, source: "keypad" } });
const box = (...ids) => ({ queue: ids.map((id) => entry(id)), refused: [] });
const stored = (batch) => ({ status: 200, entries: batch.map(({ id }) => ({ id, stored: true })) });
const ids = (entries) => entries.map(({ id }) => id);
const deliver = async (kept, post) => {
  let saves = 0;
  const told = await Outbox.deliver(kept, post, () => { saves += 1; });
  return { told, saves };
};

test("a network that fails and a server that is busy are tried again, and nothing is lost", async () => {
  const kept = box("a", "b");
  assert.deepStrictEqual(await deliver(kept, async () => { throw new TypeError("no network"); }), { told: "offline", saves: 0 });
  for (const status of [500, 502, 503, 429, 408, 302]) {
    assert.strictEqual((await deliver(kept, async () => ({ status }))).told, "later", String(status));
  }
  assert.deepStrictEqual(ids(kept.queue), ["a", "b"]);
  assert.strictEqual((await deliver(kept, async (batch) => stored(batch))).told, "sent");
  assert.deepStrictEqual([kept.queue, kept.refused], [[], []]);
});

test("a kiosk that was closed keeps what waits", async () => {
  const kept = box("a");
  assert.strictEqual((await deliver(kept, async () => ({ status: 404 }))).told, "closed");
  assert.deepStrictEqual(ids(kept.queue), ["a"]);
});

test("what is refused is set aside with the reason and the raw weighing, and holds up nothing", async () => {
  const kept = box(...Array.from({ length: 201 }, (_, index) => `e${index}`));
  let asked = 0;
  const post = async (batch) => {
    asked += 1;
    return batch.some(({ id }) => id === "e77") ? { status: 422, detail: "entries: what is this" } : stored(batch);
  };
  assert.strictEqual((await deliver(kept, post)).told, "refused");
  assert.deepStrictEqual(kept.queue, []);
  assert.deepStrictEqual(kept.refused, [{ ...entry("e77"), status: 422, refused: "entries: what is this" }]);
  assert.ok(asked < 40, `${asked} requests for one bad entry`);
});

test("one entry that the server refuses among others it stores is set aside too", async () => {
  const kept = box("a", "b");
  const post = async () => ({ status: 200, entries: [{ id: "a", stored: true }, { id: "b", stored: false, refused: "consent is missing" }] });
  assert.strictEqual((await deliver(kept, post)).told, "refused");
  assert.deepStrictEqual(ids(kept.refused), ["b"]);
  assert.strictEqual(kept.refused[0].refused, "consent is missing");
});

test("an answer about nothing that was asked ends the turn", async () => {
  const kept = box("a");
  assert.strictEqual((await deliver(kept, async () => ({ status: 200, entries: [{ id: "x", stored: true }] }))).told, "later");
  assert.deepStrictEqual(ids(kept.queue), ["a"]);
});

test("what was refused can be sent again as it was weighed", async () => {
  const kept = { queue: [entry("b")], refused: [{ ...entry("a"), status: 401, refused: "sign in" }] };
  Outbox.again(kept);
  assert.deepStrictEqual(kept, { queue: [entry("a"), entry("b")], refused: [] });
});

test("a new kiosk of the session sends what the closed one could not, once", () => {
  const kept = box("a");
  Outbox.adopt(kept, [{ queue: [entry("a"), entry("b")], refused: [] }, {}]);
  assert.deepStrictEqual(ids(kept.queue), ["a", "b"]);
});

test("the table holds every weighing, and no formula", () => {
  const kept = { queue: [entry("b")], refused: [{ ...entry("a", "72350 g"), status: 422, refused: "no \"consent\"" }] };
  const table = Outbox.table(kept, [{ athlete: "jonas", number: 9, name: "=cmd()" }]);
  const lines = table.split("\r\n");
  assert.strictEqual(lines.length, 4);
  assert.strictEqual(lines[1], '"9","\'=cmd()","2026-11-30T13:00:00Z","body","in","72350 g","","keypad","","422","no ""consent""","a"');
  assert.ok(lines[2].includes('"61000 g"'));
});
