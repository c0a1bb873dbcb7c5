//! Published groups of people on the page: how near each way to predict comes, and predicted beside measured.

use std::fmt::Write as _;

use physiology::validation::{Ageing, GroupScore, MeasuredScores, Peer, Score, SodiumScore};
use units::{UnitSystem, VolumeRate};

use super::{SIDE, place, square};
use crate::language::Language;

/// What the page says about measured people.
pub(super) struct Measured {
    /// Of what: so many groups, what sodium came to.
    pub(super) lead: String,
    pub(super) sodium: String,
    /// A way to predict, with its cells.
    pub(super) ways: Vec<(String, [String; 5])>,
    /// A part of the groups, predicted by effort and by a word.
    pub(super) parts: Vec<(String, [String; 4])>,
    /// Study and group, measured, by effort, by a word.
    pub(super) groups: Vec<(String, [String; 3])>,
    pub(super) chart: String,
}

impl Measured {
    pub(super) fn of(scores: &MeasuredScores, sodium: &SodiumScore, language: Language) -> Self {
        let effort = language.t("validation-by-effort");
        let mut ways = vec![(effort, cells(&scores.by_effort, language))];
        ways.push((language.t("validation-by-word"), cells(&scores.by_word, language)));
        if let Some(left_out) = &scores.left_out {
            let others = language.with("studies", left_out.studies).t("validation-from-others");
            ways.push((others, cells(&left_out.score, language)));
        }
        ways.extend(scores.peers.iter().map(|of| (peer(of.peer, language), cells(&of.score, language))));
        let part = |of: &physiology::validation::Slice| {
            let [_, ratio, error, _, inside] = cells(&of.by_effort, language);
            let name =
                format!("{}: {}", language.t_of("validation-part", of.by), part_in_words(of, language));
            (name, [of.by_effort.groups.to_string(), ratio, error, inside])
        };
        let number = |rate: VolumeRate| language.number(&format!("{:.2}", rate.as_l_per_h()));
        let group = |of: &GroupScore| {
            let name = format!("{}, {}", of.measured.study, of.measured.group);
            (name, [of.measured.rate, of.by_effort, of.by_word].map(number))
        };
        Self {
            lead: language.with("groups", scores.by_effort.groups).t("validation-measured-lead"),
            sodium: language
                .with("groups", sodium.groups)
                .with("bias", language.number(&format!("{:+.1}", sodium.bias.as_mmol_per_l())))
                .with("inside", language.number(&format!("{:.0}", sodium.people_inside.as_percent())))
                .t("validation-measured-sodium"),
            ways,
            parts: scores.slices.iter().map(part).collect(),
            groups: scores.groups.iter().map(group).collect(),
            chart: chart(&scores.groups, language),
        }
    }
}

/// Bias, ratio, error, root mean square and the people inside, as a row shows them.
fn cells(score: &Score, language: Language) -> [String; 5] {
    let inside = score.people_inside.map_or("–".to_owned(), |share| format!("{:.0} %", share.as_percent()));
    [
        format!("{:+.2}", score.bias.as_l_per_h()),
        format!("{:.2}", score.ratio.as_ratio()),
        format!("{:.0} %", score.error.as_percent()),
        format!("{:.2}", score.root_mean_square.as_l_per_h()),
        inside,
    ]
    .map(|cell| language.number(&cell))
}

/// A part in the reader's words: its text is named by what English calls it.
fn part_in_words(of: &physiology::validation::Slice, language: Language) -> String {
    if of.by == "sport" {
        return language.t_of("sport", &of.part);
    }
    if let Some(intensity) = language.known("intensity", &of.part) {
        return intensity;
    }
    let words: Vec<&str> = of.part.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    language.instead(&format!("validation-part-{}", of.by), &words.join("-"), &of.part)
}

fn peer(peer: Peer, language: Language) -> String {
    match peer {
        Peer::SportMean => language.t("validation-sport-mean"),
        Peer::PerMass => language.number(peer.words()),
        Peer::Shapiro | Peer::Iso7933 => peer.words().to_owned(),
    }
}

/// Predicted over measured, in L/h; on the diagonal a group is predicted as it was measured.
fn chart(groups: &[GroupScore], language: Language) -> String {
    let widest = groups
        .iter()
        .map(|of| of.measured.rate.as_l_per_h().max(of.by_effort.as_l_per_h()))
        .fold(1.0, f64::max);
    let widest = (widest * 2.0).ceil() / 2.0;
    let mut svg = square(&language.t("validation-measured-chart"), |share| {
        let number = language.number(&format!("{:.2}", share * widest));
        let with_unit = language.quantity(VolumeRate::from_l_per_h(share * widest), UnitSystem::Metric);
        [if share == 1.0 { with_unit } else { number.clone() }, number]
    });
    for of in groups.iter().filter(|of| !of.measured.lower_bound) {
        let (x, y) = (of.measured.rate.as_l_per_h() / widest, of.by_effort.as_l_per_h() / widest);
        let _ =
            write!(svg, r#"<circle class="point" cx="{:.1}" cy="{:.1}" r="4"/>"#, place(x), SIDE - place(y));
    }
    svg.push_str("</svg>");
    svg
}

/// What is left of an interval's promise so many months after the last test.
pub(super) fn ageing(of: &Ageing, language: Language) -> [String; 2] {
    [
        language.number(&format!("{:.1} %", of.inside.as_percent())),
        language.number(&format!("{:.2}", of.width)),
    ]
}
