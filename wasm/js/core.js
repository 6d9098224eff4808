/**
 * One call of the checks' module: texts in, text out.
 */
import { MAX_DOCUMENT_BYTES } from "./generated/facts.js";

/** What stands for limits that are not given. */
const NO_LIMITS = -1;

/** The most bytes of one character of JavaScript's: those of an escape. */
const MAX_BYTES = 6;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An instance of the module, whose memory both sides write to. */
export class Core {
  #exports;
  #memory;

  /** @param exports what an instance exports, however it was made */
  constructor(exports) {
    this.#exports = exports;
  }

  /**
   * The answer to a document.
   *
   * @param {number} call 0 for a runtime configuration, 1 and 2 for the bodies of create and replace
   * @param {string} document
   * @param {string | undefined} limits
   * @returns {{ ok: boolean, text: string }} `ok` is false where the limits are none, and `text` says
   *   why
   */
  check(call, document, limits) {
    // What is longer than any document is cut where that shows.
    const text = document.slice(0, MAX_DOCUMENT_BYTES + 1);
    const room = (text.length + (limits?.length ?? 0)) * MAX_BYTES;
    const start = this.#exports.begin(room) >>> 0;
    const documentLength = this.#write(text, start);
    const limitsLength =
      limits === undefined ? NO_LIMITS : this.#write(limits, start + documentLength);
    const ok = this.#exports.check(call, start, documentLength, limitsLength) === 1;
    const answer = this.#exports.answer_start() >>> 0;
    const length = this.#exports.answer_length();
    return { ok, text: decoder.decode(this.#bytes().subarray(answer, answer + length)) };
  }

  /** Writes a text and answers its length in bytes. */
  #write(text, start) {
    const room = this.#bytes().subarray(start);
    const { written } = encoder.encodeInto(text, room);
    if (written === text.length) return written;
    // UTF-8 cannot hold lone surrogates; JSON has escapes for them.
    const escaped = text.replace(/\p{Surrogate}/gu, escape);
    return escaped === text ? written : encoder.encodeInto(escaped, room).written;
  }

  /** The memory, which is another one after it has grown. */
  #bytes() {
    const { buffer } = this.#exports.memory;
    if (this.#memory?.buffer !== buffer) this.#memory = new Uint8Array(buffer);
    return this.#memory;
  }
}

function escape(surrogate) {
  return `\\u${surrogate.charCodeAt(0).toString(16)}`;
}
