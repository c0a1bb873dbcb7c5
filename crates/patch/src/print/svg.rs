//! A drawing as SVG, one user unit a millimetre.

use std::fmt::Write;

use super::drawing::{Color, Drawing, Ink, Mark, Step};
use crate::layout::shape::Point;

pub(crate) fn write(drawing: &Drawing, [width, height]: [f64; 2], title: &str) -> String {
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" viewBox=\"0 0 {width} {height}\">\n\
         <title>{}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
        escaped(title)
    );
    drawing.marks.iter().for_each(|mark| add(&mut svg, mark));
    svg.push_str("</svg>\n");
    svg
}

// Writing to a string cannot fail.
fn add(svg: &mut String, mark: &Mark) {
    let _ = match mark {
        Mark::Outline { steps, ink: Ink::Fill(color) } => {
            writeln!(svg, "<path d=\"{}\" fill=\"{}\"/>", path(steps), hex(*color))
        }
        Mark::Outline { steps, ink: Ink::Stroke { color, width } } => writeln!(
            svg,
            "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{width}\"/>",
            path(steps),
            hex(*color)
        ),
        Mark::Text { at: [x, y], size, bold, color, words } => writeln!(
            svg,
            "<text x=\"{x:.2}\" y=\"{y:.2}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"{size}\"{} fill=\"{}\">{}</text>",
            if *bold { " font-weight=\"bold\"" } else { "" },
            hex(*color),
            escaped(words)
        ),
    };
}

fn path(steps: &[Step]) -> String {
    let place = |[x, y]: Point| format!("{} {}", short(x), short(y));
    let step = |step: &Step| match *step {
        Step::Move(p) => format!("M{}", place(p)),
        Step::Line(p) => format!("L{}", place(p)),
        Step::Curve(a, b, c) => format!("C{} {} {}", place(a), place(b), place(c)),
        Step::Close => "Z".to_owned(),
    };
    steps.iter().map(step).collect()
}

/// To a tenth of a micrometre, without trailing zeros.
fn short(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn hex(color: Color) -> String {
    let [r, g, b] = color.map(|code| (255.0 * code).round() as u8);
    format!("#{r:02x}{g:02x}{b:02x}")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
