#![no_main]

libfuzzer_sys::fuzz_target!(|ways: &[u8]| liveberth_core::fuzzing::requests(ways));
