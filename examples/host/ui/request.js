/**
 * The form as the text of a *create* request: the one text that is checked and that is sent.
 *
 * Text and not an object, so that a variable given twice stays visible, and a number is what was
 * typed.
 */

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;
const OTHER_NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** @param {(path: string) => string} typed what is typed into the field at a path */
export function requestText(typed, variables, sources) {
  const configuration = (name) => typed(`/runtimeConfiguration/${name}`);
  return object([
    [
      "deploymentType",
      object([
        ["type", string("direct")],
        ["modelRid", string(typed("/deploymentType/modelRid"))],
        ["branch", string(typed("/deploymentType/branch"))],
      ]),
    ],
    [
      "runtimeConfiguration",
      object([
        ["minReplicas", number(configuration("minReplicas"))],
        ["maxReplicas", number(configuration("maxReplicas"))],
        ["cpu", number(configuration("cpu"))],
        ["memory", string(configuration("memory"))],
        ["gpu", gpu(configuration)],
        ["threadCount", number(configuration("threadCount"))],
        ["scalingConfiguration", scaling((name) => configuration(`scalingConfiguration/${name}`))],
        ["sources", sources.length ? `[${sources.map(quoted)}]` : undefined],
        ["environmentVariables", variables.length ? environment(variables) : undefined],
      ]),
    ],
  ]);
}

function gpu(configuration) {
  return objectOrAbsent([
    ["count", number(configuration("gpu/count"))],
    ["type", string(configuration("gpu/type"))],
  ]);
}

function scaling(member) {
  return objectOrAbsent([
    ["scaleUpLoadThreshold", number(member("scaleUpLoadThreshold"))],
    ["scaleUpDelay", delay("scaleUpDelay", member)],
    ["scaleDownDelay", delay("scaleDownDelay", member)],
  ]);
}

function delay(name, member) {
  const value = number(member(`${name}/value`));
  if (value === undefined) return undefined;
  return object([
    ["value", value],
    ["unit", string(member(`${name}/unit`))],
  ]);
}

function environment(variables) {
  return object(variables.map(({ name, value }) => [name, quoted(value)]));
}

/** Members as an object, without those that are absent. */
function object(members) {
  const present = members.filter(([, text]) => text !== undefined);
  return `{${present.map(([name, text]) => `${quoted(name)}:${text}`).join(",")}}`;
}

function objectOrAbsent(members) {
  return members.some(([, text]) => text !== undefined) ? object(members) : undefined;
}

/** A number as it was typed; what is none stays text, so that the core says what is wrong. */
function number(typed) {
  if (typed === "") return undefined;
  if (JSON_NUMBER.test(typed)) return typed;
  return OTHER_NUMBER.test(typed) ? String(Number(typed)) : quoted(typed);
}

function string(typed) {
  return typed === "" ? undefined : quoted(typed);
}

function quoted(text) {
  return JSON.stringify(text);
}
