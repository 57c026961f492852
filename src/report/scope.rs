//! What a run checked, with which rules, and what it left out: a report without findings must say about what.

use serde::Serialize;

use super::{COMPARES, VaultRun};
use crate::engine::Unreadable;
use crate::rules::page;

/// What a run over one vault checked. The command line fills it in.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Which notes were asked for.
    pub checked: CheckedNotes,
    /// The notes and folders that were named, as on the command line.
    pub paths: Vec<String>,
    /// The revisions that the notes were compared with.
    pub bases: Vec<String>,
    /// The revision that was checked; `None` for the working tree, the index and standard input.
    pub revision: Option<String>,
    /// The number of notes whose content was known to the rules that compare notes.
    pub notes_known: usize,
    /// The rules that ran.
    pub rules: Vec<RuleRun>,
    /// What was left out by the configuration. The results tell the rest.
    pub omitted: Vec<Omission>,
}

/// Which notes a run was asked to check.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CheckedNotes {
    /// All notes of the vault.
    #[default]
    WholeVault,
    /// Some notes and folders of the working tree.
    Paths,
    /// The staged notes.
    Staged,
    /// The notes that a range of commits changed.
    Range,
    /// The notes that changed since a commit.
    Since,
    /// One note from standard input.
    Stdin,
}

/// A rule that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RuleRun {
    /// Its name.
    pub rule: String,
    /// What it compared each note with.
    pub compared_with: ComparedWith,
    /// The address of its page; `None` for a rule of the configuration.
    pub url: Option<String>,
}

/// The data that a rule compared a note with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ComparedWith {
    /// Nothing but the note.
    Note,
    /// What is known of the vault.
    Vault,
}

/// Something that the report does not tell about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Omission {
    /// What was left out.
    pub kind: OmissionKind,
    /// The rule, if it is about one.
    pub rule: Option<String>,
    /// The note, if it is about one.
    pub path: Option<String>,
    /// How many rules, findings or notes it is.
    pub count: usize,
    /// Why.
    pub reason: String,
}

/// The kinds of omissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OmissionKind {
    /// A rule did not run.
    RuleNotRun,
    /// A rule did not compare the notes with others.
    RulePartlyRun,
    /// Findings of a rule in a note were counted but not listed.
    FindingsOverLimit,
    /// Findings are older than the change: they do not make the run fail.
    OlderFindings,
    /// Findings are in generated notes: they do not make the run fail.
    Generated,
    /// Notes are excluded by the configuration.
    Excluded,
    /// Notes are checked but never written.
    ReadOnly,
    /// A note is too large.
    TooLarge,
    /// A note is a symbolic link.
    SymbolicLink,
    /// A note is a pipe or a device.
    NotAFile,
    /// The name of a note is not UTF-8.
    NameNotUtf8,
    /// A note has an unresolved merge conflict in the index.
    Unmerged,
    /// Git has only a pointer to the note, as in Git LFS, or an encrypted one.
    NotInGit,
    /// A note is not text.
    NotText,
    /// A note could not be read.
    Unreadable,
}

impl CheckedNotes {
    /// All values.
    pub const ALL: [Self; 6] = [Self::WholeVault, Self::Paths, Self::Staged, Self::Range, Self::Since, Self::Stdin];
}

impl ComparedWith {
    /// All values.
    pub const ALL: [Self; 2] = [Self::Note, Self::Vault];
}

impl RuleRun {
    /// Creates the run of `rule`, with the address of its page.
    pub fn new(rule: &str, compared_with: ComparedWith) -> Self {
        Self { rule: rule.to_owned(), compared_with, url: page(rule).map(|page| page.url()) }
    }
}

impl Omission {
    /// Creates an omission of `count` rules, findings or notes.
    pub fn new(kind: OmissionKind, count: usize, reason: impl Into<String>) -> Self {
        Self { kind, rule: None, path: None, count, reason: reason.into() }
    }

    fn of_rule(self, rule: &str) -> Self {
        Self { rule: Some(rule.to_owned()), ..self }
    }

