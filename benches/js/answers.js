/** How many documents of the corpus a contender judges rightly, and tells exactly what is wrong. */
import { load } from "./contenders.js";
import { corpus, sorted } from "./documents.js";

/** A contender that checks values is given what `JSON.parse` makes of the text. */
export async function answers(contender) {
  // What is compiled ahead is compiled from the same schema, for one platform only.
  const { prepare, prepareText, fieldsOf } = await load({
    module: contender.answersAs ?? contender.module,
  });
  const checkFor = onceEach(prepareText ?? prepare);
  const fieldsIn = ({ call, limits, text }) => {
    const given = prepareText ? text : parsed(text);
    return given === MALFORMED ? [""] : sorted(fieldsOf(checkFor(call, limits)(given)));
  };
  const documents = corpus();
  const count = { documents: documents.length, verdicts: 0, exact: 0, missed: [] };
  for (const document of documents) {
    const fields = fieldsIn(document);
    const isExact = fields.join("\n") === document.wrong.join("\n");
    const isRight = fields.length > 0 === document.wrong.length > 0;
    count.verdicts += Number(isRight);
    count.exact += Number(isExact);
    if (!isExact) count.missed.push(document.name);
  }
  return count;
}

/** Makes a schema for each call and each platform only once. */
function onceEach(prepare) {
  const checks = new Map();
  return (call, limits) => {
    const key = JSON.stringify([call, limits]);
    if (!checks.has(key)) checks.set(key, prepare(call, limits));
    return checks.get(key);
  };
}

const MALFORMED = Symbol("malformed");

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return MALFORMED;
  }
}
