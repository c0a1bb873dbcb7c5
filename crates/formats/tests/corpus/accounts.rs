//! Exports of whole accounts: the tables and documents beside the recordings, shaped as public samples are.

use super::{Case, case};

const STRAVA: &str = "Activity ID,Activity Date,Activity Name,Activity Type,Activity Description,Elapsed Time,Distance,\
    Max Heart Rate,Relative Effort,Commute,Activity Private Note,Activity Gear,Filename,Athlete Weight,Bike Weight,Elapsed Time,\
    Moving Time,Distance,Max Speed,Average Speed,Elevation Gain,Elevation Loss,Elevation Low,Elevation High,Max Grade,\
    Average Grade,Average Positive Grade,Average Negative Grade,Max Cadence,Average Cadence,Max Heart Rate,Average Heart Rate,\
    Max Watts,Average Watts,Calories\n";
const STRAVA_GERMAN: &str = "Aktivitäts-ID,Aktivitätsdatum,Name der Aktivität,Aktivitätsart,Beschreibung,Verstrichene Zeit,\
    Distanz,Max. Herzfrequenz,Relative Leistung,Pendeln,Private Notiz,Ausrüstung,Dateiname,Gewicht,Fahrradgewicht,\
    Verstrichene Zeit,Bewegungszeit,Distanz,Max. Ges.,Durchschn. Ges.,Höhenzunahme\n";
const STRAVA_FRENCH: &str = "ID de l'activité,Date de l'activité,Nom de l'activité,Type d'activité,Description,Temps écoulé,\
    Distance,FC max.,Effort relatif,Trajet,Note privée,Équipement,Nom du fichier,Poids,Poids du vélo,Temps écoulé,\
    Durée de déplacement,Distance\n";

fn with(header: &str, rows: &str) -> Vec<u8> {
    [header.as_bytes(), rows.as_bytes()].concat()
}

const WHOOP_WORKOUTS: &str = "Cycle start time,Cycle end time,Cycle timezone,Workout start time,Workout end time,Duration (min),\
    Activity name,Activity Strain,Energy burned (cal),Max HR (bpm),Average HR (bpm),HR Zone 1 %,GPS enabled\n\
    2026-10-03 00:10:39,,UTC+02:00,2026-10-03 09:00:00,2026-10-03 09:45:00,45,Running,17.1,540.0,183,150,17,false\n";
const WHOOP_SLEEPS: &str = "Cycle start time,Cycle end time,Cycle timezone,Sleep onset,Wake onset,Sleep performance %,\
    Asleep duration (min),Nap\n\
    2026-10-02 23:10:00,,UTC-05:00,2026-10-02 23:10:00,2026-10-03 07:10:00,86,427,false\n\
    2026-10-02 23:10:00,,UTCZ,2026-10-03 13:00:00,2026-10-03 13:40:00,50,35,true\n";
const OURA_SLEEP: &str = "id;day;bedtime_start;bedtime_end;total_sleep_duration;type;heart_rate\n\
    a1;2026-10-05;2026-10-04T22:40:00.000+02:00;2026-10-05T06:40:00.000+02:00;25200;long_sleep;{\"interval\":300}\n\
    a2;2026-10-05;2026-10-05T14:00:00.000+02:00;2026-10-05T14:40:00.000+02:00;1800;late_nap;{}\n\
    a3;2026-10-06;2026-10-06T02:00:00.000+02:00;2026-10-06T02:30:00.000+02:00;0;rest;{}\n";
const OURA_WORKOUT: &str = "id;day;activity;calories;distance;start_datetime;end_datetime;intensity;label;source\n\
    w1;2026-10-03;running;300;5400.5;2026-10-03T09:00:00+02:00;2026-10-03T09:30:00+02:00;moderate;;manual\n";
const WITHINGS: &str = "Date,\"Weight (kg)\",\"Fat mass (kg)\",\"Bone mass (kg)\",\"Muscle mass (kg)\",\"Hydration (kg)\",Comments\n\
    \"2026-10-03 07:12:45\",72.4,15.2,3.1,54.1,40.2,\n\"2026-10-02 07:05:01\",72.6,,,,,\n";
const GOOGLE_EXERCISES: &str = "exercise_id,exercise_start,exercise_end,utc_offset,exercise_created,activity_name,log_type,\
    tracker_total_calories,tracker_total_distance_mm,tracker_total_altitude_mm,tracker_avg_heart_rate,activity_type_probabilities\n\
    7,2026-10-03 07:00:00+0000,2026-10-03 07:30:00+0000,+02:00,,Outdoor Run,TRACKER,300,5400000,12000,149,\"a,b\"\n\
    8,2026-10-04T12:54:29Z,2026-10-04T14:03:29Z,+02:00,,Bike,AUTO_DETECTED,,,,,\n";
