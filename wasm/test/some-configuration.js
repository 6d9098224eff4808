/**
 * Configurations made at random, of which any part may be wrong.
 */

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ABSENT = Symbol("absent");

/** What stands where it should not. */
const ODD = [null, true, "x", "", [], {}, -1, 0.5, 1e300, "NaN"];

const DELAY = {
  value: [0, 1, 2.0, 60, 365, 366, 31556952000, 31556952001, 2 ** 53],
  unit: ["MILLISECONDS", "SECONDS", "MINUTES", "DAYS", "MONTHS", "YEARS", "years"],
};

const MEMBERS = {
  minReplicas: [0, 1, 2, 3],
  maxReplicas: [1, 2, 3, 7, 1000, 1001, 2 ** 31],
  cpu: [0.5, 1, 0.0001, 8, 8.0001, 96, 97, 1e6, 1e6 + 1, 0, ABSENT, ABSENT],
  memory: [
    "4GiB",
    " 1 kb ",
    "32GiB",
    "33g",
    "2TiB",
    "007B",
    "0",
    "4.5g",
    "4 x",
    "16384PiB",
    ABSENT,
  ],
  scalingConfiguration: [
    ABSENT,
    ABSENT,
    { scaleUpLoadThreshold: [0, 0.75, 1, 1.1], scaleUpDelay: [DELAY], scaleDownDelay: [DELAY] },
  ],
  threadCount: [1, 32, 64, 65, 256, 257, 0, ABSENT],
  gpu: [
    ABSENT,
    {
      type: ["T4", "A100", "L4", "B300", "t4", ABSENT],
      count: [1, 4, 5, 8, 9, 0, 2 ** 31 - 1, 2 ** 31],
    },
  ],
  environmentVariables: [
    ABSENT,
    { A: ["", "1"] },
    { CLIENT_ID: ["x"] },
    { "A-B": [""] },
    { A: ["\0"] },
  ],
  sources: [
    ABSENT,
    [[]],
    [["ri.magritte..source.a"]],
    [["ri.magritte..source.a", "ri.magritte..source.a"]],
    [["ri.magritte..source.b", "ri.a.b.c.d"]],
    [["ri.a"]],
  ].flat(),
  colour: [...Array(20).fill(ABSENT), "blue"],
};

/** A configuration with any of the values above, and now and then an odd one. */
export function someConfiguration(next) {
  return filled(MEMBERS, next);
}

function filled(members, next) {
  const entries = Object.entries(members).map(([name, choices]) => {
    const choice = next() < 0.02 ? pick(ODD, next) : pick(choices, next);
    const isObject = choice !== null && typeof choice === "object" && !Array.isArray(choice);
    return [name, isObject ? filled(choice, next) : choice];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== ABSENT));
}

function pick(choices, next) {
  return choices[Math.floor(next() * choices.length)];
}
