//! Lookups for a link target: candidate files, similar names, aliases, renames and backlinks.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use super::{FileId, History, HistorySource, VAULT_MARKERS, VaultIndex};
use crate::note::{FOLDER_NOTES, file_name, note_folder, note_name, path_spellings, stem};
use crate::text::nearest;
use crate::vault::VaultAnswers;
use crate::vault::dependencies::{ask, untracked};
use crate::vault::question::{Question, similarity_key, with_question_of_target};
use crate::vault::{Sketch, day_of, fold};

/// The notes by their folded aliases.
pub(super) type Aliases = HashMap<String, Vec<FileId>>;
/// The notes by the first character and the digits of their folded names: a different number is not a typo.
pub(super) type NamesByKey = HashMap<(Option<char>, String), Vec<(FoldedName, FileId)>>;
/// The notes with a sketch by their day.
pub(super) type Days = HashMap<jiff::civil::Date, Vec<(FileId, Sketch)>>;
/// The notes that link to each file, sorted by path.
pub(super) type Backlinks = HashMap<FileId, Vec<FileId>>;
/// The renames by the folded old name, newest first: the folded old path, and the new path.
type Renames = HashMap<String, Vec<(String, String)>>;

/// The history, indexed for lookups.
pub(super) struct KnownHistory {
    renames: Renames,
    first_days: HashMap<String, jiff::civil::Date>,
}

/// The maximum edit distance of similar names, as [`nearest`] counts it.
const MAX_TYPOS: usize = 2;

/// The maximum number of names with one key; more are not searched, because a vault with as many broken links would take
/// quadratic time.
const MAX_SAME_KEY: usize = 20_000;
/// The maximum number of names whose edit distance is computed.
const MAX_COMPARED: usize = 256;

/// A folded name, with a bit set of its letters modulo 64.
pub(super) struct FoldedName {
    folded: String,
    letters: u64,
}

impl FoldedName {
    fn new(folded: String) -> Self {
        let letters = folded.chars().fold(0, |letters, letter| letters | 1 << (u32::from(letter) % 64));
        Self { folded, letters }
    }

    /// Returns the key that a typo does not change: the first character and the digits.
    fn key(&self) -> (Option<char>, String) {
        similarity_key(&self.folded)
    }

    /// Returns whether the other name may be within [`MAX_TYPOS`]: a changed letter flips at most two bits.
    fn may_match(&self, other: &Self) -> bool {
        (self.letters ^ other.letters).count_ones() as usize <= 2 * MAX_TYPOS
    }
}

impl VaultIndex {
    /// Sets the source of the history.
    #[must_use]
    pub fn with_history(self, source: Option<HistorySource>) -> Self {
        Self { history_source: source, ..self }
    }

    /// Returns whether the history differs from what notes asked for when the vault had these answers.
    pub fn has_other_history(&self, before: &VaultAnswers) -> bool {
        before.history.is_some_and(|version| version != self.history_version())
    }

    /// Returns the version of the history if a note asked for it, in this run or when its result was cached.
    pub(in crate::vault) fn asked_history(&self) -> Option<u64> {
        let was_asked = self.seed().is_some_and(|(answers, _)| answers.history.is_some());
        (was_asked || self.history_was_asked.load(Ordering::Relaxed)).then(|| self.history_version())
    }

    /// A run that cannot read the history does not know what another finds: its version is 0.
    fn history_version(&self) -> u64 {
        *self.history_version.get_or_init(|| self.history_source.as_ref().map_or(0, |source| (source.version)()))
    }

    /// Returns the history, if there is a source.
    fn known_history(&self) -> Option<&KnownHistory> {
        ask(Question::History);
        self.history_was_asked.store(true, Ordering::Relaxed);
        let source = self.history_source.as_ref()?;
        Some(self.history.get_or_init(|| {
            let History { renames, first_days } = (source.read)();
            let mut known = KnownHistory { renames: Renames::new(), first_days };
            for (from, to) in renames {
                let from = fold(&from);
                known.renames.entry(file_name(&from).to_owned()).or_default().push((from, to));
            }
            known
        }))
    }

    /// Returns the day of the first commit of the file at `path`, if the history has it.
    pub fn first_commit_day(&self, path: &str) -> Option<jiff::civil::Date> {
        self.known_history()?.first_days.get(path).copied()
    }

    /// Returns the files that a link to `target` could open, by name or path suffix, sorted by path; for common names
    /// the first 64. Empty for targets that start with `/`, `./` or `../`, which are not ambiguous.
    pub fn candidates(&self, target: &str) -> Vec<&str> {
        with_question_of_target(target, ask);
        self.candidates_for(target)
    }

    fn candidates_for(&self, target: &str) -> Vec<&str> {
        let target = fold(target);
        if target.starts_with(['/', '.']) {
            return Vec::new();
        }
        let matching = |target: &str| -> Vec<&str> {
            if self.files().is_common_name(file_name(target)) {
                return self.files().common_name_candidates(target).iter().map(|id| self.path(*id)).collect();
            }
            let ending = format!("/{target}");
            let matches = |path: &&str| fold(path) == target || fold(path).ends_with(&ending);
            self.files().named(file_name(target)).map(|id| self.path(id)).filter(matches).collect()
        };
        let found = matching(&target);
        if found.is_empty() { matching(&format!("{target}.md")) } else { found }
    }

