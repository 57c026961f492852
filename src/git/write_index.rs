//! The index with other contents at some paths: all of them, or none.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process;

use super::remove_on_exit::RemoveOnExit;
use super::{FileKind, GitCommand, GitError, Index, ObjectId, Repository, fail_point};
use crate::beneath::Folder;
use crate::process::{has_ended, is_running, this_process};

/// A file of the index that is to hold something else.
#[derive(Clone, Copy, Debug)]
pub struct NewBlob<'a> {
    /// The path from Git's top.
    pub path: &'a [u8],
    /// What stands there, before and after.
    pub kind: FileKind,
    /// What it holds.
    pub old: ObjectId,
    /// What it is to hold: see [`write_objects`].
    pub new: ObjectId,
}

/// What the folders are called in which an index is made, before the number of the process.
const TEMP_PREFIX: &str = "vaultlint-";
/// What stands in the lock of an index, before the number of the process that holds it.
const LOCK_PREFIX: &str = "vaultlint ";
/// The most bytes of that.
const LONGEST_HOLDER: u64 = 1024;

/// Gives the files their new contents in the index of `repository`, if it still is `as_read`, byte for byte. Other
/// entries and every extension are kept; Git looks at the working copies of the changed files again, because what it
/// knew of them is dropped.
///
/// Under `git commit -- PATH` that index is only for this commit, and Git has a second one for what is staged afterwards:
/// that gets them too, where it holds what is replaced.
///
/// # Errors
/// When the index is locked, is another than was read, or cannot be written. Then it is as it was.
pub fn write_blobs_to_index(repository: &Repository, as_read: &[u8], blobs: &[NewBlob<'_>]) -> Result<(), GitError> {
    let now = PreparedIndex::new(repository, &repository.index, as_read, |git| update_entries(git, blobs))?;
    let Some(later) = repository.index_after_partial_commit() else { return now.put_in_place() };
    let index = Index::open_at(repository, &later)?;
    let holds = |blob: &NewBlob<'_>| index.entry(blob.path).is_some_and(|entry| entry.id == blob.old);
    let blobs: Vec<NewBlob<'_>> = blobs.iter().copied().filter(holds).collect();
    let later = PreparedIndex::new(repository, &later, &read(&later)?, |git| update_entries(git, &blobs))?;
    now.put_in_place()?;
    later.put_in_place()
}

/// Lets `change` work on a copy of the index of `repository`, which then takes its place, if that still is `as_read`. A lock
/// that Git itself takes would stay when both are killed, and nobody could tell whose it was.
///
/// # Errors
/// When the index is locked, is another than was read, or cannot be written, and those of `change`. Then it is as it was.
pub(super) fn update_index(
    repository: &Repository,
    as_read: &[u8],
    change: impl FnOnce(&GitCommand) -> Result<(), GitError>,
) -> Result<(), GitError> {
    PreparedIndex::new(repository, &repository.index, as_read, change)?.put_in_place()
}

fn update_entries(git: &GitCommand, blobs: &[NewBlob<'_>]) -> Result<(), GitError> {
    let mut lines = Vec::new();
    for blob in blobs {
        lines.extend_from_slice(format!("{} {}\t", blob.kind.mode(), blob.new).as_bytes());
        lines.extend_from_slice(blob.path);
        lines.push(0);
    }
    git.run(&["update-index", "-z", "--index-info"], &lines).map(drop)
}

/// An index that is made and not in its place yet. Others are locked out.
struct PreparedIndex {
    lock: Lock,
    temp_folder: RemoveOnExit,
}

impl PreparedIndex {
    fn new(
        repository: &Repository,
        index: &Path,
        as_read: &[u8],
        change: impl FnOnce(&GitCommand) -> Result<(), GitError>,
    ) -> Result<Self, GitError> {
        let workshop = temp_folder_beside(index)?;
        let lock = Lock::take(index)?;
        fail_point("lock");
        if read(index)? != as_read {
            return Err(GitError::Changed);
        }
        let copy = workshop.path().join("index");
        write(&copy, as_read)?;
        copy_modified_time(index, &copy)?;
        change(&GitCommand::new(repository).with_index(copy))?;
        fail_point("copy");
        Ok(Self { lock, temp_folder: workshop })
    }

    fn put_in_place(self) -> Result<(), GitError> {
        self.lock.commit(&self.temp_folder.path().join("index"))?;
        fail_point("index");
        Ok(())
    }
}

/// A folder on the disk of the index.
fn temp_folder_beside(index: &Path) -> Result<RemoveOnExit, GitError> {
    let folder = index.parent().unwrap_or(Path::new("."));
    let error = |reason| GitError::Io { path: folder.to_owned(), reason };
    let prefix = format!("{TEMP_PREFIX}{}-", process::id());
    Ok(RemoveOnExit::new(tempfile::Builder::new().prefix(&prefix).tempdir_in(folder).map_err(error)?.keep()))
}

/// Takes away what processes of ours that were killed left beside the indexes of `repository`.
pub fn remove_leftovers(repository: &Repository) {
    for entry in fs::read_dir(&repository.git_dir).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        let holder = name.to_str().and_then(|name| name.strip_prefix(TEMP_PREFIX)?.split('-').next()?.parse().ok());
        if holder.is_some_and(|holder| !is_running(holder)) {
            let _ = fs::remove_dir_all(&path);
        } else if path.extension().is_some_and(|ending| ending == "lock") {
            remove_stale_lock(&path);
        }
    }
}

/// Gives the copy the time of the index. By it Git knows which entries are racy: files that were written in the moment
/// in which the index was, and that it must look at again.
fn copy_modified_time(index: &Path, copy: &Path) -> Result<(), GitError> {
    let copied = fs::metadata(index)
        .and_then(|metadata| OpenOptions::new().write(true).open(copy)?.set_modified(metadata.modified()?));
    copied.map_err(|reason| GitError::Io { path: copy.to_owned(), reason })
}

/// Writes `contents` into the objects of `repository`, where nothing refers to them yet. Returns their names, in order.
///
/// # Errors
/// When `git` is missing, or cannot write them.
pub fn write_objects(repository: &Repository, contents: &[impl AsRef<[u8]>]) -> Result<Vec<ObjectId>, GitError> {
    let workshop = temp_folder_beside(&repository.index)?;
    let mut names = Vec::new();
    for (at, content) in contents.iter().enumerate() {
        let path = workshop.path().join(format!("blob-{at}"));
        write(&path, content.as_ref())?;
        names.extend_from_slice(&quoted(path.as_os_str().as_encoded_bytes()));
        names.push(b'\n');
    }
    fail_point("blobs");
    let output = GitCommand::new(repository).run(&["hash-object", "-w", "--no-filters", "--stdin-paths"], &names)?;
    let ids: Option<Vec<ObjectId>> = String::from_utf8_lossy(&output).lines().map(ObjectId::parse).collect();
    let is_whole = |ids: &Vec<ObjectId>| ids.len() == contents.len();
    let said = || String::from_utf8_lossy(&output).into_owned();
    ids.filter(is_whole).ok_or_else(|| GitError::CommandFailed { command: "hash-object".to_owned(), stderr: said() })
}

/// A path as Git reads it from a list of lines: in quotes, so that it may hold a line break.
fn quoted(path: &[u8]) -> Vec<u8> {
    let escaped = path.iter().flat_map(|&byte| match byte {
        b'\n' => b"\\n".to_vec(),
        b'"' | b'\\' => vec![b'\\', byte],
        _ => vec![byte],
    });
    [b"\"".to_vec(), escaped.collect(), b"\"".to_vec()].concat()
}

/// The lock of an index, as Git takes it: a file beside it that only one can make. What stands in it says who did.
struct Lock {
    index: PathBuf,
    _file: RemoveOnExit,
}

impl Lock {
    fn take(index: &Path) -> Result<Self, GitError> {
        let mut name = index.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        remove_stale_lock(&path);
        let file = OpenOptions::new().write(true).create_new(true).open(&path);
        let mut file = file.map_err(|reason| match reason.kind() {
            std::io::ErrorKind::AlreadyExists => GitError::Locked(path.clone()),
            _ => GitError::Io { path: path.clone(), reason },
        })?;
        let pending = RemoveOnExit::new(path.clone());
        write!(file, "{LOCK_PREFIX}{}", this_process()).map_err(|reason| GitError::Io { path, reason })?;
        Ok(Self { index: index.to_owned(), _file: pending })
    }

    /// Puts `made` in the place of the index. The lock ends after that.
    fn commit(self, made: &Path) -> Result<(), GitError> {
        let index = &self.index;
        let error = |reason| GitError::Io { path: index.clone(), reason };
        if let Ok(metadata) = fs::metadata(index) {
            fs::set_permissions(made, metadata.permissions()).map_err(error)?;
        }
        OpenOptions::new().write(true).open(made).and_then(|file| file.sync_all()).map_err(error)?;
        fs::rename(made, index).map_err(error)
    }
}

/// Takes away the lock where it is one of ours whose process was killed. Another may have done that, and taken a new lock,
/// since we looked: what is moved is looked at again, and put back where it is not what we meant.
fn remove_stale_lock(lock: &Path) {
    if !is_stale(lock) {
        return;
    }
    let aside = lock.with_extension(format!("lock-{}", process::id()));
    if fs::rename(lock, &aside).is_ok() {
        if !is_stale(&aside) {
            let _ = fs::hard_link(&aside, lock);
        }
        let _ = fs::remove_file(&aside);
    }
}

/// Whether the lock is one of ours whose process was killed. What is no regular file, or larger, is another's.
fn is_stale(lock: &Path) -> bool {
    let read = || {
        let (folder, name) = (lock.parent()?, lock.file_name()?.to_str()?);
        String::from_utf8(Folder::open(folder).ok()?.read(name, LONGEST_HOLDER).ok()?).ok()
    };
    read().as_deref().and_then(|text| text.strip_prefix(LOCK_PREFIX)).is_some_and(has_ended)
}

fn read(path: &Path) -> Result<Vec<u8>, GitError> {
    fs::read(path).map_err(|reason| GitError::Io { path: path.to_owned(), reason })
}

fn write(path: &Path, content: &[u8]) -> Result<(), GitError> {
    let written = File::create(path).and_then(|mut file| file.write_all(content));
    written.map_err(|reason| GitError::Io { path: path.to_owned(), reason })
}
