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
    /// Left the squad; a row of the same athlete brings them back.
    pub left: bool,
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
/// number; by the name alone only where neither is known on either side. A member who left is found by the first two alone, and
/// comes back. Members of the file may change numbers among themselves.
pub fn compare(rows: Vec<Row>, members: &[Known]) -> Vec<Compared> {
    let found: Vec<Option<&Known>> = rows.iter().map(|row| member_of(row, members)).collect();
    // The numbers that members of the file give up by it.
    let freed: Vec<(&str, u16)> = rows
        .iter()
        .zip(&found)
        .filter_map(|(row, member)| {
            let member = member.as_ref()?;
            let (worn, new) = (member.number?, row.number?);
            (worn != new && row.doubts.is_empty()).then_some((member.id.as_str(), worn))
        })
        .collect();
    let mut compared = Vec::new();
    for (mut row, member) in rows.into_iter().zip(found) {
        if let Some(number) = row.number
            && members.iter().any(|other| {
                other.number == Some(number)
                    && !other.left
                    && member.is_none_or(|member| member.id != other.id)
                    && !freed.contains(&(other.id.as_str(), number))
            })
            && !row.doubts.contains(&Doubt::NumberShared(number))
        {
            row.doubts.push(Doubt::NumberShared(number));
        }
        let fate = fate(&row, member);
        compared.push(Compared { row, fate });
    }
    while ask_about_kept_numbers(&mut compared, members) {}
    compared
}

/// Who is asked about keeps the number worn now, and does not free it for another row. Whether another row is asked about now.
fn ask_about_kept_numbers(compared: &mut [Compared], members: &[Known]) -> bool {
    let kept: Vec<u16> = compared
        .iter()
        .filter(|one| matches!(one.fate, Fate::Asked | Fate::Refused))
        .filter_map(|one| member_of(&one.row, members).filter(|member| !member.left)?.number)
        .collect();
    let wants_kept = |one: &&mut Compared| {
        matches!(one.fate, Fate::New | Fate::Changed(_))
            && one.row.number.is_some_and(|it| kept.contains(&it))
    };
    let Some((one, number)) = compared.iter_mut().find(wants_kept).and_then(|one| {
        let number = one.row.number?;
        Some((one, number))
    }) else {
        return false;
    };
    one.row.doubts.push(Doubt::NumberShared(number));
    one.fate = Fate::Asked;
    true
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
    let same = !member.left
        && row.name == member.name
        && (row.number.is_none() || row.number == member.number)
        && (row.position.is_none() || row.position == member.position)
        && (row.groups.is_empty() || row.groups == member.groups)
        && (row.born.is_none() || row.born == member.born)
        && (row.external.is_none() || row.external == member.external);
    if same { Fate::Same(member.id.clone()) } else { Fate::Changed(member.id.clone()) }
}

fn member_of<'a>(row: &Row, members: &'a [Known]) -> Option<&'a Known> {
    let by_external = row.external.as_ref().and_then(|external| {
        let mut same = members.iter().filter(|member| member.external.as_ref() == Some(external));
        same.clone().find(|member| !member.left).or_else(|| same.next())
    });
    if by_external.is_some() {
        return by_external;
    }
    let name = folded(&row.name);
    let all = || members.iter().filter(|member| folded(&member.name) == name);
    let named = || all().filter(|member| !member.left);
    let born_then = |born| move |member: &&Known| member.born == Some(born);
    let by_birth =
        row.born.and_then(|born| named().find(born_then(born)).or_else(|| all().find(born_then(born))));
    let by_number = || row.number.and_then(|number| named().find(|member| member.number == Some(number)));
    let by_name = || {
        named().find(|member| {
            (row.born.is_none() || member.born.is_none()) && (row.number.is_none() || member.number.is_none())
        })
    };
    by_birth.or_else(by_number).or_else(by_name)
}
