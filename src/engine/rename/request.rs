//! What is to be renamed.

use crate::diagnostic::Retarget;

/// A rename of a note or of one of its headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The note's path from the vault root.
    pub path: String,
    /// Its new path, or the new text of one of its headings.
    pub to: Retarget,
}
