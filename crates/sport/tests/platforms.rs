//! The names that platforms, devices and people write, and the sport that each means.

use sport::{Sport, named};

/// Names by sport: those of Strava, Garmin, Apple, Health Auto Export, Suunto, Polar, OpenTracks and FIT, in several
/// languages. Add the next name here and in `data/names.toml`.
const NAMES: &[(Sport, bool, &str)] = &[
    (
        Sport::Run,
        false,
        "Outdoor Run; Outdoor_Run; Running; street_running; track_running; trail_running; ultra_run; obstacle_run; Run; TrailRun; track running; trail running; Corrida ao Ar Livre; Carrera al aire libre; Course à pied; Course en extérieur; Outdoor-Laufen; Laufen; Correr; Laufsport; Trail; RUNNING; Jogging; Traillauf; cross country running; Corsa; Hardlopen; Løping; Löpning; 5K; Caminhada e corrida; Trail Running",
    ),
    (
        Sport::Treadmill,
        true,
        "Indoor Run; treadmill_running; indoor_running; virtual_run; VirtualRun; treadmill; indoor running; Esteira; Cinta de correr; Tapis de course; Laufband; Course en salle; Corrida em ambiente fechado; Carrera en interiores; Indoor-Laufen; virtual running; indoor Outdoor Run",
    ),
    (
        Sport::Ride,
        false,
        "Outdoor Cycling; Outdoor Cycle; Cycling; road_biking; mountain_biking; gravel_cycling; cyclocross; e_bike_fitness; e_bike_mountain; recumbent_cycling; Ride; MountainBikeRide; GravelRide; EBikeRide; EMountainBikeRide; Handcycle; Velomobile; cycling; road cycling; mountain biking; gravel; commuting; e-bike; Biking; Ciclismo; Ciclismo ao ar livre; Vélo; Cyclisme; Radfahren; Rennrad; Pedal; VTT; Mountainbike; Bicicleta; Hand Cycling; bmx; Bikepacking",
    ),
    (
        Sport::IndoorRide,
        true,
        "Indoor Cycling; Indoor Cycle; indoor_cycling; virtual_ride; VirtualRide; spin; indoor cycling; virtual activity; Spinning; Ciclismo indoor; Vélo en salle; Indoor-Radfahren; Heimtrainer; Ciclismo en interiores; Zwift; indoor Cycling",
    ),
    (
        Sport::Swim,
        false,
        "Pool Swim; Pool_Swim; Open Water Swim; Swimming; lap_swimming; open_water_swimming; Swim; lap swimming; open water swimming; Natação; Natación; Natation; Schwimmen; Natação em Piscina; Aguas abiertas; Freiwasserschwimmen; Openwater swimming; Eau libre",
    ),
    (
        Sport::Walk,
        false,
        "Outdoor Walk; Walking; walking; casual_walking; speed_walking; Walk; Caminhada; Caminata; Marche; Gehen; Caminhada ao Ar Livre; Marche en extérieur; Nordic walking; Spazieren; Wheelchair; Outdoor-Gehen",
    ),
    (
        Sport::Walk,
        true,
        "Indoor Walk; indoor_walking; indoor walking; treadmill walking; virtual walking; walking treadmill; Caminhada indoor; Marche en salle; Indoor-Gehen; Caminata en interiores",
    ),
    (
        Sport::Hike,
        false,
        "Hiking; hiking; Hike; snowshoeing; mountaineering; Senderismo; Randonnée; Wandern; Trilha; Snowshoe; Trekking",
    ),
    (
        Sport::Row,
        false,
        "Rowing; rowing; Kayaking; Canoeing; StandUpPaddling; paddling; kayaking; Remo; Aviron; Rudern; rowing_v2; kayaking_v2",
    ),
    (
        Sport::Row,
        true,
        "Rower; indoor_rowing; VirtualRow; indoor rowing; virtual rowing; Rudergerät; Rameur; Rowing machine",
    ),
    (
        Sport::CrossCountrySki,
        false,
        "cross_country_skiing_ws; NordicSki; BackcountrySki; cross country skiing; RollerSki; Langlauf; Ski de fond; Esquí de fondo; skate_skiing_ws; Cross Country Skiing",
    ),
    (
        Sport::Gym,
        true,
        "Traditional Strength Training; Functional Strength Training; High Intensity Interval Training; TraditionalStrengthTraining; FunctionalStrengthTraining; HighIntensityIntervalTraining; CrossTraining; MixedCardio; Elliptical; Yoga; strength_training; indoor_cardio; cardio; elliptical; stair_climbing; hiit; WeightTraining; Workout; Crossfit; strength training; cardio training; flexibility training; training; pilates; fitness equipment; Musculação; Musculación; Musculation; Krafttraining; Gimnasio; Academia; Core Training; Cooldown; Stair Stepper; Jump Rope; Fuerza; Treino de Força Tradicional; Entrenamiento de fuerza tradicional; Musculation traditionnelle; Traditionelles Krafttraining; Hochintensives Intervalltraining",
    ),
    (Sport::Soccer, false, "Soccer; soccer; Futebol; Fútbol; Fußball; Football (soccer)"),
    (Sport::Tennis, false, "Tennis; tennis_v2; Pickleball; racket; Padel; Tênis"),
    (Sport::Squash, true, "Badminton; Table Tennis; Squash"),
    (Sport::Volleyball, false, "Volleyball"),
    (Sport::AlpineSki, false, "AlpineSki; resort_skiing_snowboarding_ws; Snowboard"),
    (Sport::Golf, false, "Golf"),
    (Sport::Climb, false, "RockClimbing"),
    (Sport::Skate, false, "InlineSkate"),
    (Sport::Basketball, true, "Basketball; basketball; Basquete; Baloncesto"),
    (Sport::AmericanFootball, false, "American Football; american football"),
    (Sport::Combat, true, "Boxing; boxing; Martial Arts; Kickboxing; MixedMartialArts"),
    (Sport::Triathlon, false, "SwimBikeRun; multi_sport; multisport; Triathlon; Swimrun; Triatlo; Duathlon"),
    (
        Sport::Other,
        false,
        "skiing; Sailing; horseback_riding; generic; Other; Surfing; motorcycling; Windsurf",
    ),
];

