//! The index with other contents at some paths: all of them, or none.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::interrupt::Pending;
use super::{FileKind, GitError, ObjectId, Program, Repository};

/// A file of the index that is to hold something else.
#[derive(Clone, Copy, Debug)]
pub struct NewBlob<'a> {
    /// The path from Git's top.
    pub path: &'a [u8],
    /// What stands there, before and after.
    pub kind: FileKind,
    /// What it is to hold.
    pub content: &'a [u8],
}

/// Gives the files their new contents in the index of `repository`, if it still is `as_read`, byte for byte. Other
/// entries and every extension are kept; Git looks at the working copies of the changed files again, because what it
/// knew of them is dropped.
///
/// # Errors
/// When the index is locked, is another than was read, or cannot be written. Then it is as it was.
pub fn stage(repository: &Repository, as_read: &[u8], blobs: &[NewBlob<'_>]) -> Result<(), GitError> {
    let index = &repository.index;
    let folder = index.parent().unwrap_or(Path::new("."));
    let workshop = tempfile::Builder::new().prefix("vaultlint-").tempdir_in(folder);
    let workshop = workshop.map_err(|reason| GitError::Io { path: folder.to_owned(), reason })?;
    let workshop = Pending::new(workshop.keep());
    let ids = write_objects(repository, workshop.path(), blobs)?;
    let lock = Lock::take(index)?;
    if read(index)? != as_read {
        return Err(GitError::Changed);
    }
    let copy = workshop.path().join("index");
    write(&copy, as_read)?;
    keep_time(index, &copy)?;
    let mut lines = Vec::new();
    for (blob, id) in blobs.iter().zip(ids) {
        lines.extend_from_slice(format!("{} {id}\t", blob.kind.mode()).as_bytes());
        lines.extend_from_slice(blob.path);
        lines.push(0);
    }
    let git = Program::of(repository).with_index(copy.clone());
    git.run(&["update-index", "-z", "--index-info"], &lines)?;
    lock.replace_by(&copy)
}

/// Gives the copy the time of the index. By it Git knows which entries are racy: files that were written in the moment
/// in which the index was, and that it must look at again.
fn keep_time(index: &Path, copy: &Path) -> Result<(), GitError> {
    let kept = fs::metadata(index)
        .and_then(|metadata| OpenOptions::new().write(true).open(copy)?.set_modified(metadata.modified()?));
    kept.map_err(|reason| GitError::Io { path: copy.to_owned(), reason })
}

fn write_objects(repository: &Repository, folder: &Path, blobs: &[NewBlob<'_>]) -> Result<Vec<ObjectId>, GitError> {
    let mut names = Vec::new();
    for (at, blob) in blobs.iter().enumerate() {
        let path = folder.join(format!("blob-{at}"));
        write(&path, blob.content)?;
        names.extend_from_slice(&quoted(path.as_os_str().as_encoded_bytes()));
        names.push(b'\n');
    }
    let git = Program::of(repository);
    let output = git.run(&["hash-object", "-w", "--no-filters", "--stdin-paths"], &names)?;
    let ids: Option<Vec<ObjectId>> = String::from_utf8_lossy(&output).lines().map(ObjectId::parse).collect();
    let is_whole = |ids: &Vec<ObjectId>| ids.len() == blobs.len();
    let said = || String::from_utf8_lossy(&output).into_owned();
    ids.filter(is_whole).ok_or_else(|| GitError::Program { command: "hash-object".to_owned(), said: said() })
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

/// The lock of an index, as Git takes it: a file beside it that only one can make.
struct Lock {
    index: PathBuf,
    file: Pending,
}

impl Lock {
    fn take(index: &Path) -> Result<Self, GitError> {
        let mut name = index.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => Ok(Self { index: index.to_owned(), file: Pending::new(path) }),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(GitError::Locked(path)),
            Err(reason) => Err(GitError::Io { path, reason }),
        }
    }

    /// Puts `made` in the place of the index, which ends the lock.
    fn replace_by(self, made: &Path) -> Result<(), GitError> {
        let index = self.index;
        let error = |reason| GitError::Io { path: index.clone(), reason };
        if let Ok(metadata) = fs::metadata(&index) {
            fs::set_permissions(made, metadata.permissions()).map_err(error)?;
        }
        OpenOptions::new().write(true).open(made).and_then(|file| file.sync_all()).map_err(error)?;
        fs::rename(made, self.file.path()).map_err(error)?;
        self.file.rename(&index).map_err(error)
    }
}

fn read(path: &Path) -> Result<Vec<u8>, GitError> {
    fs::read(path).map_err(|reason| GitError::Io { path: path.to_owned(), reason })
}

fn write(path: &Path, content: &[u8]) -> Result<(), GitError> {
    let written = File::create(path).and_then(|mut file| file.write_all(content));
    written.map_err(|reason| GitError::Io { path: path.to_owned(), reason })
}
