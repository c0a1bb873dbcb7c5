//! Documents to print: a small writer of tagged PDF in millimetres, and what is printed with it.
//!
//! Text is tagged (heading, paragraph, table) so that a screen reader reads it in order, and the fonts are in the file. What is
//! drawn besides is marked as decoration. Content streams are not packed: they are small, and tests read them.

pub(crate) mod font;
pub(crate) mod labels;
pub(crate) mod report;

use std::collections::BTreeMap;

use pdf_writer::types::{CidFontType, FontFlags, StructRole, SystemInfo, TabOrder, UnicodeCmap};
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use qrcodegen::{QrCode, QrCodeEcc};

pub(crate) use font::Weight;
use font::{fitted, font, lines, width};

/// Points of 1/72 inch in a millimetre.
const POINTS: f32 = 72.0 / 25.4;
/// From one line of text to the next, in sizes.
const LINE: f32 = 1.32;
const FACES: [Name<'_>; 2] = [Name(b"F1"), Name(b"F2")];

/// A colour: red, green, blue, 0 to 1.
pub(crate) type Color = [f32; 3];
/// Black.
pub(crate) const BLACK: Color = [0.04, 0.08, 0.08];
/// Grey for what is read last.
pub(crate) const SOFT: Color = [0.33, 0.38, 0.38];
/// Grey of lines between rows.
pub(crate) const RULE: Color = [0.78, 0.81, 0.81];

/// How text is set: size in mm.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) size: f32,
    pub(crate) weight: Weight,
    pub(crate) color: Color,
}

impl Style {
    /// Text of a size in black.
    pub(crate) const fn plain(size: f32) -> Self {
        Self { size, weight: Weight::Regular, color: BLACK }
    }

    /// Bold text of a size in black.
    pub(crate) const fn bold(size: f32) -> Self {
        Self { weight: Weight::Bold, ..Self::plain(size) }
    }

    /// The same in grey.
    pub(crate) const fn soft(self) -> Self {
        Self { color: SOFT, ..self }
    }
}

/// What a piece of text is, for screen readers.
pub(crate) type Tag = StructRole;

/// A node of the structure: a group, or text on a page.
struct Node {
    tag: Tag,
    parent: Option<usize>,
    /// The page and the number of its text on it.
    text: Option<(usize, i32)>,
}

struct Page {
    size: [f32; 2],
    content: Content,
    /// The nodes of its texts, by their numbers.
    texts: Vec<usize>,
}

/// A document that is being written. Places are in mm from the upper left corner of the page.
pub(crate) struct Document {
    title: String,
    language: &'static str,
    pages: Vec<Page>,
    nodes: Vec<Node>,
    open: Vec<usize>,
    /// The letters of the glyphs that were used, by face.
    used: [BTreeMap<u16, char>; 2],
}

impl Document {
    /// A document without pages.
    pub(crate) fn new(title: &str, language: &'static str) -> Self {
        Self {
            title: title.to_owned(),
            language,
            pages: Vec::new(),
            nodes: Vec::new(),
            open: Vec::new(),
            used: [BTreeMap::new(), BTreeMap::new()],
        }
    }

    /// Begins a page of this width and height.
    pub(crate) fn page(&mut self, size: [f32; 2]) {
        let mut content = Content::new();
        content.transform([POINTS, 0.0, 0.0, -POINTS, 0.0, size[1] * POINTS]);
        self.pages.push(Page { size, content, texts: Vec::new() });
    }

    /// How many pages there are.
    pub(crate) fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Begins a group of texts, such as a table or a row of it.
    pub(crate) fn open(&mut self, tag: Tag) {
        let node = Node { tag, parent: self.open.last().copied(), text: None };
        self.nodes.push(node);
        self.open.push(self.nodes.len() - 1);
    }

    /// Ends the group that was begun last.
    pub(crate) fn close(&mut self) {
        self.open.pop();
    }

    /// A line of text with its baseline at `at`.
    pub(crate) fn text(&mut self, tag: Tag, at: [f32; 2], style: Style, words: &str) {
        self.set(tag, &[(at, words.to_owned())], style);
    }

    /// The same, ending at `at`.
    pub(crate) fn text_to(&mut self, tag: Tag, at: [f32; 2], style: Style, words: &str) {
        self.text(tag, [at[0] - width(words, style.weight, style.size), at[1]], style, words);
    }

    /// The same, cut where it does not fit.
    pub(crate) fn text_within(&mut self, tag: Tag, at: [f32; 2], most: f32, style: Style, words: &str) {
        self.text(tag, at, style, &fitted(words, style.weight, style.size, most));
    }

