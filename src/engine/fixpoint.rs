//! Fixes of one note, pass by pass, until none is left.

use std::collections::HashSet;
use std::hash::BuildHasher as _;

use crate::config::Settings;
use crate::diagnostic::{Applicability, Diagnostic};
use crate::note::{Encoding, Note};
use crate::text::{EditCollector, Edits};
use crate::vault::VaultIndex;

use super::check::check_each;
use super::finding::LocatedFindings;
use super::retained_findings::RetainedFindings;
use super::verify::properties_survive;

/// After so many passes that do not make the note shorter, the fixes fight each other.
pub const MAX_PASSES: usize = 10;
/// No note is settled in more passes than this, shorter or not.
const MAX_SHRINKING_PASSES: usize = 1_000;

/// A note when nothing more can be fixed.
#[derive(Debug)]
pub struct SettledNote {
    /// The note as it is now.
    pub note: Note,
    /// Findings whose fix was applied, each located in the text of its pass.
    pub fixed: LocatedFindings,
    /// Findings of the text as it is now.
    pub remaining: LocatedFindings,
    /// How many findings a suppression took out.
    pub suppressed: usize,
    /// What went wrong on our side: a fix that was dropped, or fixes that fight, and then the note is as it was.
    pub bugs: Vec<String>,
}

/// Which fixes are applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixOptions {
    /// Those from here on.
    pub min_applicability: Applicability,
    /// Of these findings.
    pub finding_scope: FindingScope,
}

/// Which findings count: they are fixed, and decide on how a run ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FindingScope {
    /// Those that are new against the base of the run; all, where it has none.
    #[default]
    New,
    /// All of them.
    All,
}

impl FindingScope {
    /// Whether `diagnostic` counts.
    pub fn includes(self, diagnostic: &Diagnostic) -> bool {
        self.includes_age(diagnostic.is_new)
    }

    /// Whether findings count that are new, or are not.
    pub fn includes_age(self, is_new: bool) -> bool {
        self == Self::All || is_new
    }
}

/// Checks `note` and applies the fixes that are asked for.
pub fn check_note(note: Note, vault: &VaultIndex, settings: &Settings, options: Option<FixOptions>) -> SettledNote {
    let mut fixed = LocatedFindings::default();
    let mut bugs = Vec::new();
    let hasher = foldhash::quality::RandomState::default();
    let mut seen = HashSet::from([hasher.hash_one(note.text())]);
    let mut latest: Option<Note> = None;
    let mut growing = 0;
    for _ in 0..MAX_SHRINKING_PASSES {
        let current = latest.as_ref().unwrap_or(&note);
        let mut pass = Pass::plan(current, vault, settings, options);
        bugs.append(&mut pass.dropped);
        if pass.edits.is_empty() {
            let left = LocatedFindings::new(current, pass.remaining);
            return SettledNote {
                remaining: left,
                note: latest.unwrap_or(note),
                fixed,
                suppressed: pass.suppressed,
                bugs,
            };
        }
        let next = current.with_text(pass.edits.apply(current.text()));
        let is_new_text = seen.insert(hasher.hash_one(next.text())) || *current.encoding() != Encoding::Utf8;
        if !is_new_text || !properties_survive(current, &pass.edits, &next) {
            bugs.push(format!("the fixes of {} undo or break each other", pass.rules()));
            break;
        }
        // A pass that was cut short for its size does not fight with the one before.
        growing += usize::from(next.text().len() >= current.text().len() && !pass.is_cut_short);
        if growing >= MAX_PASSES {
            bugs.push(format!("the fixes of {} do not come to an end", pass.rules()));
            break;
        }
        fixed.extend(LocatedFindings::new(current, pass.fixed));
        latest = Some(next);
    }
    if bugs.is_empty() {
        bugs.push("its fixes do not come to an end".to_owned());
    }
    let mut left = RetainedFindings::default();
    let suppressed = check_each(&note, vault, settings, &mut |found| left.add(found));
    SettledNote {
        remaining: LocatedFindings::new(&note, left),
        note,
        fixed: LocatedFindings::default(),
        suppressed,
        bugs,
    }
}

