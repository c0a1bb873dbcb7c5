//! Importing a roster: what it would do, and doing it.

use jiff::tz::TimeZone;
use serde::Serialize;
use team::roster::{Answers, Compared, Fate, Known, MOST_ATHLETES, Question, Roster, compare, read};

use super::member::MemberRecord;
use crate::{Caller, Engine, Error};

/// What importing a roster does, or did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RosterOutcome {
    /// The line of the header.
    pub header: Option<usize>,
    /// What has to be answered first.
    pub questions: Vec<Question>,
    /// Columns that were not used.
    pub unused: Vec<String>,
    /// The rows, with what becomes of each.
    pub rows: Vec<Compared>,
    /// It was stored.
    pub stored: bool,
}

impl RosterOutcome {
    /// How many rows have this fate.
    pub fn count(&self, fate: &str) -> usize {
        let name = |fate: &Fate| match fate {
            Fate::New => "new",
            Fate::Changed(_) => "changed",
            Fate::Same(_) => "same",
            Fate::Asked => "asked",
            Fate::Refused => "refused",
        };
        self.rows.iter().filter(|row| name(&row.fate) == fate).count()
    }
}

impl Engine {
    /// Reads a roster against the members of a squad, and stores new and changed rows where `store` says so. Without it
    /// nothing is stored; with an open question about the file nothing is stored either.
    ///
    /// # Errors
    /// When it is no roster, the squad would grow too large, or the database fails.
    pub async fn import_roster(
        &self,
        caller: &Caller,
        squad: &str,
        bytes: &[u8],
        answers: &Answers,
        store: bool,
        zone: &TimeZone,
    ) -> Result<RosterOutcome, Error> {
        let today = self.now().to_zoned_datetime(zone.clone()).date();
        let roster: Roster =
            read(bytes, answers, today).map_err(|error| Error::field("roster", error.to_string()))?;
        let record = self.squad(squad).await?;
        let members = self.members(&record).await?;
        let known: Vec<Known> = members.iter().map(known).collect();
        let rows = compare(roster.rows, &known);
        let mut outcome = RosterOutcome {
            header: roster.header,
            questions: roster.questions,
            unused: roster.unused,
            rows,
            stored: false,
        };
        let returns = |row: &&Compared| match &row.fate {
            Fate::Changed(athlete) => known.iter().any(|member| member.left && member.id == *athlete),
            _ => false,
        };
        let present = known.iter().filter(|member| !member.left).count();
        let returning = outcome.rows.iter().filter(returns).count();
        if present + returning + outcome.count("new") > MOST_ATHLETES {
            return Err(Error::field("roster", format!("a squad has at most {MOST_ATHLETES} athletes")));
        }
        if !store || !outcome.questions.is_empty() {
            return Ok(outcome);
        }
        for compared in &outcome.rows {
            let row = &compared.row;
            match &compared.fate {
                Fate::New => {
                    let member = MemberRecord {
                        number: row.number,
                        external: row.external.clone(),
                        position: row.position.clone(),
                        groups: row.groups.clone(),
                        born: row.born,
                        ..MemberRecord::new("", &row.name, self.now())
                    };
                    self.add_member(caller, squad, member, row.mass, zone).await?;
                }
                Fate::Changed(athlete) => {
                    let now = self.now();
                    let worn = |number: u16| {
                        known
                            .iter()
                            .any(|other| !other.left && other.id != *athlete && other.number == Some(number))
                    };
                    self.amend_member(squad, athlete, |member| {
                        member.wear(row.number, now);
                        // A number that the file gives is free by now.
                        member.come_back(now, |number| row.number != Some(number) && worn(number));
                        member.name.clone_from(&row.name);
                        member.external = row.external.clone().or(member.external.take());
                        member.position = row.position.clone().or(member.position.take());
                        if !row.groups.is_empty() {
                            member.groups.clone_from(&row.groups);
                        }
                        // What was said with the consent decides whether a guardian is asked: no list overwrites it.
                        member.born = match &member.consent {
                            Some(_) => member.born.or(row.born),
                            None => row.born.or(member.born),
                        };
                        Ok(())
                    })
                    .await?;
                }
                Fate::Same(_) | Fate::Asked | Fate::Refused => {}
            }
        }
        outcome.stored = true;
        Ok(outcome)
    }
}

fn known(member: &MemberRecord) -> Known {
    Known {
        id: member.athlete.clone(),
        external: member.external.clone(),
        name: member.name.clone(),
        number: member.number,
        position: member.position.clone(),
        groups: member.groups.clone(),
        born: member.born,
        left: member.left.is_some(),
    }
}
