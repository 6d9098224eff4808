// Any value at all gets an answer.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  checkCreateRequest,
  checkReplaceRequest,
  checkRuntimeConfiguration,
  checkRuntimeConfigurationAnswer,
  checkRuntimeConfigurationText,
} from "liveberth";

const VALID = { minReplicas: 0, maxReplicas: 2 };

/** What the platform fills in. */
const DEFAULTS = {
  cpuMillicores: 1000,
  memoryBytes: 2 ** 32,
  threadCount: 32,
  sources: [],
  environmentVariables: {},
};

/** `CODE PATH` of every error of a value. */
function problems(value, limits) {
  const { diagnostics } = checkRuntimeConfiguration(value, limits);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  return errors.map(({ code, path }) => `${code} ${path}`);
}

test("a valid configuration comes back in its normal form, with its cost and advice", () => {
  const { ok, normalized, cost, diagnostics } = checkRuntimeConfiguration(VALID);
  assert.equal(ok, true);
  assert.deepEqual(normalized, { ...VALID, ...DEFAULTS });
  assert.deepEqual(cost, {
    atMinReplicas: { vcpu: 0, gpu: 0, total: 0 },
    atMaxReplicas: { vcpu: 1440, gpu: 0, total: 1440 },
  });
  assert.deepEqual(
    diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path}`),
    [
      "warning scales_to_zero /minReplicas",
      "warning default_applies /cpu",
      "warning default_applies /memory",
      "warning default_applies /threadCount",
    ],
  );
});

test("what is absent for JSON is absent", () => {
  const value = { ...VALID, cpu: undefined, memory: () => 1, [Symbol("gpu")]: 1, gpu: Symbol("a") };
  assert.deepEqual(problems(value), []);
});

test("numbers that JSON cannot hold are problems and not null", () => {
  assert.deepEqual(problems({ ...VALID, cpu: NaN }), ["not_finite /cpu"]);
  assert.deepEqual(problems({ ...VALID, cpu: -Infinity }), ["not_finite /cpu"]);
  assert.deepEqual(problems({ ...VALID, maxReplicas: NaN }), ["wrong_type /maxReplicas"]);
});

test("a BigInt is its digits", () => {
  assert.equal(checkRuntimeConfiguration({ ...VALID, threadCount: 4n }).normalized.threadCount, 4);
  assert.equal(checkRuntimeConfiguration({ ...VALID, threadCount: 2n ** 80n }).ok, false);
});

test("wrappers and dates are what JSON makes of them", () => {
  assert.deepEqual(problems({ ...VALID, threadCount: Object(4) }), []);
  assert.deepEqual(problems({ ...VALID, cpu: new Date(0) }), ["wrong_type /cpu"]);
  assert.deepEqual(problems({ toJSON: () => VALID }), []);
});

test("content that JSON would lose is of the wrong type", () => {
  const environmentVariables = new Map([["A", "1"]]);
  assert.deepEqual(problems({ ...VALID, environmentVariables }), [
    "invalid_environment_variable_name /environmentVariables/[object Map]",
    "wrong_type /environmentVariables/[object Map]",
  ]);
  assert.deepEqual(problems({ ...VALID, sources: new Set(["a"]) }), ["wrong_type /sources"]);
  assert.ok(problems(new Map()).includes("unknown_field /[object Map]"));
});

test("an object is one whatever it calls itself, and its members are read", () => {
  class Configuration {
    minReplicas = 0;
    maxReplicas = 2;
    get [Symbol.toStringTag]() {
      return "Configuration";
    }
  }
  assert.deepEqual(problems(new Configuration()), []);
  const { diagnostics } = checkRuntimeConfiguration({ ...VALID, memory: new Configuration() });
  assert.deepEqual(diagnostics[0].parameters, { expected: "string", found: "object" });
});

test("a function that says what it is in JSON is that", () => {
  const say = Object.assign(() => 1, { toJSON: () => VALID });
  assert.deepEqual(problems(say), []);
  assert.deepEqual(problems({ ...VALID, gpu: Object.assign(() => 1, { toJSON: () => 1 }) }), [
    "wrong_type /gpu",
  ]);
});

test("a cyclic or endless value is too deep or too large", () => {
  const cyclic = {};
  cyclic.left = cyclic.right = cyclic;
  assert.deepEqual(problems(cyclic), ["too_deep "]);
  assert.deepEqual(problems({ sources: new Array(2 ** 32 - 1) }), ["too_large "]);
  let deep = [];
  for (let depth = 0; depth < 1e6; depth += 1) deep = [deep];
  assert.deepEqual(problems(deep), ["too_deep "]);
});

test("a value that throws while it is read is malformed", () => {
  const thrower = {
    get cpu() {
      throw new Error("no");
    },
  };
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assert.deepEqual(problems(thrower), ["malformed_json "]);
  assert.deepEqual(problems(proxy), ["malformed_json "]);
});

test("every kind of value gets an answer from every check", () => {
  const scalars = [undefined, null, true, 0, NaN, 1n, "", "\ud800", Symbol("a"), () => 1];
  const objects = [[], {}, new Date(NaN), /a/, new Uint8Array(9), Promise.resolve(), globalThis];
  for (const value of [...scalars, ...objects]) {
    for (const check of [checkRuntimeConfiguration, checkCreateRequest, checkReplaceRequest]) {
      const { ok, diagnostics } = check(value);
      assert.equal(ok, false);
      assert.ok(diagnostics.length > 0);
    }
  }
});

test("lone surrogates are malformed in values and texts alike", () => {
  assert.deepEqual(problems({ ...VALID, memory: "\ud800" }), ["malformed_json "]);
  const text = JSON.stringify(VALID).replace("}", `,"memory":"\udc00"}`);
  assert.equal(checkRuntimeConfigurationText(text).diagnostics[0].code, "malformed_json");
});

test("lone surrogates, however many, leave the limits as they are", () => {
  const names = Array.from({ length: 3000 }, (_, at) => `NAME_${at}`);
  const limits = { gpus: { T4: 4 }, reservedEnvironmentVariables: names };
  const text = `"${"\ud800".repeat(23834)}"`;
  assert.equal(checkRuntimeConfigurationText(text, limits).ok, false);
});

test("pairs of surrogates pass unchanged", () => {
  const environmentVariables = { GREETING: "caf\u00e9 \ud83d\ude00" };
  const { normalized } = checkRuntimeConfiguration({ ...VALID, environmentVariables });
  assert.deepEqual(normalized.environmentVariables, environmentVariables);
});

test("a text is read up to its bound", () => {
  const padded = (length) => JSON.stringify(VALID).padEnd(length);
  assert.equal(checkRuntimeConfigurationText(padded(262_144)).ok, true);
  for (const length of [262_145, 2 ** 28]) {
    const { diagnostics } = checkRuntimeConfigurationText(padded(length));
    assert.deepEqual(
      diagnostics.map(({ code }) => code),
      ["too_large"],
    );
  }
});

test("limits are obeyed and those that are none are refused", () => {
  assert.deepEqual(problems({ ...VALID, threadCount: 65 }, { maxThreadCount: 64 }), [
    "thread_count_too_high /threadCount",
  ]);
  for (const limits of [{ maxThreads: 1 }, { maxThreadCount: "1" }, 5, [1], "", new Map()]) {
    assert.throws(() => checkRuntimeConfiguration(VALID, limits), {
      name: "TypeError",
      code: "invalid_limits",
    });
  }
});

test("a check does not change what it checks", () => {
  const value = Object.freeze({ ...VALID, gpu: Object.freeze({ count: 1 }) });
  assert.equal(checkRuntimeConfiguration(value).ok, true);
});

test("an answer as text is the answer", () => {
  const text = JSON.stringify({ minReplicas: 3, maxReplicas: 2, cpu: 1e-7 });
  const answer = checkRuntimeConfigurationAnswer(text);
  assert.deepEqual(JSON.parse(answer), checkRuntimeConfigurationText(text));
});