    /// A text in lines, the first with its baseline at `at`. Answers with the baseline below the last.
    pub(crate) fn paragraph(&mut self, tag: Tag, at: [f32; 2], most: f32, style: Style, words: &str) -> f32 {
        let step = style.size * LINE;
        let mut y = at[1];
        let mut set = Vec::new();
        for line in lines(words, style.weight, style.size, most) {
            set.push(([at[0], y], line));
            y += step;
        }
        self.set(tag, &set, style);
        y
    }

    /// One tagged piece of text in one or more lines.
    fn set(&mut self, tag: Tag, set: &[([f32; 2], String)], style: Style) {
        let number = self.pages.len().wrapping_sub(1);
        let Some(page) = self.pages.last_mut() else { return };
        if set.iter().all(|(_, words)| words.trim().is_empty()) {
            return;
        }
        let mark = i32::try_from(page.texts.len()).unwrap_or(i32::MAX);
        self.nodes.push(Node { tag, parent: self.open.last().copied(), text: Some((number, mark)) });
        page.texts.push(self.nodes.len() - 1);
        let [r, g, b] = style.color;
        let content = &mut page.content;
        content.begin_marked_content_with_properties(tag.to_name()).properties().identify(mark);
        content.set_fill_rgb(r, g, b).begin_text();
        content.set_font(FACES[style.weight.place()], style.size);
        for ([x, y], words) in set {
            // The page is upside down; letters are not.
            content.set_text_matrix([1.0, 0.0, 0.0, -1.0, *x, *y]);
            let mut bytes = Vec::with_capacity(words.len() * 2);
            for letter in words.chars() {
                let glyph = font(style.weight).glyph(letter);
                self.used[style.weight.place()].entry(glyph).or_insert(letter);
                bytes.extend(glyph.to_be_bytes());
            }
            content.show(Str(&bytes));
        }
        content.end_text().end_marked_content();
    }

    /// Draws decoration: what a screen reader passes over.
    pub(crate) fn draw(&mut self, with: impl FnOnce(&mut Content)) {
        let Some(page) = self.pages.last_mut() else { return };
        page.content.begin_marked_content(Name(b"Artifact"));
        page.content.save_state();
        with(&mut page.content);
        page.content.restore_state();
        page.content.end_marked_content();
    }

    /// A line.
    pub(crate) fn line(&mut self, from: [f32; 2], to: [f32; 2], thick: f32, color: Color) {
        self.draw(|content| {
            let [r, g, b] = color;
            content.set_stroke_rgb(r, g, b).set_line_width(thick);
            content.move_to(from[0], from[1]).line_to(to[0], to[1]).stroke();
        });
    }

    /// A QR code of a text in a square of this side, its quiet zone of four modules within.
    pub(crate) fn qr(&mut self, [x, y]: [f32; 2], side: f32, text: &str) {
        let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else { return };
        let size = code.size();
        #[expect(clippy::cast_precision_loss, reason = "at most 177 modules")]
        let module = side / (size + 8) as f32;
        self.draw(|content| {
            content.set_fill_rgb(1.0, 1.0, 1.0).rect(x, y, side, side).fill_nonzero();
            content.set_fill_rgb(0.0, 0.0, 0.0);
            for row in 0..size {
                let mut column = 0;
                while column < size {
                    let begin = column;
                    while column < size && code.get_module(column, row) {
                        column += 1;
                    }
                    if column > begin {
                        #[expect(clippy::cast_precision_loss, reason = "at most 177 modules")]
                        let [at, down, long] =
                            [begin + 4, row + 4, column - begin].map(|of| of as f32 * module);
                        content.rect(x + at, y + down, long, module);
                    }
                    column += 1;
                }
            }
            content.fill_nonzero();
        });
    }

    /// The file.
    pub(crate) fn finish(self) -> Vec<u8> {
        Writer::new(&self).write(self)
    }

    /// The words on all pages, for tests: what a reader would copy out of the file.
    #[cfg(test)]
    pub(crate) fn words(bytes: &[u8]) -> String {
        tests::words(bytes)
    }
}

/// The numbers of the objects in a file.
struct Writer {
    catalog: Ref,
    tree: Ref,
    info: Ref,
    structure: Ref,
    root: Ref,
    /// Of each face: font, descendant, descriptor, file, letters.
    faces: [[Ref; 5]; 2],
    /// Of each page: page, content, list of its texts.
    pages: Vec<[Ref; 3]>,
    nodes: Vec<Ref>,
}

impl Writer {
    fn new(document: &Document) -> Self {
        let mut next = 0;
        let mut one = || {
            next += 1;
            Ref::new(next)
        };
        Self {
            catalog: one(),
            tree: one(),
            info: one(),
            structure: one(),
            root: one(),
            faces: std::array::from_fn(|_| std::array::from_fn(|_| one())),
            pages: document.pages.iter().map(|_| [one(), one(), one()]).collect(),
            nodes: document.nodes.iter().map(|_| one()).collect(),
        }
    }

