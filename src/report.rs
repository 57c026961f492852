//! The report formats: text for people, and JSON, SARIF and others for programs.
//!
//! A format writes results to one stream. Nothing here decides on exit codes.

mod causes;
mod changes;
mod command_line;
mod concise;
mod format;
mod from_here;
mod github;
mod hook;
mod json;
mod lines;
mod moved_files;
mod names;
mod new_findings;
mod other_notes;
mod overview;
mod patch;
mod rename_command;
mod sarif;
mod scope;
mod shown_findings;
mod snippet;
mod staged;
mod summary;
mod text;

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::engine::{Change, Finding, FindingScope, NoteOutcome, Omitted, Outcome};
use crate::git::VaultPrefix;
use crate::output::Output;
use crate::text::LineColumn;

pub(crate) use command_line::CommandLine;
pub(crate) use concise::concise;
pub(crate) use format::{number, plural};
pub(crate) use from_here::FromHere;
pub use github::github;
pub(crate) use hook::{GitAction, HookOutcome, HookReport, hook};
pub use json::json;
use moved_files::BROKEN_LINK;
pub(crate) use moved_files::{MovedFiles, RenamedPath};
pub(crate) use names::{NamesLimit, names_json, names_text};
pub(crate) use patch::{file_patch, move_patch, patch};
pub use sarif::sarif;
pub use scope::{CheckedNotes, ComparedWith, Omission, OmissionKind, RuleRun, Scope};
pub(crate) use summary::left_and_fixable;
pub(crate) use text::text;

pub(crate) use crate::output::escape_line;

/// The version of the notes that a run checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckedVersion {
    /// The working tree.
    #[default]
    WorkingTree,
    /// The index: the content of the next commit.
    Staged,
    /// A revision, compared with another.
    Revision,
}

/// The results of a run over one vault.
#[derive(Default)]
pub struct VaultRun {
    /// The root of the vault.
    pub root: PathBuf,
    /// Which version of its notes was checked.
    pub version: CheckedVersion,
    /// What was checked, and with which rules.
    pub scope: Scope,
    /// The label of this vault among several; empty if it is the only one.
    pub label: String,
    /// The location of the vault relative to the current directory.
    pub from_here: FromHere,
    /// The location of the vault relative to its repository; None outside Git.
    pub vault_prefix: Option<VaultPrefix>,
    /// Notes that were named on the command line.
    pub named_notes: Vec<String>,
    /// Whether the vault has a configuration file.
    pub has_config: bool,
    /// Findings and changes.
    pub outcome: Outcome,
    /// Which findings count; the others are only counted as older findings.
    pub counts: FindingScope,
    /// Remarks for the user, one line each.
    pub remarks: Vec<String>,
    /// Rules that did not run, and why.
    pub skipped_rules: Vec<SkippedRules>,
    /// Notes that should have been checked but could not be.
    pub unchecked_notes: Vec<String>,
    /// Whether findings in generated notes do not make the run fail.
    pub exempts_generated: bool,
    /// Rules that compare notes, if only part of the vault was checked.
    pub rules_not_run: Vec<String>,
    /// Whether all notes of the vault were compared with those before the changes.
    pub compares_others: bool,
    /// What Git sees as renamed or deleted in the vault.
    pub moved: MovedFiles,
    /// Whether a new guess about a name stops the hook.
    pub stops_for_names: bool,
    /// Why no note was checked, if the report must say so.
    pub why_nothing_checked: Option<String>,
    /// What was written; None if nothing was to be written.
    pub written: Option<WriteSummary>,
    /// Files that would be renamed, or changed by a rename: old path, new path, and the change if there is one.
    pub renamed: Vec<(String, String, Option<Change>)>,
    /// The number of findings without a fix of their own that the renames at the start of `--fix` resolve.
    pub settled_by_renames: usize,
}

/// Rules that a run skipped, with the reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SkippedRules {
    /// Their names.
    pub rules: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A summary of what was written to a vault.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteSummary {
    /// The number of notes that were written.
    pub notes: usize,
    /// Whether they were also written to the index.
    pub is_staged: bool,
    /// The command that undoes it, for the current directory; `None` if nothing was written.
    pub undo: Option<CommandLine>,
    /// Notes that were left untouched, and why.
    pub skipped: Vec<(String, String)>,
    /// Notes that were fixed only in the index, and why the working copy was left untouched.
    pub index_only: Vec<(String, String)>,
}

