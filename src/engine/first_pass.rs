//! The first pass over a whole vault: reads each note once, extracts its facts and checks it. Cached notes are not read.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::note_source::Unreadable;
use super::outcome::NoteOutcome;
use super::result_cache::{CachedNote, CrossNoteResults, NewEntry, ResultCache, Validity};
use super::run::{NoteReport, NoteResult, ReadNote, Runner};
use crate::config::ActiveRule;
use crate::note::Note;
use crate::rule::RequiredData;
use crate::text::fnv1a;
use crate::vault::{Dependencies, Dependency, NoteFacts, PackedFacts, VaultIndex, track};

/// The input of a first pass.
pub(super) struct PassInput<'a> {
    /// The notes to check.
    pub(super) scope: &'a [String],
    /// The notes to extract facts from.
    pub(super) notes: &'a [String],
    pub(super) cache: Option<&'a dyn ResultCache>,
    /// Called after each note of the scope.
    pub(super) progress: &'a (dyn Fn() + Sync),
}

/// The results of a first pass.
pub(super) struct FirstPass<'a> {
    /// The result of each note of the scope, in its order.
    pub(super) results: Vec<NoteResult>,
    /// The facts of each note.
    facts: Vec<(&'a String, FreshFacts)>,
    /// A hash of the contents of the scope and of all paths of the vault; `None` if cross-note results are not cached.
    digest: Option<u64>,
}

/// The facts of a note; `None` if they are cached or not read yet.
type FreshFacts = Option<PackedFacts>;

/// A note that the first pass has checked or found in the cache.
struct CheckedNote {
    facts: FreshFacts,
    report: NoteReport,
    content_hash: u64,
}

