/**
 * A JSON Schema 2020-12 document in older dialects, as far as they can say the same.
 */

export function toDraft07({ $schema: _, $defs, ...root }) {
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    ...inDraft07(root),
    definitions: inDraft07($defs),
  };
}

/** Definitions have another name, and nothing counts beside a reference. */
function inDraft07(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(inDraft07);
  const { $ref, ...rest } = value;
  const translated = mapped(rest, inDraft07);
  if (typeof $ref !== "string") return translated;
  const reference = { $ref: $ref.replace("#/$defs/", "#/definitions/") };
  if (Object.keys(rest).length === 0) return reference;
  return { ...translated, allOf: [...(translated.allOf ?? []), reference] };
}

export function toOpenApi30({ $schema: _, $defs, ...root }) {
  const translate = (schema) => inOpenApi30(schema, $defs);
  return translate(root);
}

/** A schema without references, conditions, constants, null and whatever else it does not know. */
function inOpenApi30(schema, definitions) {
  if (typeof schema !== "object") return schema;
  const translate = (inner) => inOpenApi30(inner, definitions);
  const keywords = {
    anyOf: ([schema]) => nullable(translate(schema)),
    const: (only) => ({ enum: [only] }),
    exclusiveMinimum: (minimum) => ({ minimum, exclusiveMinimum: true }),
    allOf: (parts) => allOf(parts.filter((part) => !("if" in part)).map(translate)),
    properties: (members) => ({ properties: mapped(members, translate) }),
    items: (inner) => ({ items: translate(inner) }),
    additionalProperties: (inner) => ({ additionalProperties: translate(inner) }),
    not: (inner) => ({ not: translate(inner) }),
    if: () => ({}),
    then: () => ({}),
    propertyNames: () => ({}),
  };
  const { $ref, ...beside } = schema;
  const referred = $ref && translate(definitions[$ref.split("/").at(-1)]);
  const parts = Object.entries(beside).map(([keyword, value]) =>
    Object.hasOwn(keywords, keyword) ? keywords[keyword](value) : { [keyword]: value },
  );
  // What stands beside a reference says more than what it refers to.
  return Object.assign({}, referred, ...parts);
}

function nullable(schema) {
  const values = schema.enum && { enum: [...schema.enum, null] };
  return { ...schema, ...values, nullable: true };
}

function allOf(parts) {
  return parts.length === 0 ? {} : { allOf: parts };
}

function mapped(object, map) {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));
}
