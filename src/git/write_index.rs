//! Atomic updates of the index: all contents are replaced, or none.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process;

use super::remove_on_exit::RemoveOnExit;
use super::{GitCommand, GitError, Index, ObjectId, Repository, TrackedFile, fail_point};
use crate::beneath::Folder;
use crate::process::{has_ended, is_running, this_process};

/// A new content for a file in the index.
#[derive(Clone, Copy, Debug)]
pub struct NewBlob<'a> {
    /// The file with its old content. Its kind does not change.
    pub file: &'a TrackedFile,
    /// The new content, as returned by [`write_objects`].
    pub new: ObjectId,
}

/// The name prefix of temporary folders for an index, before the process id.
const TEMP_PREFIX: &str = "vaultlint-";
/// The prefix of the content of our index locks, before the process id.
const LOCK_PREFIX: &str = "vaultlint ";
/// The maximum size of the content of our index locks, in bytes.
const LONGEST_HOLDER: u64 = 1024;

/// Replaces the contents of files in the index of `repository`, if it is still `as_read`, byte for byte. Other entries
/// and all extensions are kept. The recorded metadata of the changed files is dropped, so Git compares their working
/// copies again.
///
/// During `git commit -- PATH`, that index is only for this commit, and Git has a second one that becomes the index
/// afterwards. The contents are replaced there too, where it has the old ones.
///
/// # Errors
/// When the index is locked, has changed since it was read, or cannot be written. It is then left untouched.
pub fn write_blobs_to_index(repository: &Repository, as_read: &[u8], blobs: &[NewBlob<'_>]) -> Result<(), GitError> {
    let now = PreparedIndex::new(repository, &repository.index, as_read, |git| update_entries(git, blobs))?;
    let Some(later) = repository.index_after_partial_commit() else { return now.put_in_place() };
    let index = Index::open_at(repository, &later)?;
    let holds = |blob: &NewBlob<'_>| index.entry(&blob.file.path).is_some_and(|entry| entry.id == blob.file.id);
    let blobs: Vec<NewBlob<'_>> = blobs.iter().copied().filter(holds).collect();
    let later = PreparedIndex::new(repository, &later, &read(&later)?, |git| update_entries(git, &blobs))?;
    now.put_in_place()?;
    later.put_in_place()
}

/// Runs `change` on a copy of the index of `repository` and then replaces the index, if it is still `as_read`. The lock
/// is ours: a lock taken by Git would remain if both processes were killed, and nobody could tell whose it was.
///
/// # Errors
/// When the index is locked, has changed since it was read, or cannot be written, and when `change` fails. The index is
/// then left untouched.
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
        lines.extend_from_slice(format!("{} {}\t", blob.file.kind.mode(), blob.new).as_bytes());
        lines.extend_from_slice(&blob.file.path);
        lines.push(0);
    }
    git.run(&["update-index", "-z", "--index-info"], &lines).map(drop)
}

/// A new index that has not replaced the old one yet, and the lock that keeps other processes out.
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
        let temp_folder = temp_folder_beside(index)?;
        let lock = Lock::take(index)?;
        fail_point("lock");
        if read(index)? != as_read {
            return Err(GitError::Changed);
        }
        let copy = temp_folder.path().join("index");
        write(&copy, as_read)?;
        copy_modified_time(index, &copy)?;
        change(&GitCommand::new(repository).with_index(copy))?;
        fail_point("copy");
        Ok(Self { lock, temp_folder })
    }

    fn put_in_place(self) -> Result<(), GitError> {
        self.lock.commit(&self.temp_folder.path().join("index"))?;
        fail_point("index");
        Ok(())
    }
}

/// Creates a temporary folder on the same file system as the index.
fn temp_folder_beside(index: &Path) -> Result<RemoveOnExit, GitError> {
    let folder = index.parent().unwrap_or(Path::new("."));
    let error = |reason| GitError::Io { path: folder.to_owned(), reason };
    let prefix = format!("{TEMP_PREFIX}{}-", process::id());
    Ok(RemoveOnExit::new(tempfile::Builder::new().prefix(&prefix).tempdir_in(folder).map_err(error)?.keep()))
}

/// Removes temporary folders and locks that killed vaultlint processes left beside the indexes of `repository`.
pub(crate) fn remove_leftovers(repository: &Repository) {
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

/// Sets the modification time of the copy to that of the index. Git uses it to find racy entries: files written at the
/// same time as the index, whose content must be compared.
fn copy_modified_time(index: &Path, copy: &Path) -> Result<(), GitError> {
    let copied = fs::metadata(index)
        .and_then(|metadata| OpenOptions::new().write(true).open(copy)?.set_modified(metadata.modified()?));
    copied.map_err(|reason| GitError::Io { path: copy.to_owned(), reason })
}

/// Writes `contents` as unreferenced blobs into `repository`. Returns their ids, in order.
///
/// # Errors
/// When `git` is missing or cannot write them.
pub fn write_objects(repository: &Repository, contents: &[impl AsRef<[u8]>]) -> Result<Vec<ObjectId>, GitError> {
    let temp_folder = temp_folder_beside(&repository.index)?;
    let mut names = Vec::new();
    for (at, content) in contents.iter().enumerate() {
        let path = temp_folder.path().join(format!("blob-{at}"));
        write(&path, content.as_ref())?;
        names.extend_from_slice(&quoted(path.as_os_str().as_encoded_bytes()));
        names.push(b'\n');
    }
    fail_point("blobs");
    let output = GitCommand::new(repository).run(&["hash-object", "-w", "--no-filters", "--stdin-paths"], &names)?;
    let ids: Option<Vec<ObjectId>> = String::from_utf8_lossy(&output).lines().map(ObjectId::parse).collect();
    let is_whole = |ids: &Vec<ObjectId>| ids.len() == contents.len();
    let printed = || String::from_utf8_lossy(&output).into_owned();
    ids.filter(is_whole).ok_or_else(|| GitError::CommandFailed { command: "hash-object".to_owned(), stderr: printed() })
}

/// Quotes a path for a list with one path per line, because it may contain a line break.
fn quoted(path: &[u8]) -> Vec<u8> {
    let escaped = path.iter().flat_map(|&byte| match byte {
        b'\n' => b"\\n".to_vec(),
        b'"' | b'\\' => vec![b'\\', byte],
        _ => vec![byte],
    });
    [b"\"".to_vec(), escaped.collect(), b"\"".to_vec()].concat()
}

/// A lock on an index, compatible with Git: a file beside the index that only one process can create. Its content names
/// the process.
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

    /// Replaces the index with `made` and releases the lock.
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

/// Removes the lock if it belongs to a vaultlint process that was killed. Another process may remove it and take a new
/// lock at the same time, so the file is moved aside, checked again, and put back if it is not stale.
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

/// Returns whether the lock belongs to a vaultlint process that was killed.
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
