/**
 * The corpus of documents and their exact answers, which every door to the check replays.
 *
 * A document is `{ name, check, text, limits?, textOnly?, answer }`; `check` is
 * `runtimeConfiguration`, `createRequest` or `replaceRequest`, `answer` the core's own text.
 */

/** What differs from the written answers, one line each; nothing where all agree. */
export function replayCorpus(documents, liveberth) {
  return documents.flatMap((document) => differences(document, liveberth));
}

function differences({ name, check, text, limits, textOnly, answer }, liveberth) {
  const checkName = `check${check[0].toUpperCase()}${check.slice(1)}`;
  const checkValue = liveberth[checkName];
  const checkText = liveberth[`${checkName}Answer`];
  const answers = { text: checkText(text, limits) };
  if (!textOnly) answers.value = JSON.stringify(checkValue(JSON.parse(text), limits));
  return Object.entries(answers)
    .filter(([, given]) => given !== answer)
    .map(([door, given]) => `${name}, as ${door}: ${given} instead of ${answer}`);
}
