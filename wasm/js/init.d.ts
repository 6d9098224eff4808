/**
 * Checking, for those who serve the wasm module themselves: its bytes are `liveberth/wasm`. The same
 * functions as `liveberth`; before `init` or `initSync` they answer `internal`.
 */
export * from "liveberth";

/**
 * Fetches and compiles the module, as it streams in where the server names it `application/wasm`.
 *
 * @throws where the module cannot be fetched or the page's policy forbids WebAssembly
 */
export function init(source: string | URL | Request | Response | Promise<Response>): Promise<void>;

/** Takes bytes or a compiled module that are already there. */
export function initSync(module: BufferSource | WebAssembly.Module): void;