/// Options of a report.
#[derive(Clone, Debug)]
pub(crate) struct ReportOptions {
    /// Columns of the terminal; None in a pipe or a file, where nothing is clipped or omitted.
    pub width: Option<usize>,
    /// Whether to show everything in full.
    pub verbose: bool,
    /// Whether to show only the summary.
    pub quiet: bool,
    /// Whether notes were named, so that each is shown.
    pub has_named_notes: bool,
    /// The arguments that repeat this run, quoted for a shell; empty for the whole vault.
    pub rerun_args: String,
    /// Whether `--fix` can be added to these arguments.
    pub is_fixable: bool,
    /// Whether to add counts by rule.
    pub statistics: bool,
    /// The duration of the run in seconds.
    pub seconds: f64,
}

/// The stream that a format is written to.
pub(crate) type Out<'a> = &'a mut Output;

impl VaultRun {
    /// Returns the findings that are left and count, each with its note.
    pub fn remaining(&self) -> impl Iterator<Item = (&NoteOutcome, &Finding)> {
        self.all_remaining().filter(|(_, finding)| self.counts.includes(&finding.diagnostic))
    }

    /// Returns the findings that are left and do not count because they are older, each with its note.
    pub fn preexisting(&self) -> impl Iterator<Item = (&NoteOutcome, &Finding)> {
        self.all_remaining().filter(|(_, finding)| !self.counts.includes(&finding.diagnostic))
    }

    /// Returns the notes with findings that are left and count, each with these findings.
    pub fn notes_with_remaining(&self) -> impl Iterator<Item = (&NoteOutcome, Vec<&Finding>)> {
        self.outcome.notes.iter().filter_map(|note| {
            let left: Vec<&Finding> =
                note.remaining.iter().filter(|found| self.counts.includes(&found.diagnostic)).collect();
            (!left.is_empty()).then_some((note, left))
        })
    }

    /// Returns the findings that are left but only counted, including older ones, each with its note.
    pub fn omitted(&self) -> impl Iterator<Item = (&NoteOutcome, &Omitted)> {
        self.outcome.notes.iter().flat_map(|note| note.remaining_omitted.iter().map(move |omitted| (note, omitted)))
    }

    /// Returns how many findings of `note` that are left and count are only counted, not listed.
    pub fn omitted_in(&self, note: &NoteOutcome) -> usize {
        let counting = note.remaining_omitted.iter().filter(|omitted| self.counts.includes_age(omitted.is_new));
        counting.map(|omitted| omitted.count).sum()
    }

    /// Returns how many findings were fixed.
    pub fn fixed_count(&self) -> usize {
        let of = |note: &NoteOutcome| note.fixed.len() + count_of(&note.fixed_omitted);
        self.outcome.notes.iter().map(of).sum()
    }

    /// Returns how many findings are left that do not count.
    pub fn preexisting_count(&self) -> usize {
        let omitted = self.omitted().filter(|(_, omitted)| !self.counts.includes_age(omitted.is_new));
        self.preexisting().count() + omitted.map(|(_, omitted)| omitted.count).sum::<usize>()
    }

    /// Returns the findings that can make the run fail.
    pub fn failing(&self) -> impl Iterator<Item = (&NoteOutcome, &Finding)> {
        self.remaining().filter(|(note, _)| !(note.is_generated && self.exempts_generated))
    }

    fn all_remaining(&self) -> impl Iterator<Item = (&NoteOutcome, &Finding)> {
        self.outcome.notes.iter().flat_map(|note| note.remaining.iter().map(move |finding| (note, finding)))
    }

    /// Returns the findings that were fixed, each with its note.
    pub fn fixed(&self) -> impl Iterator<Item = (&NoteOutcome, &Finding)> {
        self.outcome.notes.iter().flat_map(|note| note.fixed.iter().map(move |finding| (note, finding)))
    }

    /// Returns whether a finding in a note that was not changed itself is left.
    pub fn has_inbound(&self) -> bool {
        self.remaining().any(|(note, _)| note.is_inbound)
    }

    /// Returns whether a link that names no file is left.
    pub fn has_broken_links(&self) -> bool {
        self.remaining().any(|(_, finding)| finding.diagnostic.rule == BROKEN_LINK)
    }

    /// Returns whether a new guess about a name stops the hook, as its config asks.
    pub fn is_stopped_for_names(&self) -> bool {
        self.stops_for_names && self.failing().any(|(_, finding)| finding.diagnostic.is_name_guess())
    }

    /// Returns the path of a note for programs: from the vault's root, after the vault's label if there are several.
    pub fn display_path(&self, path: &str) -> String {
        if self.label.is_empty() { path.to_owned() } else { format!("{}/{path}", self.label) }
    }

    /// Returns the path of a note relative to the current directory, as an argument for commands.
    pub fn path_from_here(&self, path: &str) -> String {
        self.from_here.path(path)
    }

