//! The cross-note pass: checks, with the facts of all notes, each note whose result depends on what changed in others.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::inbound::Inbound;
use super::note_report::{NoteReport, NoteResult};
use super::outcome::NoteOutcome;
use super::pass_input::PassInput;
use super::read_pass::{NewNote, ReadNote, ReadPass, ReadResult};
use super::result_cache::{CachedNote, CachedVault, NewEntry, ResultCache};
use super::runner::Runner;
use super::vault_changes::{changes_before, changes_since, differing_paths};
use crate::vault::{Dependency, PackedFacts, TouchedQuestions, VaultAnswers, VaultChanges, VaultIndex, track};

/// What is known once notes were compared.
pub(super) struct CrossNotePass {
    /// The result of each note of the scope, in its order.
    pub(super) results: Vec<NoteResult>,
    /// The index with the facts of the notes before their fixes; `None` if results do not depend on other notes, or if
    /// they were cached: then no fix changed a note.
    pub(super) index: Option<VaultIndex>,
    /// What changed in notes outside the scope.
    pub(super) inbound: Vec<NoteOutcome>,
}

/// What became of a note.
enum Checked {
    InScope(NoteResult),
    /// What the changes of the run cause in a note outside the scope.
    Outside(Option<NoteOutcome>),
}

/// The cache, with what it knows of the whole vault.
struct Known<'a> {
    cache: &'a dyn ResultCache,
    vault: Option<CachedVault>,
    /// How the vault differs from what is known; `None` if nothing is.
    changes: Option<Arc<VaultChanges>>,
    /// Whether the history differs from the one that notes asked for.
    has_other_history: bool,
}

impl<'a> Known<'a> {
    /// Compares what `cache` knows with the vault in `index` and the notes that were read, of which `notes` have facts.
    fn new(cache: &'a dyn ResultCache, read: (&VaultIndex, &[ReadResult<'_>]), notes: &[String]) -> Self {
        let vault = cache.vault();
        let changes = vault.as_ref().and_then(|vault| changes_since(vault, cache, read, notes));
        let has_other_history = vault.as_ref().is_some_and(|vault| read.0.has_other_history(&vault.answers));
        Self { cache, vault, changes: changes.map(Arc::new), has_other_history }
    }

    fn is_changed(&self) -> bool {
        self.has_other_history || self.changes.as_ref().is_none_or(|changes| !changes.is_empty())
    }

    /// Returns what is known of the vault, and how it differs.
    fn seed(&self) -> Option<(&CachedVault, &Arc<VaultChanges>)> {
        self.vault.as_ref().zip(self.changes.as_ref())
    }
}

