/**
 * The checks as Standard Schemas (standardschema.dev), which form libraries take as they are.
 */
import { checkCreateRequest, checkReplaceRequest, checkRuntimeConfiguration } from "./checking.js";

export function runtimeConfigurationSchema(limits) {
  return standardSchema(checkRuntimeConfiguration, limits);
}

export function createRequestSchema(limits) {
  return standardSchema(checkCreateRequest, limits);
}

export function replaceRequestSchema(limits) {
  return standardSchema(checkReplaceRequest, limits);
}

function standardSchema(check, limits) {
  const validate = (value) => {
    const { ok, diagnostics } = check(value, limits);
    if (ok) return { value };
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    return { issues: errors.map((error) => ({ ...error, path: keysOf(error.path, value) })) };
  };
  return { "~standard": { version: 1, vendor: "liveberth", validate } };
}

/** The keys that a JSON Pointer leads through, those into lists as numbers. */
function keysOf(pointer, value) {
  const names = pointer
    .split("/")
    .slice(1)
    .map((token) => token.replaceAll("~1", "/").replaceAll("~0", "~"));
  try {
    let at = value;
    return names.map((name) => {
      const key = Array.isArray(at) ? Number(name) : name;
      at = at?.[key];
      return key;
    });
  } catch {
    // A getter threw, behind a `toJSON` that the check has asked in its place.
    return names;
  }
}
