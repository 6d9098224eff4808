/**
 * liveberth/de: what diagnostics say, in German.
 */
import { inBytes, inTime, memberOf, quoted } from "./words.js";

const numbers = new Intl.NumberFormat("de", { maximumFractionDigits: 20 });
const format = (number) => numbers.format(number);

const counted = (count, one, several) => `${format(count)} ${count === 1 ? one : several}`;

const UNITS_OF_TIME = {
  year: ["Jahr", "Jahre"],
  day: ["Tag", "Tage"],
  hour: ["Stunde", "Stunden"],
  minute: ["Minute", "Minuten"],
  second: ["Sekunde", "Sekunden"],
  millisecond: ["Millisekunde", "Millisekunden"],
};

function duration(milliseconds) {
  const [count, unit] = inTime(milliseconds);
  return counted(count, ...UNITS_OF_TIME[unit]);
}

function memory(bytes) {
  const [count, unit] = inBytes(bytes);
  return `${format(count)} ${unit}`;
}

const cores = (millicores) => `${format(millicores / 1000)} vCPU`;

const subject = (path) => (path === "" ? "das Dokument" : quoted(memberOf(path)));

/** Kinds of JSON values, as they stand behind „muss … sein“. */
const KINDS = {
  array: "eine Liste",
  boolean: "ein Wahrheitswert",
  integer: "eine ganze Zahl",
  null: "null",
  number: "eine Zahl",
  object: "ein Objekt",
  string: "ein Text",
};

const WHY_NO_MEMORY = {
  malformed: "es ist keine ganze Zahl mit oder ohne Einheit",
  unknown_unit: "die Einheit ist keine von B, KiB, MiB, GiB, TiB, PiB",
  zero: "es ist nichts",
  too_large: "es ist mehr, als sich zählen lässt",
};

const unlike = (value) => (value === undefined ? "" : `, nicht ${quoted(value)}`);

function range({ minimum, exclusiveMinimum, maximum, value }) {
  const least =
    minimum === undefined
      ? `größer als ${format(exclusiveMinimum)}`
      : `mindestens ${format(minimum)}`;
  const most = `höchstens ${format(maximum)}`;
  if (value === undefined) return `${least} und ${most} sein; die Zahl liegt weit außerhalb`;
  return `${value > maximum ? most : least} sein${unlike(value)}`;
}

function noGpus(count) {
  const given = count === undefined ? "" : `\`count\` ist ${quoted(count)}, aber `;
  return `${given}das Projekt hat keine GPUs; \`gpu\` muss entfallen`;
}

function gpuCount({ providedGpuCount: count, maxGpuCount: most }) {
  if (most === undefined) return `hier braucht eine Replik mindestens 1 GPU${unlike(count)}`;
  if (most === 0) return noGpus(count);
  if (most === 1) return `eine Replik kann genau 1 GPU haben${unlike(count)}`;
  return `eine Replik kann zwischen 1 und ${format(most)} GPUs haben${unlike(count)}`;
}

function largestNode({ cpuMillicores, maxCpuMillicores, memoryBytes, maxMemoryBytes }) {
  const [wanted, most] =
    cpuMillicores === undefined
      ? [`${memory(memoryBytes)} Speicher`, memory(maxMemoryBytes)]
      : [cores(cpuMillicores), cores(maxCpuMillicores)];
  return `kein Knoten fasst ${wanted}; der größte bietet ${most}`;
}

function gpuTypeNotAvailable({ requestedGpuType, availableGpuTypes: types }) {
  const offered =
    types.length === 0
      ? "das Projekt hat keine GPUs"
      : `möglich ${types.length === 1 ? "ist" : "sind"} ${types.join(", ")}`;
  return `den GPU-Typ ${quoted(requestedGpuType)} gibt es hier nicht; ${offered}`;
}

function defaultOf({ cpuMillicores, memoryBytes, threadCount }) {
  if (cpuMillicores !== undefined) return `hat ${cores(cpuMillicores)}`;
  if (memoryBytes !== undefined) return `hat ${memory(memoryBytes)} Speicher`;
  return `bedient ${counted(threadCount, "Anfrage", "Anfragen")} zugleich`;
}

