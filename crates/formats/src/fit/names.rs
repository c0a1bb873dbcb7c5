//! The numbers of the FIT profile that the timeline uses, as names.

/// The sport in words, with the sub-sport where it says more. A sub-sport never hides another sport: walking on a
/// treadmill is walking.
pub(super) fn sport(sport: Option<f64>, sub_sport: Option<f64>) -> String {
    let sub = sub_sport.and_then(|number| look_up(SUB_SPORTS, number));
    let main = sport.and_then(|number| look_up(SPORTS, number));
    let (Some(main), Some(sub)) = (main, sub) else { return sub.or(main).unwrap_or("generic").to_owned() };
    // Main sports that say no more than that somebody trained.
    let vague = matches!(main, "training" | "fitness equipment" | "hiit");
    let family = |name: &str| sport::named(name).map(|named| named.family);
    if vague || family(main) == family(sub) {
        sub.to_owned()
    } else if sport::named(sub).is_some_and(|named| named.indoor) {
        let how = if sub == VIRTUAL { "virtual" } else { "indoor" };
        format!("{how} {main}")
    } else {
        main.to_owned()
    }
}

fn look_up(table: &[(f64, &'static str)], number: f64) -> Option<&'static str> {
    table.iter().find(|(n, _)| n.to_bits() == number.to_bits()).map(|(_, name)| *name)
}

/// The numbers of a sport: the main sport and the sub-sport, 0 where the profile has none for it.
pub(super) fn numbers(sport: sport::Sport) -> (u8, u8) {
    let is_it = |(_, name): &&(f64, &str)| sport::named(name).is_some_and(|named| named.sport == sport);
    let family = sport::SportFamily::of(sport.words());
    let is_kin = |(_, name): &&(f64, &str)| {
        sport::named(name).is_some_and(|named| named.family == family && !named.indoor)
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the tables hold numbers below 256"
    )]
    let number = |row: Option<&(f64, &str)>| row.map_or(0, |(number, _)| *number as u8);
    let main = SPORTS.iter().find(is_it);
    let sub = SUB_SPORTS.iter().find(is_it).filter(|_| main.is_none());
    (number(main.or_else(|| SPORTS.iter().find(is_kin))), number(sub))
}

/// On a virtual course.
const VIRTUAL: &str = "virtual activity";

/// Whether it was on a virtual course, where positions are not on this earth.
pub(super) fn is_virtual(sport: &str) -> bool {
    sport.starts_with("virtual ")
}

/// A change of clothes and bike between legs.
pub(super) const TRANSITION_NAME: &str = "transition";

const SPORTS: &[(f64, &str)] = &[
    (1.0, "running"),
    (2.0, "cycling"),
    (3.0, "transition"),
    (4.0, "fitness equipment"),
    (5.0, "swimming"),
    (6.0, "basketball"),
    (7.0, "soccer"),
    (8.0, "tennis"),
    (9.0, "american football"),
    (10.0, "training"),
    (11.0, "walking"),
    (12.0, "cross country skiing"),
    (13.0, "skiing"),
    (15.0, "rowing"),
    (16.0, "mountaineering"),
    (17.0, "hiking"),
    (18.0, "multisport"),
    (19.0, "paddling"),
    (21.0, "e-bike"),
    (35.0, "snowshoeing"),
    (37.0, "paddling"),
    (41.0, "kayaking"),
    (47.0, "boxing"),
    (48.0, "training"),
    (62.0, "hiit"),
    (64.0, "racket"),
];

/// Sub-sports that change what a session means for heat.
const SUB_SPORTS: &[(f64, &str)] = &[
    (1.0, "treadmill"),
    (3.0, "trail running"),
    (4.0, "track running"),
    (5.0, "spin"),
    (6.0, "indoor cycling"),
    (7.0, "road cycling"),
    (8.0, "mountain biking"),
    (14.0, "indoor rowing"),
    (15.0, "elliptical"),
    (16.0, "stair climbing"),
    (17.0, "lap swimming"),
    (18.0, "open water swimming"),
    (19.0, "flexibility training"),
    (20.0, "strength training"),
    (26.0, "cardio training"),
    (27.0, "indoor walking"),
    (43.0, "yoga"),
    (44.0, "pilates"),
    (45.0, "indoor running"),
    (46.0, "gravel"),
    (48.0, "commuting"),
    (58.0, VIRTUAL),
];

/// The makers that are common enough to name.
pub(super) fn maker(number: f64) -> String {
    let known: [(f64, &str); 10] = [
        (1.0, "garmin"),
        (23.0, "suunto"),
        (32.0, "wahoo"),
        (89.0, "tacx"),
        (123.0, "polar"),
        (255.0, "development"),
        (260.0, "zwift"),
        (265.0, "strava"),
        (294.0, "coros"),
        (331.0, "mywhoosh"),
    ];
    known
        .iter()
        .find(|(n, _)| n.to_bits() == number.to_bits())
        .map_or_else(|| format!("maker {number}"), |(_, name)| (*name).to_owned())
}
