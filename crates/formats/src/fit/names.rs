//! The numbers of the FIT profile that the timeline uses, as names.

/// The sport in words, with the sub-sport where it says more. A sub-sport never hides another sport: walking on a
/// treadmill is walking.
pub(super) fn sport(sport: Option<f64>, sub_sport: Option<f64>) -> String {
    let both = sport.zip(sub_sport);
    if let Some((_, game)) = GAMES.iter().find(|(numbers, _)| Some(*numbers) == both) {
        return (*game).to_owned();
    }
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

/// The sports of the profile (`sport`), by names that the table of names knows.
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
    (13.0, "alpine skiing"),
    (14.0, "snowboarding"),
    (15.0, "rowing"),
    (16.0, "mountaineering"),
    (17.0, "hiking"),
    (18.0, "multisport"),
    (19.0, "paddling"),
    (20.0, "flying"),
    (21.0, "e-bike"),
    (22.0, "motorcycling"),
    (23.0, "boating"),
    (24.0, "driving"),
    (25.0, "golf"),
    (26.0, "hang gliding"),
    (27.0, "horseback riding"),
    (28.0, "hunting"),
    (29.0, "fishing"),
    (30.0, "inline skating"),
    (31.0, "rock climbing"),
    (32.0, "sailing"),
    (33.0, "ice skating"),
    (34.0, "skydiving"),
    (35.0, "snowshoeing"),
    (36.0, "snowmobiling"),
    (37.0, "stand up paddling"),
    (38.0, "surfing"),
    (39.0, "wakeboarding"),
    (40.0, "water skiing"),
    (41.0, "kayaking"),
    (42.0, "rafting"),
    (43.0, "windsurfing"),
    (44.0, "kitesurfing"),
    (45.0, "rucking"),
    (46.0, "skydiving"),
    (47.0, "boxing"),
    (48.0, "floor climbing"),
    (49.0, "baseball"),
    (53.0, "diving"),
    (62.0, "hiit"),
    (64.0, "racket"),
    (65.0, "wheelchair walk"),
    (66.0, "wheelchair run"),
    (67.0, "meditation"),
    (68.0, "para sports"),
    (69.0, "disc golf"),
    (70.0, "team sports"),
    (71.0, "cricket"),
    (72.0, "rugby"),
    (73.0, "hockey"),
    (74.0, "lacrosse"),
    (75.0, "volleyball"),
    (76.0, "water tubing"),
    (77.0, "wakesurfing"),
    (78.0, "water sports"),
    (79.0, "archery"),
    (80.0, "mixed martial arts"),
    (81.0, "motor sports"),
    (82.0, "snorkeling"),
    (83.0, "dance"),
    (84.0, "jump rope"),
    (85.0, "freediving"),
    (86.0, "mobility"),
];

/// Sub-sports that mean another game with each main sport.
const GAMES: &[((f64, f64), &str)] = &[
    ((73.0, 90.0), "field hockey"),
    ((73.0, 91.0), "ice hockey"),
    ((64.0, 93.0), "platform tennis"),
    ((70.0, 92.0), "ultimate"),
];

/// Sub-sports that change what a session means for heat.
const SUB_SPORTS: &[(f64, &str)] = &[
    (1.0, "treadmill"),
    (2.0, "street running"),
    (3.0, "trail running"),
    (4.0, "track running"),
    (5.0, "spin"),
    (6.0, "indoor cycling"),
    (7.0, "road cycling"),
    (8.0, "mountain biking"),
    (9.0, "mountain biking"),
    (10.0, "recumbent cycling"),
    (11.0, "cyclocross"),
    (12.0, "hand cycling"),
    (13.0, "track cycling"),
    (14.0, "indoor rowing"),
    (15.0, "elliptical"),
    (16.0, "stair climbing"),
    (17.0, "lap swimming"),
    (18.0, "open water swimming"),
    (19.0, "flexibility training"),
    (20.0, "strength training"),
    (25.0, "indoor skiing"),
    (26.0, "cardio training"),
    (27.0, "indoor walking"),
    (28.0, "e bike fitness"),
    (29.0, "bmx"),
    (30.0, "casual walking"),
    (31.0, "speed walking"),
    (35.0, "atv"),
    (36.0, "motocross"),
    (37.0, "backcountry skiing"),
    (38.0, "resort skiing"),
    (41.0, "kayaking"),
    (42.0, "skate skiing"),
    (43.0, "yoga"),
    (44.0, "pilates"),
    (45.0, "indoor running"),
    (46.0, "gravel"),
    (47.0, "e bike mountain"),
    (48.0, "commuting"),
    (56.0, "freediving"),
    (57.0, "freediving"),
    (58.0, VIRTUAL),
    (59.0, "obstacle run"),
    (62.0, "breathwork"),
    (67.0, "ultra run"),
    (68.0, "indoor climbing"),
    (69.0, "bouldering"),
    (70.0, "hiit"),
    (73.0, "hiit"),
    (74.0, "hiit"),
    (75.0, "hiit"),
    (84.0, "pickleball"),
    (85.0, "padel"),
    (86.0, "indoor wheelchair walk"),
    (87.0, "indoor wheelchair run"),
    (88.0, "indoor hand cycling"),
    (94.0, "squash"),
    (95.0, "badminton"),
    (96.0, "racquetball"),
    (97.0, "table tennis"),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_of_the_profile_has_a_name_that_the_table_of_names_knows() {
        for (number, name) in SPORTS.iter().chain(SUB_SPORTS) {
            assert!(sport::named(name).is_some(), "{number}: {name}");
        }
    }

    #[test]
    fn games_snow_and_water_are_what_they_are() {
        use sport::Sport;
        let of = |main: u8, sub: u8| {
            let named = sport::named(&super::sport(Some(f64::from(main)), Some(f64::from(sub)))).unwrap();
            (named.sport, named.indoor)
        };
        for (main, sub, wanted) in [
            (72, 0, (Sport::Rugby, false)),
            (75, 0, (Sport::Volleyball, false)),
            (13, 38, (Sport::AlpineSki, false)),
            (13, 37, (Sport::CrossCountrySki, false)),
            (64, 95, (Sport::Squash, true)),
            (64, 85, (Sport::Tennis, false)),
            (31, 68, (Sport::Climb, true)),
            (66, 0, (Sport::Run, false)),
            (2, 88, (Sport::IndoorRide, true)),
            (12, 42, (Sport::CrossCountrySki, false)),
            (25, 0, (Sport::Golf, false)),
            (37, 0, (Sport::Row, false)),
            (1, 67, (Sport::Run, false)),
            (80, 0, (Sport::Combat, true)),
            (73, 90, (Sport::FieldHockey, false)),
            (73, 91, (Sport::IceHockey, true)),
            (64, 93, (Sport::Tennis, false)),
            (86, 0, (Sport::Gym, true)),
            (7, 90, (Sport::Soccer, false)),
        ] {
            assert_eq!(of(main, sub), wanted, "{main}/{sub}");
        }
    }
}
