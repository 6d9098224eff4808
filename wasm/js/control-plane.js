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
    return new ControlPlane(guarded(() => core.ControlPlane.restore(saved)));
  }

  save() {
    return guarded(() => this.#core.save());
  }

  step(nowMs, input) {
    const text = textOf(input);
    return guarded(() => this.#core.step(nowMs, text));
  }

  resume() {
    return guarded(() => this.#core.resume());
  }

  nextWake() {
    return guarded(() => this.#core.nextWake());
  }

  status(rid) {
    return guarded(() => this.#core.status(rid));
  }

  deployment(rid) {
    return guarded(() => this.#core.deployment(rid));
  }

  list() {
    return guarded(() => this.#core.list());
  }

  nodes() {
    return guarded(() => this.#core.nodes());
  }

  queues() {
    return guarded(() => this.#core.queues());
  }

  whatIf(asked) {
    const text = textOf(asked);
    return guarded(() => this.#core.whatIf(text));
  }

  compare(asked) {
    const text = textOf(asked);
    return guarded(() => this.#core.compare(text));
  }

  repack(asked) {
    const text = textOf(asked);
    return guarded(() => this.#core.repack(text));
  }

  limitsOf(project) {
    return guarded(() => this.#core.limitsOf(project));
  }

  free() {
    this.#core.free();
  }
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
    const message = `the control plane failed inside; restore a saved one: ${error}`;
    throw Object.assign(new Error(message), { code: "internal" });
  }
}
