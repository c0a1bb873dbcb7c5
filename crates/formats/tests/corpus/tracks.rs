//! GPX and TCX.

use super::{Case, after, case};

/// A track of half an hour from the south to the north at 3 m/s, a point every ten minutes, with something in each.
fn points(from: i64, extension: &str) -> String {
    (0..=3)
        .map(|number: i32| {
            let at = after(from + i64::from(number) * 600);
            // 1800 m to the north.
            let latitude = 50.0 + f64::from(number) * 0.016_187_7;
            format!("<trkpt lat=\"{latitude:.7}\" lon=\"8\"><time>{at}</time>{extension}</trkpt>")
        })
        .collect()
}

fn gpx(head: &str, segments: &[String]) -> String {
    let segments: String = segments.iter().map(|points| format!("<trkseg>{points}</trkseg>")).collect();
    format!("<?xml version=\"1.0\"?><gpx><trk>{head}{segments}</trk></gpx>")
}

fn typed(kind: &str) -> String {
    gpx(&format!("<type>{kind}</type>"), &[points(0, "")])
}

fn with_extension(extension: &str) -> String {
    gpx("<type>running</type>", &[points(0, &format!("<extensions>{extension}</extensions>"))])
}

fn in_encoding(declared: &str, title: &[u8]) -> Vec<u8> {
    let text = gpx("<name>@</name><type>running</type>", &[points(0, "")]);
    let text = text.replace("version=\"1.0\"", &format!("version=\"1.0\" encoding=\"{declared}\""));
    let (before, behind) = text.split_once('@').unwrap();
    [before.as_bytes(), title, behind.as_bytes()].concat()
}

