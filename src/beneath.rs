//! Access to files below a folder without following symbolic links. All writes to a vault go through this module.
//!
//! A vault is untrusted: its folders may be links that point out of it, and another process may replace a folder while
//! vaultlint runs. So a path is resolved once, to an open folder, and all operations are relative to that folder. On
//! systems without such handles, every component of a path is checked before each operation.

#[cfg(unix)]
mod by_handle;
#[cfg(any(not(unix), test))]
#[cfg_attr(unix, expect(unreachable_pub, reason = "compiled and tested here, used on other systems"))]
mod by_path;
mod name_in;
#[cfg(unix)]
mod owner;
mod temporary;
#[cfg(test)]
mod tests;

use std::io;

#[cfg(unix)]
pub(crate) use by_handle::{FileAt, Folder};
#[cfg(not(unix))]
pub use by_path::{FileAt, Folder};
pub(crate) use name_in::NameIn;
#[cfg(unix)]
pub(crate) use owner::is_us;
pub(crate) use temporary::{LeftBehind, Temporary};

/// The maximum size of a file that is read to be replaced, in bytes: more than any note after fixes and Git filters.
const LONGEST: u64 = 64 * 1024 * 1024;

/// The kind of the entry at a path, without following links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A device, pipe or socket.
    Other,
}

/// The reason why a path below a folder cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum BeneathError {
    /// The path contains a symbolic link.
    #[error("a symbolic link: not followed")]
    Link,
    /// The path is absolute, contains `..`, or is in the Git folder.
    #[error("not a path in the vault")]
    Outside,
    /// The entry is a folder, device, pipe or socket.
    #[error("not a regular file")]
    NotAFile,
    /// The file exceeds the size limit.
    #[error("too large")]
    TooLarge,
    /// An I/O error.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl BeneathError {
    /// Returns whether the error means that the path does not exist.
    pub fn is_missing(&self) -> bool {
        let is_missing =
            |error: &io::Error| matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
        matches!(self, Self::Io(error) if is_missing(error))
    }
}

impl From<BeneathError> for io::Error {
    fn from(error: BeneathError) -> Self {
        match error {
            BeneathError::Io(error) => error,
            other => Self::other(other),
        }
    }
}

/// Returns whether the relative path `path`, with `/` as separator, stays below its base folder on every system, and
/// outside the Git folder.
pub(crate) fn is_beneath(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains('\0') && !is_git_folder(part))
        && (cfg!(unix) || !path.contains(['\\', ':']))
}

/// Returns whether some file system treats `name` as `.git`, by the rules of Git itself: ignores case, characters that
/// HFS+ ignores, and NTFS short names, streams, trailing dots and spaces.
fn is_git_folder(name: &str) -> bool {
    let is_ignored =
        |c: char| matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let mut plain = name.chars().filter(|c| !is_ignored(*c)).peekable();
    if !matches!(plain.peek(), Some('.' | 'g' | 'G')) {
        return false;
    }
    let plain: String = plain.collect();
    let plain = plain.split(':').next().unwrap_or_default().trim_end_matches([' ', '.']);
    plain.eq_ignore_ascii_case(".git") || plain.eq_ignore_ascii_case("git~1")
}

fn checked(path: &str) -> Result<&str, BeneathError> {
    if is_beneath(path) { Ok(path) } else { Err(BeneathError::Outside) }
}

/// Splits `path` into its folder, which may be empty, and the file name.
fn split(path: &str) -> Result<(&str, &str), BeneathError> {
    Ok(checked(path)?.rsplit_once('/').unwrap_or(("", path)))
}
