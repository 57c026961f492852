//! Config files of a vault in Git. Links are followed inside the vault and the snapshot.

use std::path::Path;

use super::config_files::{self, ConfigFileError};
use super::tracked_files::TrackedFiles;
use crate::config::limit_of;
use crate::git::{FileKind, GitError, ObjectId, ObjectStore, VaultPrefix};

/// The maximum length of a chain of links.
const MAX_LINKS: usize = 8;
/// The maximum length of a link target, in bytes.
const LONGEST_LINK: u64 = 4096;

/// Reads the file at `path` in the vault at `root` from the snapshot, or from the working tree if it is not tracked.
/// Returns `None` if it does not exist.
///
/// # Errors
/// When it is refused.
pub(super) fn read(
    root: &Path,
    path: &str,
    prefix: &VaultPrefix,
    tracked: &dyn TrackedFiles,
    objects: &ObjectStore,
) -> Result<Option<String>, ConfigFileError> {
    let found = prefix.to_repository_path(path).map(|path| find(&path, prefix, tracked, objects));
    let id = match found.transpose() {
        Ok(found) => found.flatten(),
        // The user's environment may allow the target.
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

/// Returns the id of the regular file at `path` (from the repository's top), following links. Returns `None` if nothing
/// is tracked there.
///
/// # Errors
/// When a link points out of the vault at `prefix`, to nothing, or to something that is not a regular file.
fn find(
    path: &[u8],
    prefix: &VaultPrefix,
    tracked: &dyn TrackedFiles,
    objects: &ObjectStore,
) -> Result<Option<ObjectId>, ConfigFileError> {
    let mut path = path.to_owned();
    for followed in 0..=MAX_LINKS {
        let (link, suffix) = match tracked.file(&path) {
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
        let next = joined(link.0, &[target.as_slice(), suffix].concat()).ok_or(ConfigFileError::Outside)?;
        if prefix.to_vault_path(&next).is_none() {
            return Err(ConfigFileError::Outside);
        }
        path = next;
    }
    Err(ConfigFileError::Nowhere)
}

/// Finds the topmost parent folder of `path` that is a link. Returns the length of its path and its id.
fn linked_folder(path: &[u8], tracked: &dyn TrackedFiles) -> Option<(usize, ObjectId)> {
    memchr::memchr_iter(b'/', path).find_map(|at| match tracked.file(&path[..at]) {
        Some((id, FileKind::Link)) => Some((at, id)),
        _ => None,
    })
}

/// Resolves the `target` of the link at `link`. Returns `None` if it is above the repository's top or absolute.
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
