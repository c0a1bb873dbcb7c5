// Finds an item by the bars on its pack: EAN-13, EAN-8 and UPC-A, read from the camera by this script alone.

const Barcode = (() => {
  // The widths of the four runs of each digit, in modules; the second alphabet is the first one backwards.
  const WIDTHS = ["3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112"]
    .map((digits) => [...digits].map(Number));
  // Which of the six digits on the left are of the second alphabet says the first digit.
  const FIRST = ["LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL", "LGGLGL"];
  const FARTHEST = 1.5;

  const sum = (numbers) => numbers.reduce((all, each) => all + each, 0);

  const digit = (runs) => {
    const all = sum(runs);
    const far = (widths) => sum(widths.map((width, at) => Math.abs((runs[at] / all) * 7 - width)));
    let best = { far: Infinity };
    WIDTHS.forEach((widths, value) => {
      for (const [set, order] of [["L", widths], ["G", [...widths].reverse()]]) {
        const off = far(order);
        if (off < best.far) best = { far: off, value, set };
      }
    });
    return best.far < FARTHEST ? best : null;
  };

  const checks = (code) => {
    const digits = [...code].reverse().map(Number);
    return sum(digits.map((value, at) => (at % 2 ? 3 * value : value))) % 10 === 0;
  };

  // A guard has bars and spaces of one module each.
  const guards = (runs, module) => runs.every((run) => run > 0.4 * module && run < 1.9 * module);

  const halves = (runs, each) => {
    const [left, right] = [3, 3 + 4 * each + 5].map((from) =>
      Array.from({ length: each }, (_, at) => digit(runs.slice(from + 4 * at, from + 4 * at + 4))));
    return [...left, ...right].every(Boolean) ? [left, right] : null;
  };

  const read = (runs, each) => {
    const module = sum(runs) / (each === 6 ? 95 : 67);
    const middle = 3 + 4 * each;
    if (![runs.slice(0, 3), runs.slice(middle, middle + 5), runs.slice(-3)].every((some) => guards(some, module))) return null;
    const found = halves(runs, each);
    if (!found) return null;
    const [left, right] = found;
    if (right.some(({ set }) => set !== "L")) return null;
    const digits = [...left, ...right].map(({ value }) => value).join("");
    const first = FIRST.indexOf(left.map(({ set }) => set).join(""));
    const code = each === 6 ? `${first}${digits}` : digits;
    return (each === 4 || first >= 0) && checks(code) ? code : null;
  };

  // Lengths of light and dark along a row, the first one light: what is darker than the middle of the light around it is
  // dark.
  const runsOf = (row) => {
    const reach = Math.max(8, Math.round(row.length / 14));
    const edges = [0];
    let dark = false;
    row.forEach((value, at) => {
      let [low, high] = [value, value];
      for (let near = Math.max(0, at - reach); near < Math.min(row.length, at + reach); near += 1) {
        if (row[near] < low) low = row[near];
        if (row[near] > high) high = row[near];
      }
      // Even paper has no edges.
      const [middle, slack] = [(low + high) / 2, Math.max(8, (high - low) / 16)];
      const now = value < middle - slack ? true : value > middle + slack ? false : dark;
      if (now === dark) return;
      dark = now;
      // An edge lies between two pixels, where the light crosses the middle; a blurred one began some pixels before.
      let before = at;
      while (before > 0 && (row[before - 1] < middle) === now) before -= 1;
      const [here, there] = [row[before], row[before - 1] ?? row[before]];
      edges.push(before - (here === there ? 0 : Math.min(1, Math.abs((here - middle) / (here - there)))));
    });
    const runs = [...edges, row.length].map((edge, at, all) => edge - (all[at - 1] ?? 0)).slice(1);
    return runs;
  };

  const readRow = (row) => {
    for (const runs of [runsOf(row), runsOf([...row].reverse())]) {
      for (const [each, count] of [[6, 59], [4, 43]]) {
        for (let at = 1; at + count <= runs.length; at += 2) {
          const code = read(runs.slice(at, at + count), each);
          if (code) return code;
        }
      }
    }
    return null;
  };

  // The code in a picture, where two of its rows read the same.
  const find = ({ data, width, height }) => {
    const seen = new Set();
    for (let line = 1; line < 40; line += 1) {
      const y = Math.floor((height * line) / 40);
      const row = Array.from({ length: width }, (_, x) => {
        const at = 4 * (y * width + x);
        return 0.3 * data[at] + 0.59 * data[at + 1] + 0.11 * data[at + 2];
      });
      const code = readRow(row);
      if (code && seen.has(code)) return code;
      if (code) seen.add(code);
    }
    return null;
  };

  return { find, readRow };
})();

for (const button of document.querySelectorAll("[data-barcode]")) {
  const form = button.closest("form");
  if (!navigator.mediaDevices?.getUserMedia) continue;
  button.hidden = false;
  let video, stream;
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    video?.remove();
    stream = video = undefined;
  };
  const look = () => {
    if (!video) return;
    if (video.videoWidth) {
      const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
      const context = canvas.getContext("2d");
      context.drawImage(video, 0, 0);
      const code = Barcode.find(context.getImageData(0, 0, canvas.width, canvas.height));
      if (code) {
        stop();
        form.elements.q.value = code;
        form.requestSubmit();
        return;
      }
    }
    setTimeout(look, 150);
  };
  button.addEventListener("click", async () => {
    if (video) { stop(); return; }
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1280 } } });
      video = Object.assign(document.createElement("video"), { playsInline: true, muted: true, srcObject: stream });
      button.after(video);
      await video.play();
      look();
    } catch {
      stop();
      button.disabled = true;
      button.textContent = button.dataset.none;
    }
  });
}
