/** liveberth as it is imported. */
import * as entry from "liveberth";

import { contenderOf } from "./liveberth-checks.js";

export { fieldsOf } from "./liveberth-checks.js";
export const { prepare, prepareText } = contenderOf(entry);
