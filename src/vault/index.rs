//! Every file's path, and what a link means.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{NoteFacts, PeopleIndex, fold};
use crate::names::Decisions;
use crate::note::{file_name, folder};

/// A file of the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// Answers about the vault.
#[derive(Debug, Default)]
pub struct VaultIndex {
    paths: Vec<String>,
    /// Made at the first link that is asked for: most notes that are checked alone have none that matters.
    names: OnceLock<Names>,
    /// Whether a link was asked for that no file answers to.
    missed: AtomicBool,
    facts: Option<HashMap<FileId, NoteFacts>>,
    people: OnceLock<PeopleIndex>,
}

/// The paths as links find them.
#[derive(Debug)]
struct Names {
    folded: Vec<String>,
    by_name: HashMap<String, Vec<FileId>>,
}

impl Names {
    fn of(paths: &[String]) -> Self {
        let folded: Vec<String> = paths.iter().map(|path| fold(path)).collect();
        let mut by_name: HashMap<String, Vec<FileId>> = HashMap::new();
        for (id, path) in folded.iter().enumerate() {
            let id = FileId(u32::try_from(id).expect("a vault has fewer files than u32 has numbers"));
            by_name.entry(file_name(path).to_owned()).or_default().push(id);
        }
        Self { folded, by_name }
    }
}

impl VaultIndex {
    /// An index over `paths`: every file a link can mean, attachments and ignored files too. From the vault's root,
    /// with `/` between their parts.
    pub fn new(mut paths: Vec<String>) -> Self {
        paths.sort_unstable();
        paths.dedup();
        Self { paths, ..Self::default() }
    }

    /// The same index over more files, without facts.
    #[must_use]
    pub fn with_files(mut self, more: Vec<String>) -> Self {
        self.paths.extend(more);
        Self::new(self.paths)
    }

