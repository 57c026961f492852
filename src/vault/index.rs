//! The paths of all files, and the file that a link opens.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use super::anchors::AnchorCache;
use super::dependencies::{Dependency, ask, record, untracked};
use super::people::KnownNames;
use super::question::{Question, with_question_of_target};
use super::{BriefFacts, LinkedFiles, NameUse, NoteFacts, PackedFacts, PeopleIndex, VaultAnswers, VaultChanges, fold};
use crate::names::{Cluster, Decisions, Member, PairVerdict};
use crate::note::{file_name, folder};

mod common_names;
mod conflict_copies;
mod files;
mod garbled_paths;
mod habits;
mod heading_links;
mod linked_files;
mod lookup;
mod mirrors;
mod outer_files;
mod path_search;
mod unmade;

use files::Files;

pub use habits::{Habits, KindHabits, Share, UsualListStyle};
pub use heading_links::{HeadingLinks, RepairedHeading, garbled_heading_keys};
pub use outer_files::OuterFiles;
pub use unmade::UnmadeNames;

/// The files and folders that mark a folder as a vault: vaultlint's config file, or Obsidian's settings folder.
pub const VAULT_MARKERS: [&str; 2] = [".vaultlint.yaml", ".obsidian"];

/// The index of a file of the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// An index of the files of a vault, and optionally of the facts of its notes.
#[derive(Default)]
pub struct VaultIndex {
    /// Lists the files on first use: most notes that are checked alone need none.
    list: Option<Box<FileLister>>,
    files: OnceLock<Arc<Files>>,
    folded: OnceLock<String>,
    /// Whether a query found no file.
    missed: AtomicBool,
    /// The facts of each file, by its index; `None` for files without facts.
    facts: Option<Vec<Option<PackedFacts>>>,
    people: OnceLock<PeopleIndex>,
    aliases: OnceLock<lookup::Aliases>,
    days: OnceLock<lookup::Days>,
    placeholders: OnceLock<HashSet<String>>,
    known_names: OnceLock<KnownNames>,
    backlinks: OnceLock<lookup::Backlinks>,
    habits: OnceLock<Habits>,
    unmade: OnceLock<UnmadeNames>,
    /// What the files refer to, if a rule asks for it.
    linked_files: Option<LinkedFiles>,
    unused_attachments: OnceLock<linked_files::UnusedAttachments>,
    heading_links: heading_links::HeadingLinksCache,
    pub(super) anchors: AnchorCache,
    names: OnceLock<lookup::NamesByKey>,
    /// The folded names of the folders that have a folder note.
    folders_with_notes: OnceLock<HashSet<String>>,
    repaired: OnceLock<garbled_paths::Repaired>,
    mirrors: OnceLock<Vec<mirrors::Mirror>>,
    outer: Option<Arc<OuterFiles>>,
    /// The folded keys of bibliographies; `None` if there is none, or if they are not known.
    citation_keys: Option<HashSet<String>>,
    /// What another state of the vault answered, and the differences from it.
    seed: Option<(Arc<VaultAnswers>, Arc<VaultChanges>)>,
    /// The vault before the changes that a run checks.
    before: Option<Box<Self>>,
    history_source: Option<HistorySource>,
    history: OnceLock<lookup::KnownHistory>,
    history_version: OnceLock<u64>,
    history_was_asked: AtomicBool,
}

/// Where the history of the vault's files comes from.
pub struct HistorySource {
    /// Returns a number that differs if the history does; cheap.
    pub version: Box<dyn Fn() -> u64 + Send + Sync>,
    /// Reads the history, on first use: that takes longer than most runs.
    pub read: Box<dyn Fn() -> History + Send + Sync>,
}

/// The history of the vault's files. Paths are relative to the vault root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    /// The renames, newest first: old path and new path.
    pub renames: Vec<(String, String)>,
    /// The day of the first commit of each file, across renames.
    pub first_days: HashMap<String, jiff::civil::Date>,
}

/// Lists the path of every file that a link can open, including attachments and ignored files: relative to the vault
/// root, separated by `/`.
pub type FileLister = dyn Fn() -> Vec<String> + Send + Sync;

impl fmt::Debug for VaultIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VaultIndex").field("files", &self.files.get().map(|files| &files.paths)).finish_non_exhaustive()
    }
}

impl VaultIndex {
    /// Creates an index of `paths`, in the form of a [`FileLister`].
    pub fn new(paths: Vec<String>) -> Self {
        Self { files: Arc::new(Files::new(paths)).into(), ..Self::default() }
    }

