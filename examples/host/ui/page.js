/** The page: a form that deploys a model, and what is deployed. */
import { Api } from "./api.js";
import { startForm } from "./create.js";
import { startDeployments } from "./deployments.js";
import * as tokens from "./tokens.js";

const announcement = document.getElementById("announcement");

/** Tells those who do not see the page. */
function announce(text) {
  announcement.textContent = text;
}

/** The package's check, where the host was built with it. */
async function loadCheck() {
  try {
    const { checkCreateRequestText } = await import("/page/liveberth/index.js");
    return checkCreateRequestText;
  } catch {
    const note = document.getElementById("check-note");
    note.textContent =
      "Problems show once you deploy: this host was built without the package that finds them while you type.";
    note.hidden = false;
    return undefined;
  }
}

const api = new Api(tokens);
document.getElementById("change-token").addEventListener("click", () => tokens.ask());
const check = await loadCheck();
const ask = startDeployments({ api, announce });
await startForm({ api, check, announce, created: ask });
