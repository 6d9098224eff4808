/** liveberth without WebAssembly. */
import * as entry from "liveberth/js";

import { contenderOf } from "./liveberth-checks.js";

export { fieldsOf } from "./liveberth-checks.js";
export const { prepare, prepareText } = contenderOf(entry);
