//! Removes temporary files that killed runs left beside notes, without losing text that somebody else wrote.

use std::ffi::OsStr;

use crate::beneath::{Folder, LeftBehind};
use crate::text::merge;

/// The texts of a file before and after a fix.
#[derive(Clone, Copy)]
pub(super) struct KnownTexts<'a> {
    /// The file's name.
    pub(super) name: &'a OsStr,
    /// The text before the fix.
    pub(super) before: &'a [u8],
    /// The text after the fix.
    pub(super) after: &'a [u8],
}

/// Removes temporary files of killed processes from `folder`: incomplete ones, and those whose text is `known` or
/// results from a known text. Keeps texts that another process wrote while two files were exchanged.
pub(super) fn sweep(folder: &Folder, known: &[KnownTexts<'_>]) {
    for LeftBehind { file, is_whole } in folder.left_behind() {
        let is_known = || file.read().is_ok_and(|bytes| known.iter().any(|texts| texts.explain(folder, &bytes)));
        if !is_whole || is_known() {
            let _ = file.remove();
        }
    }
}

impl KnownTexts<'_> {
    /// Returns whether `bytes` can be removed without losing text: they are one of the known texts, or one of them and
    /// the file's current text is the result of merging a fix into the other.
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
            fs::write(place.path().join(format!(".vaultlint-{}-{name}", ended.id())), text).unwrap();
        };
        left("half.new", "the fixed te");
        left("empty.tmp", "");
        left("shorter.tmp", "the text that some");
        left("whole.tmp", "the fixed text\n");
        left("merged.tmp", "edited\n\nthe text that somebody has\n");
        left("other.tmp", "what somebody wrote in that moment");
        left("unlike.md", "");
        fs::write(place.path().join(format!(".vaultlint-{}-mine.tmp", std::process::id())), "").unwrap();
        fs::write(place.path().join("a.md"), "edited\n\nthe fixed text\n").unwrap();
        let (before, after) = (b"one\n\nthe text that somebody has\n", b"one\n\nthe fixed text\n");
        let other = KnownTexts { name: "b.md".as_ref(), before: b"the fixed text\n", after: b"" };
        sweep(&folder, &[KnownTexts { name: "a.md".as_ref(), before, after }, other]);
        let names = folder.names().unwrap().into_iter().map(|name| name.into_string().unwrap());
        let mut names: Vec<String> = names.map(|name| name.rsplit('-').next().unwrap().to_owned()).collect();
        names.sort();
        assert_eq!(names, ["a.md", "mine.tmp", "other.tmp", "shorter.tmp", "unlike.md"]);
    }
}
