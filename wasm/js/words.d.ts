/**
 * Diagnostics in words of one's own, or in another language: a catalogue has a sentence for each code,
 * made of the diagnostic's parameters and its path. `liveberth/de` is one.
 */
import type { DiagnosticCode, DiagnosticParameters } from "liveberth";

/**
 * A sentence for each code: what is wrong, the bound, the value, what to do. A code that has none keeps
 * the words that it came with.
 */
export type Catalogue = {
  [Code in DiagnosticCode]?: (parameters: DiagnosticParameters[Code], path: string) => string;
};

/** The same diagnostic, or issue of a Standard Schema, in the words of a catalogue. */
export function reword<
  Worded extends {
    code: DiagnosticCode;
    path: string | (string | number)[];
    parameters: object;
    message: string;
  },
>(diagnostic: Worded, catalogue: Catalogue): Worded;

/** A value in backticks, cut where it is longer than 64 characters. */
export function quoted(value: unknown): string;

/**
 * What to call the place of a path: the member's name, the whole path of an element of a list,
 * `undefined` for the document.
 */
export function memberOf(path: string): string | undefined;

/** An amount of memory as a count of the largest unit that divides it: `[256, "MiB"]`. */
export function inBytes(bytes: number): [number, "B" | "KiB" | "MiB" | "GiB" | "TiB" | "PiB"];

/** A duration as a count of the largest unit that divides it: `[90, "second"]`. */
export function inTime(
  milliseconds: number,
): [number, "year" | "day" | "hour" | "minute" | "second" | "millisecond"];
