//! Labels of bottles: on sheets as they are sold, or one by one for a label printer.

use jiff::civil::Date;

use super::font::CAP_HEIGHT;
use super::{BLACK, Color, Document, SOFT, Style, Tag, Weight, font};
use crate::language::Language;

/// A sheet of labels, in mm. The makers' measures; sheets vary by 2 mm, so that nothing is printed nearer to an edge than that.
#[derive(Debug)]
pub(crate) struct Sheet {
    /// Its name in shops.
    pub(crate) name: &'static str,
    /// Width and height of the page.
    page: [f32; 2],
    /// Width and height of a label.
    label: [f32; 2],
    /// The upper left corner of the first label.
    first: [f32; 2],
    /// From one label to the next, across and down.
    pitch: [f32; 2],
    /// How many there are, across and down.
    count: [usize; 2],
    /// Nothing is printed nearer to the edges of a label, across and down.
    safe: [f32; 2],
}

/// Paper of 210 × 297 mm.
const A4: [f32; 2] = [210.0, 297.0];
/// Paper of 8.5 × 11 inches.
const LETTER: [f32; 2] = [215.9, 279.4];
/// What sheets vary by.
const SAFE: [f32; 2] = [2.0, 2.0];

/// The sheets.
pub(crate) const SHEETS: [Sheet; 4] = [
    Sheet {
        name: "L7160",
        page: A4,
        label: [63.5, 38.1],
        first: [7.25, 15.15],
        pitch: [66.0, 38.1],
        count: [3, 7],
        safe: SAFE,
    },
    Sheet {
        name: "L7163",
        page: A4,
        label: [99.1, 38.1],
        first: [4.65, 15.1],
        pitch: [101.6, 38.1],
        count: [2, 7],
        safe: SAFE,
    },
    Sheet {
        name: "5160",
        page: LETTER,
        label: [66.7, 25.4],
        first: [4.76, 12.7],
        pitch: [69.85, 25.4],
        count: [3, 10],
        safe: SAFE,
    },
    // A label printer cuts each: a page for each label.
    Sheet {
        name: "62x29",
        page: [62.0, 29.0],
        label: [62.0, 29.0],
        first: [0.0, 0.0],
        pitch: [62.0, 29.0],
        count: [1, 1],
        // A printer of 300 dpi prints 696 × 271 dots of it.
        safe: [2.0, 3.1],
    },
];

impl Sheet {
    /// The sheet of this name.
    pub(crate) fn named(name: &str) -> Option<&'static Self> {
        SHEETS.iter().find(|sheet| sheet.name.eq_ignore_ascii_case(name))
    }

    /// How many labels a page holds.
    pub(crate) fn holds(&self) -> usize {
        self.count[0] * self.count[1]
    }

    /// The upper left corner of a label, counted from 0 from left to right, then down.
    #[expect(clippy::cast_precision_loss, reason = "some labels of a page")]
    fn corner(&self, place: usize) -> [f32; 2] {
        let [across, down] = [place % self.count[0], place / self.count[0]].map(|of| of as f32);
        [self.first[0] + across * self.pitch[0], self.first[1] + down * self.pitch[1]]
    }
}

/// A label as it is printed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Label {
    /// The shirt number.
    pub(crate) number: String,
    /// The name, or its initials.
    pub(crate) name: String,
    /// The letter of what is in it.
    pub(crate) recipe: String,
    /// The place among the recipes that are mixed; water has none.
    pub(crate) place: Option<usize>,
    /// Which bottle of how many, and how far it is filled.
    pub(crate) fill: String,
    /// For which session, and when it was mixed.
    pub(crate) session: String,
    /// What is in it that somebody may have to avoid.
    pub(crate) contains: String,
    /// What the code holds.
    pub(crate) code: String,
}

/// Four recipes: a colour and a pattern each, told apart in grey too.
const COLORS: [Color; 4] = [[0.03, 0.42, 0.66], [0.80, 0.36, 0.02], [0.36, 0.22, 0.60], [0.09, 0.47, 0.28]];
/// The side of a code. Six millimetres more than the least that phones read on a round bottle.
const CODE: f32 = 19.0;
/// The height of the digits of a number.
const DIGITS: f32 = 10.5;

