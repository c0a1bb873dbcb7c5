//! The board: who needs somebody, in the order of need. One query for the members, one for the weighings, one for the needs.

use serde::Serialize;
use team::flag::{Code, DrinkCard, Flag, Need, Situation, Urgency, by_need, drink_card, flags};
use team::sight::{Class, Role, SightRules, sees};
use units::{Duration, Mass, UnitSystem, Volume};

use super::event::{Folded, fold};
use super::heat::HeatNow;
use super::member::MemberRecord;
use super::needs::SessionNeeds;
use super::session::SquadSession;
use super::view::{Member, MemberView, Row, RowView, SessionView, classes};
use crate::{Caller, Engine, Error, SquadRecord};

/// A board as a role sees it.
#[derive(Clone, Debug, Serialize)]
pub struct Board {
    /// The squad.
    pub squad: String,
    /// Its name.
    pub name: String,
    /// The role it is shown to.
    pub role: Role,
    /// The squad's units.
    pub units: UnitSystem,
    /// The session it is about.
    pub session: Option<SessionView>,
    /// The rows, in the order of need.
    pub rows: Vec<RowView>,
    /// Who takes part.
    pub attending: usize,
    /// Who is weighed in.
    pub weighed_in: usize,
    /// Who is weighed out.
    pub weighed_out: usize,
    /// How many need the trainer now, have something to look at, have nothing.
    pub to_see: usize,
    /// How many to look at.
    pub to_look: usize,
    /// What to bring: the most that everybody may drink.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bring: Option<Volume>,
    /// What the heat policies say now.
    pub heat: Vec<HeatNow>,
}

/// What is known of a member in a session.
#[derive(Clone, Copy, Default)]
pub(super) struct Found<'a> {
    /// What was weighed.
    pub(super) folded: Option<&'a Folded>,
    /// What the session takes out of the athlete.
    pub(super) needs: Option<&'a SessionNeeds>,
    /// How hot it is, for the flags.
    pub(super) heat_band: usize,
    /// Another session begins within twelve hours of its end.
    pub(super) trains_again_soon: bool,
}

impl Engine {
    /// The board of a squad for a caller, about a session or the present one.
    ///
    /// # Errors
    /// When there is no such squad or session, or the database fails.
    pub async fn board(&self, caller: &Caller, squad: &str, session: Option<&str>) -> Result<Board, Error> {
        let (record, role) = self.squad_for(caller, squad).await?;
        let session = match session {
            Some(id) => Some(self.squad_session(squad, id).await?),
            None => self.present_session(squad).await?,
        };
        let rules = record.settings.sight;
        let heat = match &session {
            Some(session) => self.heat_now(&record, session).await?,
            None => Vec::new(),
        };
        let full = self.full_rows(&record, session.as_ref(), &heat).await?;
        let full: Vec<(Need, Row)> = full.into_iter().map(|row| veiled(row, role, rules)).collect();
        let attending = full.iter().filter(|(_, row)| row.attends == Some(true)).count();
        let weighed = |state: &[&str]| {
            full.iter().filter(|(_, row)| row.weighing.is_some_and(|is| state.contains(&is))).count()
        };
        let (weighed_in, weighed_out) = (weighed(&["in", "out"]), weighed(&["out"]));
        let attention = |which: &[&str]| {
            full.iter().filter(|(_, row)| row.attention.is_some_and(|is| which.contains(&is))).count()
        };
        let (to_see, to_look) = (attention(&["stop-drinking", "see-trainer"]), attention(&["look"]));
        let litres: f64 = full.iter().filter_map(|(_, row)| row.fluid_most).map(Volume::as_l).sum();
        let bring = (sees(role, Class::Allotment, rules) && litres > 0.0).then(|| Volume::from_l(litres));
        let mut ordered = full;
        let shown = sees(role, Class::Share, rules);
        // An order by loss would tell the losses to those who may not see them.
        let need = |need: &Need| Need { change: need.change.filter(|_| shown), ..need.clone() };
        let keyed = sees(role, Class::Flag, rules);
        ordered.sort_by(|(a, _), (b, _)| match keyed {
            true => by_need(&need(a), &need(b)),
            false => team::flag::by_number(a, b),
        });
        let rows = ordered.into_iter().map(|(_, row)| row.project(role, rules)).collect();
        let seen = classes(role, rules);
        if !seen.is_empty() {
            let what = session.as_ref().map_or(squad, |session| session.id.as_str());
            self.note_read(caller, &record, role, "board", what, &seen).await?;
        }
        Ok(Board {
            squad: record.id,
            name: record.name,
            role,
            units: record.settings.units,
            session: session.as_ref().map(SessionView::of),
            rows,
            attending,
            weighed_in,
            weighed_out,
            to_see: if keyed { to_see } else { 0 },
            to_look: if keyed { to_look } else { 0 },
            bring,
            heat,
        })
    }

