/**
 * The checks, once there is a module to ask.
 */
import { Core } from "./core.js";
import { MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH } from "./generated/facts.js";
import { jsonText } from "./json-text.js";

/** Makes the exports of a new instance. @type {() => object} */
let instantiate = () => {
  throw new Error("liveberth is not initialised: call init first");
};

/** The instance in use. @type {Core | undefined} */
let core;

/** Has every answer come from instances that `make` makes. */
export function start(make) {
  instantiate = make;
  core = undefined;
}

const RUNTIME_CONFIGURATION = 0;
const CREATE_REQUEST = 1;
const REPLACE_REQUEST = 2;

export function checkRuntimeConfigurationAnswer(text, limits) {
  return answer(RUNTIME_CONFIGURATION, text, limits);
}

export function checkRuntimeConfigurationText(text, limits) {
  return JSON.parse(checkRuntimeConfigurationAnswer(text, limits));
}

export function checkRuntimeConfiguration(value, limits) {
  return checkRuntimeConfigurationText(documentText(value), limits);
}

export function checkCreateRequestAnswer(text, limits) {
  return answer(CREATE_REQUEST, text, limits);
}

export function checkCreateRequestText(text, limits) {
  return JSON.parse(checkCreateRequestAnswer(text, limits));
}

export function checkCreateRequest(value, limits) {
  return checkCreateRequestText(documentText(value), limits);
}

export function checkReplaceRequestAnswer(text, limits) {
  return answer(REPLACE_REQUEST, text, limits);
}

export function checkReplaceRequestText(text, limits) {
  return JSON.parse(checkReplaceRequestAnswer(text, limits));
}

export function checkReplaceRequest(value, limits) {
  return checkReplaceRequestText(documentText(value), limits);
}

/** The text of a document given as a value, as far as the core would read it. */
function documentText(value) {
  return jsonText(value, { maxLength: MAX_DOCUMENT_BYTES, maxDepth: MAX_DOCUMENT_DEPTH });
}

/**
 * The core's answer. An instance that failed is never called again: the call is tried once more on
 * a new one, so a trap costs a page nothing but time.
 */
function answer(call, text, limits) {
  const document = String(text);
  const limitsText =
    limits == null
      ? undefined
      : jsonText(limits, { maxLength: Infinity, maxDepth: MAX_DOCUMENT_DEPTH });
  let answered;
  try {
    core ??= new Core(instantiate());
    answered = ask(call, document, limitsText);
  } catch {
    try {
      core = new Core(instantiate());
      answered = ask(call, document, limitsText);
    } catch (error) {
      core = undefined;
      return internalAnswer(error);
    }
  }
  if (answered.ok) return answered.text;
  throw Object.assign(new TypeError(answered.text), { code: "invalid_limits" });
}

function ask(call, document, limitsText) {
  const answered = core.check(call, document, limitsText);
  if (answered.ok && !answered.text.startsWith('{"ok":')) throw new Error("the memory is damaged");
  return answered;
}

function internalAnswer(error) {
  // Where a browser has it switched off, there is no `WebAssembly` to ask.
  const isForbidden = !globalThis.WebAssembly || error instanceof WebAssembly.CompileError;
  const message = isForbidden
    ? `WebAssembly cannot run here; a page needs 'wasm-unsafe-eval' in its script-src: ${error}`
    : `the check failed inside: ${error}`;
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
