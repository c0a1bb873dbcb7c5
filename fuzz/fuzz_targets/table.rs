#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| isotone_fuzz::decode("a.csv", bytes));