const GOOGLE_SLEEPS: &str = "sleep_id,sleep_type,minutes_in_sleep_period,minutes_asleep,start_utc_offset,sleep_start,\
    end_utc_offset,sleep_end,data_source\n\
    111,STAGES,480,420,+02:00,2026-10-04 20:30:00+0000,+02:00,2026-10-05 04:30:00+0000,PASSIVELY_MEASURED\n";
const GARMIN_ACTIVITIES: &str = r#"[{"summarizedActivitiesExport": [{"activityId": 111, "name": "Morning Run",
    "activityType": "running", "sportType": "RUNNING", "beginTimestamp": 1791010800000, "startTimeLocal": 1791018000000,
    "duration": 1800000.0, "elapsedDuration": 1860000.0, "distance": 540000.0, "calories": 1673.6, "avgHr": 140.0,
    "splits": [{"measurements": [{"fieldEnum": "SUM_DISTANCE", "value": 100000.0}]}]}]}]"#;
const GARMIN_SLEEP: &str = r#"[{"retro": false}, {"calendarDate": "2026-10-01", "sleepWindowConfirmationType": "ENHANCED_CONFIRMED_FINAL",
    "sleepStartTimestampGMT": "2026-09-30T21:10:00.0", "sleepEndTimestampGMT": "2026-10-01T05:10:00.0",
    "deepSleepSeconds": 5400, "lightSleepSeconds": 16200, "remSleepSeconds": 5400, "awakeSleepSeconds": 1800,
    "napList": [{"napStartTimestampGMT": "2026-10-01T12:00:00.0", "napEndTimestampGMT": "2026-10-01T12:30:00.0"}]},
    {"calendarDate": "2026-10-02", "sleepWindowConfirmationType": "OFF_WRIST", "deepSleepSeconds": 0}]"#;
const GARMIN_BODY: &str = r#"[{"metaData": {"calendarDate": "2026-10-01T07:30:00.0"}, "weight": {"weight": 72300.0}},
    {"metaData": {"calendarDate": "2026-10-02"}, "weight": {"weight": 72100.0, "timestampGMT": "2026-10-02T05:30:00.0"}},
    {"metaData": {"calendarDate": "2026-10-03"}, "weight": {"weight": 72000.0}}, {"metaData": {}, "height": {"height": 180.0}}]"#;
const FITBIT_SLEEP: &str = r#"[{"logId": 1, "dateOfSleep": "2026-10-05", "startTime": "2026-10-04T22:30:00.000",
    "endTime": "2026-10-05T06:30:00.000", "minutesAsleep": 420, "mainSleep": true},
    {"logId": 2, "dateOfSleep": "2026-10-06", "startTime": "2026-10-05T23:00:00.000", "endTime": "2026-10-06T01:00:00.000",
    "levels": {"data": [{"dateTime": "2026-10-05T23:00:00.000", "level": "light", "seconds": 3600},
    {"dateTime": "2026-10-06T00:00:00.000", "level": "deep", "seconds": 3600}]}}]"#;
const FITBIT_WEIGHT: &str = r#"[{"logId": 1, "weight": 154.3, "bmi": 22.1, "date": "10/03/26", "time": "06:45:12", "source": "Aria"}]"#;
const FITBIT_EXERCISE: &str = r#"[{"logId": 9, "activityName": "Run", "activityTypeId": 90009, "startTime": "10/03/26 07:00:00",
    "duration": 1800000, "distance": 5.4, "distanceUnit": "Kilometer"}]"#;
const FITBIT_API: &str = r#"{"activities": [{"logId": 9, "activityName": "Run", "startTime": "2026-10-03T09:00:00.000+02:00",
    "duration": 1800000, "activeDuration": 1740000, "distance": 5.4, "distanceUnit": "Kilometer", "averageHeartRate": 152}]}"#;
const GOOGLE_FIT: &str = r#"{"fitnessActivity": "running", "startTime": "2026-10-03T07:00:00Z", "endTime": "2026-10-03T07:30:00Z",
    "duration": "1800s", "segment": [], "aggregate": [{"metricName": "com.google.distance.delta", "floatValue": 5400.0},
    {"metricName": "com.google.calories.expended", "floatValue": 300.5}]}"#;
