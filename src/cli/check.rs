//! `vaultlint [check]`: read, check, fix, report.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::annotate::annotate;
use super::args::{CheckArgs, FailOn, Format};
use super::changed::{self, ChangedPlan};
use super::error::CliError;
use super::exit::{Exit, exit_for};
use super::last_clean;
use super::names;
use super::recover::recover;
use super::report_options::{open_output, report_options};
use super::scope;
use super::vault_run::{applicability, record_written, settings, vault_run, write_policy};
use super::write_report::{print_remarks, warn_unreadable, write_report};
use crate::config::Settings;
use crate::engine::{Change, Outcome, RenamePlan};
use crate::git::Repository;
use crate::output::Output;
use crate::report::{self, VaultRun};
use crate::sink::{self, UndoStore, WriteOutcome};
use crate::source::{Revisions, Vault, VaultRoots};

pub(super) fn check(args: &CheckArgs, out: &mut Output) -> Result<Exit, CliError> {
    let looks_at_changes = args.staged || args.range.is_some() || args.since.is_some();
    if args.unsafe_fixes && !args.fix && !args.diff {
        return Err(CliError::UnsafeFixesAlone);
    }
    if args.diff && args.fix {
        return Err(CliError::DiffFix);
    }
    if args.range.is_some() && args.fix {
        return Err(CliError::RangeFix);
    }
    if args.all_lines && !looks_at_changes {
        return Err(CliError::AllLinesAlone);
    }
    match &args.stdin_filename {
        Some(name) => return super::stdin::check(args, name, out),
        None => open_output(args, out)?,
    }
    if looks_at_changes { check_changes(args, out) } else { check_working_tree(args, out) }
}

fn check_working_tree(args: &CheckArgs, out: &mut Output) -> Result<Exit, CliError> {
    let began = Instant::now();
    let roots = VaultRoots::find(&args.paths, args.vault.as_deref())?;
    let vaults = roots.open(args.config.as_deref())?;
    let is_one = vaults.len() == 1;
    // Every configuration is read before any vault is changed.
    let prepared = vaults.into_iter().map(|vault| Ok((settings(args, &vault)?, vault)));
    let mut prepared: Vec<(Settings, Vault)> = prepared.collect::<Result<_, CliError>>()?;
    scope::refuse_empty(args, &prepared)?;
    if args.fix {
        prepared.iter().try_for_each(|(settings, vault)| write_policy(settings, vault).check())?;
    }
    let notes_named = prepared.iter().any(|(_, vault)| !vault.named.is_empty());
    let mut runs = Vec::new();
    for (settings, vault) in &mut prepared {
        let (remarks, found_before) = if args.fix { prepare_fix(args, settings, vault)? } else { Default::default() };
        let plan = if args.diff { plan_renames(settings, vault)? } else { RenamePlan::default() };
        let mut run = vault_run(args, settings, vault, applicability(args));
        run.remarks = remarks;
        run.renamed = planned_moves(plan, &run.outcome);
        if args.fix {
            let written = write(vault, settings, &run.outcome)?;
            record_written(args, settings, vault, &mut run, written);
            let (left, _) = report::left_and_fixable(&run);
            run.settled_by_renames = found_before.saturating_sub(left + run.fixed_count());
        } else if !args.diff {
            run.settled_by_renames = settled_by_renames(args, settings, vault, &run)?;
        }
        if run.outcome.checked == 0 && run.outcome.unreadable.is_empty() && args.paths.is_empty() {
            run.why_nothing_checked = Some(scope::why_nothing_checked(vault));
        }
        run.label = if is_one { String::new() } else { label(&vault.root) };
        runs.push(run);
    }
    let exit = finish(args, &mut runs, began, notes_named, out)?;
    let is_clean = exit == Exit::Clean && runs.iter().all(|run| run.outcome.unreadable.is_empty());
    if let ([(_, vault)], true) = (prepared.as_slice(), is_clean && !args.fix && is_full(args)) {
        last_clean::record_for_vault(vault);
    }
    // The process ends: to free a hundred thousand findings one by one takes longer than to leave them to the system.
    std::mem::forget(runs);
    Ok(exit)
}

/// Returns the renames that `--fix` would start with, and applies them to `vault` in memory.
fn plan_renames(settings: &Settings, vault: &mut Vault) -> Result<RenamePlan, CliError> {
    if !vault.covers_vault || vault.names.is_none() {
        return Ok(RenamePlan::default());
    }
    let plan = names::plan_misspelt(settings, vault)?.map(|respelling| respelling.plan).unwrap_or_default();
    if !plan.moves.is_empty() {
        vault.apply_renames(&plan);
    }
    Ok(plan)
}

/// Counts the findings of `run` that have no fix of their own but disappear after the renames that `--fix` starts with.
fn settled_by_renames(
    args: &CheckArgs,
    settings: &Settings,
    vault: &mut Vault,
    run: &VaultRun,
) -> Result<usize, CliError> {
    if plan_renames(settings, vault)?.moves.is_empty() {
        return Ok(0);
    }
    let (now, fixable_now) = report::left_and_fixable(run);
    let (then, fixable_then) = report::left_and_fixable(&vault_run(args, settings, vault, None));
    Ok((now + fixable_then).saturating_sub(then + fixable_now))
}