    fn write(&self, document: Document) -> Vec<u8> {
        let mut pdf = Pdf::new();
        let mut catalog = pdf.catalog(self.catalog);
        catalog.pages(self.tree).lang(TextStr(document.language));
        catalog.mark_info().marked(true);
        catalog.viewer_preferences().display_doc_title(true);
        catalog.pair(Name(b"StructTreeRoot"), self.structure);
        catalog.finish();
        pdf.pages(self.tree)
            .kids(self.pages.iter().map(|[page, ..]| *page))
            .count(i32::try_from(self.pages.len()).unwrap_or(i32::MAX));
        pdf.document_info(self.info).title(TextStr(&document.title)).creator(TextStr("Isotone"));
        self.structure(&mut pdf, &document);
        for weight in Weight::ALL {
            self.face(&mut pdf, weight, &document.used[weight.place()]);
        }
        for (number, (page, [id, content, texts])) in document.pages.into_iter().zip(&self.pages).enumerate()
        {
            let mut sheet = pdf.page(*id);
            let [wide, high] = page.size.map(|length| length * POINTS);
            sheet.media_box(Rect::new(0.0, 0.0, wide, high));
            sheet.parent(self.tree).contents(*content);
            sheet.struct_parents(i32::try_from(number).unwrap_or(i32::MAX));
            sheet.tab_order(TabOrder::StructureOrder);
            let mut resources = sheet.resources();
            let mut fonts = resources.fonts();
            for (name, [font, ..]) in FACES.into_iter().zip(&self.faces) {
                fonts.pair(name, *font);
            }
            fonts.finish();
            resources.finish();
            sheet.finish();
            pdf.stream(*content, &page.content.finish());
            pdf.indirect(*texts).array().items(page.texts.iter().map(|node| self.nodes[*node]));
        }
        pdf.finish()
    }

    fn structure(&self, pdf: &mut Pdf, document: &Document) {
        let mut root = pdf.indirect(self.structure).dict();
        root.pair(Name(b"Type"), Name(b"StructTreeRoot"));
        root.pair(Name(b"K"), self.root);
        let mut parents = root.insert(Name(b"ParentTree")).dict();
        let mut numbers = parents.insert(Name(b"Nums")).array();
        for (number, [.., texts]) in self.pages.iter().enumerate() {
            numbers.item(i32::try_from(number).unwrap_or(i32::MAX)).item(*texts);
        }
        numbers.finish();
        parents.finish();
        root.pair(Name(b"ParentTreeNextKey"), i32::try_from(self.pages.len()).unwrap_or(i32::MAX));
        root.finish();
        let mut kids: Vec<Vec<Ref>> = vec![Vec::new(); document.nodes.len()];
        let mut top = Vec::new();
        for (node, id) in document.nodes.iter().zip(&self.nodes) {
            match node.parent {
                Some(parent) => kids[parent].push(*id),
                None => top.push(*id),
            }
        }
        let mut whole = pdf.struct_element(self.root);
        whole.kind(StructRole::Document).parent(self.structure);
        let mut children = whole.children();
        for id in top {
            children.struct_element(id);
        }
        children.finish();
        whole.finish();
        for ((node, id), kids) in document.nodes.iter().zip(&self.nodes).zip(kids) {
            let mut element = pdf.struct_element(*id);
            element.kind(node.tag).parent(node.parent.map_or(self.root, |parent| self.nodes[parent]));
            if let Some((page, _)) = node.text {
                element.page(self.pages[page][0]);
            }
            let mut children = element.children();
            for kid in kids {
                children.struct_element(kid);
            }
            if let Some((_, mark)) = node.text {
                children.marked_content_id(mark);
            }
            children.finish();
            element.finish();
        }
    }

    fn face(&self, pdf: &mut Pdf, weight: Weight, used: &BTreeMap<u16, char>) {
        let [whole, descendant, descriptor, file, letters] = self.faces[weight.place()];
        let name = Name(weight.name().as_bytes());
        let info = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
        pdf.type0_font(whole)
            .base_font(name)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(descendant)
            .to_unicode(letters);
        let font = font(weight);
        let mut cid = pdf.cid_font(descendant);
        cid.subtype(CidFontType::Type2).base_font(name).system_info(info).font_descriptor(descriptor);
        cid.default_width(0.0).cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = cid.widths();
        for glyph in used.keys() {
            widths.consecutive(*glyph, [font.advance(*glyph)]);
        }
        widths.finish();
        cid.finish();
        let scale = 1000.0 / f32::from(font.face.units_per_em());
        let of = |units: i16| f32::from(units) * scale;
        let bounds = font.face.global_bounding_box();
        pdf.font_descriptor(descriptor)
            .name(name)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(of(bounds.x_min), of(bounds.y_min), of(bounds.x_max), of(bounds.y_max)))
            .italic_angle(0.0)
            .ascent(of(font.face.ascender()))
            .descent(of(font.face.descender()))
            .cap_height(1000.0 * font::CAP_HEIGHT)
            .stem_v(if weight == Weight::Bold { 140.0 } else { 80.0 })
            .font_file2(file);
        let mut stream = pdf.stream(file, &font.packed);
        stream.filter(Filter::FlateDecode).pair(Name(b"Length1"), font.length);
        stream.finish();
        let mut map = UnicodeCmap::new(Name(b"Custom"), info);
        for (glyph, letter) in used {
            map.pair(*glyph, *letter);
        }
        pdf.cmap(letters, &map.finish());
    }
}

