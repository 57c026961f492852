//! Finishes or undoes what a killed run left behind.

use std::path::Path;

use super::error::CliError;
use crate::config::WritePolicy;
use crate::output::{Output, escape_line};
use crate::report::plural;
use crate::sink::{RecoveredRun, UndoStore};
use crate::source::{Vault, VaultRoots};

/// The result of a recovery.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    /// Remarks for the user, one line each.
    pub(super) remarks: Vec<String>,
    /// Whether a note could not be written.
    pub(super) is_partial: bool,
}

/// Recovers `vault` after an interrupted run and prints remarks. Returns the reopened vault if anything was done.
pub(super) fn recovered(vault: &Vault, policy: &WritePolicy, out: &mut Output) -> Result<Option<Vault>, CliError> {
    let remarks = recover(&vault.root, policy)?.remarks;
    remarks.iter().try_for_each(|remark| writeln!(out, "{}", escape_line(remark)))?;
    Ok(if remarks.is_empty() {
        None
    } else {
        Some(VaultRoots::find(&[], Some(vault.root.as_path()))?.open_only(None)?)
    })
}

/// Recovers the vault at `root` after an interrupted run, as far as `policy` allows writing.
pub(super) fn recover(root: &Path, policy: &WritePolicy) -> Result<Recovery, CliError> {
    let RecoveredRun { finished, undone, skipped, ignored } = UndoStore::for_vault(root, policy)?.recover()?;
    let (mut remarks, is_partial) = (Vec::new(), !skipped.is_empty());
    if !finished.is_empty() {
        remarks.push(format!("finished an interrupted fix in {}", plural(finished.len(), "note")));
    }
    if !undone.is_empty() {
        remarks.push(format!("undid an interrupted rename: restored {}", plural(undone.len(), "file")));
    }
    for (path, why) in skipped {
        remarks
            .push(format!("an earlier fix was interrupted: {} is fixed in the index only: {why}", escape_line(&path)));
    }
    remarks.extend(ignored);
    Ok(Recovery { remarks, is_partial })
}
