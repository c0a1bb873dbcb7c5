#![no_main]

use physiology::refit::read_pairs;
use physiology::validation::read_measured;

// Tables that scientists bring: tests to fit a model to, groups to compare predictions with, and models.
libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Err(errors) = read_pairs(text) {
        assert!(!errors.is_empty(), "what is refused has a fault");
    }
    if let Err(errors) = read_measured(text) {
        assert!(!errors.is_empty(), "what is refused has a fault");
    }
    drop(physiology::Model::read(text));
});
