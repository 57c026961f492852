//! `vaultlint hook run`: checks what is committed or pushed, and decides whether Git proceeds.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::Path;
use std::time::Instant;

use super::super::annotate::annotate;
use super::super::args::{CheckArgs, HookName};
use super::super::changed::{self, ChangedPlan, ChangedRuns};
use super::super::error::CliError;
use super::super::exit::{Exit, exit_for, exit_for_index};
use super::super::report_options::{open_output, report_options};
use super::super::write_report::{print_remarks, warn_unreadable};
use super::push::Push;
use super::unattended;
use crate::config::{HookSection, OnFix, Settings, Unattended};
use crate::diagnostic::Applicability;
use crate::git::{Repository, is_commit_empty};
use crate::output::{Output, escape_line, is_interactive};
use crate::report::{self, GitAction, HookOutcome, HookReport, ReportOptions};
use crate::source::Revisions;

/// The file for the report of an unattended run, in the data folder of the repository.
const REPORT_FILE: &str = "report.txt";

/// Runs the hook `name` for `vault`, or for all vaults of the repository.
pub(super) fn run(name: HookName, vault: Option<&Path>, rest: &[OsString], out: &mut Output) -> Result<Exit, CliError> {
    let began = Instant::now();
    let repository = Repository::current()?;
    let args = CheckArgs { vault: vault.map(Path::to_owned), ..CheckArgs::default() };
    let act = match name {
        HookName::PreCommit => GitAction::Commit,
        HookName::PreMergeCommit => GitAction::Merge,
        HookName::PrePush => GitAction::Push,
    };
    let is_attended = is_interactive();
    let ran = match act {
        GitAction::Commit | GitAction::Merge => staged(&args, &repository),
        GitAction::Push => pushed(&args, &repository, rest),
    };
    let mut ran = match ran {
        Err(failure) if !is_attended && unattended::is_allowed_to_pass(vault, &repository) => {
            let mut message = Output::memory();
            writeln!(message, "vaultlint: {failure}")?;
            let message = message.into_text();
            write_report_file(&repository, &message);
            write!(Output::stderr(), "{message}")?;
            return Ok(Exit::Clean);
        }
        ran => ran?,
    };
    annotate(&args, &mut ran.runs);
    print_remarks(&ran.remarks)?;
    warn_unreadable(&ran.runs, &args)?;
    let exit = exit_for(&args, &ran.runs);
    let hook = HookReport {
        action: act,
        outcome: outcome(act, &repository, &ran, is_attended)?,
        report_file: Some(repository.data_folder().join(REPORT_FILE).display().to_string()),
        has_temporary_index: repository.index.extension().is_some_and(|ending| ending == "lock"),
    };
    open_output(&args, out)?;
    let view = report_options(&args, out, began.elapsed().as_secs_f64(), false);
    if hook.outcome == HookOutcome::PassedUnattended {
        write_report_file(&repository, &full_report(&ran, &hook, &view)?);
    }
    report::hook(&ran.runs, &hook, &view, out)?;
    Ok(match hook.outcome {
        HookOutcome::Blocked if exit == Exit::Clean => Exit::Findings,
        HookOutcome::Blocked => exit,
        HookOutcome::BlockedForReview | HookOutcome::NothingToCommit => Exit::Findings,
        HookOutcome::Passed | HookOutcome::PassedUnattended => Exit::Clean,
    })
}

fn staged(args: &CheckArgs, repository: &Repository) -> Result<ChangedRuns, CliError> {
    let fix = |settings: &Settings| (settings.config.hook.fix == Some(true)).then_some(Applicability::Safe);
    let plan = ChangedPlan {
        repository,
        revisions: &Revisions::Staged,
        fix: &fix,
        writes: true,
        keeps_index: false,
        exempts_generated: true,
        is_hook: true,
        command: "hook",
    };
    changed::run(args, &plan)
}

fn pushed(args: &CheckArgs, repository: &Repository, rest: &[OsString]) -> Result<ChangedRuns, CliError> {
    let mut input = String::new();
    io::stdin().lock().read_to_string(&mut input)?;
    let remote = rest.first().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let push = Push::read(repository, &remote, &input)?;
    let mut all = ChangedRuns { runs: Vec::new(), hooks: Vec::new(), remarks: push.remarks, is_unfinished: false };
    for revisions in &push.parts {
        let ran = changed::run(
            args,
            &ChangedPlan {
                repository,
                revisions,
                fix: &|_| None,
                writes: false,
                keeps_index: true,
                exempts_generated: true,
                is_hook: true,
                command: "hook",
            },
        )?;
        all.runs.extend(ran.runs);
        all.hooks.extend(ran.hooks);
        all.remarks.extend(ran.remarks);
    }
    Ok(all)
}

fn outcome(
    act: GitAction,
    repository: &Repository,
    ran: &ChangedRuns,
    is_attended: bool,
) -> Result<HookOutcome, CliError> {
    let args = CheckArgs::default();
    let (exit, exit_of_index) = (exit_for(&args, &ran.runs), exit_for_index(&args, &ran.runs));
    let says = |what: fn(&HookSection) -> bool| ran.hooks.iter().any(what);
    let blocks = says(|hook| hook.unattended == Some(Unattended::Block));
    let passes = !is_attended && !blocks && says(|hook| hook.unattended == Some(Unattended::Pass));
    let was_fixed = ran.runs.iter().any(|run| run.written.as_ref().is_some_and(|written| written.notes > 0));
    let stops = match (says(|hook| hook.on_fix == Some(OnFix::Stop)), says(|hook| hook.on_fix == Some(OnFix::Continue)))
    {
        (true, _) => !passes,
        (false, true) => false,
        (false, false) => is_attended,
    };
    // An empty commit would be misleading, so it is stopped even without a terminal.
    if act == GitAction::Commit && was_fixed && exit_of_index == Exit::Clean && is_commit_empty(repository)? {
        return Ok(HookOutcome::NothingToCommit);
    }
    Ok(match exit {
        Exit::Clean if was_fixed && stops => HookOutcome::BlockedForReview,
        Exit::Clean => HookOutcome::Passed,
        Exit::Findings | Exit::Unable | Exit::Bug if passes => HookOutcome::PassedUnattended,
        // The commit itself is clean. The old text in a working copy is left for the next run.
        Exit::Findings if exit_of_index == Exit::Clean && !is_attended && !blocks => HookOutcome::PassedUnattended,
        Exit::Findings | Exit::Unable | Exit::Bug => HookOutcome::Blocked,
    })
}

/// Returns the report with every finding in full, and with the unreadable files.
fn full_report(ran: &ChangedRuns, hook: &HookReport, view: &ReportOptions) -> Result<String, CliError> {
    let view = ReportOptions { width: None, verbose: true, ..view.clone() };
    let mut text = Output::memory();
    for run in &ran.runs {
        for (path, why) in &run.outcome.unreadable {
            writeln!(text, "{}: {}", run.display_path_on_line(path), escape_line(&why.to_string()))?;
        }
    }
    report::hook(&ran.runs, &HookReport { report_file: None, ..hook.clone() }, &view, &mut text)?;
    Ok(text.into_text())
}

/// Writes the report to a file in the Git directory. Failing to write it does not stop the commit.
fn write_report_file(repository: &Repository, report: &str) {
    let now = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M");
    let _ = repository.write_data_file(REPORT_FILE, &format!("{now}\n{report}"));
}
