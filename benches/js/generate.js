/** Writes what ajv compiles ahead: runtime configurations, without a platform's limits. */
import { mkdirSync, writeFileSync } from "node:fs";

import standalone from "ajv/dist/standalone/index.js";

import { compile } from "./contenders/ajv.js";

/** Makes `generated/ajv-standalone.js`, which calls the rules that JSON Schema cannot say. */
export function generate() {
  const { ajv, validate } = compile("runtimeConfiguration", undefined, { source: true, esm: true });
  const head = `import { placed } from "../contenders/ajv-rules.js";
import { rulesOf } from "../rules.js";
const functions = placed(rulesOf());
`;
  const folder = new URL("generated/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL("ajv-standalone.js", folder), head + standalone.default(ajv, validate));
}
