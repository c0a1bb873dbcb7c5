//! From bytes to cells: encoding, separator, header.

use super::header::{Field, field};
use super::{MassUnit, RosterError};

/// The text of a file, whatever it is encoded in.
pub(super) fn decode(bytes: &[u8]) -> String {
    if let Some((encoding, skip)) = encoding_rs::Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[skip..]).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        // Zeros in every second place are UTF-16 without a mark.
        Err(_) if bytes.len() > 3 && bytes[1] == 0 => encoding_rs::UTF_16LE.decode(bytes).0.into_owned(),
        Err(_) => encoding_rs::WINDOWS_1252.decode(bytes).0.into_owned(),
    }
}

/// The cells of one line.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cells {
    pub(super) line: usize,
    cells: Vec<String>,
}

/// A file in cells.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) header_line: Option<usize>,
    titles: Vec<String>,
    columns: Vec<Option<Field>>,
    unit: Option<MassUnit>,
    pub(super) rows: Vec<Cells>,
}

/// A header stands in the first lines; some systems write a preamble before it.
const LINES_OF_PREAMBLE: usize = 40;

impl Table {
    pub(super) fn of(text: &str) -> Result<Self, RosterError> {
        let best = [b';', b'\t', b'|', b',']
            .into_iter()
            .filter_map(|separator| {
                let lines = cells(text, separator);
                let (index, known) = header_of(&lines)?;
                Some((known, std::cmp::Reverse(index), lines))
            })
            .max_by_key(|(known, index, _)| (*known, *index));
        let Some((_, std::cmp::Reverse(index), lines)) = best else { return Self::of_names(text) };
        let header = &lines[index];
        let read: Vec<_> = header.cells.iter().map(|title| field(title)).collect();
        let mut columns: Vec<Option<Field>> = Vec::new();
        for found in &read {
            let field = found.map(|(field, _)| field);
            // The first column of a kind is it.
            columns.push(field.filter(|field| !columns.contains(&Some(*field))));
        }
        let has = |field| columns.contains(&Some(field));
        if !has(Field::Name) && !has(Field::First) && !has(Field::Last) {
            return Err(RosterError::NoNames);
        }
        let unit = read.iter().flatten().find(|(field, _)| *field == Field::Mass).and_then(|(_, unit)| *unit);
        let is_row = |cells: &&Cells| cells.cells.iter().any(|cell| !cell.is_empty());
        let rows = lines[index + 1..].iter().filter(is_row).cloned().collect();
        Ok(Self { header_line: Some(header.line), titles: header.cells.clone(), columns, unit, rows })
    }

    /// A plain list: a name on each line.
    fn of_names(text: &str) -> Result<Self, RosterError> {
        let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim()));
        let rows: Vec<Cells> = lines
            .filter(|(_, line)| !line.is_empty())
            .map(|(line, text)| Cells { line, cells: vec![text.to_owned()] })
            .collect();
        let is_name = |row: &Cells| {
            let text = &row.cells[0];
            text.chars().any(char::is_alphabetic)
                && !text.contains([';', '\t', '|'])
                && !text.chars().any(|c| c.is_ascii_digit())
                && text.matches(',').count() <= 1
        };
        if !rows.iter().all(is_name) {
            return Err(RosterError::NoHeader);
        }
        Ok(Self { header_line: None, titles: Vec::new(), columns: vec![Some(Field::Name)], unit: None, rows })
    }

    pub(super) fn cell<'a>(&self, cells: &'a Cells, field: Field) -> Option<&'a str> {
        let column = self.columns.iter().position(|column| *column == Some(field))?;
        cells.cells.get(column).map(String::as_str).filter(|cell| !cell.is_empty() && *cell != "-")
    }

    pub(super) fn cells(&self, field: Field) -> impl Iterator<Item = &str> {
        self.rows.iter().filter_map(move |row| self.cell(row, field))
    }

    /// The unit in the title, or the one that every mass carries itself.
    pub(super) fn mass_unit(&self) -> Option<MassUnit> {
        self.unit
    }

    pub(super) fn unused(&self) -> Vec<String> {
        let titles = self.titles.iter().zip(&self.columns);
        titles
            .filter(|(title, field)| field.is_none() && !title.is_empty())
            .map(|(title, _)| title.clone())
            .collect()
    }
}

fn cells(text: &str, separator: u8) -> Vec<Cells> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let mut lines = Vec::new();
    for record in reader.records() {
        let Ok(record) = record else { continue };
        let at = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
        let cells = record.iter().map(|cell| cell.trim().to_owned()).collect();
        lines.push(Cells { line: line_at(text, at), cells });
    }
    lines
}

/// The line of the record that is read from `at`: blank lines before it are skipped by the reader.
fn line_at(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let blank = bytes.iter().skip(at).take_while(|byte| matches!(byte, b'\n' | b'\r')).count();
    1 + bytes.iter().take(at + blank).filter(|byte| **byte == b'\n').count()
}

/// The first line that names two columns or more, and how many.
fn header_of(lines: &[Cells]) -> Option<(usize, usize)> {
    let known = |cells: &Cells| {
        let mut fields: Vec<Field> =
            cells.cells.iter().filter_map(|cell| field(cell)).map(|(field, _)| field).collect();
        fields.sort_unstable();
        fields.dedup();
        fields.len()
    };
    lines
        .iter()
        .take_while(|line| line.line <= LINES_OF_PREAMBLE)
        .enumerate()
        .map(|(index, line)| (index, known(line)))
        .find(|(_, known)| *known >= 2)
}
