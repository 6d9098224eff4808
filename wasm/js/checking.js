/**
 * The checks, once their wasm module is there.
 */
import * as core from "./generated/check.js";
import { jsonText } from "./json-text.js";

/** Why there is no module, if there is none. @type {string | undefined} */
let absence = "liveberth is not initialised: call init first";

/** Takes the module into use, or remembers why it cannot be. @param {() => void} initialise */
export function start(initialise) {
  try {
    initialise();
    absence = undefined;
  } catch (error) {
    absence = `WebAssembly cannot run here; a page needs 'wasm-unsafe-eval' in its script-src: ${error}`;
  }
}

export function checkRuntimeConfigurationAnswer(text, limits) {
  return answer(core.checkRuntimeConfiguration, text, limits);
}

export function checkRuntimeConfigurationText(text, limits) {
  return JSON.parse(checkRuntimeConfigurationAnswer(text, limits));
}

export function checkRuntimeConfiguration(value, limits) {
  return checkRuntimeConfigurationText(documentText(value), limits);
}

export function checkCreateRequestAnswer(text, limits) {
  return answer(core.checkCreateRequest, text, limits);
}

export function checkCreateRequestText(text, limits) {
  return JSON.parse(checkCreateRequestAnswer(text, limits));
}

export function checkCreateRequest(value, limits) {
  return checkCreateRequestText(documentText(value), limits);
}

export function checkReplaceRequestAnswer(text, limits) {
  return answer(core.checkReplaceRequest, text, limits);
}

export function checkReplaceRequestText(text, limits) {
  return JSON.parse(checkReplaceRequestAnswer(text, limits));
}

export function checkReplaceRequest(value, limits) {
  return checkReplaceRequestText(documentText(value), limits);
}

/** The text of a document given as a value, as far as the core would read it. */
function documentText(value) {
  if (absence !== undefined) return "";
  return jsonText(value, { maxLength: core.maxDocumentBytes(), maxDepth: core.maxDocumentDepth() });
}

/**
 * The core's answer. An instance that trapped is never called again: the call is tried once more
 * on a new one, so a trap costs a page nothing but time.
 */
function answer(check, text, limits) {
  if (absence !== undefined) return internalAnswer(absence);
  const limitsText =
    limits == null ? undefined : jsonText(limits, { maxLength: Infinity, maxDepth: 64 });
  try {
    return call(check, text, limitsText);
  } catch (error) {
    if (error instanceof TypeError && error.code === "invalid_limits") throw error;
  }
  try {
    core.__wbg_reset_state();
    return call(check, text, limitsText);
  } catch (error) {
    return internalAnswer(`the check failed inside: ${error}`);
  }
}

function call(check, text, limitsText) {
  try {
    return check(readableText(text), limitsText);
  } catch (error) {
    // The core's own refusal is a text; a trap is an error.
    if (typeof error !== "string") throw error;
    throw Object.assign(new TypeError(error), { code: "invalid_limits" });
  }
}

/**
 * A text that reaches the core as it is: no longer than is needed to see that it is too long, and
 * with lone surrogates, which UTF-8 cannot hold, as the escapes that JSON has for them.
 */
function readableText(text) {
  const start = String(text).slice(0, core.maxDocumentBytes() + 1);
  return start.replace(
    /\p{Surrogate}/gu,
    (surrogate) => `\\u${surrogate.charCodeAt(0).toString(16)}`,
  );
}

function internalAnswer(message) {
  const diagnostic = {
    path: "",
    code: "internal",
    message,
    parameters: {},
    severity: "error",
    errorName: "Default:Internal",
  };
  return JSON.stringify({ ok: false, diagnostics: [diagnostic] });
}
