//! Temporary files beside the file that they replace, which a killed process leaves behind and a later one takes away.

use std::ffi::OsStr;
use std::fs::File;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::PathBuf;

use crate::beneath::{FileAt, Folder};
use crate::git::is_running;
use crate::text::merge;

/// What temporary files are called, before the number of the process.
const PREFIX: &str = ".vaultlint-";
/// How they end while they are written: then they hold nothing of anybody else.
const WRITING: &str = ".new";
/// How they end from then on: two files may have changed places.
const WRITTEN: &str = ".tmp";

/// A temporary file, removed when this is dropped.
pub(super) struct Temporary {
    /// Where it is; None once it is in the place of another.
    at: Option<FileAt>,
    pub(super) file: File,
}

/// The texts that a fix and its way back bring a file from and to.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    /// The file's name.
    pub(super) name: &'a OsStr,
    /// Before the fix.
    pub(super) before: &'a [u8],
    /// After it.
    pub(super) after: &'a [u8],
}

impl Temporary {
    /// Makes one beside `file`, for its owner alone.
    pub(super) fn beside(file: &FileAt) -> io::Result<Self> {
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

    /// All of it is written: from now on two files may change places.
    pub(super) fn finish(&mut self) -> io::Result<&FileAt> {
        let at = self.at.as_mut().expect("it is beside its file until then");
        let name = at.name().to_string_lossy().replace(WRITING, WRITTEN);
        let whole = at.sibling(OsStr::new(&name));
        at.rename_to(&whole)?;
        *at = whole;
        Ok(at)
    }

    /// Puts it in the place of `file`.
    pub(super) fn persist(mut self, file: &FileAt) -> io::Result<()> {
        let at = self.at.take().expect("it is beside its file until then");
        at.replace(file).inspect_err(|_| drop(at.remove()))
    }

    /// Leaves it where it is.
    pub(super) fn keep(mut self) -> PathBuf {
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

/// Takes away the temporary files in `folder` of processes that were killed: what was not whole yet, and what holds a text
/// that is `known` or that comes of one. What somebody wrote in the moment in which two files changed places stays.
pub(super) fn sweep(folder: &Folder, known: &[Texts<'_>]) {
    for name in folder.names().unwrap_or_default() {
        let Some((holder, is_whole)) = name.to_str().and_then(parts) else { continue };
        if is_running(holder) {
            continue;
        }
        let file = folder.child(&name);
        let is_known = || file.read().is_ok_and(|bytes| known.iter().any(|texts| texts.explain(folder, &bytes)));
        if !is_whole || is_known() {
            let _ = file.remove();
        }
    }
}

/// The process that a temporary file is of, and whether it was whole.
fn parts(name: &str) -> Option<(u32, bool)> {
    let (process, rest) = name.strip_prefix(PREFIX)?.split_once('-')?;
    let is_whole = rest.ends_with(WRITTEN);
    (is_whole || rest.ends_with(WRITING)).then_some((process.parse().ok()?, is_whole))
}

impl Texts<'_> {
    /// Whether nothing is lost with `bytes`: they are one of the texts, or they were merged into what the file holds now,
    /// or that was merged into them.
    fn explain(&self, folder: &Folder, bytes: &[u8]) -> bool {
        if bytes.is_empty() || bytes == self.before || bytes == self.after {
            return true;
        }
        let Ok(now) = folder.child(self.name).read() else { return false };
        let is_merged = |from: &[u8], to: &[u8]| {
            merge(self.before, from, self.after).as_deref() == Some(to)
                || merge(self.after, from, self.before).as_deref() == Some(to)
        };
        is_merged(bytes, &now) || is_merged(&now, bytes)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_a_killed_process_left_is_removed_unless_it_is_somebodys_text() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        let mut ended = std::process::Command::new("true").spawn().unwrap();
        ended.wait().unwrap();
        let left = |name: &str, text: &str| {
            fs::write(place.path().join(format!("{PREFIX}{}-{name}", ended.id())), text).unwrap();
        };
        left("half.new", "the fixed te");
        left("empty.tmp", "");
        left("shorter.tmp", "the text that some");
        left("whole.tmp", "the fixed text\n");
        left("merged.tmp", "edited\n\nthe text that somebody has\n");
        left("other.tmp", "what somebody wrote in that moment");
        left("unlike.md", "");
        fs::write(place.path().join(format!("{PREFIX}{}-mine.tmp", std::process::id())), "").unwrap();
        fs::write(place.path().join("a.md"), "edited\n\nthe fixed text\n").unwrap();
        let (before, after) = (b"one\n\nthe text that somebody has\n", b"one\n\nthe fixed text\n");
        let lone = Texts { name: "b.md".as_ref(), before: b"the fixed text\n", after: b"" };
        sweep(&folder, &[Texts { name: "a.md".as_ref(), before, after }, lone]);
        let names = folder.names().unwrap().into_iter().map(|name| name.into_string().unwrap());
        let mut names: Vec<String> = names.map(|name| name.rsplit('-').next().unwrap().to_owned()).collect();
        names.sort();
        assert_eq!(names, ["a.md", "mine.tmp", "other.tmp", "shorter.tmp", "unlike.md"]);
    }
}
