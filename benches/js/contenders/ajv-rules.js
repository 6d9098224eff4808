/** The rules as functions of a value, its key and what holds it: what ajv's keyword is given. */
export function placed(rules) {
  const ofParent = (rule) => (_value, _key, parent) => rule(parent);
  return {
    replicasInOrder: ofParent(rules.replicasInOrder),
    cpuFitsNode: ofParent(rules.cpuFitsNode),
    memoryFitsNode: ofParent(rules.memoryFitsNode),
    gpusAvailable: ofParent(rules.gpusAvailable),
    delaysInOrder: ofParent(rules.delaysInOrder),
    isMemory: (text) => typeof text !== "string" || rules.isMemory(text),
    delayWithinMaximum: rules.delayWithinMaximum,
    isFreeName: rules.isFreeName,
    isPermittedSource: rules.isPermittedSource,
  };
}
