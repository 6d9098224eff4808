#![no_main]

libfuzzer_sys::fuzz_target!(|changes: &[u8]| liveberth_core::fuzzing::placements(changes));
