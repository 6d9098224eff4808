/** React Hook Form: the schema is the resolver's, as it is. */
import { standardSchemaResolver } from "@hookform/resolvers/standard-schema";
import { runtimeConfigurationSchema } from "liveberth";
import { coerceRuntimeConfiguration, coerced } from "liveberth/coerce";
import { useForm } from "react-hook-form";

/** Inputs hold text, so what they hold is coerced before it is checked. */
const schema = coerced(
  runtimeConfigurationSchema({ gpus: { T4: 4, A100: 8 } }),
  coerceRuntimeConfiguration,
);

/** `onDeploy` is given the checked document, its numbers numbers. */
export function DeploymentForm({ onDeploy }) {
  const { register, handleSubmit, formState } = useForm({
    resolver: standardSchemaResolver(schema),
  });
  const { errors } = formState;
  return (
    <form noValidate onSubmit={handleSubmit(onDeploy)}>
      <Field label="At least" error={errors.minReplicas} {...register("minReplicas")} />
      <Field label="At most" error={errors.maxReplicas} {...register("maxReplicas")} />
      <Field label="Memory" error={errors.memory} {...register("memory")} />
      <Field label="GPU type" error={errors.gpu?.type} {...register("gpu.type")} />
      <Field label="GPUs" error={errors.gpu?.count} {...register("gpu.count")} />
      <button>Deploy</button>
    </form>
  );
}

function Field({ label, error, ...input }) {
  return (
    <p>
      <label htmlFor={input.name}>{label}</label>
      <input
        id={input.name}
        aria-invalid={error !== undefined}
        aria-describedby={`${input.name}-problem`}
        {...input}
      />
      <span id={`${input.name}-problem`}>{error?.message}</span>
    </p>
  );
}