    /// The rows before they are projected.
    pub(super) async fn full_rows(
        &self,
        record: &SquadRecord,
        session: Option<&SquadSession>,
        heat: &[HeatNow],
    ) -> Result<Vec<(Need, Row)>, Error> {
        let around = match session {
            Some(session) => {
                let around = self.sessions_around(&record.id, session).await?;
                self.take_earlier_weights(record, session, &around).await?;
                Some(around)
            }
            None => None,
        };
        let mut members = self.members(record).await?;
        members.retain(|member| member.left.is_none());
        let (Some(session), Some(around)) = (session, around) else {
            let row = |member: &MemberRecord| self.row(member, None, Found::default());
            return Ok(members.iter().map(row).collect());
        };
        let needs = self.needs_in(record, session, &members).await?;
        let events = self.session_events(&record.id, session).await?;
        let folded = fold(&events, &members, session);
        let band = heat.iter().map(HeatNow::hot_band).max().unwrap_or(0);
        let row = |member: &MemberRecord| {
            let found = Found {
                folded: folded.get(&member.athlete),
                needs: needs.get(&member.athlete),
                heat_band: band,
                trains_again_soon: around.is_soon(session, &member.athlete),
            };
            self.row(member, Some(session), found)
        };
        Ok(members.iter().map(row).collect())
    }

    pub(super) fn row(
        &self,
        member: &MemberRecord,
        session: Option<&SquadSession>,
        Found { folded, needs, heat_band, trains_again_soon }: Found<'_>,
    ) -> (Need, Row) {
        let now = self.now();
        let weighable = member.weighable(now, self.today());
        let effective = session.and_then(|session| session.effective(&member.athlete));
        let declined = session
            .and_then(|session| session.deviations.get(&member.athlete))
            .is_some_and(|row| row.not_weighed)
            || folded.is_some_and(|one| one.skipped);
        // Symptoms are said, not weighed: those of who withdrew consent before saying them, or never gave it, are seen too.
        let withdrawn = member.consent.as_ref().and_then(|consent| consent.withdrawn);
        let symptoms_at = folded.and_then(|one| one.symptoms_at);
        let symptoms = symptoms_at.is_some_and(|at| withdrawn.is_none_or(|withdrawn| at > withdrawn));
        // Without consent there is nothing else to show, whatever was stored before.
        let folded = folded.filter(|_| weighable.is_ok());
        let past =
            matches!(weighable, Err(super::member::WhyNot::Expired | super::member::WhyNot::Withdrawn));
        let attends = effective.is_some();
        let weights = folded.map(|one| one.weights).unwrap_or_default();
        let trained = effective.map_or(0, |effective| effective.minutes());
        let balance = weights.balance(Duration::from_minutes(f64::from(trained)));
        // Who was weighed before and then said to be out was there.
        let end = effective.map(|effective| effective.end);
        let end =
            end.or_else(|| session.filter(|_| weights.before.is_some()).map(|session| session.time.end));
        let since_end = end.map_or(-1, |end| now.duration_since(end).as_mins());
        let situation = Situation {
            weights,
            balance,
            drunk_least: folded.map_or(Mass::ZERO, |one| one.drunk_least),
            asked_before: folded.and_then(|one| one.asked_before),
            asked_after: folded.and_then(|one| one.asked_after),
            last_before: session.and_then(|session| member.expectation(session).last_before),
            week_median: session.and_then(|session| member.week_median(session)),
            symptoms,
            heat_band,
            minutes_since_end: since_end,
            gravity: folded.and_then(|one| one.gravity),
            attends: (attends || weights.before.is_some()) && !declined,
            data_in_doubt: folded.is_some_and(|one| one.in_doubt),
        };
        let raised = flags(&situation);
        let card = balance.map(|balance| drink_card(&balance, &raised, trains_again_soon));
        let change = weights.change();
        let weighing = match (weighable.is_ok() && attends && !declined, &weights) {
            (false, _) => "none",
            (true, weights) if weights.after.is_some() => "out",
            (true, weights) if weights.before.is_some() => "in",
            (true, _) => "due",
        };
        let attention = attention(&raised, card);
        let stop = needs.is_some_and(|needs| needs.no_amounts);
        // No amount to drink beside the advice to stop drinking.
        let may_drink = !stop && attends && attention != "stop-drinking";
        let fluid = needs.and_then(|needs| needs.fluid).filter(|_| may_drink);
        let (least, most, hours) = match card {
            Some(DrinkCard::Drink { least, most, over_hours }) => (Some(least), Some(most), Some(over_hours)),
            _ => (None, None, None),
        };
        let row = Row {
            athlete: Some(member.athlete.clone()),
            number: member.number,
            name: Some(member.name.clone()),
            position: member.position.clone(),
            groups: (!member.groups.is_empty()).then(|| member.groups.clone()),
            availability: Some(member.availability),
            attends: session.map(|_| attends),
            start: effective.map(|effective| effective.start),
            end: effective.map(|effective| effective.end),
            no_longer_fits: effective.map(|effective| effective.no_longer_fits).filter(|is| *is),
            weighing: session.map(|_| weighing),
            consent: weighable.err(),
            consent_days: member.consent_days(now).filter(|days| *days <= 30),
            blind: member.blind.then_some(true),
            mass_before: weights.before,
            mass_after: weights.after,
            change_mass: change.map(|(mass, _)| mass),
            drunk: weights.drunk,
            urine: match weights.urine {
                team::weighing::Urine::Known(volume) if folded.is_some() => Some(volume),
                _ => None,
            },
            sweat: balance.map(|balance| balance.sweat),
            drink_least: least,
            drink_most: most,
            drink_hours: hours,
            change: change.map(|(_, share)| share),
            flags: (!raised.is_empty()).then(|| raised.clone()),
            attention: session.map(|_| attention),
            rate: balance.filter(|balance| balance.sweat > Mass::ZERO).map(|balance| balance.rate),
            expected_rate: needs.and_then(|needs| needs.rate).filter(|_| !past),
            expected_rate_80: needs.and_then(|needs| needs.rate_80).filter(|_| !past),
            sodium_80: needs.and_then(|needs| needs.sodium_80).filter(|_| !past),
            sodium_lost_80: balance
                .filter(|balance| balance.sweat > Mass::ZERO)
                .zip(needs.and_then(|needs| needs.sodium_80))
                .map(|(balance, sodium)| super::report::sodium_lost(balance.sweat, sodium)),
            fluid_most: fluid.map(|fluid| fluid.max),
            fluid_target: fluid.map(|fluid| fluid.target),
            no_amounts: stop.then_some(true),
            must_not_train: member.must_not_train.then_some(true),
            problem: needs.and_then(|needs| needs.problem.clone()),
        };
        let need = Need {
            flags: raised,
            change: change.map(|(_, share)| share),
            waiting_min: if weighing == "in" { since_end.max(0) } else { 0 },
            number: member.number,
            name: member.name.clone(),
        };
        (need, row)
    }

