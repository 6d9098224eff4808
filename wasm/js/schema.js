/**
 * liveberth/schema: the Standard Schemas, each with its JSON Schema.
 */
import { toDraft07, toOpenApi30 } from "./dialects.js";
import { SCHEMAS, WIDEST_SCHEMAS } from "./generated/schemas.js";
import * as liveberth from "./index.js";

export function runtimeConfigurationSchema(limits) {
  const schema = liveberth.runtimeConfigurationSchema(limits);
  return withJsonSchema(schema, schemasWithin(limits).runtimeConfiguration);
}

export function createRequestSchema(limits) {
  const schema = liveberth.createRequestSchema(limits);
  return withJsonSchema(schema, schemasWithin(limits).createRequest);
}

export function replaceRequestSchema(limits) {
  const schema = liveberth.replaceRequestSchema(limits);
  return withJsonSchema(schema, schemasWithin(limits).replaceRequest);
}

/** A schema may accept more than the check with its limits, but never less. */
function schemasWithin(limits) {
  return limits == null ? SCHEMAS : WIDEST_SCHEMAS;
}

const TRANSLATIONS = {
  "draft-2020-12": (document) => document,
  "draft-07": toDraft07,
  "openapi-3.0": toOpenApi30,
};

function withJsonSchema(schema, document) {
  const describe = ({ target }) => {
    if (!Object.hasOwn(TRANSLATIONS, target)) {
      throw new TypeError(`there is no JSON Schema for the target ${target}`);
    }
    return structuredClone(TRANSLATIONS[target](document));
  };
  // A value is answered as it was given, so that what comes out is what went in.
  const jsonSchema = { input: describe, output: describe };
  return { "~standard": { ...schema["~standard"], jsonSchema } };
}
