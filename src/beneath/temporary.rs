//! Temporary files beside the file that they replace, which a killed process leaves behind and a later one takes away.

use std::ffi::OsStr;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write};
use std::path::PathBuf;

use super::{FileAt, Folder};
use crate::process::is_running;

/// What temporary files are called, before the number of the process.
const PREFIX: &str = ".vaultlint-";
/// How they end while they are written: then they hold nothing of anybody else.
const WRITING: &str = ".new";
/// How they end from then on: two files may have changed places.
const WRITTEN: &str = ".tmp";

/// A temporary file, removed when this is dropped.
pub struct Temporary {
    /// Where it is; None once it is in the place of another.
    at: Option<FileAt>,
    /// The file, open for writing.
    pub file: File,
}

/// A temporary file that a process left behind.
pub struct LeftBehind {
    /// Where it is.
    pub file: FileAt,
    /// Whether all of it was written, so that it may have changed places with another.
    pub is_whole: bool,
}

impl Temporary {
    /// Makes one beside `file`, for its owner alone.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn beside(file: &FileAt) -> io::Result<Self> {
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

    /// Says that all of it is written: from now on two files may change places.
    ///
    /// # Errors
    /// When it cannot be renamed.
    pub fn finish(&mut self) -> io::Result<&FileAt> {
        let at = self.at.as_mut().expect("it is beside its file until then");
        let name = at.name().to_string_lossy().replace(WRITING, WRITTEN);
        let whole = at.sibling(OsStr::new(&name));
        at.rename_to(&whole)?;
        *at = whole;
        Ok(at)
    }

    /// Puts it in the place of `file`.
    ///
    /// # Errors
    /// When it cannot be renamed; then it is removed.
    pub fn persist(mut self, file: &FileAt) -> io::Result<()> {
        let at = self.at.take().expect("it is beside its file until then");
        at.replace(file).inspect_err(|_| drop(at.remove()))
    }

    /// Leaves it where it is.
    pub fn keep(mut self) -> PathBuf {
        self.at.take().expect("it is beside its file until then").path()
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
    /// The temporary files in the folder of processes that have ended.
    pub fn left_behind(&self) -> Vec<LeftBehind> {
        let names = self.names().unwrap_or_default();
        let left = names.iter().filter_map(|name| {
            let (process, rest) = name.to_str()?.strip_prefix(PREFIX)?.split_once('-')?;
            let is_whole = rest.ends_with(WRITTEN);
            let is_owned_by_user = is_whole || rest.ends_with(WRITING);
            (is_owned_by_user && !is_running(process.parse().ok()?))
                .then(|| LeftBehind { file: self.child(name), is_whole })
        });
        left.collect()
    }
}

impl FileAt {
    /// Replaces the file, for its owner alone: whoever reads it gets the old bytes or the new. In a folder of our own, where
    /// what killed processes were still writing is nobody's and goes.
    ///
    /// # Errors
    /// When it cannot be written; then the old one stays.
    pub fn replace_by(&self, bytes: &[u8]) -> io::Result<()> {
        self.temporary_of(bytes)?.persist(self)
    }

    /// The same, and after a crash of the system it is the old bytes or the new, too.
    ///
    /// # Errors
    /// When it cannot be written; then the old one stays.
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
