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

/** Shows a normalised configuration; where there is none, says so. */
export function showReadBack(normalized, why) {
  note.textContent = normalized ? "" : why;
  note.hidden = normalized !== undefined;
  list.replaceChildren(...(normalized ? rowsOf(normalized).map(row) : []));
  list.hidden = normalized === undefined;
}

function rowsOf(configuration) {
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
  return rows;
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