/// A document as an answer: shown by the browser, saved under this name.
pub(crate) fn answer(document: Document, name: &str) -> axum::response::Response {
    use axum::http::header;
    use axum::response::IntoResponse;
    let named = format!("inline; filename=\"{name}.pdf\"");
    let headers = [
        (header::CONTENT_TYPE, "application/pdf".to_owned()),
        (header::CONTENT_DISPOSITION, named),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, document.finish()).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads the strings of the content streams back by the faces' letters, one line for each string.
    pub(super) fn words(bytes: &[u8]) -> String {
        let letters: Vec<BTreeMap<u16, char>> = Weight::ALL
            .into_iter()
            .map(|weight| {
                let all = (' '..='\u{24f}').chain('\u{370}'..='\u{45f}').chain('\u{2010}'..='\u{2265}');
                all.map(|letter| (font(weight).glyph(letter), letter)).collect()
            })
            .collect();
        let mut words = String::new();
        let mut face = 0;
        for line in bytes.split(|byte| *byte == b'\n') {
            if line.ends_with(b"Tf") {
                face = usize::from(line.starts_with(b"/F2"));
            } else if let Some(bytes) = shown(line) {
                let glyphs = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                words.extend(glyphs.filter_map(|glyph| letters[face].get(&glyph)));
                words.push('\n');
            }
        }
        words
    }

    /// The bytes of a line that shows a string, as the writer writes it: in hexadecimal digits, or in visible letters.
    fn shown(line: &[u8]) -> Option<Vec<u8>> {
        match line {
            [b'<', hex @ .., b'>', b' ', b'T', b'j'] => {
                let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
                hex.chunks(2).map(byte).collect()
            }
            [b'(', text @ .., b')', b' ', b'T', b'j'] => Some(unescaped(text)),
            _ => None,
        }
    }

    fn unescaped(text: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut rest = text;
        while let [first, others @ ..] = rest {
            rest = others;
            if *first != b'\\' {
                bytes.push(*first);
                continue;
            }
            let Some((escaped, others)) = rest.split_first() else { break };
            rest = others;
            bytes.push(match escaped {
                b'n' => b'\n',
                b'r' => b'\r',
                b't' => b'\t',
                b'b' => 8,
                b'f' => 12,
                b'0'..=b'7' => {
                    let [second, third, others @ ..] = rest else { break };
                    rest = others;
                    (escaped - b'0') * 64 + (second - b'0') * 8 + (third - b'0')
                }
                other => *other,
            });
        }
        bytes
    }

    #[test]
    fn what_is_written_can_be_read_again_and_is_tagged() {
        let mut document = Document::new("Título", "pt");
        document.page([100.0, 50.0]);
        document.text(Tag::H1, [10.0, 10.0], Style::bold(5.0), "Ana São João (7)");
        document.open(Tag::Table);
        document.text(Tag::TD, [10.0, 20.0], Style::plain(4.0), "1,5 L \\ Łukasz");
        document.close();
        document.qr([60.0, 10.0], 20.0, "ISO1:b-1");
        let file = document.finish();
        assert!(file.starts_with(b"%PDF-1."));
        assert_eq!(Document::words(&file), "Ana São João (7)\n1,5 L \\ Łukasz\n");
        let has = |text: &str| file.windows(text.len()).any(|part| part == text.as_bytes());
        assert!(has("/StructTreeRoot") && has("/Marked true") && has("/S /H1") && has("/S /TD"));
        assert!(has("/Lang"), "the language is said");
    }

    #[test]
    fn nothing_is_written_before_there_is_a_page() {
        let mut document = Document::new("", "en");
        document.text(Tag::P, [0.0, 0.0], Style::plain(4.0), "nowhere");
        document.line([0.0, 0.0], [1.0, 1.0], 1.0, BLACK);
        assert_eq!((document.pages(), Document::words(&document.finish()).as_str()), (0, ""));
    }
}
