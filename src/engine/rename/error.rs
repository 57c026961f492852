//! Why nothing is renamed.

/// A reason why nothing is renamed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// The file does not exist.
    #[error("there is no `{0}` in the vault")]
    Missing(String),
    /// Another file has the new path.
    #[error("`{0}` already exists")]
    Taken(String),
    /// A folder would be moved into itself.
    #[error("`{to}` is inside `{from}`")]
    IntoItself {
        /// The folder.
        from: String,
        /// Its new path.
        to: String,
    },
    /// Two notes would get the same path.
    #[error("two files would become `{0}`")]
    Collision(String),
    /// The name contains a character that links or some operating systems do not allow.
    #[error("`{name}` is not a valid note name: contains `{sign}`")]
    InvalidCharacter {
        /// The new name.
        name: String,
        /// The invalid character.
        sign: char,
    },
    /// The name is reserved on Windows.
    #[error("`{name}` is not a valid note name: `{device}` is reserved on Windows")]
    ReservedName {
        /// The new name.
        name: String,
        /// The reserved part.
        device: String,
    },
    /// The name is empty, hidden, outside the vault, or starts or ends with a space or a dot.
    #[error("`{0}` is not a valid note name")]
    InvalidName(String),
    /// No link could target the heading.
    #[error("`{}` is not a heading that a link can target", .0.escape_debug())]
    InvalidHeading(String),
    /// Another heading has this text, so links would open the first of the two.
    #[error("`{path}` already has a heading `{heading}`: links would open the first of the two")]
    HeadingTaken {
        /// The note.
        path: String,
        /// The requested heading.
        heading: String,
    },
    /// The note has no such heading.
    #[error("`{path}` has no heading `{heading}`")]
    NoHeading {
        /// The note.
        path: String,
        /// The requested heading.
        heading: String,
    },
    /// Several headings have this text, and links open the first.
    #[error("`{path}` has several headings `{heading}`, and links open the first; rename it by hand")]
    SeveralHeadings {
        /// The note.
        path: String,
        /// The requested heading.
        heading: String,
    },
    /// A file with references cannot be updated.
    #[error("cannot update `{path}`: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// The reason.
        reason: String,
    },
    /// No spelling of the link would open the right file.
    #[error("no link in `{from}` can open `{to}`: another file takes precedence")]
    Shadowed {
        /// The note with the link.
        from: String,
        /// The file that it opens.
        to: String,
    },
}
