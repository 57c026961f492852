//! Tracks what a check read beside the note: its result holds only as long as that stays the same.

use std::cell::Cell;

/// What a check read beside the note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// The paths of the vault's files.
    pub paths: bool,
    /// What history knows.
    pub history: bool,
    /// Whether a day had come yet.
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

pub(super) fn record(dependencies: Dependencies) {
    CURRENT.set(CURRENT.get().union(dependencies));
}

/// Records that the check came upon a future day: later it may find something else.
pub fn record_future_day() {
    record(Dependencies { day: true, ..Dependencies::NONE });
}

/// Does `work`, and returns what it depends on. `work` has to stay on its thread.
pub fn track<T>(work: impl FnOnce() -> T) -> (T, Dependencies) {
    let outer = CURRENT.replace(Dependencies::NONE);
    let result = work();
    let dependencies = CURRENT.get();
    CURRENT.set(outer.union(dependencies));
    (result, dependencies)
}
