//! A roster against the members of a squad: what storing it would do.

use jiff::civil::Date;
use serde::Serialize;

use super::header::folded;
use super::{Doubt, Row};

/// What is known of a member.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// The athlete.
    pub id: String,
    /// The name that another system gives the athlete.
    pub external: Option<String>,
    /// The name for people.
    pub name: String,
    /// The shirt number.
    pub number: Option<u16>,
    /// The position.
    pub position: Option<String>,
    /// Groups.
    pub groups: Vec<String>,
    /// The date of birth.
    pub born: Option<Date>,
}

/// What storing a row would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "fate", content = "member")]
pub enum Fate {
    /// A new member.
    New,
    /// This member changes.
    Changed(String),
    /// This member stays as it is.
    Same(String),
    /// Nothing, until a question is answered.
    Asked,
    /// Nothing.
    Refused,
}

/// A row and what storing it would do.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compared {
    /// The row.
    #[serde(flatten)]
    pub row: Row,
    /// What storing it would do.
    #[serde(flatten)]
    pub fate: Fate,
}

/// Compares rows with members. A row is a member by the other system's name, else by name and date of birth, else by name and
/// number; by the name alone only where neither is known on either side.
pub fn compare(rows: Vec<Row>, members: &[Known]) -> Vec<Compared> {
    let mut compared = Vec::new();
    for mut row in rows {
        let member = member_of(&row, members);
        if let Some(number) = row.number
            && members.iter().any(|other| {
                other.number == Some(number) && member.is_none_or(|member| member.id != other.id)
            })
            && !row.doubts.contains(&Doubt::NumberShared(number))
        {
            row.doubts.push(Doubt::NumberShared(number));
        }
        let fate = fate(&row, member);
        compared.push(Compared { row, fate });
    }
    compared
}

fn fate(row: &Row, member: Option<&Known>) -> Fate {
    if row.doubts.iter().any(|doubt| !matches!(doubt, Doubt::NumberShared(_))) {
        return Fate::Refused;
    }
    if !row.doubts.is_empty() {
        return Fate::Asked;
    }
    let Some(member) = member else { return Fate::New };
    // A cell that is empty says nothing.
    let same = row.name == member.name
        && (row.number.is_none() || row.number == member.number)
        && (row.position.is_none() || row.position == member.position)
        && (row.groups.is_empty() || row.groups == member.groups)
        && (row.born.is_none() || row.born == member.born)
        && (row.external.is_none() || row.external == member.external);
    if same { Fate::Same(member.id.clone()) } else { Fate::Changed(member.id.clone()) }
}

fn member_of<'a>(row: &Row, members: &'a [Known]) -> Option<&'a Known> {
    let by_external = row
        .external
        .as_ref()
        .and_then(|external| members.iter().find(|member| member.external.as_ref() == Some(external)));
    if by_external.is_some() {
        return by_external;
    }
    let name = folded(&row.name);
    let named = || members.iter().filter(|member| folded(&member.name) == name);
    let by_birth = row.born.and_then(|born| named().find(|member| member.born == Some(born)));
    let by_number = || row.number.and_then(|number| named().find(|member| member.number == Some(number)));
    let by_name = || {
        named().find(|member| {
            (row.born.is_none() || member.born.is_none()) && (row.number.is_none() || member.number.is_none())
        })
    };
    by_birth.or_else(by_number).or_else(by_name)
}
