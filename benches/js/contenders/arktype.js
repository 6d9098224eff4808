/** arktype. Narrowing across members waits until all else is right: it has no way round that. */
import { type } from "arktype";

import { ENVIRONMENT_NAME, INT32_MAX, NO_NUL, RID, UNITS, rulesOf } from "../rules.js";
import { pointer } from "./pointer.js";

const whole = (least, most) => type(`${least} <= number.integer <= ${most}`);
const matching = (pattern) => type(new RegExp(pattern));

/** A rule across members, told of at one of them. */
const narrowed = (schema, holds, relativePath) =>
  schema.narrow(
    (value, context) => holds(value) || context.reject({ relativePath, expected: "permitted" }),
  );

const duration = (rules) =>
  narrowed(
    type({
      "+": "reject",
      value: whole(0, Number.MAX_SAFE_INTEGER),
      unit: type.enumerated(...UNITS),
    }),
    rules.delayWithinMaximum,
    [],
  );

const scaling = (rules) =>
  narrowed(
    type({
      "+": "reject",
      scaleUpLoadThreshold: "0 <= number <= 1",
      scaleUpDelay: duration(rules),
      scaleDownDelay: duration(rules),
    }),
    rules.delaysInOrder,
    ["scaleUpDelay"],
  );

const gpu = (rules) =>
  narrowed(
    type({
      "+": "reject",
      "type?": type.enumerated(...rules.gpuTypes, null),
      count: whole(1, INT32_MAX),
    }),
    rules.gpusAvailable,
    ["count"],
  );

const sources = (rules) =>
  matching(RID)
    .array()
    .narrow((all, context) => {
      const refused = all.flatMap((rid, index) =>
        rules.isPermittedSource(rid, index, all) ? [] : [index],
      );
      refused.forEach((index) => context.error({ relativePath: [index], expected: "permitted" }));
      return refused.length === 0;
    });

const environment = (rules) => {
  const name = matching(ENVIRONMENT_NAME);
  return type("Record<string, string>").narrow((variables, context) => {
    const wrong = Object.entries(variables).filter(
      ([key, value]) =>
        !name.allows(key) || !rules.isFreeName(key) || !new RegExp(NO_NUL).test(value),
    );
    wrong.forEach(([key]) => context.error({ relativePath: [key], expected: "permitted" }));
    return wrong.length === 0;
  });
};

const orNull = (schema) => schema.or("null");

const configuration = (rules) => {
  const members = type({
    "+": "reject",
    minReplicas: whole(0, INT32_MAX),
    maxReplicas: whole(1, rules.maxReplicas),
    "cpu?": orNull(type(`0 < number <= ${rules.maxCpu}`)),
    "memory?": orNull(type("string").narrow(rules.isMemory)),
    "scalingConfiguration?": orNull(scaling(rules)),
    "threadCount?": orNull(whole(1, rules.maxThreadCount)),
    "gpu?": orNull(gpu(rules)),
    "environmentVariables?": orNull(environment(rules)),
    "sources?": orNull(sources(rules)),
  });
  const ordered = narrowed(members, rules.replicasInOrder, ["minReplicas"]);
  const withCpu = narrowed(ordered, rules.cpuFitsNode, ["cpu"]);
  return narrowed(withCpu, rules.memoryFitsNode, ["memory"]);
};

const target = () =>
  type({
    "+": "reject",
    type: "'direct'",
    modelRid: matching(RID),
    branch: "string >= 1",
  });

const DOCUMENTS = {
  runtimeConfiguration: configuration,
  createRequest: (rules) =>
    type({
      "+": "reject",
      deploymentType: target(),
      runtimeConfiguration: configuration(rules),
    }),
  replaceRequest: (rules) => type({ "+": "reject", runtimeConfiguration: configuration(rules) }),
};

export function prepare(document, limits) {
  const schema = DOCUMENTS[document](rulesOf(limits));
  return (value) => {
    const answer = schema(value);
    return answer instanceof type.errors ? answer : [];
  };
}

export function fieldsOf(problems) {
  return [...problems].map(({ path }) => pointer([...path]));
}
