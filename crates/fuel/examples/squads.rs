//! Plans the bottles of squads: a request in JSON on each line of the input, a line for each on the output with the seven parts of
//! its score and the microseconds it took.

#![expect(clippy::print_stdout, reason = "a measuring program prints")]

use std::io::BufRead;
use std::time::Instant;

use fuel::bottles::{Request, plan};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for line in std::io::stdin().lock().lines() {
        let request: Request = serde_json::from_str(&line?)?;
        let begun = Instant::now();
        let score = plan(&request)?.score;
        let took = begun.elapsed().as_micros();
        println!(
            "{} {} {} {} {} {} {} {took}",
            score.under,
            score.carbohydrate_short,
            score.sodium_short,
            score.recipes,
            score.mixed,
            score.bottles,
            score.off_target
        );
    }
    Ok(())
}
