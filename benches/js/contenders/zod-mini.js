/** zod mini: the same schema in functions that a bundler can leave out one by one. */
import * as z from "zod/mini";

import { ENVIRONMENT_NAME, INT32_MAX, NO_NUL, RID, UNITS, rulesOf } from "../rules.js";

export { fieldsOf } from "./zod.js";

const isObject = ({ value }) => typeof value === "object" && value !== null;
const always = (path) => ({ path, when: isObject });
const whole = (least, most) => z.int().check(z.minimum(least), z.maximum(most));
const matching = (pattern) => z.string().check(z.regex(new RegExp(pattern)));

const duration = (rules) =>
  z
    .strictObject({ value: z.int().check(z.minimum(0)), unit: z.enum(UNITS) })
    .check(z.refine(rules.delayWithinMaximum, always()));

const scaling = (rules) =>
  z
    .strictObject({
      scaleUpLoadThreshold: z.number().check(z.minimum(0), z.maximum(1)),
      scaleUpDelay: duration(rules),
      scaleDownDelay: duration(rules),
    })
    .check(z.refine(rules.delaysInOrder, always(["scaleUpDelay"])));

const gpu = (rules) =>
  z
    .strictObject({ type: z.nullish(z.enum(rules.gpuTypes)), count: whole(1, INT32_MAX) })
    .check(z.refine(rules.gpusAvailable, always(["count"])));

const sources = (rules) =>
  z.array(matching(RID)).check(
    z.superRefine(
      (all, context) => {
        all.forEach((rid, index) => {
          const isRid = new RegExp(RID).test(rid);
          if (isRid && !rules.isPermittedSource(rid, index, all)) {
            context.addIssue({ code: "custom", path: [index], message: "may not be used" });
          }
        });
      },
      { when: ({ value }) => Array.isArray(value) },
    ),
  );

const configuration = (rules) =>
  z
    .strictObject({
      minReplicas: whole(0, INT32_MAX),
      maxReplicas: whole(1, rules.maxReplicas),
      cpu: z.nullish(z.number().check(z.positive(), z.maximum(rules.maxCpu))),
      memory: z.nullish(z.string().check(z.refine(rules.isMemory))),
      scalingConfiguration: z.nullish(scaling(rules)),
      threadCount: z.nullish(whole(1, rules.maxThreadCount)),
      gpu: z.nullish(gpu(rules)),
      environmentVariables: z.nullish(
        z.record(matching(ENVIRONMENT_NAME).check(z.refine(rules.isFreeName)), matching(NO_NUL)),
      ),
      sources: z.nullish(sources(rules)),
    })
    .check(
      z.refine(rules.replicasInOrder, always(["minReplicas"])),
      z.refine(rules.cpuFitsNode, always(["cpu"])),
      z.refine(rules.memoryFitsNode, always(["memory"])),
    );

const target = () =>
  z.strictObject({
    type: z.literal("direct"),
    modelRid: matching(RID),
    branch: z.string().check(z.minLength(1)),
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
