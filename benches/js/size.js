/** What a page loads for a contender with its schema: minified, then compressed by brotli. */
import { brotliCompressSync } from "node:zlib";

import { build } from "esbuild";

export async function size({ module }) {
  const { outputFiles } = await build({
    entryPoints: [`contenders/${module}`],
    absWorkingDir: import.meta.dirname,
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2022",
    platform: "browser",
    charset: "utf8",
    legalComments: "none",
    write: false,
  });
  return sizeOf(outputFiles[0].contents);
}

export function sizeOf(bytes) {
  return { minified: bytes.length, brotli: brotliCompressSync(bytes).length };
}
