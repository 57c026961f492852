//! The report of a hook: new findings, the outcome, and next steps.

use std::io;

use super::format::plural;
use super::new_findings::NewFindings;
use super::shown_findings::{findings, fixed};
use super::{Out, ReportOptions, VaultRun, other_notes, undo_commands, whole_vaults};
use crate::config::NAMES_FILE;
use crate::output::{TextStyle, escape_line, shell_quoted_path};

/// What is left to do after a rename that was printed.
pub(super) const AFTER_RENAME: &str = "then git add what it changed";

/// The Git action that runs the hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GitAction {
    /// A commit.
    Commit,
    /// The commit of a merge.
    Merge,
    /// A push.
    Push,
}

/// The outcome of a hook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HookOutcome {
    /// Stopped because of findings.
    Blocked,
    /// Everything was fixed; stopped for review.
    BlockedForReview,
    /// Everything was fixed, and the index is now equal to HEAD.
    NothingToCommit,
    /// Git proceeds.
    Passed,
    /// Findings are left, but without a terminal Git proceeds and they are logged.
    PassedUnattended,
}

/// What a hook reports besides the findings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HookReport {
    /// The file with the report of an unattended run; `None` in that file.
    pub report_file: Option<String>,
    /// Whether Git uses a temporary index for this commit, as under `git commit -a`: after a stop, nothing is staged.
    pub has_temporary_index: bool,
    /// The Git action that runs the hook.
    pub action: GitAction,
    /// The outcome.
    pub outcome: HookOutcome,
}

impl GitAction {
    fn word(self) -> &'static str {
        match self {
            Self::Commit => "commit",
            Self::Merge => "merge",
            Self::Push => "push",
        }
    }

    /// Formats a number of changed notes, as `3 staged notes`.
    fn changed_notes(self, count: usize) -> String {
        match self {
            Self::Commit | Self::Merge => plural(count, "staged note"),
            Self::Push => plural(count, "pushed note"),
        }
    }

    /// Formats where the findings are, as `3 staged notes and 1 other note`: in how many checked notes, if any of them has
    /// one, and in how many others.
    pub(super) fn notes_phrase(self, news: &NewFindings) -> String {
        let checked = self.changed_notes(news.checked);
        let others = plural(news.others, "other note");
        match (news.in_checked, news.others) {
            (_, 0) => checked,
            (0, _) => others,
            (_, _) => format!("{checked} and {others}"),
        }
    }

    /// Returns how to retry after a stop. A stopped merge is concluded by a commit.
    fn retry_command(self) -> &'static str {
        match self {
            Self::Commit => "commit again",
            Self::Merge => "git commit",
            Self::Push => "push again",
        }
    }

    fn bypass_command(self) -> &'static str {
        match self {
            Self::Commit => "git commit --no-verify",
            Self::Merge => "git commit --no-verify",
            Self::Push => "git push --no-verify",
        }
    }
}

/// Writes the report of a hook; nothing if it passed without findings and fixes.
///
/// # Errors
/// When `out` cannot be written.
pub(crate) fn hook(runs: &[VaultRun], hook: &HookReport, view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    let mut news = NewFindings::from_runs(runs);
    let stops =
        matches!(hook.outcome, HookOutcome::Blocked | HookOutcome::BlockedForReview | HookOutcome::NothingToCommit);
    news.is_staged &= !(hook.has_temporary_index && stops);
    let word = hook.action.word();
    let place = hook.action.notes_phrase(&news);
    let found = news.found();
    match hook.outcome {
        HookOutcome::Passed if news.fixed == 0 && found.is_empty() => return Ok(()),
        HookOutcome::Passed if news.fixed == 0 => {
            writeln!(out, "vaultlint: {found} in {place}; the {word} proceeds")?;
        }
        HookOutcome::Passed => {
            let notes = hook.action.changed_notes(news.fixed_notes);
            let left = if found.is_empty() { String::new() } else { format!(", {found} left in {place}") };
            writeln!(out, "vaultlint: {} in {notes}{left}", news.fixed_words())?;
        }
        HookOutcome::BlockedForReview => writeln!(
            out,
            "vaultlint: {word} stopped for you to review. {}, nothing left to report in {place}",
            news.fixed_words()
        )?,
        HookOutcome::NothingToCommit => writeln!(
            out,
            "vaultlint: {word} stopped, nothing left to commit. {}, the index is now equal to HEAD",
            news.fixed_words()
        )?,
        HookOutcome::Blocked if news.fixed > 0 && found.is_empty() => {
            writeln!(
                out,
                "vaultlint: {word} stopped. {}, but not every file could be updated, see below",
                news.fixed_words()
            )?;
        }
        HookOutcome::Blocked if news.fixed > 0 => {
            writeln!(out, "vaultlint: {word} stopped. {}, {found} left in {place}", news.fixed_words())?;
        }
        HookOutcome::Blocked if found.is_empty() => {
            writeln!(out, "vaultlint: {word} stopped, nothing changed; some notes could not be checked, see above")?;
        }
        HookOutcome::Blocked => writeln!(out, "vaultlint: {word} stopped, nothing changed. {found} in {place}")?,
        HookOutcome::PassedUnattended => {
            let found = match (found.is_empty(), news.fixed > 0) {
                (false, false) => format!("{found} in {place}"),
                (false, true) => format!("{}, {found} left in {place}", news.fixed_words()),
                (true, true) => format!("{}, but not every file could be updated", news.fixed_words()),
                (true, false) => "some notes could not be checked".to_owned(),
            };
            writeln!(out, "vaultlint: {found}. No terminal: the {word} proceeds")?;
            if let Some(file) = &hook.report_file {
                return writeln!(out, "  report        {}, or vaultlint --since last", escape_line(file));
            }
        }
    }
    fixed(runs, view, out)?;
    findings(runs, view, news.errors > 0, &format!("this {word}"), out)?;
    match hook.outcome {
        HookOutcome::Blocked => next_steps(runs, &news, hook, out)?,
        HookOutcome::BlockedForReview => {
            let (diff, then) =
                if news.is_staged { ("git diff --cached", "then") } else { ("git diff", "then git add and") };
            let again = hook.action.retry_command();
            let undo =
                undo_commands(runs).into_iter().map(|command| format!("`{}`", escape_line(&command.to_string())));
            let undo = undo.collect::<Vec<_>>();
            let restores = if undo.len() == 1 { "restores" } else { "restore" };
            writeln!(out, "  review        {diff}     {then} {again}; {} {restores} the files", undo.join(" and "))?;
        }
        HookOutcome::NothingToCommit => {
            writeln!(out, "  amend it      git commit --amend --no-verify, if that was the intention")?;
        }
        HookOutcome::Passed | HookOutcome::PassedUnattended => other_notes::rename_steps(runs, AFTER_RENAME, out)?,
    }
    not_written(runs, out)?;
    not_counted(runs, &news, out)
}

