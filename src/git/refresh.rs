//! What Git knows of working copies, made new after they were written.

use std::fs;

use super::write_index::update_index;
use super::{Repository, fail_point};

/// Git looks for each path in the whole index. With more than so many it is faster to look again at every file.
const MOST_NAMED: usize = 64;

/// Lets Git look again at the files at `paths` (from Git's top), so that it need not compare their contents whenever it is
/// asked what changed. That one differs, or cannot be looked at, is no failure: Git knows less, and nothing wrong.
pub fn refresh<'a>(repository: &Repository, paths: impl IntoIterator<Item = &'a [u8]>) {
    let paths: Vec<&[u8]> = paths.into_iter().collect();
    if paths.is_empty() {
        return;
    }
    let Ok(as_read) = fs::read(&repository.index) else { return };
    let only_these = ["add", "--refresh", "--pathspec-from-file=-", "--pathspec-file-nul"];
    // Git before 2.25 has no list of paths, and one that it does not find ends the list.
    let _ = update_index(repository, &as_read, |git| {
        if paths.len() > MOST_NAMED || git.run(&only_these, &paths.join(&0)).is_err() {
            // It fails where a file differs, and has written what it knows of the others.
            let _ = git.run(&["update-index", "-q", "--refresh"], b"");
        }
        fail_point("refreshed");
        Ok(())
    });
}