impl Runner<'_> {
    /// Completes the results of the read pass with the findings that depend on other notes.
    pub(super) fn cross_note_pass(&self, read: ReadPass<'_>, input: &PassInput<'_>) -> CrossNotePass {
        let ReadPass { index, notes } = read;
        let known = input.cache.map(|cache| Known::new(cache, (&index, &notes), input.notes));
        let count = input.scope.len();
        if let Some(known) = known.as_ref().filter(|known| !known.is_changed() && input.base.is_none())
            && let Some(results) = self.reuse_all(&notes[..count], known.cache)
        {
            return CrossNotePass { results, index: None, inbound: Vec::new() };
        }
        if input.notes.is_empty() {
            return self.results_without_others((index, notes), input, known.as_ref());
        }
        let index = self.index_with_facts(index, &notes, input, known.as_ref());
        self.precompute(&index);
        let decisions = self.settings.decisions();
        let touched = index.touched_since_seed(decisions);
        let is_seeded = known.as_ref().and_then(Known::seed).is_some();
        let touched_before = (input.base.is_some() && is_seeded).then(|| index.before().touched_since_seed(decisions));
        let since_cached = touched_before.as_ref().map(|before| [&touched, before]);
        let inbound = input.base.map(|base| Inbound::new(base, &index, since_cached));
        let cache = input.cache;
        let unreadable: HashSet<&str> =
            notes.iter().filter(|(_, note)| note.is_err()).map(|(path, _)| path.as_str()).collect();
        let check = |(at, (path, note)): (usize, (&String, Result<ReadNote, _>))| match note {
            note if at < count => {
                Checked::InScope(note.and_then(|note| self.compare(path, note, cache, &touched, &index)))
            }
            Err(_) => Checked::Outside(None),
            Ok(note) => {
                if let Some(cache) = cache {
                    keep_facts(path, &note, cache, &touched);
                }
                Checked::Outside(inbound.as_ref().and_then(|inbound| self.check_inbound(path, &note, inbound, cache)))
            }
        };
        let checked: Vec<Checked> = notes.into_par_iter().enumerate().map(check).collect();
        let (mut results, mut inbound) = (Vec::with_capacity(count), Vec::new());
        for checked in checked {
            match checked {
                Checked::InScope(result) => results.push(result),
                Checked::Outside(outcome) => inbound.extend(outcome),
            }
        }
        if let Some(known) = known.filter(Known::is_changed) {
            let readable = input.notes.iter().filter(|path| !unreadable.contains(path.as_str())).cloned();
            known.cache.set_vault(cached_vault(&index, index.answers(decisions)), &readable.collect::<Vec<_>>());
        }
        CrossNotePass { results, index: Some(index), inbound }
    }

    /// Returns the index with the facts of all notes, with the vault before the changes of the run, and with what is known of
    /// both.
    fn index_with_facts(
        &self,
        index: VaultIndex,
        notes: &[ReadResult<'_>],
        input: &PassInput<'_>,
        known: Option<&Known<'_>>,
    ) -> VaultIndex {
        let facts = self.collect_facts(notes, input);
        let index = index.checking_all(input.checks_all_notes()).with_facts(facts);
        let mut index = self.with_other_files(self.source, index);
        let seed = known.and_then(|known| Some((known.seed()?, known.cache)));
        if let Some(base) = input.base {
            let before = self.vault_before(base, &index);
            let since = seed.and_then(|((vault, changes), cache)| {
                Some((vault, changes_before(base, &before, (vault, cache), changes)?))
            });
            index = index.with_before(match since {
                Some((vault, since)) => before.with_seed(Arc::clone(&vault.answers), Arc::new(since)),
                None => before,
            });
        }
        match seed {
            Some(((vault, changes), _)) => index.with_seed(Arc::clone(&vault.answers), Arc::clone(changes)),
            None => index,
        }
    }

    /// Returns the results if no rule needs the facts of other notes.
    fn results_without_others(
        &self,
        (index, notes): (VaultIndex, Vec<ReadResult<'_>>),
        input: &PassInput<'_>,
        known: Option<&Known<'_>>,
    ) -> CrossNotePass {
        let touched = match known.and_then(|known| Some((known.vault.as_ref()?, known.cache))) {
            Some((vault, _)) => {
                let changes = VaultChanges { paths: differing_paths(vault, &index), notes: Vec::new() };
                index.touched_since(&vault.answers, &changes, self.settings.decisions())
            }
            None => TouchedQuestions::all(),
        };
        let index = &index;
        let check = |(path, note): (&String, Result<ReadNote, _>)| {
            note.and_then(|note| self.compare(path, note, input.cache, &touched, index))
        };
        let results = notes.into_par_iter().map(check).collect();
        if let Some(known) = known {
            let mut notes: BTreeSet<String> = input.scope.iter().cloned().collect();
            known.cache.each_note(&mut |path| {
                if index.file(path).is_some() {
                    notes.insert(path.to_owned());
                }
            });
            let vault = cached_vault(index, index.answers_without_facts());
            known.cache.set_vault(vault, &notes.into_iter().collect::<Vec<_>>());
        }
        CrossNotePass { results, index: None, inbound: Vec::new() }
    }

    /// Returns the facts of all notes, from the read pass, the cache or the note itself.
    fn collect_facts(&self, notes: &[ReadResult<'_>], input: &PassInput<'_>) -> Vec<(String, PackedFacts)> {
        let has_facts: HashSet<&String, FixedState> = input.notes.iter().collect();
        let facts = |(path, note): &ReadResult<'_>| {
            let cached = || input.cache.and_then(|cache| cache.facts(path));
            let facts = match note {
                Ok(ReadNote::New(new)) => new.facts.clone(),
                Ok(ReadNote::Known(_)) if has_facts.contains(path) => {
                    cached().or_else(|| self.facts(self.source, path))
                }
                Ok(ReadNote::Known(_)) | Err(_) => None,
            };
            Some(((*path).clone(), facts?))
        };
        notes.par_iter().filter_map(facts).collect()
    }

    /// Checks a note of the scope, or reuses its cached result if nothing was touched that it depends on.
    fn compare(
        &self,
        path: &str,
        note: ReadNote,
        cache: Option<&dyn ResultCache>,
        touched: &TouchedQuestions,
        index: &VaultIndex,
    ) -> NoteResult {
        let (new, lone) = match note {
            ReadNote::Known(known) => {
                let reused = cache.filter(|cache| self.may_reuse(&known) && !is_touched(path, *cache, touched));
                if let Some(report) = reused.and_then(|cache| self.reuse(path, &known, cache)) {
                    return Ok(report);
                }
                (Box::new(NewNote { version: None, facts: None, checked: None }), None)
            }
            ReadNote::New(mut new) => {
                let lone = new.checked.take();
                (new, lone)
            }
        };
        let read = || self.read(path);
        let mut check = match lone {
            None => {
                let read = read()?;
                self.check_alone(|| self.check_unbounded(read, index))
            }
            Some(lone) => {
                let (depends, asked) = track(|| index.knows_facts() && self.depends_on_other_notes(path, index));
                let mut check = match depends || lone.dependencies.contains(Dependency::Lacked) {
                    true => {
                        let read = read()?;
                        self.check_alone(|| self.check_unbounded(read, index))
                    }
                    false => lone,
                };
                check.dependencies.extend(asked);
                check
            }
        };
        if let Some(cache) = cache {
            // A result that depends on older versions holds for this run only.
            check.is_complete &= !self.has_bases;
            self.keep_result(path, (new.version, new.facts.as_ref()), &check, cache);
        }
        Ok(check.report)
    }

    /// Returns whether the cached result of a note may be reused, as far as that does not depend on other notes.
    fn may_reuse(&self, note: &CachedNote) -> bool {
        // With fixes, the outcome of a note with findings differs from the cached one.
        let has_same_result = note.is_clean || self.fix_options.is_none();
        !self.has_bases && has_same_result && note.validity.is_some_and(|validity| validity.holds(self.settings.day()))
    }

    /// Returns the cached result of a note; `None` if it is corrupt.
    fn reuse(&self, path: &str, note: &CachedNote, cache: &dyn ResultCache) -> Option<NoteReport> {
        let mut outcome = if note.is_clean { None } else { Some(cache.outcome(path)?) };
        outcome.as_mut().map(|note| self.bound.take(note));
        Some(NoteReport { note_type: note.note_type.clone(), outcome })
    }

    /// Returns the cached results of `notes`; `None` if one is not known or corrupt.
    fn reuse_all(&self, notes: &[ReadResult<'_>], cache: &dyn ResultCache) -> Option<Vec<NoteResult>> {
        let is_new = |(_, note): &ReadResult<'_>| match note {
            Ok(ReadNote::Known(note)) => !self.may_reuse(note),
            Ok(ReadNote::New(_)) => true,
            Err(_) => false,
        };
        // Reused findings count for the bound of the run, so all are reused or none.
        if notes.iter().any(is_new) {
            return None;
        }
        let reuse = |(path, note): &ReadResult<'_>| match note {
            Ok(ReadNote::Known(note)) => self.reuse(path, note, cache).map(Ok),
            Ok(ReadNote::New(_)) => None,
            Err(why) => Some(Err(why.clone())),
        };
        notes.par_iter().map(reuse).collect()
    }
}

/// Returns what is known of the vault at the end of a run.
fn cached_vault(index: &VaultIndex, answers: VaultAnswers) -> CachedVault {
    let paths = index.all_files().map(|file| index.path(file).to_owned()).collect();
    CachedVault { paths, answers: Arc::new(answers) }
}

/// Returns whether the result of the note at `path` may have changed.
fn is_touched(path: &str, cache: &dyn ResultCache, touched: &TouchedQuestions) -> bool {
    !touched.are_none() && cache.questions(path).is_none_or(|questions| touched.contain_any(&questions))
}

/// Keeps the facts of a note outside the scope, and drops its result if that may have changed.
fn keep_facts(path: &str, note: &ReadNote, cache: &dyn ResultCache, touched: &TouchedQuestions) {
    match note {
        ReadNote::Known(_) if is_touched(path, cache, touched) => cache.forget_result(path),
        ReadNote::Known(_) => {}
        ReadNote::New(new) => {
            let NewNote { version, facts, .. } = &**new;
            cache.insert(NewEntry {
                path,
                file: *version,
                note_type: None,
                validity: None,
                outcome: None,
                questions: None,
                facts: facts.as_ref(),
            });
        }
    }
}
