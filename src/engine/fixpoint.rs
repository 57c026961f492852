//! Applies the fixes of one note, pass by pass, until none remains.

use std::collections::HashSet;
use std::hash::BuildHasher as _;

use crate::config::Settings;
use crate::note::{Encoding, Note};
use crate::vault::VaultIndex;

use super::check::check_each;
use super::finding::LocatedFindings;
use super::fix_options::FixOptions;
use super::fix_pass::FixPass;
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
        let mut pass = FixPass::plan(current, vault, settings, options);
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
