/**
 * The corpus of documents and their exact answers, which every door to the check replays.
 *
 * Their form is described beside them, in `core/tests/corpus/README.md`.
 */

/** What differs from the written answers, one line each; nothing where all agree. */
export function replayCorpus(documents, liveberth) {
  return documents.flatMap((document) => differences(document, liveberth));
}

function differences({ name, call, document, padTo, limits, textOnly, answer }, liveberth) {
  // A JavaScript string cannot hold bytes that are not UTF-8.
  if (document === undefined) return [];
  const text = padTo ? document.padEnd(document.length + padTo - byteLength(document)) : document;
  const checkName = `check${call[0].toUpperCase()}${call.slice(1)}`;
  const checkValue = liveberth[checkName];
  const checkText = liveberth[`${checkName}Answer`];
  const answers = { text: checkText(text, limits) };
  if (!textOnly) answers.value = JSON.stringify(checkValue(JSON.parse(text), limits));
  return Object.entries(answers)
    .filter(([, given]) => given !== answer)
    .map(([door, given]) => `${name}, as ${door}: ${given} instead of ${answer}`);
}

function byteLength(text) {
  return new TextEncoder().encode(text).length;
}
