//! What people and programs see of a run.
//!
//! Results in, text out. A format writes to one stream; nothing here decides on exit codes.

mod causes;
mod changes;
mod concise;
mod format;
mod from_here;
mod github;
mod hook;
mod json;
mod lines;
mod names;
mod overview;
mod patch;
mod sarif;
mod snippet;
mod summary;
mod text;

use std::collections::BTreeSet;

use crate::diagnostic::Severity;
use crate::engine::{Change, Finding, FindingScope, NoteOutcome, Omitted, Outcome};
use crate::git::VaultPrefix;
use crate::output::Output;
use crate::text::LineColumn;

pub use concise::concise;
pub use format::{number, plural};
pub use from_here::FromHere;
pub use github::github;
pub use hook::{GitAction, HookOutcome, HookReport, hook};
pub use json::json;
pub use names::{NamesLimit, names_json, names_text};
pub use patch::{file_patch, move_patch, patch};
pub use sarif::sarif;
pub use summary::left_and_fixable;
pub use text::text;

pub use crate::output::escape_line;

/// Where the notes of a run come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NoteOrigin {
    /// The working tree.
    #[default]
    WorkingTree,
    /// The index: what the next commit holds.
    Staged,
    /// A revision, against another.
    Revision,
}

/// What a run of one vault came to.
#[derive(Default)]
pub struct VaultRun {
    /// Where its notes come from.
    pub origin: NoteOrigin,
    /// What tells this vault from the others of the run; empty where it is the only one.
    pub label: String,
    /// Where the vault is, seen from the current directory.
    pub from_here: FromHere,
    /// How the vault and its repository lie to each other; None outside Git.
    pub vault_prefix: Option<VaultPrefix>,
    /// Notes that were asked for by name.
    pub named_notes: Vec<String>,
    /// Whether the vault has a config.
    pub has_config: bool,
    /// Findings and changes.
    pub outcome: Outcome,
    /// Which findings count; the others are only said to be there.
    pub counts: FindingScope,
    /// What else should be known, a line each.
    pub remarks: Vec<String>,
    /// Rules that did not run, and why.
    pub skipped_rules: Vec<SkippedRules>,
    /// Notes that should have been checked, and could not be.
    pub unchecked_notes: Vec<String>,
    /// Whether findings in notes that a pipeline writes do not decide on how the run ends.
    pub exempts_generated: bool,
    /// Rules that look at the whole vault, where a part of it was checked.
    pub rules_not_run: Vec<String>,
    /// Why no note was checked, where that must not read as if all were well.
    pub why_nothing_checked: Option<String>,
    /// What was written; None where nothing was to be.
    pub written: Option<WriteSummary>,
    /// Files that would move, or change with those that do: from where, to where, and the change if there is one.
    pub renamed: Vec<(String, String, Option<Change>)>,
    /// Findings without a fix of their own that the renames settle which `--fix` begins with.
    pub settled_by_renames: usize,
}

/// Rules that a run left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SkippedRules {
    /// Their names.
    pub rules: Vec<String>,
    /// Why.
    pub reason: String,
}

/// What became of the changes of a vault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteSummary {
    /// How many notes were written.
    pub notes: usize,
    /// Whether they were written into the index too.
    pub is_staged: bool,
    /// Notes that stayed as they are, and why.
    pub skipped: Vec<(String, String)>,
    /// Notes that are fixed in the index, and whose working copy stayed as it is, and why.
    pub index_only: Vec<(String, String)>,
}

/// How a report looks.
#[derive(Clone, Debug)]
pub struct ReportOptions {
    /// Columns of the terminal; None in a pipe or a file, where nothing is clipped or left out.
    pub width: Option<usize>,
    /// Everything in full.
    pub verbose: bool,
    /// Summary only.
    pub quiet: bool,
    /// Whether the notes were named, so that each is of interest.
    pub has_named_notes: bool,
    /// What was asked for, as it would be typed again; empty for the whole vault.
    pub rerun_args: String,
    /// Whether the same may be asked for with `--fix`.
    pub is_fixable: bool,
    /// Counts by rule at the end.
    pub statistics: bool,
    /// Seconds the run took.
    pub seconds: f64,
}

/// Where a format is written.
pub type Out<'a> = &'a mut Output;

impl VaultRun {
    /// Every finding that is left and counts, with its note.
    pub fn remaining(&self) -> impl Iterator<Item = (&NoteOutcome, &Finding)> {
        self.all_remaining().filter(|(_, finding)| self.counts.includes(&finding.diagnostic))
    }

    /// Every finding that is left and does not count: it was there before.
    pub fn preexisting(&self) -> impl Iterator<Item = (&NoteOutcome, &Finding)> {
        self.all_remaining().filter(|(_, finding)| !self.counts.includes(&finding.diagnostic))
    }

    /// The notes with findings that are left and count, each with these.
    pub fn notes_with_remaining(&self) -> impl Iterator<Item = (&NoteOutcome, Vec<&Finding>)> {
        self.outcome.notes.iter().filter_map(|note| {
            let left: Vec<&Finding> =
                note.remaining.iter().filter(|found| self.counts.includes(&found.diagnostic)).collect();
            (!left.is_empty()).then_some((note, left))
        })
    }

    /// The findings that are left of which only the number is known, those that do not count among them, with their notes.
    pub fn omitted(&self) -> impl Iterator<Item = (&NoteOutcome, &Omitted)> {
        self.outcome.notes.iter().flat_map(|note| note.remaining_omitted.iter().map(move |omitted| (note, omitted)))
    }

