//! Temporary files beside the files that they replace. A later process removes those of killed processes.

use std::ffi::OsStr;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::PathBuf;

use super::{FileAt, Folder};
use crate::process::is_running;

/// The name prefix of temporary files, before the process id.
const PREFIX: &str = ".vaultlint-";
/// The suffix while a file is being written, so that it only contains our own text.
const WRITING: &str = ".new";
/// The suffix of complete files, which may have been exchanged with another file.
const WRITTEN: &str = ".tmp";

/// A temporary file that is removed on drop.
pub(crate) struct Temporary {
    /// The path, or `None` once it has replaced another file.
    at: Option<FileAt>,
    /// The file, open for writing.
    pub file: File,
}

/// A temporary file left behind by a process.
pub struct LeftBehind {
    /// The path.
    pub file: FileAt,
    /// Whether the file is complete and so may have been exchanged with another one.
    pub is_whole: bool,
}

impl Temporary {
    /// Creates a temporary file beside `file`, accessible only to its owner.
    ///
    /// # Errors
    /// When it cannot be created.
    pub(crate) fn beside(file: &FileAt) -> io::Result<Self> {
        loop {
            let random = RandomState::new().hash_one(());
            let name = format!("{PREFIX}{}-{random:016x}{WRITING}", std::process::id());
            let at = file.sibling(OsStr::new(&name));
            match at.create_private() {
                Ok(made) => return Ok(Self { at: Some(at), file: made }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Marks the file as complete, so that it may be exchanged with another one.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub(crate) fn finish(&mut self) -> io::Result<&FileAt> {
        let at = self.at.as_mut().expect("set until the file is moved or kept");
        let name = at.name().to_string_lossy().replace(WRITING, WRITTEN);
        let whole = at.sibling(OsStr::new(&name));
        at.rename_to(&whole)?;
        *at = whole;
        Ok(at)
    }

    /// Replaces `file` with the temporary file.
    ///
    /// # Errors
    /// When it cannot be renamed. The temporary file is then removed.
    pub(crate) fn persist(mut self, file: &FileAt) -> io::Result<()> {
        let at = self.at.take().expect("set until the file is moved or kept");
        at.replace(file).inspect_err(|_| drop(at.remove()))
    }

    /// Keeps the temporary file and returns its path.
    pub(crate) fn keep(mut self) -> PathBuf {
        self.at.take().expect("set until the file is moved or kept").path()
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        if let Some(at) = &self.at {
            let _ = at.remove();
        }
    }
}

impl Folder {
    /// Returns the temporary files in the folder that belong to ended processes.
    pub fn left_behind(&self) -> Vec<LeftBehind> {
        let names = self.names().unwrap_or_default();
        let left = names.iter().filter_map(|name| {
            let (process, suffix) = name.to_str()?.strip_prefix(PREFIX)?.split_once('-')?;
            let is_whole = suffix.ends_with(WRITTEN);
            let is_ours = is_whole || suffix.ends_with(WRITING);
            (is_ours && !is_running(process.parse().ok()?)).then(|| LeftBehind { file: self.child(name), is_whole })
        });
        left.collect()
    }
}

impl FileAt {
    /// Replaces the file atomically and makes it accessible only to its owner. For vaultlint's own folders: also
    /// removes incomplete temporary files of killed processes.
    ///
    /// # Errors
    /// When it cannot be written. The old file is then left untouched.
    pub fn replace_by(&self, bytes: &[u8]) -> io::Result<()> {
        self.temporary_of(bytes)?.persist(self)
    }

    /// Replaces the file like [`replace_by`](Self::replace_by), and atomically even if the system crashes.
    ///
    /// # Errors
    /// When it cannot be written. The old file is then left untouched.
    pub fn replace_durably_by(&self, bytes: &[u8]) -> io::Result<()> {
        let temporary = self.temporary_of(bytes)?;
        temporary.file.sync_all()?;
        temporary.persist(self)
    }

    fn temporary_of(&self, bytes: &[u8]) -> io::Result<Temporary> {
        for left in self.folder().left_behind().into_iter().filter(|left| !left.is_whole) {
            let _ = left.file.remove();
        }
        let mut temporary = Temporary::beside(self)?;
        temporary.file.write_all(bytes)?;
        Ok(temporary)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_replaced_as_a_whole_and_what_was_cut_short_goes() {
        let place = tempfile::tempdir().unwrap();
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        let running = std::process::id();
        for name in [format!("{}-1.new", ended.id()), format!("{}-2.tmp", ended.id()), format!("{running}-3.new")] {
            fs::write(place.path().join(format!("{PREFIX}{name}")), "half").unwrap();
        }
        fs::write(place.path().join("outside"), "theirs").unwrap();
        std::os::unix::fs::symlink("outside", place.path().join("list")).unwrap();
        let folder = Folder::open(place.path()).unwrap();
        for text in ["one", "another"] {
            folder.child("list".as_ref()).replace_by(text.as_bytes()).unwrap();
            assert_eq!(folder.read("list", 10).unwrap(), text.as_bytes());
        }
        folder.child("list".as_ref()).replace_durably_by(b"last").unwrap();
        assert_eq!(
            (folder.read("list", 10).unwrap(), folder.read("outside", 10).unwrap()),
            (b"last".into(), b"theirs".into())
        );
        let mut names = folder.names().unwrap();
        names.sort();
        let whole = format!("{PREFIX}{}-2.tmp", ended.id());
        let mut left = [whole, format!("{PREFIX}{running}-3.new"), "list".to_owned(), "outside".to_owned()];
        left.sort();
        assert_eq!(names, left.map(std::ffi::OsString::from));
    }
}