/// Names in Italian, Dutch, Japanese, Chinese and Korean, and the codes of Polar, WHOOP, Google Fit, Oura and Garmin's API.
const FARTHER: &[(Sport, bool, &str)] = &[
    (
        Sport::Run,
        false,
        "RUNNING_ROAD; RUNNING_TRAIL; stroller-jogging; track-field; obstacle-course-racing; running.jogging; WHEELCHAIR_PUSH_RUN",
    ),
    (Sport::Treadmill, true, "RUNNING_TREADMILL; TREADMILL_RUNNING; running.treadmill; INDOOR_RUNNING"),
    (
        Sport::Ride,
        false,
        "CYCLING_ROAD; CYCLING_MOUNTAIN; CYCLING_CYCLOCROSS; E_ENDURO_MTB; DOWNHILL_BIKING; HANDCYCLING; biking.utility",
    ),
    (
        Sport::IndoorRide,
        true,
        "CYCLING_INDOOR; assault-bike; biking.stationary; biking.spinning; INDOOR_HANDCYCLING",
    ),
    (Sport::Swim, false, "SWIMMING_POOL; AQUATICS_SWIMMING; SWIMMING_OPEN_WATER; swimming.pool"),
    (
        Sport::Walk,
        false,
        "WALKING_NORDIC; stroller-walking; dog-walking; wheelchair-pushing; walking.fitness; WHEELCHAIR_PUSH_WALK",
    ),
    (Sport::Hike, false, "hiking-rucking; SNOW_SHOE_WS; WINTERSPORTS_SNOWSHOEING; MOUNTAINEERING"),
    (
        Sport::Row,
        false,
        "WATERSPORTS_ROWING; WATERSPORTS_STAND_UP_PADDLING; paddleboarding; WHITEWATER_RAFTING_V2",
    ),
    (Sport::Row, true, "FITNESS_INDOOR_ROWING"),
    (
        Sport::CrossCountrySki,
        false,
        "WINTERSPORTS_CROSS_COUNTRY_SKIING; skiing.cross_country; SKATE_SKIING_WS; BACKCOUNTRY_SKIING",
    ),
    (
        Sport::AlpineSki,
        false,
        "WINTERSPORTS_ALPINE_SKIING; WINTERSPORTS_DOWNHILL_SKIING; skiing.downhill; SNOWBOARDING_WS; RESORT_SKIING",
    ),
    (Sport::Skate, false, "WINTERSPORTS_ICE_SKATING; skating.inline; SKATING_WS"),
    (
        Sport::Gym,
        true,
        "FITNESS_CARDIO; FITNESS_ELLIPTICAL; FITNESS_STAIR_CLIMBING; functional-fitness; strength-trainer; jumping-rope; hot-yoga; f45-training; group_exercise; interval_training.high_intensity; stair_climbing.machine",
    ),
    (Sport::Combat, true, "COMBAT_SPORTS_BOXING; KICKBOXING_MARTIAL_ARTS; box-fitness; jiu-jitsu"),
    (Sport::Soccer, false, "TEAMSPORTS_FOOTBALL; TEAMSPORTS_SOCCER; football.soccer; ULTIMATE_DISC"),
    (Sport::AmericanFootball, false, "TEAMSPORTS_AMERICAN_FOOTBALL; football.american"),
    (Sport::Rugby, false, "gaelic-football; football.australian; TEAMSPORTS_RUGBY"),
    (Sport::Tennis, false, "RACKET_SPORTS_TENNIS; PADDELBALL; paddle-tennis"),
    (Sport::Squash, true, "RACKET_SPORTS_BADMINTON; RACKET_SPORTS_TABLE_TENNIS; RACQUETBALL"),
    (Sport::Climb, false, "OUTDOOR_CLIMBING"),
    (Sport::Volleyball, false, "TEAMSPORTS_VOLLEYBALL; volleyball.beach"),
    (Sport::Other, false, "MOTORSPORTS; kite-boarding; TEAM_SPORTS; WINTER_SPORTS"),
    (
        Sport::Run,
        false,
        "Corsa all'aperto; Duurloop; Hardlopen buiten; 屋外ランニング; 朝ラン; ランニング; ジョギング; 30km走り; 户外跑步; 跑步; 달리기; トレイルランニング",
    ),
    (
        Sport::Treadmill,
        true,
        "室内ランニング; トレッドミル; 室内跑步; 실내 달리기; Tapis roulant; Corsa indoor",
    ),
    (
        Sport::Ride,
        false,
        "Giro in bici; Fietstocht; 屋外サイクリング; サイクリング; ロードバイク; 骑行; 户外骑行; 자전거",
    ),
    (Sport::IndoorRide, true, "室内サイクリング; ローラー台; 室内骑行; 실내 사이클링"),
    (Sport::Swim, false, "Nuoto; Zwemmen; 水泳; プールスイミング; 泳池游泳; 수영"),
    (Sport::Walk, false, "Camminata; Wandelen; 屋外ウォーキング; 散歩; 步行; 걷기"),
    (Sport::Walk, true, "室内ウォーキング; 室内步行"),
    (Sport::Hike, false, "Escursionismo; ハイキング; 登山; 徒步; 등산"),
    (Sport::Gym, true, "Palestra; Krachttraining; 筋トレ; 筋力トレーニング; ヨガ; 力量训练; 高强度间歇训练"),
    (Sport::Soccer, false, "Voetbal; サッカー; 足球; 축구"),
    (Sport::Triathlon, false, "トライアスロン"),
    (Sport::Baseball, false, "野球"),
    (Sport::AlpineSki, false, "スノーボード"),
];

