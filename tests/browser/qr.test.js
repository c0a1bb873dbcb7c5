// The decoder of codes that the kiosk falls back on, on a code that another program made (segno 1.6): node --test tests/browser
"use strict";

const test = require("node:test");
const assert = require("node:assert");
require("../../crates/server/assets/qr.js");

const CODE = `
#######.###...#...#######
#.....#.##...#....#.....#
#.###.#.#.##...#..#.###.#
#.###.#.##...#....#.###.#
#.###.#.####.#..#.#.###.#
#.....#...#...##..#.....#
#######.#.#.#.#.#.#######
........##.#...#.........
.##.#.##...##...#.#.#####
##.##..###.#.#.#..##..##.
.###.##.####..#...####.##
..####..##..###.#.####..#
...#..##.##.#.#..###.#..#
.#.##..#.#.####......#...
#.#.#.#..#..###..#..#####
.#####..#..##.###.####...
#.#..####...#.########...
........##...#.##...####.
#######.#########.#.#..##
#.....#..#.#...##...#...#
#.###.#.#####.#.#####..#.
#.###.#..##..##......#.#.
#.###.#.##.###..#..##...#
#.....#.#.#...#..##..#.#.
#######...##.#####.#...##
`.trim().split("\n");

/** The code as a camera's picture: modules of some pixels on light ground, a little grey, turned by this angle. */
const picture = (turned) => {
  const [side, module] = [320, 8];
  const data = new Uint8ClampedArray(side * side * 4);
  const size = CODE.length * module;
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const [dx, dy] = [x - side / 2, y - side / 2];
      const across = Math.floor((dx * Math.cos(turned) + dy * Math.sin(turned) + size / 2) / module);
      const down = Math.floor((dy * Math.cos(turned) - dx * Math.sin(turned) + size / 2) / module);
      const value = CODE[down]?.[across] === "#" ? 40 : 215;
      data.set([value, value, value, 255], (y * side + x) * 4);
    }
  }
  return { width: side, height: side, data };
};

test("a label is read, straight and turned", () => {
  for (const turned of [0, 0.3, Math.PI / 2]) assert.strictEqual(decodeQR(picture(turned)), "ISO1:b-Xy3_kQ-7");
});

test("a picture without a code is an error and not a guess", () => {
  const blank = picture(0);
  blank.data.fill(200);
  assert.throws(() => decodeQR(blank));
});
