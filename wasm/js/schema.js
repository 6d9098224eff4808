/**
 * liveberth/schema: the Standard Schemas, each with its JSON Schema.
 */
import { toDraft07, toOpenApi30 } from "./dialects.js";
import { SCHEMAS } from "./generated/schemas.js";
import * as liveberth from "./index.js";

export function runtimeConfigurationSchema(limits) {
  const schema = liveberth.runtimeConfigurationSchema(limits);
  return withJsonSchema(schema, SCHEMAS.runtimeConfiguration);
}

export function createRequestSchema(limits) {
  return withJsonSchema(liveberth.createRequestSchema(limits), SCHEMAS.createRequest);
}

export function replaceRequestSchema(limits) {
  return withJsonSchema(liveberth.replaceRequestSchema(limits), SCHEMAS.replaceRequest);
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