/// The names of Wahoo, COROS, Polar, Garmin, FitTrackee and OpenTracks in English, Portuguese, Spanish, French and German.
const LOCALISED: &[(Sport, bool, &str)] = &[
    (
        Sport::Run,
        false,
        "RUNNING_RACE; Corrida na pista; Corrida matinal; Carrera de mañana; Carrera matutina; pista de atletismo; Course sur piste; Course sur route; course urbaine; Course (extérieur); Bahnlauf; Geländelauf; Lauf am Morgen",
    ),
    (
        Sport::Treadmill,
        true,
        "RUNNING_INDOOR_VIRTUAL; FE_TREADMILL; Corrida em passadeira; Passadeira; Corrida virtual; Carrera en cinta; Course sur tapis roulant; Course en intérieur; Laufbandtraining; Virtueller Lauf; Zwift - Run in Watopia",
    ),
    (
        Sport::Ride,
        false,
        "EBIKING; BIKING_CYCLECROSS; BTT; Ciclismo de estrada; Vuelta ciclista por la tarde; VAE; Vélo à assistance électrique; Rennradfahren; Rennradfahrt; Tourenradfahren; Bahnradfahren; Enduro",
    ),
    (
        Sport::IndoorRide,
        true,
        "FE_BIKE; BIKING_INDOOR_TRAINER; Exercise bike; Stationary Biking; Ciclismo en sala; Bici estática; Vélo stationnaire; Vélo d'intérieur; Hallenradfahren; Fahrradergometer; Rollentrainer; Virtuelles Radfahren; MyWhoosh; TrainerRoad; Peloton; Wahoo SYSTM",
    ),
    (
        Sport::Walk,
        false,
        "Marcha nórdica; Marche active; marche sportive; Marche à l'extérieur; correcaminata",
    ),
    (
        Sport::Walk,
        true,
        "WALKING_TREADMILL; Marche sur tapis; Marche en intérieur; Caminar en cinta; Cinta de caminar; Gehen auf dem Laufband",
    ),
    (
        Sport::Hike,
        false,
        "Mountain Climb; caminhada em trilha; caminata con raquetas para nieve; raquete de neve; Wandertour; Schneeschuhwanderung",
    ),
    (Sport::Swim, false, "Hallenbad; Schwimmbadschwimmen; Schwimmbad"),
    (
        Sport::Row,
        false,
        "STAND_UP_PADDLE_BOARD; Flatwater; Whitewater; paddleboard; pagayage; Kanufahren; Kajakfahren (Wildwasser)",
    ),
    (Sport::Row, true, "FE_ROWER; Rudermaschine; Aviron d'intérieur"),
    (
        Sport::CrossCountrySki,
        false,
        "XC Ski; Esqui cross-country; esqui roller; Esquí de travesía; Ski (Randonnée); ski à roulettes; Skifahren (Langlauf); Skitourengehen; Rollski",
    ),
    (Sport::AlpineSki, false, "Esquí de pista; Snowboarden; planche à neige"),
    (
        Sport::Skate,
        false,
        "LONG_BOARDING; Patinagem em linha; Patins; Roller en ligne; Patin à roues alignées; Rollschuhlaufen",
    ),
    (Sport::Climb, false, "Multi Pitch; escalar"),
    (Sport::Climb, true, "Indoor Climb"),
    (Sport::Soccer, false, "Hallenfußball; Frisbee"),
    (
        Sport::Gym,
        true,
        "FE_GENERAL; FE_CLIMBER; CARDIO_CLASS; STAIR_CLIMBER; GPS Cardio; Aerobic; Weight machine; Máquina de escaleras; Entrenamiento en intervalos de alta intensidad; Kraft-/Ausdauertraining; Bodyweight-Training",
    ),
    (Sport::Golf, false, "GOLFING"),
    (
        Sport::Other,
        false,
        "BIKING_MOTOCYCLING; motociclismo; passeio a cavalo; paseo a caballo; parapente; Paragliden; Segeln; surfe; voile; planche à voile; esqui aquático; ski nautique; Motorrad; iatismo no gelo; carrera de bólidos en hielo; Speedsurfing; salto de esquí",
    ),
];

