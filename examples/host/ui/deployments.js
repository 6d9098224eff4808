/** The deployments and their live state, asked for about once a second while anybody looks. */
import { Refusal } from "./api.js";
import { capitalised, counted, gpuInWords, reasonInWords, replicasInWords } from "./words.js";

const INTERVAL_MS = 1000;

const list = document.getElementById("deployments");
const note = document.getElementById("deployments-note");
const template = document.getElementById("deployment");

/** Keeps the list as the host has it. Gives the function that asks at once. */
export function startDeployments({ api, announce }) {
  const cards = new Map();
  let timer;
  let isAsking = false;

  async function ask() {
    clearTimeout(timer);
    if (isAsking) return;
    isAsking = true;
    try {
      show(await deploymentsWithReports(api));
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      note.textContent = "The host does not answer; asking again.";
      note.hidden = false;
    } finally {
      isAsking = false;
    }
    if (!document.hidden) timer = setTimeout(ask, INTERVAL_MS);
  }

  function show(deployments) {
    note.textContent = "Nothing is deployed yet.";
    note.hidden = deployments.length > 0;
    const present = new Set(deployments.map(([{ rid }]) => rid));
    for (const [rid, card] of cards) {
      if (present.has(rid)) continue;
      card.remove();
      cards.delete(rid);
    }
    for (const [deployment, report] of deployments) {
      const { rid } = deployment;
      if (!cards.has(rid)) cards.set(rid, new Card({ rid, api, announce, changed: ask }));
      cards.get(rid).show(deployment, report);
    }
  }

  document.addEventListener("visibilitychange", () => document.hidden || ask());
  ask();
  return ask;
}

async function deploymentsWithReports(api) {
  const { data } = await api.deployments();
  const reports = await Promise.all(data.map(({ rid }) => api.report(rid)));
  return data.map((deployment, index) => [deployment, reports[index]]);
}

/** One deployment on the page. It is changed in place, so that the focus stays where it is. */
class Card {
  #root = template.content.firstElementChild.cloneNode(true);
  #announce;
  #state;

  constructor({ rid, api, announce, changed }) {
    this.#announce = announce;
    this.#write(".rid", rid);
    for (const button of this.#root.querySelectorAll("button")) {
      button.addEventListener("click", () => this.#act(api, rid, button.dataset.action, changed));
    }
    list.prepend(this.#root);
  }

  show({ branch, runtimeConfiguration }, report) {
    const { state, reason, readyReplicas, desiredReplicas } = report;
    const { minReplicas, maxReplicas, gpu } = runtimeConfiguration;
    const name = branch ?? "without a branch";
    this.#write("h3", name);
    this.#write(".badge", capitalised(state));
    this.#part(".badge").dataset.state = state;
    this.#write(
      ".reason",
      `${reasonInWords(reason)} ${this.#readiness(readyReplicas, desiredReplicas)}`,
    );
    const gpus = gpu ? ` · ${gpuInWords(gpu)} each` : "";
    this.#write(".shape", `${replicasInWords(minReplicas, maxReplicas)}${gpus}`);
    this.#showReplicas(report.replicas);
    this.#offerActions(name, state);
    if (this.#state !== undefined && this.#state !== state) {
      this.#announce(`${name} is now ${state.toLowerCase()}`);
    }
    this.#state = state;
  }

  remove() {
    this.#root.remove();
  }

  #readiness(ready, desired) {
    return desired === 0 ? "" : `${ready} of ${counted(desired, "replica")} ready.`;
  }

  #showReplicas(replicas) {
    const items = replicas.map(({ replica, state, placement }) => {
      const place = placement ? ` on ${placement.node}` : "";
      return `Replica ${replica}: ${state.toLowerCase()}${place}`;
    });
    const element = this.#part(".replicas");
    element.hidden = items.length === 0;
    if (element.dataset.shown === items.join()) return;
    element.dataset.shown = items.join();
    element.replaceChildren(
      ...items.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
    );
  }

  /** What can be done in a state; a button with the focus hands it on before it goes. */
  #offerActions(name, state) {
    const [start, disable] = this.#root.querySelectorAll("button");
    start.setAttribute("aria-label", `Start ${name}`);
    disable.setAttribute("aria-label", `Disable ${name}`);
    const canStart = state === "DISABLED" || state === "FAILED";
    const canDisable = state !== "DISABLED";
    const hadFocus = [start, disable].includes(document.activeElement);
    start.hidden = !canStart;
    disable.hidden = !canDisable;
    if (hadFocus && document.activeElement?.hidden !== false) {
      (canDisable ? disable : start).focus();
    }
  }

  async #act(api, rid, action, changed) {
    this.#write(".problem", "");
    try {
      await api.act(rid, action);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      this.#write(".problem", `This did not work: ${refusal.message}.`);
      this.#announce(this.#part(".problem").textContent);
    }
    changed();
  }

  #part(selector) {
    return this.#root.querySelector(selector);
  }

  #write(selector, text) {
    const part = this.#part(selector);
    if (part.textContent !== text) part.textContent = text;
  }
}
