#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    match patch::Layout::read(text) {
        // A layout that is accepted can be read with.
        Ok(layout) => drop(patch::read::Reader::new(&[layout])),
        Err(faults) => assert!(!faults.is_empty(), "what is refused has a fault"),
    }
});
