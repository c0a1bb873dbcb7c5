//! The two faces that documents are set in. They are part of every file, so that it looks the same everywhere and a name with
//! letters of another alphabet stays that name: Roboto 2.138 (Apache License 2.0), cut down to the Latin, Greek and Cyrillic
//! letters and without hints.

use std::io::Write;
use std::sync::LazyLock;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use ttf_parser::{Face, GlyphId};

/// How heavy letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weight {
    /// For text.
    Regular,
    /// For what is read first.
    Bold,
}

impl Weight {
    pub(super) const ALL: [Self; 2] = [Self::Regular, Self::Bold];

    /// The place among the faces of a file.
    pub(super) fn place(self) -> usize {
        usize::from(self == Self::Bold)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Regular => "Roboto-Regular",
            Self::Bold => "Roboto-Bold",
        }
    }

    fn file(self) -> &'static [u8] {
        match self {
            Self::Regular => include_bytes!("../../assets/fonts/Roboto-Regular.ttf"),
            Self::Bold => include_bytes!("../../assets/fonts/Roboto-Bold.ttf"),
        }
    }
}

/// A face, and its file as it goes into documents.
pub(super) struct Font {
    pub(super) face: Face<'static>,
    pub(super) packed: Vec<u8>,
    pub(super) length: i32,
}

static FONTS: LazyLock<[Font; 2]> = LazyLock::new(|| {
    Weight::ALL.map(|weight| {
        let file = weight.file();
        #[expect(clippy::expect_used, reason = "a file of the program, which the tests read")]
        let face = Face::parse(file, 0).expect("a font of the program");
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::best());
        // Writing to memory does not fail.
        let packed = packer.write_all(file).and_then(|()| packer.finish()).unwrap_or_default();
        Font { face, packed, length: i32::try_from(file.len()).unwrap_or(i32::MAX) }
    })
});

/// The face of a weight.
pub(super) fn font(weight: Weight) -> &'static Font {
    &FONTS[weight.place()]
}

impl Font {
    /// The glyph of a letter; of a letter that the face lacks, a question mark.
    pub(super) fn glyph(&self, letter: char) -> u16 {
        let like = match letter {
            // The face has no arrows.
            '→' => '›',
            _ => '?',
        };
        let known = self.face.glyph_index(letter).or_else(|| self.face.glyph_index(like));
        known.unwrap_or(GlyphId(0)).0
    }

    /// How far a glyph reaches, in thousandths of the size.
    pub(super) fn advance(&self, glyph: u16) -> f32 {
        let units = f32::from(self.face.units_per_em());
        f32::from(self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)) * 1000.0 / units
    }
}

/// The height of capitals and digits, as a share of the size.
pub(crate) const CAP_HEIGHT: f32 = 0.711;

/// How wide a line of text is, in the unit of its size.
pub(crate) fn width(text: &str, weight: Weight, size: f32) -> f32 {
    let font = font(weight);
    text.chars().map(|letter| font.advance(font.glyph(letter))).sum::<f32>() * size / 1000.0
}

/// A text that fits, with an ellipsis where it had to be cut.
pub(crate) fn fitted(text: &str, weight: Weight, size: f32, most: f32) -> String {
    if width(text, weight, size) <= most {
        return text.to_owned();
    }
    let mut cut = text.to_owned();
    while cut.pop().is_some() {
        let shown = format!("{}…", cut.trim_end());
        if width(&shown, weight, size) <= most {
            return shown;
        }
    }
    String::new()
}

/// A text in lines that fit, broken between words; a word that is wider than a line stands alone in one.
pub(crate) fn lines(text: &str, weight: Weight, size: f32, most: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if !line.is_empty() && width(&longer, weight, size) > most {
            lines.push(std::mem::replace(&mut line, word.to_owned()));
        } else {
            line = longer;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_faces_hold_the_letters_of_names_in_europe() {
        for weight in Weight::ALL {
            let question = font(weight).glyph('?');
            for letter in "ÁÃÇÉÑÕÚßøłŁőžĐțŞğíΑλφБорисЖІїґ–—…−≥€·½".chars()
            {
                assert_ne!(font(weight).glyph(letter), question, "{weight:?} lacks {letter}");
            }
            assert_eq!(font(weight).glyph('漢'), question);
        }
    }

    #[test]
    fn text_is_broken_between_words_and_cut_where_it_must_be() {
        let most = width("one two", Weight::Regular, 4.0);
        assert_eq!(lines("one two three", Weight::Regular, 4.0, most), ["one two", "three"]);
        assert_eq!(lines("", Weight::Regular, 4.0, most), [""; 0]);
        let cut = fitted("Wolfeschlegelsteinhausen", Weight::Bold, 4.0, 20.0);
        assert!(cut.ends_with('…') && width(&cut, Weight::Bold, 4.0) <= 20.0, "{cut}");
        assert_eq!(fitted("Ana", Weight::Bold, 4.0, 20.0), "Ana");
    }
}
