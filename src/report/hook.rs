//! The report of a hook, and of `--staged` on the command line: new findings, the outcome, and next steps.

use std::collections::BTreeMap;
use std::io;

use super::causes::Cause;
use super::format::{clip, number, plural};
use super::new_findings::{NewFindings, written};
use super::{
    CheckedVersion, Out, ReportOptions, VaultRun, causes, changes, lines, other_notes, run_in_part, snippet,
    undo_commands, whole_vaults,
};
use crate::config::NAMES_FILE;
use crate::diagnostic::Severity;
use crate::engine::{Excerpt, Finding, NoteOutcome};
use crate::output::{TextStyle, escape_line, shell_quoted_path};

/// The maximum number of causes that are shown with their lines.
const MAX_SHOWN: usize = 10;
/// What is left to do after a rename that was printed.
const AFTER_RENAME: &str = "then git add what it changed";
/// The width of the margin before a line of the note, in columns.
const MARGIN: usize = 14;

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
    fn notes_phrase(self, news: &NewFindings) -> String {
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

/// Writes the report of `--staged`.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn staged(runs: &[VaultRun], view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    let news = NewFindings::from_runs(runs);
    let place = GitAction::Commit.notes_phrase(&news);
    let found = news.found();
    if news.checked == 0 && found.is_empty() && news.preexisting + news.generated == 0 {
        let others = runs.iter().any(|run| run.compares_others);
        return writeln!(
            out,
            "no note is staged{}",
            if others { "; nothing new to report in other notes" } else { "" }
        );
    }
    let fixed_words = news.fixed_words();
    match (news.fixed > 0, found.is_empty()) {
        (false, true) => writeln!(out, "{place}, nothing new to report")?,
        (true, true) => writeln!(out, "{fixed_words}, nothing left to report in {place}")?,
        (true, false) => writeln!(out, "{fixed_words}, {found} left in {place}")?,
        (false, false) => writeln!(out, "{found} in {place}")?,
    }
    if !view.quiet {
        fixed(runs, view, out)?;
        findings(runs, view, false, "this commit", out)?;
        other_notes::rename_steps(runs, AFTER_RENAME, out)?;
    }
    if news.fixable > 0 && news.fixed == 0 {
        writeln!(out, "  fix it        vaultlint{} --fix", view.rerun_args)?;
    }
    not_written(runs, out)?;
    run_in_part(runs).iter().try_for_each(|line| writeln!(out, "{}", escape_line(line)))?;
    not_counted(runs, &news, out)
}

fn fixed(runs: &[VaultRun], view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    if view.width.is_none() || view.verbose {
        return super::patch(runs, out);
    }
    for run in runs {
        for note in written(run) {
            changes::changes(run, note, view, out)?;
        }
    }
    Ok(())
}

/// Writes the new findings by note, or only those that stop Git; those in other notes under a heading that names their
/// `cause`.
fn findings(runs: &[VaultRun], view: &ReportOptions, only_errors: bool, cause: &str, out: Out<'_>) -> io::Result<()> {
    let mut shown = ShownFindings { only_errors, ..ShownFindings::default() };
    for run in runs {
        for (note, left) in other_notes::notes_with_remaining(run, false) {
            shown.write(run, note, &left, view, out)?;
        }
    }
    let mut has_heading = false;
    for run in runs {
        for (note, left) in other_notes::notes_with_remaining(run, true) {
            if !has_heading && shown.includes_any(run, note, &left) {
                has_heading = true;
                writeln!(out, "{}", other_notes::heading(runs, cause))?;
            }
            shown.write(run, note, &left, view, out)?;
        }
    }
    if shown.all > shown.shown {
        let is_staged = runs.iter().any(|run| run.version == CheckedVersion::Staged);
        let whole = if is_staged { ": vaultlint --staged -v" } else { "" };
        writeln!(out, "and {} more{whole}", number(shown.all - shown.shown))?;
    }
    Ok(())
}

