/** Renders an example as a page would, for its test. */
import { mkdirSync } from "node:fs";

import { build } from "esbuild";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("<!doctype html><body></body>", { pretendToBeVisual: true });
for (const name of ["window", "document", "navigator", "HTMLElement", "HTMLInputElement"]) {
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true });
}
globalThis.IS_REACT_ACT_ENVIRONMENT = true;

const { render } = await import("@testing-library/react");
const { default: userEvent } = await import("@testing-library/user-event");
const { createElement } = await import("react");

/** A label without the star of what is required. */
const withoutMark = (label) => label.replace("*", "").trim();

/** The form of an example, what it deployed, and a user to fill it in. */
export async function open(example) {
  const folder = new URL("node_modules/.examples/", import.meta.url).pathname;
  mkdirSync(folder, { recursive: true });
  const outfile = `${folder}${example}.mjs`;
  await build({
    entryPoints: [new URL(`${example}.jsx`, import.meta.url).pathname],
    bundle: true,
    packages: "external",
    format: "esm",
    jsx: "automatic",
    outfile,
  });
  const { DeploymentForm } = await import(outfile);
  const deployed = [];
  const form = render(
    createElement(DeploymentForm, { onDeploy: (configuration) => deployed.push(configuration) }),
  );
  const user = userEvent.setup({ document: window.document });
  return {
    ...form,
    deployed,
    async fill(texts) {
      for (const [label, text] of Object.entries(texts)) {
        const input = form.getByLabelText(label, { normalizer: withoutMark });
        await user.clear(input);
        if (text !== "") await user.type(input, text);
      }
      await user.click(form.getByRole("button", { name: /Deploy|Submit/ }));
    },
    /** What stands beside a field. */
    problemAt(label) {
      const described = form.getByLabelText(label).getAttribute("aria-describedby");
      return window.document.getElementById(described).textContent;
    },
  };
}
