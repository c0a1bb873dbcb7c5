//! A race: a start list of legs, what is carried out of each, and what the aid stations offer.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use units::{Duration, Quantity, Temperature};

use crate::basket::{self, Basket, Carry, Infeasible, Request};
use crate::day::later;
use crate::safety::{self, Beside, Ledger, Situation};
use crate::{Band, Catalogue, Day, Flag, Intensity, Need, Person, Phase, PlanError, Session, Slot, plan};

/// A stretch between two places where something can be had.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Leg {
    /// Its name: `Swim`, `km 0 to 21`.
    pub name: String,
    /// How long it is planned to take.
    pub duration: Duration,
    /// How hard.
    pub intensity: Intensity,
    /// The predicted sweating rate and sodium, as in a [`Session`].
    #[serde(default)]
    pub sweat_rate: Option<evidence::Estimate<units::VolumeRate>>,
    /// A sweat test is behind `sweat_rate`, as in a [`Session`].
    #[serde(default)]
    pub sweat_measured: bool,
    /// Sweat sodium.
    #[serde(default)]
    pub sweat_sodium: Option<evidence::Estimate<units::SodiumConcentration>>,
    /// Air temperature.
    #[serde(default)]
    pub air_temperature: Option<units::Temperature>,
    /// Wet-bulb globe temperature.
    #[serde(default)]
    pub wbgt: Option<units::Temperature>,
    /// Nothing can be had while on it: a swim.
    #[serde(default)]
    pub closed: bool,
    /// Where it begins: the start, or an aid station.
    #[serde(default)]
    pub from: AidStation,
}

/// What is to be had where a leg begins.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AidStation {
    /// Items on offer, by their names in the catalogue; with one's own bag, whatever was put in it. None on offer leaves
    /// water, if there is any.
    #[serde(default)]
    pub offers: Vec<String>,
    /// What can be carried away; no limit when absent.
    #[serde(default)]
    pub carry: Option<Carry>,
}

/// The plan of one leg.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LegPlan {
    /// The leg.
    pub name: String,
    /// When it begins.
    pub from: Timestamp,
    /// When it ends.
    pub until: Timestamp,
    /// What it needs.
    pub needs: Vec<Need>,
    /// What to take where it begins; nothing on a closed leg.
    pub take: Option<Result<Basket, Infeasible>>,
}

/// The plan of a race.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RacePlan {
    /// The legs in order.
    pub legs: Vec<LegPlan>,
    /// What to know beside the numbers.
    pub flags: Vec<Flag>,
    /// What the race as a whole asks for and its open legs cannot safely give.
    pub missed: Vec<Missed>,
    /// How the needs of the whole race came about, of which each leg has its share.
    pub receipts: Vec<evidence::Receipt>,
}

/// An amount that the race asks for and its legs cannot give.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Missed {
    /// What the whole race asks for.
    pub wanted: Band,
    /// What the legs together are planned to give.
    pub planned: Band,
}

/// A start list that cannot be planned.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum RaceError {
    /// No leg.
    #[error("a race has at least one leg and at most 40; {0} were given")]
    Legs(usize),
    /// An item on offer that the catalogue does not know.
    #[error("leg '{leg}' offers '{item}', which the catalogue does not hold: add it as an own product")]
    UnknownItem {
        /// Which leg.
        leg: String,
        /// Which item.
        item: String,
    },
    /// The rules refuse a leg.
    #[error(transparent)]
    Plan(#[from] PlanError),
}

/// Plans a race: one session by the rules (its duration, its caps and its 2 % are those of the whole race), shared out
/// over the open legs by their time. Each leg keeps the limits of its own hours: what a closed leg leaves out is not
/// made up in the next, it is reported. `wishes` says what the athlete must not eat, likes and owns.
///
/// # Errors
/// When the start list or a leg cannot be.
pub fn race(
    person: &Person,
    start: Timestamp,
    legs: &[Leg],
    catalogue: &Catalogue,
    wishes: &Request,
) -> Result<RacePlan, RaceError> {
    check(legs, catalogue)?;
    let whole = whole_race(start, legs);
    let day = Day { sessions: vec![whole.clone()], ..Day::of(person.clone()) };
    let plan = plan(&day)?;
    let during: Vec<&Need> = plan.needs.iter().filter(|need| need.phase == Phase::During).collect();
    let open = legs.iter().filter(|leg| !leg.closed).fold(Duration::ZERO, |sum, leg| sum + leg.duration);
    let mut at = start;
    let mut planned = Vec::new();
    for leg in legs {
        let until = later(at, leg.duration);
        let session = of_leg(leg, at);
        // All is had on the open legs: each takes its share of their time, within its own limits.
        let share = if leg.closed { 0.0 } else { leg.duration / open };
        let needs: Vec<Need> =
            if share > 0.0 { parts(&during, share, &day, &session, &whole) } else { Vec::new() };
        let take = (!leg.closed).then(|| basket::choose(&request(wishes, leg, &needs, catalogue), catalogue));
        planned.push(LegPlan { name: leg.name.clone(), from: at, until, needs, take });
        at = until;
    }
    let missed = missed(&during, &planned);
    let mut flags: Vec<Flag> = plan.flags.into_iter().map(|(_, flag)| flag).collect();
    if !missed.is_empty() {
        flags.push(Flag::ClosedLegs);
    }
    Ok(RacePlan { legs: planned, flags, missed, receipts: plan.receipts })
}

