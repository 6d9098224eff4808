/** zod. Every refinement has `when`, or it would be silent while anything else is wrong. */
import * as z from "zod";

import { ENVIRONMENT_NAME, INT32_MAX, NO_NUL, RID, UNITS, rulesOf } from "../rules.js";
import { pointer } from "./pointer.js";

const isObject = ({ value }) => typeof value === "object" && value !== null;
const always = (path) => ({ path, when: isObject });

const duration = (rules) =>
  z
    .strictObject({ value: z.int().min(0), unit: z.enum(UNITS) })
    .refine(rules.delayWithinMaximum, always());

const scaling = (rules) =>
  z
    .strictObject({
      scaleUpLoadThreshold: z.number().min(0).max(1),
      scaleUpDelay: duration(rules),
      scaleDownDelay: duration(rules),
    })
    .refine(rules.delaysInOrder, always(["scaleUpDelay"]));

const gpu = (rules) =>
  z
    .strictObject({ type: z.enum(rules.gpuTypes).nullish(), count: z.int().min(1).max(INT32_MAX) })
    .refine(rules.gpusAvailable, always(["count"]));

const sources = (rules) =>
  z.array(z.string().regex(new RegExp(RID))).superRefine(
    (all, context) => {
      all.forEach((rid, index) => {
        const isRid = new RegExp(RID).test(rid);
        if (isRid && !rules.isPermittedSource(rid, index, all)) {
          context.addIssue({ code: "custom", path: [index], message: "may not be used" });
        }
      });
    },
    { when: ({ value }) => Array.isArray(value) },
  );

const configuration = (rules) =>
  z
    .strictObject({
      minReplicas: z.int().min(0).max(INT32_MAX),
      maxReplicas: z.int().min(1).max(rules.maxReplicas),
      cpu: z.number().positive().max(rules.maxCpu).nullish(),
      memory: z.string().refine(rules.isMemory).nullish(),
      scalingConfiguration: scaling(rules).nullish(),
      threadCount: z.int().min(1).max(rules.maxThreadCount).nullish(),
      gpu: gpu(rules).nullish(),
      environmentVariables: z
        .record(
          z.string().regex(new RegExp(ENVIRONMENT_NAME)).refine(rules.isFreeName),
          z.string().regex(new RegExp(NO_NUL)),
        )
        .nullish(),
      sources: sources(rules).nullish(),
    })
    .refine(rules.replicasInOrder, always(["minReplicas"]))
    .refine(rules.cpuFitsNode, always(["cpu"]))
    .refine(rules.memoryFitsNode, always(["memory"]));

const target = () =>
  z.strictObject({
    type: z.literal("direct"),
    modelRid: z.string().regex(new RegExp(RID)),
    branch: z.string().min(1),
  });

const DOCUMENTS = {
  runtimeConfiguration: configuration,
  createRequest: (rules) =>
    z.strictObject({ deploymentType: target(), runtimeConfiguration: configuration(rules) }),
  replaceRequest: (rules) => z.strictObject({ runtimeConfiguration: configuration(rules) }),
};

export function prepare(document, limits) {
  const schema = DOCUMENTS[document](rulesOf(limits));
  return (value) => schema.safeParse(value).error?.issues ?? [];
}

export function fieldsOf(issues) {
  return issues.flatMap(({ path, keys }) => (keys ?? [[]]).map((key) => pointer(path.concat(key))));
}
