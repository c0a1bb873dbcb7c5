//! How far the caller's right reaches with the athlete of the request, for pages that show only what can be done.

use engine::Level;

tokio::task_local! {
    static REACH: Level;
}

/// The caller's level with the athlete of this request; everything outside of one.
pub(crate) fn reach() -> Level {
    REACH.try_with(|level| *level).unwrap_or(Level::Own)
}

/// Runs a request with what its caller may do.
pub(super) async fn with<T>(level: Level, request: impl Future<Output = T>) -> T {
    REACH.scope(level, request).await
}

/// Whether a page of an athlete can be used at this level: the page itself can be seen, and what it is for can be done.
pub(crate) fn is_within(level: Level, route: &str) -> bool {
    let takes = |method: &str| match super::policy::of(method, route) {
        super::policy::Known::Takes(engine::Action::Athlete(needed)) => Some(needed),
        _ => None,
    };
    let seen = takes("GET").is_none_or(|needed| needed <= level);
    // What is nothing but a form is no use without the right to send it.
    let form = ["/test", "/log", "/scan", "/imports"].iter().any(|end| route.ends_with(end));
    seen && !(form && takes("POST").is_some_and(|needed| needed > level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_is_led_to_pages_and_not_to_forms() {
        for (route, needed) in [
            ("/a/{athlete}/timeline", Level::Read),
            ("/a/{athlete}/plan", Level::Read),
            ("/a/{athlete}/test", Level::Coach),
            ("/a/{athlete}/settings", Level::Coach),
            ("/a/{athlete}/sharing", Level::Own),
        ] {
            for level in Level::ALL {
                assert_eq!(is_within(level, route), level >= needed, "{route} {level:?}");
            }
        }
        assert_eq!(reach(), Level::Own, "outside of a request nothing is hidden");
    }
}
