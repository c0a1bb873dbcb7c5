//! The next 24 hours at a place: `cargo run -p isotone-connect --example weather -- 53.35 -6.26`.
//!
//! Without a network the hours come from the climatology, and say so.

use std::error::Error;
use std::sync::Arc;

use connect::Now;
use connect::weather::{
    CacheLimits, Cached, Climatology, Fallback, OpenMeteo, OpenMeteoSettings, Place, Weather,
};
use jiff::{SignedDuration, Timestamp};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let degrees: Vec<f64> = std::env::args().skip(1).map(|text| text.parse()).collect::<Result<_, _>>()?;
    let [latitude, longitude] = degrees[..] else {
        return Err("give latitude and longitude in decimal degrees: weather 53.35 -6.26".into());
    };
    let place = Place::new(latitude, longitude)?;
    let now: Now = Arc::new(Timestamp::now);
    let open_meteo = OpenMeteo::new(OpenMeteoSettings::default(), Arc::clone(&now))?;
    let weather = Fallback {
        first: Cached::new(open_meteo, CacheLimits::default(), Arc::clone(&now)),
        second: Climatology,
    };

    let from = now();
    for hour in weather.hours(place, from, from + SignedDuration::from_hours(24)).await? {
        let sun =
            hour.radiation.map_or_else(|| "sun unknown".to_owned(), |sun| format!("sun {}", sun.shortwave));
        println!(
            "{}  {} ± {}  {} humid  wind {}  {sun}  ({:?})",
            hour.at,
            hour.air_temperature,
            hour.spread().air_temperature,
            hour.relative_humidity,
            hour.wind,
            hour.kind,
        );
    }
    println!("Forecasts: weather data by Open-Meteo.com (CC BY 4.0). Climatology: an engineering prior.");
    Ok(())
}
