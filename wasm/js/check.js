/**
 * What every entry that checks exports.
 */
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
export {
  createRequestSchema,
  replaceRequestSchema,
  runtimeConfigurationSchema,
} from "./standard.js";
