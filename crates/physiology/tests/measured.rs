//! Predictions without a test beside published groups of people: what the documentation says of accuracy.

use std::sync::Arc;

use physiology::Model;
use physiology::validation::{
    MeasuredScores, Score, published_groups, published_sodium, read_measured, score_measured, score_sodium,
};

fn scores() -> MeasuredScores {
    score_measured(&Model::standard(), published_groups())
}

fn print(name: &str, score: &Score) {
    println!(
        "{name:<30} n {:>2} bias {:+.3} ratio {:.2} error {:.1} % people {:?}",
        score.groups,
        score.bias.as_l_per_h(),
        score.ratio.as_ratio(),
        score.error.as_percent(),
        score.people_inside.map(|share| share.as_percent().round())
    );
}

#[test]
fn the_table() {
    let scores = scores();
    print("by effort", &scores.by_effort);
    print("by word", &scores.by_word);
    if let Some(left_out) = &scores.left_out {
        print("each study left out", &left_out.score);
        println!("within {:.1} %", left_out.error_within.as_percent());
    }
    for peer in &scores.peers {
        print(peer.peer.words(), &peer.score);
    }
    for slice in &scores.slices {
        print(&format!("{} {}", slice.by, slice.part), &slice.by_effort);
    }
    for group in &scores.groups {
        println!(
            "{:<50} {:.2} effort {:.2} word {:.2} inside {:?}",
            format!("{} {}", group.measured.study, group.measured.group),
            group.measured.rate.as_l_per_h(),
            group.by_effort.as_l_per_h(),
            group.by_word.as_l_per_h(),
            group.people_inside.map(|share| share.as_percent().round())
        );
    }
    let sodium = score_sodium(&Model::standard(), published_sodium());
    println!(
        "sodium bias {:+.1} error {:.1} people {:.0} %",
        sodium.bias.as_mmol_per_l(),
        sodium.error.as_mmol_per_l(),
        sodium.people_inside.as_percent()
    );
    for (group, median, _) in &sodium.rows {
        println!("{:<50} {:.1} {:.1}", group.study, group.mean.as_mmol_per_l(), median.as_mmol_per_l());
    }
    // What docs/sweat-profile.md says of accuracy.
    let (known, word) = (&scores.by_effort, &scores.by_word);
    assert!(known.error.as_percent() <= 20.0 && word.error.as_percent() <= 22.0, "error");
    assert!(known.bias.as_l_per_h().abs() <= 0.06 && word.bias.as_l_per_h().abs() <= 0.06, "bias");
    for score in [known, word] {
        assert!(
            score.people_inside.is_some_and(|share| (75.0..=85.0).contains(&share.as_percent())),
            "width"
        );
    }
    for slice in scores.slices.iter().filter(|slice| slice.by == "sport" && slice.by_effort.groups >= 4) {
        assert!((0.85..=1.18).contains(&slice.by_effort.ratio.as_ratio()), "{}", slice.part);
    }
    for peer in &scores.peers {
        assert!(peer.score.error > known.error, "{}", peer.peer.words());
    }
    assert!(sodium.bias.as_mmol_per_l().abs() <= 4.0, "sodium bias");
    assert!((75.0..=85.0).contains(&sodium.people_inside.as_percent()), "sodium width");
    assert_eq!(scores.groups.len(), published_groups().len());
    assert_eq!(scores.by_effort.groups, 47, "the lower bound is not scored");
}

/// Trained people in the heat are where sweat matters most: the model is held to them by themselves.
#[test]
fn in_the_heat_nothing_leans_to_one_side() {
    let hot: Vec<_> = published_groups()
        .iter()
        .filter(|group| group.by_word.air_temperature.as_celsius() >= 28.0 && !group.lower_bound)
        .cloned()
        .collect();
    let scores = score_measured(&Model::standard(), &hot);
    for (name, score) in [("from 28 °C by effort", &scores.by_effort), ("by word", &scores.by_word)] {
        print(name, score);
        assert!(score.error.as_percent() <= 18.0 && score.bias.as_l_per_h().abs() <= 0.12, "{name}");
    }
    let inside = scores.by_effort.people_inside.map(units::Fraction::as_percent);
    assert!(inside.is_some_and(|share| (72.0..=88.0).contains(&share)), "{inside:?}");
    assert_eq!(hot.len(), 8);
}

#[test]
fn a_table_of_ones_own_is_scored_and_says_what_is_wrong_with_it() {
    let good = "study,sport,mass_kg,minutes,air_c,speed_km_h,rate_l_h,sd_l_h,people\nmine,run,70,60,24,11,1.2,0.3,9\n";
    let groups = read_measured(good).unwrap();
    let scores = score_measured(&Arc::clone(&Model::standard()), &groups);
    assert_eq!(scores.by_effort.groups, 1);
    assert!(scores.by_effort.people_inside.is_some() && scores.left_out.is_none());
    for (table, expected) in [
        ("study,sport,mass_kg,minutes,air_c,rate_l_h\nmine,quidditch,70,60,24,1.2\n", "sport"),
        ("study,sport,mass_kg,minutes,air_c,rate_l_h\nmine,run,70,60,240,1.2\n", "240"),
        ("study,sport,mass_kg,minutes,air_c,rate_l_h\nmine,run,70,60,24,-1\n", "rate_l_h"),
        ("study,sport,mass_kg,minutes,air_c,rate_l_h,sun\nmine,run,70,60,24,1,dark\n", "sun"),
        ("study,sport,mass_kg,minutes,air_c,rate_l_h\nmine,run,many,60,24,1\n", "float"),
        ("study,sport,mass_kg,minutes,air_c,rate_l_h,colour\nmine,run,70,60,24,1,blue\n", "colour"),
        ("", "below the header"),
    ] {
        let errors = read_measured(table).unwrap_err();
        assert!(errors[0].to_string().contains(expected), "{}", errors[0]);
    }
}
