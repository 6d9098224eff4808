// One document on its whole way: typed into the page, sent, alive; the same through every door.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

import { TOKEN, enter, fieldsOf, openPage } from "./program.js";
import { browser, host } from "./running.js";

const PACKAGE = pathToFileURL(`${process.env.LIVEBERTH_ROOT}/wasm/pkg/index.js`);

test("what the page sends is judged alike by the browser, Node, C and the host", async (context) => {
  const { page, complaints } = await openPage(browser, host.address);
  await enter(page);
  const fields = fieldsOf(page);
  await fields.branch.fill("walk");
  await fields.minReplicas.fill("1");
  await fields.maxReplicas.fill("3");
  await fields.cpu.fill("0.5");
  await fields.memory.fill("256MiB");
  await fields.gpuType.selectOption("T4");
  await fields.gpuCount.fill("2");
  const readBack = page.locator("#read-back");
  await readBack.getByText("268,435,456 bytes").waitFor();
  await readBack.getByText("500 millicores").waitFor();

  const sent = page.waitForRequest(/liveDeployments\?preview/);
  await fields.deploy.click();
  const right = (await sent).postData();
  const card = page.getByRole("article").filter({ hasText: "walk" });
  await card.locator(".badge", { hasText: "Active" }).waitFor();
  await card.getByText("1 of 1 replica ready").waitFor();
  assert.deepEqual(complaints, []);

  const node = await import(PACKAGE);
  const wrong = right.replace('"count":2', '"count":5').replace("256MiB", "much");
  for (const document of [right, wrong]) {
    const limits = await limitsOfProject();
    const inNode = node.checkCreateRequestAnswer(document, JSON.parse(limits));
    const inBrowser = await page.evaluate(
      async ([document, limits]) => {
        const { checkCreateRequestAnswer } = await import("/page/liveberth/index.js");
        return checkCreateRequestAnswer(document, JSON.parse(limits));
      },
      [document, limits],
    );
    assert.equal(inBrowser, inNode);
    assert.equal(await answerOfHost(document), inNode);
    assert.equal(JSON.parse(inNode).ok, document === right);
    answeredInC(context, document, limits, inNode);
  }
});

async function call(path, options = {}) {
  const headers = { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" };
  const response = await fetch(`${host.address}/liveberth/v1${path}`, { headers, ...options });
  assert.equal(response.status, 200, path);
  return response.text();
}

async function project() {
  const { data } = JSON.parse(await call("/models"));
  return encodeURIComponent(data[0].projectRid);
}

async function limitsOfProject() {
  return call(`/limits?project=${await project()}`);
}

async function answerOfHost(body) {
  const path = `/check?document=createRequest&project=${await project()}`;
  return call(path, { method: "POST", body });
}

/** Has the C program check a document, which fails unless its answer is the wanted one. */
function answeredInC(context, document, limits, wanted) {
  const program = process.env.LIVEBERTH_C_CHECK;
  if (!program) return context.diagnostic("there is no C compiler: C is left out");
  const folder = mkdtempSync(join(tmpdir(), "liveberth-walk-"));
  const file = join(folder, "record");
  const lengths = [document, limits, wanted].map((text) => Buffer.byteLength(text));
  writeFileSync(file, `create ${lengths.join(" ")}\n${document}${limits}${wanted}`);
  try {
    execFileSync(program, [file], { stdio: "pipe" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
