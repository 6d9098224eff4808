#![no_main]

libfuzzer_sys::fuzz_target!(|text: &[u8]| liveberth_core::fuzzing::configuration_text(text));
