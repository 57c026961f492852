//! The files of a folder that moves, and the folders inside.

use std::collections::BTreeSet;

use super::error::RenameError;
use super::target::check_folder;
use crate::note::{file_name, folder, stem};
use crate::vault::fold;

/// Returns the moves of the files below the folder `from` to the folder `to`. A note that is called as the folder is
/// called as the new one.
///
/// # Errors
/// If there is no file below `from`, or `to` exists or is not a possible path.
pub(super) fn folder_moves(from: &str, to: &str, files: &[String]) -> Result<Vec<(String, String)>, RenameError> {
    let below = format!("{from}/");
    let inside = || files.iter().filter(|path| path.starts_with(&below));
    if from.is_empty() || inside().next().is_none() {
        return Err(RenameError::Missing(from.to_owned()));
    }
    check_folder(from, to)?;
    if fold(to).starts_with(&fold(&below)) {
        return Err(RenameError::IntoItself { from: from.to_owned(), to: to.to_owned() });
    }
    let (new_below, is_same) = (format!("{to}/"), fold(from) == fold(to));
    let is_in_way = |path: &&String| match is_same {
        true => from != to && path.starts_with(&new_below),
        false => fold(path) == fold(to) || fold(path).starts_with(&fold(&new_below)),
    };
    if files.iter().any(|path| is_in_way(&path)) {
        return Err(RenameError::Taken(to.to_owned()));
    }
    let moves = inside().map(|path| {
        let rest = &path[below.len()..];
        let is_folder_note =
            folder(path) == from && stem(path) != file_name(path) && fold(stem(path)) == fold(file_name(from));
        let new = if is_folder_note { format!("{to}/{}.md", file_name(to)) } else { format!("{to}/{rest}") };
        (path.clone(), new)
    });
    Ok(moves.collect())
}

/// Returns the folder that moves from `from` to `to`, and each folder inside that has files, with their new paths.
pub(super) fn folders_of<'a>(
    from: &'a str,
    to: &'a str,
    moves: &'a [(String, String)],
) -> impl Iterator<Item = (String, String)> + 'a {
    let inside: BTreeSet<&str> = moves
        .iter()
        .flat_map(|(path, _)| path[from.len()..].match_indices('/').map(|(at, _)| &path[..from.len() + at]))
        .collect();
    inside.into_iter().map(move |path| (path.to_owned(), format!("{to}{}", &path[from.len()..])))
}