const GOOGLE_FIT_DRIVE: &str = r#"{"fitnessActivity": "in_vehicle", "startTime": "2026-10-03T07:00:00Z", "endTime": "2026-10-03T07:30:00Z"}"#;
const POLAR: &str = r#"{"identifier": {"id": "5022701696"}, "startTime": "2026-10-03T09:00:00", "stopTime": "2026-10-03T09:31:00",
    "name": "", "timezoneOffsetMinutes": 120, "durationMillis": 1800000, "distanceMeters": 5400.0, "calories": 400, "hrAvg": 140,
    "hrMax": 171, "sport": {"id": "1"}, "exercises": [{"startTime": "2026-10-03T09:00:00", "timezoneOffsetMinutes": 120,
    "durationMillis": 1800000, "sport": {"id": "1"}, "pauseTimes": [{"startTime": "2026-10-03T09:10:00", "endTime": "2026-10-03T09:11:00"}],
    "samples": {"samples": [{"type": "SPEED", "intervalMillis": 1000, "values": [NaN, NaN, 10.8, 10.8]}]}, "routes": {}}]}"#;
const POLAR_OLD: &str = r#"{"exportVersion": "1.6", "startTime": "2014-01-27T09:00:00.000",
    "exercises": [{"startTime": "2014-01-27T09:00:00.000", "timezoneOffset": 60, "sport": "RUNNING"}]}"#;

pub(crate) fn cases() -> Vec<Case> {
    [strava(), garmin(), google(), others()].into_iter().flatten().collect()
}

fn strava() -> Vec<Case> {
    let row = "11,\"Oct 3, 2026, 7:00:00 AM\",\"Morning Run, easy\",Run,,1860,5.40,171,,false,,,activities/12.fit.gz,,,1860.0,1800.0,\
        5400.2,4.1,3.0,12.5,,,,,,,,,,171,140,,,400\n\
        12,\"Oct 4, 2026, 7:00:00 PM\",Gym,Weight Training,,3600,,,,false,,,,,,3600.0,,,,,,,,,,,,,,,,,,,\n";
    let german = "11,\"03.10.2026, 07:00:00\",Feierabendrunde,Radfahrt,,3600,\"20,10\",,,false,,,activities/8.fit.gz,,,3600,3500,\"20100,5\",,,150\n";
    let french = "11,\"3 oct. 2026 à 07:00:00\",Sortie,Course à pied,,1860,\"5,40\",,,false,,,activities/8.fit.gz,,,1860,1800,5400\n";
    let odd =
        "Activity ID,Activity Date,Activity Name,Activity Type\n1,\"Oct 3, 2026, 7:00:00 AM\",Run,Run\n";
    vec![
        case(
            "Strava's list: titles, and an activity that was typed",
            "activities.csv",
            with(STRAVA, row),
            &[
                "2026-10-03T07:00:00Z run, 31 min, 30 min timer, 5.4 km, 140/min, 400 kcal, 'Morning Run, easy'",
                "2026-10-04T19:00:00Z gym indoors, 60 min, 'Gym'",
            ],
        ),
        case(
            "Strava's list of a German account",
            "activities.csv",
            with(STRAVA_GERMAN, german),
            &["2026-10-03T07:00:00Z ride, 60 min, 58.33 min timer, 20.1 km, 'Feierabendrunde'"],
        ),
        case(
            "Strava's list of a French account",
            "activities.csv",
            with(STRAVA_FRENCH, french),
            &["2026-10-03T07:00:00Z run, 31 min, 30 min timer, 5.4 km, 'Sortie'"],
        ),
        case(
            "Strava's list without lengths",
            "activities.csv",
            odd,
            &[
                "refused: this is the list of activities of a Strava export, but its columns are in a language that is not known here: \
             set the account to English, and export again",
            ],
        ),
    ]
}

fn garmin() -> Vec<Case> {
    vec![
        case(
            "Garmin's account export: milliseconds, centimetres, kilojoules",
            "1_summarizedActivities.json",
            GARMIN_ACTIVITIES,
            &["2026-10-03T07:00:00Z run, 31 min, 30 min timer, 5.4 km, 140/min, 400 kcal, 'Morning Run'"],
        ),
        case(
            "Garmin's account export: nights",
            "1_sleepData.json",
            GARMIN_SLEEP,
            &["2026-09-30T21:10:00Z sleep, 480 min, 450 min asleep", "2026-10-01T12:00:00Z nap, 30 min"],
        ),
        case(
            "Garmin's account export: body mass, in New York's time or its own",
            "1_userBioMetrics.json",
            GARMIN_BODY,
            &["2026-10-01T11:30:00Z weighs 72.3 kg", "2026-10-02T05:30:00Z weighs 72.1 kg"],
        ),
    ]
}

