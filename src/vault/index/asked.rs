//! Whether a check asked for the vault's files: what it found then holds only as long as they stay the same.

use std::cell::Cell;

/// What was asked for, each beyond the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// Nothing but the note.
    Nothing,
    /// The paths of the vault's files.
    Paths,
    /// What history knows.
    History,
}

thread_local! {
    static ASKED: Cell<Asked> = const { Cell::new(Asked::Nothing) };
}

pub(super) fn tell(asked: Asked) {
    ASKED.set(ASKED.get().max(asked));
}

/// Does `work`, and says what it asked any [`super::VaultIndex`] for. `work` has to stay on its thread.
pub fn watched<T>(work: impl FnOnce() -> T) -> (T, Asked) {
    let outer = ASKED.replace(Asked::Nothing);
    let done = work();
    let asked = ASKED.get();
    ASKED.set(outer.max(asked));
    (done, asked)
}
