//! A whole vault, each note read once: for what it tells the others, and checked on the way. What is known from earlier runs
//! is not read at all.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::memory::{Grounds, Known, Learnt, Memory, Whole};
use super::run::{NoteOutcome, NoteResult, NoteSays, Read, Unreadable, Work};
use crate::config::ActiveRule;
use crate::note::Note;
use crate::rule::Needs;
use crate::text::fnv1a;
use crate::vault::{Asked, NoteFacts, PackedFacts, VaultIndex, watched};

/// What is to be read.
pub(super) struct Once<'a> {
    /// The notes that are checked.
    pub(super) scope: &'a [String],
    /// Those that tell what they say.
    pub(super) notes: &'a [String],
    pub(super) memory: Option<&'a dyn Memory>,
    /// Called after each note of the scope.
    pub(super) progress: &'a (dyn Fn() + Sync),
}

/// What was read.
pub(super) struct Reading<'a> {
    /// Every note of the scope, checked, in its order.
    pub(super) results: Vec<NoteResult>,
    /// What each note tells.
    told: Vec<(&'a String, Told)>,
    /// A hash of what the notes of the scope are, and of all paths of the vault; None where nobody remembers it.
    digest: Option<u64>,
}

/// What a note tells; None where that is known from earlier runs, or has yet to be read.
type Told = Option<PackedFacts>;

/// One note, read and checked.
struct Step {
    told: Told,
    says: NoteSays,
    content: u64,
}

