//! One file replaced by another in a single step: at any moment it holds the old bytes or the new.

use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::PathBuf;

use crate::beneath::{BeneathError, FileAt, Temporary};
use crate::git::fail_point;

/// Why a file stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum SkipReason {
    /// Somebody else wrote it since it was read.
    #[error("changed while vaultlint ran; run it again")]
    Changed,
    /// Somebody else wrote it in this very moment, and what they wrote stands elsewhere.
    #[error("written by somebody else in this moment; what they wrote is in {} ({reason})", at.display())]
    Displaced {
        /// Where it is.
        at: PathBuf,
        /// Why it is not in its place.
        reason: io::Error,
    },
    /// It may not be written.
    #[error("read-only")]
    ReadOnly,
    /// A second name of the file would keep the old text.
    #[error("it has several names (hard links), and only one of them would change")]
    HardLinked,
    /// It is no ordinary file any more.
    #[error("not a regular file")]
    NotAFile,
    /// Nothing is there.
    #[error("it is not in the working tree")]
    Missing,
    /// Its working copy holds more than what is staged.
    #[error("its working copy is not what is staged; stage all of it, or none, and run it again")]
    NotStaged,
    /// It was edited since where the fix was.
    #[error("edited since where the fix was")]
    Edited,
    /// Its working copy holds work beside the fix that is not staged.
    #[error("work that is not staged stands where the fix belongs")]
    InProgress,
    /// Its working copy is not what HEAD holds.
    #[error("its working copy is not what is committed; `vaultlint --fix` fixes working copies")]
    NotCommitted,
    /// Another file stands where it was, or it was moved again.
    #[error("moved again, or another file is in its place")]
    Moved,
    /// Something is there already.
    #[error("a file of that name is there already")]
    Taken,
    /// The index has a file where a folder is to be, or the other way round.
    #[error(
        "Git has another file or folder in its way, which is not in the working tree; commit or restore that first"
    )]
    Tracked,
    /// The folder of the note is elsewhere.
    #[error("a folder above it is a symbolic link")]
    BehindLink,
    /// Its path leads out of the vault.
    #[error("not a path of a file in the vault")]
    Outside,
    /// Git does not look at its working copy.
    #[error("Git was told not to look at its working copy (assume-unchanged or skip-worktree)")]
    HiddenFromStatus,
    /// What Git holds and what is on disk are not the same bytes.
    #[error("a filter of Git stands between it and its working copy")]
    Filtered,
    /// Both sides of a merge are in the index.
    #[error("a merge is not finished")]
    Unmerged,
    /// The system says no.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Replaces `file`, which holds `before`, by `after`: a temporary file in the same folder with the same mode and extended
/// attributes, a last look that the file is the one that was read, a rename.
///
/// # Errors
/// Why the file stays as it is; then it is untouched.
pub(super) fn replace(file: &FileAt, before: &[u8], after: &[u8]) -> Result<(), SkipReason> {
    let (old, metadata) = check(file)?;
    let mut temporary = Temporary::beside(file)?;
    temporary.file.write_all(after)?;
    temporary.file.set_permissions(metadata.permissions())?;
    keep_attributes(&old, &temporary.file, &metadata);
    fail_point("temporary");
    if file.read()? != before {
        return Err(SkipReason::Changed);
    }
    exchange(temporary, file, before)
}

/// Puts the new file in the place of the old, and looks at what came out: where it is not what was read, because
/// somebody wrote it in this very moment, it goes back.
fn exchange(mut temporary: Temporary, file: &FileAt, before: &[u8]) -> Result<(), SkipReason> {
    let at = temporary.finish()?;
    match at.exchange(file) {
        Ok(()) => {}
        // Not every system and file system can.
        Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) => {
            return Ok(temporary.persist(file)?);
        }
        // Somebody removed it in this very moment.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(SkipReason::Changed),
        Err(error) => return Err(SkipReason::Io(error)),
    }
    fail_point("exchanged");
    // A folder may have come in its place: that cannot be read, and goes back too.
    if at.read().is_ok_and(|came_out| came_out == before) {
        return Ok(());
    }
    match at.exchange(file) {
        Ok(()) => Err(SkipReason::Changed),
        // Both are there; the one that was written in this moment must not go with the temporary file.
        Err(reason) => Err(SkipReason::Displaced { at: temporary.keep(), reason }),
    }
}

impl From<BeneathError> for SkipReason {
    fn from(error: BeneathError) -> Self {
        match error {
            error if error.is_missing() => Self::Missing,
            BeneathError::Link => Self::BehindLink,
            BeneathError::Outside => Self::Outside,
            BeneathError::NotAFile => Self::NotAFile,
            BeneathError::TooLarge => Self::Io(io::ErrorKind::FileTooLarge.into()),
            BeneathError::Io(error) => Self::Io(error),
        }
    }
}

/// Opens `file`, if it may be replaced.
pub(super) fn check(file: &FileAt) -> Result<(File, Metadata), SkipReason> {
    let opened = match file.open() {
        // Its folder is open already: it is a link itself.
        Err(BeneathError::Link) => return Err(SkipReason::NotAFile),
        opened => opened?,
    };
    let metadata = opened.metadata()?;
    if metadata.permissions().readonly() {
        return Err(SkipReason::ReadOnly);
    }
    if links(&metadata) > 1 {
        return Err(SkipReason::HardLinked);
    }
    Ok((opened, metadata))
}

#[cfg(unix)]
fn links(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::nlink(metadata)
}

#[cfg(not(unix))]
fn links(_: &Metadata) -> u64 {
    1
}

/// Owner and extended attributes (ACLs are such), as far as the system lets us.
#[cfg(unix)]
fn keep_attributes(from: &File, to: &File, metadata: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    use xattr::FileExt;

    let _ = fchown(to, Some(metadata.uid()), Some(metadata.gid()));
    for name in from.list_xattr().into_iter().flatten() {
        if let Ok(Some(value)) = from.get_xattr(&name) {
            let _ = to.set_xattr(&name, &value);
        }
    }
}

#[cfg(not(unix))]
fn keep_attributes(_: &File, _: &File, _: &Metadata) {}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::fs;

    use super::*;
    use crate::beneath::Folder;

    #[test]
    fn what_was_written_in_the_last_moment_goes_back_to_its_place() {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("a.md");
        fs::write(&path, "saved just now").unwrap();
        let file = Folder::open(place.path()).unwrap().file("a.md").unwrap();
        let fixed = || {
            let mut fixed = Temporary::beside(&file).unwrap();
            fixed.file.write_all(b"fixed").unwrap();
            fixed
        };
        assert!(matches!(exchange(fixed(), &file, b"as it was read"), Err(SkipReason::Changed)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "saved just now");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "no temporary file is left");

        fs::remove_file(&path).unwrap();
        assert!(matches!(exchange(fixed(), &file, b"saved just now"), Err(SkipReason::Changed)));
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "what was removed stays removed");

        fs::create_dir(&path).unwrap();
        fs::write(path.join("untracked.md"), "mine").unwrap();
        assert!(matches!(exchange(fixed(), &file, b"as it was read"), Err(SkipReason::Changed)));
        assert_eq!(fs::read_to_string(path.join("untracked.md")).unwrap(), "mine");
    }
}
