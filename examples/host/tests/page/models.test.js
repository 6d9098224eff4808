// What choosing a model brings: the limits of its project, and nothing that was typed is lost.
import assert from "node:assert/strict";
import { test } from "node:test";

import { TOKEN, describedBy, enter, fieldsOf, openPage, problemAt } from "./program.js";
import { browser, host } from "./running.js";

const LARGE = "ri.models.main.model.large";
const SMALL = "ri.models.main.model.small";

/**
 * The form with a large and a small model, each in a project of its own.
 *
 * @param limitsOf answers what the limits of a model's project have in place of the host's
 */
async function openForm(limitsOf) {
  const limits = await limitsOfHost();
  const { page, complaints } = await openPage(browser, host.address);
  const data = [LARGE, SMALL].map((rid) => ({ modelRid: rid, projectRid: rid, branches: {} }));
  await page.route("**/v1/models", (route) => route.fulfill({ json: { data } }));
  await page.route("**/v1/limits?*", async (route) => {
    const { searchParams } = new URL(route.request().url());
    const own = await limitsOf(searchParams.get("project"));
    await route.fulfill({ json: { ...limits, ...own } });
  });
  await enter(page);
  const fields = { model: page.getByLabel("Model", { exact: true }), ...fieldsOf(page) };
  return { page, complaints, fields };
}

async function limitsOfHost() {
  const headers = { Authorization: `Bearer ${TOKEN}` };
  const ask = async (path) =>
    (await fetch(`${host.address}/liveberth/v1${path}`, { headers })).json();
  const { data } = await ask("/models");
  return ask(`/limits?project=${encodeURIComponent(data[0].projectRid)}`);
}

test("the chosen type of GPUs stays, and is wrong where the project has none of it", async () => {
  const gpus = { [LARGE]: { A100: 8, T4: 4 }, [SMALL]: { A100: 8 } };
  const { page, complaints, fields } = await openForm((model) => ({ gpus: gpus[model] }));
  const { model, gpuType, gpuCount } = fields;
  await gpuCount.fill("2");
  await gpuType.selectOption("A100");
  await model.selectOption(SMALL);
  await gpuType.locator("option", { hasText: "T4" }).waitFor({ state: "detached" });
  assert.equal(await gpuType.inputValue(), "A100");

  await model.selectOption(LARGE);
  await gpuType.locator("option", { hasText: "T4" }).waitFor({ state: "attached" });
  await gpuType.focus();
  await gpuType.selectOption("T4");
  await gpuType.blur();
  assert.equal(await problemAt(gpuType), "");
  await model.selectOption(SMALL);
  await page.locator("#gpu-type[aria-invalid=true]").waitFor();
  assert.equal(await gpuType.inputValue(), "T4");
  assert.match(await problemAt(gpuType), /T4 is not available; use A100/);
  assert.deepEqual(complaints, []);
});

test("the limits are those of the model that was chosen last, in whatever order they come", async () => {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const { page, complaints, fields } = await openForm(async (model) => {
    if (model === SMALL) await released;
    return { maxReplicas: model === SMALL ? 3 : 300 };
  });
  const { model, maxReplicas } = fields;
  const late = page.waitForResponse((response) => response.url().includes(SMALL));
  await model.selectOption(SMALL);
  await model.selectOption(LARGE);
  release();
  await (await late).finished();
  // An answer behind the late one: by now the page has read that one.
  await page.evaluate(() => fetch("/page/icon.svg").then((response) => response.text()));
  assert.equal(await describedBy(maxReplicas, "-hint"), "Up to 300.");
  await maxReplicas.fill("30");
  await maxReplicas.blur();
  assert.equal(await problemAt(maxReplicas), "");
  assert.deepEqual(complaints, []);
});
