#![no_main]

libfuzzer_sys::fuzz_target!(|inputs: &[u8]| liveberth_core::fuzzing::control_plane_inputs(inputs));
