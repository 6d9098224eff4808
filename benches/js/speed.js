/** `node speed.js NAME [--quick]`: how long one contender takes, in a process of its own. */
import { CONTENDERS, JSON_PARSE, load } from "./contenders.js";
import { EIGHT_PROBLEMS, VALID } from "./documents.js";

const [, , name, pace] = process.argv;
const isQuick = pace === "--quick";
const WARM_UP_MS = isQuick ? 5 : 200;
const BATCH_NS = 1_000_000n;
const BATCHES = isQuick ? 1 : 250;

let sink = 0;

/** Nanoseconds of a call: the fastest of many batches, since others share the machine. */
function nanoseconds(call, argument) {
  const end = performance.now() + WARM_UP_MS;
  while (performance.now() < end) sink += call(argument).length;
  let calls = 8;
  while (timeOf(call, argument, calls) < BATCH_NS) calls *= 2;
  let fastest = timeOf(call, argument, calls);
  for (let batch = 0; batch < BATCHES; batch += 1) {
    const time = timeOf(call, argument, calls);
    if (time < fastest) fastest = time;
  }
  return Number(fastest) / calls;
}

function timeOf(call, argument, calls) {
  const start = process.hrtime.bigint();
  for (let index = 0; index < calls; index += 1) sink += call(argument).length;
  return process.hrtime.bigint() - start;
}

const contender = [...CONTENDERS, JSON_PARSE].find((it) => it.name === name);
const { prepare, prepareText, fieldsOf } = await load(contender);
const ofValue = prepare("runtimeConfiguration");
const ofText = prepareText?.("runtimeConfiguration") ?? ((text) => ofValue(JSON.parse(text)));

if (contender !== JSON_PARSE) {
  const [none, eight] = [VALID, EIGHT_PROBLEMS].map((it) => new Set(fieldsOf(ofValue(it))).size);
  // Those that cannot compare members of a wrong document miss the one between two.
  if (none !== 0 || eight < 7) throw new Error(`${name} finds ${none} and ${eight} problems`);
}

const [valid, eight] = [VALID, EIGHT_PROBLEMS].map((it) => JSON.stringify(it));
const measured = {
  validText: nanoseconds(ofText, valid),
  eightText: nanoseconds(ofText, eight),
  validValue: nanoseconds(ofValue, VALID),
  eightValue: nanoseconds(ofValue, EIGHT_PROBLEMS),
};
// What was added up is told, so that no call can be left out as useless.
console.log(JSON.stringify({ ...measured, sink }));
