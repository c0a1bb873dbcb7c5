//! What each layer of settings means, and what is refused.

use super::*;

fn read(environment: &[(&str, &str)], flags: Layer) -> Result<Config, ConfigError> {
    let environment = environment.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    Config::read(None, environment, flags)
}

#[test]
fn flags_win_over_the_environment_and_each_setting_says_where_it_came_from() {
    let flags = Layer { listen: Some("0.0.0.0:80".into()), ..Layer::default() };
    let config = read(&[("ISOTONE_LISTEN", "127.0.0.1:1"), ("ISOTONE_UNITS", "us")], flags).unwrap();
    assert_eq!(config.listen.to_string(), "0.0.0.0:80");
    assert_eq!(config.units, UnitSystem::UsCustomary);
    assert_eq!(config.origins["listen"], Origin::Flag);
    assert_eq!(config.origins["units"], Origin::Environment("ISOTONE_UNITS".into()));
    assert_eq!(config.origins["zone"], Origin::Default);
}

#[test]
fn a_database_is_a_url_and_its_password_is_not_repeated() {
    let error =
        read(&[("ISOTONE_DATABASE", "mysql://me:hunter2@db")], Layer::default()).unwrap_err().to_string();
    assert!(error.contains("postgres://") && !error.contains("hunter2"), "{error}");
    let config = read(&[("ISOTONE_DATABASE", "postgres://me@db/isotone")], Layer::default()).unwrap();
    assert_eq!(config.database.as_deref(), Some("postgres://me@db/isotone"));
}

#[test]
fn an_identity_provider_is_whole_or_none_and_its_secret_is_not_printed() {
    assert!(read(&[], Layer::default()).unwrap().provider.is_none());
    let (issuer, client) =
        (("ISOTONE_OPENID_ISSUER", "https://id.example/realm"), ("ISOTONE_OPENID_CLIENT", "us"));
    let error = read(&[issuer, client], Layer::default()).unwrap_err().to_string();
    assert!(error.contains("openid_secret"), "{error}");
    assert!(read(&[client], Layer::default()).unwrap_err().to_string().contains("openid_issuer"));
    let secret = ("ISOTONE_OPENID_SECRET", "hunter2");
    let config = read(&[issuer, client, secret], Layer::default()).unwrap();
    let provider = config.provider.clone().unwrap();
    assert_eq!((provider.name.as_str(), provider.makes_accounts), ("id.example", false));
    assert!(!format!("{config:?}").contains("hunter2"));
    let other = ("ISOTONE_OPENID_ACCOUNTS", "everybody");
    let error = read(&[issuer, client, secret, other], Layer::default()).unwrap_err().to_string();
    assert!(error.contains("linked or new"), "{error}");
}

#[test]
fn a_provider_is_set_up_by_environment_and_its_secret_is_not_printed() {
    let client = ("ISOTONE_CONNECTIONS_STRAVA_CLIENT", "4711");
    let secret = ("ISOTONE_CONNECTIONS_STRAVA_SECRET", "hunter2");
    let config = read(&[client, secret], Layer::default()).unwrap();
    assert_eq!(config.connections["strava"].client.as_deref(), Some("4711"));
    assert_eq!(config.connections["strava"].secret.as_deref(), Some("hunter2"));
    assert!(!format!("{config:?}").contains("hunter2"));
    let error = read(&[client], Layer::default()).unwrap_err().to_string();
    assert!(error.contains("strava") && error.contains("secret"), "{error}");
    let odd = ("ISOTONE_CONNECTIONS_STRAVA_COLOUR", "orange");
    let error = read(&[client, secret, odd], Layer::default()).unwrap_err().to_string();
    assert!(error.contains("colour") && error.contains("limits"), "{error}");
    let other = ("ISOTONE_CONNECTIONS_FACEBOOK_CLIENT", "1");
    assert!(read(&[other], Layer::default()).is_err());
    let url = ("ISOTONE_PUBLIC_URL", "http://isotone.example");
    assert!(read(&[url], Layer::default()).unwrap_err().to_string().contains("https://"));
}

#[test]
fn a_server_below_a_folder_is_told_by_its_public_address_or_by_itself() {
    let with = |pairs: &[(&str, &str)]| read(pairs, Layer::default());
    assert_eq!(with(&[]).unwrap().sub_path, "");
    assert_eq!(with(&[("ISOTONE_SUB_PATH", "isotone/")]).unwrap().sub_path, "/isotone");
    let url = ("ISOTONE_PUBLIC_URL", "https://club.example/club/isotone/");
    assert_eq!(with(&[url]).unwrap().sub_path, "/club/isotone");
    let error = with(&[url, ("ISOTONE_SUB_PATH", "/iso")]).unwrap_err().to_string();
    assert!(error.contains("sub_path"), "{error}");
    for wrong in ["/a b", "/../x", "/x?y", "https://x"] {
        assert!(with(&[("ISOTONE_SUB_PATH", wrong)]).is_err(), "{wrong}");
    }
}

#[test]
fn links_begin_with_the_public_address_or_with_what_is_known_of_it() {
    let with = |pairs: &[(&str, &str)]| read(pairs, Layer::default()).unwrap();
    assert_eq!(with(&[]).link("/x"), "http://127.0.0.1:8737/x");
    assert_eq!(with(&[("ISOTONE_LISTEN", "0.0.0.0:80")]).link("/x"), "http://127.0.0.1:80/x");
    assert_eq!(with(&[("ISOTONE_HOSTS", "a.example,b.example")]).link("/x"), "https://a.example/x");
    let below = [("ISOTONE_HOSTS", "a.example"), ("ISOTONE_SUB_PATH", "/iso")];
    assert_eq!(with(&below).link("/x"), "https://a.example/iso/x");
    assert_eq!(
        with(&[("ISOTONE_PUBLIC_URL", "https://c.example/iso/")]).link("/x"),
        "https://c.example/iso/x"
    );
}

#[test]
fn a_server_listens_where_a_name_leads() {
    let config = read(&[("ISOTONE_LISTEN", "localhost:8738")], Layer::default()).unwrap();
    assert!(config.listen.ip().is_loopback() && config.listen.port() == 8738, "{}", config.listen);
    for wrong in ["localhost", "8737", "no-such-host.invalid:1", "127.0.0.1:99999"] {
        let error = read(&[("ISOTONE_LISTEN", wrong)], Layer::default()).unwrap_err().to_string();
        assert!(error.contains("localhost:8737"), "{wrong}: {error}");
    }
}

#[test]
fn an_unknown_key_is_an_error_that_names_it() {
    let error = read(&[("ISOTONE_LISTNE", "x")], Layer::default()).unwrap_err().to_string();
    assert!(error.contains("listne") && error.contains("listen"), "{error}");
}

#[test]
fn a_value_that_cannot_be_meant_names_the_accepted_form() {
    let error = read(&[("ISOTONE_UNITS", "furlongs")], Layer::default()).unwrap_err().to_string();
    assert_eq!(error, "units = 'furlongs' (ISOTONE_UNITS): write metric, us-customary or imperial");
    let error = read(&[("ISOTONE_MAX_UPLOAD_MB", "0")], Layer::default()).unwrap_err().to_string();
    assert_eq!(error, "max_upload_mb = '0' (ISOTONE_MAX_UPLOAD_MB): write a number from 1 to 4096");
}