/// Labels on sheets, beginning at the label `start`, counted from 1.
pub(crate) fn labels(
    sheet: &Sheet,
    start: usize,
    labels: &[Label],
    title: &str,
    language: Language,
) -> Document {
    let mut document = Document::new(title, language.code());
    let holds = sheet.holds();
    for (index, label) in labels.iter().enumerate() {
        let place = start.saturating_sub(1) + index;
        while document.pages() <= place / holds {
            document.page(sheet.page);
        }
        one(&mut document, sheet, sheet.corner(place % holds), label);
    }
    document
}

fn one(document: &mut Document, sheet: &Sheet, [x, y]: [f32; 2], label: &Label) {
    let [wide, high] = sheet.label;
    let small = high < 30.0;
    let [across, down] = sheet.safe;
    let (left, top) = (x + across, y + down);
    let (right, bottom) = (x + wide - across, y + high - down);
    let code = CODE.min(bottom - top);
    document.open(Tag::Sect);
    // The number, as large as a hand's width away.
    let digits = DIGITS / CAP_HEIGHT;
    let baseline = top + DIGITS;
    document.text(Tag::P, [left, baseline], Style::bold(digits), &label.number);
    let after = left + font::width(&label.number, Weight::Bold, digits) + 2.5;
    // What is in it: a letter on a band of its own pattern.
    let band = [after, top, (right - code - 1.5 - after).clamp(11.0, 24.0), DIGITS];
    recipe(document, band, label);
    let most = right - code - 1.5 - left;
    let name = Style::bold(if small { 3.6 } else { 4.4 });
    let mut line = baseline + name.size * 1.25;
    document.text_within(Tag::P, [left, line], most, name, &label.name);
    let plain = Style::plain(if small { 2.5 } else { 3.1 });
    for words in [&label.fill, &label.session, &label.contains] {
        if !words.is_empty() && line + plain.size * 1.25 <= bottom {
            line += plain.size * 1.25;
            document.text_within(Tag::P, [left, line], most, plain, words);
        }
    }
    document.qr([right - code, top + (bottom - top - code) * 0.5], code, &label.code);
    document.close();
}

fn recipe(document: &mut Document, [x, y, wide, high]: [f32; 4], label: &Label) {
    let color = label.place.and_then(|place| COLORS.get(place)).copied();
    document.draw(|content| {
        let [r, g, b] = color.unwrap_or(SOFT);
        content.set_stroke_rgb(r, g, b).set_fill_rgb(r, g, b).set_line_width(0.5);
        content.rect(x, y, wide, high).stroke();
        content.rect(x, y, wide, high).clip_nonzero().end_path();
        pattern(content, [x, y, wide, high], label.place);
        // Room for the letter.
        content
            .set_fill_rgb(1.0, 1.0, 1.0)
            .rect(x + wide * 0.5 - 3.6, y + 0.9, 7.2, high - 1.8)
            .fill_nonzero();
    });
    let style = Style { color: color.unwrap_or(BLACK), ..Style::bold(9.0) };
    let letter = font::width(&label.recipe, style.weight, style.size);
    let baseline = y + 0.5 * (high + style.size * CAP_HEIGHT);
    document.text(Tag::P, [x + 0.5 * (wide - letter), baseline], style, &label.recipe);
}

/// Fills a band: stripes to the right, dots, stripes across, a grid. Water is left white.
fn pattern(content: &mut pdf_writer::Content, [x, y, wide, high]: [f32; 4], place: Option<usize>) {
    let steps = |from: f32, to: f32, step: f32| {
        std::iter::successors(Some(from), move |at| Some(at + step)).take_while(move |at| *at < to)
    };
    content.set_line_width(1.1);
    match place {
        Some(0) => {
            for at in steps(x - high, x + wide, 2.4) {
                content.move_to(at, y + high).line_to(at + high, y).stroke();
            }
        }
        Some(1) => {
            for down in steps(y + 0.6, y + high, 2.0) {
                for across in steps(x + 0.6, x + wide, 2.0) {
                    content.rect(across, down, 1.0, 1.0).fill_nonzero();
                }
            }
        }
        Some(2) => {
            for down in steps(y + 1.0, y + high, 2.2) {
                content.move_to(x, down).line_to(x + wide, down).stroke();
            }
        }
        Some(_) => {
            content.set_line_width(0.6);
            for down in steps(y + 1.0, y + high, 2.2) {
                content.move_to(x, down).line_to(x + wide, down).stroke();
            }
            for across in steps(x + 1.0, x + wide, 2.2) {
                content.move_to(across, y).line_to(across, y + high).stroke();
            }
        }
        None => {}
    }
}

