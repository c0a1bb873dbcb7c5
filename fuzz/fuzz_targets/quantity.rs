#![no_main]

use units::Quantity;

fn read<Q: Quantity>(text: &str) {
    if let Ok(quantity) = units::parse::<Q>(text) {
        assert!(quantity.base().is_finite(), "{text}");
    }
}

libfuzzer_sys::fuzz_target!(|text: &str| {
    read::<units::Volume>(text);
    read::<units::Mass>(text);
    read::<units::Duration>(text);
    read::<units::Temperature>(text);
});
