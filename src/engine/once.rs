//! A whole vault, each note read once: for what it tells the others, and checked on the way. What is known from earlier runs
//! is not read at all.

use std::collections::HashSet;

use rayon::prelude::*;

use super::memory::{Known, Learnt, Memory, Quiet};
use super::run::{NoteResult, NoteSays, Read, Unreadable, Work};
use crate::config::ActiveRule;
use crate::note::Note;
use crate::rule::Needs;
use crate::text::fnv1a;
use crate::vault::{NoteFacts, VaultIndex, watched};

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
type Told = Option<Box<NoteFacts>>;

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
                    let told = Some(Box::new(self.facts_if(tells, &read.note)));
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
    fn facts_if(&self, tells: bool, note: &Note) -> NoteFacts {
        if tells { self.facts_of(note) } else { NoteFacts::default() }
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
        let is_quiet = |known: &Known| known.quiet.is_some_and(|quiet| quiet.holds(day, paths));
        let silent = |known: Known| Step { told: None, content: known.content, says: (known.kind, None) };
        let (stamp, known) = memory.look(path);
        if let Some(known) = known.filter(is_quiet) {
            return Ok(silent(known));
        }
        let bytes = self.texts.read(path)?;
        let known = memory.of_content(path, &bytes);
        if let Some(known) = known.clone().filter(is_quiet) {
            let (kind, quiet) = (known.kind.as_deref(), known.quiet);
            memory.learn(&Learnt { path, stamp, bytes: &bytes, kind, quiet, facts: None });
            return Ok(silent(known));
        }
        let note = Note::from_bytes(path, bytes.clone())?;
        let facts = known.is_none().then(|| Box::new(self.facts_if(tells, &note)));
        let kept = self.fixing.map(|_| bytes.clone());
        let (says, asked) = watched(|| self.check_read(Read { kept, note }, index));
        let is_quiet = says.1.is_none() && !asked.history;
        let quiet = Quiet { day, only_that_day: asked.day, paths: asked.paths.then_some(paths) };
        let (kind, quiet) = (says.0.as_deref(), is_quiet.then_some(quiet));
        let content = memory.learn(&Learnt { path, stamp, bytes: &bytes, kind, quiet, facts: facts.as_deref() });
        Ok(Step { told: facts, says, content })
    }

    /// What the notes tell.
    pub(super) fn told(&self, reading: &mut Reading<'_>, memory: Option<&dyn Memory>) -> Vec<(String, NoteFacts)> {
        let known = |path: &String| memory.and_then(|memory| memory.facts(path));
        let facts = |(path, told): (&String, Told)| {
            let facts = told.map(|facts| *facts).or_else(|| known(path)).or_else(|| self.facts(path));
            Some((path.clone(), facts?))
        };
        std::mem::take(&mut reading.told).into_par_iter().filter_map(facts).collect()
    }

    /// Checks the note again if what other notes say makes a difference to it, and says whether it does.
    pub(super) fn check_with_facts(&self, path: &str, result: &mut NoteResult, index: &VaultIndex) -> bool {
        let rests = |rule: &ActiveRule| rule.needs >= Needs::Facts && rule.rule.rests_on_facts(path, index);
        let rests = result.is_ok() && self.settings.rules().iter().any(rests);
        if rests {
            *result = self.check_note(path, index);
        }
        rests
    }
}

impl Reading<'_> {
    /// Whether what notes tell makes no difference to any of them, as `memory` knows.
    pub(super) fn is_settled(&self, memory: Option<&dyn Memory>) -> bool {
        let is_changed = |says: &NoteSays| says.1.as_ref().is_some_and(|note| note.change.is_some());
        self.digest.is_some_and(|digest| memory.and_then(Memory::settled) == Some(digest))
            && !self.results.iter().any(|result| result.as_ref().is_ok_and(is_changed))
    }

    /// Takes in that it makes none.
    pub(super) fn settle(&self, memory: Option<&dyn Memory>) {
        if let (Some(memory), Some(digest)) = (memory, self.digest) {
            memory.learn_settled(digest);
        }
    }
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