    /// Creates an index of the files that `list` returns.
    pub fn with_lister(list: Box<FileLister>) -> Self {
        Self { list: Some(list), ..Self::default() }
    }

    /// Adds files, and drops the facts.
    #[must_use]
    pub fn with_files(mut self, more: Vec<String>) -> Self {
        let (history_source, outer) = (self.history_source.take(), self.outer.take());
        let files = match self.files().contain_all(&more) {
            true => Arc::clone(self.shared_files()),
            false => {
                let known = self.files().paths.iter().cloned();
                Arc::new(Files::new(known.chain(more).collect()))
            }
        };
        Self { history_source, outer, files: files.into(), ..Self::default() }
    }

    /// Creates an index of another state of the vault: with the files that `removed` does not contain, and `added`. What is
    /// around the vault is the same, and so are the facts of the files that both have.
    pub fn of_other_state(&self, removed: &HashSet<&str>, added: &[&str]) -> Self {
        let (files, facts) = match removed.is_empty() && added.is_empty() {
            true => (Arc::clone(self.shared_files()), self.facts.clone()),
            false => {
                let kept = self.files().paths.iter().filter(|path| !removed.contains(path.as_str())).cloned();
                let files = Files::new(kept.chain(added.iter().map(|path| (*path).to_owned())).collect());
                let mut known = self.known_files().map(|(file, facts)| (self.path(file), facts)).peekable();
                let facts = files.paths.iter().map(|path| {
                    while known.next_if(|(known, _)| *known < path.as_str()).is_some() {}
                    known.next_if(|(known, _)| known == path).map(|(_, facts)| facts.clone())
                });
                let facts = self.knows_facts().then(|| facts.collect());
                (Arc::new(files), facts)
            }
        };
        Self {
            files: files.into(),
            facts,
            outer: self.outer.clone(),
            citation_keys: self.citation_keys.clone(),
            ..Self::default()
        }
    }

    /// Returns the facts of every note that has some.
    pub fn all_facts(&self) -> impl Iterator<Item = (&str, &PackedFacts)> {
        self.known_files().map(|(file, facts)| (self.path(file), facts))
    }

    /// Sets what another state of the vault answered, and the differences from it: what is asked about all notes is then
    /// computed from these.
    #[must_use]
    pub fn with_seed(self, answers: Arc<VaultAnswers>, changes: Arc<VaultChanges>) -> Self {
        Self { seed: Some((answers, changes)), ..self }
    }

    pub(super) fn seed(&self) -> Option<(&VaultAnswers, &VaultChanges)> {
        self.seed.as_ref().map(|(answers, changes)| (&**answers, &**changes))
    }

    /// Sets the vault before the changes that a run checks: older versions of notes are checked in it.
    #[must_use]
    pub fn with_before(self, before: Self) -> Self {
        Self { before: Some(Box::new(before)), ..self }
    }

    /// Returns the vault before the changes; itself if that is not known.
    pub fn before(&self) -> &Self {
        self.before.as_deref().unwrap_or(self)
    }

    /// Sets the keys of the bibliographies in the vault.
    #[must_use]
    pub fn with_citation_keys(self, keys: impl IntoIterator<Item = String>) -> Self {
        Self { citation_keys: Some(keys.into_iter().map(|key| fold(&key)).collect()), ..self }
    }

    /// Returns whether a bibliography of the vault has `key`; `None` if none is known.
    pub fn is_citation_key(&self, key: &str) -> Option<bool> {
        // Without one, a new bibliography touches every question.
        let keys = self.citation_keys.as_ref()?;
        record(Dependency::Outside);
        Some(keys.contains(&fold(key)))
    }

    /// Returns whether a query found no file. With a complete list of files it might have found one.
    pub fn has_misses(&self) -> bool {
        self.missed.load(Ordering::Relaxed)
    }

    fn files(&self) -> &Files {
        self.shared_files()
    }

    fn shared_files(&self) -> &Arc<Files> {
        let list = || self.list.as_ref().map(|list| list()).unwrap_or_default();
        self.files.get_or_init(|| Arc::new(Files::new(list())))
    }

    /// Sets the facts of notes. Facts of unknown paths are dropped.
    #[must_use]
    pub fn with_facts<Facts: Into<PackedFacts>>(self, facts: impl IntoIterator<Item = (String, Facts)>) -> Self {
        let mut all = vec![None; self.files().paths.len()];
        let mut next = 0;
        for (path, facts) in facts {
            // Most facts are sorted as the files are.
            let at = match self.files().paths.get(next) {
                Some(known) if *known == path => Some(next),
                _ => self.find(&path).map(|file| file.0 as usize),
            };
            if let Some(at) = at {
                all[at] = Some(facts.into());
                next = at + 1;
            }
        }
        let mut index = Self { facts: Some(all), ..self };
        index.invalidate();
        index
    }

