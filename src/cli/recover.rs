//! Finishing what a run began that was killed.

use std::path::Path;

use super::error::Failure;
use crate::config::WritePolicy;
use crate::output::{Output, printable};
use crate::report::count;
use crate::sink::{Recovered, UndoStore};
use crate::source::{Roots, Vault};

/// What became of it.
#[derive(Debug, Default)]
pub(super) struct Finished {
    /// What should be known, a line each.
    pub(super) remarks: Vec<String>,
    /// Whether a note could not be written.
    pub(super) is_partly: bool,
}

/// Finishes what was begun in `vault`, and says so. Returns the vault as it is after that, where something was to be done.
pub(super) fn recovered(vault: &Vault, policy: &WritePolicy, out: &mut Output) -> Result<Option<Vault>, Failure> {
    let remarks = recover(&vault.root, policy)?.remarks;
    remarks.iter().try_for_each(|remark| writeln!(out, "{}", printable(remark)))?;
    Ok(if remarks.is_empty() { None } else { Some(Roots::find(&[], Some(vault.root.as_path()))?.open_only(None)?) })
}

/// Finishes what was begun in the vault at `root`, as far as notes may be written there.
pub(super) fn recover(root: &Path, policy: &WritePolicy) -> Result<Finished, Failure> {
    let Recovered { finished, taken_back, left_alone, ignored } = UndoStore::of(root, policy)?.recover()?;
    let (mut remarks, is_partly) = (Vec::new(), !left_alone.is_empty());
    if !finished.is_empty() {
        remarks.push(format!("an earlier fix was cut short; {} written now", count(finished.len(), "note")));
    }
    if !taken_back.is_empty() {
        remarks.push(format!("an earlier rename was cut short; it is taken back, {}", count(taken_back.len(), "file")));
    }
    for (path, why) in left_alone {
        remarks.push(format!("an earlier fix was cut short; {} is fixed in the index only: {why}", printable(&path)));
    }
    remarks.extend(ignored);
    Ok(Finished { remarks, is_partly })
}
