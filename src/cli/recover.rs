//! Finishing what a run began that was killed.

use std::path::Path;

use super::error::Failure;
use crate::report::{count, printable};
use crate::sink::{Recovered, UndoStore};

/// Finishes what was begun in the vault at `root`, and says so, a line each.
pub(super) fn recover(root: &Path) -> Result<Vec<String>, Failure> {
    let Recovered { finished, left_alone } = UndoStore::of(root)?.recover()?;
    let mut remarks = Vec::new();
    if !finished.is_empty() {
        remarks.push(format!("an earlier fix was cut short; {} written now", count(finished.len(), "note")));
    }
    for (path, why) in left_alone {
        remarks.push(format!("an earlier fix was cut short; {} is fixed in the index only: {why}", printable(&path)));
    }
    Ok(remarks)
}
