//! The vault as it was before the changes that a run checks.

use super::note_source::NoteSource;

/// The vault at the first base of a run: at HEAD for staged notes, at the first revision for a range.
#[derive(Clone, Copy)]
pub struct BaseVault<'a> {
    /// The files that were added, deleted or changed since, sorted by path.
    pub changed: &'a [ChangedPath],
    /// Reads the notes as they were.
    pub source: &'a dyn NoteSource,
}

/// A file of the vault that differs between two states of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangedPath {
    /// The path in the vault.
    pub path: String,
    /// Whether the file exists in the old state.
    pub was_there: bool,
    /// Whether the file exists in the new state.
    pub is_there: bool,
}
