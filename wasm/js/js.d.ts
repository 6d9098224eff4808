/**
 * Checking without WebAssembly, for pages whose policy does not allow `'wasm-unsafe-eval'`: the same
 * functions as `liveberth`, with the same answers, in a few times the time.
 */
export * from "liveberth";
