/**
 * What a form holds, as the document that it stands for: an empty text is absent, `"4"` is 4, an
 * object of which nothing is filled in is absent, a duration that is a unit alone too. Whatever
 * cannot be coerced stays as it is, for the check to say what is wrong with it.
 *
 * Environment variables, whose texts may be empty, and lists are not touched. Nothing throws, and
 * nothing is changed: a copy is answered.
 */
import type { CreateRequest, ReplaceRequest, RuntimeConfiguration, Schema } from "liveberth";

/** The values of a form for a document: any member may be missing, and numbers may be text. */
export type FormValues<Document> = Document extends number
  ? number | string
  : Document extends readonly unknown[]
    ? Document
    : Document extends object
      ? { [Name in keyof Document]?: FormValues<Document[Name]> }
      : Document;

export function coerceRuntimeConfiguration(values: unknown): unknown;

export function coerceCreateRequest(values: unknown): unknown;

export function coerceReplaceRequest(values: unknown): unknown;

/**
 * A schema that coerces what it is given, then checks that, and answers it coerced. It has no JSON
 * Schema, also where `schema` has one: that is of the document, not of what a form holds.
 */
export function coerced<Document>(
  schema: Schema<Document>,
  coerce: (values: unknown) => unknown,
): Schema<FormValues<Document>, Document>;
