// The snippets of the README do what they say.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
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

test("the snippets are good TypeScript", () => {
  const names = scripts.flatMap(([, language, source], index) => {
    if (language !== "js") return [];
    const name = `snippet-${index}.mts`;
    writeFileSync(new URL(name, import.meta.url), source);
    return [name];
  });
  assert.ok(names.length > 2);
  const tsconfig = JSON.parse(readFileSync(new URL("tsconfig.json", import.meta.url), "utf8"));
  const project = new URL("tsconfig.snippets.json", import.meta.url);
  writeFileSync(project, JSON.stringify({ ...tsconfig, files: names }));
  const tsc = `${process.env.LIVEBERTH_ROOT}/wasm/node_modules/.bin/tsc`;
  const { stdout } = spawnSync(tsc, ["--project", project.pathname], { encoding: "utf8" });
  assert.equal(stdout, "");
});
