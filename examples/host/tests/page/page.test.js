// The page as its users have it: each problem at its field, a deployment from form to life.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import { TOKEN, enter, fieldsOf, openPage, problemAt } from "./program.js";
import { browser, host } from "./running.js";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const FILES = ["/", ...["page", "create", "tokens", "api"].map((name) => `/page/${name}.js`)];

test("every problem stands at its field and goes when it is mended", async () => {
  const { page, complaints } = await openPage(browser, host.address);
  await enter(page);
  const fields = fieldsOf(page);
  const wrong = [
    [fields.branch, "", /required/],
    [fields.minReplicas, "5", /may not exceed/],
    [fields.maxReplicas, "3", undefined],
    [fields.cpu, "a lot", /must be a number/],
    [fields.memory, "256 parsecs", /no amount of memory/],
    [fields.gpuCount, "99", /between 1 and 8/],
    [fields.threads, "257", /at most 256 threads/],
  ];
  for (const [field, text] of wrong) await field.fill(text);
  await fields.deploy.click();
  for (const [field, , problem] of wrong) {
    if (problem) assert.match(await problemAt(field), problem);
  }
  const summary = page.getByRole("group", { name: "6 problems to solve first" });
  assert.equal(await summary.evaluate((it) => it === document.activeElement), true);
  await summary.getByRole("link", { name: /parsecs/ }).press("Enter");
  assert.equal(await fields.memory.evaluate((it) => it === document.activeElement), true);

  await fields.memory.fill("256MiB");
  assert.equal(await problemAt(fields.memory), "");
  assert.match(await problemAt(fields.threads), /at most 256/);
  assert.deepEqual(complaints, []);
});

test("a field is not called wrong before it was left", async () => {
  const { page } = await openPage(browser, host.address);
  await enter(page);
  const { memory, cpu } = fieldsOf(page);
  await memory.pressSequentially("25 parsecs");
  assert.equal(await problemAt(memory), "");
  await cpu.focus();
  assert.match(await problemAt(memory), /no amount of memory/);
  await memory.fill("25MiB");
  assert.equal(await problemAt(memory), "");
});

test("the most GPUs follow the type", async () => {
  const { page } = await openPage(browser, host.address);
  await enter(page);
  const { gpuType, gpuCount } = fieldsOf(page);
  await gpuType.selectOption("T4");
  await gpuCount.fill("8");
  await gpuCount.blur();
  assert.match(await problemAt(gpuCount), /between 1 and 4/);
  await gpuType.selectOption("A100");
  assert.equal(await problemAt(gpuCount), "");
});

test("before it is sent the page says where it would start, or what would make it", async () => {
  const { page, complaints } = await openPage(browser, host.address);
  await enter(page);
  const { minReplicas, maxReplicas, gpuType, gpuCount, cpu } = fieldsOf(page);
  const says = (words) => page.locator("#forecast", { hasText: words }).waitFor();
  await minReplicas.fill("1");
  await maxReplicas.fill("1");
  await says(/^Deployed now, it would start on \S+\.$/);
  await gpuType.selectOption("T4");
  await gpuCount.fill("2");
  await says(/^Deployed now, it would start on \S+, GPUs \d, \d\.$/);
  await minReplicas.fill("5");
  await maxReplicas.fill("5");
  await gpuCount.fill("4");
  await says(/it would wait: .*There would be room with .*replica/);
  await cpu.fill("much");
  await page.locator("#forecast").waitFor({ state: "hidden" });
  assert.deepEqual(complaints, []);
});

test("a variable given twice is seen, and a source that may not be used", async () => {
  const { page } = await openPage(browser, host.address);
  await enter(page);
  await page.locator("summary", { hasText: "Environment" }).click();
  for (const name of ["COLOUR", "RUNTIME_API", "COLOUR"]) {
    await page.getByRole("button", { name: "Add a variable" }).click();
    await page.keyboard.type(name);
  }
  await page.getByRole("button", { name: "Add a source" }).click();
  await page.keyboard.type("ri.magritte..source.9be1d3f4-73a2-4f0b-b6c9-5f9a4e2d7c22");
  await page.keyboard.press("Tab");
  const names = page.getByLabel("Name", { exact: true });
  assert.equal(await problemAt(names.nth(0)), "");
  assert.match(await problemAt(names.nth(1)), /set by the platform/);
  assert.match(await problemAt(names.nth(2)), /more than once/);
  const source = page.getByLabel("Resource identifier");
  assert.match(await problemAt(source), /not enabled for compute modules/);
});

test("a row that was emptied has no problems, those of the later rows stay with them", async () => {
  const { page } = await openPage(browser, host.address);
  await enter(page);
  await page.locator("summary", { hasText: "Environment" }).click();
  const names = page.getByLabel("Name", { exact: true });
  const sources = page.getByLabel("Resource identifier");
  const rows = [
    ["Add a variable", names, "RUNTIME_API", /set by the platform/],
    ["Add a source", sources, "no identifier", /is not a resource identifier/],
  ];
  for (const [add, fields, text, problem] of rows) {
    for (let row = 0; row < 2; row += 1) {
      await page.getByRole("button", { name: add }).click();
      await page.keyboard.type(text);
    }
    await fields.nth(0).fill("");
    await fields.nth(1).blur();
    assert.equal(await problemAt(fields.nth(0)), "");
    assert.match(await problemAt(fields.nth(1)), problem);
  }
});

