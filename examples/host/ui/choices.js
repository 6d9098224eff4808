/** What can be chosen, and the hints that say what is permitted: from the host's models and limits. */
import { cpuInWords, memoryInWords } from "./words.js";

const GPU_TYPES = [
  "A100",
  "A10G",
  "A16",
  "B200",
  "B300",
  "H100",
  "H200",
  "L4",
  "L40S",
  "T4",
  "V100",
];
const TIME_UNITS = [
  "MILLISECONDS",
  "SECONDS",
  "MINUTES",
  "HOURS",
  "DAYS",
  "WEEKS",
  "MONTHS",
  "YEARS",
];

/** The model that the host proposes first, and any other. */
export function offerModels({ data, defaultTarget }) {
  const model = element("model");
  model.replaceChildren(...data.map(({ modelRid }) => new Option(modelRid, modelRid)));
  if (defaultTarget) {
    model.value = defaultTarget.modelRid;
    element("branch").value = defaultTarget.branch;
  }
}

/** The branches of a model; `*` stands for any other. */
export function offerBranches(branches) {
  const names = Object.keys(branches).filter((name) => name !== "*");
  element("branches").replaceChildren(...names.map((name) => new Option(name)));
}

/** Units of time, minutes first chosen. */
export function offerUnits() {
  for (const id of ["up-unit", "down-unit"]) {
    const options = TIME_UNITS.map((unit) => new Option(unit.toLowerCase(), unit));
    element(id).replaceChildren(...options);
    element(id).value = "MINUTES";
  }
}

/** What a project permits. */
export function offerLimits(limits) {
  offerGpuTypes(limits.gpus ? Object.keys(limits.gpus) : GPU_TYPES);
  const sources = Object.keys(limits.sources?.imported ?? {});
  element("known-sources").replaceChildren(...sources.map((rid) => new Option(rid)));
  hint("max-replicas-hint", `Up to ${limits.maxReplicas}.`);
  hint("threads-hint", `Up to ${limits.maxThreadCount}; left empty, ${limits.defaultThreadCount}.`);
}

/** Types of GPUs; the one that was chosen stays, so that the check says where it is not there. */
function offerGpuTypes(types) {
  const gpuType = element("gpu-type");
  const chosen = gpuType.value;
  const offered = new Set(["", ...types, chosen]);
  gpuType.replaceChildren(...[...offered].map((type) => new Option(type || "Any type", type)));
  gpuType.value = chosen;
}

/** What depends on the GPUs: how many there may be, and how large a replica can get. */
export function hintAtGpus(limits, gpuType, wantsGpus) {
  hint("gpu-count-hint", gpuHint(limits.gpus, gpuType));
  const node = wantsGpus ? limits.largestGpuNode : limits.largestNode;
  const upTo = (words) => (node ? `Up to ${words(node)}; left empty, ` : "Left empty, ");
  const cpu = cpuInWords(limits.defaultCpu).replace(" vCPU", "");
  hint("cpu-hint", `${upTo((it) => cpuInWords(it.cpu).replace(" vCPU", ""))}${cpu}.`);
  const memory = memoryInWords(limits.defaultMemory);
  hint("memory-hint", `${upTo((it) => memoryInWords(it.memory))}${memory}.`);
}

function gpuHint(gpus, gpuType) {
  if (gpus === undefined) return "Left empty, none.";
  const most = gpuType === "" ? Math.max(0, ...Object.values(gpus)) : (gpus[gpuType] ?? 0);
  return most === 0 ? "The project has none." : `Up to ${most}; left empty, none.`;
}

function hint(id, text) {
  const paragraph = element(id);
  if (paragraph.textContent !== text) paragraph.textContent = text;
}

function element(id) {
  return document.getElementById(id);
}