impl Work<'_> {
    /// Every note of the scope checked, as if no other note said anything, and what each note says.
    pub(super) fn check_and_read<'a>(&self, once: &Once<'a>, index: &VaultIndex) -> Reading<'a> {
        let (only_told, untold) = (lacking(once.notes, once.scope), lacking(once.scope, once.notes));
        let untold: HashSet<&String> = untold.into_iter().collect();
        let paths = once.memory.map_or(0, |_| index.digest());
        let tells = !once.notes.is_empty();
        let step = |path: &String| {
            let found = match once.memory {
                Some(memory) => self.remembered(path, (memory, paths), tells, index),
                None => self.read(path).map(|read| {
                    let told = Some(self.facts_if(tells, &read.note));
                    Step { told, says: self.check_read(read, index), content: 0 }
                }),
            };
            (once.progress)();
            found
        };
        let steps: Vec<Result<Step, Unreadable>> = once.scope.par_iter().map(step).collect();
        let mut digest = Digest::of(paths);
        let mut reading = Reading { results: Vec::with_capacity(steps.len()), told: Vec::new(), digest: None };
        for (path, step) in once.scope.iter().zip(steps) {
            let result = step.map(|step| {
                digest.take(path, step.content);
                reading.told.extend((!untold.contains(path)).then_some((path, step.told)));
                step.says
            });
            reading.results.push(result);
        }
        reading.digest = once.memory.filter(|_| only_told.is_empty()).map(|_| digest.0);
        reading.told.extend(only_told.into_iter().map(|path| (path, None)));
        reading
    }

    /// The facts of `note`, where anybody asks for them: the settings decide on that.
    fn facts_if(&self, tells: bool, note: &Note) -> PackedFacts {
        if tells { self.facts_of(note) } else { NoteFacts::default().into() }
    }

    /// What a note tells and what there is to say of it, from memory as far as that goes.
    fn remembered(
        &self,
        path: &str,
        (memory, paths): (&dyn Memory, u64),
        tells: bool,
        index: &VaultIndex,
    ) -> Result<Step, Unreadable> {
        let day = self.settings.day();
        let again = |known: &Known| {
            let says = match known.grounds.filter(|grounds| grounds.hold(day, paths)) {
                Some(_) if known.is_quiet => None,
                // What is fixed is told otherwise.
                Some(_) if self.fixing.is_none() => {
                    let mut says = memory.says(path)?;
                    self.bound.take(&mut says);
                    Some(says)
                }
                Some(_) | None => return None,
            };
            Some(Step { told: None, content: known.content, says: (known.kind.clone(), says) })
        };
        let (stamp, known) = memory.look(path);
        if let Some(step) = known.as_ref().and_then(again) {
            return Ok(step);
        }
        let bytes = self.texts.read(path)?;
        let known = memory.of_content(path, &bytes);
        if let Some(step) = known.as_ref().and_then(again) {
            memory.restamp(path, stamp, &bytes);
            return Ok(step);
        }
        let note = Note::from_bytes(path, bytes.clone())?;
        let facts = known.is_none().then(|| self.facts_if(tells, &note));
        let kept = self.fixing.map(|_| bytes.clone());
        let (mut says, asked) = watched(|| self.check_unbounded(Read { kept, note }, index));
        // Other notes decide how much is retained of this one: only what is whole is known at the next run.
        let is_whole = says.1.as_mut().is_none_or(|note| self.bound.take(note));
        let is_kept = is_whole && is_lasting(&asked, says.1.as_ref()) && (says.1.is_none() || self.fixing.is_none());
        let only_that_day = asked.day || says.1.is_some();
        let grounds = is_kept.then_some(Grounds { day, only_that_day, paths: asked.paths.then_some(paths) });
        let (kind, facts_now) = (says.0.as_deref(), facts.as_ref());
        let learnt = Learnt {
            path,
            stamp,
            bytes: &bytes,
            kind,
            grounds,
            says: says.1.as_ref().filter(|_| is_kept),
            facts: facts_now,
        };
        let content = memory.learn(&learnt);
        Ok(Step { told: facts, says, content })
    }

    /// What the notes tell.
    pub(super) fn told(&self, reading: &mut Reading<'_>, memory: Option<&dyn Memory>) -> Vec<(String, PackedFacts)> {
        let known = |path: &String| memory.and_then(|memory| memory.facts(path));
        let facts = |(path, told): (&String, Told)| {
            let facts = told.or_else(|| known(path)).or_else(|| self.facts(path));
            Some((path.clone(), facts?))
        };
        std::mem::take(&mut reading.told).into_par_iter().filter_map(facts).collect()
    }

    /// Checks the note again if what other notes say makes a difference to it; None where it makes none.
    pub(super) fn check_with_facts(&self, path: &str, result: &mut NoteResult, index: &VaultIndex) -> Option<Rests> {
        if result.is_err() || !self.rests_on_facts(path, index) {
            return None;
        }
        let (checked, asked) = watched(|| self.check_note(path, index));
        *result = checked;
        let says = result.as_ref().ok().and_then(|says| says.1.as_ref());
        Some(Rests { is_lasting: result.is_ok() && is_lasting(&asked, says) })
    }

    /// Whether what other notes tell can make a difference to the note at `path`.
    pub(super) fn rests_on_facts(&self, path: &str, index: &VaultIndex) -> bool {
        let rests = |rule: &ActiveRule| rule.needs >= Needs::Links && rule.rule.rests_on_facts(path, index);
        self.settings.rules().iter().any(rests)
    }

    /// Puts in what came of what notes tell each other, if that is known of this vault. Says whether it was.
    pub(super) fn settle_as_before(&self, reading: &mut Reading<'_>, once: &Once<'_>) -> bool {
        let settled = once.memory.and_then(Memory::settled).filter(|settled| Some(settled.digest) == reading.digest);
        let Some(settled) = settled else { return false };
        let is_changed = |says: &NoteSays| says.1.as_ref().is_some_and(|note| note.change.is_some());
        if reading.results.iter().any(|result| result.as_ref().is_ok_and(is_changed)) {
            return false;
        }
        if !settled.rests.is_empty() && (settled.day != self.settings.day() || self.fixing.is_some()) {
            return false;
        }
        let at: HashMap<&String, usize> = once.scope.iter().zip(0..).collect();
        for (path, mut says) in settled.rests {
            says.as_mut().map(|note| self.bound.take(note));
            if let Some(Ok(result)) = at.get(&path).map(|at| &mut reading.results[*at]) {
                result.1 = says;
            }
        }
        true
    }

    /// Takes in what came of it: by note, whether it makes a difference, and what there is to say then.
    pub(super) fn remember_settled(
        &self,
        reading: &Reading<'_>,
        memory: &dyn Memory,
        scope: &[String],
        rests: &[Option<Rests>],
        results: &[NoteResult],
    ) {
        let Some(digest) = reading.digest else { return };
        let all_last = rests.iter().flatten().all(|rests| rests.is_lasting);
        let many = rests.iter().flatten().count();
        if self.bound.is_exceeded() || !all_last || many > MOST_RESTING || many > 0 && self.fixing.is_some() {
            return;
        }
        let says = |result: &NoteResult| result.as_ref().ok().and_then(|says| says.1.clone());
        let rests = rests.iter().zip(scope).zip(results).filter(|((rests, _), _)| rests.is_some());
        let rests = rests.map(|((_, path), result)| (path.clone(), says(result))).collect();
        memory.learn_settled(Whole { digest, day: self.settings.day(), rests });
    }
}

/// A note to which it makes a difference what others tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rests {
    /// Whether what was found then is worth remembering.
    is_lasting: bool,
}

/// Of more notes that rest on others nothing is remembered: it is read at each run.
const MOST_RESTING: usize = 4_096;

/// Whether what a check said holds as long as note, paths and day are the same: history may go on, and a bug is to be seen
/// again.
fn is_lasting(asked: &Asked, says: Option<&NoteOutcome>) -> bool {
    !asked.history && says.is_none_or(|note| note.bugs.is_empty() && note.change.is_none())
}

/// Those of `these` that are not among `those`.
fn lacking<'a>(these: &'a [String], those: &[String]) -> Vec<&'a String> {
    if these == those {
        return Vec::new();
    }
    let those: HashSet<&String> = those.iter().collect();
    these.iter().filter(|path| !those.contains(path)).collect()
}

/// The hash of notes, one after the other.
struct Digest(u64);

impl Digest {
    fn of(paths: u64) -> Self {
        Self(fnv1a(paths.to_le_bytes()))
    }

    fn take(&mut self, path: &str, content: u64) {
        let parts = [self.0, content].map(u64::to_le_bytes);
        self.0 = fnv1a(parts.into_iter().flatten().chain(path.bytes()));
    }
}
