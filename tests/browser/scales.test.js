// What scales send, read as the kiosk reads it: node --test tests/browser/scales.test.js
"use strict";

const test = require("node:test");
const assert = require("node:assert");
const Scales = require("../../crates/server/assets/scales.js");

const view = (hex) => new DataView(Uint8Array.from(hex.split(" ").map((byte) => parseInt(byte, 16))).buffer);
const measured = (hex) => Scales.measurement(view(hex));

test("a weight measurement is read in whole grams", () => {
  assert.deepStrictEqual(measured("00 86 38"), { grams: 72350, at: null });
  assert.strictEqual(measured("01 4E 3E").grams, 72348, "159.50 lb");
  assert.deepStrictEqual(measured("00 FF FF"), { again: true });
  assert.strictEqual(measured("08 86 38 E6 00 22 07").grams, 72350, "BMI and height are dropped");
  assert.deepStrictEqual(measured("02 86 38"), { refused: "short" });
  const stamped = measured("02 86 38 EA 07 0B 1E 09 0F 02");
  assert.strictEqual(stamped.grams, 72350);
  assert.strictEqual(stamped.at.getTime(), new Date(2026, 10, 30, 9, 15, 2).getTime());
});

test("of a body composition the weight alone is taken", () => {
  // Flags: weight present; body fat is always there.
  assert.strictEqual(Scales.composition(view("00 04 FF FF 86 38")).grams, 72350);
  assert.deepStrictEqual(Scales.composition(view("00 00 FF FF")), { refused: "no weight" });
});

test("lines of serial scales are taken when they stand still and name their unit", () => {
  const rows = [
    ["ST,+00072.35 kg", { grams: 72350 }],
    ["ST,+00072.35\u2420kg", { grams: 72350 }],
    ["US,+00072.30 kg", { wait: true }],
    ["ST,GS,+00045.0kg", { grams: 45000 }],
    ["S S     72.35 kg", { grams: 72350 }],
    ["S D     72.31 kg", { wait: true }],
    ["     159.50 lb", { grams: 72348 }],
    ["     72.3 kg ?", { wait: true }],
    ["OL,+99999.9 kg", { overload: true }],
    ["S +", { overload: true }],
    ["72.35", { refused: "unit" }],
    ["G + 2.00 kg", { grams: 2000 }],
    ["nonsense", { refused: "unknown" }],
  ];
  for (const [line, expected] of rows) assert.deepStrictEqual(Scales.line(`${line}\r\n`), expected, line);
  const patient = Scales.line("\u001bR\u001bI7\u001bW090.98\u001bNm\u001bE");
  assert.deepStrictEqual(patient, { grams: 90980, athlete: "7" });
  assert.deepStrictEqual(Scales.line('{0,16,~0,1,MO,"SC-240",Wk,82.7,CS,FD'), { grams: 82700 });
});

test("the weight of the athlete before is not taken for the next one", () => {
  assert.equal(Scales.isHeld(null, 72350, "serial", 0), false);
  assert.equal(Scales.isHeld(72350, 72350, "serial", 60000), true, "somebody still stands on it");
  assert.equal(Scales.isHeld(72350, 72400, "serial", 0), true);
  assert.equal(Scales.isHeld(72350, 0, "serial", 0), false, "they stepped off");
  assert.equal(Scales.isHeld(72350, 72350, "bluetooth", 500), true, "sent once more");
  assert.equal(Scales.isHeld(72350, 72350, "bluetooth", 5000), false, "the next one may weigh the same");
});