impl Runner<'_> {
    /// Checks every note of the scope without facts of other notes, and collects the facts of each.
    pub(super) fn run_first_pass<'a>(&self, input: &PassInput<'a>, index: &VaultIndex) -> FirstPass<'a> {
        let (outside_scope, without_facts) =
            (difference(input.notes, input.scope), difference(input.scope, input.notes));
        let without_facts: HashSet<&String> = without_facts.into_iter().collect();
        let paths = input.cache.map_or(0, |_| index.digest());
        let needs_facts = !input.notes.is_empty();
        let step = |path: &String| {
            let found = match input.cache {
                Some(cache) => self.check_cached(path, (cache, paths), needs_facts, index),
                None => self.read(path).map(|read| {
                    let facts = Some(self.facts_if(needs_facts, &read.note));
                    CheckedNote { facts, report: self.check_read(read, index), content_hash: 0 }
                }),
            };
            (input.progress)();
            found
        };
        let checked: Vec<Result<CheckedNote, Unreadable>> = input.scope.par_iter().map(step).collect();
        let mut digest = Digest::new(paths);
        let mut first_pass = FirstPass { results: Vec::with_capacity(checked.len()), facts: Vec::new(), digest: None };
        for (path, checked) in input.scope.iter().zip(checked) {
            let result = checked.map(|note| {
                digest.add(path, note.content_hash);
                first_pass.facts.extend((!without_facts.contains(path)).then_some((path, note.facts)));
                note.report
            });
            first_pass.results.push(result);
        }
        first_pass.digest = input.cache.filter(|_| outside_scope.is_empty()).map(|_| digest.0);
        first_pass.facts.extend(outside_scope.into_iter().map(|path| (path, None)));
        first_pass
    }

    /// Returns the facts of `note`, or empty facts if the settings need none.
    fn facts_if(&self, needed: bool, note: &Note) -> PackedFacts {
        if needed { self.facts_of(note) } else { NoteFacts::default().into() }
    }

    /// Checks a note, reusing cached results and facts where they are valid.
    fn check_cached(
        &self,
        path: &str,
        (cache, paths): (&dyn ResultCache, u64),
        needs_facts: bool,
        index: &VaultIndex,
    ) -> Result<CheckedNote, Unreadable> {
        let day = self.settings.day();
        let reuse = |cached: &CachedNote| {
            let outcome = match cached.validity.filter(|validity| validity.holds(day, paths)) {
                Some(_) if cached.is_clean => None,
                // With fixes, the outcome of a note with findings differs from the cached one.
                Some(_) if self.fix_options.is_none() => {
                    let mut outcome = cache.outcome(path)?;
                    self.bound.take(&mut outcome);
                    Some(outcome)
                }
                Some(_) | None => return None,
            };
            let report = (cached.kind.clone(), outcome);
            Some(CheckedNote { facts: None, content_hash: cached.content_hash, report })
        };
        let (stamp, cached) = cache.get(path);
        if let Some(checked) = cached.as_ref().and_then(reuse) {
            return Ok(checked);
        }
        let bytes = self.source.read(path)?;
        let cached = cache.get_by_hash(path, &bytes);
        if let Some(checked) = cached.as_ref().and_then(reuse) {
            cache.touch(path, stamp, &bytes);
            return Ok(checked);
        }
        let note = Note::from_bytes(path, bytes.clone())?;
        let facts = cached.is_none().then(|| self.facts_if(needs_facts, &note));
        let original = self.fix_options.map(|_| bytes.clone());
        let (mut report, dependencies) = track(|| self.check_unbounded(ReadNote { original, note }, index));
        // Other notes decide how much of this one is retained, so only complete outcomes are cached.
        let is_complete = report.1.as_mut().is_none_or(|note| self.bound.take(note));
        let is_kept = is_complete
            && is_cacheable(dependencies, report.1.as_ref())
            && (report.1.is_none() || self.fix_options.is_none());
        let only_that_day = dependencies.contains(Dependency::FutureDay) || report.1.is_some();
        let paths_digest = dependencies.contains(Dependency::Paths).then_some(paths);
        let entry = NewEntry {
            path,
            stamp,
            bytes: &bytes,
            kind: report.0.as_deref(),
            validity: is_kept.then_some(Validity { day, only_that_day, paths_digest }),
            outcome: report.1.as_ref().filter(|_| is_kept),
            facts: facts.as_ref(),
        };
        let content_hash = cache.insert(&entry);
        Ok(CheckedNote { facts, report, content_hash })
    }

    /// Returns the facts of all notes, from the pass, the cache or the note itself.
    pub(super) fn collect_facts(
        &self,
        first_pass: &mut FirstPass<'_>,
        cache: Option<&dyn ResultCache>,
    ) -> Vec<(String, PackedFacts)> {
        let cached = |path: &String| cache.and_then(|cache| cache.facts(path));
        let facts = |(path, fresh): (&String, FreshFacts)| {
            let facts = fresh.or_else(|| cached(path)).or_else(|| self.facts(path));
            Some((path.clone(), facts?))
        };
        std::mem::take(&mut first_pass.facts).into_par_iter().filter_map(facts).collect()
    }

    /// Checks the note again if its result depends on other notes; returns `None` otherwise.
    pub(super) fn check_with_facts(
        &self,
        path: &str,
        result: &mut NoteResult,
        index: &VaultIndex,
    ) -> Option<CrossNoteCheck> {
        if result.is_err() || !self.depends_on_other_notes(path, index) {
            return None;
        }
        let (checked, dependencies) = track(|| self.check_note(path, index));
        *result = checked;
        let outcome = result.as_ref().ok().and_then(|report| report.1.as_ref());
        Some(CrossNoteCheck { is_cacheable: result.is_ok() && is_cacheable(dependencies, outcome) })
    }

    /// Returns whether the result of the note at `path` can depend on other notes.
    pub(super) fn depends_on_other_notes(&self, path: &str, index: &VaultIndex) -> bool {
        let depends = |rule: &ActiveRule| {
            rule.required_data >= RequiredData::Links && rule.rule.depends_on_other_notes(path, index)
        };
        self.settings.rules().iter().any(depends)
    }

    /// Restores the cached cross-note results if they are of this vault. Returns whether it did.
    pub(super) fn restore_cached(&self, first_pass: &mut FirstPass<'_>, input: &PassInput<'_>) -> bool {
        let cached = input.cache.and_then(ResultCache::cross_note);
        let Some(cached) = cached.filter(|cached| Some(cached.digest) == first_pass.digest) else { return false };
        let is_changed = |report: &NoteReport| report.1.as_ref().is_some_and(|note| note.change.is_some());
        if first_pass.results.iter().any(|result| result.as_ref().is_ok_and(is_changed)) {
            return false;
        }
        if !cached.dependent_notes.is_empty() && (cached.day != self.settings.day() || self.fix_options.is_some()) {
            return false;
        }
        let at: HashMap<&String, usize> = input.scope.iter().zip(0..).collect();
        for (path, mut outcome) in cached.dependent_notes {
            outcome.as_mut().map(|note| self.bound.take(note));
            if let Some(Ok(report)) = at.get(&path).map(|at| &mut first_pass.results[*at]) {
                report.1 = outcome;
            }
        }
        true
    }

    /// Caches the cross-note results: the outcomes of the notes that depend on other notes.
    pub(super) fn cache_cross_note(
        &self,
        first_pass: &FirstPass<'_>,
        cache: &dyn ResultCache,
        scope: &[String],
        checks: &[Option<CrossNoteCheck>],
        results: &[NoteResult],
    ) {
        let Some(digest) = first_pass.digest else { return };
        let all_cacheable = checks.iter().flatten().all(|check| check.is_cacheable);
        let count = checks.iter().flatten().count();
        if self.bound.is_exceeded()
            || !all_cacheable
            || count > MAX_DEPENDENT_NOTES
            || count > 0 && self.fix_options.is_some()
        {
            return;
        }
        let outcome = |result: &NoteResult| result.as_ref().ok().and_then(|report| report.1.clone());
        let dependent = checks.iter().zip(scope).zip(results).filter(|((check, _), _)| check.is_some());
        let dependent_notes = dependent.map(|((_, path), result)| (path.clone(), outcome(result))).collect();
        cache.set_cross_note(CrossNoteResults { digest, day: self.settings.day(), dependent_notes });
    }
}

/// The check of a note whose result depends on other notes.
#[derive(Clone, Copy, Debug)]
pub(super) struct CrossNoteCheck {
    /// Whether the result may be cached.
    is_cacheable: bool,
}

/// The maximum number of dependent notes whose results are cached; the cache reads all of them at each run.
const MAX_DEPENDENT_NOTES: usize = 4_096;

/// Returns whether a result holds as long as note, paths and day stay the same. A result that depends on history does
/// not, and a bug must be reported again.
fn is_cacheable(dependencies: Dependencies, outcome: Option<&NoteOutcome>) -> bool {
    !dependencies.contains(Dependency::History)
        && outcome.is_none_or(|note| note.bugs.is_empty() && note.change.is_none())
}

/// Returns the elements of `these` that are not in `those`.
fn difference<'a>(these: &'a [String], those: &[String]) -> Vec<&'a String> {
    if these == those {
        return Vec::new();
    }
    let those: HashSet<&String> = those.iter().collect();
    these.iter().filter(|path| !those.contains(path)).collect()
}

/// An incremental hash of notes.
struct Digest(u64);

impl Digest {
    fn new(paths: u64) -> Self {
        Self(fnv1a(paths.to_le_bytes()))
    }

    fn add(&mut self, path: &str, content: u64) {
        let parts = [self.0, content].map(u64::to_le_bytes);
        self.0 = fnv1a(parts.into_iter().flatten().chain(path.bytes()));
    }
}
