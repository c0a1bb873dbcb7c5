//! Predicted against measured: published groups, or a table of one's own.

use std::path::Path;

use physiology::validation::{MeasuredScores, Score, SodiumScore, read_measured, score_measured};

use super::Arguments;
use crate::commands::show;
use crate::config::Config;
use crate::failure::Failure;

/// Scores the model in use on the table of a file.
pub(super) async fn of_file(
    engine: &engine::Engine,
    file: &Path,
    arguments: &Arguments,
    config: &Config,
) -> Result<(), Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::Argument(format!("{}: {error}", file.display())))?;
    let groups = read_measured(&text).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Failure::Argument(format!("{}:\n{}", file.display(), lines.join("\n")))
    })?;
    let scores = score_measured(&engine.model().await?, &groups);
    if arguments.json {
        return show::json(&scores, config.units);
    }
    print(&scores);
    Ok(())
}

const HEADER: &str = "groups   bias, L/h   ratio   error   RMSE, L/h   people in 80 %";

/// The scores, by part and beside the peers, then every group.
pub(super) fn print(scores: &MeasuredScores) {
    println!("\nMeasured groups of people, predicted without a test");
    println!("  {:<34} {HEADER}", "");
    line("effort and air as published", &scores.by_effort);
    line("a word for the effort, and weather", &scores.by_word);
    for peer in &scores.peers {
        line(peer.peer.words(), &peer.score);
    }
    if let Some(left_out) = &scores.left_out {
        line(&format!("each of {} studies from the others", left_out.studies), &left_out.score);
    }
    println!("\n  {:<34} {HEADER}", "by effort as published");
    for slice in &scores.slices {
        line(&format!("{}: {}", slice.by, slice.part), &slice.by_effort);
    }
    println!("\n  {:<34} measured   by effort   by word, L/h", "group");
    for group in &scores.groups {
        let bound = if group.measured.lower_bound { "  (a lower bound; not scored)" } else { "" };
        let name = format!("{}, {}", group.measured.study, group.measured.group);
        let (measured, known, word) =
            (group.measured.rate.as_l_per_h(), group.by_effort.as_l_per_h(), group.by_word.as_l_per_h());
        println!("  {:<58} {measured:>6.2} {known:>6.2} {word:>6.2}{bound}", cut(&name, 58));
    }
}

fn line(name: &str, score: &Score) {
    let inside = score.people_inside.map_or("–".to_owned(), |share| format!("{:.0} %", share.as_percent()));
    println!(
        "  {:<34} {:>6} {:>11.2} {:>7.2} {:>5.1} % {:>11.2} {:>16}",
        cut(name, 34),
        score.groups,
        score.bias.as_l_per_h(),
        score.ratio.as_ratio(),
        score.error.as_percent(),
        score.root_mean_square.as_l_per_h(),
        inside
    );
}

/// The first characters of a name.
fn cut(name: &str, most: usize) -> String {
    name.chars().take(most).collect()
}

/// Predicted sweat sodium beside what was published.
pub(super) fn print_sodium(score: &SodiumScore) {
    println!(
        "\nMeasured sweat sodium of {} groups: bias {:+.1} mmol/L, mean difference {:.1}, people in 80 %: {:.0} %",
        score.groups,
        score.bias.as_mmol_per_l(),
        score.error.as_mmol_per_l(),
        score.people_inside.as_percent()
    );
    for (group, median, i80) in &score.rows {
        let name = format!("{}, {}, {}", group.study, group.group, group.method);
        println!(
            "  {:<74} {:>5.1}   predicted {:>5.1} ({:.0} to {:.0})",
            cut(&name, 74),
            group.mean.as_mmol_per_l(),
            median.as_mmol_per_l(),
            i80.low.as_mmol_per_l(),
            i80.high.as_mmol_per_l()
        );
    }
}