#[test]
fn every_platforms_name_means_its_sport() {
    let mut wrong = Vec::new();
    for (sport, indoor, names) in NAMES.iter().chain(FARTHER).chain(LOCALISED) {
        for name in names.split(';').map(str::trim) {
            let found = named(name).map(|named| (named.sport, named.indoor));
            if found != Some((*sport, *indoor)) {
                wrong.push(format!("{name}: {found:?}, not {sport:?}, indoors {indoor}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn titles_are_read_in_whole_words() {
    let means = [
        ("Corrida longa", Some(Sport::Run)),
        ("Ciclismo suave", Some(Sport::Ride)),
        ("Natação", Some(Sport::Swim)),
        ("Natac\u{327}a\u{303}o", Some(Sport::Swim)),
        ("Carrera 10 km", Some(Sport::Run)),
        ("Bridge to Bridge 10k", Some(Sport::Run)),
        ("Brick: 90 min ride + 20 min run", Some(Sport::Triathlon)),
        ("Longjog 25 km", Some(Sport::Run)),
        ("Sortie vélo 3h", Some(Sport::Ride)),
        ("Run/walk 30 min", Some(Sport::Run)),
        ("Easy run + strides", Some(Sport::Run)),
        ("Run + strength", Some(Sport::Run)),
        ("Strength session for runners", Some(Sport::Gym)),
        ("Radausfahrt mit Franz", Some(Sport::Ride)),
        ("Treadmill 45 min", Some(Sport::Treadmill)),
        ("Dentist", None),
        ("ランチ", None),
        ("ブランチ", None),
        ("プラン会議", None),
        ("会議", None),
        ("Brunch with Ann", None),
        ("Trunk show", None),
        ("Training: budget tool", None),
        ("Marketing campaign", None),
        ("Dry run of the release", None),
        ("Stand-up meeting", None),
        ("Run the numbers with finance", None),
        ("Running late: call", None),
        ("Corrida de táxi", None),
        ("Carrera de Medicina", None),
        ("Marathon of meetings", None),
        ("Sprint planning", None),
        ("Aerobic run 45 min", Some(Sport::Run)),
        ("Bride's dress", None),
        ("Price hike talk", None),
        ("Rowan's birthday", None),
        ("Swimwear sale", None),
        ("Grundlagen der Statistik", None),
        ("Charla de carrera profesional", None),
        ("Workout schedule review", None),
        ("Skip level", None),
        ("Road map", None),
        ("", None),
    ];
    for (title, sport) in means {
        assert_eq!(named(title).map(|named| named.sport), sport, "{title}");
    }
}

/// The list of names tried in the field, where it is at hand.
#[test]
fn the_list_of_names_in_the_field_is_known() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/cases/sport-names.txt");
    let Ok(list) = std::fs::read_to_string(path) else {
        eprintln!("skipped: ../shared/data/cases/sport-names.txt is absent");
        return;
    };
    let names = list.split(['\n', ';']).filter_map(|pair| pair.split_once('→')).map(|(name, _)| name.trim());
    let unknown: Vec<&str> = names.filter(|name| named(name).is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
