// How problems are worded: alike by the check and by the host, with values as they were typed.
import assert from "node:assert/strict";
import { test } from "node:test";

import { enter, fieldsOf, openPage } from "./program.js";
import { browser, host } from "./running.js";

const SOURCE = "ri.magritte..source.one";

/** What is wrong with a configuration by some limits, and the error of the API for it. */
const REFUSED = [
  [{ threadCount: 9 }, { maxThreadCount: 1 }, "ThreadCountTooHigh"],
  [{ threadCount: 9 }, { maxThreadCount: 2 }, "ThreadCountTooHigh"],
  [{ gpu: { count: 9 } }, { gpus: {} }, "InvalidGpuCount"],
  [{ gpu: { count: 9 } }, { gpus: { T4: 1 } }, "InvalidGpuCount"],
  [{ gpu: { count: 9 } }, { gpus: { T4: 4 } }, "InvalidGpuCount"],
  [{ gpu: { type: "T4", count: 1 } }, { gpus: {} }, "GpuTypeNotAvailable"],
  [{ gpu: { type: "T4", count: 1 } }, { gpus: { L4: 1 } }, "GpuTypeNotAvailable"],
  [{ gpu: { type: "T4", count: 1 } }, { gpus: { L4: 1, L40S: 1 } }, "GpuTypeNotAvailable"],
  [
    { environmentVariables: { HOME: "" } },
    { reservedEnvironmentVariables: ["HOME"] },
    "ReservedEnvironmentVariable",
  ],
  [{ sources: [SOURCE] }, imported({}), "DeploymentSourceNotImportedIntoProject"],
  [
    { sources: [SOURCE] },
    imported({ [SOURCE]: { enabledForComputeModules: false } }),
    "DeploymentSourceNotEnabledForComputeModules",
  ],
  [
    { sources: [SOURCE] },
    imported({
      [SOURCE]: { enabledForComputeModules: true, unexportableResourceRid: "ri.a.b.c.d" },
    }),
    "DeploymentSourceCannotExportResourceMarkings",
  ],
];

function imported(sources) {
  return { sources: { projectRid: "ri.compass.main.folder.any", imported: sources } };
}

test("what the host refuses is worded as the check words it", async () => {
  const { page } = await openPage(browser, host.address);
  for (const [members, limits, errorName] of REFUSED) {
    const request = {
      deploymentType: { type: "direct", modelRid: "ri.models.main.model.any", branch: "any" },
      runtimeConfiguration: { minReplicas: 1, maxReplicas: 1, ...members },
    };
    const [checked, refused] = await page.evaluate(
      async ([request, limits, errorName, sources]) => {
        const { checkCreateRequest } = await import("/page/liveberth/index.js");
        const { problemOf } = await import("/page/refusals.js");
        const { diagnostics } = checkCreateRequest(request, limits);
        const [{ path, message, parameters }] = diagnostics.filter(
          ({ severity }) => severity === "error",
        );
        return [{ path, message }, problemOf({ status: 400, errorName, parameters }, sources)];
      },
      [request, limits, errorName, [SOURCE]],
    );
    assert.deepEqual(refused, checked);
  }
});

test("a typed backtick stays in the code that it was typed in", async () => {
  const { page } = await openPage(browser, host.address);
  await enter(page);
  const { memory, deploy } = fieldsOf(page);
  const codes = async () => {
    await deploy.click();
    const places = ["#memory-problem", "#summary li:has([href='#memory'])"];
    return Promise.all(places.map((place) => page.locator(place).locator("code").allInnerTexts()));
  };
  const long = "x`".repeat(40);
  for (const [typed, quoted] of [
    ["4`GiB", "4`GiB"],
    ["`", "`"],
    ["``4``", "``4``"],
    [long, `${long.slice(0, 64)}…`],
  ]) {
    await memory.fill(typed);
    assert.deepEqual(await codes(), Array(2).fill([quoted, "4GiB"]));
  }
});
