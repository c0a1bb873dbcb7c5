//! A drawing as a PDF file of one page.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::drawing::{Color, Drawing, Ink, Mark, Step};

/// Points of 1/72 inch in a millimetre.
const POINTS: f64 = 72.0 / 25.4;
const PLAIN: Name<'_> = Name(b"F1");
const BOLD: Name<'_> = Name(b"F2");

pub(crate) fn write(drawing: &Drawing, [width, height]: [f64; 2], title: &str) -> Vec<u8> {
    let [catalog, pages, page, info, plain, bold, content] = [1, 2, 3, 4, 5, 6, 7].map(Ref::new);
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.pages(pages).kids([page]).count(1);
    pdf.document_info(info).title(TextStr(title)).creator(TextStr("Isotone"));
    let mut sheet = pdf.page(page);
    sheet.media_box(Rect::new(0.0, 0.0, (width * POINTS) as f32, (height * POINTS) as f32));
    sheet.parent(pages).contents(content);
    sheet.resources().fonts().pair(PLAIN, plain).pair(BOLD, bold);
    sheet.finish();
    // Every reader of PDF has these fonts; the words on a sheet need no others.
    for (id, name) in [(plain, Name(b"Helvetica")), (bold, Name(b"Helvetica-Bold"))] {
        pdf.type1_font(id).base_font(name).encoding_predefined(Name(b"WinAnsiEncoding"));
    }
    pdf.stream(content, &page_content(drawing, height));
    pdf.finish()
}

fn page_content(drawing: &Drawing, height: f64) -> Vec<u8> {
    let mut content = Content::new();
    // Millimetres, y down.
    let k = POINTS as f32;
    content.transform([k, 0.0, 0.0, -k, 0.0, (height * POINTS) as f32]);
    for mark in &drawing.marks {
        match mark {
            Mark::Outline { steps, ink: Ink::Fill(color) } => {
                let [r, g, b] = narrow(*color);
                content.set_fill_rgb(r, g, b);
                trace(&mut content, steps);
                content.fill_nonzero();
            }
            Mark::Outline { steps, ink: Ink::Stroke { color, width } } => {
                let [r, g, b] = narrow(*color);
                content.set_stroke_rgb(r, g, b).set_line_width(*width as f32);
                trace(&mut content, steps);
                content.stroke();
            }
            Mark::Text { at: [x, y], size, bold, color, words } => {
                let [r, g, b] = narrow(*color);
                content.set_fill_rgb(r, g, b).begin_text();
                content.set_font(if *bold { BOLD } else { PLAIN }, *size as f32);
                // The page is upside down; letters are not.
                content.set_text_matrix([1.0, 0.0, 0.0, -1.0, *x as f32, *y as f32]);
                content.show(Str(&win_ansi(words))).end_text();
            }
        }
    }
    content.finish().to_vec()
}

fn trace(content: &mut Content, steps: &[Step]) {
    for step in steps {
        match *step {
            Step::Move([x, y]) => content.move_to(x as f32, y as f32),
            Step::Line([x, y]) => content.line_to(x as f32, y as f32),
            Step::Curve(a, b, c) => {
                content.cubic_to(a[0] as f32, a[1] as f32, b[0] as f32, b[1] as f32, c[0] as f32, c[1] as f32)
            }
            Step::Close => content.close_path(),
        };
    }
}

fn narrow(color: Color) -> [f32; 3] {
    color.map(|code| code as f32)
}

/// The text in the encoding of the fonts, which is Latin-1 where it matters; other letters become a question mark.
fn win_ansi(text: &str) -> Vec<u8> {
    text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect()
}
