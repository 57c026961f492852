//! A bar for long runs, at a terminal.

use std::io::{self, IsTerminal};

use indicatif::ProgressBar;

/// From so many steps on there is a bar.
const STEPS_WITH_BAR: usize = 2_000;

/// A bar, or none.
pub struct Progress(ProgressBar);

/// A bar for so many steps on standard error, where that is a terminal and they are many.
pub fn progress(steps: usize) -> Progress {
    let is_shown = steps >= STEPS_WITH_BAR && io::stderr().is_terminal();
    Progress(if is_shown { ProgressBar::new(steps as u64) } else { ProgressBar::hidden() })
}

impl Progress {
    /// One step is done.
    pub fn step(&self) {
        self.0.inc(1);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
