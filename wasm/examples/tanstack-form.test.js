import assert from "node:assert/strict";
import { test } from "node:test";

import { open } from "./render.js";

test("TanStack Form shows every problem at its field, those between fields too", async () => {
  const { fill, problemAt, deployed } = await open("tanstack-form");
  await fill({ "At least": "3", "At most": "2", Memory: "lots", "GPU type": "T4", GPUs: "5" });
  assert.match(problemAt("At least"), /may not exceed `maxReplicas`/);
  assert.equal(problemAt("At most"), "");
  assert.match(problemAt("Memory"), /no amount of memory/);
  assert.match(problemAt("GPUs"), /between 1 and 4 GPUs/);
  assert.deepEqual(deployed, []);

  await fill({ "At least": "few", "At most": "", Memory: "", "GPU type": "", GPUs: "" });
  assert.match(problemAt("At least"), /must be a whole number, not a string/);
  assert.match(problemAt("At most"), /is required/);
  assert.equal(problemAt("GPUs"), "");

  await fill({ "At least": "0", "At most": "2", GPUs: "1" });
  assert.deepEqual(deployed, [{ minReplicas: 0, maxReplicas: 2, gpu: { count: 1 } }]);
});
