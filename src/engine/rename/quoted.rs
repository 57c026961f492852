//! The paths of renamed files and folders as queries quote them.

use std::collections::{HashMap, HashSet};

use crate::note::{file_name, stem};

/// What a quoted path becomes.
pub(super) struct QuotedPath {
    pub(super) to: String,
    /// The old and the new name of the note.
    pub(super) name: Option<(String, String)>,
    /// Whether a folder that stays has the old path too, so that a query may mean it.
    pub(super) is_of_folder_too: bool,
}

/// Returns the paths that a quoted string may be, as they are written before the renames.
/// `remaining` are the files that do not move.
pub(super) fn quoted<'a>(
    moves: &[(String, String)],
    folders: &[(String, String)],
    remaining: impl Iterator<Item = &'a str>,
) -> HashMap<String, QuotedPath> {
    let staying: HashSet<&str> =
        remaining.flat_map(|path| path.match_indices('/').map(|(at, _)| &path[..at])).collect();
    let mut paths = HashMap::new();
    let mut add = |from: &str, to: &str, name| {
        let is_of_folder_too = staying.contains(from);
        paths.entry(from.to_owned()).or_insert_with(|| QuotedPath { to: to.to_owned(), name, is_of_folder_too });
    };
    let name = |from: &str, to: &str| Some((stem(from).to_owned(), stem(to).to_owned()));
    moves.iter().for_each(|(from, to)| add(from, to, name(from, to)));
    moves.iter().for_each(|(from, to)| add(without_ending(from), without_ending(to), name(from, to)));
    for (from, to) in folders {
        add(from, to, None);
        add(&format!("{from}/"), &format!("{to}/"), None);
    }
    paths
}

/// Returns `path` without `.md`.
pub(super) fn without_ending(path: &str) -> &str {
    &path[..path.len() - (file_name(path).len() - stem(path).len())]
}
