// What scales send, in whole grams. Nothing here touches the page: functions from bytes or a line to a reading.

"use strict";

const Scales = (() => {
  const KG_STEP_G = 5;
  const G_PER_LB = 453.59237;

  /** Weight Measurement (0x2A9D): { grams, at } or { refused } or { again }. BMI and height are dropped. */
  const measurement = (view) => {
    if (view.byteLength < 3) return { refused: "short" };
    const flags = view.getUint8(0);
    const pounds = (flags & 1) !== 0;
    const raw = view.getUint16(1, true);
    let at = null;
    let length = 3;
    if (flags & 2) length += 7;
    if (flags & 4) length += 1;
    if (flags & 8) length += 4;
    if (view.byteLength < length) return { refused: "short" };
    if (raw === 0xffff) return { again: true };
    if (flags & 2) {
      const part = (index) => view.getUint8(3 + index);
      const year = view.getUint16(3, true);
      // A year of 0 is not known.
      if (year > 0) at = new Date(year, part(2) - 1, part(3), part(4), part(5), part(6));
    }
    const grams = pounds ? Math.round(raw * G_PER_LB / 100) : raw * KG_STEP_G;
    return { grams, at };
  };

  /** Body Composition Measurement (0x2A9C): the weight alone. */
  const composition = (view) => {
    if (view.byteLength < 4) return { refused: "short" };
    const flags = view.getUint16(0, true);
    if (!(flags & 0x400)) return { refused: "no weight" };
    let offset = 4;
    if (flags & 2) offset += 7;
    if (flags & 4) offset += 1;
    for (const bit of [8, 0x10, 0x20, 0x40, 0x80, 0x100, 0x200]) if (flags & bit) offset += 2;
    if (view.byteLength < offset + 2) return { refused: "short" };
    const raw = view.getUint16(offset, true);
    if (raw === 0xffff) return { again: true };
    return { grams: flags & 1 ? Math.round(raw * G_PER_LB / 100) : raw * KG_STEP_G, at: null };
  };

  const grams = (number, unit) => {
    const value = Number(number.replace(/\s/g, "").replace(",", "."));
    if (!Number.isFinite(value) || value < 0) return null;
    switch (unit.toLowerCase()) {
      case "kg": return Math.round(value * 1000);
      case "g": return Math.round(value);
      case "lb": case "lbs": return Math.round(value * G_PER_LB);
      default: return null;
    }
  };

  const stable = (number, unit) => {
    const value = grams(number, unit);
    return value === null ? { refused: "unit" } : { grams: value };
  };

  const NUMBER = "([+-]?\\s*\\d+(?:[.,]\\d+)?)";
  const UNIT = "(kg|lbs?|g)";
  const AND = new RegExp(`^(ST|US|OL|QT),(?:(?:GS|NT|TR),)?\\s*${NUMBER}\\s*${UNIT}?\\s*(?:,OK)?$`, "i");
  const SICS = new RegExp(`^S\\s+([SDI+-])(?:\\s+${NUMBER}\\s*${UNIT}?)?$`);
  const ADAM = new RegExp(`^[GN]\\s*${NUMBER}\\s*${UNIT}$`, "i");
  const PLAIN = new RegExp(`^${NUMBER}\\s*${UNIT}\\s*(\\?)?$`, "i");

  /**
   * A line of a serial scale: { grams, athlete } when it stands still, { wait: true } when it does not yet,
   * { overload: true }, or { refused }. A number without a unit is refused: nothing is guessed.
   */
  const line = (text) => {
    const bare = text.replace(/[\r\n]+$/, "");
    if (bare.includes("\u001b")) return healthOMeter(bare);
    if (bare.startsWith("{")) return tanita(bare);
    const trimmed = bare.replace(/\u2420|\u00a0/g, " ").trim();
    let found = AND.exec(trimmed);
    if (found) {
      const [, state, number, unit] = found;
      if (/OL/i.test(state)) return { overload: true };
      if (/US/i.test(state)) return { wait: true };
      return unit ? stable(number, unit) : { refused: "unit" };
    }
    found = SICS.exec(trimmed);
    if (found) {
      const [, state, number, unit] = found;
      if (state === "+" || state === "-") return { overload: true };
      if (state !== "S") return { wait: true };
      return number && unit ? stable(number, unit) : { refused: "unit" };
    }
    found = ADAM.exec(trimmed) ?? PLAIN.exec(trimmed);
    if (found) return found[3] === "?" ? { wait: true } : stable(found[1], found[2]);
    return { refused: /^[+-]?[\d.,\s]+$/.test(trimmed) ? "unit" : "unknown" };
  };

  const healthOMeter = (text) => {
    const field = (letter) => new RegExp(`\u001b${letter}([^\u001b]*)`).exec(text)?.[1].trim();
    const weight = field("W");
    const unit = { m: "kg", c: "lb" }[field("N")];
    if (!weight || !unit) return { refused: "unit" };
    return { ...stable(weight, unit), athlete: field("I") };
  };

  const tanita = (text) => {
    const fields = text.replace(/[{}]/g, "").split(",");
    const at = fields.findIndex((field) => field === "Wk" || field === "Wp");
    if (at < 0 || at + 1 >= fields.length) return { refused: "unknown" };
    return stable(fields[at + 1], fields[at] === "Wk" ? "kg" : "lb");
  };

  // How near two readings are that may be one and the same weight, and how soon after an athlete was chosen nobody new can
  // stand still on the scale.
  const SAME_G = 50;
  const TOO_SOON_MS = 3000;

  /**
   * Whether a reading is still the weight of the athlete before: a scale that shows it until somebody steps off, or sends it
   * once more when it connects. A scale that sends all the time (`serial`) has to show something else first; of one that sends
   * once (`bluetooth`) the same value counts again after some seconds, for the next athlete may weigh the same.
   */
  const isHeld = (held, grams, source, sinceChosenMs) =>
    held !== null && Math.abs(held - grams) <= SAME_G && (source === "serial" || sinceChosenMs < TOO_SOON_MS);

  return { measurement, composition, line, isHeld };
})();
if (typeof module !== "undefined") module.exports = Scales;
