//! Tracks what a check asks besides the note: its result is valid only as long as the answers stay the same.

use std::cell::RefCell;
use std::hash::{BuildHasher as _, Hash};

use foldhash::fast::FixedState;

use super::question::Question;

/// A kind of data that a check reads besides the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependency {
    /// The paths of the vault's files.
    Paths,
    /// The links of other notes.
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
    /// The facts of other notes, in vain: the vault does not know them yet.
    Lacked,
}

/// The hash of a [`Question`]. Two questions may have the same hash: then both are asked again when either answer changes.
pub type QuestionHash = u32;

/// What a check asked: kinds of data, and the questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dependencies {
    kinds: u8,
    /// Sorted, without duplicates, except while they are tracked.
    questions: Vec<QuestionHash>,
}

impl Dependencies {
    /// Returns whether the check read this kind of data.
    pub fn contains(&self, dependency: Dependency) -> bool {
        self.kinds & bit(dependency) != 0
    }

    /// Returns the questions, sorted.
    pub fn questions(&self) -> &[QuestionHash] {
        &self.questions
    }

    /// Adds the dependencies of another check.
    pub fn extend(&mut self, other: Self) {
        self.kinds |= other.kinds;
        self.questions.extend(other.questions);
        self.sort();
    }

    fn sort(&mut self) {
        self.questions.sort_unstable();
        self.questions.dedup();
    }
}

fn bit(dependency: Dependency) -> u8 {
    1 << dependency as u8
}

/// The number of questions from which duplicates are removed while they are tracked: a note may have millions of links.
const MANY_QUESTIONS: usize = 1 << 12;

thread_local! {
    /// The dependencies of the current check; `None` outside of one.
    static CURRENT: RefCell<Option<Tracked>> = const { RefCell::new(None) };
}

struct Tracked {
    dependencies: Dependencies,
    /// The number of questions at which duplicates are removed next.
    sort_at: usize,
}

/// Adds a kind of data to the dependencies of the current check.
pub(super) fn record(dependency: Dependency) {
    CURRENT.with_borrow_mut(|current| {
        if let Some(tracked) = current {
            tracked.dependencies.kinds |= bit(dependency);
        }
    });
}

/// Adds a question to the dependencies of the current check.
pub(super) fn ask(question: Question<'_>) {
    CURRENT.with_borrow_mut(|current| {
        let Some(Tracked { dependencies, sort_at }) = current else { return };
        dependencies.kinds |= bit(question.dependency());
        dependencies.questions.push(question.hash());
        if dependencies.questions.len() >= *sort_at {
            dependencies.sort();
            *sort_at = MANY_QUESTIONS.max(2 * dependencies.questions.len());
        }
    });
}

impl Question<'_> {
    /// Returns the hash of the question.
    pub(super) fn hash(self) -> QuestionHash {
        hash(&self)
    }
}

/// Returns the upper half of the hash, which is mixed best. The seed is fixed: the cache keeps hashes.
fn hash(value: &impl Hash) -> QuestionHash {
    (FixedState::with_seed(0).hash_one(value) >> 32) as QuestionHash
}

/// Runs `work`, and returns its result and dependencies. `work` must stay on its thread.
pub fn track<T>(work: impl FnOnce() -> T) -> (T, Dependencies) {
    let (result, dependencies) = track_apart(work);
    CURRENT.with_borrow_mut(|outer| {
        if let Some(outer) = outer {
            outer.dependencies.kinds |= dependencies.kinds;
            outer.dependencies.questions.extend_from_slice(&dependencies.questions);
        }
    });
    (result, dependencies)
}

/// Runs `work`, whose dependencies are not those of the current check: it computes something about the whole vault, for
/// which the check has asked by one question.
pub(super) fn untracked<T>(work: impl FnOnce() -> T) -> T {
    let outer = CURRENT.take();
    let result = work();
    CURRENT.set(outer);
    result
}

fn track_apart<T>(work: impl FnOnce() -> T) -> (T, Dependencies) {
    let begin = Tracked { dependencies: Dependencies::default(), sort_at: MANY_QUESTIONS };
    let outer = CURRENT.replace(Some(begin));
    let result = work();
    let tracked = CURRENT.replace(outer);
    let mut dependencies = tracked.map(|tracked| tracked.dependencies).unwrap_or_default();
    dependencies.sort();
    (result, dependencies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_dependencies_are_those_of_the_outer_check_too() {
        let (inner, outer) = track(|| {
            ask(Question::Alias("x"));
            let (_, inner) = track(|| record(Dependency::History));
            untracked(|| ask(Question::Unmade));
            inner
        });
        assert!(inner.contains(Dependency::History) && !inner.contains(Dependency::Facts));
        assert!(outer.contains(Dependency::History) && outer.contains(Dependency::Facts));
        assert!(!outer.contains(Dependency::Links));
        assert_eq!(outer.questions(), [Question::Alias("x").hash()]);
        assert!(inner.questions().is_empty());
    }

    #[test]
    fn questions_are_kept_once() {
        let ((), dependencies) = track(|| {
            for n in 0..3 * MANY_QUESTIONS {
                ask(Question::Name(if n % 2 == 0 { "a" } else { "b" }));
            }
        });
        assert_eq!(dependencies.questions().len(), 2);
    }
}
