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

const A_RUN: &str = "2026-10-03T07:00:00Z run, 30 min, 5.4 km";
const RUN: &[&str] = &[A_RUN];
const RUN_WITH_HEART_RATE: &[&str] = &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 140/min"];
const POWERED: &[&str] = &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 140/min, 210 W"];
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
    cases.extend(gpx_from_reports());
    cases.extend(tcx_from_reports());
    for (name, says) in [
        ("BTT", &["2026-10-03T07:00:00Z ride, 30 min, 5.4 km"][..]),
        ("Corrida em passadeira", &["2026-10-03T07:00:00Z treadmill indoors, 30 min, 5.4 km"]),
        ("marche sportive", &["2026-10-03T07:00:00Z walk, 30 min, 5.4 km"]),
        ("Virtuelles Radfahren", &["2026-10-03T07:00:00Z indoor-ride indoors, 30 min, 5.4 km"]),
        ("Esquí de travesía", &["2026-10-03T07:00:00Z cross-country-ski, 30 min, 5.4 km"]),
        ("geländelauf", RUN),
    ] {
        cases.push(case("a name in the language of the phone", "a.gpx", typed(name), says));
    }
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

/// What reports to other programs tell of GPX files, made anew.
fn gpx_from_reports() -> Vec<Case> {
    let run = |segments: &[String]| gpx("<type>running</type>", segments);
    let both = "<gpxtpx:TrackPointExtension><gpxtpx:hr>140</gpxtpx:hr><gpxtpx:cad>84</gpxtpx:cad></gpxtpx:TrackPointExtension>\
        <power>210</power>";
    vec![
        case("OpenTracks: two extensions of a point", "a.gpx", with_extension(both), POWERED),
        case(
            "names with a prefix",
            "a.gpx",
            typed("running").replace("</", "</gpx:").replace('<', "<gpx:").replace("<gpx:/gpx:", "</gpx:").replace("<gpx:?", "<?").replace(
                "<gpx:gpx>",
                "<gpx:gpx xmlns:gpx=\"http://www.topografix.com/GPX/1/1\">",
            ),
            RUN,
        ),
        case(
            "decimal commas",
            "a.gpx",
            typed("running").replace("lat=\"50.", "lat=\"50,"),
            &[
                A_RUN,
                "note: its numbers are written with decimal commas, which the format does not have; they were read as such",
            ],
        ),
        case(
            "a first point from before the device knew the date",
            "a.gpx",
            run(&["<trkpt lat=\"50\" lon=\"8\"><time>1970-01-01T00:00:09Z</time></trkpt>".to_owned() + &points(0, "")]),
            RUN,
        ),
        case(
            "a point without a time",
            "a.gpx",
            run(&["<trkpt lat=\"50\" lon=\"8\"></trkpt>".to_owned() + &points(0, "")]),
            RUN,
        ),
        case("a pulse of nothing", "a.gpx", with_extension("<hr>0</hr>"), RUN),
        case("a pulse that is no number", "a.gpx", with_extension("<hr>--</hr>"), RUN),
        case(
            "HealthFit and Apple: speed and accuracy, and no pulse",
            "a.gpx",
            with_extension("<speed>3.0</speed><course>1</course><hAcc>3.2</hAcc>"),
            RUN,
        ),
        case("without a title or a sport", "a.gpx", gpx("", &[points(0, "")]), &["2026-10-03T07:00:00Z other, 30 min, 5.4 km"]),
        case("an empty segment before the first", "a.gpx", run(&[String::new(), points(0, "")]), RUN),
        case("an empty track before the first", "a.gpx", typed("running").replace("<trk>", "<trk></trk><trk>"), RUN),
        case(
            "waypoints and a route beside the track",
            "a.gpx",
            typed("running").replace(
                "<trk>",
                "<wpt lat=\"50\" lon=\"8\"><time>2020-01-01T00:00:00Z</time><name>Home</name></wpt><rte><rtept lat=\"1\" lon=\"1\"/></rte><trk>",
            ),
            RUN,
        ),
        case(
            "a segment over midnight of the athlete's night",
            "a.gpx",
            run(&[points(-3 * 3600 - 900, "")]),
            &["2026-10-03T03:45:00Z run, 30 min, 5.4 km"],
        ),
        case("times with thousandths and an offset without its colon", "a.gpx", typed("running").replace("0Z<", "0.000+0000<"), RUN),
        case(
            "longitudes without a fix",
            "a.gpx",
            run(&["<trkpt lat=\"0\" lon=\"0\"><time>2026-10-03T07:00:00Z</time></trkpt>".to_owned() + &points(0, "")]),
            RUN,
        ),
        case(
            "an ampersand that nobody escaped",
            "a.gpx",
            gpx("<name>Tom & Ann; AC&DC</name><type>running</type>", &[points(0, "")]),
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 'Tom & Ann; AC&DC'"],
        ),
        case(
            "entities of HTML that nothing declares",
            "a.gpx",
            gpx("<name>Lagoa&nbsp;Azul &ocirc;</name><type>running</type>", &[points(0, "")]),
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 'Lagoa Azul &ocirc;'"],
        ),
        case(
            "without its end",
            "a.gpx",
            typed("running").replace("</trkseg></trk></gpx>", ""),
            &[
                A_RUN,
                "note: the file breaks off at byte 351 (it ends inside an element); what came before was read",
            ],
        ),
    ]
}

