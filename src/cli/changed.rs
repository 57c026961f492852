//! Checks changed notes, staged or in revisions: vault by vault, with all fixes written together.

use std::path::Path;

use super::args::CheckArgs;
use super::error::CliError;
use super::moved_files::moved_files;
use super::other_notes;
use super::recover::recover;
use super::scope;
use super::vault_run::{record_written, settings, vault_run, write_policy};
use crate::config::{HookSection, NameGuesses, Settings, WritePolicy};
use crate::diagnostic::Applicability;
use crate::engine::Finding;
use crate::git::Repository;
use crate::report::{CheckedVersion, VaultRun};
use crate::sink::{self, Counterpart, FixTarget, TrackedFix, UndoStore, VaultFixes, WriteOutcome};
use crate::source::{ChangedNotes, ChangesRequest, Revisions, Vault, VaultRoots};

/// A plan for checking changed notes.
pub(super) struct ChangedPlan<'a> {
    pub(super) repository: &'a Repository,
    pub(super) revisions: &'a Revisions,
    /// Returns which fixes to apply in a vault with these settings.
    pub(super) fix: &'a dyn Fn(&Settings) -> Option<Applicability>,
    /// Whether fixes may be written.
    pub(super) writes: bool,
    /// Whether the index must not be written.
    pub(super) keeps_index: bool,
    /// Whether findings in generated notes do not count.
    pub(super) exempts_generated: bool,
    /// Whether this is a hook: bounded in time, and stopped by what its config names.
    pub(super) is_hook: bool,
    /// The name of the step in `vaultlint undo --list`.
    pub(super) command: &'a str,
}

/// The results for all vaults with changed notes.
pub(super) struct ChangedRuns {
    pub(super) runs: Vec<VaultRun>,
    /// The `hook` section of each vault's configuration.
    pub(super) hooks: Vec<HookSection>,
    pub(super) remarks: Vec<String>,
    /// Whether the working copy of a note that an earlier run fixed in the index is not fixed yet.
    pub(super) is_unfinished: bool,
}

/// Checks the changed notes, and writes the fixes if the plan says so.
pub(super) fn run(args: &CheckArgs, plan: &ChangedPlan<'_>) -> Result<ChangedRuns, CliError> {
    let request = ChangesRequest {
        paths: &args.paths,
        vault: args.vault.as_deref(),
        config: args.config.as_deref(),
        writes: plan.writes,
    };
    let mut changed = plan.revisions.read(plan.repository, request)?;
    let has_changed_files = changed.vaults.iter().any(other_notes::are_compared);
    let all: Vec<Settings> =
        changed.vaults.iter().map(|vault| settings(args, vault)).collect::<Result<_, CliError>>()?;
    let limited = all.iter().zip(&mut changed.vaults).filter(|_| plan.is_hook);
    changed.remarks.extend(limited.filter_map(|(settings, vault)| other_notes::limit(settings, vault)));
    let prepared: Vec<(Settings, &Vault)> = all.into_iter().zip(&changed.vaults).collect();
    if args.fix {
        prepared.iter().try_for_each(|(settings, vault)| write_policy(settings, vault).check())?;
    }
    let mut remarks = changed.remarks.clone();
    let mut is_unfinished = false;
    if plan.writes {
        let mut roots = UndoStore::roots_of(plan.repository);
        roots.extend(changed.vaults.iter().map(|vault| vault.root.clone()));
        for root in &roots {
            let known = prepared.iter().find(|(_, vault)| vault.root == *root);
            let policy = match known {
                Some((settings, vault)) => write_policy(settings, vault),
                None => policy_at(root)?,
            };
            let finished = recover(root, &policy)?;
            remarks.extend(finished.remarks);
            is_unfinished |= finished.is_partial;
        }
    }
    let version = match plan.revisions {
        Revisions::Staged | Revisions::Index => CheckedVersion::Staged,
        Revisions::Between { .. } => CheckedVersion::Revision,
    };
    let mut runs = Vec::new();
    for (settings, vault) in &prepared {
        let never = if args.diff { None } else { write_policy(settings, vault).check().err() };
        let wanted_fix = (plan.fix)(settings);
        let mut run = vault_run(args, settings, vault, wanted_fix.filter(|_| never.is_none()));
        let has_fix = |(_, finding): (_, &Finding)| finding.diagnostic.is_fixable(Applicability::Safe);
        if let (Some(_), Some(never)) = (wanted_fix, never)
            && run.remaining().any(has_fix)
        {
            remarks.push(format!("{never}; nothing was fixed"));
        }
        run.version = version;
        run.exempts_generated = plan.exempts_generated;
        run.stops_for_names = plan.is_hook && settings.config.hook.names == Some(NameGuesses::Stop);
        if run.has_broken_links() {
            run.moved = moved_files(vault);
        }
        run.label = label(plan.repository, vault, prepared.len() == 1);
        runs.push(run);
    }
    if runs.is_empty() {
        // An empty run, so that the report says that nothing changed.
        runs.push(VaultRun { version, ..VaultRun::default() });
    }
    runs.iter_mut().for_each(|run| scope::describe_changes(&mut run.scope, args, plan.revisions));
    if plan.writes {
        let policies: Vec<WritePolicy> =
            prepared.iter().map(|(settings, vault)| write_policy(settings, vault)).collect();
        let written = write(plan, &changed, &policies, &runs)?;
        for ((run, (settings, vault)), written) in runs.iter_mut().zip(&prepared).zip(written) {
            record_written(args, settings, vault, run, written);
        }
    }
    if version == CheckedVersion::Revision
        && !has_changed_files
        && runs.iter().all(|run| run.outcome.checked + run.outcome.unreadable.len() == 0)
    {
        runs[0].why_nothing_checked = Some("no notes changed: nothing was checked".to_owned());
    }
    let hooks = prepared.iter().map(|(settings, _)| settings.config.hook).collect();
    Ok(ChangedRuns { runs, hooks, remarks, is_unfinished })
}

