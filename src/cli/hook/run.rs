//! What a hook runs: the check of what is committed or pushed, and whether Git goes on.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::Path;
use std::time::Instant;

use super::super::Exit;
use super::super::args::{CheckArgs, HookName};
use super::super::changed::{self, Plan, Ran};
use super::super::check::{exit, exit_of_index, tell_unreadable};
use super::super::error::Failure;
use super::super::view::{prepare, view};
use super::push::Push;
use super::unattended;
use crate::config::{HookSection, OnFix, Settings, Unattended};
use crate::diagnostic::Applicability;
use crate::git::{Repository, is_commit_empty};
use crate::output::{Output, is_attended, printable};
use crate::report::{self, Act, HookReport, Verdict, View};
use crate::source::Revisions;

/// Where the report goes when nobody is there to read it.
const REPORT: &str = "report.txt";

/// Runs hook `name` for the vault at `vault`; for every vault of the repository where none is named.
pub(super) fn run(name: HookName, vault: Option<&Path>, rest: &[OsString], out: &mut Output) -> Result<Exit, Failure> {
    let began = Instant::now();
    let repository = Repository::here()?;
    let args = CheckArgs { vault: vault.map(Path::to_owned), ..CheckArgs::default() };
    let act = match name {
        HookName::PreCommit => Act::Commit,
        HookName::PreMergeCommit => Act::Merge,
        HookName::PrePush => Act::Push,
    };
    let is_attended = is_attended();
    let ran = match act {
        Act::Commit | Act::Merge => staged(&args, &repository),
        Act::Push => pushed(&args, &repository, rest),
    };
    let ran = match ran {
        Err(failure) if !is_attended && unattended::passes(vault.unwrap_or(&repository.top)) => {
            let mut said = Output::memory();
            writeln!(said, "vaultlint: {failure}")?;
            let said = said.into_text();
            note_down(&repository, &said);
            write!(Output::stderr(), "{said}")?;
            return Ok(Exit::Clean);
        }
        ran => ran?,
    };
    changed::tell(&ran.remarks)?;
    tell_unreadable(&ran.runs, &args)?;
    let exit = exit(&args, &ran.runs);
    let hook = HookReport {
        act,
        verdict: verdict(act, &repository, &ran, is_attended)?,
        file: repository.own_folder().join(REPORT).display().to_string(),
        is_passing: repository.index.extension().is_some_and(|ending| ending == "lock"),
    };
    prepare(&args, out)?;
    let view = view(&args, out, began.elapsed().as_secs_f64(), false);
    if hook.verdict == Verdict::Noted {
        note_down(&repository, &whole_report(&ran, &hook, &view)?);
    }
    report::hook(&ran.runs, &hook, &view, out)?;
    Ok(match hook.verdict {
        Verdict::Stopped if exit == Exit::Clean => Exit::Findings,
        Verdict::Stopped => exit,
        Verdict::StoppedToLook | Verdict::NothingLeft => Exit::Findings,
        Verdict::GoesOn | Verdict::Noted => Exit::Clean,
    })
}

fn staged(args: &CheckArgs, repository: &Repository) -> Result<Ran, Failure> {
    let fix = |settings: &Settings| (settings.config.hook.fix == Some(true)).then_some(Applicability::Safe);
    let plan = Plan {
        repository,
        revisions: &Revisions::Staged,
        fix: &fix,
        writes: true,
        leaves_index: false,
        spares_generated: true,
        command: "hook",
    };
    changed::run(args, &plan)
}

fn pushed(args: &CheckArgs, repository: &Repository, rest: &[OsString]) -> Result<Ran, Failure> {
    let mut input = String::new();
    io::stdin().lock().read_to_string(&mut input)?;
    let remote = rest.first().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let push = Push::read(repository, &remote, &input)?;
    let mut all = Ran { runs: Vec::new(), hooks: Vec::new(), remarks: push.remarks, is_unfinished: false };
    for revisions in &push.parts {
        let ran = changed::run(
            args,
            &Plan {
                repository,
                revisions,
                fix: &|_| None,
                writes: false,
                leaves_index: true,
                spares_generated: true,
                command: "hook",
            },
        )?;
        all.runs.extend(ran.runs);
        all.hooks.extend(ran.hooks);
        all.remarks.extend(ran.remarks);
    }
    Ok(all)
}

fn verdict(act: Act, repository: &Repository, ran: &Ran, is_attended: bool) -> Result<Verdict, Failure> {
    let args = CheckArgs::default();
    let (exit, exit_of_index) = (exit(&args, &ran.runs), exit_of_index(&args, &ran.runs));
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
    // An empty commit says that something was done. Whether anybody is there does not matter.
    if act == Act::Commit && was_fixed && exit_of_index == Exit::Clean && is_commit_empty(repository)? {
        return Ok(Verdict::NothingLeft);
    }
    Ok(match exit {
        Exit::Clean if was_fixed && stops => Verdict::StoppedToLook,
        Exit::Clean => Verdict::GoesOn,
        Exit::Findings | Exit::Unable | Exit::Bug if passes => Verdict::Noted,
        // What is committed is right; the old text in a working copy is for whoever comes next.
        Exit::Findings if exit_of_index == Exit::Clean && !is_attended && !blocks => Verdict::Noted,
        Exit::Findings | Exit::Unable | Exit::Bug => Verdict::Stopped,
    })
}

/// The report with each finding in full, and what could not be checked.
fn whole_report(ran: &Ran, hook: &HookReport, view: &View) -> Result<String, Failure> {
    let view = View { width: None, verbose: true, ..view.clone() };
    let mut text = Output::memory();
    for run in &ran.runs {
        for (path, why) in &run.outcome.unreadable {
            writeln!(text, "{}: {}", run.shown_to_people(path), printable(&why.to_string()))?;
        }
    }
    report::hook(&ran.runs, &HookReport { verdict: Verdict::GoesOn, ..hook.clone() }, &view, &mut text)?;
    Ok(text.into_text())
}

/// Writes the report to a file in Git's own folder. Where that cannot be, the commit goes on all the same.
fn note_down(repository: &Repository, report: &str) {
    let now = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M");
    let _ = repository.write_own_text(REPORT, &format!("{now}\n{report}"));
}
