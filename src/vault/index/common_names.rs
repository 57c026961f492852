//! Looks up files whose name many files share, such as `index.md`, without comparing each path.

use std::collections::HashMap;

use super::{FileId, Files};
use crate::note::folder;
use crate::vault::fold;

/// The maximum number of files with one name whose paths are compared one by one.
const MANY_FILES: usize = 8;
/// The maximum number of folders of a path, from the file up, that a link may name.
const DEEPEST: usize = 64;
/// The maximum number of listed files per path suffix.
pub(super) const LISTED: usize = 64;

/// The files whose name more than [`MANY_FILES`] files have, by each suffix of their folded paths that starts at a
/// folder or file name.
#[derive(Default)]
pub(super) struct CommonNames(HashMap<Box<str>, PathEnding>);

/// The files whose paths have one suffix.
struct PathEnding {
    /// The length of the shortest path, and its file.
    shortest: (usize, FileId),
    /// Up to [`LISTED`] files, sorted by path.
    first: Vec<FileId>,
}

impl Files {
    /// Returns whether so many files may have this name that they are looked up by path suffix.
    pub(super) fn is_common_name(&self, name: &str) -> bool {
        self.named(name).nth(MANY_FILES).is_some()
    }

    fn common_names(&self) -> &CommonNames {
        self.common_names.get_or_init(|| {
            let mut common_names = CommonNames::default();
            for group in self.by_name.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > MANY_FILES) {
                group.iter().for_each(|(_, id)| common_names.add(&fold(&self.paths[id.0 as usize]), *id));
            }
            common_names
        })
    }

    /// Resolves a link to a common name, with the result of [`super::VaultIndex::resolve`].
    pub(super) fn resolve_common_name(&self, target: &str, anchored: bool, from: &str) -> Option<FileId> {
        let path = |id: FileId| fold(&self.paths[id.0 as usize]);
        let common_names = &self.common_names().0;
        let (_, shortest) = common_names.get(target)?.shortest;
        if anchored || path(shortest) == target {
            return Some(shortest).filter(|id| path(*id) == target);
        }
        let name = target.rsplit('/').next().unwrap_or(target);
        let here = fold(folder(from));
        let sibling = if here.is_empty() { name.to_owned() } else { format!("{here}/{name}") };
        let is_candidate = sibling.strip_suffix(target).is_some_and(|before| before.ends_with('/'));
        let sibling = common_names
            .get(&*sibling)
            .map(|ending| ending.shortest.1)
            .filter(|id| is_candidate && path(*id) == sibling);
        sibling.or(Some(shortest))
    }

    /// Returns up to [`LISTED`] files with a common name whose paths end in `target`, sorted by path.
    pub(super) fn common_name_candidates(&self, target: &str) -> &[FileId] {
        self.common_names().0.get(target).map_or(&[], |ending| &ending.first)
    }
}

impl CommonNames {
    fn add(&mut self, path: &str, id: FileId) {
        let starts = path.rmatch_indices('/').map(|(at, _)| at + 1).take(DEEPEST).chain([0]);
        for ending in starts.map(|start| &path[start..]) {
            match self.0.get_mut(ending) {
                Some(known) => {
                    if path.len() < known.shortest.0 {
                        known.shortest = (path.len(), id);
                    }
                    if known.first.len() < LISTED {
                        known.first.push(id);
                    }
                }
                None => {
                    self.0.insert(ending.into(), PathEnding { shortest: (path.len(), id), first: vec![id] });
                }
            }
        }
    }
}