fn google() -> Vec<Case> {
    vec![
        case(
            "Google Health: exercises",
            "UserExercises_2026-10-01.csv",
            GOOGLE_EXERCISES,
            &[
                "2026-10-03T07:00:00Z run, 30 min, 5.4 km, 149/min, 300 kcal",
                "2026-10-04T12:54:29Z ride, 69 min",
            ],
        ),
        case(
            "Google Health: nights",
            "UserSleeps_2026-10-01.csv",
            GOOGLE_SLEEPS,
            &["2026-10-04T20:30:00Z sleep, 480 min, 420 min asleep"],
        ),
        case(
            "Google Health: body mass in grams",
            "weight.csv",
            "timestamp,weight grams,data source\n2026-10-01T05:00:00Z,70500,Scale\n",
            &["2026-10-01T05:00:00Z weighs 70.5 kg"],
        ),
        case(
            "Google Health: a series of every minute",
            "steps.csv",
            "timestamp,steps,data source\n2026-10-01T05:00:00Z,50,Band\n",
            &[
                "refused: this is a measured series of Google Health: it has no workout, sleep, body mass or drink that can be read",
            ],
        ),
        case(
            "Fitbit: nights in local time",
            "sleep-2026-10-04.json",
            FITBIT_SLEEP,
            &[
                "2026-10-05T02:30:00Z sleep, 480 min, 420 min asleep",
                "2026-10-06T03:00:00Z sleep, 120 min, 2 stages",
            ],
        ),
        case(
            "Fitbit: weighings in pounds",
            "weight-2026-10.json",
            FITBIT_WEIGHT,
            &["2026-10-03T10:45:12Z weighs 69.99 kg"],
        ),
        case(
            "Fitbit: exercises that do not say in which zone",
            "exercise-0.json",
            FITBIT_EXERCISE,
            &[
                "refused: this is Fitbit's list of exercises, which does not say whether its times are local or UTC: \
             give UserExercises_….csv of the same export",
            ],
        ),
        case(
            "Fitbit: exercises that do",
            "exercises.json",
            FITBIT_API,
            &["2026-10-03T07:00:00Z run, 30 min, 29 min timer, 5.4 km, 152/min"],
        ),
        case(
            "Google Fit: a run",
            "2026-10-03T09_00_00+02_00_RUNNING.json",
            GOOGLE_FIT,
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 300.5 kcal"],
        ),
        case(
            "Google Fit: a drive",
            "2026-10-03T09_00_00+02_00_IN_VEHICLE.json",
            GOOGLE_FIT_DRIVE,
            &[
                "refused: this is a session of Google Fit that is no workout: it has no workout, sleep, body mass or drink",
            ],
        ),
    ]
}

fn others() -> Vec<Case> {
    vec![
        case(
            "Polar: local times, a pause, and NaN",
            "training-session_2026-10-03T09-00-00_5022701696.json",
            POLAR,
            &[
                "2026-10-03T07:00:00Z run, 31 min, 30 min timer, 5.4 km, 140/min, 400 kcal, paused 07:10 to 07:11",
            ],
        ),
        case(
            "Polar: an older form",
            "training-session-2014-01-27.json",
            POLAR_OLD,
            &[
                "refused: this is a training session of an older Polar export, which has its times in a form that is not known for sure: \
             export again from Polar Flow, or give the session's FIT, TCX or GPX file",
            ],
        ),
        case(
            "WHOOP: workouts",
            "workouts.csv",
            WHOOP_WORKOUTS,
            &["2026-10-03T07:00:00Z run, 45 min, 150/min, 540 kcal"],
        ),
        case(
            "WHOOP: nights and naps",
            "sleeps.csv",
            WHOOP_SLEEPS,
            &[
                "2026-10-03T04:10:00Z sleep, 480 min, 427 min asleep",
                "2026-10-03T13:00:00Z nap, 40 min, 35 min asleep",
            ],
        ),
        case(
            "Oura: nights and naps",
            "sleepmodel.csv",
            OURA_SLEEP,
            &[
                "2026-10-04T20:40:00Z sleep, 480 min, 420 min asleep",
                "2026-10-05T12:00:00Z nap, 40 min, 30 min asleep",
            ],
        ),
        case(
            "Oura: workouts",
            "workout.csv",
            OURA_WORKOUT,
            &["2026-10-03T07:00:00Z run, 30 min, 5.4 km, 300 kcal"],
        ),
        case(
            "Withings: body mass in New York's time",
            "weight.csv",
            WITHINGS,
            &["2026-10-03T11:12:45Z weighs 72.4 kg", "2026-10-02T11:05:01Z weighs 72.6 kg"],
        ),
        case(
            "Withings: pounds, in French",
            "weight.csv",
            WITHINGS.replace("Weight (kg)", "Poids (lb)").replace("72.4", "154.3").replace("72.6", "5"),
            &["2026-10-03T11:12:45Z weighs 69.99 kg"],
        ),
        case(
            "a table of nothing that is known",
            "data.csv",
            "a,b\n1,2\n",
            &[
                "refused: this is a text file, which cannot be read here: give a FIT, TCX, GPX, Apple Health, Strava, Garmin or calendar \
             file, or a whole export, as the watch or the platform makes it",
            ],
        ),
    ]
}
