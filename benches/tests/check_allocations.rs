//! A check allocates what its report holds, and nothing else.

#![cfg(test)]

use allocation_counter::{AllocationInfo, measure};
use liveberth_benches::documents::{FULL, SMALL};
use liveberth_core::config::check_runtime_configuration;
use liveberth_core::limits::Limits;

/// What is allocated by a check whose report is still there.
fn allocations(text: &str) -> AllocationInfo {
    let limits = Limits::default();
    let mut report = None;
    let info = measure(|| report = Some(check_runtime_configuration(text.as_bytes(), &limits)));
    assert!(report.is_some_and(|report| report.ok()));
    info
}

#[test]
fn all_that_a_check_allocates_is_in_its_report() {
    for text in [SMALL, FULL] {
        let info = allocations(text);
        assert!(info.count_total > 0, "the memory's text, at least, is kept");
        assert_eq!(info.bytes_total, unsigned(info.bytes_current), "{text}: {info:?}");
        assert_eq!(info.count_total, unsigned(info.count_current), "{text}: {info:?}");
    }
}

#[test]
fn a_document_of_numbers_needs_no_allocation() {
    // But for the amount of memory, which is kept as it was written.
    assert_eq!(allocations(SMALL).count_total, 1);
}

fn unsigned(held: i64) -> u64 {
    u64::try_from(held).unwrap()
}
