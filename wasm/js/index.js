/**
 * liveberth: checking, with the wasm module inside and ready at import.
 */
import { start } from "./checking.js";
import { initSync } from "./generated/check.js";
import base64 from "./generated/check-base64.js";
import { decode } from "./inline.js";

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

start(() => initSync({ module: decode(base64) }));
