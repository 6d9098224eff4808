//! The control plane's text door, replayed from the files in `tests/scenarios` that every binding
//! replays too. `UPDATE_GOLDEN=1` writes the answers anew.

use std::path::PathBuf;
use std::{env, fs};

use liveberth_core::control_plane::ControlPlane;
use liveberth_core::json::control_plane::{self, TextError};
use liveberth_core::time::Timestamp;

#[test]
fn every_scenario_has_the_answers_that_are_written_beside_it() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/scenarios");
    let mut count = 0;
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let written = fs::read_to_string(&path).unwrap();
        let replayed = replay(&written);
        if env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&path, replayed).unwrap();
        } else {
            assert_eq!(replayed, written, "{}", path.display());
        }
        count += 1;
    }
    assert!(count > 0);
}

/// The scenario with each answer in the line behind its call.
fn replay(scenario: &str) -> String {
    let mut plane = control_plane::new(b"{}").unwrap();
    let mut lines = String::new();
    for line in scenario.lines().filter(|line| !is_answer(line)) {
        lines.push_str(&format!("{line}\n"));
        if let Some(call) = line.strip_prefix("> ") {
            let (now, input) = call.split_once(' ').unwrap();
            let now = Timestamp::from_millis(now.parse().unwrap());
            lines.push_str(&answer(control_plane::step(&mut plane, now, input.as_bytes())));
        } else if let Some(call) = line.strip_prefix("? ") {
            lines.push_str(&answer(read(&plane, call)));
        }
        let saved = control_plane::save(&plane).unwrap();
        assert_eq!(control_plane::restore(saved.as_bytes()).unwrap(), plane, "after {line}");
    }
    lines
}

fn is_answer(line: &str) -> bool {
    !line.is_empty() && !line.starts_with(['#', '>', '?'])
}

fn read(plane: &ControlPlane, call: &str) -> Result<String, TextError> {
    match call.split_once(' ').unwrap_or((call, "")) {
        ("status", rid) => control_plane::status(plane, rid),
        ("deployment", rid) => control_plane::deployment(plane, rid),
        ("limits", project) => control_plane::limits_of(plane, project),
        ("list", _) => control_plane::list(plane),
        ("nodes", _) => control_plane::nodes(plane),
        ("queues", _) => control_plane::queues(plane),
        ("resume", _) => control_plane::resume(plane),
        ("save", _) => control_plane::save(plane),
        ("whatIf", asked) => control_plane::what_if(plane, asked.as_bytes()),
        ("compare", asked) => control_plane::compare(plane, asked.as_bytes()),
        ("repack", asked) => control_plane::repack(plane, asked.as_bytes()),
        ("wake", _) => Ok(wake(plane)),
        (other, _) => panic!("there is no call `{other}`"),
    }
}

fn answer(result: Result<String, TextError>) -> String {
    match result {
        Ok(text) => format!("{text}\n"),
        Err(error) => format!("! {}\n", error.code()),
    }
}

fn wake(plane: &ControlPlane) -> String {
    plane.next_wake().map_or("null".to_owned(), |wake| wake.as_millis().to_string())
}
