/** The token: asked for once, kept for as long as the tab is open. */
import { announce } from "./announce.js";

const KEY = "liveberth.token";
const dialog = document.getElementById("token-dialog");
const form = document.getElementById("token-form");
const input = document.getElementById("token");
const problem = document.getElementById("token-problem");

/** Those who wait for the user to give a token. */
let waiting = [];

/** The token, once there is one. */
export function token() {
  const kept = sessionStorage.getItem(KEY);
  if (kept !== null) return Promise.resolve(kept);
  ask();
  return new Promise((resolve) => waiting.push(resolve));
}

/** Forgets a token that the host does not know, unless another has taken its place. */
export function refuse(refused) {
  if (sessionStorage.getItem(KEY) !== refused) return;
  sessionStorage.removeItem(KEY);
  ask("The host does not accept this token.");
}

/** Asks for another token. */
export function ask(why = "") {
  if (dialog.open) return;
  input.value = "";
  dialog.showModal();
  tell(why);
}

function tell(why) {
  problem.textContent = why;
  input.setAttribute("aria-invalid", String(why !== ""));
  if (why !== "") announce(why);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const given = input.value.trim();
  // What no header could carry is no token.
  if (!/^[\x21-\x7e]+$/.test(given)) return tell("Enter a token: letters, digits and signs.");
  sessionStorage.setItem(KEY, given);
  dialog.close();
  for (const resolve of waiting.splice(0)) resolve(given);
});
