//! Fuzzes what `kii_server::fuzzing::range` reads.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| kii_server::fuzzing::range(input));
