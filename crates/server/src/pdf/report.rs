//! The report of a session on one side of A4, and the cards of its athletes, four to a page.

use super::{BLACK, Document, RULE, Style, Tag, Weight, font};
use crate::language::Language;

const A4: [f32; 2] = [210.0, 297.0];
const LEFT: f32 = 16.0;
const RIGHT: f32 = 194.0;
const BOTTOM: f32 = 276.0;

/// What the report says, in the reader's words. It holds only what their role sees.
#[derive(Clone, Debug, Default)]
pub(crate) struct Report {
    pub(crate) eyebrow: String,
    pub(crate) title: String,
    pub(crate) when: String,
    /// What, how much, and what to know about it.
    pub(crate) numbers: Vec<[String; 3]>,
    pub(crate) heat_title: String,
    pub(crate) heat: Vec<String>,
    pub(crate) table_title: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<String>>,
    /// What is said of rows that do not fit, with their count put in.
    pub(crate) more: Vec<String>,
    pub(crate) notes: Vec<String>,
    pub(crate) foot: String,
}

/// A column of the table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Column {
    pub(crate) title: String,
    /// Its share of the width.
    pub(crate) share: f32,
    /// Numbers stand at its right.
    pub(crate) number: bool,
    /// It is read first.
    pub(crate) bold: bool,
}

/// The report as a document of one page.
pub(crate) fn report(of: &Report, language: Language) -> Document {
    let mut document = Document::new(&of.title, language.code());
    document.page(A4);
    let mut y = 20.0;
    document.text_within(Tag::P, [LEFT, y], RIGHT - LEFT, Style::plain(3.6).soft(), &of.eyebrow);
    y = document.paragraph(Tag::H1, [LEFT, y + 8.0], RIGHT - LEFT, Style::bold(6.4), &of.title);
    y = document.paragraph(Tag::P, [LEFT, y - 2.0], RIGHT - LEFT, Style::plain(3.6).soft(), &of.when);
    y = numbers(&mut document, &of.numbers, y);
    if !of.heat.is_empty() {
        document.text(Tag::H2, [LEFT, y + 2.0], Style::bold(4.2), &of.heat_title);
        y += 7.5;
        for line in &of.heat {
            y = document.paragraph(Tag::P, [LEFT, y], RIGHT - LEFT, Style::plain(3.3), line) + 0.6;
        }
        y += 2.0;
    }
    document.text(Tag::H2, [LEFT, y + 3.0], Style::bold(4.2), &of.table_title);
    y = table(&mut document, of, y + 9.0);
    for note in of.notes.iter().filter(|note| !note.is_empty()) {
        y = document.paragraph(Tag::P, [LEFT, y + 1.5], RIGHT - LEFT, Style::plain(3.3), note);
    }
    document.line([LEFT, 282.0], [RIGHT, 282.0], 0.2, RULE);
    document.paragraph(Tag::P, [LEFT, 286.5], RIGHT - LEFT, Style::plain(2.7).soft(), &of.foot);
    document
}

/// A row of numbers between two rules. Answers with where the next thing may stand.
fn numbers(document: &mut Document, numbers: &[[String; 3]], y: f32) -> f32 {
    if numbers.is_empty() {
        return y;
    }
    document.line([LEFT, y], [RIGHT, y], 0.5, BLACK);
    #[expect(clippy::cast_precision_loss, reason = "a few columns")]
    let wide = (RIGHT - LEFT) / numbers.len() as f32;
    let mut x = LEFT;
    for [what, how_much, note] in numbers {
        document.text_within(Tag::P, [x, y + 6.0], wide - 3.0, Style::plain(3.1).soft(), what);
        // A long number is set smaller, never cut: a number without its end is another number.
        let size = (6.0 * (wide - 3.0) / font::width(how_much, Weight::Bold, 6.0).max(1.0)).min(6.0);
        document.text(Tag::P, [x, y + 13.0], Style::bold(size), how_much);
        document.text_within(Tag::P, [x, y + 17.8], wide - 3.0, Style::plain(2.9).soft(), note);
        x += wide;
    }
    document.line([LEFT, y + 21.0], [RIGHT, y + 21.0], 0.2, BLACK);
    y + 26.0
}

const TEXT: f32 = 3.1;

fn table(document: &mut Document, of: &Report, mut y: f32) -> f32 {
    let shares: f32 = of.columns.iter().map(|column| column.share).sum();
    let widths: Vec<f32> =
        of.columns.iter().map(|column| (RIGHT - LEFT) * column.share / shares.max(1e-3)).collect();
    // Room for the notes below, which are not left out.
    let room: f32 = of
        .notes
        .iter()
        .map(|note| font::lines(note, Weight::Regular, 3.3, RIGHT - LEFT).len())
        .map(|count| f32::from(u8::try_from(count).unwrap_or(u8::MAX)) * 4.4 + 1.5)
        .sum();
    document.open(Tag::Table);
    document.open(Tag::TR);
    let mut x = LEFT;
    for (column, wide) in of.columns.iter().zip(&widths) {
        let style = Style::plain(2.8).soft();
        match column.number {
            true => document.text_to(Tag::TH, [x + wide - 2.0, y], style, &column.title),
            false => document.text_within(Tag::TH, [x, y], wide - 2.0, style, &column.title),
        }
        x += wide;
    }
    document.close();
    document.line([LEFT, y + 1.8], [RIGHT, y + 1.8], 0.2, BLACK);
    y += 6.0;
    let mut shown = 0;
    for row in &of.rows {
        let cells: Vec<Vec<String>> = row
            .iter()
            .zip(of.columns.iter().zip(&widths))
            .map(|(words, (column, wide))| font::lines(words, weight(column), TEXT, wide - 2.0))
            .collect();
        let most = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
        let high = f32::from(u8::try_from(most).unwrap_or(u8::MAX)) * TEXT * 1.32 + 2.0;
        if y + high + room + 6.0 > BOTTOM {
            break;
        }
        document.open(Tag::TR);
        let mut x = LEFT;
        for ((words, column), wide) in row.iter().zip(&of.columns).zip(&widths) {
            let style = Style { weight: weight(column), ..Style::plain(TEXT) };
            match column.number {
                true => document.text_to(Tag::TD, [x + wide - 2.0, y], style, words),
                false => {
                    document.paragraph(Tag::TD, [x, y], wide - 2.0, style, words);
                }
            }
            x += wide;
        }
        document.close();
        y += high;
        document.line([LEFT, y - 3.6], [RIGHT, y - 3.6], 0.1, RULE);
        shown += 1;
    }
    document.close();
    let left = of.rows.len() - shown;
    // How it is said with one left over is the first, with two the second.
    if let Some(more) = left.checked_sub(1).and_then(|place| of.more.get(place)) {
        document.text(Tag::P, [LEFT, y + 1.0], Style::plain(TEXT).soft(), more);
        y += 5.0;
    }
    y + 2.0
}