    /// The members of a squad as a caller sees them.
    ///
    /// # Errors
    /// When there is no such squad, or the database fails.
    pub async fn members_seen(&self, caller: &Caller, squad: &str) -> Result<Vec<MemberView>, Error> {
        let (record, role) = self.squad_for(caller, squad).await?;
        let (now, today) = (self.now(), self.today());
        let mut members = self.members(&record).await?;
        members.sort_by(|a, b| {
            (a.left.is_some(), a.number.unwrap_or(u16::MAX), &a.name).cmp(&(
                b.left.is_some(),
                b.number.unwrap_or(u16::MAX),
                &b.name,
            ))
        });
        let seen = classes(role, record.settings.sight);
        if !seen.is_empty() {
            self.note_read(caller, &record, role, "members", squad, &seen).await?;
        }
        let full = |member: MemberRecord| {
            let weighable = member.weighable(now, today);
            Member {
                last_mass: member.weights.first().map(|weight| weight.mass).filter(|_| weighable.is_ok()),
                consent: weighable.err(),
                consent_scopes: member
                    .consent
                    .as_ref()
                    .map(|consent| consent.scopes.iter().cloned().collect()),
                consent_days: member.consent_days(now),
                athlete: Some(member.athlete),
                number: member.number,
                name: Some(member.name),
                position: member.position,
                groups: (!member.groups.is_empty()).then_some(member.groups),
                archived: member.left.map(|_| true),
                availability: Some(member.availability),
                born: member.born,
                blind: member.blind.then_some(true),
                must_not_train: member.must_not_train.then_some(true),
            }
            .project(role, record.settings.sight)
        };
        Ok(members.into_iter().map(full).collect())
    }
}

/// A row for a role. The flags of an athlete who must not see figures of the body go to those alone who see masses: neither the
/// flag nor the place in the order tells others.
pub(super) fn veiled((need, row): (Need, Row), role: Role, rules: SightRules) -> (Need, Row) {
    if row.blind != Some(true) || sees(role, Class::Mass, rules) {
        return (need, row);
    }
    let need = Need { flags: Vec::new(), change: None, waiting_min: 0, ..need };
    (need, Row { flags: None, change: None, attention: row.attention.map(|_| "nothing"), ..row })
}

/// What the flags ask of people.
fn attention(flags: &[Flag], card: Option<DrinkCard>) -> &'static str {
    let red = |flag: &&Flag| flag.urgency == Urgency::Red;
    if flags.iter().any(|flag| matches!(flag.code, Code::Gain | Code::Symptoms)) {
        return "stop-drinking";
    }
    if flags.iter().any(|flag| red(&flag)) {
        return "see-trainer";
    }
    if flags.iter().any(|flag| flag.urgency == Urgency::Amber) {
        return "look";
    }
    match card {
        Some(DrinkCard::Drink { .. }) => "drink-plan",
        _ => "nothing",
    }
}
