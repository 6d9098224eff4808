/** ajv, compiled when the page is built: the code of `generated/ajv-standalone.js`. */
import validate from "../generated/ajv-standalone.js";

export { fieldsOf } from "./ajv-fields.js";

export function prepare() {
  return (value) => (validate(value) ? [] : validate.errors);
}
