//! Searches the paths of the vault for texts: for one, or for many at once, which is faster than one after the other.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic::Ordering;

use foldhash::fast::RandomState;
use memchr::memmem;

use super::VaultIndex;
use crate::note::{file_name, stem};
use crate::vault::dependencies::ask;
use crate::vault::fold;
use crate::vault::question::Question;

/// The maximum number of texts that are searched one after the other.
const FEW: usize = 64;

impl VaultIndex {
    /// Returns whether some path of the vault contains `part`, ignoring case as the Tasks plugin does.
    pub fn any_path_contains(&self, part: &str) -> bool {
        let part = fold(part);
        let files = self.files();
        // Most queries name a note, so try names before searching all paths.
        let is_name = || files.named(&format!("{part}.md")).any(|id| fold(&files.paths[id.0 as usize]).contains(&part));
        let found = is_name() || memmem::find(self.folded().as_bytes(), part.as_bytes()).is_some();
        self.searched(found)
    }

    /// Returns the first file below `folder`, by path.
    pub fn first_file_in(&self, folder: &str) -> Option<&str> {
        self.files_in(folder).next()
    }

    /// Returns the first note below `folder`, by path.
    pub fn first_note_in(&self, folder: &str) -> Option<&str> {
        self.files_in(folder).find(|path| stem(path).len() < file_name(path).len())
    }

    fn files_in<'a>(&'a self, folder: &str) -> impl Iterator<Item = &'a str> {
        ask(Question::Folder(folder));
        let below = format!("{folder}/");
        let paths = &self.files().paths;
        let from = paths.partition_point(|path| *path < below);
        if paths.get(from).is_none_or(|path| !path.starts_with(&below)) {
            self.missed.store(true, Ordering::Relaxed);
        }
        paths[from..].iter().take_while(move |path| path.starts_with(&below)).map(String::as_str)
    }

    /// Returns whether there is a folder or a file at `path`, a source as the Dataview plugin reads it: relative to the
    /// vault root, or to the root of an inner vault that contains the note at `from`. Case and `.md` are ignored.
    pub fn has_folder_or_note(&self, path: &str, from: &str) -> bool {
        let place = fold(path.trim_matches('/'));
        let is_in = |root: &str| {
            let root = fold(root);
            let mut ends = ["/", "\n", ".md\n"].iter();
            ends.any(|end| memmem::find(self.folded().as_bytes(), format!("\n{root}{place}{end}").as_bytes()).is_some())
        };
        let found = is_in("") || self.inner_roots(from).into_iter().any(is_in);
        self.searched(found)
    }

    /// Asks the question of a search of all paths with this result, and returns it.
    fn searched(&self, found: bool) -> bool {
        if found {
            ask(Question::FoundInPaths);
        } else {
            ask(Question::MissedInPaths);
            self.missed.store(true, Ordering::Relaxed);
        }
        found
    }

    /// Returns all folded paths, each between two line breaks.
    fn folded(&self) -> &str {
        self.folded.get_or_init(|| {
            let paths = self.files().paths.iter().map(|path| fold(path) + "\n");
            std::iter::once("\n".to_owned()).chain(paths).collect()
        })
    }

    /// Returns the result of [`any_path_contains`](Self::any_path_contains) for each of `parts`.
    pub fn any_path_contains_each(&self, parts: &[&str]) -> Vec<bool> {
        if parts.len() <= FEW {
            return parts.iter().map(|part| self.any_path_contains(part)).collect();
        }
        let folded: Vec<String> = parts.iter().map(|part| fold(part)).collect();
        self.are_in_paths(folded.iter().map(String::as_str))
    }

    /// Returns the result of [`has_folder_or_note`](Self::has_folder_or_note) for each of `places`.
    pub fn has_folders_or_notes(&self, places: &[&str], from: &str) -> Vec<bool> {
        if places.len() <= FEW {
            return places.iter().map(|place| self.has_folder_or_note(place, from)).collect();
        }
        let mut found = vec![false; places.len()];
        for root in std::iter::once("").chain(self.inner_roots(from)) {
            for end in ["/", "\n", ".md\n"] {
                let whole = |place: &&str| format!("\n{}{}{end}", fold(root), fold(place.trim_matches('/')));
                let wanted: Vec<String> = places.iter().map(whole).collect();
                let here = self.are_in_paths(wanted.iter().map(String::as_str));
                found.iter_mut().zip(here).for_each(|(found, here)| *found |= here);
            }
        }
        found
    }

    /// Returns whether some path contains each of `parts`. Scans the paths once per length that many parts share, not
    /// once per part.
    fn are_in_paths<'a>(&self, parts: impl Iterator<Item = &'a str>) -> Vec<bool> {
        let paths = self.folded().as_bytes();
        let parts: Vec<&[u8]> = parts.map(str::as_bytes).collect();
        let mut by_length: BTreeMap<usize, HashSet<&[u8], RandomState>> = BTreeMap::new();
        for part in &parts {
            by_length.entry(part.len()).or_default().insert(part);
        }
        let mut missing: HashSet<&[u8], RandomState> = HashSet::default();
        for (length, mut remaining) in by_length {
            if length == 0 || remaining.len() <= FEW {
                remaining.retain(|part| memmem::find(paths, part).is_none());
            } else {
                for window in paths.windows(length) {
                    if remaining.remove(window) && remaining.is_empty() {
                        break;
                    }
                }
            }
            missing.extend(remaining);
        }
        parts.iter().map(|part| self.searched(!missing.contains(part))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_are_found_as_each_alone() {
        let index = VaultIndex::new((0..300).map(|at| format!("Folder {}/Sub/Note {at}.md", at % 7)).collect());
        let parts: Vec<String> = (0..400)
            .flat_map(|at| [format!("note {at}"), format!("Folder {at}/"), format!("der {at}/S"), format!("{at}.md")])
            .chain([String::new(), "/".to_owned()])
            .collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let alone: Vec<bool> = parts.iter().map(|part| index.any_path_contains(part)).collect();
        assert_eq!(index.any_path_contains_each(&parts), alone);
        let places: Vec<String> = (0..400)
            .flat_map(|at| [format!("Folder {at}"), format!("folder 1/sub/note {at}"), format!("Folder {at}/Sub/")])
            .collect();
        let places: Vec<&str> = places.iter().map(String::as_str).collect();
        let alone: Vec<bool> = places.iter().map(|place| index.has_folder_or_note(place, "a.md")).collect();
        assert!(alone.contains(&true) && alone.contains(&false));
        assert_eq!(index.has_folders_or_notes(&places, "a.md"), alone);
    }
}
