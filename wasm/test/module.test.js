// The package and its wasm modules as a whole.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { brotliCompressSync } from "node:zlib";

import * as liveberth from "liveberth";
import * as coerce from "liveberth/coerce";
import * as controlPlane from "liveberth/control-plane";
import * as de from "liveberth/de";
import * as streamed from "liveberth/init";
import * as script from "liveberth/js";
import * as schema from "liveberth/schema";
import * as words from "liveberth/words";

const require = createRequire(import.meta.url);
const VALID = '{"minReplicas":0,"maxReplicas":2}';

test("require finds the same functions as import", () => {
  const entries = [
    ["liveberth", liveberth],
    ["liveberth/control-plane", controlPlane],
    ["liveberth/init", streamed],
    ["liveberth/js", script],
    ["liveberth/schema", schema],
    ["liveberth/coerce", coerce],
    ["liveberth/words", words],
    ["liveberth/de", de],
  ];
  for (const [name, imported] of entries) {
    assert.deepEqual(Object.keys(require(name)).sort(), Object.keys(imported).sort());
  }
  assert.equal(require("liveberth").checkRuntimeConfigurationText(VALID).ok, true);
  assert.deepEqual(new (require("liveberth/control-plane").ControlPlane)().list(), []);
});

test("the version is that of the crates", () => {
  const manifest = readFileSync(`${process.env.LIVEBERTH_ROOT}/Cargo.toml`, "utf8");
  const [, version] = /\[workspace\.package\]\nversion = "(.*)"/.exec(manifest);
  assert.equal(require("liveberth/package.json").version, version);
});

test("the module imports nothing but what the generator needs", () => {
  const module = new WebAssembly.Module(readFileSync(require.resolve("liveberth/wasm")));
  for (const { name } of WebAssembly.Module.imports(module)) {
    assert.match(name, /^__wb(g|indgen)_/);
  }
});

test("streamed bytes answer once they are there", async () => {
  assert.equal(streamed.checkRuntimeConfigurationText(VALID).diagnostics[0].code, "internal");
  const bytes = readFileSync(require.resolve("liveberth/wasm"));
  const headers = { "Content-Type": "application/wasm" };
  await streamed.init(new Response(bytes, { headers }));
  assert.equal(streamed.checkRuntimeConfigurationText(VALID).ok, true);

  const { initSync, checkRuntimeConfigurationText } = require("liveberth/init");
  initSync(bytes);
  assert.equal(checkRuntimeConfigurationText(VALID).ok, true);
});

test("many checks leave the memory as it was", () => {
  const calls = Number(process.env.LIVEBERTH_CALLS ?? 100_000);
  const invalid = '{"minReplicas":3,"maxReplicas":2,"memory":"1XB","nope":1}';
  const run = (count) => {
    for (let call = 0; call < count; call += 1) {
      liveberth.checkRuntimeConfigurationAnswer(call % 2 ? VALID : invalid, { maxReplicas: 5 });
    }
  };
  run(1_000);
  const before = process.memoryUsage().external;
  run(calls);
  const growth = process.memoryUsage().external - before;
  assert.ok(growth < 1 << 20, `${growth} bytes more`);
});

test("the sizes are told", (context) => {
  for (const file of ["index.js", "init.js", "check.wasm", "control-plane.js"]) {
    const bytes = readFileSync(new URL(`node_modules/liveberth/${file}`, import.meta.url));
    const compressed = brotliCompressSync(bytes).length;
    assert.ok(compressed < 1 << 19, `${file} has grown to ${compressed} bytes`);
    context.diagnostic(`${file}: ${bytes.length} bytes, ${compressed} brotli`);
  }
});
