//! Whether a check asked for the vault's files or for the day: what it found then holds only as long as they stay the same.

use std::cell::Cell;

/// What was asked for beside the note.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The paths of the vault's files.
    pub paths: bool,
    /// What history knows.
    pub history: bool,
    /// Whether a day had come yet.
    pub day: bool,
}

impl Asked {
    const NOTHING: Self = Self { paths: false, history: false, day: false };

    fn and(self, other: Self) -> Self {
        let Self { paths, history, day } = self;
        Self { paths: paths || other.paths, history: history || other.history, day: day || other.day }
    }
}

thread_local! {
    static ASKED: Cell<Asked> = const { Cell::new(Asked::NOTHING) };
}

pub(super) fn tell(asked: Asked) {
    ASKED.set(ASKED.get().and(asked));
}

/// Says that the check came upon a day that is still to come: later it may find something else.
pub fn tell_day_to_come() {
    tell(Asked { day: true, ..Asked::NOTHING });
}

/// Does `work`, and says what it asked for. `work` has to stay on its thread.
pub fn watched<T>(work: impl FnOnce() -> T) -> (T, Asked) {
    let outer = ASKED.replace(Asked::NOTHING);
    let done = work();
    let asked = ASKED.get();
    ASKED.set(outer.and(asked));
    (done, asked)
}
