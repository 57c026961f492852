//! Files below a folder, reached without following symbolic links: the one way in which vaultlint writes to a vault.
//!
//! A vault is untrusted: its folders may be links that lead out of it, and somebody may swap one for another while
//! vaultlint runs. So a path is resolved once, to a folder that is held open, and everything is done in that folder.
//! Where the system has no such handles, each part of a path is looked at before each operation.

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
pub use by_handle::{FileAt, Folder};
#[cfg(not(unix))]
pub use by_path::{FileAt, Folder};
pub use name_in::NameIn;
#[cfg(unix)]
pub use owner::is_us;
pub use temporary::{LeftBehind, Temporary};

/// The most bytes of a file that is read to be replaced: no note is so long, with all that fixes write and a filter of Git adds.
const LONGEST: u64 = 64 * 1024 * 1024;

/// What is at a path, links not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A device, a pipe, a socket.
    Other,
}

/// Why a path below a folder cannot be reached.
#[derive(Debug, thiserror::Error)]
pub enum BeneathError {
    /// A symbolic link is in the way.
    #[error("a symbolic link: not followed")]
    Link,
    /// The path is absolute, has `..` in it, or leads into Git's own folder.
    #[error("not a path of a file in the vault")]
    Outside,
    /// A folder, a device, a pipe.
    #[error("not a regular file")]
    NotAFile,
    /// There are more bytes than were asked for.
    #[error("too large")]
    TooLarge,
    /// The system says no.
    #[error("{0}")]
    Io(#[from] io::Error),
}

impl BeneathError {
    /// Whether nothing is there.
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

/// Whether `path`, with `/` between its parts, stays below the folder that it counts from, on every system, and outside
/// Git's own folder.
pub fn is_beneath(path: &str) -> bool {
    path.split('/').all(|part| !matches!(part, "" | "." | "..") && !part.contains('\0') && !is_git_folder(part))
        && (cfg!(unix) || !path.contains(['\\', ':']))
}

/// Whether some system takes `name` for `.git`, as Git itself judges it: without regard to case, to characters that HFS+
/// ignores, and to the short names, trailing dots and spaces of NTFS.
fn is_git_folder(name: &str) -> bool {
    let is_ignored =
        |c: char| matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}');
    let plain: String = name.chars().filter(|c| !is_ignored(*c)).collect();
    let plain = plain.split(':').next().unwrap_or_default().trim_end_matches([' ', '.']);
    plain.eq_ignore_ascii_case(".git") || plain.eq_ignore_ascii_case("git~1")
}

fn checked(path: &str) -> Result<&str, BeneathError> {
    if is_beneath(path) { Ok(path) } else { Err(BeneathError::Outside) }
}

/// The folder of `path`, empty where it is the one that the path counts from, and the name in it.
fn split(path: &str) -> Result<(&str, &str), BeneathError> {
    Ok(checked(path)?.rsplit_once('/').unwrap_or(("", path)))
}