    /// How many findings of `note` that are left and count are known by their number only.
    pub fn omitted_in(&self, note: &NoteOutcome) -> usize {
        let counting = note.remaining_omitted.iter().filter(|omitted| self.counts.includes_age(omitted.is_new));
        counting.map(|omitted| omitted.count).sum()
    }

    /// How many findings were fixed.
    pub fn fixed_count(&self) -> usize {
        let of = |note: &NoteOutcome| note.fixed.len() + count_of(&note.fixed_omitted);
        self.outcome.notes.iter().map(of).sum()
    }

    /// How many findings are left that do not count.
    pub fn preexisting_count(&self) -> usize {
        let omitted = self.omitted().filter(|(_, omitted)| !self.counts.includes_age(omitted.is_new));
        self.preexisting().count() + omitted.map(|(_, omitted)| omitted.count).sum::<usize>()
    }

    /// The findings that decide on how the run ends.
    pub fn failing(&self) -> impl Iterator<Item = (&NoteOutcome, &Finding)> {
        self.remaining().filter(|(note, _)| !(note.is_generated && self.exempts_generated))
    }

    fn all_remaining(&self) -> impl Iterator<Item = (&NoteOutcome, &Finding)> {
        self.outcome.notes.iter().flat_map(|note| note.remaining.iter().map(move |finding| (note, finding)))
    }

    /// Every finding that was fixed, with its note.
    pub fn fixed(&self) -> impl Iterator<Item = (&NoteOutcome, &Finding)> {
        self.outcome.notes.iter().flat_map(|note| note.fixed.iter().map(move |finding| (note, finding)))
    }

    /// The path of a note as programs are told it: from the vault's root, with the vault's label where there is one.
    pub fn display_path(&self, path: &str) -> String {
        if self.label.is_empty() { path.to_owned() } else { format!("{}/{path}", self.label) }
    }

    /// The path of a note relative to the current directory, as a command there takes it.
    pub fn path_from_here(&self, path: &str) -> String {
        self.from_here.path(path)
    }

    /// The same on a line of its own for people. One that begins with `::` would be a command to a host that reads logs.
    pub fn display_path_on_line(&self, path: &str) -> String {
        let shown = escape_line(&self.path_from_here(path));
        if shown.starts_with("::") { format!("./{shown}") } else { shown }
    }

    /// The path of a note from Git's top: what Git and its hosts know it by.
    pub fn path_in_repository(&self, path: &str) -> String {
        path_in_repository(self.vault_prefix.as_ref(), path)
    }
}

/// The path from Git's top of the note at `path` in a vault at `place`; as it is outside Git.
pub fn path_in_repository(place: Option<&VaultPrefix>, path: &str) -> String {
    let found = place.and_then(|place| place.to_repository_path(path));
    found.map_or_else(|| path.to_owned(), |path| String::from_utf8_lossy(&path).into_owned())
}

/// The last line that has something of what goes from `start` to `end`: a line break at its end is nothing of the line
/// that follows.
fn last_line(start: LineColumn, end: LineColumn) -> usize {
    if end.line > start.line && end.column == 1 { end.line - 1 } else { end.line }
}

/// How many findings these are.
fn count_of(omitted: &[Omitted]) -> usize {
    omitted.iter().map(|omitted| omitted.count).sum()
}

/// What is said of findings of which only the number is known; nothing where there are none.
fn omitted_words(many: usize) -> Option<String> {
    (many > 0).then(|| format!("and {} more of the same kinds, which are only counted", number(many)))
}

/// Why a rule that compares notes was not run in full.
const COMPARES: &str = "it compares notes, and a part of the vault was checked";

/// The rules that were not run in full in some vault, each once.
fn partly_run_rules(runs: &[VaultRun]) -> BTreeSet<&str> {
    runs.iter().filter(|run| run.outcome.checked > 0).flat_map(|run| &run.rules_not_run).map(String::as_str).collect()
}

/// The rules that were not run, or not in full, in some vault, and why.
fn rules_not_run(runs: &[VaultRun]) -> BTreeSet<(&str, &str)> {
    let left_out = runs.iter().flat_map(|run| &run.skipped_rules);
    let left_out =
        left_out.flat_map(|SkippedRules { rules, reason }| rules.iter().map(|rule| (&rule[..], &reason[..])));
    left_out.chain(partly_run_rules(runs).into_iter().map(|rule| (rule, COMPARES))).collect()
}

/// Which rules were not run, or not in full, and why: a line each reason.
pub fn not_run(runs: &[VaultRun]) -> Vec<String> {
    let left_out = runs.iter().flat_map(|run| &run.skipped_rules);
    let left_out = left_out.map(|SkippedRules { rules, reason }| {
        format!("{} skipped ({}): {reason}", plural(rules.len(), "rule"), rules.join(", "))
    });
    left_out.chain(run_in_part(runs)).collect()
}

/// Which rules did not look at everything; None where all did.
fn run_in_part(runs: &[VaultRun]) -> Option<String> {
    let rules: Vec<&str> = partly_run_rules(runs).into_iter().collect();
    (!rules.is_empty())
        .then(|| format!("not run in full, because only part of the vault was checked: {}", rules.join(", ")))
}

/// The worst severity among the findings that decide.
pub fn max_severity(runs: &[VaultRun]) -> Option<Severity> {
    runs.iter().flat_map(VaultRun::failing).map(|(_, finding)| finding.diagnostic.severity).max()
}
