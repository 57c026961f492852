//! The files that say how a vault is checked, as Git holds them. Links are followed within the vault and the snapshot.

use std::path::Path;

use super::config_files::{self, ConfigFileError};
use super::snapshot::TrackedFiles;
use crate::config::limit_of;
use crate::git::{FileKind, GitError, ObjectId, ObjectStore, VaultPrefix};

/// How many links may lead to one file.
const MOST_LINKS: usize = 8;
/// The longest path that a link may hold, in bytes.
const LONGEST_LINK: u64 = 4096;

/// The text of the file at `path` in the vault at `root`, as the snapshot has it; from the working tree where it is not
/// tracked. None where there is none.
///
/// # Errors
/// Why it is refused.
pub(super) fn read(
    root: &Path,
    path: &str,
    place: &VaultPrefix,
    tracked: &dyn TrackedFiles,
    objects: &ObjectStore,
) -> Result<Option<String>, ConfigFileError> {
    let found = place.to_repository_path(path).map(|path| find(&path, place, tracked, objects));
    let id = match found.transpose() {
        Ok(found) => found.flatten(),
        // The user's environment may allow it.
        Err(ConfigFileError::Outside) => return config_files::read_linked(root, path),
        Err(refused) => return Err(refused),
    };
    let Some(id) = id else { return config_files::read(root, path) };
    let limit = limit_of(path);
    let bytes = objects.content(id, limit).map_err(|error| match error {
        GitError::TooLarge(_) => ConfigFileError::TooLarge(limit),
        error => ConfigFileError::Unreadable(error.to_string()),
    })?;
    config_files::text(bytes).map(Some)
}

/// The content of the regular file that is at `path` from Git's top, or that links lead to from there. None where Git holds
/// nothing there.
///
/// # Errors
/// When a link leads out of the vault at `place`, or nowhere, or to no regular file.
fn find(
    path: &[u8],
    place: &VaultPrefix,
    tracked: &dyn TrackedFiles,
    objects: &ObjectStore,
) -> Result<Option<ObjectId>, ConfigFileError> {
    let mut path = path.to_owned();
    for followed in 0..=MOST_LINKS {
        let (link, rest) = match tracked.file(&path) {
            Some((id, kind)) if kind.is_file() => return Ok(Some(id)),
            Some((_, FileKind::Other)) => return Err(ConfigFileError::NotAFile),
            Some((id, _)) => ((path.as_slice(), id), &[][..]),
            None => match linked_folder(&path, tracked) {
                Some((folder, id)) => ((&path[..folder], id), &path[folder..]),
                None if followed == 0 => return Ok(None),
                None => return Err(ConfigFileError::Nowhere),
            },
        };
        let target = objects.content(link.1, LONGEST_LINK).map_err(|_| ConfigFileError::Outside)?;
        let next = joined(link.0, &[target.as_slice(), rest].concat()).ok_or(ConfigFileError::Outside)?;
        if place.to_vault_path(&next).is_none() {
            return Err(ConfigFileError::Outside);
        }
        path = next;
    }
    Err(ConfigFileError::Nowhere)
}

/// The length of the path of the first folder above `path` that is a link, and its content.
fn linked_folder(path: &[u8], tracked: &dyn TrackedFiles) -> Option<(usize, ObjectId)> {
    memchr::memchr_iter(b'/', path).find_map(|at| match tracked.file(&path[..at]) {
        Some((id, FileKind::Link)) => Some((at, id)),
        _ => None,
    })
}

/// Where the link at `link` leads that holds `target`; None where that is above the top, or counts from the system's root.
fn joined(link: &[u8], target: &[u8]) -> Option<Vec<u8>> {
    if target.starts_with(b"/") {
        return None;
    }
    let mut parts: Vec<&[u8]> = link.split(|&byte| byte == b'/').collect();
    parts.pop();
    for part in target.split(|&byte| byte == b'/') {
        match part {
            b"" | b"." => {}
            b".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join(&b'/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_leads_from_its_own_folder() {
        let to = |link: &str, target: &str| joined(link.as_bytes(), target.as_bytes());
        assert_eq!(to("a.yaml", "b.yaml").as_deref(), Some(&b"b.yaml"[..]));
        assert_eq!(to("x/a.yaml", "../y/./b.yaml").as_deref(), Some(&b"y/b.yaml"[..]));
        assert_eq!(to("x/up", "../in/b").as_deref(), Some(&b"in/b"[..]));
        assert_eq!((to("a", "../b"), to("x/a", "../../b"), to("a", "/etc/passwd")), (None, None, None));
    }
}
