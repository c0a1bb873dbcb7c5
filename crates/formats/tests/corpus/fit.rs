//! FIT files, message by message.

use super::{Case, START, after, case};

/// The value of a field, in its base type.
#[derive(Clone, Copy)]
enum Of {
    Enum(u8),
    U8(u8),
    U16(u16),
    U32(u32),
    Text(&'static str),
    /// A list of bytes.
    Bytes(&'static [u8]),
    /// Two values where the profile has one.
    Two(u32),
    /// A field of a length that its type cannot have.
    Short(u8),
}

impl Of {
    fn bytes(self) -> Vec<u8> {
        match self {
            Self::Enum(value) | Self::U8(value) => vec![value],
            Self::U16(value) => value.to_le_bytes().to_vec(),
            Self::U32(value) => value.to_le_bytes().to_vec(),
            Self::Text(text) => [text.as_bytes(), &[0]].concat(),
            Self::Bytes(bytes) => bytes.to_vec(),
            Self::Two(value) => [value.to_le_bytes(), 7_u32.to_le_bytes()].concat(),
            Self::Short(value) => vec![value],
        }
    }

    fn base(self) -> u8 {
        match self {
            Self::Enum(_) => 0x00,
            Self::U8(_) => 0x02,
            Self::U16(_) => 0x84,
            Self::U32(_) | Self::Two(_) | Self::Short(_) => 0x86,
            Self::Text(_) => 0x07,
            Self::Bytes(_) => 0x0D,
        }
    }
}

/// Seconds since the epoch of FIT, some seconds after [`START`].
fn stamp(seconds: i64) -> Of {
    Of::U32(u32::try_from(after(seconds).as_second() - 631_065_600).unwrap())
}

/// The messages of a file.
#[derive(Default)]
struct Messages(Vec<u8>);

impl Messages {
    fn add(&mut self, number: u16, fields: &[(u8, Of)]) -> &mut Self {
        self.add_with_developer(number, fields, &[])
    }

    /// A message with its definition, and fields of developer 0.
    fn add_with_developer(&mut self, number: u16, fields: &[(u8, Of)], developer: &[(u8, Of)]) -> &mut Self {
        let data = &mut self.0;
        let small = |count: usize| u8::try_from(count).unwrap();
        data.extend([if developer.is_empty() { 0x40 } else { 0x60 }, 0, 0]);
        data.extend(number.to_le_bytes());
        data.push(small(fields.len()));
        fields.iter().for_each(|(id, of)| data.extend([*id, small(of.bytes().len()), of.base()]));
        if !developer.is_empty() {
            data.push(small(developer.len()));
            developer.iter().for_each(|(id, of)| data.extend([*id, small(of.bytes().len()), 0]));
        }
        data.push(0);
        fields.iter().chain(developer).for_each(|(_, of)| data.extend(of.bytes()));
        self
    }

    fn file_id(&mut self) -> &mut Self {
        self.add(0, &[(0, Of::Enum(4)), (1, Of::U16(1)), (3, Of::U32(1234)), (4, stamp(0))])
    }

    /// A record every ten seconds: 3 m/s, 140 beats a minute, 200 W.
    fn records(&mut self, seconds: i64) -> &mut Self {
        for at in (0..=seconds).step_by(10) {
            let metres = u32::try_from(at * 3).unwrap();
            let fields = [(253, stamp(at)), (5, Of::U32(metres * 100)), (3, Of::U8(140)), (7, Of::U16(200))];
            self.add(20, &fields);
        }
        self
    }

    /// A session of half an hour with its totals: 5.4 km, 140 beats a minute, 200 W, 400 kcal.
    fn session(&mut self, sport: u8, sub_sport: u8) -> &mut Self {
        self.add(
            18,
            &[
                (253, stamp(1800)),
                (2, stamp(0)),
                (7, Of::U32(1_800_000)),
                (8, Of::U32(1_800_000)),
                (9, Of::U32(540_000)),
                (5, Of::Enum(sport)),
                (6, Of::Enum(sub_sport)),
                (11, Of::U16(400)),
                (16, Of::U8(140)),
                (20, Of::U16(200)),
            ],
        )
    }

    fn file(&self) -> Vec<u8> {
        self.file_of_size(u32::try_from(self.0.len()).unwrap())
    }

    /// The file with this size in its header: a watch writes 0 until the workout ends.
    fn file_of_size(&self, size: u32) -> Vec<u8> {
        let header = [&[12, 0x10, 0, 0][..], &size.to_le_bytes(), b".FIT"].concat();
        let file = [&header[..], &self.0].concat();
        let crc = crc(&file);
        if size == 0 { file } else { [&file[..], &crc.to_le_bytes()].concat() }
    }
}

/// The checksum of FIT (CRC-16/ARC).
fn crc(bytes: &[u8]) -> u16 {
    let step = |crc: u16, _| if crc & 1 == 1 { crc >> 1 ^ 0xA001 } else { crc >> 1 };
    bytes.iter().fold(0, |crc: u16, byte| (0..8).fold(crc ^ u16::from(*byte), step))
}

fn of(build: impl Fn(&mut Messages)) -> Messages {
    let mut messages = Messages::default();
    build(messages.file_id());
    messages
}

/// Records whose headers carry the low five bits of their time, in the byte order of old devices.
fn compressed_and_big_endian() -> Vec<u8> {
    let mut messages = of(|file| {
        file.add(20, &[(253, stamp(0)), (5, Of::U32(0)), (3, Of::U8(140))]);
    });
    let data = &mut messages.0;
    data.extend([0x41, 0, 1, 0, 20, 2, 5, 4, 0x86, 3, 1, 0x02]);
    for at in (10..=1800).step_by(10) {
        let Of::U32(time) = stamp(at) else { continue };
        data.push(0x80 | 1 << 5 | u8::try_from(time & 0x1F).unwrap());
        data.extend(u32::try_from(at * 300).unwrap().to_be_bytes());
        data.push(140);
    }
    messages.session(1, 0);
    messages.file()
}

/// Half an hour of records that climb a metre every ten seconds.
fn climbing(field: u8) -> Vec<u8> {
    of(|file| {
        for at in (0..=1800).step_by(10) {
            let altitude = u16::try_from((100 + at / 10 + 500) * 5).unwrap();
            let altitude = if field == 2 { Of::U16(altitude) } else { Of::U32(altitude.into()) };
            file.add(
                20,
                &[(253, stamp(at)), (5, Of::U32(u32::try_from(at * 300).unwrap())), (field, altitude)],
            );
        }
        file.session(1, 0);
    })
    .file()
}

/// A session of one sport, from and to some seconds after the start, over so many metres.
fn leg(file: &mut Messages, sport: u8, from: i64, to: i64, metres: u32) {
    let millis = Of::U32(u32::try_from((to - from) * 1000).unwrap());
    file.add(
        18,
        &[
            (253, stamp(to)),
            (2, stamp(from)),
            (7, millis),
            (8, millis),
            (9, Of::U32(metres * 100)),
            (5, Of::Enum(sport)),
        ],
    );
}

/// A lap of ten minutes over 1800 m.
fn lap(file: &mut Messages, from: i64) {
    let (length, metres) = (Of::U32(600_000), Of::U32(180_000));
    let fields =
        [(2, stamp(from)), (7, length), (8, length), (9, metres), (15, Of::U8(140)), (25, Of::Enum(1))];
    file.add(19, &fields);
}

/// Records of old devices, with speed and distance in three bytes: 3 m/s for half an hour, every ten seconds.
fn compressed_distance() -> Vec<u8> {
    // Sixteenths of a metre in twelve bits: 480 every ten seconds, anew from 4096.
    const STEPS: usize = 181;
    static BYTES: std::sync::LazyLock<Vec<[u8; 3]>> = std::sync::LazyLock::new(|| {
        let of = |step: usize| {
            let (speed, distance) = (300_usize, step * 480 % 4096);
            let whole = (speed | distance << 12).to_le_bytes();
            [whole[0], whole[1], whole[2]]
        };
        (0..STEPS).map(of).collect()
    });
    of(|file| {
        for (step, bytes) in BYTES.iter().enumerate() {
            let at = i64::try_from(step).unwrap() * 10;
            file.add(20, &[(253, stamp(at)), (8, Of::Bytes(bytes)), (3, Of::U8(140))]);
        }
        file.add(18, &[(253, stamp(1800)), (2, stamp(0)), (7, Of::U32(1_800_000)), (5, Of::Enum(1))]);
    })
    .file()
}

/// What other programs' bug reports tell of, made anew.
fn from_reports() -> Vec<Case> {
    const WHOLE: &str = "2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal";
    const RECORDED: &str = "2026-10-03T07:00:00Z run, 30 min, 5.4 km, 140/min, 200 W";
    let with = |build: &dyn Fn(&mut Messages)| of(|file| build(file)).file();
    vec![
        case(
            "a field shorter than its type, as COROS writes events",
            "run.fit",
            with(&|file| {
                file.add(21, &[(253, stamp(0)), (0, Of::Enum(0)), (1, Of::Enum(0)), (3, Of::Short(1))]);
                file.records(1800).session(1, 0);
            }),
            &[WHOLE],
        ),
        case(
            "a serial number that is a list",
            "run.fit",
            {
                let mut file = Messages::default();
                file.add(0, &[(0, Of::Enum(4)), (1, Of::U16(1)), (3, Of::Two(1234)), (4, stamp(0))]);
                file.records(1800).session(1, 0);
                file.file()
            },
            &[WHOLE],
        ),
        case(
            "a message that nothing defines: what stands before it counts",
            "run.fit",
            {
                let mut file = of(|file| {
                    file.records(1800);
                });
                file.0.push(9);
                file.session(1, 0);
                file.file()
            },
            &[
                "2026-10-03T07:00:00Z other, 30 min, 5.4 km, 140/min, 200 W",
                "note: the file breaks off at byte 5472 (data without a definition); what came before was read",
                "note: the file has no summary that can be used; times and totals were worked out from its records",
            ],
        ),
        case(
            "records of the heart alone and laps, without a summary",
            "a.fit",
            of(|file| {
                for at in (0..=1800).step_by(10) {
                    file.add(20, &[(253, stamp(at)), (3, Of::U8(140))]);
                }
                for lap in 0..2 {
                    let fields = [
                        (253, stamp(lap * 900 + 900)),
                        (2, stamp(lap * 900)),
                        (7, Of::U32(900_000)),
                        (8, Of::U32(900_000)),
                        (9, Of::U32(270_000)),
                        (11, Of::U16(150)),
                        (25, Of::Enum(1)),
                    ];
                    file.add(19, &fields);
                }
            })
            .file(),
            &[
                "2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 300 kcal",
                "note: the file has no summary that can be used; times and totals were worked out from its records",
            ],
        ),
        case(
            "a stop of half an hour that nothing but the records shows",
            "a.fit",
            {
                let mut file = of(|file| {
                    for at in (0..=3600).step_by(10).filter(|at| !(901..2700).contains(at)) {
                        let ridden = if at > 900 { at - 1800 } else { at };
                        let metres = u32::try_from(ridden * 3).unwrap();
                        file.add(20, &[(253, stamp(at)), (5, Of::U32(metres * 100)), (3, Of::U8(140))]);
                    }
                });
                file.add(12, &[(0, Of::Enum(1))]);
                file.file_of_size(0)
            },
            &[
                "2026-10-03T07:00:00Z run, 60 min, 30 min timer, 5.4 km, 140/min, paused 07:15 to 07:45",
                "note: the file breaks off at byte 4603 (its header gives no size: it was still being recorded); what came before was read",
                "note: the file has no summary that can be used; times and totals were worked out from its records",
            ],
        ),
        case(
            "laps and nothing else",
            "run.fit",
            with(&|file| {
                lap(file, 0);
                lap(file, 600);
                lap(file, 1500);
            }),
            &[
                "2026-10-03T07:00:00Z run, 35 min, 30 min timer, 5.4 km, 140/min",
                "note: the file has no summary that can be used; times and totals were worked out from its records",
            ],
        ),
        case(
            "a summary that was written twice",
            "run.fit",
            with(&|file| {
                file.records(1800).session(1, 0).session(1, 0);
            }),
            &[WHOLE],
        ),
        case(
            "a summary that was written before the end, and again at the end",
            "run.fit",
            with(&|file| {
                file.records(1800);
                leg(file, 1, 0, 900, 2700);
                file.session(1, 0);
            }),
            &[WHOLE],
        ),
        case(
            "a summary whose start is the time at which it was written",
            "run.fit",
            with(&|file| {
                file.records(1800);
                let length = Of::U32(1_800_000);
                file.add(18, &[(253, stamp(1800)), (2, stamp(1800)), (7, length), (5, Of::Enum(1))]);
            }),
            &[RECORDED],
        ),
        case(
            "a summary whose timer says nothing",
            "run.fit",
            with(&|file| {
                file.records(1800);
                let fields = [
                    (253, stamp(1800)),
                    (2, stamp(0)),
                    (7, Of::U32(1_800_000)),
                    (8, Of::U32(0)),
                    (5, Of::Enum(1)),
                ];
                file.add(18, &fields);
            }),
            &[RECORDED],
        ),
        case(
            "a summary with a timer and no length",
            "run.fit",
            with(&|file| {
                let fields = [
                    (253, stamp(1800)),
                    (2, stamp(0)),
                    (7, Of::U32(0)),
                    (8, Of::U32(1_800_000)),
                    (5, Of::Enum(1)),
                ];
                file.add(18, &fields);
            }),
            &["2026-10-03T07:00:00Z run, 30 min, 30 min timer"],
        ),
        case(
            "speed and distance in three bytes, as the first devices wrote them",
            "run.fit",
            compressed_distance(),
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 140/min"],
        ),
        case(
            "a timer that was switched off and on again",
            "run.fit",
            with(&|file| {
                file.records(1800);
                for (at, kind) in [(0, 0), (600, 9), (900, 0), (1800, 9)] {
                    file.add(21, &[(253, stamp(at)), (0, Of::Enum(0)), (1, Of::Enum(kind))]);
                }
                file.session(1, 0);
            }),
            &[
                "2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal, paused 07:10 to 07:15",
            ],
        ),
        case(
            "a triathlon: one recording with its legs",
            "tri.fit",
            with(&|file| {
                leg(file, 5, 0, 600, 750);
                leg(file, 3, 600, 720, 100);
                leg(file, 2, 720, 2520, 20_000);
                leg(file, 1, 2520, 3720, 5000);
            }),
            &[
                "2026-10-03T07:00:00Z triathlon, 62 min, 62 min timer, 25.85 km",
                "2026-10-03T07:00:00Z swim, 10 min, 10 min timer, 0.75 km",
                "2026-10-03T07:10:00Z other, 2 min, 2 min timer, 0.1 km",
                "2026-10-03T07:12:00Z ride, 30 min, 30 min timer, 20 km",
                "2026-10-03T07:42:00Z run, 20 min, 20 min timer, 5 km",
            ],
        ),
        case(
            "lengths of a pool",
            "swim.fit",
            with(&|file| {
                for length in 0..4 {
                    let (start, time) = (stamp(length * 30), Of::U32(30_000));
                    file.add(101, &[(2, start), (3, time), (4, time), (5, Of::U16(18)), (12, Of::Enum(1))]);
                }
                let fields = [
                    (253, stamp(120)),
                    (2, stamp(0)),
                    (7, Of::U32(120_000)),
                    (8, Of::U32(120_000)),
                    (9, Of::U32(10_000)),
                    (5, Of::Enum(5)),
                    (6, Of::Enum(17)),
                    (44, Of::U16(2500)),
                ];
                file.add(18, &fields);
            }),
            &["2026-10-03T07:00:00Z swim, 2 min, 2 min timer, 0.1 km"],
        ),
        case(
            "a record of the year 2089 among those of today",
            "run.fit",
            with(&|file| {
                file.records(1800).add(20, &[(253, Of::U32(3_155_000_000)), (3, Of::U8(90))]).session(1, 0);
            }),
            &[WHOLE],
        ),
        case(
            "a checksum that was never worked out",
            "run.fit",
            {
                let mut bytes = with(&|file| {
                    file.records(1800).session(1, 0);
                });
                let end = bytes.len() - 2;
                bytes[end..].fill(0);
                bytes
            },
            &[WHOLE, "note: the file's checksum does not fit; it was read all the same"],
        ),
        case(
            "two recordings of one morning in one chain",
            "runs.fit",
            {
                let second = of(|file| leg(file, 1, 7200, 9000, 5400));
                let first = of(|file| leg(file, 1, 0, 1800, 5400));
                [first.file(), second.file()].concat()
            },
            &[
                "2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km",
                "2026-10-03T09:00:00Z run, 30 min, 30 min timer, 5.4 km",
            ],
        ),
    ]
}

/// Altitude that an app writes as a field of its own counts as the watch's.
#[test]
fn a_developers_altitude_is_in_metres() {
    let file = of(|file| {
        file.add(207, &[(3, Of::U8(0))]).add(
            206,
            &[
                (0, Of::U8(0)),
                (1, Of::U8(0)),
                (2, Of::U8(0x84)),
                (3, Of::Text("Altitude")),
                (14, Of::U16(20)),
                (15, Of::U8(2)),
            ],
        );
        for at in (0..=1800).step_by(10) {
            let metres = u16::try_from(100 + at / 10).unwrap();
            file.add_with_developer(20, &[(253, stamp(at))], &[(0, Of::U16(metres))]);
        }
        file.session(1, 0);
    });
    let decoded = formats::decode("a.fit", &file.file()).unwrap();
    let trace = decoded.observations[0].shape.as_ref().unwrap().trace.as_ref().unwrap();
    let first = *trace.altitude.values().iter().flatten().next().unwrap();
    assert!((990..=1050).contains(&first), "{first}");
}

/// Without altitude the trace knows no hills, and heat no work uphill.
#[test]
fn the_altitude_of_records_is_in_the_trace() {
    for field in [2, 78] {
        let decoded = formats::decode("a.fit", &climbing(field)).unwrap();
        let trace = decoded.observations[0].shape.as_ref().unwrap().trace.as_ref().unwrap();
        let decimetres: Vec<i32> = trace.altitude.values().iter().flatten().copied().collect();
        let (first, last) = (*decimetres.first().unwrap(), *decimetres.last().unwrap());
        assert!(
            (990..=1050).contains(&first) && (2750..=2800).contains(&last),
            "field {field}: {first} to {last}"
        );
    }
}

pub(crate) fn cases() -> Vec<Case> {
    assert_eq!(START, "2026-10-03T07:00:00Z", "the lines below say so");
    let whole = of(|file| {
        file.records(1800).session(1, 0);
    });
    let sports = |sport, sub_sport| {
        of(|file| {
            file.session(sport, sub_sport);
        })
        .file()
    };
    let in_progress = of(|file| {
        file.records(1800);
    });
    let bare_session = of(|file| {
        file.records(1800).add(18, &[(253, stamp(1800)), (5, Of::Enum(1))]);
    });
    // Only its name says what the first holds, the second has none to say.
    let named = of(|file| {
        for (field, name) in [(0, "Power"), (1, "Form Power")] {
            file.add(206, &[(0, Of::U8(0)), (1, Of::U8(field)), (2, Of::U8(0x84)), (3, Of::Text(name))]);
        }
        for at in (0..=1800).step_by(10) {
            let metres = u32::try_from(at * 3).unwrap();
            let fields = [(253, stamp(at)), (5, Of::U32(metres * 100))];
            file.add_with_developer(20, &fields, &[(0, Of::U16(250)), (1, Of::U16(70))]);
        }
        file.add(18, &[(253, stamp(1800)), (2, stamp(0)), (7, Of::U32(1_800_000)), (5, Of::Enum(1))]);
    });
    let developer = of(|file| {
        file.add(207, &[(3, Of::U8(0))]).add(
            206,
            &[
                (0, Of::U8(0)),
                (1, Of::U8(0)),
                (2, Of::U8(2)),
                (3, Of::Text("Heart Rate")),
                (14, Of::U16(20)),
                (15, Of::U8(3)),
            ],
        );
        for at in (0..=1800).step_by(10) {
            let metres = u32::try_from(at * 3).unwrap();
            let fields = [(253, stamp(at)), (5, Of::U32(metres * 100))];
            file.add_with_developer(20, &fields, &[(0, Of::U8(151))]);
        }
        file.add(18, &[(253, stamp(1800)), (2, stamp(0)), (7, Of::U32(1_800_000)), (5, Of::Enum(1))]);
    });
    let mut cases = from_reports();
    cases.extend([
        case(
            "a whole activity",
            "run.fit",
            whole.file(),
            &["2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal"],
        ),
        case(
            "a file in progress: its size is 0",
            "run.fit",
            in_progress.file_of_size(0),
            &[
                "2026-10-03T07:00:00Z other, 30 min, 5.4 km, 140/min, 200 W",
                "note: the file breaks off at byte 5472 (its header gives no size: it was still being recorded); what came before was \
                 read",
                "note: the file has no summary that can be used; times and totals were worked out from its records",
            ],
        ),
        case(
            "a session without start and totals",
            "run.fit",
            bare_session.file(),
            &[
                "2026-10-03T07:00:00Z run, 30 min, 5.4 km, 140/min, 200 W",
                "note: its summary does not say when it began; that was worked out from its records",
            ],
        ),
        case(
            "a developer's field that stands for the watch's own",
            "run.fit",
            developer.file(),
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 151/min"],
        ),
        case(
            "a developer's field that says what it is by its name alone",
            "run.fit",
            named.file(),
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 250 W"],
        ),
        case(
            "compressed times and the other byte order",
            "run.fit",
            compressed_and_big_endian(),
            &["2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal"],
        ),
        case(
            "a file without file_id",
            "run.fit",
            {
                let mut messages = Messages::default();
                messages.records(1800).session(1, 0);
                messages.file()
            },
            &["2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal"],
        ),
        case(
            "a wrong checksum",
            "run.fit",
            {
                let mut bytes = whole.file();
                *bytes.last_mut().unwrap() ^= 0x55;
                bytes
            },
            &[
                "2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal",
                "note: the file's checksum does not fit; it was read all the same",
            ],
        ),
        case(
            "settings and an activity in one chain",
            "run.fit",
            {
                let mut settings = Messages::default();
                settings.add(0, &[(0, Of::Enum(2)), (1, Of::U16(1))]);
                [settings.file(), whole.file()].concat()
            },
            &["2026-10-03T07:00:00Z run, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal"],
        ),
        case(
            "a day of monitoring",
            "day.fit",
            {
                let mut day = Messages::default();
                day.add(0, &[(0, Of::Enum(32)), (1, Of::U16(1))])
                    .add(55, &[(253, stamp(0)), (3, Of::U32(12_000))]);
                day.file()
            },
            &["refused: the FIT file records no workout (it is a monitoring file): give an activity file"],
        ),
        case(
            "rugby",
            "rugby.fit",
            sports(72, 0),
            &["2026-10-03T07:00:00Z rugby, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal"],
        ),
        case(
            "badminton",
            "badminton.fit",
            sports(64, 95),
            &["2026-10-03T07:00:00Z squash indoors, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal"],
        ),
        case(
            "a virtual run",
            "run.fit",
            sports(1, 58),
            &[
                "2026-10-03T07:00:00Z treadmill indoors, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal",
            ],
        ),
        case(
            "a walk on the treadmill",
            "walk.fit",
            sports(11, 1),
            &["2026-10-03T07:00:00Z walk indoors, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal"],
        ),
        case(
            "an indoor ride",
            "ride.fit",
            sports(2, 6),
            &[
                "2026-10-03T07:00:00Z indoor-ride indoors, 30 min, 30 min timer, 5.4 km, 140/min, 200 W, 400 kcal",
            ],
        ),
    ]);
    cases
}