/// Returns the vault's path in the repository; empty if it is the only vault.
fn label(repository: &Repository, vault: &Vault, is_one: bool) -> String {
    match vault.root.strip_prefix(&repository.top) {
        _ if is_one => String::new(),
        Ok(inside) => inside.display().to_string(),
        Err(_) => vault.root.display().to_string(),
    }
}

/// Returns the write policy of the vault at `root`, in which nothing changed.
fn policy_at(root: &Path) -> Result<WritePolicy, CliError> {
    let vault = VaultRoots::find(&[], Some(root))?.open_only(None)?;
    Ok(write_policy(&settings(&CheckArgs::default(), &vault)?, &vault))
}

/// Writes the fixes of all vaults. Returns the outcome of each; of none if there is nothing to write.
fn write(
    plan: &ChangedPlan<'_>,
    changed: &ChangedNotes,
    policies: &[WritePolicy],
    runs: &[VaultRun],
) -> Result<Vec<WriteOutcome>, CliError> {
    let vaults = changed.vaults.iter().zip(policies).zip(runs.iter()).map(|((vault, policy), run)| {
        let notes = run.outcome.notes.iter().filter_map(|note| {
            let tracked = vault.git_notes()?.note(&note.path)?;
            let change = note.change.as_ref()?;
            Some(TrackedFix { path: &note.path, file: &tracked.file, is_hidden: tracked.is_hidden, change })
        });
        VaultFixes { root: &vault.root, policy, notes: notes.collect() }
    });
    let vaults: Vec<VaultFixes<'_>> = vaults.collect();
    if vaults.iter().all(|vault| vault.notes.is_empty()) {
        return Ok(Vec::new());
    }
    let target = match &changed.index {
        _ if changed.has_unmerged => FixTarget::Unmerged,
        Some(_) if plan.keeps_index => FixTarget::WorkingCopies(Counterpart::Index),
        Some(index) => FixTarget::IndexToo(index),
        None => FixTarget::WorkingCopies(Counterpart::Head),
    };
    Ok(sink::write_tracked(plan.repository, &vaults, target, plan.command)?)
}
