/**
 * liveberth/words: diagnostics in words of one's own, or in another language.
 */

export function reword(diagnostic, catalogue) {
  const sentence = catalogue[diagnostic.code];
  if (sentence === undefined) return diagnostic;
  return { ...diagnostic, message: sentence(diagnostic.parameters, pointerOf(diagnostic.path)) };
}

/** The JSON Pointer of a path, which an issue of a Standard Schema has as a list of keys. */
function pointerOf(path) {
  if (typeof path === "string") return path;
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** The longest quotation, in characters, as in the core's own messages. */
const MAX_QUOTED_CHARACTERS = 64;

export function quoted(value) {
  const characters = [...String(value)];
  const isLong = characters.length > MAX_QUOTED_CHARACTERS;
  return `\`${isLong ? `${characters.slice(0, MAX_QUOTED_CHARACTERS).join("")}…` : value}\``;
}

export function memberOf(path) {
  if (path === "") return undefined;
  const last = path.slice(path.lastIndexOf("/") + 1);
  return /^\d*$/.test(last) ? path : last;
}

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

export function inBytes(bytes) {
  let count = bytes;
  let unit = 0;
  while (count > 0 && count % 1024 === 0 && unit < BYTE_UNITS.length - 1) {
    count /= 1024;
    unit += 1;
  }
  return [count, BYTE_UNITS[unit]];
}

const TIME_UNITS = [
  ["year", 31_556_952_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
];

export function inTime(milliseconds) {
  const whole = TIME_UNITS.find(([, size]) => milliseconds > 0 && milliseconds % size === 0);
  const [unit, size] = whole ?? ["millisecond", 1];
  return [milliseconds / size, unit];
}
