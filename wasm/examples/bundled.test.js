import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";

import * as esbuild from "esbuild";
import * as vite from "vite";

const ENTRY = new URL("bundled.js", import.meta.url).pathname;

let folder;

before(() => (folder = mkdtempSync(join(tmpdir(), "liveberth-bundled-"))));
after(() => rmSync(folder, { recursive: true }));

/** Calls what a bundler wrote, which needs nothing beside it. */
async function assertChecks(file) {
  const { problemsOf } = await import(pathToFileURL(join(folder, file)));
  assert.deepEqual(problemsOf({ minReplicas: "2", maxReplicas: "3" }), []);
  assert.deepEqual(problemsOf({ minReplicas: "2", maxReplicas: "" }), ["`maxReplicas` fehlt"]);
}

test("esbuild makes one script of it", async () => {
  await esbuild.build({
    entryPoints: [ENTRY],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    outfile: join(folder, "esbuild.mjs"),
  });
  await assertChecks("esbuild.mjs");
});

test("Vite makes one script of it, without a plugin", async () => {
  await vite.build({
    root: folder,
    logLevel: "warn",
    build: {
      lib: { entry: ENTRY, formats: ["es"], fileName: () => "vite.mjs" },
      outDir: folder,
      emptyOutDir: false,
    },
  });
  await assertChecks("vite.mjs");
});

test("what is not used is left out", async () => {
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents:
        'import "liveberth"; import "liveberth/de"; export { reword } from "liveberth/words";',
      resolveDir: new URL(".", import.meta.url).pathname,
    },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
  });
  assert.ok(outputFiles[0].contents.length < 500, `${outputFiles[0].contents.length} bytes`);
});
