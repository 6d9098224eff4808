/** The checked configuration as the platform will run it. */
import {
  counted,
  cpuInWords,
  delayInWords,
  gpuInWords,
  memoryInWords,
  replicasInWords,
} from "./words.js";

const list = document.getElementById("read-back");
const note = document.getElementById("read-back-note");

/** Shows what was accepted, in its normal form, and what it costs; where there is nothing, says so. */
export function showReadBack(answer, why) {
  const isAccepted = answer?.ok === true;
  note.textContent = isAccepted ? "" : why;
  note.hidden = isAccepted;
  list.replaceChildren(...(isAccepted ? rowsOf(answer).map(row) : []));
  list.hidden = !isAccepted;
}

function rowsOf({ normalized, cost }) {
  const configuration = normalized.runtimeConfiguration;
  const { cpuMillicores, memoryBytes, scalingConfiguration: scaling } = configuration;
  const rows = [
    ["Replicas", replicasInWords(configuration.minReplicas, configuration.maxReplicas)],
    ["CPU", cpuInWords(cpuMillicores), `${grouped(cpuMillicores)} millicores`],
    ["Memory", memoryInWords(memoryBytes), `${grouped(memoryBytes)} bytes`],
    ["GPUs", gpuInWords(configuration.gpu)],
    ["At once", counted(configuration.threadCount, "request")],
  ];
  if (scaling) {
    const up = `at ${scaling.scaleUpLoadThreshold} for ${delayInWords(scaling.scaleUpDelayMs)}`;
    rows.push(
      ["Scales up", up],
      ["Scales down", `after ${delayInWords(scaling.scaleDownDelayMs)}`],
    );
  }
  if (cost) rows.push(["Costs", costInWords(cost), "compute-seconds an hour"]);
  return rows;
}

/** Compute-seconds an hour with the fewest and with the most replicas; without GPUs of no rate. */
function costInWords({ atMinReplicas, atMaxReplicas, unpriced }) {
  const [least, most] = [atMinReplicas, atMaxReplicas].map(({ total, vcpu }) => total ?? vcpu);
  const range = least === most ? grouped(most) : `${grouped(least)} to ${grouped(most)}`;
  if (unpriced === undefined) return range;
  return `${range} and GPUs of ${unpriced.gpuType ?? "any type"}, whose rate is not known`;
}

function row([name, words, exact]) {
  const group = document.createElement("div");
  const term = document.createElement("dt");
  const description = document.createElement("dd");
  term.textContent = name;
  description.textContent = words;
  if (exact !== undefined) {
    const small = document.createElement("small");
    small.textContent = exact;
    description.append(" ", small);
  }
  group.append(term, description);
  return group;
}

function grouped(number) {
  return number.toLocaleString("en");
}
