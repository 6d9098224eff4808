// What wasm2js made traps as the module does: it does not poison the page either.
import assert from "node:assert/strict";
import { test } from "node:test";

/** Every memory that the package makes, which is an `ArrayBuffer` without WebAssembly. */
const memories = [];
const { ArrayBuffer } = globalThis;
globalThis.ArrayBuffer = class extends ArrayBuffer {
  constructor(...given) {
    super(...given);
    memories.push(this);
  }
};

const { checkRuntimeConfiguration } = await import("liveberth/js");

const VALID = { minReplicas: 0, maxReplicas: 2 };

test("a check that fails is answered by a new instance", () => {
  assert.equal(checkRuntimeConfiguration(VALID).ok, true);
  const before = memories.length;
  // Taken away from the instance, so that whatever it does with its memory fails.
  for (const memory of memories) structuredClone(memory, { transfer: [memory] });
  assert.equal(checkRuntimeConfiguration(VALID).ok, true);
  assert.ok(memories.length > before, "another memory");
  const after = memories.length;
  assert.equal(checkRuntimeConfiguration(VALID).ok, true);
  assert.equal(memories.length, after);
});
