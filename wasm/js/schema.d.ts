/**
 * The Standard Schemas of `liveberth`, each with its JSON Schema too, as Standard Schema 1.1 has it. An
 * entry of its own, since a form does not need the text of a schema.
 */
import type {
  CreateRequest,
  Limits,
  ReplaceRequest,
  RuntimeConfiguration,
  Schema,
} from "liveberth";

/**
 * The dialects that a schema can be had in. What an older one cannot say is left out: it accepts what
 * the newest accepts, and perhaps more.
 */
export type Target = "draft-2020-12" | "draft-07" | "openapi-3.0";

/**
 * A Standard Schema with its JSON Schema: that of any platform, with the documented defaults. With limits of
 * one's own it leaves out every bound that limits set, so that it rejects nothing that they permit.
 */
export interface DescribedSchema<Document> extends Schema<Document> {
  readonly "~standard": Schema<Document>["~standard"] & {
    readonly jsonSchema: {
      /** @throws {TypeError} for a target that is none of {@link Target} */
      readonly input: (options: { target: Target | (string & {}) }) => Record<string, unknown>;
      readonly output: (options: { target: Target | (string & {}) }) => Record<string, unknown>;
    };
  };
}

/** As in `liveberth`, with its JSON Schema. */
export function runtimeConfigurationSchema(limits?: Limits): DescribedSchema<RuntimeConfiguration>;

/** As in `liveberth`, with its JSON Schema. */
export function createRequestSchema(limits?: Limits): DescribedSchema<CreateRequest>;

/** As in `liveberth`, with its JSON Schema. */
export function replaceRequestSchema(limits?: Limits): DescribedSchema<ReplaceRequest>;
