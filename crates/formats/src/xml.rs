//! XML as files carry it: elements in order, nothing declared, nothing expanded.
//!
//! Document types are passed over unread (Apple's is malformed) and entities of a file's own are refused, so there is
//! nothing to expand without end. An ampersand that its writer forgot to escape stays what it is.

use std::io::{BufRead, Read};

use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Deeper nesting is an attack, not a recording.
const DEEPEST: usize = 64;
/// A document type stands within this much of the beginning.
const HEAD: u64 = 64 << 10;
/// No tag of a recording is longer; the parser holds one at a time.
const LONGEST_TAG: usize = 1 << 20;
/// No figure or title of a recording is longer.
const LONGEST_TEXT: usize = 4096;

/// Why XML was not read any further.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XmlError {
    /// It is not well formed, or ends too early.
    #[error("the file breaks off at byte {at} ({reason}), before anything useful: export it again")]
    Broken {
        /// Where.
        at: usize,
        /// Why.
        reason: String,
    },
    /// It is nested deeper than any recording.
    #[error("the file is nested more than {DEEPEST} deep, as no recording is: export it again")]
    TooDeep,
    /// It refers to an entity that it declares itself.
    #[error(
        "the file refers to an entity of its own (&{name};), which is never expanded: export it without a document type"
    )]
    Entity {
        /// The entity.
        name: String,
    },
}

/// The attributes of an element.
pub(crate) struct Attributes<'a>(&'a BytesStart<'a>);

impl Attributes<'_> {
    /// The value of an attribute; none where it is absent or cannot be read.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        let found =
            attributes.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
        unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
    }
}

/// What is met on the way through a file.
pub(crate) enum Met<'a> {
    /// An element begins.
    Begin(&'a str, Attributes<'a>),
    /// An element ends; its parent, and the text between.
    End(&'a str, Option<&'a str>, &'a str),
}

/// Walks through all elements, names without prefix.
///
/// # Errors
/// When it breaks; what was met before stands.
pub(crate) fn walk(input: impl BufRead, mut meet: impl FnMut(Met<'_>)) -> Result<(), XmlError> {
    let (input, declares) = past_doctype(input);
    let mut reader = Reader::from_reader(Rationed { input, left: 0 });
    reader.config_mut().allow_dangling_amp = true;
    let (mut buffer, mut text) = (Vec::new(), String::new());
    let mut open: Vec<String> = Vec::new();
    loop {
        buffer.clear();
        reader.get_mut().left = LONGEST_TAG;
        let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = reader
            .read_event_into(&mut buffer)
            .map_err(|error| XmlError::Broken { at, reason: error.to_string() })?;
        match event {
            Event::Start(element) => {
                if open.len() == DEEPEST {
                    return Err(XmlError::TooDeep);
                }
                text.clear();
                let name = element.local_name();
                meet(Met::Begin(name.as_ref(), Attributes(&element)));
                open.push(name.as_ref().to_owned());
            }
            Event::Empty(element) => {
                let name = element.local_name();
                meet(Met::Begin(name.as_ref(), Attributes(&element)));
                meet(Met::End(name.as_ref(), open.last().map(String::as_str), ""));
            }
            Event::End(_) => {
                if let Some(name) = open.pop() {
                    meet(Met::End(&name, open.last().map(String::as_str), text.trim()));
                }
                text.clear();
            }
            Event::Text(more) => keep(&mut text, &more.into_inner()),
            Event::CData(more) => keep(&mut text, &more.into_inner()),
            Event::GeneralRef(reference) => match character(&reference) {
                Ok(letter) => keep(&mut text, letter.encode_utf8(&mut [0; 4])),
                Err(refused) if declares => return Err(refused),
                // Nothing declares it: an entity of HTML, or no entity at all (`Tom & Ann; a run`).
                Err(_) => keep(&mut text, &format!("&{};", &*reference)),
            },
            Event::Eof if open.is_empty() => return Ok(()),
            Event::Eof => {
                return Err(XmlError::Broken { at, reason: "it ends inside an element".to_owned() });
            }
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Input of which one tag may take only so much, or an unfolding archive would fill the memory with it.
struct Rationed<R> {
    input: R,
    left: usize,
}

impl<R: BufRead> Read for Rationed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.fill_buf()?.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Rationed<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.left == 0 {
            return Err(std::io::Error::other("one tag is over a megabyte long"));
        }
        self.input.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.left = self.left.saturating_sub(count);
        self.input.consume(count);
    }
}

/// The same bytes with blanks for the document type, and whether that declares entities. Apple's lacks brackets, so that no
/// parser finds its end.
fn past_doctype(mut input: impl BufRead) -> (impl BufRead, bool) {
    let mut head = Vec::new();
    // What cannot be read now cannot be read later either, and is said then.
    let _ = input.by_ref().take(HEAD).read_to_end(&mut head);
    let find = |from: usize, what: &[u8]| {
        let found = head.get(from..)?.windows(what.len()).position(|window| window == what)?;
        Some(from + found)
    };
    let doctype = find(0, b"<!DOCTYPE").and_then(|start| {
        let (bracket, simple) = (find(start, b"["), find(start, b">")?);
        let end = if bracket.is_some_and(|at| at < simple) { find(start, b"]>")? + 1 } else { simple };
        Some(start..=end)
    });
    let declares = find(0, b"<!ENTITY").is_some();
    if let Some(doctype) = doctype {
        head[doctype].fill(b' ');
    }
    (std::io::Cursor::new(head).chain(input), declares)
}

fn keep(text: &mut String, more: &str) {
    if text.len() + more.len() <= LONGEST_TEXT {
        text.push_str(more);
    }
}

fn character(reference: &BytesRef<'_>) -> Result<char, XmlError> {
    let name: &str = reference;
    let predefined = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => reference.resolve_char_ref().ok().flatten(),
    };
    predefined.ok_or_else(|| XmlError::Entity { name: name.chars().take(40).collect() })
}

/// The name of the first element, without its prefix: what the file is.
pub(crate) fn root(bytes: &[u8]) -> Option<String> {
    let mut reader = Reader::from_reader(past_doctype(bytes).0);
    let mut buffer = Vec::new();
    let blank = |text: &str| text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element) => {
                return Some(element.local_name().as_ref().to_owned());
            }
            Event::Text(text) if !blank(&text) => return None,
            Event::Text(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            _ => return None,
        }
    }
}
