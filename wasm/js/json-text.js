/**
 * JavaScript values as JSON text, for the one check that there is.
 */

/**
 * The JSON text of any value whatever; never throws.
 *
 * It is what `JSON.stringify` would give, except that nothing is lost on the way:
 * - `NaN` and the infinities are their names as strings, as the wire format writes them;
 * - a BigInt is its digits;
 * - an object whose content JSON cannot hold (a Map, a Set, a File …) is an object of one member that
 *   names it, `[object Map]`, which is wrong wherever it stands, instead of an empty object.
 *
 * The text ends where the reader of it would stop: behind `maxLength` characters or inside
 * `maxDepth` + 1 brackets, as in a cyclic object. It also ends where reading the value throws.
 *
 * @param {unknown} value
 * @param {{ maxLength: number, maxDepth: number }} bounds
 * @returns {string}
 */
export function jsonText(value, bounds) {
  const writer = new Writer(bounds);
  try {
    const plain = unwrap(value, "");
    if (!isAbsent(plain)) writer.write(plain, 0);
  } catch {
    // A bound was passed, or a getter threw: the text ends here.
  }
  return writer.text;
}

/** Collects the text up to its bounds. */
class Writer {
  text = "";
  #maxLength;
  #maxDepth;

  constructor({ maxLength, maxDepth }) {
    this.#maxLength = maxLength;
    this.#maxDepth = maxDepth;
  }

  write(value, depth) {
    if (value === null || typeof value !== "object") this.#put(scalarText(value));
    else if (Array.isArray(value)) this.#writeArray(value, depth + 1);
    else this.#writeObject(isOpaque(value) ? { [tagOf(value)]: null } : value, depth + 1);
  }

  #writeArray(array, depth) {
    this.#open("[", depth);
    for (let index = 0; index < array.length; index += 1) {
      if (index > 0) this.#put(",");
      const item = unwrap(array[index], String(index));
      this.write(isAbsent(item) ? null : item, depth);
    }
    this.#put("]");
  }

  #writeObject(object, depth) {
    this.#open("{", depth);
    let separator = "";
    for (const name of Object.keys(object)) {
      const member = unwrap(object[name], name);
      if (isAbsent(member)) continue;
      this.#put(`${separator}${JSON.stringify(name)}:`);
      this.write(member, depth);
      separator = ",";
    }
    this.#put("}");
  }

  #open(bracket, depth) {
    this.#put(bracket);
    if (depth > this.#maxDepth) throw new RangeError("too deep");
  }

  #put(part) {
    this.text += part;
    if (this.text.length > this.#maxLength) throw new RangeError("too long");
  }
}

/** What JSON writes in place of a value: the answer of its `toJSON`, or what a wrapper wraps. */
function unwrap(value, key) {
  if (Object(value) !== value) return value;
  const plain = typeof value.toJSON === "function" ? value.toJSON(key) : value;
  const wrappers = [Number, String, Boolean, BigInt];
  return wrappers.some((wrapper) => plain instanceof wrapper) ? plain.valueOf() : plain;
}

/** Whether JSON has no form for a value, so that its member is left out. */
function isAbsent(value) {
  return value === undefined || typeof value === "function" || typeof value === "symbol";
}

/** Whether an object holds something else than members. One with members may call itself anything. */
function isOpaque(object) {
  return tagOf(object) !== "[object Object]" && Object.keys(object).length === 0;
}

function tagOf(object) {
  return Object.prototype.toString.call(object);
}

function scalarText(value) {
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      return Number.isFinite(value) ? JSON.stringify(value) : `"${value}"`;
    default:
      return String(value);
  }
}
