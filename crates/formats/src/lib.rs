//! Bytes in, observations out. Pure: no I/O, bounded memory, and no input makes it panic.
//!
//! [`decode`] looks at what a file is, never at what its name says. A FIT file that breaks off is read up to the break;
//! what was left out is said in the notes.

mod decode;
pub mod fit;

pub use decode::{DecodeError, Decoded, Note, decode};