    fn of_note(self, path: String) -> Self {
        Self { path: Some(path), ..self }
    }
}

impl OmissionKind {
    /// All values.
    pub const ALL: [Self; 15] = [
        Self::RuleNotRun,
        Self::RulePartlyRun,
        Self::FindingsOverLimit,
        Self::OlderFindings,
        Self::Generated,
        Self::Excluded,
        Self::ReadOnly,
        Self::TooLarge,
        Self::SymbolicLink,
        Self::NotAFile,
        Self::NameNotUtf8,
        Self::Unmerged,
        Self::NotInGit,
        Self::NotText,
        Self::Unreadable,
    ];

    fn of_note(why: &Unreadable) -> Self {
        match why {
            Unreadable::TooLarge => Self::TooLarge,
            Unreadable::SymbolicLink => Self::SymbolicLink,
            Unreadable::NotAFile => Self::NotAFile,
            Unreadable::Nameless => Self::NameNotUtf8,
            Unreadable::Unmerged => Self::Unmerged,
            Unreadable::Elsewhere(_) => Self::NotInGit,
            Unreadable::NotText(_) => Self::NotText,
            Unreadable::Io(_) => Self::Unreadable,
        }
    }
}

/// The scope of a run, as JSON.
#[derive(Serialize)]
pub(super) struct JsonScope<'a> {
    vault: &'a str,
    checked: CheckedNotes,
    paths: &'a [String],
    bases: &'a [String],
    revision: Option<&'a str>,
    notes_checked: usize,
    notes_known: usize,
    stale_possible: bool,
    rules: &'a [RuleRun],
    omitted: Vec<Omission>,
}

impl<'a> JsonScope<'a> {
    pub(super) fn new(run: &'a VaultRun) -> Self {
        let scope = &run.scope;
        Self {
            vault: &run.label,
            checked: scope.checked,
            paths: &scope.paths,
            bases: &scope.bases,
            revision: scope.revision.as_deref(),
            notes_checked: run.outcome.checked,
            notes_known: scope.notes_known,
            // An editor asks at every keystroke: other notes are not read again.
            stale_possible: scope.checked == CheckedNotes::Stdin,
            rules: &scope.rules,
            omitted: omissions(run),
        }
    }
}

/// Lists what was left out of a run: rules first, then notes, then findings.
fn omissions(run: &VaultRun) -> Vec<Omission> {
    let skipped = run.skipped_rules.iter().flat_map(|skipped| {
        skipped.rules.iter().map(|rule| Omission::new(OmissionKind::RuleNotRun, 1, &skipped.reason).of_rule(rule))
    });
    let in_part =
        run.rules_not_run.iter().map(|rule| Omission::new(OmissionKind::RulePartlyRun, 1, COMPARES).of_rule(rule));
    let unreadable = run.outcome.unreadable.iter().map(|(path, why)| {
        Omission::new(OmissionKind::of_note(why), 1, why.to_string()).of_note(run.display_path(path))
    });
    let over_limit = run.omitted().map(|(note, omitted)| {
        let reason = "too many of one kind in one note: counted, but not listed";
        Omission::new(OmissionKind::FindingsOverLimit, omitted.count, reason)
            .of_rule(&omitted.rule)
            .of_note(run.display_path(&note.path))
    });
    let older = Omission::new(
        OmissionKind::OlderFindings,
        run.preexisting_count(),
        "older than the change: `new` is false, and they do not make the run fail",
    );
    let generated = Omission::new(
        OmissionKind::Generated,
        run.remaining().count() - run.failing().count(),
        "in generated notes: they do not make the run fail",
    );
    let counted = [older, generated].into_iter().filter(|omission| omission.count > 0);
    let all = skipped.chain(in_part).chain(scope_omissions(run)).chain(unreadable).chain(over_limit).chain(counted);
    all.collect()
}

fn scope_omissions(run: &VaultRun) -> impl Iterator<Item = Omission> {
    run.scope.omitted.iter().filter(|omission| omission.count > 0).cloned()
}
