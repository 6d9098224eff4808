// The package in a page under a strict policy, as headless Chromium runs it.
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { documents } from "./corpus-files.js";

const ROOT = process.env.LIVEBERTH_ROOT;
const CHROMIUM = "/usr/bin/chromium";
const skip = existsSync(CHROMIUM) ? false : "Chromium is not installed";

const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";
const POLICY_WITHOUT_WASM = "default-src 'none'; script-src 'self'";

const PAGE = '<!doctype html><meta charset="utf-8"><script type="module" src="/page.js"></script>';
const PAGE_SCRIPT = `
  import * as liveberth from "/liveberth/index.js";
  import * as script from "/liveberth/js.js";
  Object.assign(window, { liveberth, script });
  import("/liveberth/control-plane.js").then(
    ({ ControlPlane }) => (window.ControlPlane = ControlPlane),
    (error) => (window.failure = String(error)),
  );
  import("/corpus.js").then(({ replayCorpus }) => (window.replayCorpus = replayCorpus));
  import("/scenario.js").then(({ replay }) => (window.replay = replay));
`;

let server, browser;

before(async () => {
  if (skip) return;
  server = createServer(serve).listen(0, "127.0.0.1");
  const { chromium } = createRequire(`${ROOT}/wasm/package.json`)("playwright-core");
  browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
});

after(async () => {
  await browser?.close();
  server?.close();
});

function serve({ url }, response) {
  const policy = url === "/without-wasm" ? POLICY_WITHOUT_WASM : POLICY;
  const type = url.endsWith(".js") ? "text/javascript" : "text/html";
  response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": policy });
  response.end(contentOf(url));
}

function contentOf(url) {
  if (url === "/page.js") return PAGE_SCRIPT;
  if (url.startsWith("/liveberth/")) return fileNextToThis(`node_modules${url}`);
  if (url.endsWith(".js")) return fileNextToThis(`.${url}`);
  return PAGE;
}

function fileNextToThis(path) {
  return readFileSync(new URL(path, import.meta.url));
}

/** A page at a path, once its script has run. */
async function open(path) {
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${server.address().port}${path}`);
  await page.waitForFunction(
    () => window.replay && window.replayCorpus && (window.ControlPlane || window.failure),
  );
  return page;
}

test("a page checks without fetching or initialising anything", { skip }, async () => {
  const page = await open("/");
  const value = { minReplicas: 0, maxReplicas: 2 };
  const { ok, normalized } = await page.evaluate(
    (value) => window.liveberth.checkRuntimeConfiguration(value),
    value,
  );
  assert.equal(ok, true);
  assert.deepEqual(normalized, {
    ...value,
    cpuMillicores: 1000,
    memoryBytes: 2 ** 32,
    threadCount: 32,
    sources: [],
    environmentVariables: {},
  });
});

test("a page replays every scenario with the core's own bytes", { skip }, async () => {
  const page = await open("/");
  const folder = `${ROOT}/core/tests/scenarios`;
  for (const name of readdirSync(folder)) {
    const written = readFileSync(`${folder}/${name}`, "utf8");
    const replayed = await page.evaluate(
      (scenario) => window.replay(scenario, window.ControlPlane),
      written,
    );
    assert.equal(replayed, written, name);
  }
});

test("a page answers every document with the core's own bytes", { skip }, async () => {
  const page = await open("/");
  const differences = await page.evaluate(
    (documents) => window.replayCorpus(documents, window.liveberth),
    documents,
  );
  assert.deepEqual(differences, []);
});

test("a page whose policy forbids wasm is told so in the answer", { skip }, async () => {
  const page = await open("/without-wasm");
  const { diagnostics } = await page.evaluate(() => window.liveberth.checkCreateRequest({}));
  assert.equal(diagnostics[0].code, "internal");
  assert.match(diagnostics[0].message, /wasm-unsafe-eval/);
});

test(
  "a page whose policy forbids wasm checks by plain JavaScript all the same",
  { skip },
  async () => {
    const page = await open("/without-wasm");
    const differences = await page.evaluate(
      (documents) => window.replayCorpus(documents, window.script),
      documents,
    );
    assert.deepEqual(differences, []);
  },
);
