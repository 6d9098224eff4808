/** The host under test, and a browser to look at it with. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { chromium } from "playwright-core";

export const TOKEN = "token-of-the-page-test";

/** Starts a host with an empty store. Its address, and how to stop it. */
export async function startHost() {
  const folder = mkdtempSync(join(tmpdir(), "liveberth-page-"));
  const program = spawn(
    process.env.LIVEBERTH_HOST,
    ["--port", "0", "--data-dir", join(folder, "data"), "--dev-token", TOKEN],
    { stdio: ["ignore", "pipe", "ignore"] },
  );
  const stop = () => {
    program.kill();
    rmSync(folder, { recursive: true, force: true });
  };
  for await (const line of createInterface({ input: program.stdout })) {
    const [address] = line.match(/http:\S+/) ?? [];
    if (address) return { address, stop };
  }
  throw new Error("the host ended before it listened");
}

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.LIVEBERTH_CHROMIUM ?? "/usr/bin/chromium",
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
}

/** The page in a tab of its own, with everything that it complained about. */
export async function openPage(browser, address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(address);
  return { page, complaints };
}

/** Gives the token, and waits until the form knows what the host permits. */
export async function enter(page, token = TOKEN) {
  await page.getByLabel("Token", { exact: true }).fill(token);
  await page.keyboard.press("Enter");
  await page.locator("#model option").first().waitFor({ state: "attached" });
  await page.locator("#known-sources option").first().waitFor({ state: "attached" });
}

/** The problem beside a field, as those hear it who do not see it. */
export async function problemAt(field) {
  if ((await field.getAttribute("aria-invalid")) !== "true") return "";
  return describedBy(field, "-problem");
}

/** What a field is described by, of one kind: its hint, its reading or its problem. */
export async function describedBy(field, kind) {
  const ids = (await field.getAttribute("aria-describedby")) ?? "";
  return field.page().evaluate(
    (ids) => ids.map((id) => document.getElementById(id).textContent).join(" "),
    ids.split(" ").filter((id) => id.endsWith(kind)),
  );
}

/** The fields, by what they are called. */
export function fieldsOf(page) {
  const field = (name) => page.getByLabel(name, { exact: true });
  return {
    branch: field("Branch"),
    minReplicas: field("At least"),
    maxReplicas: field("At most"),
    cpu: field("vCPUs"),
    memory: field("Memory"),
    gpuType: field("GPU type"),
    gpuCount: field("GPUs"),
    threads: field("Requests at once"),
    threshold: field("Add a replica at a load of"),
    upDelay: field("After a high load for"),
    downDelay: field("Remove one after a low load for"),
    deploy: page.getByRole("button", { name: "Deploy", exact: true }),
  };
}
