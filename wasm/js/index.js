/**
 * liveberth: checking, with the wasm module inside and ready at import.
 */
import { start } from "./checking.js";
import bytes from "./generated/check-bytes.js";
import { decode } from "./inline.js";

export * from "./check.js";

let module;

start(() => {
  module ??= new WebAssembly.Module(decode(bytes));
  return new WebAssembly.Instance(module).exports;
});
