//! Tracks what a check reads besides the note: its result is valid only as long as that stays the same.

use std::cell::Cell;

/// A kind of data that a check reads besides the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependency {
    /// The paths of the vault's files.
    Paths,
    /// The links of other notes to garbled headings.
    Links,
    /// The facts of other notes.
    Facts,
    /// The sketches of other notes.
    Sketches,
    /// The history of the vault's files.
    History,
    /// The current day, compared with a later one.
    FutureDay,
    /// The files outside the vault, or the content of files that are no notes.
    Outside,
}

/// A set of kinds of data that a check read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dependencies(u8);

impl Dependencies {
    const NONE: Self = Self(0);

    const fn of_one(dependency: Dependency) -> Self {
        Self(1 << dependency as u8)
    }

    fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns whether the check read this kind of data.
    pub fn contains(self, dependency: Dependency) -> bool {
        self.union(Self::of_one(dependency)) == self
    }
}

thread_local! {
    static CURRENT: Cell<Dependencies> = const { Cell::new(Dependencies::NONE) };
}

/// Adds `dependency` to those of the current check.
pub(super) fn record(dependency: Dependency) {
    CURRENT.set(CURRENT.get().union(Dependencies::of_one(dependency)));
}

/// Runs `work`, and returns its result and dependencies. `work` must stay on its thread.
pub fn track<T>(work: impl FnOnce() -> T) -> (T, Dependencies) {
    let outer = CURRENT.replace(Dependencies::NONE);
    let result = work();
    let dependencies = CURRENT.get();
    CURRENT.set(outer.union(dependencies));
    (result, dependencies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_dependencies_are_those_of_the_outer_check_too() {
        let (inner, outer) = track(|| {
            record(Dependency::Paths);
            track(|| record(Dependency::History)).1
        });
        assert!(inner.contains(Dependency::History) && !inner.contains(Dependency::Paths));
        assert!(outer.contains(Dependency::History) && outer.contains(Dependency::Paths));
        assert!(!outer.contains(Dependency::FutureDay));
    }
}
