/** valibot. Rules across members are partial checks, which run whatever is wrong beside them. */
import * as v from "valibot";

import { ENVIRONMENT_NAME, INT32_MAX, NO_NUL, RID, UNITS, rulesOf } from "../rules.js";
import { pointer } from "./pointer.js";

const whole = (least, most) =>
  v.pipe(v.number(), v.safeInteger(), v.minValue(least), v.maxValue(most));
const matching = (pattern) => v.pipe(v.string(), v.regex(new RegExp(pattern)));

const duration = (rules) =>
  v.pipe(
    v.strictObject({ value: whole(0, Number.MAX_SAFE_INTEGER), unit: v.picklist(UNITS) }),
    v.partialCheck([["value"], ["unit"]], rules.delayWithinMaximum, "too long"),
  );

const scaling = (rules) =>
  v.pipe(
    v.strictObject({
      scaleUpLoadThreshold: v.pipe(v.number(), v.minValue(0), v.maxValue(1)),
      scaleUpDelay: duration(rules),
      scaleDownDelay: duration(rules),
    }),
    v.forward(
      v.partialCheck([["scaleUpDelay"], ["scaleDownDelay"]], rules.delaysInOrder, "too long"),
      ["scaleUpDelay"],
    ),
  );

const gpu = (rules) =>
  v.pipe(
    v.strictObject({ type: v.nullish(v.picklist(rules.gpuTypes)), count: whole(1, INT32_MAX) }),
    v.forward(v.partialCheck([["count"], ["type"]], rules.gpusAvailable, "too many"), ["count"]),
  );

const sources = (rules) =>
  v.pipe(
    v.array(matching(RID)),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!Array.isArray(dataset.value)) return;
      dataset.value.forEach((rid, index, all) => {
        const isRid = new RegExp(RID).test(rid);
        if (!isRid || rules.isPermittedSource(rid, index, all)) return;
        const place = { type: "array", origin: "value", input: all, key: index, value: rid };
        addIssue({ message: "may not be used", path: [place] });
      });
    }),
  );

const configuration = (rules) =>
  v.pipe(
    v.strictObject({
      minReplicas: whole(0, INT32_MAX),
      maxReplicas: whole(1, rules.maxReplicas),
      cpu: v.nullish(v.pipe(v.number(), v.gtValue(0), v.maxValue(rules.maxCpu))),
      memory: v.nullish(v.pipe(v.string(), v.check(rules.isMemory))),
      scalingConfiguration: v.nullish(scaling(rules)),
      threadCount: v.nullish(whole(1, rules.maxThreadCount)),
      gpu: v.nullish(gpu(rules)),
      environmentVariables: v.nullish(
        v.record(v.pipe(matching(ENVIRONMENT_NAME), v.check(rules.isFreeName)), matching(NO_NUL)),
      ),
      sources: v.nullish(sources(rules)),
    }),
    v.forward(
      v.partialCheck([["minReplicas"], ["maxReplicas"]], rules.replicasInOrder, "too many"),
      ["minReplicas"],
    ),
    v.forward(v.partialCheck([["cpu"], ["gpu"]], rules.cpuFitsNode, "too much"), ["cpu"]),
    v.forward(v.partialCheck([["memory"], ["gpu"]], rules.memoryFitsNode, "too much"), ["memory"]),
  );

const target = () =>
  v.strictObject({
    type: v.literal("direct"),
    modelRid: matching(RID),
    branch: v.pipe(v.string(), v.nonEmpty()),
  });

const DOCUMENTS = {
  runtimeConfiguration: configuration,
  createRequest: (rules) =>
    v.strictObject({ deploymentType: target(), runtimeConfiguration: configuration(rules) }),
  replaceRequest: (rules) => v.strictObject({ runtimeConfiguration: configuration(rules) }),
};

export function prepare(document, limits) {
  const schema = DOCUMENTS[document](rulesOf(limits));
  return (value) => v.safeParse(schema, value).issues ?? [];
}

export function fieldsOf(issues) {
  return issues.map(({ path }) => pointer((path ?? []).map(({ key }) => key)));
}