    /// Returns the folder note that a link to `target` means: that of the only folder of this name. Obsidian opens
    /// nothing for such a link.
    pub fn folder_note(&self, target: &str) -> Option<FileId> {
        let folder = target.trim_end_matches('/');
        let name = file_name(folder);
        if matches!(name, "" | "." | "..") {
            return None;
        }
        let folder = folder.trim_start_matches('/');
        with_question_of_target(folder, ask);
        let paths = &self.files().paths;
        let folders = self.folders_with_notes.get_or_init(|| {
            paths.iter().filter_map(|path| note_folder(path)).map(|folder| fold(file_name(folder))).collect()
        });
        if !folders.contains(&fold(name)) {
            return None;
        }
        let notes = FOLDER_NOTES
            .iter()
            .copied()
            .chain([name])
            .flat_map(|note| self.candidates_for(&format!("{folder}/{note}.md")));
        let mut notes = notes.filter_map(|path| Some((note_folder(path)?, path)));
        let (only, path) = notes.next()?;
        let is_vault = VAULT_MARKERS.iter().any(|marker| self.find(&format!("{only}/{marker}")).is_some());
        if is_vault || notes.any(|(other, _)| other != only) {
            return None;
        }
        self.find(path)
    }

    /// Returns a target that opens `to` from the note at `from`, in the format of the target `written`.
    pub fn link_to(&self, to: FileId, written: &str, from: &str) -> Option<String> {
        path_spellings(written, self.path(to), from).into_iter().find(|target| self.resolve(target, from) == Some(to))
    }

    /// Returns the only note whose name is a typo away from that of `target`. A folder note has the name of its folder.
    pub fn similarly_named(&self, target: &str) -> Option<FileId> {
        let wanted = FoldedName::new(fold(note_name(target.trim_end_matches('/'))));
        let key = wanted.key();
        ask(Question::Similar(key.0, &key.1));
        let names = self.names.get_or_init(|| {
            let mut names = NamesByKey::new();
            for id in self.all_files().filter(|id| stem(self.path(*id)).len() < file_name(self.path(*id)).len()) {
                let name = FoldedName::new(fold(note_name(self.path(id))));
                names.entry(name.key()).or_default().push((name, id));
            }
            names
        });
        let alike = names.get(&key).filter(|alike| alike.len() <= MAX_SAME_KEY)?;
        let near = || alike.iter().filter(|(name, _)| wanted.may_match(name));
        if near().nth(MAX_COMPARED).is_some() {
            return None;
        }
        let found = nearest(&wanted.folded, near().map(|(name, _)| name.folded.as_str()))?;
        let mut named = near().filter(|(name, _)| name.folded == found).map(|(_, id)| *id);
        named.next().filter(|_| named.next().is_none())
    }

    /// Returns the notes with the alias `alias`; empty without facts.
    pub fn notes_with_alias(&self, alias: &str) -> &[FileId] {
        let alias = fold(alias.trim());
        ask(Question::Alias(&alias));
        let aliases = self.aliases.get_or_init(|| untracked(|| self.collect_aliases()));
        aliases.get(&alias).map_or(&[], Vec::as_slice)
    }

    fn collect_aliases(&self) -> Aliases {
        let mut aliases = Aliases::new();
        for (path, facts) in self.known_notes() {
            let (Some(id), facts) = (self.find(path), facts.unpack()) else { continue };
            if self.conflict_copy(path).is_some() {
                continue;
            }
            for alias in facts.property("aliases").iter().chain(facts.property("alias")) {
                let notes = aliases.entry(fold(alias.trim())).or_default();
                if notes.last() != Some(&id) {
                    notes.push(id);
                }
            }
        }
        aliases
    }

    /// Returns the notes that link to each file.
    pub(super) fn backlinks_by_target(&self) -> &Backlinks {
        self.backlinks.get_or_init(|| untracked(|| self.collect_backlinks()))
    }

    fn collect_backlinks(&self) -> Backlinks {
        let mut linking = Backlinks::new();
        for (path, facts) in self.known_notes() {
            let Some(from) = self.find(path) else { continue };
            for target in facts.unpack().links.iter().filter_map(|link| self.resolve(&link.path, path)) {
                let notes = linking.entry(target).or_default();
                if notes.last() != Some(&from) {
                    notes.push(from);
                }
            }
        }
        linking
    }

    /// Returns the notes of `day` that have a sketch.
    pub fn notes_of_day(&self, day: jiff::civil::Date) -> &[(FileId, Sketch)] {
        ask(Question::Day(day));
        let days = self.days.get_or_init(|| {
            let mut days = Days::new();
            for (path, facts) in self.known_notes() {
                let mut facts = facts.unpack();
                let Some(sketch) = facts.sketch.take() else { continue };
                let property = facts.property("date").first();
                if let (Some(day), Some(file)) = (day_of(stem(path), property.map(String::as_str)), self.find(path)) {
                    days.entry(day).or_default().push((file, sketch));
                }
            }
            days
        });
        days.get(&day).map_or(&[], Vec::as_slice)
    }

    /// Returns the file that a link to `target` opened before a rename, if the history is unambiguous.
    pub fn renamed(&self, target: &str) -> Option<FileId> {
        let renames = &self.known_history()?.renames;
        let target = fold(target.trim_start_matches('/'));
        let mut found: Vec<FileId> = [target.clone(), format!("{target}.md")]
            .iter()
            .flat_map(|path| renames.get(file_name(path)).into_iter().flatten().map(move |rename| (path, rename)))
            .filter(|(path, (from, _))| {
                from.strip_suffix(path.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('/'))
            })
            .filter_map(|(_, (_, to))| self.current_file(to, renames))
            .collect();
        found.sort_unstable();
        found.dedup();
        match found[..] {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Returns the file that was renamed to `to`, following up to 16 renames.
    fn current_file(&self, to: &str, renames: &Renames) -> Option<FileId> {
        let mut to = to;
        for _ in 0..16 {
            if let Some(file) = self.file(to) {
                return Some(file);
            }
            let path = fold(to);
            to = &renames.get(file_name(&path))?.iter().find(|(from, _)| *from == path)?.1;
        }
        None
    }
}
