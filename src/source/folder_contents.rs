//! Lists everything in a folder that is to be moved, and finds what cannot be moved with it.

use std::path::Path;

use super::ignore_rules::IgnoreRules;
use crate::beneath::{BeneathError, EntryKind, Folder};
use crate::git::{GitError, Repository};
use crate::vault::VAULT_MARKERS;

/// Everything in a folder on disk, by the path from the vault's root. Sorted.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct FolderContents {
    /// The files, including hidden ones.
    pub files: Vec<String>,
    /// The folders in which there is nothing.
    pub empty_folders: Vec<String>,
}

/// The reason why a folder cannot be moved.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FolderObstacle {
    /// Something in it cannot be moved.
    #[error("`{path}`: {reason}")]
    Inside {
        /// The path from the vault's root.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Git's index cannot be read.
    #[error("{0}")]
    Git(#[from] GitError),
}

impl FolderContents {
    /// Lists everything in `folder` of the vault at `root`.
    ///
    /// # Errors
    /// When there is a link, a vault, a repository, or anything else in it that is not a file of this vault.
    pub(crate) fn read(root: &Path, folder: &str) -> Result<Self, FolderObstacle> {
        let failed =
            |path: &str, reason: &str| FolderObstacle::Inside { path: path.to_owned(), reason: reason.to_owned() };
        let opened = Folder::open(root).map_err(|error| failed(folder, &error.to_string()))?;
        let (mut contents, mut folders) = (Self::default(), vec![folder.to_owned()]);
        while let Some(path) = folders.pop() {
            let within = |error: BeneathError| failed(&path, &error.to_string());
            let here = opened.folder(&path).map_err(within)?;
            let names = here.names().map_err(|error| failed(&path, &error.to_string()))?;
            if names.is_empty() {
                contents.empty_folders.push(path.clone());
            }
            for name in names {
                let Some(name) = name.to_str() else {
                    let shown = format!("{path}/{}", name.to_string_lossy());
                    return Err(failed(&shown, "its name is not valid UTF-8"));
                };
                let inside = format!("{path}/{name}");
                if VAULT_MARKERS.contains(&name) {
                    return Err(failed(&inside, "this folder is a vault of its own; move it by hand"));
                }
                if name.eq_ignore_ascii_case(".git") {
                    return Err(failed(&inside, "this folder is a repository of its own; move it by hand"));
                }
                match here.child(name.as_ref()).kind() {
                    Ok(Some(EntryKind::File)) => contents.files.push(inside),
                    Ok(Some(EntryKind::Folder)) => folders.push(inside),
                    Ok(Some(EntryKind::Link)) => {
                        return Err(failed(&inside, "a symbolic link, which may lead elsewhere from its new place"));
                    }
                    Ok(Some(EntryKind::Other)) => return Err(failed(&inside, "not a regular file")),
                    Ok(None) => {}
                    Err(error) => return Err(failed(&inside, &error.to_string())),
                }
            }
        }
        contents.files.sort_unstable();
        contents.empty_folders.sort_unstable();
        Ok(contents)
    }

    /// Checks that Git ignores the same files at their new paths as at their old ones, except for those in the index:
    /// a file that is no longer ignored would be committed.
    ///
    /// # Errors
    /// When it does not.
    pub(crate) fn check_ignored(root: &Path, moves: &[(String, String)]) -> Result<(), FolderObstacle> {
        if Repository::containing(root).is_none() {
            return Ok(());
        }
        for (from, to) in moves {
            let reason = match (is_ignored(root, from, to), is_ignored(root, to, from)) {
                (true, false) => {
                    format!("Git ignores it, and would not ignore `{to}`; add the new path to .gitignore first")
                }
                (false, true) => format!("Git would ignore it as `{to}`; change .gitignore first"),
                _ => continue,
            };
            return Err(FolderObstacle::Inside { path: from.clone(), reason });
        }
        Ok(())
    }
}

/// Returns whether Git ignores the file at `path`, which need not exist. The rules of the folders that move with it, in
/// which `other`, its path before or after, ends too, are left out: they are the same before and after.
fn is_ignored(root: &Path, path: &str, other: &str) -> bool {
    let (mut rules, case) = IgnoreRules::for_vault(root);
    let parts: Vec<&str> = path.split('/').collect();
    let moved = parts.iter().rev().zip(other.split('/').rev()).take_while(|(one, other)| *one == other).count();
    let mut at = root.to_owned();
    for (depth, part) in parts.iter().enumerate() {
        at.push(part);
        let is_file = depth + 1 == parts.len();
        if rules.as_ref().is_some_and(|rules| rules.ignore(&at, !is_file)) {
            return true;
        }
        if !is_file && depth + 1 + moved < parts.len() {
            rules = IgnoreRules::below(rules, &at, case);
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn everything_is_listed_and_links_are_refused() {
        let root = tempfile::tempdir().unwrap();
        let write = |path: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        };
        ["a/x.md", "a/.hidden", "a/deep/y.png", "b.md"].into_iter().for_each(write);
        fs::create_dir_all(root.path().join("a/deep/empty")).unwrap();
        let read = || FolderContents::read(root.path(), "a").map_err(|error| error.to_string());
        let owned = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            read(),
            Ok(FolderContents {
                files: owned(&["a/.hidden", "a/deep/y.png", "a/x.md"]),
                empty_folders: owned(&["a/deep/empty"]),
            })
        );
        write("a/inner/.git/HEAD");
        assert!(read().unwrap_err().contains("repository"));
        fs::rename(root.path().join("a/inner/.git"), root.path().join("a/inner/.obsidian")).unwrap();
        assert!(read().unwrap_err().contains("vault of its own"));
        fs::remove_dir_all(root.path().join("a/inner")).unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../b.md", root.path().join("a/link.md")).unwrap();
            assert!(read().unwrap_err().contains("a/link.md`: a symbolic link"));
        }
    }
}
