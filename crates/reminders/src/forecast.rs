//! When a newer forecast is worth a message.

/// A smaller change of a session's fluid is not told, mL.
const LEAST_CHANGE: u32 = 300;
/// Nor one of a smaller share of what was expected, %.
const LEAST_SHARE: u32 = 15;

/// Whether an athlete who expects one amount of fluid for a session, mL, is told that a newer forecast asks for another one: if
/// it differs by 0.3 L or more, and by 15 % or more.
///
/// ```
/// # use reminders::is_told_of_forecast;
/// assert!(is_told_of_forecast(1500, 1900));
/// assert!(is_told_of_forecast(1900, 1500));
/// assert!(!is_told_of_forecast(1500, 1750), "less than 0.3 L");
/// assert!(!is_told_of_forecast(4000, 4400), "less than 15 %");
/// ```
pub fn is_told_of_forecast(expected_ml: u32, newer_ml: u32) -> bool {
    let change = u64::from(expected_ml.abs_diff(newer_ml));
    change >= u64::from(LEAST_CHANGE) && change * 100 >= u64::from(expected_ml) * u64::from(LEAST_SHARE)
}
