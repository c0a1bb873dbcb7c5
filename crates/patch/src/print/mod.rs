//! Printable sheets: patches at true size with a ruler, as SVG or PDF; and *dummies*, patches that show a chosen fill and
//! assay colour, so that anyone can check the reader with a colour printer and no chemistry.

mod artwork;
mod content;
mod drawing;
mod expected;
mod pdf;
mod svg;

pub use content::{Amount, Content, ContentError};
pub use expected::as_printed;

use drawing::{Color, Drawing, Mark, Step};

use crate::layout::Layout;
use crate::layout::shape::Point;

/// A size of paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 in.
    Letter,
}

impl Paper {
    /// Width and height, mm.
    pub fn size_mm(self) -> [f64; 2] {
        match self {
            Self::A4 => [210.0, 297.0],
            Self::Letter => [215.9, 279.4],
        }
    }
}

/// Why a sheet cannot be made.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PrintError {
    /// Not even one patch fits.
    #[error("a patch of {width} × {height} mm does not fit on this paper")]
    TooLarge {
        /// The patch's width, mm.
        width: f64,
        /// Its height, mm.
        height: f64,
    },
}

/// A sheet of patches.
#[derive(Clone, Debug)]
pub struct Sheet<'a> {
    layout: &'a Layout,
    paper: Paper,
    contents: Vec<Content>,
}

const MARGIN_MM: f64 = 12.0;
/// Title, instructions and ruler.
const HEAD_MM: f64 = 56.0;
/// Between patches: white for the finder of tags, and room for scissors and a line of words.
const GAP_MM: f64 = 12.0;
const GREY: Color = [0.35; 3];

impl<'a> Sheet<'a> {
    /// A sheet as full of patches as the paper allows; they show these contents in turn, or nothing where there is none.
    ///
    /// # Errors
    /// When the paper is too small for the patch.
    pub fn new(layout: &'a Layout, paper: Paper, contents: &[Content]) -> Result<Self, PrintError> {
        let contents = if contents.is_empty() { vec![Content::default()] } else { contents.to_vec() };
        let sheet = Self { layout, paper, contents };
        if sheet.places().is_empty() {
            let body = &layout.body;
            return Err(PrintError::TooLarge { width: body.width_mm, height: body.height_mm });
        }
        Ok(sheet)
    }

    /// Where the top left corners of the patches are on the paper, mm, with what they show.
    pub fn patches(&self) -> Vec<(Point, Content)> {
        self.places().into_iter().zip(self.contents.iter().copied().cycle()).collect()
    }

    fn places(&self) -> Vec<Point> {
        let [width, height] = self.paper.size_mm();
        let (w, h) = (self.layout.body.width_mm, self.layout.body.height_mm);
        let fit = |room: f64, one: f64| ((room + GAP_MM) / (one + GAP_MM)).floor().max(0.0) as usize;
        let columns = fit(width - 2.0 * MARGIN_MM, w);
        let rows = fit(height - MARGIN_MM - HEAD_MM, h);
        let place = |index: usize| {
            let (column, row) = (index % columns, index / columns);
            [MARGIN_MM + column as f64 * (w + GAP_MM), HEAD_MM + row as f64 * (h + GAP_MM)]
        };
        (0..columns * rows).map(place).collect()
    }

    /// The sheet as a PDF file.
    pub fn pdf(&self) -> Vec<u8> {
        pdf::write(&self.drawing(), self.paper.size_mm(), &self.title())
    }

    /// The sheet as an SVG file.
    pub fn svg(&self) -> String {
        svg::write(&self.drawing(), self.paper.size_mm(), &self.title())
    }

    fn title(&self) -> String {
        format!("Sweat patch {}, version {}", self.layout.layout_id, self.layout.version)
    }

    fn drawing(&self) -> Drawing {
        let mut sheet = Drawing::default();
        let dummies = self.contents.iter().any(|content| *content != Content::default());
        let title = if dummies { format!("{}: dummies", self.title()) } else { self.title() };
        sheet.text([MARGIN_MM, 17.0], 5.5, true, title);
        let lines = [
            "Print at 100 % (actual size) on matt white paper, in colour. Then measure: the ruler must be 100 mm long.",
            if dummies {
                "Cut along the grey line, bend around a bottle as thick as a forearm, photograph from 15 to 20 cm, and read:"
            } else {
                "This is the print of a patch, not a patch: a maker adds channel, film and assay. With --fill and --chloride:"
            },
            if dummies {
                "isotone patch read photo.jpg. It should say what is written below the patch. Ink is not sweat: no test."
            } else {
                "isotone patch print --fill \"42 µL\" --chloride \"35 mmol/L\" shows what sweat would have made of it."
            },
        ];
        for (index, line) in lines.into_iter().enumerate() {
            sheet.text([MARGIN_MM, 24.0 + 4.6 * index as f64], 3.2, false, line);
        }
        sheet.place(artwork::ruler(), [MARGIN_MM, 47.0]);
        for ([x, y], content) in self.patches() {
            sheet.place(artwork::cutting_line(self.layout), [x, y]);
            sheet.place(artwork::draw(self.layout, &content), [x, y]);
            let below = [x, y + self.layout.body.height_mm + 4.0];
            let words = match content == Content::default() {
                true => self.title(),
                false => format!("Dummy: {}", content.words(self.layout)),
            };
            sheet.text_in(below, 2.7, GREY, words);
        }
        sheet
    }
}

impl Drawing {
    /// Adds a drawing with its origin at a place.
    fn place(&mut self, other: Drawing, [dx, dy]: Point) {
        let moved = |[x, y]: Point| [x + dx, y + dy];
        let step = |step: Step| match step {
            Step::Move(p) => Step::Move(moved(p)),
            Step::Line(p) => Step::Line(moved(p)),
            Step::Curve(a, b, c) => Step::Curve(moved(a), moved(b), moved(c)),
            Step::Close => Step::Close,
        };
        self.marks.extend(other.marks.into_iter().map(|mark| match mark {
            Mark::Outline { steps, ink } => {
                Mark::Outline { steps: steps.into_iter().map(step).collect(), ink }
            }
            Mark::Text { at, size, bold, color, words } => {
                Mark::Text { at: moved(at), size, bold, color, words }
            }
        }));
    }
}
