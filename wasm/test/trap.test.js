// A trap never poisons the page.
import assert from "node:assert/strict";
import { test } from "node:test";

/** Every instance that the package makes, the control plane's first, so that a test can break one. */
const instances = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...given) {
    super(...given);
    instances.push(this);
  }
};

const { checkRuntimeConfiguration } = await import("liveberth");
const { ControlPlane } = await import("liveberth/control-plane");

const VALID = { minReplicas: 0, maxReplicas: 2 };

/** Overwrites what an instance works with, as a bug inside it might. */
function wreck(instance) {
  new Uint8Array(instance.exports.memory.buffer).fill(0xff);
}

test("a check that traps is answered by a new instance", () => {
  assert.equal(checkRuntimeConfiguration(VALID).ok, true);
  const before = instances.length;
  wreck(instances.at(-1));
  assert.equal(checkRuntimeConfiguration(VALID).ok, true);
  assert.equal(instances.length, before + 1);
  assert.equal(checkRuntimeConfiguration(VALID).ok, true);
  assert.equal(instances.length, before + 1);
});

test("where no new instance can be made the answer is internal, and the next one right", () => {
  const working = WebAssembly.Instance;
  wreck(instances.at(-1));
  WebAssembly.Instance = class {
    constructor() {
      throw new RangeError("out of memory");
    }
  };
  try {
    assert.equal(checkRuntimeConfiguration(VALID).diagnostics[0].code, "internal");
  } finally {
    WebAssembly.Instance = working;
  }
  assert.equal(checkRuntimeConfiguration(VALID).ok, true);
});

test("where there is no WebAssembly at all the answer says so", () => {
  wreck(instances.at(-1));
  const { WebAssembly: working } = globalThis;
  delete globalThis.WebAssembly;
  try {
    const [{ code, message }] = checkRuntimeConfiguration(VALID).diagnostics;
    assert.equal(code, "internal");
    assert.match(message, /WebAssembly cannot run here/);
  } finally {
    globalThis.WebAssembly = working;
  }
  assert.equal(checkRuntimeConfiguration(VALID).ok, true);
});

test("a control plane that traps says so for good, and a restored one works", () => {
  const plane = new ControlPlane();
  const saved = plane.save();
  wreck(instances[0]);
  assert.throws(() => plane.step(0, { type: "tick" }), { code: "internal" });
  assert.throws(() => plane.save(), { code: "internal" });
  const restored = ControlPlane.restore(saved);
  assert.deepEqual(restored.step(0, { type: "tick" }), []);
  assert.equal(restored.save(), saved);
});
