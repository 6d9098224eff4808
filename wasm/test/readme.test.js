// The snippets of the README do what they say.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";

const readme = readFileSync(new URL("node_modules/liveberth/README.md", import.meta.url), "utf8");
const snippets = [...readme.matchAll(/```(js|cjs|html)\n(.*?)```/gs)];
const scripts = snippets.filter(([, language]) => language !== "html");

assert.ok(scripts.length > 2);

for (const [index, [, language, source]] of scripts.entries()) {
  const [firstLine] = source.split("\n");
  test(`snippet ${index + 1} (${firstLine}) prints what stands beside it`, () => {
    const path = new URL(`snippet-${index}.${language === "js" ? "mjs" : "cjs"}`, import.meta.url);
    writeFileSync(path, source);
    const printed = execFileSync(process.execPath, [path.pathname], { encoding: "utf8" });
    const promised = [...source.matchAll(/console\.log\(.*\);? \/\/ (.*)/g)].map(([, it]) => it);
    assert.deepEqual(printed.trimEnd().split("\n"), promised);
  });
}
