//! Rosters: a pasted or uploaded list of athletes, read with every doubt named before anything is stored.
//!
//! [`read`] finds the header, the separator, the unit of the masses and the order of the dates for the whole file; it asks
//! about the file where it does not say, and never decides row by row. [`compare`] holds the rows against the members.

mod compare;
mod header;
mod table;
mod value;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use units::Mass;

pub use compare::{Compared, Fate, Known, compare};

/// The unit of the masses in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MassUnit {
    /// Kilograms.
    Kg,
    /// Pounds.
    Lb,
}

/// The order in dates such as 04/05/2008.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 4 May.
    DayFirst,
    /// 5 April.
    MonthFirst,
}

/// What a person said about a file where it does not say itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answers {
    /// The unit of the masses.
    #[serde(default)]
    pub mass_unit: Option<MassUnit>,
    /// The order of the dates.
    #[serde(default)]
    pub date_order: Option<DateOrder>,
    /// Rows that share a number are taken without it.
    #[serde(default)]
    pub without_shared_numbers: bool,
}

/// A question about the whole file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Kilograms or pounds?
    MassUnit,
    /// Day or month first?
    DateOrder,
}

/// A doubt about one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind", content = "given")]
pub enum Doubt {
    /// There is no name.
    NoName,
    /// This is no date of birth: no such day, or not between 1920 and today.
    ImpossibleDate(String),
    /// This is no shirt number of 0 to 999.
    ImpossibleNumber(String),
    /// This is no body mass of 15 to 250 kg.
    ImpossibleMass(String),
    /// Another row or member has this number.
    NumberShared(u16),
    /// Another row is the same athlete.
    RowTwice(usize),
}

/// One athlete of a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The line in the file, counted from 1.
    pub line: usize,
    /// The name that another system gives the athlete.
    pub external: Option<String>,
    /// First and last name.
    pub name: String,
    /// The shirt number.
    pub number: Option<u16>,
    /// The position on the field.
    pub position: Option<String>,
    /// Groups.
    pub groups: Vec<String>,
    /// Body mass.
    pub mass: Option<Mass>,
    /// The date of birth.
    pub born: Option<Date>,
    /// What is wrong with it.
    pub doubts: Vec<Doubt>,
}

/// A file as it was understood.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Roster {
    /// The line of the header, counted from 1; `None` for a plain list of names.
    pub header: Option<usize>,
    /// Its rows.
    pub rows: Vec<Row>,
    /// What has to be answered before anything can be stored.
    pub questions: Vec<Question>,
    /// The columns that were not used, by their titles.
    pub unused: Vec<String>,
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RosterError {
    /// There is nothing in it.
    #[error(
        "the list is empty: write a header such as \"Number; Last name; First name\" and an athlete on each line"
    )]
    Empty,
    /// No line names two columns.
    #[error(
        "no header was found in the first 40 lines: name at least two columns, for example \"Number; Last name; First name; Weight (kg)\""
    )]
    NoHeader,
    /// No column names the athletes.
    #[error("no column holds names: call one \"Name\", or two \"First name\" and \"Last name\"")]
    NoNames,
    /// It is too long.
    #[error("a squad has at most {most} athletes, this list has more")]
    TooLong {
        /// How many may be in a file.
        most: usize,
    },
}

/// The most athletes of a squad.
pub const MOST_ATHLETES: usize = 120;
/// A file of more bytes is no roster.
const MOST_BYTES: usize = 1 << 20;

