//! What the fix log and Git's history know about the findings of a run. The last step before a report.

mod blame;
mod folders;
mod recurring;

use super::args::CheckArgs;
use crate::report::{CheckedVersion, VaultRun};

/// Adds to the results which findings recur, and with `--statistics` which commit garbled the most notes. Logs what was
/// fixed now, so that the next run knows it.
pub(super) fn annotate(args: &CheckArgs, runs: &mut [VaultRun]) {
    for run in runs {
        recurring::annotate(run);
        folders::annotate(run);
        if run.version != CheckedVersion::Revision {
            folders::remark(run);
        }
        if args.statistics && run.version == CheckedVersion::WorkingTree {
            blame::annotate(run);
        }
    }
}
