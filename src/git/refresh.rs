//! What Git knows of working copies, made new after they were written.

use super::{Program, Repository};

/// Lets Git look again at the files at `paths` (from Git's top), so that it need not compare their contents whenever it is
/// asked what changed. That one differs, or cannot be looked at, is no failure: Git knows less, and nothing wrong.
pub fn refresh<'a>(repository: &Repository, paths: impl IntoIterator<Item = &'a [u8]>) {
    let paths = paths.into_iter().fold(Vec::new(), |mut list, path| {
        list.extend_from_slice(path);
        list.push(0);
        list
    });
    if paths.is_empty() {
        return;
    }
    let git = Program::of(repository);
    let only_these = ["add", "--refresh", "--pathspec-from-file=-", "--pathspec-file-nul"];
    if git.run(&only_these, &paths).is_err() {
        // Git before 2.25 has no list of paths, and one that it does not find ends the list.
        let _ = git.run(&["update-index", "-q", "--refresh"], b"");
    }
}