/// The amounts whose targets the legs together do not reach.
fn missed(during: &[&Need], legs: &[LegPlan]) -> Vec<Missed> {
    let planned = |wanted: &Band| {
        let of_legs = legs.iter().flat_map(|leg| &leg.needs).map(|need| need.amount);
        of_legs.fold(wanted.scaled(0.0), |sum, amount| sum.plus(&amount).unwrap_or(sum))
    };
    let amounts = during.iter().map(|need| Missed { wanted: need.amount, planned: planned(&need.amount) });
    amounts.filter(|missed| missed.planned.target() < 0.99 * missed.wanted.target()).collect()
}

fn check(legs: &[Leg], catalogue: &Catalogue) -> Result<(), RaceError> {
    if legs.is_empty() || legs.len() > 40 || legs.iter().all(|leg| leg.closed) {
        return Err(RaceError::Legs(legs.len()));
    }
    for leg in legs {
        let minutes = leg.duration.as_minutes();
        if !(1.0..=36.0 * 60.0).contains(&minutes) {
            return Err(PlanError::Duration { session: leg.name.clone(), duration: leg.duration }.into());
        }
        if let Some(item) = leg.from.offers.iter().find(|id| catalogue.get(id).is_none()) {
            return Err(RaceError::UnknownItem { leg: leg.name.clone(), item: item.clone() });
        }
    }
    Ok(())
}

/// The race as one session: the mean of the legs' sweat over their time, the hardest leg's intensity.
fn whole_race(start: Timestamp, legs: &[Leg]) -> Session {
    let duration = legs.iter().fold(Duration::ZERO, |sum, leg| sum + leg.duration);
    let hardest = legs.iter().map(|leg| leg.intensity).max().unwrap_or(Intensity::Max);
    let known = legs.iter().all(|leg| leg.sweat_rate.is_some());
    let mean = |of: &dyn Fn(&evidence::Estimate<units::VolumeRate>) -> units::VolumeRate| {
        let litres =
            legs.iter().filter_map(|leg| leg.sweat_rate.as_ref().map(|rate| of(rate) * leg.duration));
        litres.fold(units::Volume::ZERO, |sum, part| sum + part) / duration
    };
    let interval =
        |low: &dyn Fn(&evidence::Estimate<units::VolumeRate>) -> units::Interval<units::VolumeRate>| {
            units::Interval { low: mean(&|rate| low(rate).low), high: mean(&|rate| low(rate).high) }
        };
    let hottest = |of: fn(&Leg) -> Option<Temperature>| legs.iter().filter_map(of).reduce(Quantity::max);
    Session {
        title: "Race".to_owned(),
        sweat_rate: known.then(|| evidence::Estimate {
            median: mean(&|rate| rate.median),
            i50: interval(&|rate| rate.i50),
            i80: interval(&|rate| rate.i80),
            i95: interval(&|rate| rate.i95),
        }),
        sweat_measured: legs.iter().all(|leg| leg.sweat_measured),
        sweat_sodium: legs.iter().find_map(|leg| leg.sweat_sodium),
        air_temperature: hottest(|leg| leg.air_temperature),
        wbgt: hottest(|leg| leg.wbgt),
        ..Session::new("race", start, duration, hardest)
    }
}

fn of_leg(leg: &Leg, start: Timestamp) -> Session {
    Session {
        sweat_rate: leg.sweat_rate,
        sweat_measured: leg.sweat_measured,
        sweat_sodium: leg.sweat_sodium,
        air_temperature: leg.air_temperature,
        wbgt: leg.wbgt,
        ..Session::new(&leg.name, start, leg.duration, leg.intensity)
    }
}

