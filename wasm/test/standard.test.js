// The schemas are Standard Schemas, as form libraries take them.
import assert from "node:assert/strict";
import { test } from "node:test";

import * as liveberth from "liveberth";
import { createRequestSchema, replaceRequestSchema, runtimeConfigurationSchema } from "liveberth";

import { documents } from "./corpus-files.js";

const VALID = { minReplicas: 0, maxReplicas: 2 };

const validate = (schema, value) => schema["~standard"].validate(value);

test("a schema names its version and its maker", () => {
  for (const schema of [runtimeConfigurationSchema(), createRequestSchema()]) {
    const { version, vendor } = schema["~standard"];
    assert.deepEqual({ version, vendor }, { version: 1, vendor: "liveberth" });
  }
});

test("an accepted value comes back at once and as it is", () => {
  assert.equal(validate(runtimeConfigurationSchema(), VALID).value, VALID);
  const request = { runtimeConfiguration: VALID };
  assert.deepEqual(validate(replaceRequestSchema(), request), { value: request });
});

test("every problem is an issue with the keys to its place, its code and its parameters", () => {
  const value = { ...VALID, gpu: { count: 5, type: "T4" }, sources: ["x"] };
  const { issues } = validate(runtimeConfigurationSchema({ gpus: { T4: 4 } }), value);
  assert.deepEqual(
    issues.map(({ code, path }) => [code, path]),
    [
      ["gpu_count_out_of_range", ["gpu", "count"]],
      ["invalid_rid", ["sources", 0]],
    ],
  );
  assert.deepEqual(issues[0].parameters, { providedGpuCount: 5, maxGpuCount: 4 });
  assert.match(issues[0].message, /between 1 and 4 GPUs/);
});

test("a key is what the member is called, whatever is in its name", () => {
  const environmentVariables = { "a/b": "", "m~n": "", 0: "" };
  const { issues } = validate(runtimeConfigurationSchema(), { ...VALID, environmentVariables });
  const keys = issues.map(({ path }) => path[1]);
  assert.deepEqual(keys.sort(), ["0", "a/b", "m~n"]);
});

test("any value at all is answered", () => {
  const cyclic = {};
  cyclic.self = cyclic;
  for (const value of [undefined, null, 1n, NaN, cyclic, new Date(NaN), () => 1, Symbol("a")]) {
    const { issues } = validate(createRequestSchema(), value);
    assert.ok(issues.length > 0);
    assert.ok(issues.every(({ message, path }) => message && Array.isArray(path)));
  }
});

test("the keys to a place are answered where they cannot be followed", () => {
  const value = {
    toJSON: () => ({ ...VALID, gpu: { count: 0 } }),
    get gpu() {
      throw new Error("no");
    },
  };
  const { issues } = validate(runtimeConfigurationSchema(), value);
  assert.deepEqual(
    issues.map(({ path }) => path),
    [["gpu", "count"]],
  );
});

test("the corpus has the same errors through a schema", () => {
  const inText = documents.filter(({ document, textOnly }) => document && !textOnly);
  assert.ok(inText.length > 300);
  for (const { call, document, limits, answer } of inText) {
    const schema = liveberth[`${call}Schema`](limits);
    const { issues = [] } = validate(schema, JSON.parse(document));
    const errors = JSON.parse(answer).diagnostics.filter(({ severity }) => severity === "error");
    assert.deepEqual(
      issues.map(({ code, message }) => ({ code, message })),
      errors.map(({ code, message }) => ({ code, message })),
    );
  }
});