/// Returns the files that `plan` moves or changes, each with its change after fixes.
fn planned_moves(plan: RenamePlan, outcome: &Outcome) -> Vec<(String, String, Option<Change>)> {
    let target = |path: &str| plan.moves.iter().find(|(from, _)| from == path).map(|(_, to)| to.clone());
    let fixed = |path: &str| outcome.notes.iter().find(|note| note.path == path).and_then(|note| note.change.as_ref());
    let only_moved = plan.moves.iter().filter(|(from, _)| !plan.changes.iter().any(|(path, _)| path == from));
    let only_moved = only_moved.map(|(from, to)| (from.clone(), to.clone(), fixed(to).cloned()));
    let changed = plan.changes.iter().map(|(from, change)| {
        let to = target(from).unwrap_or_else(|| from.clone());
        let change = match fixed(&to) {
            Some(fixed) => Change::new(&change.before(), &fixed.after()),
            None => change.clone(),
        };
        (from.clone(), to, Some(change))
    });
    only_moved.chain(changed).collect()
}

/// Returns the label of the vault at `root` among several: its path from the current directory.
fn label(root: &Path) -> String {
    let here = env::current_dir().and_then(|here| here.canonicalize()).ok();
    let inside = here.as_deref().and_then(|here| root.strip_prefix(here).ok());
    inside.unwrap_or(root).display().to_string()
}

/// Prepares a fix: finishes an interrupted run, and renames notes whose names contain a recorded wrong form. Returns
/// remarks, and the number of findings before the renames.
fn prepare_fix(args: &CheckArgs, settings: &Settings, vault: &mut Vault) -> Result<(Vec<String>, usize), CliError> {
    let mut remarks = recover(&vault.root, &write_policy(settings, vault))?.remarks;
    let mut is_moved = !remarks.is_empty();
    let mut found = 0;
    let renames = vault.covers_vault && vault.names.is_some() && names::plan_misspelt(settings, vault)?.is_some();
    if renames {
        (found, _) = report::left_and_fixable(&vault_run(args, settings, vault, None));
    }
    if renames && names::rename_misspelt(args, settings, vault)? {
        is_moved = true;
        remarks.push("notes were renamed first, as a separate step for `vaultlint undo`".to_owned());
    }
    if is_moved && vault.covers_vault {
        let roots = VaultRoots::find(std::slice::from_ref(&vault.root), args.vault.as_deref())?;
        let opened = roots.open(args.config.as_deref())?;
        *vault = opened.into_iter().find(|opened| opened.root == vault.root).ok_or(CliError::VaultGone)?;
    }
    Ok((remarks, found))
}

/// Whether the run used every rule on every note, so that it can be recorded as clean.
fn is_full(args: &CheckArgs) -> bool {
    let is_narrowed = !args.paths.is_empty() || args.vault.is_some() || args.config.is_some();
    !is_narrowed && args.select.is_empty() && args.ignore.is_empty() && args.fail_on != FailOn::Never
}

fn check_changes(args: &CheckArgs, out: &mut Output) -> Result<Exit, CliError> {
    let began = Instant::now();
    let repository = repository(args)?;
    let revisions = match (&args.range, &args.since) {
        (Some(range), _) => Revisions::range(&repository, range)?,
        (None, Some(since)) => last_clean::revisions_since(&repository, since)?,
        (None, None) => Revisions::Staged,
    };
    let fix = applicability(args);
    let plan = ChangedPlan {
        repository: &repository,
        revisions: &revisions,
        fix: &|_| fix,
        writes: args.fix,
        // pre-commit reduces the working tree to what is staged, and itself stops the commit if a hook changed it.
        keeps_index: env::var_os("PRE_COMMIT").is_some(),
        exempts_generated: args.staged,
        is_hook: false,
        command: "--fix",
    };
    let mut ran = changed::run(args, &plan)?;
    print_remarks(&ran.remarks)?;
    let exit = match finish(args, &mut ran.runs, began, !args.paths.is_empty(), out)? {
        Exit::Clean if ran.is_unfinished => Exit::Findings,
        exit => exit,
    };
    let was_fixed = ran.runs.iter().any(|run| run.fixed().next().is_some());
    let is_clean = exit == Exit::Clean && ran.runs.iter().all(|run| run.outcome.unreadable.is_empty());
    if is_clean && args.since.is_some() && is_full(args) && !was_fixed {
        last_clean::record(&repository, &revisions);
    }
    Ok(exit)
}

/// Returns the repository that contains the named vault or path, or else the current one.
fn repository(args: &CheckArgs) -> Result<Repository, CliError> {
    let named = args.vault.as_deref().or(args.paths.first().map(PathBuf::as_path));
    let is_of = |here: &Repository, path: &Path| match path.canonicalize() {
        Ok(path) => path.starts_with(&here.top) || here.top.starts_with(&path),
        // The path may be staged but deleted.
        Err(_) => true,
    };
    let here = Repository::current();
    if here.as_ref().is_ok_and(|here| named.is_none_or(|path| is_of(here, path))) {
        return Ok(here?);
    }
    match named.and_then(Repository::containing) {
        Some(there) => Ok(there),
        None => Ok(here?),
    }
}

/// Completes the results, reports them, and returns the exit code.
fn finish(
    args: &CheckArgs,
    runs: &mut [VaultRun],
    began: Instant,
    notes_named: bool,
    out: &mut Output,
) -> Result<Exit, CliError> {
    annotate(args, runs);
    let view = report_options(args, out, began.elapsed().as_secs_f64(), notes_named);
    warn_unreadable(runs, args)?;
    if args.diff || args.format != Format::Text {
        let nothing: Vec<String> = runs.iter().filter_map(|run| run.why_nothing_checked.clone()).collect();
        print_remarks(&nothing)?;
    }
    write_report(args, runs, &view, out)?;
    Ok(exit_for(args, runs))
}

fn write(vault: &Vault, settings: &Settings, outcome: &Outcome) -> Result<WriteOutcome, CliError> {
    let store = UndoStore::for_vault(&vault.root, &write_policy(settings, vault)).map_err(CliError::NoBackup)?;
    sink::write(&vault.root, &outcome.notes, &store, "--fix").map_err(CliError::NoBackup)
}
