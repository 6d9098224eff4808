/** ajv, compiled in the page. What JSON Schema cannot say is a keyword of our own. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { _ } from "ajv";

import { ENVIRONMENT_NAME, INT32_MAX, NO_NUL, RID, UNITS, rulesOf } from "../rules.js";
import { placed } from "./ajv-rules.js";

export { fieldsOf } from "./ajv-fields.js";

const text = (pattern) => ({ type: "string", pattern });
const whole = (minimum, maximum) => ({ type: "integer", minimum, maximum });
const orNull = (schema) => ({ ...schema, type: [schema.type, "null"] });

const object = (required, properties) => ({
  type: "object",
  additionalProperties: false,
  required,
  properties,
});

const duration = () =>
  object(["value", "unit"], {
    value: whole(0, Number.MAX_SAFE_INTEGER),
    unit: { type: "string", enum: UNITS },
  });

const scaling = () =>
  object(["scaleUpLoadThreshold", "scaleUpDelay", "scaleDownDelay"], {
    scaleUpLoadThreshold: { type: "number", minimum: 0, maximum: 1 },
    scaleUpDelay: { ...duration(), holds: ["delayWithinMaximum", "delaysInOrder"] },
    scaleDownDelay: { ...duration(), holds: ["delayWithinMaximum"] },
  });

const gpu = (rules) =>
  object(["count"], {
    type: { type: ["string", "null"], enum: [...rules.gpuTypes, null] },
    count: { ...whole(1, INT32_MAX), holds: ["gpusAvailable"] },
  });

const configuration = (rules) =>
  object(["minReplicas", "maxReplicas"], {
    minReplicas: { ...whole(0, INT32_MAX), holds: ["replicasInOrder"] },
    maxReplicas: whole(1, rules.maxReplicas),
    cpu: {
      ...orNull({ type: "number", exclusiveMinimum: 0, maximum: rules.maxCpu }),
      holds: ["cpuFitsNode"],
    },
    memory: { type: ["string", "null"], holds: ["isMemory", "memoryFitsNode"] },
    scalingConfiguration: orNull(scaling()),
    threadCount: orNull(whole(1, rules.maxThreadCount)),
    gpu: orNull(gpu(rules)),
    environmentVariables: {
      type: ["object", "null"],
      propertyNames: { pattern: ENVIRONMENT_NAME, holds: ["isFreeName"] },
      additionalProperties: text(NO_NUL),
    },
    sources: { type: ["array", "null"], items: { ...text(RID), holds: ["isPermittedSource"] } },
  });

const target = () =>
  object(["type", "modelRid", "branch"], {
    type: { type: "string", const: "direct" },
    modelRid: text(RID),
    branch: { type: "string", minLength: 1 },
  });

const DOCUMENTS = {
  runtimeConfiguration: configuration,
  createRequest: (rules) =>
    object(["deploymentType", "runtimeConfiguration"], {
      deploymentType: target(),
      runtimeConfiguration: configuration(rules),
    }),
  replaceRequest: (rules) =>
    object(["runtimeConfiguration"], { runtimeConfiguration: configuration(rules) }),
};

/** The compiled schema, and the ajv that compiled it. */
export function compile(document, limits, code) {
  const rules = rulesOf(limits);
  const functions = placed(rules);
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, code });
  ajv.addKeyword({
    keyword: "holds",
    schemaType: "array",
    error: { message: "is not permitted" },
    code(context) {
      const { gen, data, it, schema } = context;
      for (const name of schema) {
        const ref = functions[name];
        const call = gen.scopeValue("func", { ref, key: ref, code: _`functions[${name}]` });
        context.pass(_`${call}(${data}, ${it.parentDataProperty}, ${it.parentData})`);
      }
    },
  });
  return { ajv, validate: ajv.compile(DOCUMENTS[document](rules)) };
}

export function prepare(document, limits) {
  const { validate } = compile(document, limits);
  return (value) => (validate(value) ? [] : validate.errors);
}
