/** `node run.js [--quick]`: every contender side by side, and how liveberth stands to its goals. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

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
  const [{ documents, verdicts, exact, missed }, sizes] = [
    await answers(contender),
    await size(contender),
  ];
  const version = readManifest(contender.package ?? "liveberth").version;
  rows.push({ ...contender, version, documents, verdicts, exact, missed, sizes });
}

const speeds = new Map();
for (let turn = 0; turn < TURNS; turn += 1) {
  for (const { name } of [JSON_PARSE, ...CONTENDERS]) {
    const printed = execFileSync(process.execPath, [`${import.meta.dirname}/speed.js`, name], {
      encoding: "utf8",
      env: { ...process.env, QUICK: isQuick ? "1" : "" },
    });
    speeds.set(name, fastest(speeds.get(name), JSON.parse(printed)));
  }
}

const entries = Object.fromEntries(
  CONTENDERS.filter(({ entry }) => entry).map(({ name, entry }) => {
    const path = createRequire(import.meta.url).resolve("liveberth/package.json");
    return [name, sizeOf(readFileSync(path.replace("package.json", entry)))];
  }),
);
const measured = rows.map((row) => ({ ...row, speed: speeds.get(row.name) }));
console.log(tableOf(measured, speeds.get(JSON_PARSE.name)));
console.log(goalsOf(measured, entries));

const own = measured.filter(({ entry }) => entry);
const missed = own.flatMap(({ name, missed }) => missed.map((document) => `${name}: ${document}`));
if (missed.length > 0) throw new Error(`not exactly right:\n${missed.join("\n")}`);

function readManifest(name) {
  return createRequire(import.meta.url)(`${name}/package.json`);
}

function fastest(before, now) {
  if (before === undefined) return now;
  return Object.fromEntries(
    Object.entries(now).map(([name, value]) => [name, Math.min(value, before[name])]),
  );
}
