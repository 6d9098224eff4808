/**
 * The checks as Standard Schemas (standardschema.dev), which form libraries take as they are: React
 * Hook Form, TanStack Form and others.
 */
import type {
  CreateRequest,
  Diagnostic,
  ErrorCode,
  Limits,
  ReplaceRequest,
  RuntimeConfiguration,
} from "liveberth";

/** A problem as Standard Schema has it: the diagnostic, with the keys that lead to its place. */
export type Issue<Code extends ErrorCode = ErrorCode> = {
  [Each in Code]: Omit<Diagnostic<Each>, "path"> & {
    /** From the outside in; a number is a place in a list. */
    path: (string | number)[];
  };
}[Code];

/** A Standard Schema whose `validate` is synchronous and answers the value as it was given. */
export interface Schema<Input, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: "liveberth";
    readonly validate: (
      value: unknown,
    ) => { value: Output; issues?: undefined } | { issues: Issue[] };
    /** Not there at run time: for the types of those who use the schema. */
    readonly types?: { readonly input: Input; readonly output: Output };
  };
}

/**
 * A schema of runtime configurations: `checkRuntimeConfiguration` for form libraries.
 *
 * @param limits what the platform permits; without it only rules that hold anywhere are checked
 */
export function runtimeConfigurationSchema(limits?: Limits): Schema<RuntimeConfiguration>;

/** A schema of the body of *create*. See {@link runtimeConfigurationSchema}. */
export function createRequestSchema(limits?: Limits): Schema<CreateRequest>;

/** A schema of the body of *replace*. See {@link runtimeConfigurationSchema}. */
export function replaceRequestSchema(limits?: Limits): Schema<ReplaceRequest>;
