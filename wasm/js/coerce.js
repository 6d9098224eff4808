/**
 * liveberth/coerce: what a form holds, as the document that it stands for.
 */
import { CREATE_REQUEST, REPLACE_REQUEST, RUNTIME_CONFIGURATION } from "./generated/shapes.js";

export function coerceRuntimeConfiguration(values) {
  return coerceDocument(values, RUNTIME_CONFIGURATION);
}

export function coerceCreateRequest(values) {
  return coerceDocument(values, CREATE_REQUEST);
}

export function coerceReplaceRequest(values) {
  return coerceDocument(values, REPLACE_REQUEST);
}

export function coerced(schema, coerce) {
  // A JSON Schema would be that of the document, and a form's values are not that yet.
  const { version, vendor, validate } = schema["~standard"];
  return { "~standard": { version, vendor, validate: (values) => validate(coerce(values)) } };
}

/** A document coerced; as it is where reading it throws, for the check to say so. */
function coerceDocument(values, shape) {
  try {
    return coerceObject(values, shape);
  } catch {
    return values;
  }
}

/** What `Number` may read: it takes blanks, hexadecimal and more for numbers too. */
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A copy of an object with its members coerced by their shapes; anything else as it is. */
function coerceObject(value, shape) {
  if (!isRecord(value)) return value;
  const members = Object.entries(value).map(([name, member]) => [
    name,
    coerce(member, Object.hasOwn(shape, name) ? shape[name] : undefined),
  ]);
  return Object.fromEntries(members.filter(([, member]) => member !== undefined));
}

function coerce(value, shape) {
  if (shape === undefined) return value;
  if (shape === "number") return coerceNumber(value);
  if (typeof shape === "string") return value === "" ? undefined : value;
  const object = coerceObject(value, shape.members);
  return !shape.required && isBlank(object, shape) ? undefined : object;
}

/** A number as it is typed. What is none stays, for the check to say so. */
function coerceNumber(value) {
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (text === "") return undefined;
  const number = Number(text);
  return DECIMAL.test(text) && Number.isFinite(number) ? number : value;
}

/** Whether nothing was filled in: a choice always has a value, so it says nothing alone. */
function isBlank(value, shape) {
  if (value === undefined || shape === "choice") return true;
  if (!isRecord(value) || shape?.members === undefined) return false;
  const isKnown = (name) => Object.hasOwn(shape.members, name);
  return Object.keys(value).every(
    (name) => isKnown(name) && isBlank(value[name], shape.members[name]),
  );
}

function isRecord(value) {
  return Object.prototype.toString.call(value) === "[object Object]";
}
