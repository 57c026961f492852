//! Conversions between Git's content of a file and its working copy: filters and encodings.

use std::collections::HashSet;

use crate::git::{GitCommand, GitError, ObjectId, Repository};

/// Returns those of `paths` (from the repository's top) whose content Git converts between index and working copy.
pub(super) fn filtered<'a>(
    repository: &Repository,
    paths: impl Iterator<Item = &'a [u8]>,
) -> Result<HashSet<Vec<u8>>, GitError> {
    let paths: Vec<u8> = paths.flat_map(|path| [path, b"\0"].concat()).collect();
    if paths.is_empty() {
        return Ok(HashSet::new());
    }
    let attributes = ["check-attr", "-z", "--stdin", "filter", "working-tree-encoding", "ident"];
    let output = GitCommand::new(repository).run(&attributes, &paths)?;
    let fields: Vec<&[u8]> = output.split(|&byte| byte == 0).collect();
    let set = fields.chunks_exact(3).filter(|field| field[2] != b"unspecified" && field[2] != b"unset");
    Ok(set.map(|field| field[0].to_owned()).collect())
}

/// Returns the contents `old` and `new` of the file at `path` as Git checks them out. Returns `None` if Git fails, or
/// if adding the second one again would not give `new`.
pub(super) fn checked_out_pair(
    repository: &Repository,
    path: &[u8],
    old: ObjectId,
    new: ObjectId,
) -> Option<(Vec<u8>, Vec<u8>)> {
    let git = GitCommand::new(repository).with_filters();
    let path = format!("--path={}", std::str::from_utf8(path).ok()?);
    let checked_out = |id: ObjectId| git.run(&["cat-file", "--filters", &path, &id.to_string()], b"").ok();
    let (old, checked_out_new) = (checked_out(old)?, checked_out(new)?);
    let added = git.run(&["hash-object", "--stdin", &path], &checked_out_new).ok()?;
    (String::from_utf8_lossy(&added).trim() == new.to_string()).then_some((old, checked_out_new))
}
