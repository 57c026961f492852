//! One file replaced by another in a single step: at any moment it holds the old bytes or the new.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::git::{fail_point, is_running};

/// What temporary files are called, before the number of the process.
const TEMPORARY: &str = ".vaultlint-";

/// Why a file stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// Somebody else wrote it since it was read.
    #[error("changed while vaultlint ran; run it again")]
    Changed,
    /// Somebody else wrote it in this very moment, and what they wrote stands elsewhere.
    #[error("written by somebody else in this moment; what they wrote is in {} ({reason})", at.display())]
    Kept {
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
    /// The folder of the note is elsewhere.
    #[error("a folder above it is a symbolic link")]
    BehindLink,
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

/// Replaces the file at `path`, which holds `before`, by `after`: a temporary file in the same folder with the same
/// mode and extended attributes, a last look that the file is the one that was read, a rename.
///
/// # Errors
/// Why the file stays as it is; then it is untouched.
pub fn replace(path: &Path, before: &[u8], after: &[u8]) -> Result<(), NotWritten> {
    let metadata = check(path)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let prefix = format!("{TEMPORARY}{}-", std::process::id());
    let mut temporary = tempfile::Builder::new().prefix(&prefix).suffix(".tmp").tempfile_in(folder)?;
    temporary.write_all(after)?;
    temporary.as_file().set_permissions(metadata.permissions())?;
    keep_attributes(path, temporary.as_file(), &metadata);
    fail_point("temporary");
    if fs::read(path)? != before {
        return Err(NotWritten::Changed);
    }
    exchange(temporary, path, before)
}

/// Puts the new file in the place of the old, and looks at what came out: where it is not what was read, because
/// somebody wrote it in this very moment, it goes back.
#[cfg(target_os = "linux")]
fn exchange(temporary: tempfile::NamedTempFile, path: &Path, before: &[u8]) -> Result<(), NotWritten> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    let exchange = || renameat_with(CWD, temporary.path(), CWD, path, RenameFlags::EXCHANGE);
    if exchange().is_err() {
        // Not every file system can.
        temporary.persist(path).map_err(|error| error.error)?;
        return Ok(());
    }
    // A folder may have come in its place: that cannot be read, and goes back too.
    if fs::read(temporary.path()).is_ok_and(|came_out| came_out == before) {
        return Ok(());
    }
    match exchange() {
        Ok(()) => Err(NotWritten::Changed),
        Err(error) => {
            // Both are there; the one that was written in this moment must not go with the temporary file.
            let kept = temporary.into_temp_path().keep().map_err(|error| error.error)?;
            Err(NotWritten::Kept { at: kept, reason: error.into() })
        }
    }
}

#[cfg(not(target_os = "linux"))]
fn exchange(temporary: tempfile::NamedTempFile, path: &Path, _: &[u8]) -> Result<(), NotWritten> {
    temporary.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Takes away the temporary files in `folder` of processes that were killed, where they hold what is `known`, or nothing yet.
/// What somebody wrote in the moment in which two files changed places stays.
pub(super) fn sweep(folder: &Path, known: &[&[u8]]) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let holder = name.to_str().and_then(|name| name.strip_prefix(TEMPORARY)?.split('-').next()?.parse().ok());
        let is_known =
            || fs::read(entry.path()).is_ok_and(|bytes| bytes.is_empty() || known.contains(&bytes.as_slice()));
        if holder.is_some_and(|holder| !is_running(holder)) && is_known() {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Whether a folder between `root` and `file` is a symbolic link: what Git holds is not what is behind it.
pub(super) fn has_link_above(root: &Path, file: &Path) -> bool {
    file.ancestors().skip(1).take_while(|folder| *folder != root).any(Path::is_symlink)
}

/// Whether the file at `path` may be replaced.
pub(super) fn check(path: &Path) -> Result<Metadata, NotWritten> {
    let metadata = fs::symlink_metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => NotWritten::Missing,
        _ => NotWritten::Io(error),
    })?;
    if !metadata.is_file() {
        return Err(NotWritten::NotAFile);
    }
    if metadata.permissions().readonly() {
        return Err(NotWritten::ReadOnly);
    }
    if links(&metadata) > 1 {
        return Err(NotWritten::HardLinked);
    }
    Ok(metadata)
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
fn keep_attributes(from: &Path, to: &File, metadata: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    use xattr::FileExt;

    let _ = fchown(to, Some(metadata.uid()), Some(metadata.gid()));
    for name in xattr::list(from).into_iter().flatten() {
        if let Ok(Some(value)) = xattr::get(from, &name) {
            let _ = to.set_xattr(&name, &value);
        }
    }
}

#[cfg(not(unix))]
fn keep_attributes(_: &Path, _: &File, _: &Metadata) {}

/// Makes what was written below `folder` last, where the system offers it: one sync for all of it. What was there
/// before is on disk already.
#[cfg(target_os = "linux")]
pub(super) fn sync(folder: &Path) {
    if let Ok(folder) = File::open(folder) {
        let _ = rustix::fs::syncfs(folder);
    }
}

#[cfg(not(target_os = "linux"))]
pub(super) fn sync(_: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_a_killed_process_left_goes_unless_it_is_somebodys_text() {
        let folder = tempfile::tempdir().unwrap();
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        let left = |name: &str, text: &str| {
            fs::write(folder.path().join(format!("{TEMPORARY}{}-{name}.tmp", ended.id())), text).unwrap();
        };
        left("empty", "");
        left("shorter", "the text that some");
        left("whole", "the fixed text");
        left("other", "what somebody wrote in that moment");
        fs::write(folder.path().join(format!("{TEMPORARY}{}-mine.tmp", std::process::id())), "").unwrap();
        sweep(folder.path(), &[b"the text that somebody has", b"the fixed text"]);
        let names = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut names: Vec<String> = names.map(|name| name.rsplit('-').next().unwrap().to_owned()).collect();
        names.sort();
        assert_eq!(names, ["mine.tmp", "other.tmp", "shorter.tmp"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_was_written_in_the_last_moment_goes_back_to_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        fs::write(&path, "saved just now").unwrap();
        let mut fixed = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
        fixed.write_all(b"fixed").unwrap();
        assert!(matches!(exchange(fixed, &path, b"as it was read"), Err(NotWritten::Changed)));
        assert_eq!(fs::read_to_string(&path).unwrap(), "saved just now");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");

        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        fs::write(path.join("untracked.md"), "mine").unwrap();
        let fixed = tempfile::NamedTempFile::new_in(folder.path()).unwrap();
        assert!(matches!(exchange(fixed, &path, b"as it was read"), Err(NotWritten::Changed)));
        assert_eq!(fs::read_to_string(path.join("untracked.md")).unwrap(), "mine");
    }
}
