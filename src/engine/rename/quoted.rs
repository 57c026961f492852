//! The paths of renamed files and folders as queries quote them.

use std::collections::HashMap;

use crate::note::{file_name, stem};

/// What a quoted path becomes.
pub(super) struct QuotedPath {
    pub(super) to: String,
    /// The old and the new name of the note.
    pub(super) name: Option<(String, String)>,
}

/// Returns the paths that a quoted string may be, as they are written before the renames.
pub(super) fn quoted(moves: &[(String, String)], folders: &[(String, String)]) -> HashMap<String, QuotedPath> {
    let mut paths = HashMap::new();
    let mut add = |from: &str, to: &str, name| {
        paths.entry(from.to_owned()).or_insert_with(|| QuotedPath { to: to.to_owned(), name });
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
