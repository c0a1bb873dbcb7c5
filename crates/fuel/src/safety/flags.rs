//! What must be said of a person and a session, whatever the amounts: S2, S3, S8, S10, S13, W1.

use units::Mass;

use super::{at_risk, refuses_numbers};
use crate::{Condition, Flag, Person, Session, numbers};

/// What must be said, in the order of the list.
pub(crate) fn flags(person: &Person, session: &Session) -> Vec<Flag> {
    let has = |condition| person.has(condition);
    let loss = session.done.and_then(|done| done.mass_lost).unwrap_or(Mass::ZERO) / person.body_mass;
    let (heat, after) = (heat(person, session), &numbers().after);
    let raised = [
        (refuses_numbers(person), Flag::RefusedNumericPlan),
        (session.gained_mass(), Flag::StopDrinking),
        (session.gained_mass(), Flag::EahWarn),
        (loss > after.medical_loss.value, Flag::MedicalHelp),
        (loss >= after.large_loss.value, Flag::WeighAgain),
        (heat == Heat::Cancel, Flag::HeatCancel),
        (heat >= Heat::Limit, Flag::Heat),
        (heat >= Heat::Limit && has(Condition::PregnantOrLactating), Flag::PregnancyHeat),
        (at_risk(person, session), Flag::EahRisk),
        (person.is_minor(), Flag::MinorNoCaffeine),
        (person.is_minor(), Flag::NoSupplements),
        (person.any(Condition::restricts_sodium), Flag::NoAddedSodium),
        (person.any(Condition::wants_clinician), Flag::Clinician),
        (person.is_older(), Flag::ScheduledSips),
        (has(Condition::InsulinTreated), Flag::OwnCarePlan),
        (has(Condition::Sglt2Inhibitor), Flag::KetoneRisk),
        (has(Condition::CysticFibrosis), Flag::SaltLoss),
        (has(Condition::Arrhythmia), Flag::NoCaffeineHeart),
        (has(Condition::LowEnergy), Flag::EnergyFirst),
        (has(Condition::PregnantOrLactating), Flag::PregnancyCaffeine),
    ];
    raised.into_iter().filter(|(raised, _)| *raised).map(|(_, flag)| flag).collect()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Heat {
    Fine,
    Limit,
    Cancel,
}

/// W1, S17: by WBGT, earlier for whoever is not used to heat, pregnant or under 18; by the air where no WBGT is known.
fn heat(person: &Person, session: &Session) -> Heat {
    let heat = &numbers().heat;
    let Some(wbgt) = session.wbgt else {
        let hot = session.air_temperature.is_some_and(|air| air.as_celsius() >= heat.air.value);
        return if hot { Heat::Limit } else { Heat::Fine };
    };
    let careful = !person.heat_acclimated || person.is_minor() || person.has(Condition::PregnantOrLactating);
    let (limit, cancel) = match careful {
        true => (heat.limit.value, heat.stop.value),
        false => (heat.stop.value, heat.cancel.value),
    };
    match wbgt.as_celsius() {
        wbgt if wbgt >= cancel => Heat::Cancel,
        wbgt if wbgt >= limit => Heat::Limit,
        _ => Heat::Fine,
    }
}
