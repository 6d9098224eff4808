//! The page: files that are part of the program, served under a strict policy.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::header;
use liveberth_core::error::ApiError;
use rust_embed::{Embed, EmbeddedFile};

use super::answer::{Answer, file as file_answer, set};

/// The page's own files.
#[derive(Embed)]
#[folder = "ui/"]
#[allow_missing = true]
struct Ui;

/// The package that checks a configuration in the browser; not there unless it was built.
#[derive(Embed)]
#[folder = "../../wasm/pkg/"]
#[allow_missing = true]
struct Package;

/// What a page of this host may load: its own files, and nothing from anywhere else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// The page itself.
pub(super) async fn index() -> Answer {
    answer("index.html", Ui::get("index.html"))
}

/// A file of the page: `liveberth/…` of the package, any other of the page's own.
pub(super) async fn file(path: Result<Path<String>, PathRejection>) -> Answer {
    let Ok(Path(path)) = path else {
        return Err(ApiError::NotFound {}.into());
    };
    let found = match path.strip_prefix("liveberth/") {
        Some(path) => Package::get(path),
        None => Ui::get(&path),
    };
    answer(&path, found)
}

fn answer(path: &str, found: Option<EmbeddedFile>) -> Answer {
    let found = found.ok_or(ApiError::NotFound {})?;
    let mut response = file_answer(content_type(path), found.data);
    set(&mut response, header::CONTENT_SECURITY_POLICY, POLICY);
    set(&mut response, header::REFERRER_POLICY, "no-referrer");
    Ok(response)
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("wasm") => "application/wasm",
        _ => "application/octet-stream",
    }
}
