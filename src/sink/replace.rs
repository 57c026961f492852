//! Atomic replacement of files: at any moment, a file has the old bytes or the new ones.

use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::path::PathBuf;

use crate::beneath::{BeneathError, FileAt, Temporary};
use crate::git::fail_point;

/// The reason why a file was skipped.
#[derive(Debug, thiserror::Error)]
pub enum SkipReason {
    /// Another process wrote the file after it was read.
    #[error("changed while vaultlint ran; run it again")]
    ChangedMeanwhile,
    /// Another process wrote the file during the replacement, and its text is now in another file.
    #[error("another program wrote it at the same time; its text is in {} ({reason})", at.display())]
    DisplacedTo {
        /// The path of the other file.
        at: PathBuf,
        /// Why it could not be put back.
        reason: io::Error,
    },
    /// The file is read-only.
    #[error("read-only; make it writable, then run this again")]
    ReadOnly,
    /// The file has other hard links, which would keep the old text.
    #[error("it has other hard links, which would keep the old text")]
    HardLinked,
    /// The file is no longer a regular file.
    #[error("not a regular file")]
    NotAFile,
    /// The file does not exist.
    #[error("it is not in the working tree")]
    Missing,
    /// The working copy has unstaged changes.
    #[error("its working copy differs from the staged version; stage all of it, or none, and run vaultlint again")]
    DiffersFromIndex,
    /// The file was edited at the place of the fix.
    #[error("later edits overlap this change")]
    EditedSince,
    /// The working copy has unstaged changes at the place of the fix.
    #[error("unstaged changes overlap the fix")]
    UnstagedOverlap,
    /// The working copy differs from HEAD.
    #[error("its working copy differs from the committed version; use `vaultlint --fix` to fix working copies")]
    DiffersFromHead,
    /// The file was moved again, or its old path is taken.
    #[error("it was moved again, or another file has its old name")]
    MovedSince,
    /// The new path is taken.
    #[error("a file of that name already exists")]
    NameTaken,
    /// The old and the new path are in two repositories.
    #[error("its folder is a repository of its own; move it by hand")]
    OtherRepository,
    /// The index has a file where a folder is needed, or the reverse.
    #[error(
        "the index has a file or folder in its way that is not in the working tree; commit its deletion or restore it first"
    )]
    BlockedInIndex,
    /// A parent folder is a link.
    #[error("one of its parent folders is a symbolic link")]
    BehindLink,
    /// The path is outside the vault.
    #[error("not a path in the vault")]
    Outside,
    /// Git ignores changes to the working copy.
    #[error("Git ignores changes to its working copy (assume-unchanged or skip-worktree)")]
    HiddenFromStatus,
    /// Git converts the file between index and working copy.
    #[error("a Git filter converts its working copy")]
    GitFilter,
    /// The file has unresolved merge conflicts.
    #[error("it has unresolved merge conflicts")]
    Unmerged,
    /// An I/O error.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// Replaces the content `before` of `file` with `after`: writes a temporary file with the same mode and extended
/// attributes in the same folder, checks again that the file is unchanged, and renames.
///
/// # Errors
/// When the file cannot be replaced; it is then left untouched.
pub(super) fn replace(file: &FileAt, before: &[u8], after: &[u8]) -> Result<(), SkipReason> {
    let (old, metadata) = check(file)?;
    let mut temporary = Temporary::beside(file)?;
    temporary.file.write_all(after)?;
    temporary.file.set_permissions(metadata.permissions())?;
    keep_attributes(&old, &temporary.file, &metadata);
    fail_point("temporary");
    if file.read()? != before {
        return Err(SkipReason::ChangedMeanwhile);
    }
    exchange(temporary, file, before)
}

/// Exchanges the new file with the old one and checks the old content. If another process wrote it in the meantime,
/// exchanges them back.
fn exchange(mut temporary: Temporary, file: &FileAt, before: &[u8]) -> Result<(), SkipReason> {
    let at = temporary.finish()?;
    match at.exchange(file) {
        Ok(()) => {}
        // Not every system and file system supports an exchange.
        Err(error) if matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput) => {
            return Ok(temporary.persist(file)?);
        }
        // Another process removed the file in the meantime.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(SkipReason::ChangedMeanwhile),
        Err(error) => return Err(SkipReason::Io(error)),
    }
    fail_point("exchanged");
    // If a folder has taken its place, the read fails and the folder is put back too.
    if at.read().is_ok_and(|came_out| came_out == before) {
        return Ok(());
    }
    match at.exchange(file) {
        Ok(()) => Err(SkipReason::ChangedMeanwhile),
        // The text that the other process wrote must not be removed with the temporary file.
        Err(reason) => Err(SkipReason::DisplacedTo { at: temporary.keep(), reason }),
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

/// Opens `file` if it may be replaced.
pub(super) fn check(file: &FileAt) -> Result<(File, Metadata), SkipReason> {
    let opened = match file.open() {
        // The parent folder is already open, so the file itself is a link.
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

/// Copies the owner and extended attributes, including ACLs, as far as permitted.
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
        assert!(matches!(exchange(fixed(), &file, b"as it was read"), Err(SkipReason::ChangedMeanwhile)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "saved just now");
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1, "no temporary file is left");

        fs::remove_file(&path).unwrap();
        assert!(matches!(exchange(fixed(), &file, b"saved just now"), Err(SkipReason::ChangedMeanwhile)));
        assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0, "what was removed stays removed");

        fs::create_dir(&path).unwrap();
        fs::write(path.join("untracked.md"), "mine").unwrap();
        assert!(matches!(exchange(fixed(), &file, b"as it was read"), Err(SkipReason::ChangedMeanwhile)));
        assert_eq!(fs::read_to_string(path.join("untracked.md")).unwrap(), "mine");
    }
}
