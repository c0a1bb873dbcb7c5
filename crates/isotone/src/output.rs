//! What commands print: `print!` and `println!` of this crate.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write as _};

/// The exit code of a command whose reader went away, as a shell gives it for the signal that ends others then
/// (128 + SIGPIPE): the work was not shown to its end, and whoever asks can tell.
pub(crate) const READER_GONE: i32 = 128 + 13;

/// Prints to the standard output. Where nobody reads it any more (`isotone … | head`), the command ends without a word; the
/// standard library's macros would panic.
pub(crate) fn print(words: Arguments<'_>) {
    match std::io::stdout().write_fmt(words) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::BrokenPipe => std::process::exit(READER_GONE),
        Err(error) => {
            eprintln!("isotone: the output cannot be written: {error}");
            std::process::exit(2);
        }
    }
}

/// Prints as the standard library's, but for a reader that went away: see [`print()`].
macro_rules! print {
    ($($words:tt)*) => { $crate::output::print(format_args!($($words)*)) };
}

/// Prints a line as the standard library's, but for a reader that went away: see [`print()`].
macro_rules! println {
    () => { $crate::output::print(format_args!("\n")) };
    ($($words:tt)*) => { $crate::output::print(format_args!("{}\n", format_args!($($words)*))) };
}
