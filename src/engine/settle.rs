//! Fixes of one note, pass by pass, until none is left.

use std::collections::HashSet;
use std::hash::BuildHasher as _;

use crate::config::Settings;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::note::{Encoding, Note};
use crate::text::{Edits, Gathered};
use crate::vault::VaultIndex;

use super::check::check;
use super::finding::{Finding, locate};
use super::verify::properties_survive;

/// After so many passes that do not make the note shorter, the fixes fight each other.
pub const LIMIT_PASSES: usize = 10;
/// No note is settled in more passes than this, shorter or not.
const LIMIT_SHRINKING: usize = 1_000;

/// A note when nothing more can be fixed.
#[derive(Debug)]
pub struct Settled {
    /// The note as it is now.
    pub note: Note,
    /// Findings whose fix was applied, each located in the text of its pass.
    pub fixed: Vec<Finding>,
    /// Findings of the text as it is now.
    pub left: Vec<Finding>,
    /// How many findings a silencer took out.
    pub silenced: usize,
    /// What went wrong on our side: a fix that was dropped, or fixes that fight, and then the note is as it was.
    pub bugs: Vec<String>,
}

/// Which fixes are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fixing {
    /// Those from here on.
    pub least: Applicability,
    /// Of these findings.
    pub counts: Counts,
}

/// Which findings count: they are fixed, and decide on how a run ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counts {
    /// Those that are new against the base of the run; all, where it has none.
    #[default]
    New,
    /// All of them.
    All,
}

impl Counts {
    /// Whether `diagnostic` counts.
    pub fn count(self, diagnostic: &Diagnostic) -> bool {
        self == Self::All || diagnostic.is_new
    }
}

/// Checks `note` and applies the fixes that are asked for.
pub fn settle(note: Note, vault: &VaultIndex, settings: &Settings, fixing: Option<Fixing>) -> Settled {
    let mut fixed = Vec::new();
    let mut bugs = Vec::new();
    let hasher = foldhash::quality::RandomState::default();
    let mut seen = HashSet::from([hasher.hash_one(note.text())]);
    let mut later: Option<Note> = None;
    let mut growing = 0;
    for _ in 0..LIMIT_SHRINKING {
        let current = later.as_ref().unwrap_or(&note);
        let checked = check(current, vault, settings);
        let pass = fixing.map(|fixing| Pass::plan(current, &checked.diagnostics, fixing)).unwrap_or_default();
        bugs.extend(pass.dropped);
        if pass.edits.is_empty() {
            let left = locate(current, checked.diagnostics);
            return Settled { left, note: later.unwrap_or(note), fixed, silenced: checked.silenced, bugs };
        }
        let next = current.with_text(pass.edits.apply(current.text()));
        let taken: Vec<Diagnostic> = pass.taken.iter().map(|&at| checked.diagnostics[at].clone()).collect();
        let is_new_text = seen.insert(hasher.hash_one(next.text())) || *current.encoding() != Encoding::Utf8;
        if !is_new_text || !properties_survive(current, &pass.edits, &next) {
            bugs.push(format!("the fixes of {} undo or break each other", rules_of(&taken)));
            break;
        }
        fixed.extend(locate(current, taken));
        growing += usize::from(next.text().len() >= current.text().len());
        if growing >= LIMIT_PASSES {
            break;
        }
        later = Some(next);
    }
    if bugs.is_empty() {
        let last: Vec<Diagnostic> = fixed.iter().map(|finding| finding.diagnostic.clone()).collect();
        bugs.push(format!("the fixes of {} do not come to an end", rules_of(&last)));
    }
    let checked = check(&note, vault, settings);
    Settled { left: locate(&note, checked.diagnostics), note, fixed: Vec::new(), silenced: checked.silenced, bugs }
}

/// The fixes of one pass: whole or not at all, the earlier rule first.
#[derive(Default)]
struct Pass {
    edits: Edits,
    taken: Vec<usize>,
    dropped: Vec<String>,
}

impl Pass {
    /// All fixes that fit together; those that would change other properties are dropped, and said.
    fn plan(note: &Note, diagnostics: &[Diagnostic], fixing: Fixing) -> Self {
        let pass = Self::gather(note, diagnostics, fixing, |_| true);
        if pass.keeps_properties(note) {
            return pass;
        }
        let mut dropped = Vec::new();
        let alone_is_sound = |diagnostic: &Diagnostic| {
            let edits = diagnostic.fix.as_ref().map(|fix| fix.edits.clone()).unwrap_or_default();
            let is_sound = Self { edits, ..Self::default() }.keeps_properties(note);
            if !is_sound {
                dropped.push(format!("a fix of {} would change other properties", diagnostic.rule));
            }
            is_sound
        };
        let pass = Self::gather(note, diagnostics, fixing, alone_is_sound);
        Self { dropped, ..pass }
    }

    fn gather(
        note: &Note,
        diagnostics: &[Diagnostic],
        fixing: Fixing,
        mut is_sound: impl FnMut(&Diagnostic) -> bool,
    ) -> Self {
        let mut pass = Self::default();
        let mut gathered = Gathered::default();
        for (at, diagnostic) in diagnostics.iter().enumerate() {
            let Some(fix) = diagnostic.fix.as_ref().filter(|_| diagnostic.is_fixable(fixing.least)) else { continue };
            let may_be_applied =
                fixing.counts.count(diagnostic) && covers_bad_bytes(note, &fix.edits) && is_sound(diagnostic);
            if may_be_applied && gathered.take(&fix.edits) {
                pass.taken.push(at);
            }
        }
        pass.edits = gathered.into_edits();
        pass
    }

    fn keeps_properties(&self, note: &Note) -> bool {
        let touches = note.frontmatter().is_some_and(|block| self.edits.touches(block.block));
        !touches || properties_survive(note, &self.edits, &Note::new(note.path(), self.edits.apply(note.text())))
    }
}

/// A note that is not UTF-8 is written only by a fix that decides on every byte that is not.
fn covers_bad_bytes(note: &Note, edits: &Edits) -> bool {
    match note.encoding() {
        Encoding::Utf8 => true,
        Encoding::Utf16 { .. } => edits.iter().any(|edit| edit.span.len() == note.text().len()),
        Encoding::Broken(bad) => bad.iter().all(|run| edits.cover(run.span)),
    }
}

fn rules_of(diagnostics: &[Diagnostic]) -> String {
    let mut names: Vec<&str> = diagnostics.iter().map(|diagnostic| diagnostic.rule.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    names.join(" and ")
}
