/**
 * liveberth/init: checking, for those who serve and stream the wasm module themselves.
 */
import { start } from "./checking.js";

export * from "./check.js";

export async function init(source) {
  const isAddress = typeof source === "string" || source instanceof URL;
  const response = await (isAddress || source instanceof Request ? fetch(source) : source);
  if (!response.ok) throw new Error(`the module cannot be fetched: status ${response.status}`);
  const isWasm = response.headers.get("Content-Type") === "application/wasm";
  use(
    await (isWasm
      ? WebAssembly.compileStreaming(response)
      : WebAssembly.compile(await response.arrayBuffer())),
  );
}

export function initSync(module) {
  use(module instanceof WebAssembly.Module ? module : new WebAssembly.Module(module));
}

function use(module) {
  start(() => new WebAssembly.Instance(module).exports);
}
