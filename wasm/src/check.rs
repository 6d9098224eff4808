//! Checking: JSON text in, the answer's text out.

use liveberth_core::json::check::{self, LimitsError};
use liveberth_core::limits::{MAX_DOCUMENT_BYTES, MAX_DOCUMENT_DEPTH};
use wasm_bindgen::prelude::wasm_bindgen;

/// One check of the core: document and limits to answer.
type Check = fn(&[u8], Option<&[u8]>) -> Result<String, LimitsError>;

/// Checks a runtime configuration. Throws the message of what is wrong with the limits.
#[wasm_bindgen(js_name = checkRuntimeConfiguration)]
pub fn check_runtime_configuration(
    document: &str,
    limits: Option<String>,
) -> Result<String, String> {
    call(check::check_runtime_configuration, document, limits)
}

/// Checks the body of a *create* request. Throws the message of what is wrong with the limits.
#[wasm_bindgen(js_name = checkCreateRequest)]
pub fn check_create_request(document: &str, limits: Option<String>) -> Result<String, String> {
    call(check::check_create_request, document, limits)
}

/// Checks the body of a *replace* request. Throws the message of what is wrong with the limits.
#[wasm_bindgen(js_name = checkReplaceRequest)]
pub fn check_replace_request(document: &str, limits: Option<String>) -> Result<String, String> {
    call(check::check_replace_request, document, limits)
}

/// The longest text that is read; any longer one is answered without reading it.
#[wasm_bindgen(js_name = maxDocumentBytes)]
pub fn max_document_bytes() -> usize {
    MAX_DOCUMENT_BYTES
}

/// The deepest nesting that is read.
#[wasm_bindgen(js_name = maxDocumentDepth)]
pub fn max_document_depth() -> usize {
    MAX_DOCUMENT_DEPTH
}

fn call(check: Check, document: &str, limits: Option<String>) -> Result<String, String> {
    let limits = limits.as_deref().map(str::as_bytes);
    check(document.as_bytes(), limits).map_err(|error| error.to_string())
}
