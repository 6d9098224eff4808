/** What is checked: two documents for the speed, the core's corpus for right answers. */
import { readFileSync, readdirSync } from "node:fs";

const scaling = (threshold, up, down) => ({
  scaleUpLoadThreshold: threshold,
  scaleUpDelay: up,
  scaleDownDelay: down,
});

/** Every member that a form usually has, all of them right. */
export const VALID = {
  minReplicas: 1,
  maxReplicas: 4,
  cpu: 2.5,
  memory: "16GiB",
  gpu: { type: "A100", count: 2 },
  threadCount: 64,
  scalingConfiguration: scaling(
    0.8,
    { value: 30, unit: "SECONDS" },
    { value: 15, unit: "MINUTES" },
  ),
};

/** The same members with eight problems, one of them between two members. */
export const EIGHT_PROBLEMS = {
  minReplicas: 6,
  maxReplicas: 3,
  cpu: 0,
  memory: "16 gigs",
  gpu: { type: "K80", count: 0 },
  threadCount: 4096,
  scalingConfiguration: scaling(
    1.2,
    { value: 30, unit: "SECONDS" },
    { value: 15, unit: "FORTNIGHTS" },
  ),
};

const CORPUS = new URL("../../core/tests/corpus/", import.meta.url);

/**
 * The documents of the corpus that a string can hold, each with its call, its limits, and the fields
 * that are wrong.
 */
export function corpus() {
  const files = readdirSync(CORPUS).filter((file) => file.endsWith(".json"));
  const entries = files.flatMap((file) => JSON.parse(readFileSync(new URL(file, CORPUS), "utf8")));
  return entries.filter(({ document }) => document !== undefined).map(documentOf);
}

function documentOf({ name, call, document, padTo, limits, answer }) {
  const missing = padTo === undefined ? 0 : padTo - Buffer.byteLength(document);
  const text = document + " ".repeat(Math.max(0, missing));
  const errors = JSON.parse(answer).diagnostics.filter(({ severity }) => severity === "error");
  return { name, call, text, limits, wrong: sorted(errors.map(({ path }) => path)) };
}

/** Fields in one order, each once. */
export function sorted(fields) {
  return [...new Set(fields)].sort();
}