    /// Replaces the facts of the note at `path`; with `None`, it has none. Returns whether they changed.
    pub fn update(&mut self, path: &str, new: Option<PackedFacts>) -> bool {
        let (Some(file), Some(facts)) = (self.find(path), &mut self.facts) else { return false };
        let known = &mut facts[file.0 as usize];
        if *known == new {
            return false;
        }
        *known = new;
        self.invalidate();
        true
    }

    /// Discards everything that is derived from facts.
    fn invalidate(&mut self) {
        self.seed = None;
        self.people = OnceLock::new();
        self.aliases = OnceLock::new();
        self.days = OnceLock::new();
        self.placeholders = OnceLock::new();
        self.known_names = OnceLock::new();
        self.backlinks = OnceLock::new();
        self.habits = OnceLock::new();
        self.unmade = OnceLock::new();
        self.unused_attachments = OnceLock::new();
        self.heading_links.forget();
        self.anchors = AnchorCache::default();
    }

    /// Returns whether the index has facts.
    pub fn knows_facts(&self) -> bool {
        self.facts.is_some()
    }

    /// Returns the file at exactly `path`.
    pub fn file(&self, path: &str) -> Option<FileId> {
        ask(Question::File(path));
        self.find(path)
    }

    /// Returns the file at `path`, without a question: the answer is a part of another one.
    pub(super) fn find(&self, path: &str) -> Option<FileId> {
        let at = self.files().paths.binary_search_by(|known| known.as_str().cmp(path)).ok()?;
        Some(FileId(u32::try_from(at).expect("every index fits, as checked at construction")))
    }

