// What the check accepts the schema accepts, by two validators; what it leaves, it lists.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import * as liveberth from "liveberth";
import published from "liveberth/schema.json" with { type: "json" };

import { documents } from "./corpus-files.js";
import { random, someConfiguration } from "./some-configuration.js";

const SCHEMAS = new URL("schemas.json", import.meta.url);

const skip = !existsSync(SCHEMAS) && "there are no schemas";

const schemas = skip ? [] : JSON.parse(readFileSync(SCHEMAS, "utf8"));

const CHECKS = {
  runtimeConfiguration: liveberth.checkRuntimeConfiguration,
  createRequest: liveberth.checkCreateRequest,
  replaceRequest: liveberth.checkReplaceRequest,
};

/** The corpus, as far as a JavaScript value stands for the document, with the schema of each. */
function corpusCases() {
  return documents
    .filter(({ textOnly }) => !textOnly)
    .map(({ name, call, document, limits }) => ({
      name,
      call,
      limits,
      value: JSON.parse(document),
      schema: schemas.find((known) => isSame(known.limits, limits ?? null))[call],
    }));
}

/** Configurations made at random, on every platform of the corpus in turn. */
function randomCases(count) {
  const next = random(1);
  return Array.from({ length: count }, (_, index) => {
    const { limits, runtimeConfiguration: schema } = schemas[index % schemas.length];
    const value = someConfiguration(next);
    const call = "runtimeConfiguration";
    return { name: JSON.stringify(value), call, value, limits: limits ?? undefined, schema };
  });
}

/** What the schema and the check do not agree on, one line each. */
function disagreements(cases, isValid) {
  return cases.flatMap(({ name, call, value, limits, schema }) => {
    const { ok, diagnostics } = CHECKS[call](value, limits);
    const valid = isValid(schema, value);
    if (ok) return valid ? [] : [`${name}: accepted, but not by the schema`];
    const said = new Set(schema["x-rules"].map(({ code }) => code));
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const unlisted = errors.filter(({ code }) => !said.has(code));
    return valid && unlisted.length > 0
      ? [`${name}: accepted by the schema in spite of ${unlisted[0].code}`]
      : [];
  });
}

function isSame(left, right) {
  return JSON.stringify(left, keys) === JSON.stringify(right, keys);
}

/** Puts the members of objects in order as they are written. */
function keys(_, value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fromTools(name) {
  return createRequire(`${process.env.LIVEBERTH_ROOT}/wasm/package.json`).resolve(name);
}

async function withAjv() {
  const { default: Ajv } = await import(pathToFileURL(fromTools("ajv/dist/2020.js")));
  const complain = (text) => assert.fail(text);
  const ajv = new Ajv.default({
    // A bound of one case has the type of the member, which stands apart.
    strictTypes: false,
    logger: { log: complain, warn: complain, error: complain },
  });
  ajv.addKeyword("x-rules");
  return (schema, value) => ajv.validate(schema, value);
}

/** How many schemas hyperjump knows: it takes each name once. */
let registered = 0;

async function withHyperjump() {
  const { registerSchema, validate } = await import(
    pathToFileURL(fromTools("@hyperjump/json-schema/draft-2020-12"))
  );
  const validators = new Map();
  const known = schemas.flatMap((it) => Object.keys(CHECKS).map((call) => it[call]));
  for (const [index, schema] of known.entries()) {
    const name = `https://example.com/${(registered += 1)}-${index}`;
    registerSchema(schema, name);
    validators.set(schema, await validate(name));
  }
  return (schema, value) => validators.get(schema)(value).valid;
}

for (const [name, prepare] of Object.entries({ ajv: withAjv, hyperjump: withHyperjump })) {
  test(`the schema and the check agree on the corpus, by ${name}`, { skip }, async () => {
    const cases = corpusCases();
    assert.ok(cases.length > 400);
    assert.deepEqual(disagreements(cases, await prepare()), []);
  });

  test(`the schema and the check agree on any configuration, by ${name}`, { skip }, async () => {
    const cases = randomCases(3_000);
    const accepted = cases.filter(
      ({ value, limits }) => CHECKS.runtimeConfiguration(value, limits).ok,
    );
    assert.ok(accepted.length > 50, `${accepted.length} are accepted`);
    assert.deepEqual(disagreements(cases, await prepare()), []);
  });
}

test("the published schema is that of any platform, and has those of the bodies", { skip }, () => {
  assert.deepEqual(published, schemas[0].runtimeConfiguration);
  for (const name of ["CreateLiveDeploymentRequest", "ReplaceLiveDeploymentRequest"]) {
    assert.equal(published.$defs[name].type, "object");
  }
});
