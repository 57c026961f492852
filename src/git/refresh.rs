//! Refreshes the index after working copies were written.

use std::fs;

use super::write_index::update_index;
use super::{Repository, fail_point};

/// The maximum number of paths passed to Git. Git searches the whole index for each, so with more it is faster to
/// refresh every file.
const MAX_NAMED_PATHS: usize = 64;

/// Updates the file metadata in the index for `paths` (from the repository's top), so that `git status` need not
/// compare contents. Files that differ or cannot be read are skipped: the index then only lacks their metadata.
pub(crate) fn refresh<'a>(repository: &Repository, paths: impl IntoIterator<Item = &'a [u8]>) {
    let paths: Vec<&[u8]> = paths.into_iter().collect();
    if paths.is_empty() {
        return;
    }
    let Ok(as_read) = fs::read(&repository.index) else { return };
    let only_these = ["add", "--refresh", "--pathspec-from-file=-", "--pathspec-file-nul"];
    // Git before 2.25 has no `--pathspec-from-file`, and Git stops at the first path that it does not find.
    let _ = update_index(repository, &as_read, |git| {
        if paths.len() > MAX_NAMED_PATHS || git.run(&only_these, &paths.join(&0)).is_err() {
            // It fails if a file differs, but has refreshed the others.
            let _ = git.run(&["update-index", "-q", "--refresh"], b"");
        }
        fail_point("refreshed");
        Ok(())
    });
}
