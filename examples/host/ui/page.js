/** The page: a form that deploys a model, and what is deployed. */
import { announce } from "./announce.js";
import { Api, Refusal } from "./api.js";
import { startForm } from "./create.js";
import { startDeployments } from "./deployments.js";
import * as tokens from "./tokens.js";

/** Tells above the form what is not as it could be. */
function tell(text) {
  const note = document.getElementById("check-note");
  note.textContent = text;
  note.hidden = false;
}

/** The package's check, where the host was built with it. */
async function loadCheck() {
  try {
    const { checkCreateRequestText } = await import("/page/liveberth/index.js");
    return checkCreateRequestText;
  } catch {
    tell("Problems show once you deploy: this host was built without the live check.");
    return undefined;
  }
}

const api = new Api(tokens);
document.getElementById("change-token").addEventListener("click", () => tokens.ask());
const check = await loadCheck();
const ask = startDeployments({ api, announce });
try {
  await startForm({ api, check, announce, created: ask });
} catch (refusal) {
  if (!(refusal instanceof Refusal)) throw refusal;
  tell(`The models and their limits are not there: ${refusal.message}. Load the page again.`);
}
