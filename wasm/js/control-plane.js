/**
 * liveberth/control-plane: the deployment state machine as a class.
 */
import bytes from "./generated/control-plane-bytes.js";
import * as core from "./generated/control-plane.js";
import { decode } from "./inline.js";
import { jsonText } from "./json-text.js";

core.initSync({ module: decode(bytes) });

export class ControlPlane {
  #core;

  constructor(settings = {}) {
    this.#core = guarded(() =>
      settings instanceof core.ControlPlane ? settings : new core.ControlPlane(textOf(settings)),
    );
  }

  static restore(saved) {
    return new ControlPlane(guarded(() => core.ControlPlane.restore(given(saved))));
  }

  save() {
    return guarded(() => this.#open.save());
  }

  step(nowMs, input) {
    const text = textOf(input);
    return guarded(() => this.#open.step(nowMs, text));
  }

  resume() {
    return guarded(() => this.#open.resume());
  }

  nextWake() {
    return guarded(() => this.#open.nextWake());
  }

  status(rid) {
    return guarded(() => this.#open.status(given(rid)));
  }

  deployment(rid) {
    return guarded(() => this.#open.deployment(given(rid)));
  }

  list() {
    return guarded(() => this.#open.list());
  }

  nodes() {
    return guarded(() => this.#open.nodes());
  }

  queues() {
    return guarded(() => this.#open.queues());
  }

  whatIf(asked) {
    const text = textOf(asked);
    return guarded(() => this.#open.whatIf(text));
  }

  compare(asked) {
    const text = textOf(asked);
    return guarded(() => this.#open.compare(text));
  }

  repack(asked) {
    const text = textOf(asked);
    return guarded(() => this.#open.repack(text));
  }

  limitsOf(project) {
    return guarded(() => this.#open.limitsOf(given(project)));
  }

  free() {
    this.#core?.free();
    this.#core = undefined;
  }

  get #open() {
    if (this.#core === undefined) throw refusal("freed", "the control plane was freed");
    return this.#core;
  }
}

/** A text as the core takes it, to which anything else would be an address outside its memory. */
function given(text) {
  if (typeof text === "string") return text;
  throw refusal("malformed", `a text is a string, not ${text === null ? "null" : typeof text}`);
}

function refusal(code, message) {
  return Object.assign(new Error(message), { code });
}

/** The text of a value, cut where it is deeper than any input. */
function textOf(value) {
  return jsonText(value, { maxLength: Infinity, maxDepth: 64 });
}

/**
 * Calls the core. After a trap its state is lost: every plane that lived then refuses further
 * calls, and those made or restored later live on a new instance.
 */
function guarded(call) {
  try {
    return call();
  } catch (error) {
    if (typeof error?.code === "string") throw error;
    if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
      core.__wbg_reset_state();
    }
    throw refusal("internal", `the control plane failed inside; restore a saved one: ${error}`);
  }
}
