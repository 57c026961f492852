//! Files that move within the index, as `git mv` moves them.

use std::path::Path;

use super::{GitError, Index, Place, Program, Repository};

/// Moves the entries of `moves` (paths below `root`, from where and to where) in one write of the index: content and mode
/// stay as they are staged. A file that is not tracked, or whose new place is, is left out.
///
/// # Errors
/// When the index cannot be read or is locked. Then it is as it was.
pub fn move_entries(repository: &Repository, root: &Path, moves: &[(String, String)]) -> Result<(), GitError> {
    let index = Index::of(repository)?;
    let from_top = |path: &str| path_in(repository, root, path).unwrap_or_default();
    let mut lines: Vec<u8> = Vec::new();
    for (from, to) in moves {
        let (from, to) = (from_top(from), from_top(to));
        let Some(entry) = index.entry(&from).filter(|entry| !entry.is_unmerged) else { continue };
        let is_leaving = moves.iter().any(|(other, _)| from_top(other) == to);
        if index.entry(&to).is_some() && !is_leaving {
            continue;
        }
        let id = entry.id.to_string();
        let mut line = |mode: &str, id: &str, path: &[u8]| {
            lines.extend_from_slice(format!("{mode} {id}\t").as_bytes());
            lines.extend_from_slice(path);
            lines.push(0);
        };
        if !moves.iter().any(|(_, other)| from_top(other) == from) {
            line("0", &"0".repeat(id.len()), &from);
        }
        line(entry.kind.mode(), &id, &to);
    }
    if lines.is_empty() {
        return Ok(());
    }
    let git = Program::of(repository);
    git.run(&["update-index", "-z", "--index-info"], &lines)?;
    // Git only looks again at what moved; that a file differs is no failure.
    let _ = git.run(&["update-index", "-q", "--refresh"], b"");
    Ok(())
}

/// The path from Git's top of a file of the vault at `root`; None where it is not in the repository.
pub fn path_in(repository: &Repository, root: &Path, path: &str) -> Option<Vec<u8>> {
    Place::of(root, &repository.top)?.in_repository(path)
}

/// How many commits are looked at for renames, from HEAD back.
const LIMIT_COMMITS: &str = "--max-count=5000";

/// The files below `root` that the history of HEAD says were renamed, the newest first: from where, to where. Nothing where
/// Git cannot tell.
pub fn renamed_files(repository: &Repository, root: &Path) -> Vec<(String, String)> {
    let arguments =
        ["log", LIMIT_COMMITS, "--no-merges", "--diff-filter=R", "-M60%", "--name-status", "-z", "--format=", "HEAD"];
    let output = Program::of(repository).run(&arguments, b"").unwrap_or_default();
    let Some(place) = Place::of(root, &repository.top) else { return Vec::new() };
    let mut renames = Vec::new();
    let mut fields = output.split(|byte| *byte == 0);
    while let Some(status) = fields.next() {
        if !status.trim_ascii_start().starts_with(b"R") {
            continue;
        }
        let (Some(from), Some(to)) = (fields.next(), fields.next()) else { break };
        renames.extend(place.in_vault(from).zip(place.in_vault(to)));
    }
    renames
}