/// A page by which a printer is set right: the outlines of all labels, and a measure of 50 mm.
pub(crate) fn calibration(sheet: &Sheet, how: &str, language: Language) -> Document {
    let mut document = Document::new(sheet.name, language.code());
    document.page(sheet.page);
    for place in 0..sheet.holds() {
        let ([x, y], [wide, high]) = (sheet.corner(place), sheet.label);
        document.draw(|content| {
            content.set_stroke_rgb(0.0, 0.0, 0.0).set_line_width(0.2);
            content.rect(x + 0.1, y + 0.1, wide - 0.2, high - 0.2).stroke();
        });
        document.text(Tag::P, [x + 4.0, y + 8.0], Style::plain(4.0).soft(), &(place + 1).to_string());
    }
    let [x, y] = sheet.corner(0);
    let at = y + sheet.label[1] * 0.5;
    document.line([x + 5.0, at], [x + 55.0, at], 0.3, BLACK);
    for tick in 0_u8..=5 {
        let across = x + 5.0 + 10.0 * f32::from(tick);
        document.line([across, at - 1.5], [across, at + 1.5], 0.3, BLACK);
    }
    document.text_within(Tag::P, [x + 5.0, at + 5.0], sheet.label[0] - 10.0, Style::plain(2.8), how);
    document
}

/// The first letters of a name.
pub(crate) fn initials(name: &str) -> String {
    name.split_whitespace().filter_map(|word| word.chars().next()).flat_map(char::to_uppercase).collect()
}

/// A date as it stands on a label, the same for everybody: `2026-07-01`.
pub(crate) fn dated(date: Date) -> String {
    date.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(number: &str) -> Label {
        Label {
            number: number.to_owned(),
            name: "Maximiliane Wolfeschlegelsteinhausen".to_owned(),
            recipe: "A".to_owned(),
            place: Some(0),
            fill: "1 of 3 · fill to 750 mL".to_owned(),
            session: "Training · 2026-07-01".to_owned(),
            contains: String::new(),
            code: "ISO1:b-0123456789abcdef0123".to_owned(),
        }
    }

    #[test]
    fn labels_stand_on_their_sheets_with_room_to_the_edges() {
        for sheet in &SHEETS {
            for place in 0..sheet.holds() {
                let [x, y] = sheet.corner(place);
                let ends = [x + sheet.label[0], y + sheet.label[1]];
                assert!(x >= 0.0 && y >= 0.0, "{} {place}", sheet.name);
                assert!(
                    ends[0] <= sheet.page[0] + 0.01 && ends[1] <= sheet.page[1] + 0.01,
                    "{sheet:?} {place}"
                );
            }
            // The measures that phones and eyes need.
            assert!(CODE.min(sheet.label[1] - 2.0 * sheet.safe[1]) >= 15.0, "{}", sheet.name);
            assert!(
                font::width("188", Weight::Bold, DIGITS / CAP_HEIGHT) + CODE
                    < sheet.label[0] - 2.0 * sheet.safe[0]
            );
        }
        assert_eq!(Sheet::named("l7160").map(Sheet::holds), Some(21));
        assert!(Sheet::named("L9999").is_none());
    }

    #[test]
    fn a_sheet_that_is_half_used_is_used_up() {
        let sheet = Sheet::named("L7160").unwrap();
        let six: Vec<Label> = (1..=6).map(|number| label(&number.to_string())).collect();
        assert_eq!(labels(sheet, 16, &six, "", Language::English).pages(), 1);
        assert_eq!(labels(sheet, 17, &six, "", Language::English).pages(), 2);
        assert_eq!(labels(Sheet::named("62x29").unwrap(), 1, &six, "", Language::English).pages(), 6);
        let words = Document::words(&labels(sheet, 1, &six, "", Language::English).finish());
        assert!(words.starts_with("1\nA\nMaximiliane"), "{words}");
        assert_eq!(words.matches("fill to 750 mL").count(), 6);
    }

    #[test]
    fn a_name_is_its_initials_where_that_was_asked_for() {
        assert_eq!(initials("ana de Sá"), "ADS");
        assert_eq!(initials(""), "");
    }
}
