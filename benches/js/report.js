/** What was measured, as a table, and against the goals. */

export function tableOf(rows, parsing) {
  const head = [
    "contender",
    "exactly right",
    "verdict right",
    "min",
    "brotli",
    "text, valid",
    "text, 8 problems",
    "object, valid",
    "object, 8 problems",
  ];
  const lines = [
    head,
    head.map(() => "-"),
    [
      "`JSON.parse` alone",
      ...["", "", "", ""],
      nanoseconds(parsing.validText),
      nanoseconds(parsing.eightText),
      ...["", ""],
    ],
    ...rows.map(rowOf),
  ];
  return lines.map((cells) => `|${cells.join("|")}|`).join("\n");
}

function rowOf({ name, version, documents, exact, verdicts, sizes, speed }) {
  return [
    `${name} ${version}`,
    `${exact} of ${documents}`,
    `${verdicts}`,
    kilobytes(sizes.minified),
    kilobytes(sizes.brotli),
    nanoseconds(speed.validText),
    nanoseconds(speed.eightText),
    nanoseconds(speed.validValue),
    nanoseconds(speed.eightValue),
  ];
}

/** Each goal with what was reached. */
export function goalsOf(rows, entries) {
  const row = (name) => rows.find((it) => it.name === name);
  const [own, ajv, zod] = ["liveberth", "ajv standalone", "zod"].map(row);
  const rivals = rows.filter(({ entry }) => !entry);
  const best = rivals.reduce((best, it) => (it.exact > best.exact ? it : best));
  const valid = own.speed.validText / ajv.speed.validText;
  const eight = own.speed.eightText / ajv.speed.eightText;
  const overZod = zod.speed.validText / own.speed.validText;
  const goals = [
    [
      own.exact === own.documents,
      `right answers: ${percent(own)} (best rival ${best.name}: ${percent(best)})`,
    ],
    ...Object.entries(entries).map(([name, { brotli }]) => [
      brotli <= 20_000,
      `${name}: ${kilobytes(brotli)} brotli, at most 20.0 K, aim 12.0 K`,
    ]),
    [valid <= 1.2, `text, valid: ${ratio(valid)} of JSON.parse + ajv standalone, at most 1.2`],
    [overZod >= 2, `text, valid: ${ratio(overZod)} times as fast as JSON.parse + zod, at least 2`],
    [eight <= 2, `text, 8 problems: ${ratio(eight)} of JSON.parse + ajv standalone, at most 2`],
  ];
  return goals
    .map(([isReached, text]) => `${isReached ? "reached" : "missed "}  ${text}`)
    .join("\n");
}

function percent({ exact, documents }) {
  return `${((100 * exact) / documents).toFixed(1)} %`;
}

function ratio(number) {
  return number.toFixed(2);
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} K`;
}

function nanoseconds(time) {
  return `${Math.round(time).toLocaleString("en")} ns`;
}
