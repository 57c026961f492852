//! Tracks what a check reads besides the note: its result is valid only as long as that stays the same.

use std::cell::Cell;

/// The data that a check read besides the note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// The paths of the vault's files.
    pub paths: bool,
    /// The history of the vault's files.
    pub history: bool,
    /// The current day, compared with a future date.
    pub day: bool,
}

impl Dependencies {
    const NONE: Self = Self { paths: false, history: false, day: false };

    fn union(self, other: Self) -> Self {
        let Self { paths, history, day } = self;
        Self { paths: paths || other.paths, history: history || other.history, day: day || other.day }
    }
}

thread_local! {
    static CURRENT: Cell<Dependencies> = const { Cell::new(Dependencies::NONE) };
}

/// Adds `dependencies` to those of the current check.
pub(super) fn record(dependencies: Dependencies) {
    CURRENT.set(CURRENT.get().union(dependencies));
}

/// Records that the check found a future date: on a later day its result may differ.
pub fn record_future_day() {
    record(Dependencies { day: true, ..Dependencies::NONE });
}

/// Runs `work`, and returns its result and dependencies. `work` must stay on its thread.
pub fn track<T>(work: impl FnOnce() -> T) -> (T, Dependencies) {
    let outer = CURRENT.replace(Dependencies::NONE);
    let result = work();
    let dependencies = CURRENT.get();
    CURRENT.set(outer.union(dependencies));
    (result, dependencies)
}
