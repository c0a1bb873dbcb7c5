//! The lines of iCalendar (RFC 5545), unfolded, with their parameters.

use std::borrow::Cow;

/// No title or description that is used is longer; the rest of a line is passed over.
const LONGEST: usize = 16 << 10;

/// A content line: `DTSTART;TZID=Europe/Berlin:20261202T180000`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line<'a> {
    /// The name in capitals, without a group.
    pub(super) name: String,
    parameters: Cow<'a, str>,
    /// The value as it is written, escapes and all.
    pub(super) value: Cow<'a, str>,
}

impl Line<'_> {
    #[expect(clippy::needless_pass_by_value, reason = "a borrowed line lives longer than this call")]
    fn of(line: Cow<'_, str>) -> Option<Line<'_>> {
        let mut quoted = false;
        let colon = line.find(|c| {
            quoted ^= c == '"';
            c == ':' && !quoted
        })?;
        let head = line[..colon].find(';').unwrap_or(colon);
        let name = line[..head].rsplit('.').next().unwrap_or_default().trim().to_ascii_uppercase();
        let cut = |from: usize, to: usize| match &line {
            Cow::Borrowed(line) => Cow::Borrowed(&line[from..to]),
            Cow::Owned(line) => Cow::Owned(line[from..to].to_owned()),
        };
        let parameters = cut(head, colon);
        Some(Line { name, parameters, value: cut(colon + 1, line.len()) })
    }

    /// The value of a parameter, without its quotes.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        let mut quoted = false;
        let parts = self.parameters.split(move |c| {
            quoted ^= c == '"';
            c == ';' && !quoted
        });
        let named =
            |part: &str| part.split_once('=').is_some_and(|(key, _)| key.trim().eq_ignore_ascii_case(name));
        let found = parts.into_iter().find(|part| named(part))?;
        found.split_once('=').map(|(_, value)| value.trim().trim_matches('"'))
    }

    /// The value as text, its escapes undone; line breaks become blanks. None where it is empty.
    pub(super) fn text(&self) -> Option<String> {
        self.unescaped(' ')
    }

    /// The value as text of several lines.
    pub(super) fn paragraphs(&self) -> Option<String> {
        self.unescaped('\n')
    }

    fn unescaped(&self, line_break: char) -> Option<String> {
        let plain = if is_quoted(&self.parameters) {
            Cow::Owned(unquoted(&self.value, self.parameter("CHARSET")).replace("\r\n", "\\n"))
        } else {
            Cow::Borrowed(&*self.value)
        };
        let mut text = String::with_capacity(plain.len());
        let mut letters = plain.chars();
        while let Some(c) = letters.next() {
            match c {
                '\\' => match letters.next() {
                    Some('n' | 'N') => text.push(line_break),
                    Some(escaped) => text.push(escaped),
                    None => {}
                },
                c if c.is_control() => text.push(' '),
                c => text.push(c),
            }
        }
        let text = text.trim();
        (!text.is_empty()).then(|| text.to_owned())
    }
}

/// Whether parameters say that the value is in quoted-printable, as vCalendar 1.0 writes what is not ASCII.
fn is_quoted(parameters: &str) -> bool {
    let parts = parameters.split(';').map(|part| part.rsplit('=').next().unwrap_or_default());
    parts.into_iter().any(|value| value.trim().eq_ignore_ascii_case("QUOTED-PRINTABLE"))
}

/// The text of a value in quoted-printable: `Corrida =C3=A1gil`.
fn unquoted(value: &str, charset: Option<&str>) -> String {
    let (mut bytes, mut rest) = (Vec::with_capacity(value.len()), value.as_bytes());
    while let Some((byte, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|two| *byte == b'=' && two.iter().all(u8::is_ascii_hexdigit));
        let digits = digits.and_then(|digits| std::str::from_utf8(digits).ok());
        let code = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*byte));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    let said = charset.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    match said {
        Some(encoding) => encoding.decode_without_bom_handling(&bytes).0.into_owned(),
        None => String::from_utf8_lossy(&crate::encoding::to_utf8(&bytes)).into_owned(),
    }
}

/// The lines of a calendar: those that begin with a blank go on with the one before, and so does what stands behind a sign of
/// equality at the end of quoted-printable.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut physical = text.split(['\n', '\r']).filter(|line| !line.is_empty()).peekable();
    std::iter::from_fn(move || {
        let mut last = physical.next()?;
        let mut line = Cow::Borrowed(last);
        let quoted = is_quoted(&last[..last.find(':').unwrap_or(0)]);
        loop {
            let soft = quoted && last.ends_with('=');
            let Some(more) = physical.next_if(|next| soft || next.starts_with([' ', '\t'])) else { break };
            if line.len() + more.len() <= LONGEST {
                let line = line.to_mut();
                if soft {
                    line.pop();
                }
                line.push_str(if soft { more } else { &more[1..] });
            }
            last = more;
        }
        Some(line)
    })
    .filter_map(Line::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_unfolded_and_taken_apart() {
        let text = "item1.dtstart;VALUE=DATE-TIME;TZID=\"Custom: Time; Zone\":2026\r\n 1205T090000\r\nSUMMARY:a\\, b\\nc \\\\n\r\n";
        let lines: Vec<Line<'_>> = lines(text).collect();
        assert_eq!((lines[0].name.as_str(), &*lines[0].value), ("DTSTART", "20261205T090000"));
        assert_eq!(lines[0].parameter("tzid"), Some("Custom: Time; Zone"));
        assert_eq!(lines[0].parameter("value"), Some("DATE-TIME"));
        assert_eq!(lines[1].text().as_deref(), Some("a, b c \\n"));
        assert_eq!(lines[1].paragraphs().as_deref(), Some("a, b\nc \\n"));
    }
}
