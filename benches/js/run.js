/** `node run.js [--quick]`: every contender side by side, and how liveberth stands to its goals. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

import { CONTENDERS, JSON_PARSE } from "./contenders.js";
import { generate } from "./generate.js";
import { goalsOf, tableOf } from "./report.js";

const isQuick = process.argv.includes("--quick");
/** Turns, so that what disturbs the machine for a while disturbs everybody. */
const TURNS = isQuick ? 1 : 4;

generate();
const { answers } = await import("./answers.js");
const { size, sizeOf } = await import("./size.js");

const rows = [];
for (const contender of CONTENDERS) {
  const version = versionOf(contender.package ?? "liveberth");
  const sizes = await size(contender);
  rows.push({ ...contender, version, sizes, ...(await answers(contender)) });
}

const speeds = new Map();
for (let turn = 0; turn < TURNS; turn += 1) {
  for (const { name } of [JSON_PARSE, ...CONTENDERS]) {
    const program = [`${import.meta.dirname}/speed.js`, name, ...(isQuick ? ["--quick"] : [])];
    const printed = execFileSync(process.execPath, program, { encoding: "utf8" });
    speeds.set(name, fastest(speeds.get(name), JSON.parse(printed)));
  }
}

const entries = Object.fromEntries(
  CONTENDERS.filter(({ entry }) => entry).map(({ name, entry }) => [
    name,
    sizeOf(readFileSync(new URL(entry, folderOf("liveberth")))),
  ]),
);
const measured = rows.map((row) => ({ ...row, speed: speeds.get(row.name) }));
console.log(tableOf(measured, speeds.get(JSON_PARSE.name)));
console.log(goalsOf(measured, entries));

const own = measured.filter(({ entry }) => entry);
const missed = own.flatMap(({ name, missed }) => missed.map((document) => `${name}: ${document}`));
if (missed.length > 0) throw new Error(`not exactly right:\n${missed.join("\n")}`);

function versionOf(name) {
  return JSON.parse(readFileSync(new URL("package.json", folderOf(name)), "utf8")).version;
}

function folderOf(name) {
  return new URL(`node_modules/${name}/`, import.meta.url);
}

function fastest(before, now) {
  if (before === undefined) return now;
  return Object.fromEntries(
    Object.entries(now).map(([name, value]) => [name, Math.min(value, before[name])]),
  );
}