/// Reads a roster. `today` bounds the dates of birth.
///
/// # Errors
/// When it is no roster at all; what is wrong with single rows is in their [`Doubt`]s.
///
/// ```
/// use team::roster::{Answers, read};
///
/// let text = "No;Name;Weight (kg)\n7;Silva, Ana;64,0\n";
/// let roster = read(text.as_bytes(), &Answers::default(), jiff::civil::date(2026, 7, 1))?;
/// assert_eq!(roster.rows[0].name, "Ana Silva");
/// # Ok::<(), team::roster::RosterError>(())
/// ```
pub fn read(bytes: &[u8], answers: &Answers, today: Date) -> Result<Roster, RosterError> {
    let text = table::decode(bytes.get(..MOST_BYTES).unwrap_or(bytes));
    if text.trim().is_empty() {
        return Err(RosterError::Empty);
    }
    let table = table::Table::of(&text)?;
    if table.rows.len() > MOST_ATHLETES {
        return Err(RosterError::TooLong { most: MOST_ATHLETES });
    }
    let mut questions = Vec::new();
    let unit = table.mass_unit().or(answers.mass_unit);
    if unit.is_none() && table.cells(header::Field::Mass).next().is_some() {
        questions.push(Question::MassUnit);
    }
    let order = value::date_order(table.cells(header::Field::Born));
    let order = match order {
        value::Order::Said(order) => Some(order),
        value::Order::Unneeded => None,
        value::Order::Unclear => {
            if answers.date_order.is_none() {
                questions.push(Question::DateOrder);
            }
            answers.date_order
        }
    };
    let mut rows: Vec<Row> = table.rows.iter().map(|cells| row(&table, cells, unit, order, today)).collect();
    doubt_shared(&mut rows, answers.without_shared_numbers);
    Ok(Roster { header: table.header_line, rows, questions, unused: table.unused() })
}

fn row(
    table: &table::Table,
    cells: &table::Cells,
    unit: Option<MassUnit>,
    order: Option<DateOrder>,
    today: Date,
) -> Row {
    use header::Field;
    let mut doubts = Vec::new();
    let text = |field| table.cell(cells, field);
    let name = value::name(text(Field::Name), text(Field::First), text(Field::Last));
    if name.is_empty() {
        doubts.push(Doubt::NoName);
    }
    let number = text(Field::Number).and_then(|text| {
        let number = value::number(text);
        if number.is_none() {
            doubts.push(Doubt::ImpossibleNumber(text.to_owned()));
        }
        number
    });
    let born = text(Field::Born).and_then(|text| match value::date(text, order) {
        value::Read::Value(date) if (1920..).contains(&date.year()) && date < today => Some(date),
        // The question about the file comes first.
        value::Read::Unclear => None,
        _ => {
            doubts.push(Doubt::ImpossibleDate(text.to_owned()));
            None
        }
    });
    let mass = text(Field::Mass).and_then(|text| match value::mass(text, unit) {
        value::Read::Value(mass) if (15.0..=250.0).contains(&mass.as_kg()) => Some(mass),
        value::Read::Unclear => None,
        _ => {
            doubts.push(Doubt::ImpossibleMass(text.to_owned()));
            None
        }
    });
    let groups = text(Field::Groups).map_or(Vec::new(), |text| {
        text.split(['/', '+', '|', ';', ','])
            .map(|group| group.trim().to_owned())
            .filter(|group| !group.is_empty())
            .collect()
    });
    Row {
        line: cells.line,
        external: text(Field::External).map(str::to_owned),
        name,
        number,
        position: text(Field::Position).map(str::to_owned),
        groups,
        mass,
        born,
        doubts,
    }
}

/// Rows that share a number or are the same athlete.
fn doubt_shared(rows: &mut [Row], without_numbers: bool) {
    for index in 0..rows.len() {
        let number = rows[index].number;
        let shared = number.is_some()
            && rows.iter().enumerate().any(|(other, row)| other != index && row.number == number);
        let earlier = rows[..index].iter().find(|row| {
            !row.name.is_empty()
                && header::folded(&row.name) == header::folded(&rows[index].name)
                && row.born == rows[index].born
                && row.number == rows[index].number
        });
        if let Some(line) = earlier.map(|row| row.line) {
            rows[index].doubts.push(Doubt::RowTwice(line));
        } else if let (true, Some(number)) = (shared, number) {
            rows[index].doubts.push(Doubt::NumberShared(number));
        }
    }
    if without_numbers {
        for row in rows {
            let before = row.doubts.len();
            row.doubts.retain(|doubt| !matches!(doubt, Doubt::NumberShared(_)));
            if row.doubts.len() != before {
                row.number = None;
            }
        }
    }
}
