#![no_main]

use std::sync::LazyLock;

use patch::Layout;
use patch::read::Reader;
use patch::read::reading::FillReading;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::new(std::slice::from_ref(Layout::reference())));

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = READER.read(bytes) else { return };
    let length = Layout::reference().channel.length_mm;
    if let Some(FillReading::Filled(front)) = reading.fill.value() {
        assert!((0.0..=length).contains(&front.front_mm), "a front lies in the channel");
        assert!(front.volume_ul >= 0.0 && front.volume_uncertainty_ul > 0.0, "a volume is one");
    }
    if let Some(chloride) = reading.assay.value() {
        assert!(chloride.value >= 0.0 && chloride.standard_uncertainty > 0.0, "a concentration is one");
    }
});
