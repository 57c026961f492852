//! What is to be renamed.

use crate::diagnostic::Retarget;

/// A rename of a note, of a folder, or of a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The path of the note or folder from the vault root.
    pub path: String,
    /// Its new path, or the new text of one of its headings.
    pub to: Retarget,
}
