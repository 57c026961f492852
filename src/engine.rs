//! Runs the rules: over one note, over many, and with their fixes until nothing is left to fix.
//!
//! No I/O: texts come from a [`Texts`], results are values.

mod change;
mod check;
mod finding;
mod guard;
mod memory;
mod news;
mod once;
mod rename;
mod respell;
mod retained;
mod run;
mod run_bound;
mod settle;
mod silence;
mod verify;

pub use change::Change;
pub use check::{Checked, check};
pub use finding::{Excerpt, Finding, Located, RelatedFinding};
pub use memory::{Grounds, Known, Learnt, Memory, Stamp, Whole};
pub use rename::{Rename, RenameError, RenamePlan, beside, is_note_name, may_be_renamed_to, plan_renames};
pub use respell::{Renamed, Respelling, plan_respelling};
pub use retained::Omitted;
pub use run::{Job, NoteOutcome, Outcome, Texts, Unreadable, read_facts, run};
pub use settle::{Counts, Fixing, LIMIT_PASSES, Settled, settle};
