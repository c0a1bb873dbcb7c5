//! Athletes.

use engine::AthleteRecord;
use serde::Serialize;
use units::UnitSystem;
use utoipa::ToSchema;

use super::amount::{Quantity, quantity};
use super::name_of;

/// An athlete.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Athlete {
    /// The name in addresses.
    #[schema(example = "me")]
    id: String,
    /// The name for people.
    name: String,
    /// Made by the demo.
    simulated: bool,
    /// Body mass, the newest known.
    body_mass: Quantity,
    /// Height, if told.
    height: Option<Quantity>,
    /// `female` or `male`, if told.
    sex: Option<String>,
    /// Year of birth, if told.
    born: Option<i16>,
    /// Has trained in heat in the last weeks.
    heat_acclimated: bool,
    /// Aerobic capacity (VO₂max), mL/(kg·min), if told.
    vo2max: Option<f64>,
    /// Aerobic capacity as the athlete's recordings show it, where none was told: what a word for the effort is a share of.
    vo2max_estimate: Option<CapacityEstimate>,
    /// The greatest heart rate, if told.
    max_heart_rate: Option<Quantity>,
    /// Conditions and medicines that change what may be advised.
    conditions: Vec<String>,
    /// Foods that baskets must not contain, by their codes.
    without: Vec<String>,
    /// Words of `without` that an earlier version stored and the vocabulary does not know. While there is one, no item is
    /// proposed: put `without` again.
    unrecognised_foods: Vec<String>,
    /// Items at home, by their names in the catalogue.
    pantry: Vec<String>,
    /// Items preferred.
    likes: Vec<String>,
    /// Items never wanted.
    dislikes: Vec<String>,
    /// The gut is trained to more than 90 g of carbohydrate an hour, and that is wished for.
    trained_gut: bool,
    /// Items of which it is unknown whether they contain what is in `without` are offered, with the ask to read the pack.
    reads_packs: bool,
    /// Body mass, shares of it and energies stay off the athlete's own pages. The API still says them: it is asked by programs.
    hides_body_numbers: bool,
    /// A drinking rate above 1 L/h that was tried in training and tolerated, if any.
    tested_drinking_rate: Option<Quantity>,
    /// Sweats saltily by own account; patches may show it too.
    salty_sweat: bool,
    /// The unit system read.
    #[schema(example = "metric")]
    units: String,
    /// The zone lived in.
    #[schema(example = "Europe/Lisbon")]
    zone: String,
    /// The nominal bedtime, wherever the athlete is.
    #[schema(example = "22:30:00")]
    bedtime: String,
    /// The nominal time of getting up.
    #[schema(example = "06:30:00")]
    rise: String,
}

/// Aerobic capacity estimated from recordings, mL/(kg·min).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct CapacityEstimate {
    /// Its median.
    median: f64,
    /// The lower end of its 80 % interval.
    low: f64,
    /// The upper end of that.
    high: f64,
    /// How many recordings of this half-year and the last one it rests on.
    recordings: usize,
}

impl CapacityEstimate {
    fn of(estimate: &physiology::CapacityEstimate) -> Self {
        let tenth = |value: physiology::AerobicCapacity| (value.as_ml_per_kg_min() * 10.0).round() / 10.0;
        let (low, high) = estimate.i80();
        Self {
            median: tenth(estimate.capacity),
            low: tenth(low),
            high: tenth(high),
            recordings: estimate.recordings,
        }
    }
}

impl Athlete {
    pub(crate) fn of(record: &AthleteRecord, system: UnitSystem) -> Self {
        Self {
            id: record.id.clone(),
            name: record.name.clone(),
            simulated: record.simulated,
            body_mass: quantity(record.body_mass, system),
            height: record.height.map(|height| quantity(height, system)),
            sex: record.sex.map(name_of),
            born: record.born,
            heat_acclimated: record.heat_acclimated,
            vo2max: record.capacity.map(physiology::AerobicCapacity::as_ml_per_kg_min),
            vo2max_estimate: record.capacity_estimate.as_ref().map(CapacityEstimate::of),
            max_heart_rate: record.greatest_heart_rate.map(|rate| quantity(rate, system)),
            conditions: record.conditions.iter().map(name_of).collect(),
            without: record.without.iter().map(|food| food.code().to_owned()).collect(),
            unrecognised_foods: record.unrecognised_foods().map(str::to_owned).collect(),
            pantry: record.pantry.clone(),
            likes: record.likes.clone(),
            dislikes: record.dislikes.clone(),
            trained_gut: record.trained_gut,
            reads_packs: record.reads_packs,
            hides_body_numbers: record.hides_body_numbers,
            tested_drinking_rate: record.tested_drinking_rate.map(|rate| quantity(rate, system)),
            salty_sweat: record.salty_sweat,
            units: record.units.name().to_owned(),
            zone: record.zone.clone(),
            bedtime: record.bedtime.to_string(),
            rise: record.rise.to_string(),
        }
    }
}
