//! The shared corpus of documents and their exact answers; `tests/corpus/README.md` says how it is
//! written.

mod table;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use base64::prelude::{BASE64_STANDARD, Engine as _};
use liveberth_core::config::{Code, Severity};
use liveberth_core::json;
use liveberth_core::limits::Limits;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::configuration::oracle;

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Entry {
    name: String,
    call: Call,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    document_base64: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pad_to: Option<usize>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limits: Option<Value>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    text_only: bool,
    expect: Vec<String>,
    answer: String,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Call {
    RuntimeConfiguration,
    CreateRequest,
    ReplaceRequest,
}

impl Entry {
    /// One without a document.
    fn of(call: Call) -> Self {
        Self {
            name: String::new(),
            call,
            document: None,
            document_base64: None,
            pad_to: None,
            limits: None,
            text_only: false,
            expect: Vec::new(),
            answer: String::new(),
        }
    }

    fn text(&self) -> Vec<u8> {
        let mut text = match (&self.document, &self.document_base64) {
            (Some(text), None) => text.clone().into_bytes(),
            (None, Some(base64)) => BASE64_STANDARD.decode(base64).unwrap(),
            _ => panic!("{}: one of document and documentBase64", self.name),
        };
        text.resize(self.pad_to.unwrap_or(text.len()), b' ');
        text
    }

    fn ask(&self, text: &[u8]) -> String {
        let limits = self.limits.as_ref().map(Value::to_string);
        let limits = limits.as_deref().map(str::as_bytes);
        let answer = match self.call {
            Call::RuntimeConfiguration => json::check::check_runtime_configuration(text, limits),
            Call::CreateRequest => json::check::check_create_request(text, limits),
            Call::ReplaceRequest => json::check::check_replace_request(text, limits),
        };
        answer.unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// Code and path of each diagnostic, by the oracle of the rules.
    fn by_oracle(&self) -> Vec<String> {
        let document: Value = serde_json::from_slice(&self.text()).unwrap();
        let limits = self.limits.clone().map(|it| serde_json::from_value(it).unwrap());
        let limits: Limits = limits.unwrap_or_default();
        let findings = match self.call {
            Call::RuntimeConfiguration => oracle::verdict(&document, &limits),
            Call::CreateRequest => oracle::create_verdict(&document, &limits),
            Call::ReplaceRequest => oracle::replace_verdict(&document, &limits),
        };
        findings.into_iter().map(|(path, code)| format!("{code} {path}")).collect()
    }

    /// Code and path of each diagnostic of an answer.
    fn found(&self, answer: &str) -> Vec<String> {
        let answer: Value = serde_json::from_str(answer).unwrap();
        let diagnostics = answer["diagnostics"].as_array().unwrap().iter();
        let text = |found: &Value, name: &str| found[name].as_str().unwrap().to_owned();
        diagnostics.map(|it| format!("{} {}", text(it, "code"), text(it, "path"))).collect()
    }

    /// Code and path of each diagnostic that is expected.
    fn expected(&self) -> impl Iterator<Item = (Code, &str)> {
        self.expect.iter().map(|expected| {
            let (name, path) = expected.split_once(' ').unwrap();
            (*Code::ALL.iter().find(|code| code.as_str() == name).unwrap(), path)
        })
    }

    fn is_refused(&self) -> bool {
        self.expected().any(|(code, _)| code.severity() == Severity::Error)
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn is_to_be_updated() -> bool {
    env::var_os("UPDATE_CORPUS").is_some()
}

fn write(path: &Path, entries: &[Entry]) {
    fs::write(path, serde_json::to_string_pretty(entries).unwrap() + "\n").unwrap();
}

fn files() -> Vec<(PathBuf, Vec<Entry>)> {
    let mut files: Vec<_> = fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let entries = serde_json::from_str(&text)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            (path, entries)
        })
        .collect();
    files.sort_by(|(a, _), (b, _)| a.cmp(b));
    files
}

fn entries() -> Vec<Entry> {
    files().into_iter().flat_map(|(_, entries)| entries).collect()
}

/// Every answer of the corpus.
pub(crate) fn answers() -> impl Iterator<Item = Value> {
    entries().into_iter().map(|entry| serde_json::from_str(&entry.answer).unwrap())
}

#[test]
fn every_document_is_found_to_have_the_expected_problems() {
    for entry in entries() {
        let found = entry.found(&entry.ask(&entry.text()));
        assert_eq!(found, entry.expect, "{}", entry.name);
    }
}

#[test]
fn every_document_gets_its_answer_byte_for_byte() {
    for (path, mut entries) in files() {
        for entry in &mut entries {
            let answer = entry.ask(&entry.text());
            if is_to_be_updated() {
                entry.answer = answer;
            } else {
                assert_eq!(answer, entry.answer, "{}", entry.name);
            }
        }
        if is_to_be_updated() {
            write(&path, &entries);
        }
    }
}

#[test]
fn the_oracle_of_the_rules_expects_the_same() {
    // What no tree of values shows is not for the oracle.
    let of_text = |(code, _): (Code, &str)| matches!(code, Code::TooDeep | Code::TooLarge);
    let is_tree = |entry: &&Entry| !entry.text_only && !entry.expected().any(of_text);
    for entry in entries().iter().filter(is_tree) {
        assert_eq!(entry.by_oracle(), entry.expect, "{}", entry.name);
    }
}

#[test]
fn the_table_of_the_rules_has_its_documents_in_the_corpus() {
    let made = |(name, document): (String, Value)| {
        let document = Some(document.to_string());
        let mut entry = Entry { name, document, ..Entry::of(Call::CreateRequest) };
        entry.expect = entry.by_oracle();
        entry.answer = entry.ask(&entry.text());
        entry
    };
    let made: Vec<_> = table::documents().into_iter().map(made).collect();
    let path = folder().join("table.json");
    if is_to_be_updated() {
        write(&path, &made);
    }
    let kept = fs::read_to_string(path).unwrap();
    assert_eq!(kept, serde_json::to_string_pretty(&made).unwrap() + "\n");
}

#[test]
fn an_answer_is_ok_exactly_if_it_has_a_normalized_form_its_cost_and_no_error() {
    for entry in entries() {
        let answer: Value = serde_json::from_str(&entry.answer).unwrap();
        assert_eq!(answer["ok"], !entry.is_refused(), "{}", entry.name);
        assert_eq!(answer["ok"], answer["normalized"].is_object(), "{}", entry.name);
        assert_eq!(answer["ok"], answer["cost"].is_object(), "{}", entry.name);
    }
}

#[test]
fn errors_come_before_warnings_and_only_they_become_errors_of_the_api() {
    for entry in entries() {
        let answer: Value = serde_json::from_str(&entry.answer).unwrap();
        let diagnostics = answer["diagnostics"].as_array().unwrap();
        let is_error = |it: &&Value| it["severity"] == "error";
        let errors = diagnostics.iter().take_while(is_error).count();
        assert_eq!(diagnostics.iter().filter(is_error).count(), errors, "{}", entry.name);
        for diagnostic in diagnostics {
            let has_name = diagnostic.get("errorName").is_some();
            assert_eq!(has_name, diagnostic["severity"] == "error", "{}", entry.name);
        }
    }
}

#[test]
fn every_path_leads_to_a_place_in_the_document() {
    for entry in entries() {
        let document: Value = serde_json::from_slice(&entry.text()).unwrap_or_default();
        for (code, path) in entry.expected() {
            // What is missing has only a parent to be found in.
            let place = match code {
                Code::Required | Code::DefaultApplies => {
                    path.rsplit_once('/').map_or("", |(parent, _)| parent)
                }
                _ => path,
            };
            let present = document.pointer(place).is_some();
            assert!(present || entry.text_only, "{}: {path}", entry.name);
        }
    }
}

#[test]
fn what_a_js_value_can_hold_is_answered_the_same_however_it_is_spelled() {
    for entry in entries().iter().filter(|entry| !entry.text_only) {
        let value: Value = serde_json::from_slice(&entry.text()).unwrap();
        let respelled = serde_json::to_vec_pretty(&value).unwrap();
        assert_eq!(entry.ask(&respelled), entry.answer, "{}", entry.name);
    }
}

#[test]
fn every_code_is_in_the_corpus() {
    let entries = entries();
    let found: BTreeSet<_> =
        entries.iter().flat_map(Entry::expected).map(|(code, _)| code).collect();
    assert_eq!(found, Code::ALL.iter().copied().collect());
}

#[test]
fn names_tell_the_entries_apart() {
    let entries = entries();
    let names: BTreeSet<_> = entries.iter().map(|entry| &entry.name).collect();
    assert_eq!(names.len(), entries.len());
}

#[test]
fn no_answer_repeats_the_value_of_an_environment_variable_that_is_refused() {
    for entry in entries().iter().filter(|entry| entry.is_refused()) {
        assert!(!entry.answer.contains("hunter2"), "{}", entry.name);
    }
}
