//! Finishing what a run began that was killed.

use std::path::Path;

use super::error::CliError;
use crate::config::WritePolicy;
use crate::output::{Output, escape_line};
use crate::report::plural;
use crate::sink::{RecoveredRun, UndoStore};
use crate::source::{Vault, VaultRoots};

/// What became of it.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    /// What should be known, a line each.
    pub(super) remarks: Vec<String>,
    /// Whether a note could not be written.
    pub(super) is_partial: bool,
}

/// Finishes what was begun in `vault`, and says so. Returns the vault as it is after that, where something was to be done.
pub(super) fn recovered(vault: &Vault, policy: &WritePolicy, out: &mut Output) -> Result<Option<Vault>, CliError> {
    let remarks = recover(&vault.root, policy)?.remarks;
    remarks.iter().try_for_each(|remark| writeln!(out, "{}", escape_line(remark)))?;
    Ok(if remarks.is_empty() {
        None
    } else {
        Some(VaultRoots::find(&[], Some(vault.root.as_path()))?.open_only(None)?)
    })
}

/// Finishes what was begun in the vault at `root`, as far as notes may be written there.
pub(super) fn recover(root: &Path, policy: &WritePolicy) -> Result<Recovery, CliError> {
    let RecoveredRun { finished, undone: taken_back, skipped: left_alone, ignored } =
        UndoStore::for_vault(root, policy)?.recover()?;
    let (mut remarks, is_partly) = (Vec::new(), !left_alone.is_empty());
    if !finished.is_empty() {
        remarks.push(format!("an earlier fix was cut short; {} written now", plural(finished.len(), "note")));
    }
    if !taken_back.is_empty() {
        remarks
            .push(format!("an earlier rename was cut short; it is taken back, {}", plural(taken_back.len(), "file")));
    }
    for (path, why) in left_alone {
        remarks.push(format!("an earlier fix was cut short; {} is fixed in the index only: {why}", escape_line(&path)));
    }
    remarks.extend(ignored);
    Ok(Recovery { remarks, is_partial: is_partly })
}
