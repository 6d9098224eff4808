/** Who is compared: liveberth in both of its forms, and what is used in its place. */
export const CONTENDERS = [
  { name: "liveberth", module: "liveberth.js", entry: "index.js" },
  { name: "liveberth/js", module: "liveberth-js.js", entry: "js.js" },
  { name: "ajv standalone", module: "ajv-standalone.js", package: "ajv", answersAs: "ajv.js" },
  { name: "ajv", module: "ajv.js", package: "ajv" },
  { name: "zod", module: "zod.js", package: "zod" },
  { name: "zod mini", module: "zod-mini.js", package: "zod" },
  { name: "valibot", module: "valibot.js", package: "valibot" },
  { name: "arktype", module: "arktype.js", package: "arktype" },
];

/** What each of them pays beside its check when it is given text. */
export const JSON_PARSE = { name: "JSON.parse alone", module: "json-parse.js" };

export function load({ module }) {
  return import(`./contenders/${module}`);
}
