/** react-jsonschema-form: the JSON Schema draws the form, `customValidate` says what is wrong. */
import Form from "@rjsf/core";
import validator from "@rjsf/validator-ajv8";
import { runtimeConfigurationSchema } from "liveberth/schema";

const { validate, jsonSchema } = runtimeConfigurationSchema({ gpus: { T4: 4, A100: 8 } })[
  "~standard"
];
const schema = jsonSchema.input({ target: "draft-07" });

/** Hands every problem to the field that it is about. */
function customValidate(formData, errors) {
  const { issues = [] } = validate(formData);
  for (const { path, message } of issues) {
    const field = path.reduce((at, key) => (at[key] ??= absentField()), errors);
    field.addError(message);
  }
  return errors;
}

/** rjsf makes such an object of each member that there is; problems may be about one that is not. */
function absentField() {
  const problems = [];
  return { __errors: problems, addError: (message) => problems.push(message) };
}

/** `onDeploy` is given the checked document. */
export function DeploymentForm({ onDeploy }) {
  return (
    <Form
      schema={schema}
      validator={validator}
      customValidate={customValidate}
      // The schema can only say a part of it, and in other words.
      transformErrors={() => []}
      noHtml5Validate
      onSubmit={({ formData }) => onDeploy(formData)}
    />
  );
}
