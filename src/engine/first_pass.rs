//! A whole vault, each note read once: for what it tells the others, and checked on the way. What is known from earlier runs
//! is not read at all.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::result_cache::{CachedNote, CrossNoteResults, NewEntry, ResultCache, Validity};
use super::run::{NoteOutcome, NoteReport, NoteResult, ReadNote, Runner, Unreadable};
use crate::config::ActiveRule;
use crate::note::Note;
use crate::rule::RequiredData;
use crate::text::fnv1a;
use crate::vault::{Dependencies, NoteFacts, PackedFacts, VaultIndex, track};

/// The notes of a first pass.
pub(super) struct PassInput<'a> {
    /// The notes that are checked.
    pub(super) scope: &'a [String],
    /// Those that tell what they say.
    pub(super) notes: &'a [String],
    pub(super) cache: Option<&'a dyn ResultCache>,
    /// Called after each note of the scope.
    pub(super) progress: &'a (dyn Fn() + Sync),
}

/// The results of a first pass.
pub(super) struct FirstPass<'a> {
    /// Every note of the scope, checked, in its order.
    pub(super) results: Vec<NoteResult>,
    /// What each note tells.
    facts: Vec<(&'a String, FreshFacts)>,
    /// A hash of what the notes of the scope are, and of all paths of the vault; None where nobody remembers it.
    digest: Option<u64>,
}

/// What a note tells; None where that is known from earlier runs, or has yet to be read.
type FreshFacts = Option<PackedFacts>;

/// One note, read and checked.
struct CheckedNote {
    facts: FreshFacts,
    report: NoteReport,
    content_hash: u64,
}

