//! The exit code of a run.

use std::process::ExitCode;

use super::args::{CheckArgs, FailOn};
use crate::diagnostic::Severity;
use crate::report::{CheckedVersion, VaultRun, WriteSummary, max_severity};

/// The result of a run, which determines the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// No findings at or above `--fail-on` are left.
    Clean,
    /// Findings are left, or `--diff` printed a patch.
    Findings,
    /// The run could not be completed.
    Unable,
    /// A bug in vaultlint.
    Bug,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Unable => 2,
            Exit::Bug => 3,
        })
    }
}

/// Returns the exit status. A note that should have been checked or fixed and was not makes it nonzero, and so does a
/// working copy that differs from its fixed version in the index.
pub(super) fn exit_for(args: &CheckArgs, runs: &[VaultRun]) -> Exit {
    let is_behind = |run: &VaultRun| run.written.as_ref().is_some_and(|written| !written.index_only.is_empty());
    match exit_for_index(args, runs) {
        Exit::Clean if runs.iter().any(is_behind) => Exit::Findings,
        exit => exit,
    }
}

/// Returns the exit status for the index alone: working copies without the fix do not count.
pub(super) fn exit_for_index(args: &CheckArgs, runs: &[VaultRun]) -> Exit {
    let notes = || runs.iter().flat_map(|run| &run.outcome.notes);
    if notes().any(|note| !note.bugs.is_empty()) {
        return Exit::Bug;
    }
    if runs.iter().any(|run| !run.unchecked_notes.is_empty()) {
        return Exit::Unable;
    }
    // If the index was not written, what is staged is not fixed.
    let is_half = |run: &VaultRun, written: &WriteSummary| {
        let is_staged_too = run.version != CheckedVersion::Staged || written.is_staged || written.notes == 0;
        !written.skipped.is_empty() || !is_staged_too
    };
    let not_written = runs.iter().any(|run| run.written.as_ref().is_some_and(|written| is_half(run, written)));
    let has_patch =
        args.diff && (notes().any(|note| note.change.is_some()) || runs.iter().any(|run| !run.renamed.is_empty()));
    let least = match args.fail_on {
        FailOn::Error => Some(Severity::Error),
        FailOn::Warning => Some(Severity::Warning),
        FailOn::Info => Some(Severity::Info),
        FailOn::Never => None,
    };
    let asks = runs.iter().any(VaultRun::is_stopped_for_names);
    let fails = asks || least.is_some_and(|least| max_severity(runs).is_some_and(|worst| worst >= least));
    if fails || has_patch || not_written { Exit::Findings } else { Exit::Clean }
}
