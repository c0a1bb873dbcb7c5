#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    // What is taken in can be looked at.
    for item in fuel::open_food_facts(text).into_iter().chain(fuel::usda_json(text).unwrap_or_default()) {
        assert!(!item.id.is_empty(), "an item has a name");
    }
    drop(fuel::usda_refused(text));
    drop(fuel::Catalogue::read(text));
});
