//! Text as bytes: spans, edits and lines.
//!
//! The lowest layer: it knows nothing of Markdown, notes or rules. Every position is a byte offset into valid UTF-8; lines
//! and columns exist only for display, through [`LineIndex`].

mod added_lines;
mod did_you_mean;
mod diff;
mod edit;
mod globs;
mod hash;
mod invisible;
mod line_index;
mod merge;
mod span;

pub use added_lines::AddedLines;
pub use did_you_mean::{is_one_letter_off, nearest, probable};
pub use diff::diff;
pub use edit::{Edit, EditCollector, Edits, Overlap};
pub use globs::{GlobError, compile_globs, parse_glob};
pub use hash::fnv1a;
pub use invisible::is_invisible;
pub use line_index::{LineColumn, LineIndex};
pub use merge::{merge, with_line_breaks_of, without_returns};
pub use span::Span;