/// The same of TCX files.
fn tcx_from_reports() -> Vec<Case> {
    let point =
        |at: i64, inside: &str| format!("<Trackpoint><Time>{}</Time>{inside}</Trackpoint>", after(at));
    let metres = |at: i64| format!("<DistanceMeters>{}</DistanceMeters>", at * 3);
    let track = format!(
        "<Track>{}{}{}{}</Track>",
        point(0, &metres(0)),
        point(600, &metres(600)),
        point(1200, &metres(1200)),
        point(1800, &metres(1800))
    );
    let whole = tcx("Running", &[lap(0, 1800, 5400, &track)]);
    const LAPPED: &str = "2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 100 kcal";
    const WHOLE: &[&str] = &[LAPPED];
    let bare = |track: &str| {
        tcx("Running", &[track.to_owned()])
            .replace("<Track>", &format!("<Lap StartTime=\"{}\"><Track>", after(0)))
            .replace("</Track>", "</Track></Lap>")
    };
    vec![
        case("blanks before the declaration, as Strava writes them", "a.tcx", format!("          {whole}"), WHOLE),
        case("points with nothing but a time", "a.tcx", whole.replace("<Track>", &format!("<Track>{}", point(0, ""))), WHOLE),
        case("points without a time", "a.tcx", whole.replace("<Track>", "<Track><Trackpoint></Trackpoint>"), WHOLE),
        case(
            "a last lap of one point",
            "a.tcx",
            tcx("Running", &[lap(0, 1800, 5400, &track), lap(1800, 3, 15, &format!("<Track>{}</Track>", point(1803, "")))]),
            &["2026-10-03T07:00:00Z run, 30.05 min, 30.05 min timer, 5.42 km, 140/min, 200 kcal"],
        ),
        case("a lap without a start", "a.tcx", whole.replace(&format!("<Lap StartTime=\"{}\">", after(0)), "<Lap>"), WHOLE),
        case(
            "points alone, without totals",
            "a.tcx",
            bare(&track),
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km"],
        ),
        case(
            "power and steps in the extension of Garmin, under another prefix",
            "a.tcx",
            bare(&track.replace(
                "</Trackpoint>",
                "<Extensions><ns3:TPX><ns3:Speed>3</ns3:Speed><ns3:RunCadence>84</ns3:RunCadence><ns3:Watts>210</ns3:Watts></ns3:TPX></Extensions></Trackpoint>",
            )),
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 210 W"],
        ),
        case(
            "a lap of nothing before the first",
            "a.tcx",
            tcx("Running", &[lap(0, 0, 0, ""), lap(0, 1800, 5400, &track)]),
            &["2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 200 kcal"],
        ),
        case(
            "decimal commas",
            "a.tcx",
            whole.replace("<TotalTimeSeconds>1800", "<TotalTimeSeconds>1800,0"),
            &[
                LAPPED,
                "note: its numbers are written with decimal commas, which the format does not have; they were read as such",
            ],
        ),
        case(
            "names with a prefix, in capitals of its own",
            "a.tcx",
            whole.replace("Sport=\"Running\"", "Sport=\"running\""),
            WHOLE,
        ),
        case(
            "power of laps without points",
            "a.tcx",
            tcx(
                "Biking",
                &[200, 260].map(|watts| {
                    lap(
                        if watts == 200 { 0 } else { 1200 },
                        1200,
                        9000,
                        &format!("<Extensions><ns3:LX><ns3:AvgWatts>{watts}</ns3:AvgWatts></ns3:LX></Extensions>"),
                    )
                }),
            ),
            &["2026-10-03T07:00:00Z ride, 40 min, 40 min timer, 18 km, 140/min, 230 W, 200 kcal"],
        ),
        case(
            "another sport, which the notes name",
            "a.tcx",
            whole.replace("Sport=\"Running\"", "Sport=\"Other\"").replace("</Activity>", "<Notes>Morning Swim\nfelt good</Notes></Activity>"),
            &["2026-10-03T07:00:00Z swim, 30 min, 30 min timer, 5.4 km, 140/min, 100 kcal"],
        ),
        case(
            "a course is no workout",
            "a.tcx",
            whole.replace("Activities>", "Courses>").replace("<Activity Sport=\"Running\">", "<Course>").replace("</Activity>", "</Course>"),
            &[
                "refused: the TCX file has no points with times (a route or an empty track): give a recorded activity",
            ],
        ),
        case(
            "a stop of ten minutes inside a lap that its timer leaves out",
            "a.tcx",
            {
                let track = format!(
                    "<Track>{}{}</Track><Track>{}{}</Track>",
                    point(0, &metres(0)),
                    point(600, &metres(600)),
                    point(1200, &metres(600)),
                    point(1800, &metres(1200))
                );
                tcx("Running", &[lap(0, 1200, 3600, &track)])
            },
            &[
                "2026-10-03T07:00:00Z run, 30 min, 20 min timer, 3.6 km, 140/min, 100 kcal, paused 07:10 to 07:20",
            ],
        ),
    ]
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
