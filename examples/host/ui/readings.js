/** Beside each field what the platform makes of what is typed there, whatever is wrong elsewhere. */
import { counted, cpuInWords, delayInWords, gpuInWords, memoryInWords, percent } from "./words.js";

const CONFIGURATION = "/runtimeConfiguration";

/** The reading of each field in a normalised configuration. */
const READINGS = {
  "min-replicas": ({ minReplicas }) => counted(minReplicas, "replica"),
  "max-replicas": ({ maxReplicas }) => counted(maxReplicas, "replica"),
  cpu: ({ cpuMillicores }) =>
    `${cpuInWords(cpuMillicores)}, ${counted(cpuMillicores, "millicore")}`,
  memory: ({ memoryBytes }) => `${memoryInWords(memoryBytes)}, ${counted(memoryBytes, "byte")}`,
  "gpu-count": ({ gpu }) => gpu && gpuInWords(gpu),
  threads: ({ threadCount }) => counted(threadCount, "request"),
  threshold: ({ scalingConfiguration: scaling }) =>
    scaling && `${percent(scaling.scaleUpLoadThreshold)} of what the replicas can serve at once`,
  "up-delay": ({ scalingConfiguration: scaling }) =>
    scaling && delayInWords(scaling.scaleUpDelayMs),
  "down-delay": ({ scalingConfiguration: scaling }) =>
    scaling && delayInWords(scaling.scaleDownDelayMs),
};

/** Shows the readings of a normalised configuration beside those fields that it is a reading of. */
export function showReadings(normalized, isRead) {
  for (const [id, read] of Object.entries(READINGS)) {
    const { path } = document.getElementById(id).dataset;
    const words = normalized && isRead(path) ? read(normalized) : undefined;
    const reading = document.getElementById(`${id}-reading`);
    const text = words ? `= ${words}` : "";
    if (reading.textContent !== text) reading.textContent = text;
  }
}

/**
 * The part of what is typed that is right: `typed`, with a stand-in for what must be there and
 * nothing in place of the rest, and `isRight`, which says what is left of it.
 */
export function rightPart(typed, errors, { maxReplicas }) {
  const wrong = new Set(errors.map(({ path }) => memberOf(path)));
  const standIns = {
    "/deploymentType/modelRid": "ri.models.main.model.any",
    "/deploymentType/branch": "any",
    [`${CONFIGURATION}/minReplicas`]: "0",
    [`${CONFIGURATION}/maxReplicas`]: String(maxReplicas),
  };
  const isRight = (path) => !wrong.has(memberOf(path));
  return { isRight, typed: (path) => (isRight(path) ? typed(path) : (standIns[path] ?? "")) };
}

/** The member of the configuration or of the target that a path leads through. */
function memberOf(path) {
  return path.split("/")[2];
}
