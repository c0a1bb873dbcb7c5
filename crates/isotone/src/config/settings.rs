//! A configuration file to begin with: every setting with what it does and the value it has anyway.

use std::fmt::Write as _;

/// The settings in the order of the file: name, a value as TOML, and what it does. A value that is not the default is an
/// example.
const SETTINGS: &[(&str, &str, &str)] = &[
    ("data", "\"/var/lib/isotone\"", "The folder of the embedded database."),
    (
        "database",
        "\"postgres://isotone@db.example/isotone\"",
        "A PostgreSQL server in its place. Give a URL with a password in ISOTONE_DATABASE_FILE instead.",
    ),
    (
        "listen",
        "\"127.0.0.1:8737\"",
        "Address and port. 0.0.0.0:8737 opens the server to the network: then set hosts.",
    ),
    (
        "hosts",
        "\"isotone.example\"",
        "The names under which people reach the server, set off by commas. Others are refused.",
    ),
    (
        "origins",
        "\"https://app.example\"",
        "Origins of other pages that may use the API with a token (CORS), set off by commas.",
    ),
    (
        "public_url",
        "\"https://isotone.example\"",
        "Where people and providers reach the server. Links that are handed out begin with it.",
    ),
    (
        "sub_path",
        "\"/isotone\"",
        "The folder of a host that a reverse proxy gives the server; none is the root.",
    ),
    (
        "proxy",
        "\"none\"",
        "trusted: believe X-Forwarded-For and X-Forwarded-Proto of the reverse proxy before the server.",
    ),
    (
        "access",
        "\"accounts\"",
        "accounts: people sign in. open: whoever reaches the server may do everything.",
    ),
    ("rate_limit", "1200", "Requests a minute for each caller; 0 when they are not counted."),
    ("max_upload_mb", "64", "The largest file taken in, in megabytes."),
    ("units", "\"metric\"", "metric, us-customary or imperial, for athletes who have not said theirs."),
    (
        "zone",
        "\"Europe/Lisbon\"",
        "The time zone of athletes who have not said theirs; the system's without it.",
    ),
    (
        "weather",
        "\"open-meteo\"",
        "open-meteo: forecasts for places that people typed. none: the usual weather of the season.",
    ),
    (
        "backups",
        "\"/var/backups/isotone\"",
        "A folder into which the running server writes a verified copy a day.",
    ),
    ("watch", "\"/srv/recordings\"", "A folder that the server watches: recordings put there are taken in."),
    ("watch_athlete", "\"me\"", "Whose recordings they are."),
    ("layouts", "\"/etc/isotone/layouts\"", "A folder of layout files of sweat patches of other makers."),
    ("log", "\"warn,isotone=info,server=info,engine=info\"", "A level, or levels by part of the program."),
    ("log_format", "\"text\"", "text, or json."),
    (
        "openid_issuer",
        "\"https://accounts.example\"",
        "An identity provider (OpenID Connect) by which people can sign in.",
    ),
    ("openid_client", "\"isotone\"", "The name that the provider gave this server."),
    ("openid_secret", "\"…\"", "The secret that the provider gave it; better in ISOTONE_OPENID_SECRET_FILE."),
    ("openid_name", "\"Club\"", "What people call the provider; its host without it."),
    (
        "openid_accounts",
        "\"linked\"",
        "linked: people link an account that they have. new: whoever the provider knows gets one.",
    ),
    ("connection_key", "\"…\"", "Seals what providers give; a file beside the embedded database without it."),
    ("smtp", "\"smtps://user:password@mail.example.org\"", "The mail server, for reminders by mail."),
    ("smtp_certificate", "\"mail-ca.pem\"", "A file with the certificate that signs the mail server's."),
    ("mail_from", "\"Isotone <isotone@example.org>\"", "Who mail is from."),
    (
        "notify_private",
        "\"ntfy.lan\"",
        "Hosts of a private network that messages may go to, set off by commas.",
    ),
    (
        "push_hosts",
        "\"push.example.org\"",
        "Push services besides those of the known browsers, set off by commas.",
    ),
    (
        "fcm",
        "\"service-account.json\"",
        "The file of a Firebase service account, for an Android app of your own.",
    ),
    (
        "apns",
        "\"apns.json\"",
        "A file with Apple's key, for an iOS app of your own: key, key_id, team_id, topic.",
    ),
    (
        "signals",
        "\"segment:https://rudder.example.org\"",
        "Where signals for your own analytics go: segment:https://…, posthog:https://… or file:/path. None without it.",
    ),
    ("signals_key", "\"…\"", "The write key of that service; better in ISOTONE_SIGNALS_KEY_FILE."),
    (
        "telemetry",
        "\"http://127.0.0.1:4318\"",
        "A collector of traces and metrics (OpenTelemetry, OTLP over HTTP), for programs built with the feature otel.",
    ),
    (
        "telemetry_headers",
        "\"authorization: Bearer …\"",
        "What is sent to it with every request, one a line; better in ISOTONE_TELEMETRY_HEADERS_FILE.",
    ),
    ("telemetry_service", "\"isotone\"", "What this server is called there."),
];

/// The file as text. Every setting is commented out, so that it changes nothing.
pub(crate) fn sample() -> String {
    let mut text = String::from(
        "# Isotone reads this file from the folder it is started in, or from --config FILE.\n\
         # Remove the # before a setting to change it. isotone config check prints what is in force, and why.\n",
    );
    for (name, value, words) in SETTINGS {
        let _ = write!(text, "\n# {words}\n# {name} = {value}\n");
    }
    text.push_str("\n# A service that athletes connect; see the documentation of connections.\n# [connections.strava]\n");
    text.push_str("# client = \"12345\"\n# secret_file = \"/etc/isotone/strava-secret\"\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Layer;

    #[test]
    fn the_sample_changes_nothing_and_each_of_its_lines_is_a_setting() {
        assert_eq!(toml::from_str::<toml::Table>(&sample()).unwrap().len(), 0);
        let told: String = sample()
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|line| {
                line.starts_with('[') || line.split_once(" = ").is_some_and(|(key, _)| !key.contains(' '))
            })
            .fold(String::new(), |text, line| text + line + "\n");
        let layer: Layer = toml::from_str(&told).unwrap();
        assert_eq!(layer.watch_athlete.as_deref(), Some("me"));
        assert_eq!(layer.connections.unwrap()["strava"].len(), 2);
    }

    #[test]
    fn every_setting_is_in_the_sample_and_on_the_page_for_operators() {
        let page = include_str!("../../../../docs/operators.md");
        let config = crate::config::Config::read(None, std::iter::empty(), Layer::default()).unwrap();
        for name in config.origins.keys().filter(|name| **name != "connections") {
            assert!(SETTINGS.iter().any(|(known, ..)| known == name), "{name} is not in the sample");
            assert!(page.contains(&format!("`{name}`")), "{name} is not on docs/operators.md");
        }
    }
}
