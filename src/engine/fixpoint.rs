//! Applies the fixes of one note, pass by pass, until none remains.

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

/// The maximum number of passes that do not shorten the note; after more, its fixes are assumed to conflict.
pub const MAX_PASSES: usize = 10;
/// The maximum number of passes in total.
const MAX_SHRINKING_PASSES: usize = 1_000;

/// A note after all its fixes.
#[derive(Debug)]
pub struct SettledNote {
    /// The note, with fixes applied.
    pub note: Note,
    /// Findings whose fix was applied, each located in the text of its pass.
    pub fixed: LocatedFindings,
    /// Findings in the fixed text.
    pub remaining: LocatedFindings,
    /// The number of suppressed findings.
    pub suppressed: usize,
    /// Messages about bugs in vaultlint: dropped fixes, or conflicting fixes, in which case the note is unchanged.
    pub bugs: Vec<String>,
}

/// The fixes to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FixOptions {
    /// The minimum applicability.
    pub min_applicability: Applicability,
    /// The findings to fix.
    pub finding_scope: FindingScope,
}

/// The findings that are fixed and that decide the exit code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FindingScope {
    /// Findings that are new against the base of the run; all if it has no base.
    #[default]
    New,
    /// All findings.
    All,
}

impl FindingScope {
    /// Returns whether the scope includes `diagnostic`.
    pub fn includes(self, diagnostic: &Diagnostic) -> bool {
        self.includes_age(diagnostic.is_new)
    }

    /// Returns whether the scope includes new findings, or old ones.
    pub fn includes_age(self, is_new: bool) -> bool {
        self == Self::All || is_new
    }
}

/// Checks `note` and applies the fixes in `options`, if any.
///
/// ```
/// use vaultlint::config::{ConfigSources, RuleSelection, Settings};
/// use vaultlint::diagnostic::Applicability;
/// use vaultlint::engine::{FindingScope, FixOptions, check_note};
/// use vaultlint::note::Note;
/// use vaultlint::vault::VaultIndex;
///
/// let sources = ConfigSources { config: None, names: None, read: &|_| None };
/// let settings = Settings::load(&sources, &RuleSelection::default(), jiff::civil::date(2026, 1, 15))?;
/// let options = FixOptions { min_applicability: Applicability::Safe, finding_scope: FindingScope::All };
/// let note = Note::new("Plan.md", "It wonâ€™t wait.\n");
/// let checked = check_note(note, &VaultIndex::new(vec!["Plan.md".to_owned()]), &settings, Some(options));
/// assert_eq!(checked.fixed.findings.len(), 1);
/// assert_eq!(checked.note.text(), "It won’t wait.\n");
/// # Ok::<(), vaultlint::config::ConfigError>(())
/// ```
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
            let remaining = LocatedFindings::new(current, pass.remaining);
            return SettledNote { remaining, note: latest.unwrap_or(note), fixed, suppressed: pass.suppressed, bugs };
        }
        let next = current.with_text(pass.edits.apply(current.text()));
        let is_new_text = seen.insert(hasher.hash_one(next.text())) || *current.encoding() != Encoding::Utf8;
        if !is_new_text || !properties_survive(current, &pass.edits, &next) {
            bugs.push(format!("the fixes of {} undo each other or damage other properties", pass.rules()));
            break;
        }
        // A pass that was cut short only continues the previous one.
        growing += usize::from(next.text().len() >= current.text().len() && !pass.is_cut_short);
        if growing >= MAX_PASSES {
            bugs.push(format!("the fixes of {} do not converge", pass.rules()));
            break;
        }
        fixed.extend(LocatedFindings::new(current, pass.fixed));
        latest = Some(next);
    }
    if bugs.is_empty() {
        bugs.push("the fixes do not converge".to_owned());
    }
    let mut remaining = RetainedFindings::default();
    let suppressed = check_each(&note, vault, settings, &mut |found| remaining.add(found));
    SettledNote {
        remaining: LocatedFindings::new(&note, remaining),
        note,
        fixed: LocatedFindings::default(),
        suppressed,
        bugs,
    }
}

/// The edits of one pass, and the findings that they fix and leave. Each fix is applied as a whole or not at all; where
/// fixes overlap, the earlier rule wins.
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

/// The maximum number of edits per pass; further fixes wait for the next pass.
const MAX_EDITS_PER_PASS: usize = 1_000_000;
/// The maximum size of a note together with the text that a pass inserts, in bytes. Fixes beyond it are not applied: a
/// custom rule may insert any amount of text.
const MAX_BYTES: usize = 32 * 1024 * 1024;

impl Pass {
    /// Collects the fixes that do not overlap. Fixes that would change other properties are dropped and recorded.
    fn plan(note: &Note, vault: &VaultIndex, settings: &Settings, options: Option<FixOptions>) -> Self {
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
    fn rules(&self) -> String {
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
