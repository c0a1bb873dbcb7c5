//! Addresses in Garmin's pings. Pings are unsigned: an address is fetched with the athlete's token, so only Garmin's own are.

use reqwest::Url;

use super::notice::digest_of;

/// Where data is fetched.
const PATHS: [&str; 2] = ["/wellness-api/rest/", "/activity-api/rest/"];
/// A longer span than a day is not Garmin's, s.
const LONGEST: i64 = 24 * 3600;

/// Whether an address is one that Garmin gives: the API's own host and port, a path of data, no user, a span of at most a day.
pub(super) fn is_ours(link: &str, api: &str) -> bool {
    let (Ok(link), Ok(api)) = (Url::parse(link), Url::parse(api)) else { return false };
    let same_host = link.scheme() == api.scheme()
        && link.host_str() == api.host_str()
        && link.port_or_known_default() == api.port_or_known_default();
    let base = api.path().trim_end_matches('/');
    // The parser has resolved `..` already; an escaped one stays an ordinary segment.
    let path = link.path().strip_prefix(base).unwrap_or_default();
    let plain = link.username().is_empty() && link.password().is_none();
    let is_data =
        PATHS.iter().any(|allowed| path.starts_with(allowed)) && !path.to_lowercase().contains("%2e");
    same_host && plain && is_data && is_a_day(&link)
}

fn is_a_day(link: &Url) -> bool {
    let time = |name: &str| {
        let found = link.query_pairs().find(|(key, _)| key.to_lowercase() == name.to_lowercase());
        found.map(|(_, value)| value.parse::<i64>())
    };
    for kind in ["upload", "summary"] {
        let (start, end) =
            (time(&format!("{kind}StartTimeInSeconds")), time(&format!("{kind}EndTimeInSeconds")));
        match (start, end) {
            (None, None) => {}
            (Some(Ok(start)), Some(Ok(end))) if (0..=LONGEST).contains(&end.saturating_sub(start)) => {}
            _ => return false,
        }
    }
    true
}

/// A name for what is at an address.
pub(super) fn name(link: &str) -> String {
    digest_of(link)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Trap 25: whoever knows the address of the webhook must not make this server fetch another.
    #[test]
    fn only_garmin_s_own_addresses_are_fetched() {
        let api = "https://apis.garmin.com";
        let day = "uploadStartTimeInSeconds=1764460800&uploadEndTimeInSeconds=1764547200";
        for ours in [
            format!("https://apis.garmin.com/wellness-api/rest/activities?{day}&token=x"),
            format!("https://apis.garmin.com:443/wellness-api/rest/sleeps?{day}"),
            "https://apis.garmin.com/wellness-api/rest/activityFile?id=1&token=x".to_owned(),
        ] {
            assert!(is_ours(&ours, api), "{ours}");
        }
        for other in [
            "http://apis.garmin.com/wellness-api/rest/activities",
            "https://127.0.0.1/wellness-api/rest/activities",
            "https://apis.garmin.com.evil.test/wellness-api/rest/activities",
            "https://apis.garmin.com@evil.test/wellness-api/rest/activities",
            "https://user:pass@apis.garmin.com/wellness-api/rest/activities",
            "https://evil.test/?x=https://apis.garmin.com/wellness-api/rest/",
            "https://apis.garmin.com:8443/wellness-api/rest/activities",
            "https://apis.garmin.com/wellness-api/rest/../../partner-gateway/rest/user",
            "https://apis.garmin.com/wellness-api/rest/%2e%2e/%2e%2e/partner-gateway",
            "https://apis.garmin.com/partner-gateway/rest/user/id",
            "https://apis.garmin.com/wellness-api/rest/activities?uploadStartTimeInSeconds=0&uploadEndTimeInSeconds=1764547200",
            "https://apis.garmin.com/wellness-api/rest/activities?uploadStartTimeInSeconds=5",
            "file:///etc/passwd",
            "",
        ] {
            assert!(!is_ours(other, api), "{other}");
        }
    }
}
