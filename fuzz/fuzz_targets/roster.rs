#![no_main]

use jiff::civil::date;
use team::roster::{Answers, DateOrder, MOST_ATHLETES, MassUnit, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let answered = Answers {
        mass_unit: Some(MassUnit::Kg),
        date_order: Some(DateOrder::DayFirst),
        without_shared_numbers: true,
    };
    for answers in [Answers::default(), answered] {
        if let Ok(roster) = read(bytes, &answers, date(2026, 7, 1)) {
            assert!(roster.rows.len() <= MOST_ATHLETES, "a squad has a limit");
        }
    }
});
