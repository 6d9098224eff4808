// What the page says of a configuration before it is sent: each field read back, advice, the cost.
import assert from "node:assert/strict";
import { test } from "node:test";

import { describedBy, enter, fieldsOf, openPage, problemAt } from "./program.js";
import { browser, host } from "./running.js";

async function openForm() {
  const { page, complaints } = await openPage(browser, host.address);
  await enter(page);
  return { page, complaints, fields: fieldsOf(page) };
}

test("each field is read back as the platform takes it, whatever is wrong elsewhere", async () => {
  const { page, complaints, fields } = await openForm();
  const { minReplicas, maxReplicas, cpu, memory, gpuType, gpuCount, threads } = fields;
  await page.locator("summary", { hasText: "Scaling" }).click();
  const readings = [
    [minReplicas, "1", "= 1 replica"],
    [maxReplicas, "2e1", "= 20 replicas"],
    [cpu, ".5", "= 0.5 vCPU, 500 millicores"],
    [memory, "16 g", "= 16 GiB, 17,179,869,184 bytes"],
    [threads, "8", "= 8 requests"],
    [fields.threshold, "0.8", "= 80% of what the replicas can serve at once"],
    [fields.upDelay, "90", "= 90 minutes"],
    [fields.downDelay, "120", "= 2 hours"],
  ];
  await fields.branch.fill("");
  await gpuType.selectOption("T4");
  await gpuCount.fill("2");
  for (const [field, text] of readings) await field.fill(text);
  for (const [field, , reading] of readings) {
    assert.equal(await describedBy(field, "-reading"), reading);
  }
  assert.equal(await describedBy(gpuCount, "-reading"), "= 2 × T4");

  await memory.fill("16 parsecs");
  assert.equal(await describedBy(memory, "-reading"), "");
  assert.equal(await describedBy(cpu, "-reading"), "= 0.5 vCPU, 500 millicores");
  await minReplicas.fill("21");
  assert.equal(await describedBy(minReplicas, "-reading"), "");
  assert.equal(await describedBy(maxReplicas, "-reading"), "= 20 replicas");
  assert.deepEqual(complaints, []);
});

test("every field is described by its hint, and the most GPUs follow the type there too", async () => {
  const { fields } = await openForm();
  const { minReplicas, cpu, memory, threads, gpuType, gpuCount } = fields;
  for (const field of [minReplicas, cpu, memory, threads, gpuCount]) {
    assert.notEqual(await describedBy(field, "-hint"), "");
  }
  await gpuType.selectOption("T4");
  assert.match(await describedBy(gpuCount, "-hint"), /^Up to 4;/);
  await gpuType.selectOption("A100");
  assert.match(await describedBy(gpuCount, "-hint"), /^Up to 8;/);
});

test("advice stands apart from what is wrong, and leads to its field", async () => {
  const { page, fields } = await openForm();
  const { minReplicas, maxReplicas, memory } = fields;
  await minReplicas.fill("0");
  await maxReplicas.fill("2");
  await memory.fill("4GB");
  await memory.blur();
  const advice = page.locator("#advice");
  await advice.getByRole("link", { name: /idle deployment has no replica/ }).waitFor();
  await advice.getByRole("link", { name: /read as 4GiB/ }).press("Enter");
  assert.equal(await memory.evaluate((it) => it === document.activeElement), true);
  assert.equal(await problemAt(memory), "");
  assert.equal(await page.locator("[aria-invalid=true]").count(), 0);

  await memory.fill("4 parsecs");
  assert.equal(await advice.isVisible(), false);
});

test("what it costs an hour is told, and for which GPUs no rate is known", async () => {
  const { page, fields } = await openForm();
  const { minReplicas, maxReplicas, cpu, memory, gpuType, gpuCount } = fields;
  const cost = page.locator("#read-back > div", { hasText: "Costs" }).locator("dd");
  await minReplicas.fill("1");
  await maxReplicas.fill("3");
  await cpu.fill("2");
  await memory.fill("1GiB");
  assert.equal(await cost.innerText(), "1,440 to 4,320\ncompute-seconds an hour");
  await gpuType.selectOption("T4");
  await gpuCount.fill("1");
  assert.equal(await cost.innerText(), "5,760 to 17,280\ncompute-seconds an hour");
  await gpuType.selectOption("");
  assert.match(
    await cost.innerText(),
    /1,440 to 4,320 and GPUs of any type, whose rate is not known/,
  );
});

test("one region alone is live, and it is in reach of an open dialog", async () => {
  const { page } = await openPage(browser, host.address);
  const live = page.locator("[role=status], [role=alert], [role=log], [aria-live], output");
  assert.equal(await live.count(), 1);
  await page.getByLabel("Token", { exact: true }).fill("two words");
  await page.keyboard.press("Enter");
  assert.match(await page.locator("dialog [role=status]").textContent(), /Enter a token/);
  await enter(page);
  const { memory, cpu } = fieldsOf(page);
  await memory.fill("much");
  await cpu.focus();
  assert.match(await page.locator("body > [role=status]").textContent(), /no amount of memory/);
  assert.equal(await live.count(), 1);
});
