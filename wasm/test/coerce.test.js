// What a form holds becomes the document that it stands for.
import assert from "node:assert/strict";
import { test } from "node:test";

import { runtimeConfigurationSchema } from "liveberth";
import * as described from "liveberth/schema";
import {
  coerceCreateRequest,
  coerceReplaceRequest,
  coerceRuntimeConfiguration,
  coerced,
} from "liveberth/coerce";

test("an empty text is absent, a number in a text a number", () => {
  const values = { minReplicas: "0", maxReplicas: " 4 ", cpu: ".5", memory: "", threadCount: "" };
  assert.deepEqual(coerceRuntimeConfiguration(values), {
    minReplicas: 0,
    maxReplicas: 4,
    cpu: 0.5,
  });
});

test("what is no number stays for the check to say so", () => {
  for (const text of ["four", "4 replicas", "0x10", "1,000", "1e999", "--1", "NaN", "Infinity"]) {
    assert.deepEqual(coerceRuntimeConfiguration({ maxReplicas: text }), { maxReplicas: text });
  }
  for (const value of [null, true, 4n, NaN, [], ["4"], { a: "" }]) {
    assert.deepEqual(coerceRuntimeConfiguration({ maxReplicas: value }), { maxReplicas: value });
  }
});

test("every way to write a decimal is read", () => {
  for (const [text, number] of Object.entries({ "4.": 4, "+4": 4, "-0.5": -0.5, "2e3": 2000 })) {
    assert.deepEqual(coerceRuntimeConfiguration({ cpu: text }), { cpu: number });
  }
});

test("an object of which nothing is filled in is absent", () => {
  const delay = { value: "", unit: "MINUTES" };
  const scalingConfiguration = {
    scaleUpLoadThreshold: "",
    scaleUpDelay: delay,
    scaleDownDelay: delay,
  };
  const values = { gpu: { type: "", count: "" }, scalingConfiguration };
  assert.deepEqual(coerceRuntimeConfiguration(values), {});
});

test("an object of which something is filled in is whole, so that the rest is missed", () => {
  assert.deepEqual(coerceRuntimeConfiguration({ gpu: { type: "T4", count: "" } }), {
    gpu: { type: "T4" },
  });
  const scalingConfiguration = {
    scaleUpLoadThreshold: "0.5",
    scaleUpDelay: { value: "", unit: "MINUTES" },
  };
  assert.deepEqual(coerceRuntimeConfiguration({ scalingConfiguration }).scalingConfiguration, {
    scaleUpLoadThreshold: 0.5,
    scaleUpDelay: { unit: "MINUTES" },
  });
});

test("environment variables, lists and unknown members are as they were", () => {
  const values = {
    environmentVariables: { EMPTY: "", COUNT: "4" },
    sources: ["", "ri.magritte..source.a"],
    replicas: "",
  };
  assert.deepEqual(coerceRuntimeConfiguration(values), values);
});

test("the parts of a request that it must have stay, however empty", () => {
  const values = {
    deploymentType: { type: "direct", modelRid: "", branch: "" },
    runtimeConfiguration: { minReplicas: "", maxReplicas: "1" },
  };
  assert.deepEqual(coerceCreateRequest(values), {
    deploymentType: { type: "direct" },
    runtimeConfiguration: { maxReplicas: 1 },
  });
  assert.deepEqual(coerceReplaceRequest({ runtimeConfiguration: { minReplicas: "" } }), {
    runtimeConfiguration: {},
  });
});

test("what is no object is not touched, and nothing is changed", () => {
  for (const value of [undefined, null, "4", 4, [], new Map()]) {
    assert.equal(coerceRuntimeConfiguration(value), value);
  }
  const values = Object.freeze({ minReplicas: "1", gpu: Object.freeze({ count: "1" }) });
  assert.deepEqual(coerceRuntimeConfiguration(values), { minReplicas: 1, gpu: { count: 1 } });
});

test("a coerced schema has no JSON Schema, since it takes more than the document's", () => {
  const schema = coerced(described.runtimeConfigurationSchema(), coerceRuntimeConfiguration);
  assert.deepEqual(Object.keys(schema["~standard"]).sort(), ["validate", "vendor", "version"]);
});

test("what throws where it is read stays, and the check says that it cannot be read", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const thrower = {
    minReplicas: "1",
    get cpu() {
      throw new Error("no");
    },
  };
  const schema = coerced(runtimeConfigurationSchema(), coerceRuntimeConfiguration);
  for (const value of [thrower, { gpu: thrower, minReplicas: "1" }, proxy, { gpu: proxy }]) {
    for (const coerce of [coerceRuntimeConfiguration, coerceCreateRequest, coerceReplaceRequest]) {
      assert.doesNotThrow(() => coerce(value));
    }
    const { issues } = schema["~standard"].validate(value);
    assert.deepEqual(
      issues.map(({ code }) => code),
      ["malformed_json"],
    );
  }
});

test("a name that every object has is no shape", () => {
  const values = JSON.parse('{"__proto__": {"count": ""}, "constructor": "", "toString": "4"}');
  assert.deepEqual(coerceRuntimeConfiguration(values), values);
  assert.equal(Object.getPrototypeOf(coerceRuntimeConfiguration(values)), Object.prototype);
});

test("a coerced schema checks and answers what was coerced", () => {
  const schema = coerced(runtimeConfigurationSchema(), coerceRuntimeConfiguration);
  const { validate, vendor, version } = schema["~standard"];
  assert.deepEqual([vendor, version], ["liveberth", 1]);
  assert.deepEqual(validate({ minReplicas: "1", maxReplicas: "2", cpu: "" }), {
    value: { minReplicas: 1, maxReplicas: 2 },
  });
  const { issues } = validate({ minReplicas: "two", maxReplicas: "" });
  assert.deepEqual(
    issues.map(({ code, path }) => [code, ...path]),
    [
      ["wrong_type", "minReplicas"],
      ["required", "maxReplicas"],
    ],
  );
});
