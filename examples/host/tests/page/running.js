/** The host and a browser, while the tests of a file run. */
import { after, before } from "node:test";

import { startBrowser, startHost } from "./program.js";

export let host, browser;

before(async () => {
  host = await startHost();
  browser = await startBrowser();
});

after(async () => {
  await browser?.close();
  host?.stop();
});
