//! Many notes: read, checked, fixed, in parallel. Every result is there before anything is written.

use std::collections::BTreeMap;
use std::io;

use rayon::prelude::*;

use crate::config::Settings;
use crate::diagnostic::Applicability;
use crate::note::{Encoding, NotText, Note};
use crate::rule::Needs;
use crate::vault::{NoteFacts, VaultIndex};

use super::finding::Finding;
use super::settle::settle;

/// Where the texts of notes come from: the working tree, the index, a revision.
pub trait Texts: Sync {
    /// The bytes of the note at `path`.
    ///
    /// # Errors
    /// Why the note is left alone.
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable>;
}

/// Why a note was not checked.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is larger than a note is.
    #[error("larger than 10 MiB: not checked")]
    TooLarge,
    /// A link to another file: that file is checked, if it is a note of the vault.
    #[error("a symbolic link: not followed")]
    SymbolicLink,
    /// A pipe, a device: reading it might never end.
    #[error("not a regular file: not checked")]
    NotAFile,
    /// No text.
    #[error("{0}: not checked")]
    NotText(#[from] NotText),
    /// The system says no.
    #[error("cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// What is to be done.
pub struct Job<'a> {
    /// The rules.
    pub settings: &'a Settings,
    /// The texts.
    pub texts: &'a dyn Texts,
    /// Every file a link can mean.
    pub files: Vec<String>,
    /// Every note of the vault, for what they tell each other; read only where a rule asks for it. Empty where the
    /// scope is not the vault: then only the scope is read, and what rests on other notes is not found.
    pub notes: Vec<String>,
    /// The notes that are checked.
    pub scope: Vec<String>,
    /// The fixes that are applied; None to check only.
    pub fix: Option<Applicability>,
    /// Called after each note of the scope.
    pub progress: &'a (dyn Fn() + Sync),
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The notes there is something to say of, in the order of their paths.
    pub notes: Vec<NoteOutcome>,
    /// How many notes were checked.
    pub checked: usize,
    /// How many of them are of each type.
    pub by_type: BTreeMap<String, usize>,
    /// Notes that were left alone, and why.
    pub unreadable: Vec<(String, Unreadable)>,
}

/// What came of one note.
#[derive(Debug)]
pub struct NoteOutcome {
    /// Its path in the vault.
    pub path: String,
    /// Findings whose fix is in `change`.
    pub fixed: Vec<Finding>,
    /// Findings that are left.
    pub left: Vec<Finding>,
    /// How many findings were silenced.
    pub silenced: usize,
    /// Before and after, where they differ.
    pub change: Option<Change>,
    /// What went wrong on our side.
    pub bugs: Vec<String>,
}

/// A note's bytes before, and its text after.
#[derive(Debug, PartialEq, Eq)]
pub struct Change {
    /// As it was read.
    pub before: Vec<u8>,
    /// As it is to be.
    pub after: String,
}

/// How often the whole is checked again because fixes changed what notes tell each other.
const LIMIT_ROUNDS: usize = 3;

/// Runs the rules over the scope.
pub fn run(job: Job<'_>) -> Outcome {
    let needs_facts = job.settings.needs() == Needs::Facts && !job.notes.is_empty();
    let mut index = VaultIndex::new(job.files);
    if needs_facts {
        let read = job.notes.par_iter().filter_map(|path| {
            let note = Note::from_bytes(path.as_str(), job.texts.read(path).ok()?).ok()?;
            Some((path.clone(), NoteFacts::of(&note)))
        });
        let facts: Vec<(String, NoteFacts)> = read.collect();
        index = index.with_facts(facts);
    }
    let step = |path: &String| {
        let result = check_note(job.texts, path, &index, job.settings, job.fix);
        (job.progress)();
        (path.clone(), result)
    };
    let results: Vec<_> = job.scope.par_iter().map(step).collect();
    let mut outcome = Outcome::default();
    for (path, result) in results {
        match result {
            Ok((kind, note)) => {
                outcome.checked += 1;
                if let Some(kind) = kind {
                    *outcome.by_type.entry(kind).or_default() += 1;
                }
                outcome.notes.extend(note);
            }
            Err(reason) => outcome.unreadable.push((path, reason)),
        }
    }
    if needs_facts {
        settle_facts(&mut outcome, index, job.settings, job.texts, job.fix);
    }
    outcome.notes.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    outcome.unreadable.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    outcome
}

/// The note's type, and what there is to say of it.
fn check_note(
    texts: &dyn Texts,
    path: &str,
    index: &VaultIndex,
    settings: &Settings,
    fix: Option<Applicability>,
) -> Result<(Option<String>, Option<NoteOutcome>), Unreadable> {
    let bytes = texts.read(path)?;
    let kept = fix.map(|_| bytes.clone());
    let note = Note::from_bytes(path, bytes)?;
    let kind = settings.type_of(&note).map(str::to_owned);
    let settled = settle(note, index, settings, fix);
    let change =
        kept.filter(|before| *settled.note.encoding() == Encoding::Utf8 && before != settled.note.text().as_bytes());
    let change = change.map(|before| Change { before, after: settled.note.text().to_owned() });
    let outcome = NoteOutcome {
        path: path.to_owned(),
        fixed: settled.fixed,
        left: settled.left,
        silenced: settled.silenced,
        change,
        bugs: settled.bugs,
    };
    let is_silent =
        outcome.fixed.is_empty() && outcome.left.is_empty() && outcome.silenced == 0 && outcome.bugs.is_empty();
    Ok((kind, (!is_silent).then_some(outcome)))
}

/// Fixes change what notes tell each other: the changed notes, and those with a finding that rests on other notes,
/// are settled again against an index that knows the new texts.
fn settle_facts(
    outcome: &mut Outcome,
    mut index: VaultIndex,
    settings: &Settings,
    texts: &dyn Texts,
    fix: Option<Applicability>,
) {
    for _ in 0..LIMIT_ROUNDS {
        let mut changed = false;
        for note in &outcome.notes {
            let Some(change) = &note.change else { continue };
            let new = NoteFacts::of(&Note::new(note.path.as_str(), change.after.as_str()));
            changed |= index.update(&note.path, new);
        }
        if !changed {
            return;
        }
        let rests_on_facts = |finding: &Finding| {
            settings
                .rules()
                .iter()
                .any(|rule| rule.page.name == finding.diagnostic.rule && rule.page.needs == Needs::Facts)
        };
        outcome.notes.par_iter_mut().for_each(|note| {
            if note.change.is_none() && !note.left.iter().any(rests_on_facts) {
                return;
            }
            let Some(before) = bytes_before(note, texts) else { return };
            let current = match &note.change {
                Some(change) => Ok(Note::new(note.path.as_str(), change.after.as_str())),
                None => Note::from_bytes(note.path.as_str(), before.clone()),
            };
            let Ok(current) = current else { return };
            let settled = settle(current, &index, settings, fix);
            note.left = settled.left;
            note.fixed.extend(settled.fixed);
            note.bugs.extend(settled.bugs);
            let is_changed =
                fix.is_some() && *settled.note.encoding() == Encoding::Utf8 && before != settled.note.text().as_bytes();
            note.change = is_changed.then(|| Change { before, after: settled.note.text().to_owned() });
        });
    }
}

fn bytes_before(note: &NoteOutcome, texts: &dyn Texts) -> Option<Vec<u8>> {
    match &note.change {
        Some(change) => Some(change.before.clone()),
        None => texts.read(&note.path).ok(),
    }
}
