//! The day of the run, which can be compared with but not read: a result that a later run may not repeat says so by itself.

use std::fmt;

use jiff::civil::Date;

use super::dependencies::{Dependency, record};

/// The day of the run.
#[derive(Clone, Copy)]
pub struct Today(Date);

impl Today {
    /// Creates the day of the run.
    pub fn new(day: Date) -> Self {
        Self(day)
    }

    /// Returns whether today is before `day`. If it is, the result of the current check is valid on this day only: a later
    /// run may find `day` in the past. If not, it stays so.
    pub fn is_before(self, day: Date) -> bool {
        let is_before = self.0 < day;
        if is_before {
            record(Dependency::FutureDay);
        }
        is_before
    }
}

/// Does not write the day, which would be a way to read it.
impl fmt::Debug for Today {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Today").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::vault::track;

    #[test]
    fn only_a_later_day_is_a_dependency() {
        let today = Today::new(date(2026, 1, 15));
        for (day, is_later) in [(14, false), (15, false), (16, true)] {
            let (is_before, dependencies) = track(|| today.is_before(date(2026, 1, day)));
            assert_eq!((is_before, dependencies.contains(Dependency::FutureDay)), (is_later, is_later), "{day}");
        }
    }
}
