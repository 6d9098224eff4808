/**
 * What diagnostics say, in German: a catalogue for `reword` of `liveberth/words`.
 */
import type { Catalogue } from "liveberth/words";

export const de: Required<Catalogue>;
