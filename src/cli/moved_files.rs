//! The files and folders of a vault that Git sees as renamed.

use std::collections::{BTreeSet, HashMap};

use crate::engine::ChangedPath;
use crate::note::{file_name, folder};
use crate::report::{MovedFiles, RenamedPath};
use crate::source::Vault;
use crate::vault::fold;

/// Returns what is no longer where it was before the changes of `vault`. A rename is listed if the working tree has the
/// file or folder under its new path only.
pub(super) fn moved_files(vault: &Vault) -> MovedFiles {
    let Some(base) = &vault.base else { return MovedFiles::default() };
    let gone = base.changed().iter().filter(|file| file.was_there && !file.is_there);
    let gone: Vec<String> = gone.map(|file| file.path.clone()).collect();
    let is_moved = |from: &str, to: &str| {
        vault.root.join(to).symlink_metadata().is_ok() && vault.root.join(from).symlink_metadata().is_err()
    };
    let renamed = renames(base.renames(), base.changed(), &vault.files(), is_moved);
    let renamed = renamed.into_iter().map(|(from, to)| {
        let lacks_folder = vault.root.join(folder(&from)).symlink_metadata().is_err();
        RenamedPath { from, to, lacks_folder }
    });
    MovedFiles::new(gone, renamed.collect())
}

/// Returns the notes and folders that were renamed, given the pairs of renamed files, what changed, and the files that
/// there are now. `is_moved` tells whether the working tree has a file or folder under its new path only. The files of a
/// renamed folder are not listed.
fn renames(
    pairs: &[(String, String)],
    changed: &[ChangedPath],
    files: &[String],
    is_moved: impl Fn(&str, &str) -> bool,
) -> Vec<(String, String)> {
    let added: BTreeSet<&str> =
        changed.iter().filter(|file| file.is_there && !file.was_there).map(|file| file.path.as_str()).collect();
    let gone = changed.iter().filter(|file| file.was_there && !file.is_there).map(|file| file.path.as_str());
    let gone: Vec<&str> = gone.collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    // A folder was renamed if nothing is left in it, everything that was in it is below the new path, and nothing else
    // was there.
    let is_renamed = |from: &str, to: &str| {
        !from.is_empty()
            && !to.is_empty()
            && below(from, &gone).all(|rest| added.contains(format!("{to}{rest}").as_str()))
            && below(from, &files).next().is_none()
            && below(to, &files).all(|rest| added.contains(format!("{to}{rest}").as_str()))
            && is_moved(from, to)
    };
    let mut known_folders: HashMap<(&str, &str), bool> = HashMap::new();
    let mut renames: Vec<(String, String)> = Vec::new();
    for (from, to) in pairs {
        let is_known = |(old, new): &(String, String)| from.strip_prefix(old.as_str()) == to.strip_prefix(new.as_str());
        if renames.iter().any(|known| below(&known.0, &[from.as_str()]).next().is_some() && is_known(known)) {
            continue;
        }
        let mut is_renamed = |from, to| *known_folders.entry((from, to)).or_insert_with(|| is_renamed(from, to));
        let folder = outer_folders(from, to).into_iter().find(|&(from, to)| is_renamed(from, to));
        let is_note = |path: &str| fold(path).ends_with(".md");
        match folder {
            Some((from, to)) => renames.push((from.to_owned(), to.to_owned())),
            None if is_note(from) && is_note(to) && is_moved(from, to) => renames.push((from.clone(), to.clone())),
            None => {}
        }
    }
    renames
}

/// Returns the rest of each path that is below `folder`, beginning with `/`.
fn below<'a>(folder: &'a str, paths: &'a [&str]) -> impl Iterator<Item = &'a str> {
    paths.iter().filter_map(move |path| path.strip_prefix(folder)).filter(|rest| rest.starts_with('/'))
}

/// Returns the folders above two files, as far as what is below has the same names; the outermost first.
fn outer_folders<'a>(from: &'a str, to: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut pairs = Vec::new();
    let (mut from, mut to) = (from, to);
    while file_name(from) == file_name(to) && from != to {
        (from, to) = (folder(from), folder(to));
        if from == to {
            break;
        }
        pairs.push((from, to));
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The renames of a vault with the files `before`, which has the files `now` after the moves of `pairs`.
    fn found(before: &[&str], now: &[&str], pairs: &[(&str, &str)]) -> Vec<String> {
        let all: BTreeSet<&str> = before.iter().chain(now).copied().collect();
        let changed = all.into_iter().map(|path| ChangedPath {
            path: path.to_owned(),
            was_there: before.contains(&path),
            is_there: now.contains(&path),
        });
        let changed: Vec<ChangedPath> = changed.filter(|file| file.was_there != file.is_there).collect();
        let pairs: Vec<(String, String)> =
            pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect();
        let files: Vec<String> = now.iter().map(|path| (*path).to_owned()).collect();
        renames(&pairs, &changed, &files, |_, _| true).iter().map(|(from, to)| format!("{from} -> {to}")).collect()
    }

    #[test]
    fn a_folder_that_moved_as_a_whole_is_one_rename() {
        let (before, now) = (["A/x.md", "A/y/z.md", "A/p.png"], ["B/x.md", "B/y/z.md", "B/p.png"]);
        let pairs = [("A/x.md", "B/x.md"), ("A/y/z.md", "B/y/z.md")];
        assert_eq!(found(&before, &now, &pairs), ["A -> B"]);
        assert_eq!(found(&["A/y/z.md"], &["A/w/z.md"], &[("A/y/z.md", "A/w/z.md")]), ["A/y -> A/w"]);
    }

    #[test]
    fn notes_that_moved_alone_are_renames_of_their_own() {
        let pairs = [("A/x.md", "B/x.md")];
        assert_eq!(found(&["A/x.md", "A/z.md"], &["A/z.md", "B/x.md"], &pairs), ["A/x.md -> B/x.md"]);
        assert_eq!(found(&["A/x.md", "B/z.md"], &["B/x.md", "B/z.md"], &pairs), ["A/x.md -> B/x.md"], "B was there");
        assert_eq!(found(&["A/x.md", "A/y.md"], &["B/x.md"], &pairs), ["A/x.md -> B/x.md"], "A/y.md is deleted");
        assert_eq!(found(&["x.md"], &["y.md"], &[("x.md", "y.md")]), ["x.md -> y.md"]);
        assert_eq!(found(&["A/x.md"], &["x.md"], &[("A/x.md", "x.md")]), ["A/x.md -> x.md"]);
        assert_eq!(found(&["a.png"], &["b.png"], &[("a.png", "b.png")]), [""; 0], "no command renames it");
    }
}
