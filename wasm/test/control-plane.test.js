// The control plane as a class.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { ControlPlane } from "liveberth/control-plane";

import { replay } from "./scenario.js";

const SCENARIOS = `${process.env.LIVEBERTH_ROOT}/core/tests/scenarios`;

for (const name of readdirSync(SCENARIOS)) {
  test(`${name} has the core's own bytes`, () => {
    const written = readFileSync(`${SCENARIOS}/${name}`, "utf8");
    assert.equal(replay(written, ControlPlane), written);
  });
}

test("what is refused throws an error with a code and changes nothing", () => {
  const plane = new ControlPlane();
  const refused = [
    ["malformed", () => plane.step(0, { type: "nap" })],
    ["malformed", () => plane.step(0)],
    ["malformed", () => plane.step(-1, { type: "tick" })],
    ["malformed", () => plane.step(0.5, { type: "tick" })],
    ["malformed", () => plane.step("0", { type: "tick" })],
    ["node_not_found", () => plane.step(0, { type: "nodeDown", node: "a" })],
    ["invalid_rid", () => plane.status("a")],
    ["malformed", () => ControlPlane.restore("{")],
    ["malformed", () => new ControlPlane({ polices: {} })],
    ["zero", () => new ControlPlane({ policy: { startTimeoutMs: 0 } })],
  ];
  for (const wrong of [undefined, null, 5, NaN, 1n, true, {}, [], Symbol("a")]) {
    refused.push(["malformed", () => ControlPlane.restore(wrong)]);
    for (const name of ["status", "deployment", "limitsOf"]) {
      refused.push(["malformed", () => plane[name](wrong)]);
    }
  }
  const before = plane.save();
  for (const [code, call] of refused) assert.throws(call, { name: "Error", code });
  assert.equal(plane.save(), before);
});

test("an input that is cyclic or throws is malformed and harms nothing", () => {
  const plane = new ControlPlane();
  const cyclic = { type: "tick" };
  cyclic.self = cyclic.other = cyclic;
  const thrower = {
    get type() {
      return plane.step(0, cyclic);
    },
  };
  assert.throws(() => plane.step(0, cyclic), { code: "malformed" });
  assert.throws(() => plane.step(0, thrower), { code: "malformed" });
  assert.deepEqual(plane.step(0, { type: "tick" }), []);
});

test("large figures come in exactly", () => {
  const plane = new ControlPlane();
  const node = { id: "a", computeGroup: "a", cpu: 2 ** 53 - 1, memory: 2n ** 53n - 1n };
  plane.step(0, { type: "nodeUp", node });
  assert.equal(plane.nodes()[0].node.memory, 2 ** 53 - 1);
});

test("planes are apart and can be given back", () => {
  const first = new ControlPlane();
  const second = new ControlPlane({ placementPolicy: "first-fit" });
  first.step(5, { type: "nodeUp", node: { id: "a", computeGroup: "a", cpu: 1, memory: 1 } });
  assert.equal(second.nodes().length, 0);
  first.free();
  assert.throws(() => first.nodes(), { code: "freed" });
  assert.equal(second.nodes().length, 0);
});
