//! One pass of fixes over a note: which fixes are applied together, and which wait.

use super::check::check_each;
use super::fix_options::FixOptions;
use super::retained_findings::RetainedFindings;
use super::verify::properties_survive;
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::note::{Encoding, Note};
use crate::text::{EditCollector, Edits};
use crate::vault::VaultIndex;

/// The edits of one pass, and the findings that they fix and leave. Each fix is applied as a whole or not at all; where
/// fixes overlap, the earlier rule wins.
#[derive(Default)]
pub(super) struct FixPass {
    pub(super) edits: Edits,
    pub(super) fixed: RetainedFindings,
    pub(super) remaining: RetainedFindings,
    pub(super) suppressed: usize,
    pub(super) dropped: Vec<String>,
    /// Whether there were more edits than one pass takes.
    pub(super) is_cut_short: bool,
}

/// The maximum number of edits per pass; further fixes wait for the next pass.
const MAX_EDITS_PER_PASS: usize = 1_000_000;
/// The maximum size of a note together with the text that a pass inserts, in bytes. Fixes beyond it are not applied: a
/// custom rule may insert any amount of text.
const MAX_BYTES: usize = 32 * 1024 * 1024;

impl FixPass {
    /// Collects the fixes that do not overlap. Fixes that would change other properties are dropped and recorded.
    pub(super) fn plan(note: &Note, vault: &VaultIndex, settings: &Settings, options: Option<FixOptions>) -> Self {
        let pass = Self::collect(note, vault, settings, options, |_| true);
        if keeps_properties(note, &pass.edits) {
            return pass;
        }
        let mut dropped = Vec::new();
        let is_allowed = |diagnostic: &Diagnostic| {
            let is_allowed = diagnostic.fix.as_ref().is_none_or(|fix| keeps_properties(note, &fix.edits));
            if !is_allowed {
                dropped.push(format!("a fix of {} would change other properties", diagnostic.rule));
            }
            is_allowed
        };
        let pass = Self::collect(note, vault, settings, options, is_allowed);
        Self { dropped, ..pass }
    }

    fn collect(
        note: &Note,
        vault: &VaultIndex,
        settings: &Settings,
        options: Option<FixOptions>,
        mut is_allowed: impl FnMut(&Diagnostic) -> bool,
    ) -> Self {
        let mut pass = Self::default();
        let mut collector = EditCollector::default();
        let (mut edits, mut bytes) = (0, 0);
        let mut is_taken = |diagnostic: &Diagnostic, is_cut_short: &mut bool| {
            let Some(options) = options.filter(|options| diagnostic.is_fixable(options.min_applicability)) else {
                return false;
            };
            let Some(fix) = diagnostic.fix.as_ref().filter(|_| options.finding_scope.includes(diagnostic)) else {
                return false;
            };
            let inserted: usize = fix.edits.iter().map(|edit| edit.text.len()).sum();
            let waits = edits > 0 && edits + fix.edits.len() > MAX_EDITS_PER_PASS;
            *is_cut_short |= waits;
            let is_too_long = note.text().len() + bytes + inserted > MAX_BYTES;
            if waits
                || is_too_long
                || !covers_bad_bytes(note, &fix.edits)
                || !is_allowed(diagnostic)
                || !collector.try_add(&fix.edits)
            {
                return false;
            }
            edits += fix.edits.len();
            bytes += inserted;
            true
        };
        let (fixed, remaining, is_cut_short) = (&mut pass.fixed, &mut pass.remaining, &mut pass.is_cut_short);
        pass.suppressed = check_each(note, vault, settings, &mut |found| match is_taken(&found, is_cut_short) {
            true => fixed.add(found),
            false => remaining.add(found),
        });
        pass.edits = collector.into_edits();
        pass
    }

    /// Returns the names of the rules whose fixes are applied.
    pub(super) fn rules(&self) -> String {
        let mut names: Vec<&str> = self.fixed.findings.iter().map(|diagnostic| diagnostic.rule.as_ref()).collect();
        names.sort_unstable();
        names.dedup();
        names.join(" and ")
    }
}

/// Returns whether `edits` leave all other properties unchanged.
fn keeps_properties(note: &Note, edits: &Edits) -> bool {
    let touches = note.frontmatter().is_some_and(|block| edits.touches(block.block));
    !touches || properties_survive(note, edits, &Note::new(note.path(), edits.apply(note.text())))
}

/// Returns whether `edits` cover every invalid byte: a note that is not UTF-8 is only written by a fix that decodes all
/// of it.
fn covers_bad_bytes(note: &Note, edits: &Edits) -> bool {
    match note.encoding() {
        Encoding::Utf8 => true,
        Encoding::Utf16 { .. } => edits.iter().any(|edit| edit.span.len() == note.text().len()),
        Encoding::Broken(bad) => bad.iter().all(|run| edits.covers(run.span)),
    }
}