/// The fixes of one pass: whole or not at all, the earlier rule first. And what is left without them.
#[derive(Default)]
struct Pass {
    edits: Edits,
    fixed: RetainedFindings,
    remaining: RetainedFindings,
    suppressed: usize,
    dropped: Vec<String>,
    /// Whether there were more edits than one pass takes.
    is_cut_short: bool,
}

/// The most edits of one pass: the others wait for the next one.
const MAX_EDITS_PER_PASS: usize = 1_000_000;
/// The most bytes of a note with all that a pass writes: what would make it longer is not fixed. No larger file is read as a
/// note, and a rule of the vault's own may write as much as it likes.
const MAX_BYTES: usize = 32 * 1024 * 1024;

impl Pass {
    /// All fixes that fit together; those that would change other properties are dropped, and said.
    fn plan(note: &Note, vault: &VaultIndex, settings: &Settings, options: Option<FixOptions>) -> Self {
        let pass = Self::collect(note, vault, settings, options, |_| true);
        if keeps_properties(note, &pass.edits) {
            return pass;
        }
        let mut dropped = Vec::new();
        let alone_is_sound = |diagnostic: &Diagnostic| {
            let is_sound = diagnostic.fix.as_ref().is_none_or(|fix| keeps_properties(note, &fix.edits));
            if !is_sound {
                dropped.push(format!("a fix of {} would change other properties", diagnostic.rule));
            }
            is_sound
        };
        let pass = Self::collect(note, vault, settings, options, alone_is_sound);
        Self { dropped, ..pass }
    }

    fn collect(
        note: &Note,
        vault: &VaultIndex,
        settings: &Settings,
        options: Option<FixOptions>,
        mut is_sound: impl FnMut(&Diagnostic) -> bool,
    ) -> Self {
        let mut pass = Self::default();
        let mut gathered = EditCollector::default();
        let (mut edits, mut bytes) = (0, 0);
        let mut is_taken = |diagnostic: &Diagnostic, is_cut_short: &mut bool| {
            let Some(fixing) = options.filter(|fixing| diagnostic.is_fixable(fixing.min_applicability)) else {
                return false;
            };
            let Some(fix) = diagnostic.fix.as_ref().filter(|_| fixing.finding_scope.includes(diagnostic)) else {
                return false;
            };
            let written: usize = fix.edits.iter().map(|edit| edit.text.len()).sum();
            let waits = edits > 0 && edits + fix.edits.len() > MAX_EDITS_PER_PASS;
            *is_cut_short |= waits;
            let is_too_long = note.text().len() + bytes + written > MAX_BYTES;
            if waits
                || is_too_long
                || !covers_bad_bytes(note, &fix.edits)
                || !is_sound(diagnostic)
                || !gathered.try_add(&fix.edits)
            {
                return false;
            }
            edits += fix.edits.len();
            bytes += written;
            true
        };
        let (fixed, remaining, is_cut_short) = (&mut pass.fixed, &mut pass.remaining, &mut pass.is_cut_short);
        pass.suppressed = check_each(note, vault, settings, &mut |found| match is_taken(&found, is_cut_short) {
            true => fixed.add(found),
            false => remaining.add(found),
        });
        pass.edits = gathered.into_edits();
        pass
    }

    /// The names of the rules whose fixes are taken.
    fn rules(&self) -> String {
        let mut names: Vec<&str> = self.fixed.findings.iter().map(|diagnostic| diagnostic.rule.as_ref()).collect();
        names.sort_unstable();
        names.dedup();
        names.join(" and ")
    }
}

fn keeps_properties(note: &Note, edits: &Edits) -> bool {
    let touches = note.frontmatter().is_some_and(|block| edits.touches(block.block));
    !touches || properties_survive(note, edits, &Note::new(note.path(), edits.apply(note.text())))
}

/// A note that is not UTF-8 is written only by a fix that decides on every byte that is not.
fn covers_bad_bytes(note: &Note, edits: &Edits) -> bool {
    match note.encoding() {
        Encoding::Utf8 => true,
        Encoding::Utf16 { .. } => edits.iter().any(|edit| edit.span.len() == note.text().len()),
        Encoding::Broken(bad) => bad.iter().all(|run| edits.covers(run.span)),
    }
}
