//! The corpus of documents and their exact answers, as a client of the host meets it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use serde_json::Value;

use crate::program::{Host, Request, configuration_without_default_target};

#[test]
fn every_document_is_answered_with_the_bytes_on_record() {
    let host = Host::start_with(&configuration_without_default_target());
    let entries = entries();
    assert!(entries.len() >= 120, "{} documents", entries.len());
    for entry in entries {
        let mut path = format!("/liveberth/v1/check?document={}", entry["call"].as_str().unwrap());
        if let Some(limits) = entry.get("limits") {
            path += &format!("&limits={}", escaped(&limits.to_string()));
        }
        let answer = Request::new("POST", &path).body(&document(&entry)).send(&host);
        assert_eq!((answer.status, answer.body.as_str()), (200, entry["answer"].as_str().unwrap()));
    }
}

#[test]
fn limits_that_are_none_are_refused() {
    let host = Host::start();
    for limits in ["", "5", "%5B1%5D", "%7B%22maxThreads%22%3A1%7D"] {
        let path = format!("/liveberth/v1/check?limits={limits}");
        let answer = Request::new("POST", &path).body(b"{}").send(&host);
        assert_eq!(answer.error(), (400, "Default:InvalidArgument".into()));
        assert_eq!(answer.parameters()["field"], "limits");
    }
}

fn entries() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../core/tests/corpus");
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let files = files.filter(|path| path.extension().is_some_and(|it| it == "json"));
    files
        .flat_map(|path| serde_json::from_slice::<Vec<Value>>(&fs::read(path).unwrap()).unwrap())
        .collect()
}

fn document(entry: &Value) -> Vec<u8> {
    let mut document = match entry["document"].as_str() {
        Some(text) => text.as_bytes().to_vec(),
        None => BASE64_STANDARD.decode(entry["documentBase64"].as_str().unwrap()).unwrap(),
    };
    if let Some(length) = entry["padTo"].as_u64() {
        document.resize(usize::try_from(length).unwrap(), b' ');
    }
    document
}

/// Every byte as `%XX`.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut escaped, byte| {
        write!(escaped, "%{byte:02X}").unwrap();
        escaped
    })
}
