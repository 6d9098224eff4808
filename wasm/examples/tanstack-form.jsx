/** TanStack Form: the schema is a validator, as it is, at every change. */
import { useForm } from "@tanstack/react-form";
import { runtimeConfigurationSchema } from "liveberth";
import { coerceRuntimeConfiguration, coerced } from "liveberth/coerce";

/** Inputs hold text, so what they hold is coerced before it is checked. */
const schema = coerced(
  runtimeConfigurationSchema({ gpus: { T4: 4, A100: 8 } }),
  coerceRuntimeConfiguration,
);

const FIELDS = {
  minReplicas: "At least",
  maxReplicas: "At most",
  memory: "Memory",
  "gpu.type": "GPU type",
  "gpu.count": "GPUs",
};

/** `onDeploy` is given the document, its numbers numbers. */
export function DeploymentForm({ onDeploy }) {
  const form = useForm({
    defaultValues: { minReplicas: "", maxReplicas: "", memory: "", gpu: { type: "", count: "" } },
    validators: { onChange: schema },
    onSubmit: ({ value }) => onDeploy(coerceRuntimeConfiguration(value)),
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.handleSubmit();
      }}
    >
      {Object.entries(FIELDS).map(([name, label]) => (
        <form.Field key={name} name={name}>
          {(field) => <Field label={label} field={field} />}
        </form.Field>
      ))}
      <button>Deploy</button>
    </form>
  );
}

function Field({ label, field }) {
  const { name, state } = field;
  const { value, meta } = state;
  const [error] = meta.isTouched ? meta.errors : [];
  return (
    <p>
      <label htmlFor={name}>{label}</label>
      <input
        id={name}
        value={value}
        onChange={(event) => field.handleChange(event.target.value)}
        onBlur={field.handleBlur}
        aria-invalid={error !== undefined}
        aria-describedby={`${name}-problem`}
      />
      <span id={`${name}-problem`}>{error?.message}</span>
    </p>
  );
}