fn weight(column: &Column) -> Weight {
    if column.bold { Weight::Bold } else { Weight::Regular }
}

/// What an athlete takes home.
#[derive(Clone, Debug, Default)]
pub(crate) struct Card {
    pub(crate) eyebrow: String,
    pub(crate) name: String,
    /// Before, during, after: the word and what it says.
    pub(crate) parts: Vec<[String; 2]>,
    /// One reason.
    pub(crate) why: String,
    /// The address of the athlete's own data, where there is one to be reached.
    pub(crate) address: Option<String>,
    pub(crate) address_says: String,
}

/// Cards of A6, four to a page of A4, to be cut.
pub(crate) fn cards(cards: &[Card], title: &str, language: Language) -> Document {
    let mut document = Document::new(title, language.code());
    for (index, card) in cards.iter().enumerate() {
        if index % 4 == 0 {
            document.page(A4);
            document.line([105.0, 0.0], [105.0, 297.0], 0.1, RULE);
            document.line([0.0, 148.5], [210.0, 148.5], 0.1, RULE);
        }
        let corner = [[0.0, 0.0], [105.0, 0.0], [0.0, 148.5], [105.0, 148.5]][index % 4];
        one_card(&mut document, corner, card);
    }
    document
}

fn one_card(document: &mut Document, [x, y]: [f32; 2], card: &Card) {
    let (left, wide) = (x + 10.0, 85.0);
    document.open(Tag::Sect);
    document.text_within(Tag::P, [left, y + 13.0], wide, Style::plain(3.1).soft(), &card.eyebrow);
    document.text_within(Tag::H1, [left, y + 21.0], wide, Style::bold(6.0), &card.name);
    document.line([left, y + 25.0], [left + wide, y + 25.0], 0.4, BLACK);
    let mut line = y + 32.0;
    for [word, says] in card.parts.iter().filter(|[_, says]| !says.is_empty()) {
        document.text(Tag::H2, [left, line], Style::bold(3.6), word);
        line = document.paragraph(Tag::P, [left, line + 5.2], wide, Style::plain(3.9), says) + 2.6;
    }
    document.paragraph(Tag::P, [left, line + 1.0], wide, Style::plain(3.1).soft(), &card.why);
    if let Some(address) = &card.address {
        document.qr([left + wide - 24.0, y + 114.0], 24.0, address);
        document.paragraph(
            Tag::P,
            [left, y + 128.0],
            wide - 28.0,
            Style::plain(3.1).soft(),
            &card.address_says,
        );
    }
    document.close();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_rows(count: usize) -> Report {
        let column = |title: &str, share| Column { title: title.to_owned(), share, ..Column::default() };
        Report {
            title: "Two athletes to see".into(),
            numbers: vec![["Weighed".into(), "23 of 25".into(), String::new()]],
            columns: vec![column("No.", 1.0), column("Name", 3.0), column("Why", 8.0)],
            rows: (0..count)
                .map(|number| {
                    vec![number.to_string(), "Łukasz Żółć".into(), "Heavier than before: drank more.".into()]
                })
                .collect(),
            more: (1..=count).map(|left| format!("{left} more are on the board")).collect(),
            notes: vec!["Not weighed: Ana".into()],
            ..Report::default()
        }
    }

    #[test]
    fn a_report_has_one_side_and_says_how_many_rows_it_leaves_out() {
        for count in [0, 3, 90] {
            let document = report(&of_rows(count), Language::English);
            assert_eq!(document.pages(), 1);
            let words = Document::words(&document.finish());
            let shown = words.matches("Łukasz").count();
            assert_eq!(words.contains("more are on the board"), shown < count, "{words}");
            if shown < count {
                assert!(words.contains(&format!("{} more are on the board", count - shown)), "{shown}");
            }
            assert!(words.contains("Not weighed: Ana"), "what comes last is not left out");
        }
    }

    #[test]
    fn a_long_number_is_set_smaller_and_never_cut() {
        let long = "1150–3100 mg of sodium, at the least".to_owned();
        let numbers = vec![["Lost".into(), long.clone(), String::new()]; 5];
        let document = report(&Report { numbers, ..of_rows(1) }, Language::English);
        assert!(Document::words(&document.finish()).contains(&long));
    }

    #[test]
    fn cards_stand_four_to_a_page() {
        let card = Card { name: "Ana".into(), address: Some("https://host/a/x".into()), ..Card::default() };
        assert_eq!(cards(&vec![card; 5], "", Language::English).pages(), 2);
    }
}
