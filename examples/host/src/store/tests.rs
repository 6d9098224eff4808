use tempfile::TempDir;

use super::*;

fn entry(at: u64, input: &str) -> Entry {
    Entry { at: Timestamp::from_millis(at), input: input.to_owned() }
}

#[test]
fn what_was_committed_is_there_when_the_store_is_opened_again() {
    let home = TempDir::new().unwrap();
    let mut store = Store::open(home.path()).unwrap();
    assert_eq!(store.load().unwrap(), None);
    store.commit(&[], Some("state")).unwrap();
    store.commit(&[entry(1, "a"), entry(2, "b'; DROP TABLE journal")], None).unwrap();
    drop(store);
    let mut store = Store::open(home.path()).unwrap();
    assert_eq!(store.journal_length(), 2);
    let journal = vec![entry(1, "a"), entry(2, "b'; DROP TABLE journal")];
    assert_eq!(store.load().unwrap(), Some(Kept { snapshot: "state".to_owned(), journal }));

    store.commit(&[entry(3, "c")], Some("later state")).unwrap();
    let kept = Kept { snapshot: "later state".to_owned(), journal: Vec::new() };
    assert_eq!(store.load().unwrap(), Some(kept));
    assert_eq!(store.journal_length(), 0);
}

#[test]
fn a_commit_that_fails_changes_nothing() {
    let home = TempDir::new().unwrap();
    let mut store = Store::open(home.path()).unwrap();
    store.commit(&[entry(1, "a")], Some("state")).unwrap();
    store.set_full(true);
    let large = "x".repeat(100_000);
    assert!(store.commit(&[entry(2, "b"), entry(3, &large)], None).is_err());
    assert!(store.commit(&[], Some(&large)).is_err());
    assert!(store.commit(&[entry(u64::MAX, "late")], None).is_err());
    let kept = Kept { snapshot: "state".to_owned(), journal: Vec::new() };
    assert_eq!(store.load().unwrap(), Some(kept));
    store.set_full(false);
    store.commit(&[entry(3, &large)], None).unwrap();
    assert_eq!(store.journal_length(), 1);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = TempDir::new().unwrap();
    let mut store = Store::open(home.path()).unwrap();
    store.commit(&[entry(1, "a")], None).unwrap();
    let files = fs::read_dir(home.path()).unwrap().map(Result::unwrap);
    let modes = files.map(|file| file.metadata().unwrap().permissions().mode() & 0o777);
    let modes = modes.collect::<Vec<_>>();
    assert!(modes.len() >= 2);
    assert!(modes.iter().all(|mode| *mode == 0o600), "{modes:?}");
}
