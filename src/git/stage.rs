//! The index with other contents at some paths: all of them, or none.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

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
    let lock = Lock::take(&repository.index)?;
    if read(&repository.index)? != as_read {
        return Err(GitError::Changed);
    }
    let workshop = Workshop::new(repository)?;
    let ids = write_objects(repository, &workshop, blobs)?;
    let copy = workshop.0.join("index");
    write(&copy, as_read)?;
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

fn write_objects(
    repository: &Repository,
    workshop: &Workshop,
    blobs: &[NewBlob<'_>],
) -> Result<Vec<ObjectId>, GitError> {
    let mut names = String::new();
    for (at, blob) in blobs.iter().enumerate() {
        let name = workshop.0.join(format!("blob-{at}"));
        write(&name, blob.content)?;
        let name = name.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        names.push_str(&format!("\"{name}\"\n"));
    }
    let git = Program::of(repository);
    let output = git.run(&["hash-object", "-w", "--no-filters", "--stdin-paths"], names.as_bytes())?;
    let ids: Option<Vec<ObjectId>> = String::from_utf8_lossy(&output).lines().map(ObjectId::parse).collect();
    let is_whole = |ids: &Vec<ObjectId>| ids.len() == blobs.len();
    let said = || String::from_utf8_lossy(&output).into_owned();
    ids.filter(is_whole).ok_or_else(|| GitError::Program { command: "hash-object".to_owned(), said: said() })
}

/// A folder for what is made before it is put in place. It goes when it is dropped.
struct Workshop(PathBuf);

impl Workshop {
    fn new(repository: &Repository) -> Result<Self, GitError> {
        let folder = repository.own_folder();
        let error = |path: &Path| {
            let path = path.to_owned();
            move |reason| GitError::Io { path, reason }
        };
        fs::create_dir_all(&folder).map_err(error(&folder))?;
        let made = tempfile::Builder::new().prefix("stage-").tempdir_in(&folder).map_err(error(&folder))?;
        Ok(Self(made.keep()))
    }
}

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The lock of an index, as Git takes it: a file beside it that only one can make.
struct Lock {
    index: PathBuf,
    path: PathBuf,
    /// Whether the file is still ours to remove.
    is_held: bool,
}

impl Lock {
    fn take(index: &Path) -> Result<Self, GitError> {
        let mut name = index.as_os_str().to_owned();
        name.push(".lock");
        let path = PathBuf::from(name);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(_) => Ok(Self { index: index.to_owned(), path, is_held: true }),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(GitError::Locked(path)),
            Err(reason) => Err(GitError::Io { path, reason }),
        }
    }

    /// Puts `made` in the place of the index, which ends the lock.
    fn replace_by(mut self, made: &Path) -> Result<(), GitError> {
        let error = |reason| GitError::Io { path: self.index.clone(), reason };
        if let Ok(metadata) = fs::metadata(&self.index) {
            fs::set_permissions(made, metadata.permissions()).map_err(error)?;
        }
        File::open(made).and_then(|file| file.sync_all()).map_err(error)?;
        fs::rename(made, &self.path).map_err(error)?;
        fs::rename(&self.path, &self.index).map_err(error)?;
        self.is_held = false;
        Ok(())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        if self.is_held {
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn read(path: &Path) -> Result<Vec<u8>, GitError> {
    fs::read(path).map_err(|reason| GitError::Io { path: path.to_owned(), reason })
}

fn write(path: &Path, content: &[u8]) -> Result<(), GitError> {
    let written = File::create(path).and_then(|mut file| file.write_all(content));
    written.map_err(|reason| GitError::Io { path: path.to_owned(), reason })
}
