//! Moves of files: in the index, as `git mv` does, and in the history.

use std::collections::HashMap;
use std::collections::HashSet;
use std::fs;
use std::path::Path;

use jiff::civil::Date;

use super::write_index::update_index;
use super::{GitCommand, GitError, Index, ObjectStore, Repository, VaultPrefix, refresh};
use crate::text::fnv1a;
use crate::vault::History;

/// Applies `moves` (pairs of old and new paths below `root`) to the index in one write, keeping staged content and
/// mode. Files that are not tracked, or whose new path is already tracked, are skipped.
///
/// # Errors
/// When the index cannot be read or is locked; it is then left untouched.
pub(crate) fn move_entries(repository: &Repository, root: &Path, moves: &[(String, String)]) -> Result<(), GitError> {
    let as_read = fs::read(&repository.index).unwrap_or_default();
    let index = Index::open(repository)?;
    let from_top = |path: &str| path_in_repository(repository, root, path).unwrap_or_default();
    let mut lines: Vec<u8> = Vec::new();
    let mut moved = Vec::new();
    let leaving: HashSet<Vec<u8>> = moves.iter().map(|(from, _)| from_top(from)).collect();
    let arriving: HashSet<Vec<u8>> = moves.iter().map(|(_, to)| from_top(to)).collect();
    for (from, to) in moves {
        let (from, to) = (from_top(from), from_top(to));
        let Some(entry) = index.entry(&from).filter(|entry| !entry.is_unmerged) else { continue };
        if index.entry(&to).is_some() && !leaving.contains(&to) {
            continue;
        }
        let id = entry.id.to_string();
        let mut line = |mode: &str, id: &str, path: &[u8]| {
            lines.extend_from_slice(format!("{mode} {id}\t").as_bytes());
            lines.extend_from_slice(path);
            lines.push(0);
        };
        if !arriving.contains(&from) {
            line("0", &"0".repeat(id.len()), &from);
        }
        line(entry.kind.mode(), &id, &to);
        moved.push(to);
    }
    if lines.is_empty() {
        return Ok(());
    }
    update_index(repository, &as_read, |git| git.run(&["update-index", "-z", "--index-info"], &lines).map(drop))?;
    refresh(repository, moved.iter().map(Vec::as_slice));
    Ok(())
}

/// Converts a path in the vault at `root` to a path from the repository's top. Returns `None` outside the repository.
pub(crate) fn path_in_repository(repository: &Repository, root: &Path, path: &str) -> Option<Vec<u8>> {
    VaultPrefix::new(root, &repository.top)?.to_repository_path(path)
}

/// The maximum number of commits read from the history, starting at HEAD.
const LIMIT_COMMITS: &str = "--max-count=5000";

/// Returns a number that differs if [`read_history`] may read another history: a hash of the commit of HEAD, and of where
/// the history of a shallow clone ends.
pub(crate) fn history_version(repository: &Repository) -> u64 {
    let head = ObjectStore::open(repository).and_then(|objects| objects.head()).ok().flatten();
    let head = head.map(|head| head.to_string()).unwrap_or_default();
    let ends = fs::read(repository.common_dir.join("shallow")).unwrap_or_default();
    fnv1a(head.into_bytes().into_iter().chain(ends))
}

/// Reads the renames and creation days of the files below `root` from the history of HEAD. Returns an empty history
/// when Git fails, and no days for a shallow clone, whose oldest commit seems to create every file.
pub(crate) fn read_history(repository: &Repository, root: &Path) -> History {
    let arguments = [
        "log",
        LIMIT_COMMITS,
        "--no-merges",
        "--diff-filter=AR",
        "-M60%",
        "--name-status",
        "-z",
        "--format=%x01%as",
        "HEAD",
    ];
    let output = GitCommand::new(repository).run(&arguments, b"").unwrap_or_default();
    let Some(prefix) = VaultPrefix::new(root, &repository.top) else { return History::default() };
    let mut events = Vec::new();
    let mut day = None;
    let mut fields = output.split(|byte| *byte == 0).map(<[u8]>::trim_ascii_start);
    while let Some(field) = fields.next() {
        match field.first() {
            Some(1) => day = std::str::from_utf8(&field[1..]).ok().and_then(|day| day.trim().parse().ok()),
            Some(b'A') => events.push((day, None, fields.next().and_then(|path| prefix.to_vault_path(path)))),
            Some(b'R') => {
                let (from, to) = (fields.next(), fields.next());
                let inside = |path: Option<&[u8]>| path.and_then(|path| prefix.to_vault_path(path));
                events.push((day, inside(from), inside(to)));
            }
            _ => {}
        }
    }
    let renames = events.iter().filter_map(|(_, from, to)| Some((from.clone()?, to.clone()?))).collect();
    let is_shallow = repository.common_dir.join("shallow").exists();
    History { renames, first_days: if is_shallow { HashMap::new() } else { first_days(events) } }
}

/// Returns the day on which each file was created. `events` are (day, old path, new path), newest first.
fn first_days(events: Vec<(Option<Date>, Option<String>, Option<String>)>) -> HashMap<String, Date> {
    let mut days: HashMap<String, Date> = HashMap::new();
    for (day, from, to) in events.into_iter().rev() {
        let day = match &from {
            Some(from) => days.remove(from),
            None => day,
        };
        if let (Some(day), Some(to)) = (day, to) {
            days.entry(to).or_insert(day);
        }
    }
    days
}