/// A leg's share of the needs, within the limits of the leg.
fn parts(during: &[&Need], share: f64, day: &Day, leg: &Session, whole: &Session) -> Vec<Need> {
    let ledger = Ledger::default();
    let mut situation = Situation {
        day,
        session: leg,
        whole,
        phase: Phase::During,
        from: leg.start,
        until: leg.end(),
        leads_to: None,
        salted: false,
        beside: Beside::default(),
        ledger: &ledger,
        caffeine: &[],
    };
    let mut needs = Vec::new();
    for need in during {
        let (amount, limited_by) = safety::limited_band(&situation, need.amount.scaled(share));
        if let Band::Fluid(range) = amount {
            // S12: sodium goes by what is drunk on the leg.
            situation.beside.fluid = Some(range.target);
        }
        needs.push(Need {
            id: format!("race/{}/{}", leg.id, need.amount.nutrient().name()),
            from: leg.start,
            until: leg.end(),
            amount,
            limited_by: limited_by.or(need.limited_by),
            ..(*need).clone()
        });
    }
    needs
}

fn request(wishes: &Request, leg: &Leg, needs: &[Need], catalogue: &Catalogue) -> Request {
    let offers = &leg.from.offers;
    // Without a list everything of the catalogue may have been brought along.
    let elsewhere = catalogue.items().iter().map(|item| &item.id);
    let missing = elsewhere.filter(|id| !offers.is_empty() && !offers.contains(id)).cloned();
    Request {
        amounts: needs.iter().map(|need| need.amount).collect(),
        slot: Slot::During,
        dislikes: wishes.dislikes.iter().cloned().chain(missing).collect(),
        carry: leg.from.carry,
        over: Some(leg.duration),
        ..wishes.clone()
    }
}

#[cfg(test)]
mod tests {
    use evidence::Estimate;
    use units::{Mass, Volume, VolumeRate};

    use super::*;

    fn leg(name: &str, hours: f64, closed: bool, offers: &[&str]) -> Leg {
        Leg {
            name: name.to_owned(),
            duration: Duration::from_hours(hours),
            intensity: Intensity::Hard,
            sweat_rate: Some(Estimate::exact(VolumeRate::from_l_per_h(0.9))),
            sweat_measured: true,
            sweat_sodium: None,
            air_temperature: None,
            wbgt: None,
            closed,
            from: AidStation {
                offers: offers.iter().map(|id| (*id).to_owned()).collect(),
                carry: Some(Carry { bottles: Volume::from_l(1.5), pieces: 8 }),
            },
        }
    }

    fn person() -> Person {
        Person { age_years: Some(30.0), ..Person::of_mass(Mass::from_kg(70.0)) }
    }

    fn anything() -> Request {
        Request::of(Vec::new(), Slot::During)
    }

    fn fluid(needs: &[Need]) -> f64 {
        needs.iter().map(|n| if let Band::Fluid(range) = n.amount { range.max.as_ml() } else { 0.0 }).sum()
    }

    #[test]
    fn the_legs_together_never_exceed_what_the_whole_race_may_hold() {
        let legs = [
            leg("Swim", 0.5, true, &[]),
            leg("Bike", 2.5, false, &["maurten_320", "maurten_gel100", "water"]),
            leg("Run", 1.5, false, &["maurten_gel100", "gatorade_tq_12oz", "water"]),
        ];
        let plan = race(&person(), Timestamp::UNIX_EPOCH, &legs, Catalogue::built_in(), &anything()).unwrap();
        assert!(plan.legs[0].needs.is_empty() && plan.legs[0].take.is_none(), "nobody drinks in the water");
        let total: f64 = plan.legs.iter().map(|leg| fluid(&leg.needs)).sum();
        // 4.5 h: 0.8 L an hour at most.
        assert!(total <= 4.5 * 800.0 + 1e-6, "{total}");
        assert!(plan.flags.contains(&Flag::EahRisk));
        for leg in &plan.legs[1..] {
            if let Some(Ok(basket)) = &leg.take {
                assert!(basket.fluid.as_l() <= 1.5 + 1e-9, "{}: no more than the bottles hold", leg.name);
                let of_leg = legs.iter().find(|other| other.name == leg.name).unwrap();
                assert!(basket.picks.iter().all(|pick| of_leg.from.offers.contains(&pick.item)));
            }
        }
    }

    #[test]
    fn what_nobody_offers_and_a_race_without_legs_are_refused() {
        let unknown = [leg("Run", 2.0, false, &["moon_dust"])];
        let error =
            race(&person(), Timestamp::UNIX_EPOCH, &unknown, Catalogue::built_in(), &anything()).unwrap_err();
        assert!(error.to_string().contains("moon_dust"));
        assert_eq!(
            race(&person(), Timestamp::UNIX_EPOCH, &[], Catalogue::built_in(), &anything()),
            Err(RaceError::Legs(0))
        );
        let endless = [leg("Run", f64::INFINITY, false, &[])];
        assert!(
            race(&person(), Timestamp::UNIX_EPOCH, &endless, Catalogue::built_in(), &anything()).is_err()
        );
    }
}