/// The findings that were written so far.
#[derive(Default)]
struct ShownFindings {
    /// Whether only findings that stop Git are written.
    only_errors: bool,
    causes: usize,
    shown: usize,
    all: usize,
}

impl ShownFindings {
    fn includes(&self, run: &VaultRun, note: &NoteOutcome, finding: &Finding) -> bool {
        let is_exempt = note.is_generated && run.exempts_generated;
        let stops =
            finding.diagnostic.severity == Severity::Error || run.stops_for_names && finding.diagnostic.is_name_guess();
        !is_exempt && (stops || !self.only_errors)
    }

    fn includes_any(&self, run: &VaultRun, note: &NoteOutcome, left: &[&Finding]) -> bool {
        left.iter().any(|finding| self.includes(run, note, finding))
    }

    fn write(
        &mut self,
        run: &VaultRun,
        note: &NoteOutcome,
        left: &[&Finding],
        view: &ReportOptions,
        out: Out<'_>,
    ) -> io::Result<()> {
        if note.is_generated && run.exempts_generated {
            return Ok(());
        }
        let left: Vec<&Finding> = left.iter().copied().filter(|finding| self.includes(run, note, finding)).collect();
        self.all += left.len();
        let omitted = note.remaining_omitted.iter().filter(|omitted| run.counts.includes_age(omitted.is_new));
        let omitted = omitted.filter(|omitted| !self.only_errors || omitted.severity == Severity::Error);
        self.all += omitted.map(|omitted| omitted.count).sum::<usize>();
        if view.verbose && view.width.is_some() {
            self.shown += left.len();
            return left.iter().try_for_each(|finding| snippet::snippet(run, note, finding, view, out));
        }
        let most = if view.verbose { usize::MAX } else { MAX_SHOWN };
        let mut causes = if view.verbose { causes::each(&left) } else { causes::causes(&left) };
        causes.truncate(most - self.causes);
        if causes.is_empty() {
            return Ok(());
        }
        self.causes += causes.len();
        self.shown += causes.iter().map(Cause::count).sum::<usize>();
        out.write_styled(TextStyle::Path, format_args!("{}", run.display_path_on_line(&note.path)))?;
        writeln!(out)?;
        let after = |finding: &Finding, view: &ReportOptions, out: Out<'_>| {
            context(finding, !note.is_inbound, view, out)?;
            if note.is_inbound { other_notes::deleted_target(run, finding, MARGIN, out) } else { Ok(()) }
        };
        lines::causes(&causes, view, after, out)
    }
}

/// Writes the lines of a finding in order, those that a changed note got with `+`.
fn context(finding: &Finding, is_changed: bool, view: &ReportOptions, out: Out<'_>) -> io::Result<()> {
    let related = finding.related.iter().filter_map(|related| Some((related.place?.0.line, related.excerpt.as_ref()?)));
    let lines: BTreeMap<usize, &Excerpt> = related
        .chain([(finding.start.line, &finding.excerpt)])
        .filter(|(_, excerpt)| !excerpt.text.trim().is_empty())
        .collect();
    let room = view.width.map_or(usize::MAX, |width| width.saturating_sub(MARGIN).max(20));
    for (line, excerpt) in lines {
        let is_added = is_changed && excerpt.is_added;
        let mark = if is_added { '+' } else { ' ' };
        let lead = if excerpt.clipped.0 { "…" } else { "" };
        let tail = if excerpt.clipped.1 { "…" } else { "" };
        let text = format!("{lead}{}{tail}", excerpt.text.trim_end());
        let style = if is_added { TextStyle::Added } else { TextStyle::Dim };
        out.write_styled(style, format_args!("  {line:>8} {mark} {}", clip(&text, room)))?;
        writeln!(out)?;
    }
    Ok(())
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

fn not_written(runs: &[VaultRun], out: Out<'_>) -> io::Result<()> {
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
fn not_counted(runs: &[VaultRun], news: &NewFindings, out: Out<'_>) -> io::Result<()> {
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