test("in a narrow window a field of a row has the whole width", async () => {
  const viewport = { width: 360, height: 900 };
  const { page } = await openPage(browser, host.address, { viewport });
  await enter(page);
  await page.locator("summary", { hasText: "Environment" }).click();
  const rows = [
    ["Add a variable", "#variables", "Value"],
    ["Add a source", "#sources", "Resource identifier"],
  ];
  for (const [add, list, label] of rows) {
    await page.getByRole("button", { name: add }).click();
    const field = await page.getByLabel(label, { exact: true }).boundingBox();
    const whole = await page.locator(list).boundingBox();
    assert.equal(field.width, whole.width);
  }
});

test("without the package the page says so, and the host finds the problem", async () => {
  const { page } = await openPage(browser, host.address);
  await page.route("**/page/liveberth/**", (route) => route.fulfill({ status: 404 }));
  await page.reload();
  await page.getByText("built without the live check").waitFor();
  await enter(page);
  const { minReplicas, maxReplicas, gpuType, gpuCount, deploy } = fieldsOf(page);
  await minReplicas.fill("0");
  await maxReplicas.fill("1");
  await gpuType.selectOption("T4");
  await gpuCount.fill("5");
  await deploy.click();
  await page.locator("#gpu-count[aria-invalid=true]").waitFor();
  assert.match(await problemAt(gpuCount), /between 1 and 4/);
});

test("what the host refuses stands at the field too", async () => {
  const { page } = await openPage(browser, host.address);
  await enter(page);
  const { branch, minReplicas, maxReplicas, deploy } = fieldsOf(page);
  for (let time = 0; time < 2; time += 1) {
    await branch.fill("taken");
    await minReplicas.fill("0");
    await maxReplicas.fill("1");
    await deploy.click();
    await page.getByRole("heading", { name: "taken" }).waitFor();
  }
  await page.locator("#branch[aria-invalid=true]").waitFor();
  assert.match(await problemAt(branch), /already follows this branch/);
});

test("a deployment comes to life, is disabled and started, by keyboard alone", async () => {
  const { page, complaints } = await openPage(browser, host.address);
  await enter(page);
  const fields = fieldsOf(page);
  await fields.branch.focus();
  await page.keyboard.press("Control+A");
  for (const keys of ["keyboard", "1", "2"]) {
    await page.keyboard.type(keys);
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  const card = page.getByRole("article").filter({ hasText: "keyboard" });
  const badge = (state) => card.locator(".badge", { hasText: state }).waitFor();
  await badge("Active");
  await card.getByText("1 of 1 replica ready").waitFor();
  await card.getByRole("button", { name: "Disable keyboard" }).press("Enter");
  await badge("Disabled");
  await card.getByRole("button", { name: "Start keyboard" }).press("Enter");
  await badge("Active");
  assert.deepEqual(complaints, []);
});

test("a token that the host does not know is asked for again, and kept in the tab", async () => {
  const { page } = await openPage(browser, host.address);
  await page.getByLabel("Token", { exact: true }).fill("not-the-token");
  await page.keyboard.press("Enter");
  await page.locator("#token-problem", { hasText: "does not accept this token" }).waitFor();
  await enter(page);
  await page.reload();
  await page.locator("#model option").waitFor({ state: "attached" });
  assert.equal(await page.getByRole("dialog").isVisible(), false);
});

test("the served bytes hold no token, and the policy no way out", async () => {
  for (const file of FILES) {
    const response = await fetch(`${host.address}${file}`);
    assert.equal(response.status, 200, file);
    assert.equal((await response.text()).includes(TOKEN), false, file);
    const policy = response.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*/);
  }
});

for (const colorScheme of ["light", "dark"]) {
  // A window of 1280 pixels at 200 % shows as much as one of 640 does, at 400 % as one of 320.
  for (const width of [1280, 640, 320]) {
    test(`axe finds nothing: ${colorScheme}, ${width} pixels`, async () => {
      const viewport = { width, height: 900 };
      // The policy of the page would keep axe out as well.
      const options = { colorScheme, viewport, bypassCSP: true, reducedMotion: "reduce" };
      const { page } = await openPage(browser, host.address, options);
      await assertAccessible(page);
      await enter(page);
      for (const folded of await page.locator("summary").all()) await folded.click();
      for (const add of ["Add a variable", "Add a source"]) {
        await page.getByRole("button", { name: add }).click();
        await page.keyboard.type("?");
      }
      await fieldsOf(page).memory.fill("much");
      await fieldsOf(page).deploy.click();
      await page.getByRole("group", { name: /problems to solve/ }).waitFor();
      await assertAccessible(page);
      const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
      assert.equal(await page.evaluate(overflow), 0);
    });
  }
}

async function assertAccessible(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run());
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html)}`);
  assert.deepEqual(found, []);
}