    /// Returns the same path, escaped for a line of its own. A path that begins with `::` gets `./` before it, or it would
    /// be a workflow command in a CI log.
    pub fn display_path_on_line(&self, path: &str) -> String {
        let shown = escape_line(&self.path_from_here(path));
        if shown.starts_with("::") { format!("./{shown}") } else { shown }
    }

    /// Returns the path of a note from the top of the Git repository. Outside Git it is the path from the vault's root, with
    /// the vault's label before it if there are several.
    pub fn path_in_repository(&self, path: &str) -> String {
        match &self.vault_prefix {
            Some(prefix) => path_in_repository(Some(prefix), path),
            None => self.display_path(path),
        }
    }
}

/// Returns the path from the top of the Git repository of the note at `path` in a vault at `place`. Outside Git, returns
/// `path`.
pub(crate) fn path_in_repository(place: Option<&VaultPrefix>, path: &str) -> String {
    let found = place.and_then(|place| place.to_repository_path(path));
    found.map_or_else(|| path.to_owned(), |path| String::from_utf8_lossy(&path).into_owned())
}

/// Returns the last line of the range from `start` to `end`. A line break at its end does not belong to the next line.
fn last_line(start: LineColumn, end: LineColumn) -> usize {
    if end.line > start.line && end.column == 1 { end.line - 1 } else { end.line }
}

/// Returns the total count.
fn count_of(omitted: &[Omitted]) -> usize {
    omitted.iter().map(|omitted| omitted.count).sum()
}

/// Describes findings that are only counted; None if there are none.
fn omitted_words(many: usize) -> Option<String> {
    (many > 0).then(|| format!("and {} by the same rules, not listed", plural(many, "more finding")))
}

/// The reason why a rule that compares notes was not run in full.
const COMPARES: &str = "it compares notes, but only part of the vault was checked";

/// Returns the rules that were not run in full in some vault.
fn partly_run_rules(runs: &[VaultRun]) -> BTreeSet<&str> {
    runs.iter().filter(|run| run.outcome.checked > 0).flat_map(|run| &run.rules_not_run).map(String::as_str).collect()
}

/// Returns the rules that were skipped or not run in full in some vault, with the reasons.
fn rules_not_run(runs: &[VaultRun]) -> BTreeSet<(&str, &str)> {
    let left_out = runs.iter().flat_map(|run| &run.skipped_rules);
    let left_out =
        left_out.flat_map(|SkippedRules { rules, reason }| rules.iter().map(|rule| (&rule[..], &reason[..])));
    left_out.chain(partly_run_rules(runs).into_iter().map(|rule| (rule, COMPARES))).collect()
}

/// Describes the rules that were skipped or not run in full, one line per reason.
pub(crate) fn not_run(runs: &[VaultRun]) -> Vec<String> {
    let left_out = runs.iter().flat_map(|run| &run.skipped_rules);
    let left_out = left_out.map(|SkippedRules { rules, reason }| {
        format!("{} skipped ({}): {reason}", plural(rules.len(), "rule"), rules.join(", "))
    });
    left_out.chain(run_in_part(runs)).collect()
}

/// Describes the rules that were not run in full; None if there are none.
fn run_in_part(runs: &[VaultRun]) -> Option<String> {
    let rules: Vec<&str> = partly_run_rules(runs).into_iter().collect();
    (!rules.is_empty())
        .then(|| format!("not run in full, because only part of the vault was checked: {}", rules.join(", ")))
}

/// Returns whether the finding has an unsafe fix that another note needs too.
fn is_paired_fix(found: &Diagnostic) -> bool {
    found.is_paired() && is_unsafe_fix(found)
}

/// Returns whether the finding has an unsafe fix and no safe one.
fn is_unsafe_fix(found: &Diagnostic) -> bool {
    found.is_fixable(Applicability::Unsafe) && !found.is_fixable(Applicability::Safe)
}

/// Returns the arguments, each after a space, that select the whole vaults with paired findings from the current directory.
fn whole_vaults(runs: &[VaultRun]) -> String {
    let has_pair = |run: &&VaultRun| run.remaining().any(|(_, finding)| is_paired_fix(&finding.diagnostic));
    runs.iter().filter(has_pair).filter_map(|run| run.from_here.argument()).map(|path| format!(" {path}")).collect()
}

/// Returns the commands that undo what was written, one for each vault.
fn undo_commands(runs: &[VaultRun]) -> Vec<&CommandLine> {
    runs.iter().filter_map(|run| run.written.as_ref()?.undo.as_ref()).collect()
}

/// Returns the highest severity among the findings that can make the run fail.
pub(crate) fn max_severity(runs: &[VaultRun]) -> Option<Severity> {
    runs.iter().flat_map(VaultRun::failing).map(|(_, finding)| finding.diagnostic.severity).max()
}