impl Runner<'_> {
    /// Every note of the scope checked, as if no other note said anything, and what each note says.
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
                    let told = Some(self.facts_if(needs_facts, &read.note));
                    CheckedNote { facts: told, report: self.check_read(read, index), content_hash: 0 }
                }),
            };
            (input.progress)();
            found
        };
        let checked: Vec<Result<CheckedNote, Unreadable>> = input.scope.par_iter().map(step).collect();
        let mut digest = Digest::new(paths);
        let mut first_pass = FirstPass { results: Vec::with_capacity(checked.len()), facts: Vec::new(), digest: None };
        for (path, step) in input.scope.iter().zip(checked) {
            let result = step.map(|step| {
                digest.add(path, step.content_hash);
                first_pass.facts.extend((!without_facts.contains(path)).then_some((path, step.facts)));
                step.report
            });
            first_pass.results.push(result);
        }
        first_pass.digest = input.cache.filter(|_| outside_scope.is_empty()).map(|_| digest.0);
        first_pass.facts.extend(outside_scope.into_iter().map(|path| (path, None)));
        first_pass
    }

    /// The facts of `note`, where anybody asks for them: the settings decide on that.
    fn facts_if(&self, needed: bool, note: &Note) -> PackedFacts {
        if needed { self.facts_of(note) } else { NoteFacts::default().into() }
    }

    /// What a note tells and what there is to say of it, from memory as far as that goes.
    fn check_cached(
        &self,
        path: &str,
        (memory, paths): (&dyn ResultCache, u64),
        needs_facts: bool,
        index: &VaultIndex,
    ) -> Result<CheckedNote, Unreadable> {
        let day = self.settings.day();
        let reuse = |known: &CachedNote| {
            let says = match known.validity.filter(|validity| validity.holds(day, paths)) {
                Some(_) if known.is_clean => None,
                // What is fixed is told otherwise.
                Some(_) if self.fix_options.is_none() => {
                    let mut says = memory.outcome(path)?;
                    self.bound.take(&mut says);
                    Some(says)
                }
                Some(_) | None => return None,
            };
            Some(CheckedNote { facts: None, content_hash: known.content_hash, report: (known.kind.clone(), says) })
        };
        let (stamp, known) = memory.get(path);
        if let Some(step) = known.as_ref().and_then(reuse) {
            return Ok(step);
        }
        let bytes = self.source.read(path)?;
        let known = memory.get_by_hash(path, &bytes);
        if let Some(step) = known.as_ref().and_then(reuse) {
            memory.touch(path, stamp, &bytes);
            return Ok(step);
        }
        let note = Note::from_bytes(path, bytes.clone())?;
        let facts = known.is_none().then(|| self.facts_if(needs_facts, &note));
        let kept = self.fix_options.map(|_| bytes.clone());
        let (mut says, asked) = track(|| self.check_unbounded(ReadNote { original: kept, note }, index));
        // Other notes decide how much is retained of this one: only what is whole is known at the next run.
        let is_whole = says.1.as_mut().is_none_or(|note| self.bound.take(note));
        let is_kept =
            is_whole && is_cacheable(&asked, says.1.as_ref()) && (says.1.is_none() || self.fix_options.is_none());
        let only_that_day = asked.day || says.1.is_some();
        let validity = is_kept.then_some(Validity { day, only_that_day, paths_digest: asked.paths.then_some(paths) });
        let (kind, facts_now) = (says.0.as_deref(), facts.as_ref());
        let entry = NewEntry {
            path,
            stamp,
            bytes: &bytes,
            kind,
            validity,
            outcome: says.1.as_ref().filter(|_| is_kept),
            facts: facts_now,
        };
        let content = memory.insert(&entry);
        Ok(CheckedNote { facts, report: says, content_hash: content })
    }

    /// What the notes tell.
    pub(super) fn collect_facts(
        &self,
        first_pass: &mut FirstPass<'_>,
        cache: Option<&dyn ResultCache>,
    ) -> Vec<(String, PackedFacts)> {
        let known = |path: &String| cache.and_then(|memory| memory.facts(path));
        let facts = |(path, told): (&String, FreshFacts)| {
            let facts = told.or_else(|| known(path)).or_else(|| self.facts(path));
            Some((path.clone(), facts?))
        };
        std::mem::take(&mut first_pass.facts).into_par_iter().filter_map(facts).collect()
    }

    /// Checks the note again if what other notes say makes a difference to it; None where it makes none.
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
        let says = result.as_ref().ok().and_then(|says| says.1.as_ref());
        Some(CrossNoteCheck { is_cacheable: result.is_ok() && is_cacheable(&dependencies, says) })
    }

    /// Whether what other notes tell can make a difference to the note at `path`.
    pub(super) fn depends_on_other_notes(&self, path: &str, index: &VaultIndex) -> bool {
        let rests = |rule: &ActiveRule| {
            rule.required_data >= RequiredData::Links && rule.rule.depends_on_other_notes(path, index)
        };
        self.settings.rules().iter().any(rests)
    }

    /// Puts in what came of what notes tell each other, if that is known of this vault. Says whether it was.
    pub(super) fn restore_cached(&self, first_pass: &mut FirstPass<'_>, input: &PassInput<'_>) -> bool {
        let cached =
            input.cache.and_then(ResultCache::cross_note).filter(|settled| Some(settled.digest) == first_pass.digest);
        let Some(settled) = cached else { return false };
        let is_changed = |says: &NoteReport| says.1.as_ref().is_some_and(|note| note.change.is_some());
        if first_pass.results.iter().any(|result| result.as_ref().is_ok_and(is_changed)) {
            return false;
        }
        if !settled.dependent_notes.is_empty() && (settled.day != self.settings.day() || self.fix_options.is_some()) {
            return false;
        }
        let at: HashMap<&String, usize> = input.scope.iter().zip(0..).collect();
        for (path, mut says) in settled.dependent_notes {
            says.as_mut().map(|note| self.bound.take(note));
            if let Some(Ok(result)) = at.get(&path).map(|at| &mut first_pass.results[*at]) {
                result.1 = says;
            }
        }
        true
    }

    /// Takes in what came of it: by note, whether it makes a difference, and what there is to say then.
    pub(super) fn cache_cross_note(
        &self,
        first_pass: &FirstPass<'_>,
        cache: &dyn ResultCache,
        scope: &[String],
        checks: &[Option<CrossNoteCheck>],
        results: &[NoteResult],
    ) {
        let Some(digest) = first_pass.digest else { return };
        let all_cacheable = checks.iter().flatten().all(|rests| rests.is_cacheable);
        let many = checks.iter().flatten().count();
        if self.bound.is_exceeded()
            || !all_cacheable
            || many > MAX_DEPENDENT_NOTES
            || many > 0 && self.fix_options.is_some()
        {
            return;
        }
        let says = |result: &NoteResult| result.as_ref().ok().and_then(|says| says.1.clone());
        let rests = checks.iter().zip(scope).zip(results).filter(|((rests, _), _)| rests.is_some());
        let rests = rests.map(|((_, path), result)| (path.clone(), says(result))).collect();
        cache.set_cross_note(CrossNoteResults { digest, day: self.settings.day(), dependent_notes: rests });
    }
}

/// A note to which it makes a difference what others tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct CrossNoteCheck {
    /// Whether what was found then is worth remembering.
    is_cacheable: bool,
}

/// Of more notes that rest on others nothing is remembered: it is read at each run.
const MAX_DEPENDENT_NOTES: usize = 4_096;

/// Whether what a check said holds as long as note, paths and day are the same: history may go on, and a bug is to be seen
/// again.
fn is_cacheable(dependencies: &Dependencies, outcome: Option<&NoteOutcome>) -> bool {
    !dependencies.history && outcome.is_none_or(|note| note.bugs.is_empty() && note.change.is_none())
}

/// Those of `these` that are not among `those`.
fn difference<'a>(these: &'a [String], those: &[String]) -> Vec<&'a String> {
    if these == those {
        return Vec::new();
    }
    let those: HashSet<&String> = those.iter().collect();
    these.iter().filter(|path| !those.contains(path)).collect()
}

/// The hash of notes, one after the other.
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
