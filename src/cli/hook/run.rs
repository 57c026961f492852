//! What a hook runs: the check of what is committed or pushed, and whether Git goes on.

use std::ffi::OsString;
use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::time::Instant;

use super::super::Exit;
use super::super::args::{CheckArgs, HookName};
use super::super::changed::{self, Plan, Ran};
use super::super::check::{exit, tell_unreadable};
use super::super::error::Failure;
use super::super::streams::Output;
use super::push::Push;
use crate::config::{HookSection, OnFix, Settings, Unattended};
use crate::diagnostic::Applicability;
use crate::git::Repository;
use crate::report::{self, Act, HookReport, Palette, Verdict, View};
use crate::source::Revisions;

/// Where the report goes when nobody is there to read it.
const REPORT: &str = "report.txt";

pub(super) fn run(name: HookName, rest: &[OsString]) -> Result<Exit, Failure> {
    let began = Instant::now();
    let repository = Repository::here()?;
    let args = CheckArgs::default();
    let act = match name {
        HookName::PreCommit => Act::Commit,
        HookName::PreMergeCommit => Act::Merge,
        HookName::PrePush => Act::Push,
    };
    let ran = match act {
        Act::Commit | Act::Merge => staged(&args, &repository)?,
        Act::Push => pushed(&args, &repository, rest)?,
    };
    changed::tell(&ran.remarks)?;
    tell_unreadable(&ran.runs, &args)?;
    let is_attended = io::stderr().is_terminal();
    let exit = exit(&args, &ran.runs);
    let verdict = verdict(exit, &ran, is_attended);
    let hook = HookReport { act, verdict };
    let mut output = Output::open(&args)?;
    let view = output.view(&args, began.elapsed().as_secs_f64(), false);
    if verdict == Verdict::Noted {
        note_down(&repository, &ran, &hook, &view)?;
    }
    report::hook(&ran.runs, &hook, &view, output.writer())?;
    output.finish()?;
    Ok(match verdict {
        Verdict::Stopped if exit == Exit::Clean => Exit::Findings,
        Verdict::Stopped => exit,
        Verdict::StoppedToLook => Exit::Findings,
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
    let mut all = Ran { runs: Vec::new(), hooks: Vec::new(), remarks: push.remarks };
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

fn verdict(exit: Exit, ran: &Ran, is_attended: bool) -> Verdict {
    let says = |what: fn(&HookSection) -> bool| ran.hooks.iter().any(what);
    let passes = !is_attended && says(|hook| hook.unattended == Some(Unattended::Pass));
    let blocks = says(|hook| hook.unattended == Some(Unattended::Block));
    let was_fixed = ran.runs.iter().any(|run| run.written.as_ref().is_some_and(|written| written.notes > 0));
    match exit {
        Exit::Clean if !was_fixed => Verdict::GoesOn,
        Exit::Clean if says(|hook| hook.on_fix == Some(OnFix::Stop)) => Verdict::StoppedToLook,
        Exit::Clean if is_attended && !says(|hook| hook.on_fix == Some(OnFix::Continue)) => Verdict::StoppedToLook,
        Exit::Clean => Verdict::GoesOn,
        Exit::Findings | Exit::Unable | Exit::Bug if passes && !blocks => Verdict::Noted,
        Exit::Findings | Exit::Unable | Exit::Bug => Verdict::Stopped,
    }
}

/// Writes the whole report to a file in Git's own folder, each finding in full.
fn note_down(repository: &Repository, ran: &Ran, hook: &HookReport, view: &View) -> Result<(), Failure> {
    let path = repository.own_folder().join(REPORT);
    let view = View { palette: Palette { is_coloured: false }, width: None, verbose: true, ..view.clone() };
    let mut text = Vec::new();
    let now = jiff::Zoned::now().strftime("%Y-%m-%d %H:%M").to_string();
    writeln!(text, "{now}")?;
    report::hook(&ran.runs, &HookReport { verdict: Verdict::Stopped, ..*hook }, &view, &mut text)?;
    let written = fs::create_dir_all(repository.own_folder()).and_then(|()| fs::write(&path, text));
    written.map_err(|reason| Failure::Output { path, reason })
}
