import { pointer } from "./pointer.js";

/** Where each error is: ajv names a missing, an unknown or a misnamed member apart. */
export function fieldsOf(errors) {
  return errors.map(({ instancePath, params, propertyName }) => {
    const member =
      propertyName ?? params.propertyName ?? params.missingProperty ?? params.additionalProperty;
    return member === undefined ? instancePath : instancePath + pointer([member]);
  });
}
