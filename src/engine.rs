//! Runs the rules over one note or many, and applies fixes until none remains.
//!
//! Does no I/O: notes come from a [`NoteSource`], results are values.

mod apply_names;
mod base_vault;
mod baseline;
mod change;
mod check;
mod check_one;
mod collect;
mod cross_note_pass;
mod finding;
mod fix_options;
mod fix_pass;
mod fixpoint;
mod inbound;
mod keep_result;
mod linked_files;
mod note_report;
mod note_source;
mod other_files;
mod outcome;
mod pass_input;
mod read_facts;
mod read_libraries;
mod read_pass;
mod recheck_pass;
mod rename;
mod result_cache;
mod retained_findings;
mod run;
mod run_bound;
mod run_rules;
mod runner;
mod scope_pass;
mod suppression;
mod unchecked_files;
mod vault_before;
mod vault_changes;
mod verbatim_guard;
mod verify;

pub use apply_names::{ApplyNamesPlan, RenameOverlay, misspelt_folders, plan_apply_names};
pub use base_vault::{BaseVault, ChangedPath};
pub use change::Change;
pub use check::{CheckResult, check};
pub use finding::{Excerpt, Finding, LocatedFindings, RelatedFinding};
pub use fix_options::{FindingScope, FixOptions};
pub use fixpoint::{MAX_PASSES, SettledNote, check_note};
pub use note_source::{ContentId, NoteSource, Unreadable};
pub use outcome::{NoteOutcome, Outcome};
pub use read_facts::read_facts;
pub use rename::{Rename, RenameError, RenamePlan, is_valid_note_name, is_valid_rename, plan_renames, sibling_path};
pub use result_cache::{CachedNote, CachedVault, FileStamp, FileVersion, NewEntry, ResultCache, Validity};
pub use retained_findings::Omitted;
pub use run::{RunOptions, run};
