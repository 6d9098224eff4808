/** How many documents of the corpus a contender judges rightly, and tells exactly what is wrong. */
import { load } from "./contenders.js";
import { corpus, sorted } from "./documents.js";

/** A contender that checks values is given what `JSON.parse` makes of the text. */
export async function answers(contender) {
  // What is compiled ahead is compiled from the same schema, for one platform only.
  const { prepare, prepareText, fieldsOf } = await load({
    module: contender.answersAs ?? contender.module,
  });
  const fieldsIn = ({ call, limits, text }) => {
    if (prepareText) return sorted(fieldsOf(prepareText(call, limits)(text)));
    const value = parsed(text);
    return value === MALFORMED ? [""] : sorted(fieldsOf(prepare(call, limits)(value)));
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

const MALFORMED = Symbol("malformed");

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return MALFORMED;
  }
}
