#![no_main]

use team::heat::Policy;

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(policy) = Policy::read(text) {
        assert!(!policy.bands.is_empty(), "a policy has a band");
    }
});