    /// Whether a link was asked for that no file answers to: where the files are not all known, it may have one.
    pub fn missed(&self) -> bool {
        self.missed.load(Ordering::Relaxed)
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| Names::of(&self.paths))
    }

    /// The same index, knowing what notes say. Facts of a path that is not in the index are dropped.
    #[must_use]
    pub fn with_facts(self, facts: impl IntoIterator<Item = (String, NoteFacts)>) -> Self {
        let facts = facts.into_iter().filter_map(|(path, facts)| Some((self.file(&path)?, facts))).collect();
        Self { facts: Some(facts), people: OnceLock::new(), ..self }
    }

    /// Takes in what the note at `path` says now. Returns whether that is news.
    pub fn update(&mut self, path: &str, new: NoteFacts) -> bool {
        let (Some(file), Some(facts)) = (self.file(path), &mut self.facts) else { return false };
        if facts.get(&file) == Some(&new) {
            return false;
        }
        facts.insert(file, new);
        self.people = OnceLock::new();
        true
    }

    /// Whether notes were read for what they tell each other.
    pub fn knows_facts(&self) -> bool {
        self.facts.is_some()
    }

    /// The file at exactly `path`.
    pub fn file(&self, path: &str) -> Option<FileId> {
        let at = self.paths.binary_search_by(|known| known.as_str().cmp(path)).ok()?;
        Some(FileId(u32::try_from(at).expect("ids were given to all of them")))
    }

    /// The path of `file`.
    pub fn path(&self, file: FileId) -> &str {
        &self.paths[file.0 as usize]
    }

    /// The file that Obsidian opens for the link `target` (a path without fragment) in the note at `from`.
    ///
    /// Candidates are the files whose path is the target or ends in `/` + target, with `.md` added where there is no
    /// such file. Of them: the exact path, then one in the note's own folder, then the shortest path. Case and
    /// composition of characters do not count. An empty target is the note itself.
    pub fn resolve(&self, target: &str, from: &str) -> Option<FileId> {
        if target.is_empty() {
            return self.file(from);
        }
        let (target, anchored) = self.target_path(target, from)?;
        let found = self.best(&target, anchored, from).or_else(|| self.best(&format!("{target}.md"), anchored, from));
        if found.is_none() {
            self.missed.store(true, Ordering::Relaxed);
        }
        found
    }

    /// The folded target, and whether it is a whole path already: `/x`, `./x`, `../x`.
    fn target_path(&self, target: &str, from: &str) -> Option<(String, bool)> {
        if let Some(rooted) = target.strip_prefix('/') {
            return Some((fold(rooted), true));
        }
        if !target.starts_with("./") && !target.starts_with("../") {
            return Some((fold(target), false));
        }
        let mut parts: Vec<&str> = folder(from).split('/').filter(|part| !part.is_empty()).collect();
        for step in target.split('/') {
            match step {
                "." | "" => {}
                ".." => {
                    parts.pop()?;
                }
                step => parts.push(step),
            }
        }
        Some((fold(&parts.join("/")), true))
    }

    fn best(&self, target: &str, anchored: bool, from: &str) -> Option<FileId> {
        let Names { folded, by_name } = self.names();
        let candidates = by_name.get(file_name(target))?;
        let mut matching = candidates.iter().copied().filter(|&id| {
            let path = &folded[id.0 as usize];
            path == target || (!anchored && path.strip_suffix(target).is_some_and(|before| before.ends_with('/')))
        });
        let here = fold(folder(from));
        matching.by_ref().min_by_key(|&id| {
            let path = &folded[id.0 as usize];
            let rank = if path == target {
                0
            } else if folder(path) == here {
                1
            } else {
                2
            };
            (rank, path.len(), id)
        })
    }

    /// Whether some path of the vault contains `part`, as the plugin Tasks compares it: whatever the case.
    pub fn some_path_includes(&self, part: &str) -> bool {
        let part = fold(part);
        let found = self.names().folded.iter().any(|path| path.contains(&part));
        if !found {
            self.missed.store(true, Ordering::Relaxed);
        }
        found
    }

    /// What the note at `path` says, where facts were read.
    pub fn facts(&self, path: &str) -> Option<&NoteFacts> {
        self.facts.as_ref()?.get(&self.file(path)?)
    }

    /// The notes that link to the note at `path`; empty where no facts were read.
    pub fn backlinks(&self, path: &str) -> Vec<&str> {
        let Some(target) = self.file(path) else { return Vec::new() };
        let links_here = |&(from, facts): &(&str, &NoteFacts)| {
            facts.links.iter().any(|link| self.resolve(&link.path, from) == Some(target))
        };
        self.known_notes().into_iter().filter(links_here).map(|(from, _)| from).collect()
    }

    /// The people of the vault and the spellings that may be theirs, worked out at the first question.
    pub fn people(&self, decisions: &Decisions) -> &PeopleIndex {
        self.people.get_or_init(|| PeopleIndex::new(self, decisions))
    }

    /// The notes whose facts are known, in the order of their paths.
    pub(super) fn known_notes(&self) -> Vec<(&str, &NoteFacts)> {
        let mut notes: Vec<_> = self.facts.iter().flatten().map(|(&id, facts)| (self.path(id), facts)).collect();
        notes.sort_unstable_by_key(|(path, _)| *path);
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve<'a>(index: &'a VaultIndex, target: &str, from: &str) -> Option<&'a str> {
        index.resolve(target, from).map(|id| index.path(id))
    }

    fn index(paths: &[&str]) -> VaultIndex {
        VaultIndex::new(paths.iter().map(|path| (*path).to_owned()).collect())
    }

    #[test]
    fn exact_path_then_same_folder_then_shortest() {
        let index = index(&["README.md", "a/README.md", "a/deep/README.md", "b/x.md", "b/long name/y.md", "c/y.md"]);
        assert_eq!(resolve(&index, "README", "a/n.md"), Some("README.md"));
        assert_eq!(resolve(&index, "y", "b/long name/n.md"), Some("b/long name/y.md"));
        assert_eq!(resolve(&index, "y", "n.md"), Some("c/y.md"));
        assert_eq!(resolve(&index, "deep/readme", "n.md"), Some("a/deep/README.md"));
        assert_eq!(resolve(&index, "eadme", "n.md"), None);
    }

    #[test]
    fn attachments_dots_and_relative_paths() {
        let index = index(&["img/v1.2.png", "Notes on v1.2.md", "a/b.md"]);
        assert_eq!(resolve(&index, "v1.2.png", "a/n.md"), Some("img/v1.2.png"));
        assert_eq!(resolve(&index, "Notes on v1.2", "n.md"), Some("Notes on v1.2.md"));
        assert_eq!(resolve(&index, "../img/v1.2.png", "a/n.md"), Some("img/v1.2.png"));
        assert_eq!(resolve(&index, "./b", "a/n.md"), Some("a/b.md"));
        assert_eq!(resolve(&index, "/b", "a/n.md"), None);
        assert_eq!(resolve(&index, "../../x", "a/n.md"), None);
    }

    #[test]
    fn decomposed_names_are_the_same_names() {
        let index = index(&["Cafe\u{301}.md"]);
        assert!(index.resolve("Café", "n.md").is_some());
    }

    #[test]
    fn backlinks_resolve_each_link() {
        let link = |path: &str| {
            let link = crate::vault::LinkFact { path: path.to_owned(), fragment: None, alias: None };
            NoteFacts { links: vec![link], ..NoteFacts::default() }
        };
        let facts =
            [("b/n.md".to_owned(), link("t")), ("c.md".to_owned(), link("a/t")), ("d.md".to_owned(), link("x"))];
        let index = index(&["a/t.md", "b/n.md", "c.md", "d.md"]).with_facts(facts);
        assert_eq!(index.backlinks("a/t.md"), ["b/n.md", "c.md"]);
    }
}
