//! A progress bar for long runs at a terminal.

use std::io::{self, IsTerminal};

use indicatif::ProgressBar;

/// The minimum number of steps for a progress bar.
const STEPS_WITH_BAR: usize = 2_000;

/// A progress bar, which may be hidden.
pub(crate) struct Progress(ProgressBar);

/// Creates a progress bar on standard error. It is hidden without a terminal or with few steps.
pub(crate) fn progress(steps: usize) -> Progress {
    let is_shown = steps >= STEPS_WITH_BAR && io::stderr().is_terminal();
    Progress(if is_shown { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() })
}

impl Progress {
    /// Advances by one step.
    pub(crate) fn step(&self) {
        self.0.inc(1);
    }

    /// Removes the bar.
    pub(crate) fn finish(&self) {
        self.0.finish_and_clear();
    }
}
