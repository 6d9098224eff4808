/**
 * liveberth/js: checking without WebAssembly, for pages whose policy forbids it: the same module,
 * translated to JavaScript.
 */
import { start } from "./checking.js";
import { instantiate } from "./generated/check-script.js";

export * from "./check.js";

start(instantiate);