    /// Returns every file, sorted by path.
    pub(crate) fn all_files(&self) -> impl Iterator<Item = FileId> + '_ {
        (0..self.files().paths.len())
            .map(|at| FileId(u32::try_from(at).expect("every index fits, as checked at construction")))
    }

    /// Returns the path of `file`.
    pub fn path(&self, file: FileId) -> &str {
        &self.files().paths[file.0 as usize]
    }

    /// Returns the file that Obsidian opens for the link `target` (a path without fragment) in the note at `from`.
    ///
    /// Candidates are the files whose path is the target or ends in `/` + target; if there are none, those with `.md`
    /// appended to the target. The order of preference is: the exact path, a file in the note's own folder, the shortest
    /// path. Case and Unicode composition are ignored. An empty target is the note itself.
    pub fn resolve(&self, target: &str, from: &str) -> Option<FileId> {
        if target.is_empty() {
            return self.find(from);
        }
        with_question_of_target(target, ask);
        let is_rooted = target.starts_with('/');
        let (target, anchored) = self.target_path(target, from)?;
        let at = |target: &str| {
            self.best(target, anchored, from).or_else(|| self.best(&format!("{target}.md"), anchored, from))
        };
        let in_inner = || self.inner_roots(from).into_iter().find_map(|root| at(&(fold(root) + &target)));
        let found = at(&target).or_else(|| if is_rooted { in_inner() } else { None });
        if found.is_none() {
            self.missed.store(true, Ordering::Relaxed);
        }
        found
    }

    /// Returns the folded target, and whether it is a whole path: `/x`, `./x` or `../x`.
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
        let files = self.files();
        if files.is_common_name(file_name(target)) {
            return files.resolve_common_name(target, anchored, from);
        }
        let matching = files.named(file_name(target)).filter_map(|id| {
            let path = fold(&files.paths[id.0 as usize]);
            let matches =
                path == target || (!anchored && path.strip_suffix(target).is_some_and(|before| before.ends_with('/')));
            matches.then_some((id, path))
        });
        let here = fold(folder(from));
        let rank = |(id, path): &(FileId, String)| {
            let rank = if path == target {
                0
            } else if folder(path) == here {
                1
            } else {
                2
            };
            (rank, path.len(), *id)
        };
        matching.min_by_key(rank).map(|(id, _)| id)
    }

    /// Returns the roots of the inner vaults that contain the note at `from`, each with a trailing `/`.
    fn inner_roots<'a>(&self, from: &'a str) -> Vec<&'a str> {
        let folders = from.match_indices('/').map(|(at, _)| &from[..=at]);
        let is_root =
            |folder: &&str| VAULT_MARKERS.iter().any(|marker| self.find(&format!("{folder}{marker}")).is_some());
        folders.filter(is_root).collect()
    }

    /// Returns the facts of the note at `path`, if the index has them.
    pub fn facts(&self, path: &str) -> Option<NoteFacts> {
        ask(Question::Facts(path));
        self.facts_at(self.find(path)?).map(PackedFacts::unpack)
    }

    /// Returns what is read of the note at `path` without unpacking its facts, if the index has them.
    pub fn brief_facts(&self, path: &str) -> Option<BriefFacts> {
        ask(Question::Facts(path));
        self.facts_at(self.find(path)?).map(PackedFacts::brief)
    }

    /// Returns the notes that link to the note at `path`; empty without facts.
    pub fn backlinks(&self, path: &str) -> Vec<&str> {
        ask(Question::Backlinks);
        let linking = self.find(path).and_then(|target| self.backlinks_by_target().get(&target));
        linking.into_iter().flatten().map(|from| self.path(*from)).collect()
    }

    /// Returns how often the vault names a person `form`; not at all without facts.
    pub fn name_use(&self, form: &str) -> NameUse {
        ask(Question::AllNames);
        self.known_names.get_or_init(|| untracked(|| KnownNames::in_vault(self))).get(form)
    }

    /// Returns whether a template of the vault has the placeholder `form`; false without facts.
    pub fn has_placeholder_in_template(&self, form: &str) -> bool {
        ask(Question::Placeholder(form));
        let forms = self.placeholders.get_or_init(|| {
            let facts = self.all_facts().map(|(_, facts)| facts.unpack());
            facts.filter(|facts| facts.habits.is_template).flat_map(|facts| facts.placeholders).collect()
        });
        forms.contains(form)
    }

    /// Returns every name of a person in the vault, with the number of notes that contain it.
    pub fn names(&self) -> BTreeMap<String, usize> {
        ask(Question::AllNames);
        untracked(|| PeopleIndex::names(self))
    }

    /// Returns the people of the vault and the spellings that may be theirs, computed on first use.
    pub fn people(&self, decisions: &Decisions) -> &PeopleIndex {
        ask(Question::AllNames);
        self.people_of_vault(decisions)
    }

    /// Returns the guesses whose variant the note at `path` mentions.
    pub fn guesses(&self, path: &str, decisions: &Decisions) -> impl Iterator<Item = (&Cluster, &Member)> {
        ask(Question::Guesses(path));
        self.people_of_vault(decisions).guesses(path)
    }

    pub(super) fn people_of_vault(&self, decisions: &Decisions) -> &PeopleIndex {
        self.people.get_or_init(|| {
            untracked(|| match &self.seed {
                Some((answers, changes)) if !changes.may_concern_names(self) => answers.people.clone(),
                _ => PeopleIndex::new(self, decisions),
            })
        })
    }

    /// Returns why two names are taken for one person, or not.
    pub fn name_verdict(&self, decisions: &Decisions, pair: (&str, &str)) -> PairVerdict {
        record(Dependency::Facts);
        PeopleIndex::verdict(self, decisions, pair)
    }

    /// Returns whether the note at `file` is about a person.
    pub(super) fn is_about_person(&self, file: FileId) -> bool {
        self.facts_at(file).is_some_and(|facts| facts.brief().is_about_person)
    }

    /// Returns the facts of the note `file`.
    pub(super) fn facts_at(&self, file: FileId) -> Option<&PackedFacts> {
        self.facts.as_ref()?.get(file.0 as usize)?.as_ref()
    }

    /// Returns the notes with facts, sorted.
    pub(super) fn known_files(&self) -> impl Iterator<Item = (FileId, &PackedFacts)> {
        self.all_files().zip(self.facts.iter().flatten()).filter_map(|(file, facts)| Some((file, facts.as_ref()?)))
    }

    /// Returns the notes with facts, sorted by path.
    pub(super) fn known_notes(&self) -> Vec<(&str, &PackedFacts)> {
        self.all_facts().collect()
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
        let mut index = index(&["a/t.md", "b/n.md", "c.md", "d.md"]).with_facts(facts);
        assert_eq!(index.backlinks("a/t.md"), ["b/n.md", "c.md"]);
        index.update("d.md", Some(link("T").into()));
        assert_eq!(index.backlinks("a/t.md"), ["b/n.md", "c.md", "d.md"]);
    }
}
