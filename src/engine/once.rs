//! A whole vault, each note read once: for what it tells the others, and checked on the way. What is known from earlier runs
//! is not read at all.

use std::collections::HashSet;

use rayon::prelude::*;

use super::memory::{Known, Memory, Quiet};
use super::run::{NoteResult, NoteResultOf, Read, Work};
use crate::config::ActiveRule;
use crate::note::Note;
use crate::rule::Needs;
use crate::vault::{Asked, NoteFacts, VaultIndex, watched};

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

impl Work<'_> {
    /// Every note of the scope checked, as if no other note said anything, and what each note says.
    pub(super) fn check_and_read(
        &self,
        once: &Once<'_>,
        index: &VaultIndex,
    ) -> (Vec<(String, NoteFacts)>, Vec<NoteResult>) {
        let scope: HashSet<&String> = once.scope.iter().collect();
        let told: HashSet<&String> = once.notes.iter().collect();
        let only_told: Vec<String> = once.notes.iter().filter(|path| !scope.contains(path)).cloned().collect();
        let now = Quiet { day: self.settings.day(), paths: once.memory.map(|_| index.digest()) };
        let tells = !once.notes.is_empty();
        let step = |path: &String| {
            let found = match once.memory {
                Some(memory) => self.remembered(path, (memory, now), tells, index),
                None => self.read(path).map(|read| {
                    let facts = self.facts_if(tells, &read.note);
                    (facts, self.check_read(read, index))
                }),
            };
            (once.progress)();
            match found {
                Ok((facts, result)) => (Some((path.clone(), facts)), (path.clone(), Ok(result))),
                Err(reason) => (None, (path.clone(), Err(reason))),
            }
        };
        let (facts, results): (Vec<_>, Vec<_>) = once.scope.par_iter().map(step).unzip();
        let facts = facts.into_iter().flatten().filter(|(path, _)| told.contains(path));
        (facts.chain(self.facts(&only_told)).collect(), results)
    }

    /// The facts of `note`, where anybody asks for them: the settings decide on that.
    fn facts_if(&self, tells: bool, note: &Note) -> NoteFacts {
        if tells { self.facts_of(note) } else { NoteFacts::default() }
    }

    /// The facts of a note and what there is to say of it, from memory as far as that goes.
    fn remembered(
        &self,
        path: &str,
        (memory, now): (&dyn Memory, Quiet),
        tells: bool,
        index: &VaultIndex,
    ) -> Result<(NoteFacts, super::run::NoteSays), super::Unreadable> {
        let is_quiet = |known: &Known| {
            known.quiet.is_some_and(|quiet| quiet.day == now.day && (quiet.paths.is_none() || quiet.paths == now.paths))
        };
        let (stamp, known) = memory.look(path);
        if let Some(known) = known.filter(is_quiet) {
            return Ok(known.into_silence());
        }
        let bytes = self.texts.read(path)?;
        let known = memory.of_content(path, &bytes);
        if let Some(known) = known.clone().filter(is_quiet) {
            memory.learn(path, stamp, &bytes, &known);
            return Ok(known.into_silence());
        }
        let note = Note::from_bytes(path, bytes.clone())?;
        let facts = known.map_or_else(|| self.facts_if(tells, &note), Known::into_facts);
        let kept = self.fixing.map(|_| bytes.clone());
        let (result, asked) = watched(|| self.check_read(Read { kept, note }, index));
        let quiet = match asked {
            Asked::Nothing => Some(Quiet { paths: None, ..now }),
            Asked::Paths => Some(now),
            Asked::History => None,
        };
        let known = Known {
            is_evidence: facts.is_evidence,
            facts,
            kind: result.0.clone(),
            quiet: quiet.filter(|_| result.1.is_none()),
        };
        memory.learn(path, stamp, &bytes, &known);
        Ok((known.into_facts(), result))
    }

    /// Checks the note again if what other notes say makes a difference to it.
    pub(super) fn check_with_facts(&self, path: &str, result: &mut NoteResultOf, index: &VaultIndex) {
        let rests = |rule: &ActiveRule| rule.needs >= Needs::Facts && rule.rule.rests_on_facts(path, index);
        if result.is_ok() && self.settings.rules().iter().any(rests) {
            *result = self.check_note(path, index);
        }
    }
}