export const de = {
  malformed_json: ({ line, column }) =>
    `der Text ist kein gültiges JSON: siehe Zeile ${line}, Spalte ${column}`,
  too_large: ({ maxBytes }) => `das Dokument ist länger als ${format(maxBytes)} Bytes`,
  too_deep: ({ maxDepth }) =>
    `das Dokument ist tiefer verschachtelt als ${counted(maxDepth, "Ebene", "Ebenen")}`,
  required: (_, path) => `${subject(path)} fehlt`,
  unknown_field: ({ name }) => `${quoted(name)} kennt dieses Objekt nicht; es muss entfallen`,
  duplicate_field: ({ name }) => `${quoted(name)} steht mehrfach da; eines muss bleiben`,
  wrong_type: ({ expected, found }, path) =>
    `${subject(path)} muss ${KINDS[expected]} sein, nicht ${KINDS[found]}`,
  not_an_integer: ({ value }, path) => `${subject(path)} muss eine ganze Zahl sein${unlike(value)}`,
  not_finite: ({ value }, path) => `${subject(path)} muss eine endliche Zahl sein${unlike(value)}`,
  out_of_range: (parameters, path) => `${subject(path)} muss ${range(parameters)}`,
  min_replicas_exceeds_max_replicas: ({ minReplicas, maxReplicas }) =>
    `\`minReplicas\` ist ${quoted(minReplicas)}, darf aber nicht größer sein als \`maxReplicas\` mit ` +
    `${quoted(maxReplicas)}; das eine muss kleiner oder das andere größer werden`,
  invalid_memory: ({ value, reason }) =>
    `${quoted(value)} ist keine Speichergröße: ${WHY_NO_MEMORY[reason]}; eine ganze Zahl mit ` +
    "Einheit ist nötig, etwa `4GiB`",
  exceeds_largest_node: largestNode,
  unknown_gpu_type: ({ value, known }) =>
    `${quoted(value)} ist kein GPU-Typ; möglich sind ${known.join(", ")}`,
  gpu_type_not_available: gpuTypeNotAvailable,
  gpu_count_out_of_range: gpuCount,
  thread_count_too_high: ({ providedThreadCount, maxThreadCount }) =>
    `eine Replik kann höchstens ${counted(maxThreadCount, "Thread", "Threads")} haben` +
    unlike(providedThreadCount),
  unknown_time_unit: ({ value, known }) =>
    `${quoted(value)} ist keine Zeiteinheit; möglich sind ${known.join(", ")}`,
  delay_too_long: ({ value, unit, maxDelayMs }, path) =>
    `${subject(path)} ist ${quoted(`${value} ${unit}`)}, erlaubt ist höchstens ${duration(maxDelayMs)}`,
  scale_up_delay_exceeds_scale_down_delay: ({ scaleUpDelayMs, scaleDownDelayMs }) =>
    `\`scaleUpDelay\` ist ${duration(scaleUpDelayMs)}, darf aber nicht länger sein als ` +
    `\`scaleDownDelay\` (${duration(scaleDownDelayMs)})`,
  invalid_environment_variable_name: ({ name }) =>
    `${quoted(name)} kann keine Umgebungsvariable benennen; erlaubt sind Buchstaben ohne Akzente, ` +
    "Ziffern und `_`, am Anfang keine Ziffer",
  invalid_environment_variable_value: ({ name }) =>
    `der Wert von ${quoted(name)} enthält ein NUL-Zeichen, das keine Umgebung halten kann`,
  reserved_environment_variable: ({ name }) =>
    `die Umgebungsvariable ${quoted(name)} setzt die Plattform; ein anderer Name ist nötig`,
  invalid_rid: ({ value }) =>
    `${quoted(value)} ist keine Ressourcenkennung (\`ri.<service>.<instance>.<type>.<locator>\`)`,
  unknown_deployment_type: ({ value, known }) =>
    `${quoted(value)} ist keine Art von Deployment; möglich ist ${known.join(", ")}`,
  empty_branch: () => "`branch` darf nicht leer sein; ein Branch ist zu nennen",
  source_not_imported: ({ sourceRid, projectRid }) =>
    `die Quelle \`${sourceRid}\` ist nicht in das Projekt \`${projectRid}\` importiert; sie muss ` +
    "importiert werden oder entfallen",
  source_not_enabled: ({ sourceRid }) =>
    `die Quelle \`${sourceRid}\` ist nicht für Compute-Module freigegeben; sie muss freigegeben ` +
    "werden oder entfallen",
  source_cannot_export_markings: ({ sourceRid, resourceRid }) =>
    `die Quelle \`${sourceRid}\` darf die Markierungen von \`${resourceRid}\` nicht ausführen; das ` +
    "muss erlaubt werden, oder die Quelle muss entfallen",
  scales_to_zero: () =>
    "`minReplicas` ist `0`: wird das Deployment nicht benutzt, läuft keine Replik, und die nächste " +
    "Anfrage wartet auf eine; mit mindestens 1 bleibt eine bereit",
  default_applies: (parameters, path) =>
    `${subject(path)} ist nicht angegeben: jede Replik ${defaultOf(parameters)}`,
  binary_memory_unit: ({ value, memoryBytes }) =>
    `${quoted(value)} bedeutet ${memory(memoryBytes)}, denn jede Einheit ist eine Potenz von 1024; ` +
    `deutlicher ist ${quoted(inBytes(memoryBytes).join(""))}`,
  tiny_memory: ({ value, memoryBytes }) =>
    `${quoted(value)} bedeutet nur ${memory(memoryBytes)} Speicher; fehlt die Einheit, ist sie zu ` +
    "ergänzen, etwa `4GiB`",
  cpu_rounded_up: ({ value, cpuMillicores }) =>
    `\`cpu\` wird in Tausendsteln gezählt: ${quoted(value)} wird auf ` +
    `${format(cpuMillicores / 1000)} aufgerundet`,
  always_scales_up: () =>
    "jede Last erreicht eine Schwelle von `0`, also wächst das Deployment auf `maxReplicas` und " +
    "bleibt dort; die Schwelle sollte größer als 0 sein",
  scaling_has_no_effect: ({ replicas }) =>
    `es gibt nichts zu skalieren: \`minReplicas\` und \`maxReplicas\` sind beide ` +
    `${quoted(replicas)}; \`scalingConfiguration\` kann entfallen, oder \`maxReplicas\` muss größer werden`,
  repeated_source: ({ sourceRid }) =>
    `die Quelle \`${sourceRid}\` steht schon vorher in der Liste und zählt einmal; hier kann sie ` +
    "entfallen",
  internal: () => "die Prüfung selbst ist fehlgeschlagen; das Dokument ist nicht beurteilt",
};
