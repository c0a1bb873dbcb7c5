//! What was found, drawn over the photo: tags, chips, the channel as far as it is filled and beyond, the front, bubbles, the
//! chamber.

use crate::layout::path::Path;
use crate::layout::shape::{Point, Rect};
use crate::read::photo::Photo;
use crate::read::reading::{FillReading, Reading};
use crate::read::trace::Trace;

type Code = [u8; 3];

const TAGS: Code = [0, 200, 60];
const CHIPS: Code = [255, 220, 0];
const FILLED: Code = [0, 90, 255];
const EMPTY: Code = [0, 200, 220];
const FRONT: Code = [255, 0, 200];
const BUBBLE: Code = [255, 255, 255];
const CHAMBER: Code = [120, 0, 255];

/// What the colours of the drawing mean, in one line.
pub const LEGEND: &str = "green: tags; yellow: colour squares; blue: filled channel, cyan: empty channel, white: bubbles; \
     magenta: the front; violet: the chamber";

/// Lines are as thick as this part of the photo's longer side.
const PEN: f64 = 1.0 / 700.0;

struct Canvas {
    rgb: Vec<u8>,
    width: usize,
    height: usize,
    pen: f64,
}

impl Canvas {
    /// A line with soft edges.
    fn line(&mut self, a: Point, b: Point, thick: f64, color: Code) {
        let reach = 0.5 * thick * self.pen + 1.0;
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let square = (dx * dx + dy * dy).max(1e-9);
        let range = |low: f64, high: f64, most: usize| {
            let clamp = |at: f64| at.clamp(0.0, most as f64) as usize;
            clamp((low - reach).floor())..clamp((high + reach).ceil() + 1.0)
        };
        for y in range(a[1].min(b[1]), a[1].max(b[1]), self.height) {
            for x in range(a[0].min(b[0]), a[0].max(b[0]), self.width) {
                let (px, py) = (x as f64 - a[0], y as f64 - a[1]);
                let t = ((px * dx + py * dy) / square).clamp(0.0, 1.0);
                let cover = (reach - 0.5 - (px - t * dx).hypot(py - t * dy)).clamp(0.0, 1.0);
                let at = 3 * (y * self.width + x);
                for (code, ink) in self.rgb[at..at + 3].iter_mut().zip(color) {
                    *code = (f64::from(*code) * (1.0 - cover) + f64::from(ink) * cover).round() as u8;
                }
            }
        }
    }

    fn lines(&mut self, points: &[Point], thick: f64, color: Code) {
        points.windows(2).for_each(|pair| self.line(pair[0], pair[1], thick, color));
    }
}

/// Draws what was found over a copy of the photo.
pub fn draw(photo: &Photo, trace: &Trace<'_>, reading: Option<&Reading>) -> Photo {
    let (width, height) = (photo.width(), photo.height());
    let pen = (PEN * width.max(height) as f64).max(1.0);
    let mut canvas = Canvas { rgb: photo.rgb().to_vec(), width, height, pen };
    let layout = trace.layout();
    let around = |corners: [Point; 4]| -> Vec<Point> {
        corners.iter().chain(&corners[..1]).map(|place| trace.pixel(*place)).collect()
    };
    let boxed = |r: &Rect| [[r.x, r.y], [r.right(), r.y], [r.right(), r.bottom()], [r.x, r.bottom()]];
    for tag in &layout.fiducials {
        canvas.lines(&around(tag.corners()), 2.0, TAGS);
    }
    layout.chips.iter().for_each(|chip| canvas.lines(&around(boxed(&chip.shape)), 1.0, CHIPS));
    layout.assay_zones.iter().for_each(|zone| canvas.lines(&around(boxed(&zone.shape)), 1.5, CHAMBER));
    if let Some(path) = Path::new(&layout.channel.path) {
        let fill = reading.and_then(|reading| reading.fill.value());
        channel(&mut canvas, trace, &path, fill);
    }
    // The pixels are as many as they were.
    Photo::new(width, height, canvas.rgb).unwrap_or_else(|| photo.clone())
}

fn channel(canvas: &mut Canvas, trace: &Trace<'_>, path: &Path, fill: Option<&FillReading>) {
    const STEP_MM: f64 = 0.5;
    let length = path.length_mm();
    let between = |from: f64, to: f64| -> Vec<Point> {
        let steps = ((to - from) / STEP_MM).ceil().max(1.0) as usize;
        let place = |index: usize| path.station(from + (to - from) * index as f64 / steps as f64).at;
        (0..=steps).map(|index| trace.pixel(place(index))).collect()
    };
    let front_mm = match fill {
        Some(FillReading::Filled(front)) => front.front_mm,
        Some(FillReading::Overfilled { .. }) => length,
        _ => 0.0,
    };
    canvas.lines(&between(front_mm, length), 1.0, EMPTY);
    canvas.lines(&between(0.0, front_mm), 1.0, FILLED);
    if let Some(FillReading::Filled(front)) = fill {
        front.bubbles.iter().for_each(|[from, to]| canvas.lines(&between(*from, *to), 2.0, BUBBLE));
        let at = path.station(front.front_mm);
        let reach = 0.9;
        canvas.line(trace.pixel(at.beside(-reach)), trace.pixel(at.beside(reach)), 2.5, FRONT);
    }
}

/// The photo made smaller by a whole factor, so that its longer side is about this long.
pub fn shrunk(photo: &Photo, longest: usize) -> Photo {
    let by = (photo.width().max(photo.height()) / longest.max(1)).max(1);
    let (width, height) = (photo.width() / by, photo.height() / by);
    let mut rgb = Vec::with_capacity(3 * width * height);
    for at in 0..width * height {
        let (left, top) = (by * (at % width), by * (at / width));
        for channel in 0..3 {
            let code = |index: usize| {
                let (x, y) = (left + index % by, top + index / by);
                usize::from(photo.rgb()[3 * (y * photo.width() + x) + channel])
            };
            let mean = (0..by * by).map(code).sum::<usize>() / (by * by);
            // The mean of bytes is a byte.
            rgb.push(u8::try_from(mean).unwrap_or(u8::MAX));
        }
    }
    Photo::new(width, height, rgb).unwrap_or_else(|| photo.clone())
}

/// A photo as a PNG file.
///
/// # Errors
/// When it cannot be written as one.
pub fn png(photo: &Photo) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let side = |pixels: usize| u32::try_from(pixels).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut bytes, side(photo.width()), side(photo.height()));
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(photo.rgb())?;
    Ok(bytes)
}
