//! The log: one line an event on the error output, and no line that an input could have written.

use std::io::{self, Write};
use std::panic;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::{Config, LogFormat};

/// Starts the log, and logs panics as errors with their place.
pub(crate) fn start(config: &Config) {
    let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
    let colours = io::IsTerminal::is_terminal(&io::stderr());
    let builder =
        tracing_subscriber::fmt().with_env_filter(filter).with_ansi(colours).with_writer(OneLine { colours });
    // A second start in one process (tests) keeps the first.
    let _ = match config.log_format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let cause = engine::panic_message(panic.payload());
        tracing::error!(place, cause, "a defect of the program");
    }));
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
    fn an_event_is_one_line_whatever_an_input_put_into_it() {
        let plain = OneLine { colours: false };
        let forged = "WARN a file: x\n2026-06-10 INFO signed in as ada\r\u{1b}[2J\u{2028}é\n";
        let line = plain.line(forged.as_bytes());
        assert_eq!(line, "WARN a file: x\\n2026-06-10 INFO signed in as ada\\r\\u{1b}[2J\\u{2028}é\n");
        assert_eq!(line.matches('\n').count(), 1);
        assert_eq!(OneLine { colours: true }.line(b"\x1b[32m INFO\x1b[0m x\n"), "\x1b[32m INFO\x1b[0m x\n");
    }
}
