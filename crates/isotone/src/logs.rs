//! The log: one line an event on the error output, and no line that an input could have written.

use std::ffi::OsStr;
use std::io::{self, Write};
use std::panic;

use tracing_subscriber::filter::Targets;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, Registry};

use crate::config::{Config, LogFormat};

/// Anything that hears of events and spans.
pub(crate) type AnyLayer = Box<dyn tracing_subscriber::Layer<Registry> + Send + Sync>;

/// Starts the log, and logs panics as errors with their place. `also` hears of what it filters for itself.
pub(crate) fn start(config: &Config, also: Option<AnyLayer>) {
    let colours =
        colours(io::IsTerminal::is_terminal(&io::stderr()), std::env::var_os("NO_COLOR").as_deref());
    let events = tracing_subscriber::fmt::layer().with_ansi(colours).with_writer(OneLine { colours });
    let events = match config.log_format {
        LogFormat::Text => events.boxed(),
        LogFormat::Json => {
            tracing_subscriber::fmt::layer().json().with_writer(OneLine { colours: false }).boxed()
        }
    };
    // A second start in one process (tests) keeps the first.
    let layers: Vec<AnyLayer> =
        [events.with_filter(config.log.clone()).boxed()].into_iter().chain(also).collect();
    let _ = Registry::default().with(layers).try_init();
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let cause = engine::panic_message(panic.payload());
        tracing::error!(place, cause, "a defect of the program");
    }));
}

/// Colours are for a terminal alone, and not for people who asked for none (<https://no-color.org>).
fn colours(terminal: bool, no_color: Option<&OsStr>) -> bool {
    terminal && no_color.is_none_or(OsStr::is_empty)
}

/// Reads what is to be logged: a level, or levels by part of the program such as `warn,server=debug`.
pub(crate) fn filter(text: &str) -> Option<Targets> {
    text.parse().ok()
}

/// Writes each event as one line: control characters inside it, which may come from a file or a request, are escaped.
#[derive(Clone, Copy, Debug)]
struct OneLine {
    /// Whether the colours that the terminal is sent stay as they are.
    colours: bool,
}

impl OneLine {
    fn line(self, event: &[u8]) -> String {
        let text = String::from_utf8_lossy(event);
        let inside = text.strip_suffix('\n').unwrap_or(&text);
        let mut line = String::with_capacity(text.len() + 1);
        for letter in inside.chars() {
            match letter {
                '\t' => line.push(' '),
                '\u{1b}' if self.colours => line.push(letter),
                // Line and paragraph separators end a line for some viewers.
                letter if letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}') => {
                    line.extend(letter.escape_default());
                }
                letter => line.push(letter),
            }
        }
        line.push('\n');
        line
    }
}

impl Write for OneLine {
    /// The subscriber hands over one event at a time.
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        io::stderr().lock().write_all(self.line(event).as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

impl<'a> MakeWriter<'a> for OneLine {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        *self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_terminals_of_people_who_want_them() {
        assert!(colours(true, None) && colours(true, Some(OsStr::new(""))));
        assert!(!colours(true, Some(OsStr::new("1"))) && !colours(false, None));
    }

    #[test]
    fn levels_are_read_and_nonsense_is_not() {
        assert!(filter("warn,isotone=info,server=debug").is_some() && filter("info").is_some());
        assert!(filter("server=loud").is_none());
    }

    #[test]
    fn an_event_is_one_line_whatever_an_input_put_into_it() {
        let plain = OneLine { colours: false };
        let forged = "WARN a file: x\n2026-06-10 INFO signed in as ada\r\u{1b}[2J\u{2028}é\n";
        let line = plain.line(forged.as_bytes());
        assert_eq!(line, "WARN a file: x\\n2026-06-10 INFO signed in as ada\\r\\u{1b}[2J\\u{2028}é\n");
        assert_eq!(line.matches('\n').count(), 1);
        assert_eq!(OneLine { colours: true }.line(b"\x1b[32m INFO\x1b[0m x\n"), "\x1b[32m INFO\x1b[0m x\n");
    }
}
