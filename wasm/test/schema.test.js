// Each Standard Schema has its JSON Schema in every dialect.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { test } from "node:test";

import * as described from "liveberth/schema";

import { documents } from "./corpus-files.js";

const require = createRequire(`${process.env.LIVEBERTH_ROOT}/wasm/package.json`);
const { Ajv } = require("ajv");
const { Ajv2020 } = require("ajv/dist/2020.js");

const CALLS = ["runtimeConfiguration", "createRequest", "replaceRequest"];
const standardOf = (call, limits) => described[`${call}Schema`](limits)["~standard"];
const accepted = (call) =>
  documents.filter((it) => it.call === call && !it.limits && JSON.parse(it.answer).ok);

for (const [target, Validator] of [
  ["draft-2020-12", Ajv2020],
  ["draft-07", Ajv],
]) {
  test(`${target} accepts what the check accepts, and not everything`, () => {
    for (const call of CALLS) {
      const schema = standardOf(call).jsonSchema.input({ target });
      const validate = new Validator({ strict: false }).compile(schema);
      for (const { name, document } of accepted(call)) {
        assert.equal(
          validate(JSON.parse(document)),
          true,
          `${name}: ${JSON.stringify(validate.errors)}`,
        );
      }
      for (const refused of [{}, [], null, 1, { minReplicas: "1" }]) {
        assert.equal(validate(refused), false);
      }
    }
    assert.ok(accepted("runtimeConfiguration").length > 80);
  });

  test(`${target} accepts what the check accepts within any limits`, () => {
    const within = documents.filter((it) => it.limits && JSON.parse(it.answer).ok);
    for (const { name, call, document, limits } of within) {
      const schema = standardOf(call, limits).jsonSchema.input({ target });
      const validate = new Validator({ strict: false }).compile(schema);
      assert.ok(validate(JSON.parse(document)), `${name}: ${JSON.stringify(validate.errors)}`);
    }
    assert.ok(within.length > 15);
    const wide = standardOf("runtimeConfiguration", {
      maxThreadCount: 1_000,
      maxReplicas: 5_000,
      maxCpu: 2_000_000_000,
      maxDelayMs: 90_000_000_000,
      reservedEnvironmentVariables: [],
    });
    const value = {
      minReplicas: 2_000,
      maxReplicas: 5_000,
      cpu: 2_000_000,
      threadCount: 1_000,
      scalingConfiguration: {
        scaleUpLoadThreshold: 0.5,
        scaleUpDelay: { value: 400, unit: "DAYS" },
        scaleDownDelay: { value: 1_000, unit: "DAYS" },
      },
      environmentVariables: { CLIENT_ID: "me" },
    };
    assert.deepEqual(wide.validate(value), { value });
    const validate = new Validator({ strict: false }).compile(wide.jsonSchema.input({ target }));
    assert.ok(validate(value), JSON.stringify(validate.errors));
  });
}

test("openapi-3.0 has only keywords that it knows, and no reference", () => {
  const known = "title description type properties required additionalProperties items pattern";
  const more = "minimum maximum exclusiveMinimum minLength enum default nullable not allOf x-rules";
  const names = new Set(`${known} ${more}`.split(" "));
  for (const call of CALLS) {
    const schema = standardOf(call).jsonSchema.input({ target: "openapi-3.0" });
    assert.equal(schema.type, "object");
    assertKeywords(schema, names);
  }
  const { properties } = standardOf("runtimeConfiguration").jsonSchema.input({
    target: "openapi-3.0",
  });
  assert.equal(properties.cpu.nullable, true);
  assert.equal(properties.cpu.exclusiveMinimum, true);
  assert.ok(properties.gpu.properties.type.enum.includes(null));
});

test("openapi-3.0 says of a member what is said of it, not of what it refers to", () => {
  const describe = (target) => standardOf("createRequest").jsonSchema.input({ target });
  const { $defs } = describe("draft-2020-12");
  const { properties } = $defs.CreateLiveDeploymentRequest;
  const { runtimeConfiguration } = describe("openapi-3.0").properties;
  assert.notEqual(
    properties.runtimeConfiguration.description,
    $defs.LiveDeploymentRuntimeConfiguration.description,
  );
  assert.equal(runtimeConfiguration.description, properties.runtimeConfiguration.description);
});

function assertKeywords(schema, names) {
  if (typeof schema !== "object") return;
  for (const keyword of Object.keys(schema)) assert.ok(names.has(keyword), keyword);
  const { properties = {}, items, additionalProperties, allOf = [], not } = schema;
  const inner = [...Object.values(properties), items, additionalProperties, ...allOf, not];
  for (const schema of inner) assertKeywords(schema, names);
}

test("what comes out is what goes in, and each caller has a copy", () => {
  const { input, output } = standardOf("createRequest").jsonSchema;
  for (const target of ["draft-2020-12", "draft-07", "openapi-3.0"]) {
    const schema = input({ target });
    assert.deepEqual(output({ target }), schema);
    schema.title = "changed";
    assert.notEqual(input({ target }).title, "changed");
  }
});

test("an unknown target is refused", () => {
  for (const target of ["draft-04", "toString", undefined]) {
    assert.throws(() => standardOf("createRequest").jsonSchema.input({ target }), TypeError);
  }
});

test("it validates as without its JSON Schema, limits included", () => {
  const value = { minReplicas: 0, maxReplicas: 3 };
  assert.equal(standardOf("runtimeConfiguration").validate(value).value, value);
  const { issues } = standardOf("runtimeConfiguration", { maxReplicas: 2 }).validate(value);
  assert.deepEqual(issues[0].path, ["maxReplicas"]);
});
