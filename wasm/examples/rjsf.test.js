import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "./render.js";

test("react-jsonschema-form shows what only the check knows, at its field", async () => {
  const { container, fill, deployed } = await open("rjsf");
  const problemsOf = (name) => container.querySelector(`#root_${name}__error`)?.textContent ?? "";
  await fill({ minReplicas: "3", maxReplicas: "2" });
  assert.match(problemsOf("minReplicas"), /may not exceed `maxReplicas`/);
  assert.equal(problemsOf("maxReplicas"), "");
  assert.deepEqual(deployed, []);

  await fill({ minReplicas: "1", maxReplicas: "" });
  assert.match(problemsOf("maxReplicas"), /is required/);

  await fill({ minReplicas: "1", maxReplicas: "2" });
  const defaults = { cpu: 1, memory: "4GiB", threadCount: 32 };
  assert.deepEqual(deployed, [{ minReplicas: 1, maxReplicas: 2, ...defaults }]);
});
