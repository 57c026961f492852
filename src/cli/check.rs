//! `vaultlint [check]`: read, check, fix, report.

use std::io::{IsTerminal, Write};
use std::path::Path;
use std::time::Instant;

use indicatif::ProgressBar;

use super::Exit;
use super::args::{CheckArgs, FailOn, Format};
use super::error::Failure;
use super::streams::Output;
use crate::config::{Selection, Settings, Sources};
use crate::diagnostic::{Applicability, Severity};
use crate::engine::{Counts, Job, Outcome, run};
use crate::git::Repository;
use crate::report::{self, VaultRun, View, Written};
use crate::sink::{self, UndoStore};
use crate::source::{Disk, Roots, Vault};

/// From so many notes on there is a progress bar.
const NOTES_WITH_PROGRESS: usize = 2_000;

pub(super) fn check(args: &CheckArgs) -> Result<Exit, Failure> {
    if args.unsafe_fixes && !args.fix && !args.diff {
        return Err(Failure::UnsafeAlone);
    }
    if let Some(name) = &args.stdin_filename {
        return super::stdin::check(args, name);
    }
    let began = Instant::now();
    let roots = Roots::find(&args.paths, args.vault.as_deref())?;
    let vaults = roots.open(args.config.as_deref())?;
    let is_one = vaults.len() == 1;
    // Every config is read before any vault is touched.
    let prepared = vaults.into_iter().map(|vault| Ok((settings(args, &vault)?, vault)));
    let prepared: Vec<(Settings, Vault)> = prepared.collect::<Result<_, Failure>>()?;
    let notes_named = prepared.iter().any(|(_, vault)| !vault.named.is_empty());
    let mut runs = Vec::new();
    for (settings, vault) in prepared {
        runs.push(check_vault(args, &settings, vault, is_one)?);
    }
    let mut output = Output::open(args)?;
    let view = output.view(args, began.elapsed().as_secs_f64(), notes_named);
    tell_unreadable(&runs, args)?;
    write_report(args, &runs, &view, output.writer())?;
    output.finish()?;
    Ok(exit(args, &runs))
}

fn settings(args: &CheckArgs, vault: &Vault) -> Result<Settings, Failure> {
    let read = |path: &str| std::fs::read_to_string(vault.root.join(path)).ok();
    let sources = Sources { config: vault.config.clone(), names: vault.names.clone(), read: &read };
    Ok(Settings::load(&sources, &selection(args), today())?)
}

pub(super) fn selection(args: &CheckArgs) -> Selection {
    Selection { select: args.select.clone(), ignore: args.ignore.clone() }
}

pub(super) fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}

/// The fixes that are asked for: to be written, or to be shown.
pub(super) fn applicability(args: &CheckArgs) -> Option<Applicability> {
    match (args.fix || args.diff, args.unsafe_fixes) {
        (false, _) => None,
        (true, false) => Some(Applicability::Safe),
        (true, true) => Some(Applicability::Unsafe),
    }
}

fn check_vault(args: &CheckArgs, settings: &Settings, vault: Vault, is_one: bool) -> Result<VaultRun, Failure> {
    let is_kept = |path: &String| !settings.excludes(path) || (!args.force_exclude && vault.named.contains(path));
    let scope: Vec<String> = vault.scope.iter().filter(|path| is_kept(path)).cloned().collect();
    let all_notes = vault.notes.iter().filter(|path| !settings.excludes(path)).cloned();
    let notes = if vault.is_whole { all_notes.collect() } else { Vec::new() };
    let bar = progress(args, scope.len());
    let disk = Disk { root: vault.root.clone() };
    let job = Job {
        settings,
        texts: &disk,
        files: vault.files.clone(),
        rest: None,
        notes,
        scope,
        fix: applicability(args),
        counts: Counts::All,
        progress: &|| bar.inc(1),
    };
    let mut outcome = run(job);
    bar.finish_and_clear();
    outcome.unreadable.extend(vault.unreadable);
    let written = if args.fix && !args.diff { Some(write(&vault.root, &outcome)?) } else { None };
    let label = if is_one { String::new() } else { vault.root.display().to_string() };
    Ok(VaultRun {
        label,
        prefix: prefix(&vault.root),
        named: vault.named,
        has_config: vault.config.is_some(),
        outcome,
        counts: Counts::All,
        written,
    })
}

/// From Git's top to the vault at `root`, with a `/` at its end; empty where they are one, and outside Git.
pub(super) fn prefix(root: &Path) -> String {
    let top = Repository::around(root).map(|repository| repository.top);
    let prefix = top.and_then(|top| Some(root.strip_prefix(top).ok()?.to_str()?.replace('\\', "/")));
    prefix.filter(|prefix| !prefix.is_empty()).map(|prefix| prefix + "/").unwrap_or_default()
}

fn write(root: &Path, outcome: &Outcome) -> Result<Written, Failure> {
    let store = UndoStore::of(root).map_err(Failure::NoWayBack)?;
    let written = sink::write(root, &outcome.notes, &store, "--fix").map_err(Failure::NoWayBack)?;
    let left_alone = written.left_alone.into_iter().map(|(path, why)| (path, why.to_string()));
    Ok(Written { notes: written.notes, left_alone: left_alone.collect() })
}

fn progress(args: &CheckArgs, notes: usize) -> ProgressBar {
    if args.quiet || notes < NOTES_WITH_PROGRESS || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    ProgressBar::new(notes as u64)
}

/// Notes that were left alone are said on standard error, whatever the format.
fn tell_unreadable(runs: &[VaultRun], args: &CheckArgs) -> Result<(), Failure> {
    let mut stderr = std::io::stderr().lock();
    for run in runs {
        let shown = if args.verbose { usize::MAX } else { 20 };
        for (path, why) in run.outcome.unreadable.iter().take(shown) {
            writeln!(stderr, "vaultlint: {}: {why}", run.shown(path))?;
        }
        if run.outcome.unreadable.len() > shown {
            writeln!(
                stderr,
                "vaultlint: and {} more files that were not checked (-v)",
                run.outcome.unreadable.len() - shown
            )?;
        }
    }
    Ok(())
}

pub(super) fn write_report(
    args: &CheckArgs,
    runs: &[VaultRun],
    view: &View,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    if args.diff {
        return Ok(report::patch(runs, view.palette, out)?);
    }
    match args.format {
        Format::Text => report::text(runs, view, out)?,
        Format::Concise => report::concise(runs, out)?,
        Format::Json => report::json(runs, out)?,
        Format::Github => report::github(runs, out)?,
        Format::Sarif => report::sarif(runs, out)?,
    }
    Ok(())
}

/// A note that was named and could not be read, or not be written, is not clean.
pub(super) fn exit(args: &CheckArgs, runs: &[VaultRun]) -> Exit {
    let notes = || runs.iter().flat_map(|run| &run.outcome.notes);
    if notes().any(|note| !note.bugs.is_empty()) {
        return Exit::Bug;
    }
    let named_unread = runs.iter().any(|run| run.outcome.unreadable.iter().any(|(path, _)| run.named.contains(path)));
    if named_unread {
        return Exit::Unable;
    }
    let not_written = runs.iter().filter_map(|run| run.written.as_ref()).any(|written| !written.left_alone.is_empty());
    let has_patch = args.diff && notes().any(|note| note.change.is_some());
    let least = match args.fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    };
    let fails = least.is_some_and(|least| report::worst(runs).is_some_and(|worst| worst >= least));
    if fails || has_patch || not_written { Exit::Findings } else { Exit::Clean }
}
