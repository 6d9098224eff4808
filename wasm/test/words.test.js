// Diagnostics in other words, with German as the proof that code and parameters are enough.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { checkRuntimeConfiguration, runtimeConfigurationSchema } from "liveberth";
import { de } from "liveberth/de";
import { inBytes, inTime, memberOf, quoted, reword } from "liveberth/words";

import { documents } from "./corpus-files.js";

const diagnostics = documents.flatMap(({ answer }) => JSON.parse(answer).diagnostics);

function german(value, limits) {
  const { diagnostics } = checkRuntimeConfiguration(value, limits);
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map((diagnostic) => reword(diagnostic, de).message);
}

const withGpus = (count, type) => ({ minReplicas: 0, maxReplicas: 1, gpu: { count, type } });

test("German has a sentence for each code and for no other", () => {
  const declarations = readFileSync(
    new URL("node_modules/liveberth/index.d.ts", import.meta.url),
    "utf8",
  );
  const unions = declarations.matchAll(/export type (?:Error|Warning)Code =([^;]*);/g);
  const codes = [...unions].flatMap(([, union]) => union.match(/\w+/g));
  assert.ok(codes.length > 25);
  assert.deepEqual(Object.keys(de).sort(), codes.sort());
});

test("every diagnostic of the corpus has a German sentence of its own", () => {
  const seen = new Set();
  for (const diagnostic of diagnostics) {
    const { message } = reword(diagnostic, de);
    assert.notEqual(message, diagnostic.message);
    assert.doesNotMatch(message, /undefined|\[object/, JSON.stringify(diagnostic));
    seen.add(diagnostic.code);
  }
  assert.ok(seen.size > 25);
});

test("the bound and the value are in it, with the unit and the plural right", () => {
  assert.deepEqual(german(withGpus(2, "L4"), { gpus: { L4: 1 } }), [
    "eine Replik kann genau 1 GPU haben, nicht `2`",
  ]);
  assert.deepEqual(german(withGpus(5, "T4"), { gpus: { T4: 4 } }), [
    "eine Replik kann zwischen 1 und 4 GPUs haben, nicht `5`",
  ]);
  const threads = { minReplicas: 0, maxReplicas: 1, threadCount: 300 };
  assert.match(german(threads, { maxThreadCount: 1 })[0], /höchstens 1 Thread haben/);
  assert.match(german(threads)[0], /höchstens 256 Threads haben, nicht `300`/);
  const cpu = { minReplicas: 0, maxReplicas: 1, cpu: 8.5 };
  const largestNode = { cpu: 8250, memory: 2 ** 36 };
  assert.deepEqual(german(cpu, { largestNode }), [
    "kein Knoten fasst 8,5 vCPU; der größte bietet 8,25 vCPU",
  ]);
  const memory = { minReplicas: 0, maxReplicas: 1, memory: "1TiB" };
  assert.deepEqual(german(memory, { largestNode }), [
    "kein Knoten fasst 1 TiB Speicher; der größte bietet 64 GiB",
  ]);
  const scalingConfiguration = {
    scaleUpLoadThreshold: 1,
    scaleUpDelay: { value: 3600, unit: "SECONDS" },
    scaleDownDelay: { value: 90, unit: "SECONDS" },
  };
  assert.deepEqual(german({ minReplicas: 0, maxReplicas: 1, scalingConfiguration }), [
    "`scaleUpDelay` ist 1 Stunde, darf aber nicht länger sein als `scaleDownDelay` (90 Sekunden)",
  ]);
});

test("a sentence is right for one and for many, and for none", () => {
  const scalingConfiguration = {
    scaleUpLoadThreshold: 1,
    scaleUpDelay: { value: 3, unit: "DAYS" },
    scaleDownDelay: { value: 2, unit: "DAYS" },
  };
  const [message] = german({ minReplicas: 0, maxReplicas: 1, scalingConfiguration });
  assert.match(message, /`scaleUpDelay` ist 3 Tage.*`scaleDownDelay` \(2 Tage\)$/);
  assert.deepEqual(german(withGpus(2, "T4"), { gpus: { T4: 0 } }), [
    "`count` ist `2`, aber das Projekt hat keine GPUs; `gpu` muss entfallen",
  ]);
  for (const [memory, says] of [
    ["1GB", /`1GB` bedeutet 1 GiB/],
    ["7", /`7` bedeutet nur 7 B/],
  ]) {
    const { diagnostics } = checkRuntimeConfiguration({ minReplicas: 1, maxReplicas: 1, memory });
    const messages = diagnostics.map((diagnostic) => reword(diagnostic, de).message);
    assert.match(messages.join("\n"), says);
  }
});

test("a code without a sentence keeps its words, and the rest is kept either way", () => {
  const [diagnostic] = checkRuntimeConfiguration({ minReplicas: 1 }).diagnostics;
  assert.equal(reword(diagnostic, {}), diagnostic);
  const reworded = reword(diagnostic, { required: (_, path) => `${memberOf(path)}?` });
  assert.deepEqual(reworded, { ...diagnostic, message: "maxReplicas?" });
});

test("an issue of a schema is reworded as its diagnostic is, wherever it is", () => {
  const { validate } = runtimeConfigurationSchema()["~standard"];
  const nested = { minReplicas: 0, gpu: { type: "T4" }, sources: [1], "a/b~c": 1 };
  for (const value of [nested, [], 1]) {
    const messages = validate(value).issues.map((issue) => reword(issue, de).message);
    assert.deepEqual(messages, german(value));
  }
  const [issue] = validate({ minReplicas: 0, maxReplicas: 1, gpu: {} }).issues;
  const paths = { required: (_, path) => path };
  assert.deepEqual(reword(issue, paths), { ...issue, message: "/gpu/count" });
});

test("a check that fails inside can be said as well", () => {
  const internal = { path: "", code: "internal", message: "", parameters: {} };
  assert.match(reword(internal, de).message, /nicht beurteilt/);
});

test("the parts of a sentence", () => {
  assert.equal(quoted("x".repeat(65)), `\`${"x".repeat(64)}…\``);
  assert.deepEqual(
    [memberOf(""), memberOf("/gpu/count"), memberOf("/sources/0")],
    [undefined, "count", "/sources/0"],
  );
  assert.deepEqual(inBytes(2 ** 28), [256, "MiB"]);
  assert.deepEqual(inBytes(1025), [1025, "B"]);
  assert.deepEqual(inTime(90_000), [90, "second"]);
  assert.deepEqual(inTime(0), [0, "millisecond"]);
});