fn next_steps(runs: &[VaultRun], news: &NewFindings, hook: &HookReport, out: Out<'_>) -> io::Result<()> {
    let again = hook.action.retry_command();
    other_notes::rename_steps(runs, &format!("{AFTER_RENAME} and {again}"), out)?;
    let is_of_index = hook.action != GitAction::Push;
    if is_of_index && news.fixable > 0 && news.fixed == 0 {
        let stage = if hook.has_temporary_index { "git add -u && " } else { "" };
        out.write_styled(TextStyle::Dim, format_args!("  fix it        "))?;
        writeln!(out, "{stage}vaultlint --staged --fix     then {again}")?;
    }
    if is_of_index && news.unsafe_fixes > 0 {
        let stage = if hook.has_temporary_index { "git add -u && " } else { "" };
        out.write_styled(TextStyle::Dim, format_args!("  unsafe fix    "))?;
        writeln!(out, "{stage}vaultlint --staged --fix --unsafe-fixes     review it, then {again}")?;
    }
    if is_of_index && news.paired_fixes > 0 {
        let vaults = whole_vaults(runs);
        out.write_styled(TextStyle::Dim, format_args!("  in all notes  "))?;
        writeln!(
            out,
            "vaultlint --fix --unsafe-fixes{vaults}     other notes have the same text; then git add and {again}"
        )?;
    }
    if is_of_index && news.is_staged && news.fixed > 0 && news.found().is_empty() {
        out.write_styled(TextStyle::Dim, format_args!("  continue      "))?;
        writeln!(out, "{again}: the index is fixed")?;
    }
    for run in runs.iter().filter(|run| run.is_stopped_for_names()) {
        let vault = run.from_here.argument().map(|root| format!(" --vault {root}")).unwrap_or_default();
        let names = run.path_from_here(NAMES_FILE);
        out.write_styled(TextStyle::Dim, format_args!("  decide        "))?;
        writeln!(out, "vaultlint names review{vault}     then git add {} and {again}", shell_quoted_path(&names))?;
    }
    if let Some(rule) = &news.rule {
        let then = if is_of_index { "git add" } else { "commit it" };
        out.write_styled(TextStyle::Dim, format_args!("  keep it       "))?;
        let rule = escape_line(rule);
        writeln!(out, "<!-- vaultlint: allow {rule} WHY -->  on the line above, then {then} and {again}")?;
    }
    out.write_styled(TextStyle::Dim, format_args!("  skip once     "))?;
    writeln!(out, "{}", hook.action.bypass_command())
}

pub(super) fn not_written(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
    for run in runs {
        for (path, why) in run.written.iter().flat_map(|written| &written.skipped) {
            writeln!(out, "not fixed: {}: {}", run.display_path_on_line(path), escape_line(why))?;
        }
        for (path, why) in run.written.iter().flat_map(|written| &written.index_only) {
            let (path, why) = (run.display_path_on_line(path), escape_line(why));
            writeln!(out, "fixed in the index only: {path}: {why}; `git add` would stage the old text again")?;
        }
        for note in &run.outcome.notes {
            for bug in &note.bugs {
                let (path, bug) = (run.display_path_on_line(&note.path), escape_line(bug));
                writeln!(out, "{path}: a bug in vaultlint, please report it: {bug}")?;
            }
        }
    }
    Ok(())
}

/// Writes what did not count, and remarks.
pub(super) fn not_counted(runs: &[VaultRun], news: &NewFindings, out: Out<'_>) -> io::Result<()> {
    if news.generated > 0 {
        let many = plural(news.generated, "finding");
        let fix = if news.are_generated_fixable { ": run `vaultlint --fix` at the end of your pipeline" } else { "" };
        writeln!(out, "{many} in generated notes not counted{fix}")?;
    }
    for remark in runs.iter().flat_map(|run| &run.remarks) {
        writeln!(out, "{}", escape_line(remark))?;
    }
    if news.preexisting == 0 {
        return Ok(());
    }
    let mut notes: Vec<String> = Vec::new();
    for run in runs {
        for (note, _) in run.preexisting() {
            let path = run.path_from_here(&note.path);
            if notes.last() != Some(&path) {
                notes.push(path);
            }
        }
    }
    let paths = match notes.len() {
        1..=3 => notes.iter().map(|path| format!(" {}", shell_quoted_path(path))).collect(),
        _ => String::new(),
    };
    let many = plural(news.preexisting, "older finding");
    writeln!(out, "{many} in these notes not counted: vaultlint{paths}")
}