fn utf_16(text: &str) -> Vec<u8> {
    [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

fn lap(from: i64, seconds: i64, metres: i64, track: &str) -> String {
    let at = after(from);
    format!(
        "<Lap StartTime=\"{at}\"><TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>{metres}</DistanceMeters>\
         <Calories>100</Calories><AverageHeartRateBpm><Value>140</Value></AverageHeartRateBpm>{track}</Lap>"
    )
}

fn tcx(sport: &str, laps: &[String]) -> String {
    let (at, laps) = (after(0), laps.concat());
    format!(
        "<?xml version=\"1.0\"?><TrainingCenterDatabase><Activities><Activity Sport=\"{sport}\"><Id>{at}</Id>{laps}\
         </Activity></Activities></TrainingCenterDatabase>"
    )
}

const RUN: &[&str] = &["2026-10-03T07:00:00Z run, 30 min, 5.4 km"];
const RUN_WITH_HEART_RATE: &[&str] = &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 140/min"];
const TITLED: &[&str] = &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 'Manhã'"];

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = vec![
        case("Strava's number of a run", "a.gpx", typed("9"), RUN),
        case(
            "Strava's number of a ride",
            "a.gpx",
            typed("1"),
            &["2026-10-03T07:00:00Z ride, 30 min, 5.4 km"],
        ),
        case(
            "Strava's number of a walk",
            "a.gpx",
            typed("10"),
            &["2026-10-03T07:00:00Z walk, 30 min, 5.4 km"],
        ),
        case("ISO-8859-1", "a.gpx", in_encoding("ISO-8859-1", b"Manh\xE3"), TITLED),
        case("Windows-1252 that does not say so", "a.gpx", in_encoding("UTF-8", b"Manh\xE3"), TITLED),
        case(
            "UTF-16",
            "a.gpx",
            utf_16(&String::from_utf8(in_encoding("UTF-16", "Manhã".as_bytes())).unwrap()),
            TITLED,
        ),
        case("a byte order mark", "a.gpx", [b"\xEF\xBB\xBF", typed("running").as_bytes()].concat(), RUN),
        case(
            "a pause of an hour between two segments",
            "a.gpx",
            gpx("<type>running</type>", &[points(0, ""), points(5400, "")]),
            &["2026-10-03T07:00:00Z run, 120 min, 60 min timer, 10.8 km, paused 07:30 to 08:30"],
        ),
        case(
            "laps without points",
            "a.tcx",
            tcx("Running", &[lap(0, 1800, 5000, ""), lap(1800, 1200, 3000, "")]),
            &["2026-10-03T07:00:00Z run, 50 min, 50 min timer, 8 km, 140/min, 200 kcal"],
        ),
        case(
            "a pause between two laps",
            "a.tcx",
            tcx("Biking", &[lap(0, 1800, 9000, ""), lap(5400, 1800, 9000, "")]),
            &[
                "2026-10-03T07:00:00Z ride, 120 min, 60 min timer, 18 km, 140/min, 200 kcal, paused 07:30 to 08:30",
            ],
        ),
    ];
    cases.extend(titles_clocks_and_shapes());
    for name in ["street_running", "Carrera", "corrida", "Course à pied", "Laufen", "VirtualRun"] {
        let says = if name == "VirtualRun" {
            &["2026-10-03T07:00:00Z treadmill indoors, 30 min, 5.4 km"][..]
        } else {
            RUN
        };
        cases.push(case("a platform's name of a sport", "a.gpx", typed(name), says));
    }
    for extension in [
        "<gpxtpx:TrackPointExtension><gpxtpx:hr>140</gpxtpx:hr></gpxtpx:TrackPointExtension>",
        "<hr>140</hr>",
        "<heartrate>140</heartrate>",
        "<ns3:TrackPointExtension><ns3:hr>140</ns3:hr></ns3:TrackPointExtension>",
        "<gpxdata:hr>140</gpxdata:hr>",
    ] {
        let what = "heart rate in the extension of a maker";
        cases.push(case(what, "a.gpx", with_extension(extension), RUN_WITH_HEART_RATE));
    }
    cases
}

/// What names no sport, times in other forms, and files that are no recording.
fn titles_clocks_and_shapes() -> Vec<Case> {
    let big = |text: &str| -> Vec<u8> {
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect()
    };
    let at = |from: &str, to: &str| typed("running").replace(from, to);
    let route = "<?xml version=\"1.0\"?><gpx><rte><type>running</type><rtept lat=\"50\" lon=\"8\"/><rtept lat=\"51\" lon=\"8\"/></rte></gpx>";
    let (first, second) = (points(0, ""), points(86_400, ""));
    let two = format!(
        "<gpx><trk><type>running</type><trkseg>{first}</trkseg></trk><trk><type>cycling</type><trkseg>{second}</trkseg></trk></gpx>"
    );
    let legs = [("Biking", lap(0, 1800, 9000, "")), ("Running", lap(1920, 1200, 4000, ""))];
    let [ride, run] =
        legs.map(|(sport, lap)| format!("<Activity Sport=\"{sport}\"><Id>{}</Id>{lap}</Activity>", after(0)));
    let multisport = format!(
        "<TrainingCenterDatabase><Activities><MultiSportSession><Id>{}</Id><FirstSport>{ride}</FirstSport><NextSport>\
         <Transition StartTime=\"{}\"><TotalTimeSeconds>120</TotalTimeSeconds></Transition>{run}</NextSport></MultiSportSession>\
         </Activities></TrainingCenterDatabase>",
        after(0),
        after(1800)
    );
    vec![
        case(
            "no sport but in the title",
            "a.gpx",
            gpx("<name><![CDATA[Running 10/3/26 9:00 am]]></name>", &[points(0, "")]),
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 'Running 10/3/26 9:00 am'"],
        ),
        case(
            "a sport that says nothing, and a title that does",
            "a.gpx",
            gpx("<name>Morning Ride</name><type>other</type>", &[points(0, "")]),
            &["2026-10-03T07:00:00Z ride, 30 min, 5.4 km, 'Morning Ride'"],
        ),
        case(
            "a title that names another sport than the type",
            "a.gpx",
            gpx("<name>Run to the pool</name><type>hiking</type>", &[points(0, "")]),
            &["2026-10-03T07:00:00Z hike, 30 min, 5.4 km, 'Run to the pool'"],
        ),
        case(
            "the activity of OsmAnd",
            "a.gpx",
            gpx("", &[points(0, "")]).replace(
                "<gpx>",
                "<gpx><metadata><extensions><osmand:activity>hiking</osmand:activity></extensions></metadata>",
            ),
            &["2026-10-03T07:00:00Z hike, 30 min, 5.4 km"],
        ),
        case(
            "a leg that counts on from the legs before it",
            "a.tcx",
            {
                let point = |at: i64| {
                    format!(
                        "<Trackpoint><Time>{}</Time><DistanceMeters>{}</DistanceMeters></Trackpoint>",
                        after(at),
                        40_330 + at * 3
                    )
                };
                let track = format!("<Track>{}{}{}</Track>", point(0), point(900), point(1800));
                tcx("Running", &[lap(0, 1800, 0, &track)])
            },
            &["2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 100 kcal"],
        ),
        case("UTF-16, the high byte first", "a.gpx", big(&typed("running")), RUN),
        case("blanks before the declaration", "a.gpx", format!("  \n{}", typed("running")), RUN),
        case("times with an offset", "a.gpx", at("07:", "09:").replace("0Z", "0+02:00"), RUN),
        case("times without their zeros", "a.gpx", at("2026-10-03T07", "2026-10-3T7"), RUN),
        case(
            "a route",
            "a.gpx",
            route,
            &[
                "refused: the GPX file has no points with times (a route or an empty track): give a recorded activity",
            ],
        ),
        case(
            "all points at one time",
            "a.gpx",
            at(":10:00", ":00:00").replace(":20:00", ":00:00").replace(":30:00", ":00:00"),
            &[
                "refused: the GPX file's points all have the same time, so it says of no workout how long it was: give a recorded activity",
            ],
        ),
        case(
            "tracks of two days",
            "a.gpx",
            two,
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km", "2026-10-04T07:00:00Z ride, 30 min, 5.4 km"],
        ),
        case(
            "power as it is",
            "a.gpx",
            with_extension("<power>210</power>"),
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 210 W"],
        ),
        case(
            "power in an extension",
            "a.gpx",
            with_extension("<pwr:PowerInWatts>210</pwr:PowerInWatts>"),
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 210 W"],
        ),
        case(
            "a ride and a run with a change between",
            "a.tcx",
            multisport,
            &[
                "2026-10-03T07:00:00Z ride, 30 min, 30 min timer, 9 km, 140/min, 100 kcal",
                "2026-10-03T07:32:00Z run, 20 min, 20 min timer, 4 km, 140/min, 100 kcal",
            ],
        ),
    ]
}
