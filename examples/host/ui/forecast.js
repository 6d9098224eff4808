/** What would become of the form's configuration if it were sent now, as the host says. */
import { Refusal } from "./api.js";
import { counted, cpuInWords, memoryInWords } from "./words.js";

/** How long nothing has to be typed before the host is asked. */
const PAUSE_MS = 300;

const paragraph = document.getElementById("forecast");

/** Asks the host a little after the last change, and shows only what it says to that. */
export class Forecast {
  #api;
  #announce;
  #timer;
  #asked = "";

  constructor({ api, announce }) {
    this.#api = api;
    this.#announce = announce;
  }

  /** Takes the project and the configuration; either is undefined where there is nothing to ask. */
  of(project, configuration) {
    const isComplete = project !== undefined && configuration !== undefined;
    const asked = isComplete
      ? JSON.stringify({ project, runtimeConfiguration: configuration })
      : "";
    if (asked === this.#asked) return;
    this.#asked = asked;
    clearTimeout(this.#timer);
    if (asked === "") return this.#show("");
    this.#timer = setTimeout(() => this.#ask(asked, configuration), PAUSE_MS);
  }

  /** Asks again, because what stands on the nodes has changed. */
  renew(project, configuration) {
    this.#asked = "";
    this.of(project, configuration);
  }

  async #ask(asked, configuration) {
    let words = "";
    try {
      words = inWords(await this.#api.whatIf(asked), configuration.minReplicas);
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
    }
    if (asked === this.#asked) this.#show(words);
  }

  #show(words) {
    if (paragraph.textContent === words) return;
    paragraph.textContent = words;
    paragraph.hidden = words === "";
    if (words !== "") this.#announce(words);
  }
}

function inWords(report, minReplicas) {
  if (report.quota === undefined) return "The project has no resource queue for GPUs.";
  if (report.startsNow) {
    const begin = minReplicas === 0 ? "Asleep at first; asked now, it" : "Deployed now, it";
    return `${begin} would start ${placesInWords(report)}.`;
  }
  const changes = report.capacity.changes.map(changeInWords);
  const nearest = changes.length > 0 ? ` There would be room with ${either(changes)}.` : "";
  return `Deployed now, it would wait: ${obstaclesOf(report).join("; ")}.${nearest}`;
}

/** The nodes, and the GPUs of a single replica. */
function placesInWords({ placements }) {
  const places = placements.map(({ placement }) => placement);
  const nodes = [...new Set(places.map(({ node }) => node))];
  const [{ node, devices = [] }] = places;
  const gpus = devices.length === 1 ? `GPU ${devices[0]}` : `GPUs ${devices.join(", ")}`;
  if (places.length === 1) return `on ${node}${devices.length > 0 ? `, ${gpus}` : ""}`;
  return nodes.length > 3 ? `on ${counted(nodes.length, "node")}` : `on ${all(nodes)}`;
}

function obstaclesOf({ quota, capacity, replicas }) {
  const { kind, queue, ahead, missing } = quota;
  const obstacles = [];
  if (missing > 0) {
    const amount = kind === "VGPU" ? counted(missing, "GPU") : cpuInWords(missing);
    obstacles.push(`the queue ${queue} is short of ${amount}`);
  }
  if (capacity.roomFor < replicas) {
    const room = capacity.roomFor === 0 ? "none" : capacity.roomFor.toLocaleString("en");
    obstacles.push(`the nodes have room for ${room} of ${counted(replicas, "replica")}`);
  }
  if (ahead > 0) obstacles.push(`${counted(ahead, "replica")} ahead in the queue ${queue}`);
  return obstacles;
}

const CHANGES = {
  cpu: ({ value }) => `${cpuInWords(value)} a replica`,
  memory: ({ value }) => `${memoryInWords(value)} a replica`,
  gpuCount: ({ value }) => `${counted(value, "GPU")} a replica`,
  gpuShare: ({ value }) => `${value / 1000} of a GPU a replica`,
  gpuType: ({ values }) => `GPUs of type ${either(values)}`,
  replicas: ({ value }) => counted(value, "replica"),
};

function changeInWords(change) {
  return CHANGES[change.field](change);
}

function all(names) {
  return new Intl.ListFormat("en", { type: "conjunction" }).format(names);
}

function either(names) {
  return new Intl.ListFormat("en", { type: "disjunction" }).format(names);
}
