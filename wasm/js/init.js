/**
 * liveberth/init: checking, for those who serve and stream the wasm module themselves.
 */
import { start } from "./checking.js";
import initialise, { initSync as initialiseSync } from "./generated/check.js";

export {
  checkCreateRequest,
  checkCreateRequestAnswer,
  checkCreateRequestText,
  checkReplaceRequest,
  checkReplaceRequestAnswer,
  checkReplaceRequestText,
  checkRuntimeConfiguration,
  checkRuntimeConfigurationAnswer,
  checkRuntimeConfigurationText,
} from "./checking.js";

export async function init(source) {
  await initialise({ module_or_path: source });
  start(() => {});
}

export function initSync(module) {
  initialiseSync({ module });
  start(() => {});
}
