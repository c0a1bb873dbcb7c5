//! For `bench/patch/run`: reads paths of photos from its input, a line each, and answers milliseconds of the processor
//! for decoding and in whole, the front in mm and the chloride in mmol/L, empty where refused.

use std::io::{BufRead, Write};
use std::time::Instant;

use patch::Layout;
use patch::read::Reader;
use patch::read::decode::decode;
use patch::read::reading::FillReading;

/// Each photo is read so often; the quickest counts, which is the one that nobody else disturbed.
const TIMES: usize = 5;

/// Milliseconds that this thread had the processor, where the system says so (Linux); else by the clock.
fn milliseconds(begun: Instant) -> f64 {
    // The count is brought up to date when the thread gives way.
    std::thread::yield_now();
    let said = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = said.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| begun.elapsed().as_secs_f64() * 1e3, |ns| ns / 1e6)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let reader = Reader::new(std::slice::from_ref(Layout::reference()));
    let mut out = std::io::stdout();
    let begun = Instant::now();
    for path in std::io::stdin().lock().lines() {
        let bytes = std::fs::read(path?)?;
        let (mut decoding, mut whole) = (f64::INFINITY, f64::INFINITY);
        for _ in 0..TIMES {
            let start = milliseconds(begun);
            let decoded = decode(&bytes);
            decoding = decoding.min(milliseconds(begun) - start);
            if let Ok(decoded) = decoded {
                let _ = std::hint::black_box(reader.read_decoded(&decoded));
            }
            whole = whole.min(milliseconds(begun) - start);
        }
        let reading = reader.read(&bytes).ok();
        let front = reading.as_ref().and_then(|reading| match reading.fill.value()? {
            FillReading::Filled(front) => Some(front.front_mm),
            FillReading::NotFilled | FillReading::Overfilled { .. } => None,
        });
        let chloride = reading.as_ref().and_then(|reading| Some(reading.assay.value()?.value));
        let word = |value: Option<f64>| value.map(|v| format!("{v:.4}")).unwrap_or_default();
        writeln!(out, "{decoding:.3},{whole:.3},{},{}", word(front), word(chloride))?;
        out.flush()?;
    }
    Ok(())
}
