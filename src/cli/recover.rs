//! Finishing what a run began that was killed.

use std::path::Path;

use super::error::Failure;
use crate::git::Repository;
use crate::report::count;
use crate::sink::{self, Recovered};

/// Finishes what was begun in the vault at `root`, and says so, a line each.
pub(super) fn recover(root: &Path) -> Result<Vec<String>, Failure> {
    let Recovered { finished, left_alone } = sink::recover(root, Repository::around(root).as_ref())?;
    let mut remarks = Vec::new();
    if !finished.is_empty() {
        remarks.push(format!("an earlier fix was cut short; {} written now", count(finished.len(), "note")));
    }
    for (path, why) in left_alone {
        remarks.push(format!("an earlier fix was cut short; {path} is fixed in the index only: {why}"));
    }
    Ok(remarks)
}
