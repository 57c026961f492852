//! Folders that are copies of others, file by file: a published copy of the vault, a backup in it.

use std::collections::HashMap;

use super::{Files, VaultIndex};
use crate::vault::dependencies::ask;
use crate::vault::question::Question;

/// A folder and its copy, each empty or ending in `/`. The copy is the one with the longer path.
pub(super) type Mirror = (String, String);

/// The minimum number of files in a copy, and the percentage of them that must be in the other folder as well.
const COPY: (usize, usize) = (10, 90);
/// The maximum number of pairs of folders that are compared file by file.
const MAX_PAIRS: usize = 32;

impl VaultIndex {
    /// Returns whether the files at `one` and `other` are the same file of a folder and of its copy.
    pub fn are_copies(&self, one: &str, other: &str) -> bool {
        ask(Question::Mirrors);
        let files = self.files();
        let (one, other) = if (one.len(), one) <= (other.len(), other) { (one, other) } else { (other, one) };
        let mirrors = self.mirrors.get_or_init(|| mirrors(files));
        mirrors.iter().any(|(folder, copy)| {
            one.strip_prefix(folder.as_str()).is_some_and(|rest| other.strip_prefix(copy.as_str()) == Some(rest))
        })
    }
}

fn mirrors(files: &Files) -> Vec<Mirror> {
    let mut pairs: HashMap<Mirror, usize> = HashMap::new();
    for group in files.by_name.chunk_by(|one, other| one.0 == other.0) {
        // Names that are in many folders, `README.md` or those of a template, tell nothing.
        let [(_, one), (_, other)] = group else { continue };
        let (one, other) = (&files.paths[one.0 as usize], &files.paths[other.0 as usize]);
        let (one, other) = if (one.len(), one) <= (other.len(), other) { (one, other) } else { (other, one) };
        let Some(pair) = folders(one, other) else { continue };
        // Folders such as those of two years may have the same names without being copies, but not folders in them.
        if one[pair.0.len()..].contains('/') {
            *pairs.entry(pair).or_default() += 1;
        }
    }
    let mut pairs: Vec<(Mirror, usize)> = pairs.into_iter().filter(|(_, count)| *count >= COPY.0).collect();
    pairs.sort_unstable_by(|one, other| (other.1, &one.0).cmp(&(one.1, &other.0)));
    pairs.truncate(MAX_PAIRS);
    pairs.into_iter().map(|(mirror, _)| mirror).filter(|mirror| is_copy(files, mirror)).collect()
}

/// Returns what is before the longest common end of two paths, cut at folders; `None` if their names differ, as in case.
fn folders(one: &str, other: &str) -> Option<Mirror> {
    let parts = |path: &str| path.rsplit('/').map(str::len).collect::<Vec<_>>();
    let common: usize = one
        .rsplit('/')
        .zip(other.rsplit('/'))
        .zip(parts(one))
        .take_while(|((one, other), _)| one == other)
        .map(|(_, length)| length + 1)
        .sum();
    let folder = |path: &str| path[..(path.len() + 1).saturating_sub(common)].to_owned();
    (common > 0).then(|| (folder(one), folder(other)))
}

fn is_copy(files: &Files, (folder, copy): &Mirror) -> bool {
    let from = files.paths.partition_point(|path| path.as_str() < copy.as_str());
    let inside = files.paths[from..].iter().map_while(|path| path.strip_prefix(copy.as_str()));
    let (mut all, mut same) = (0, 0);
    for rest in inside {
        all += 1;
        let original = format!("{folder}{rest}");
        same += usize::from(files.paths.binary_search(&original).is_ok());
    }
    all >= COPY.0 && same * 100 >= COPY.1 * all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_has_nearly_all_files_of_a_folder() {
        let mut paths = Vec::new();
        for n in 0..12 {
            paths.push(format!("notes/{n}.md"));
            paths.push(format!("site/content/notes/{n}.md"));
            paths.push(format!("2024/day {n}.md"));
            paths.push(format!("2025/day {n}.md"));
        }
        paths.extend(["site/content/notes/new.md", "a/plan.md", "b/Plan.md", "README.md"].map(str::to_owned));
        let index = VaultIndex::new(paths);
        assert!(index.are_copies("notes/3.md", "site/content/notes/3.md"));
        assert!(index.are_copies("site/content/notes/3.md", "notes/3.md"));
        assert!(!index.are_copies("notes/3.md", "site/content/notes/4.md"));
        assert!(!index.are_copies("2024/day 3.md", "2025/day 3.md"));
    }

    #[test]
    fn a_folder_with_many_other_files_is_no_copy() {
        let paths = (0..12).flat_map(|n| {
            ["notes/{}.md", "a/notes/{}.md", "a/notes/{} more.md"].map(|path| path.replace("{}", &n.to_string()))
        });
        assert!(!VaultIndex::new(paths.collect()).are_copies("notes/3.md", "a/notes/3.md"));
    }
}
