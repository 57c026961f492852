//! Two names, how likely they are one person's, and why.

use super::compare::{Comparison, Relation, Side, Word, Words, compare};
use super::model::{Logit, Weighed, weigh};
use super::person::PersonName;
use super::reason::{Likeness, Reason};

/// What is to be said of two names by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// How likely they are one person's.
    pub logit: Logit,
    /// What speaks for it and against it, the weightiest first.
    pub reasons: Vec<Reason>,
    /// One is the other with the surname first.
    pub(super) is_swapped: bool,
    /// No word differs in three letters or more, unless it sounds alike.
    pub(super) is_close: bool,
}

/// Compares two names as they are written; None where one of them is no name of a person.
pub fn compare_forms(one: &str, other: &str) -> Option<Pair> {
    let (one, other) = (PersonName::parse(one)?, PersonName::parse(other)?);
    Some(Pair::of((&one, &Words::of(&one)), (&other, &Words::of(&other))))
}

impl Pair {
    pub(super) fn of(one: (&PersonName, &Words), other: (&PersonName, &Words)) -> Self {
        Compared::of(one, other).pair()
    }
}

/// Two names that were compared and weighed, the reasons not yet written down.
pub(super) struct Compared {
    comparison: Comparison,
    weighed: Weighed,
    is_other_order: bool,
}

impl Compared {
    pub(super) fn of(one: (&PersonName, &Words), other: (&PersonName, &Words)) -> Self {
        let comparison = compare(one, other);
        let direct = Self { weighed: weigh(&comparison), comparison, is_other_order: false };
        let crosses = one.1.given.key == other.1.surname.key || one.1.surname.key == other.1.given.key;
        if !crosses {
            return direct;
        }
        // The other order is looked at where a word stands in the other place.
        let turned =
            Words { given: turned(&other.1.surname, Side::Given), surname: turned(&other.1.given, Side::Surname) };
        let comparison = compare(one, (other.0, &turned));
        let mut weighed = weigh(&comparison);
        weighed.logit = weighed.logit + OTHER_ORDER;
        if weighed.logit > direct.weighed.logit { Self { comparison, weighed, is_other_order: true } } else { direct }
    }

    pub(super) fn logit(&self) -> Logit {
        self.weighed.logit
    }

    pub(super) fn pair(&self) -> Pair {
        let Self { comparison, weighed, is_other_order } = self;
        let mut reasons = [
            (weighed.parts[0], Reason::Given(Likeness(comparison.given, comparison.given_difference))),
            (weighed.parts[1], Reason::Surname(Likeness(comparison.surname, comparison.surname_difference))),
        ];
        reasons.sort_by_key(|(weight, _)| -weight.abs());
        let contradiction = comparison.contradict.then_some(Reason::Contradiction);
        let order = is_other_order.then_some(Reason::OtherOrder);
        let reasons = order.into_iter().chain(contradiction).chain(reasons.into_iter().map(|(_, said)| said)).collect();
        let are_equal = (comparison.given, comparison.surname) == (Relation::Equal, Relation::Equal);
        let differences = [comparison.given_difference, comparison.surname_difference];
        let is_close = differences.iter().flatten().all(|found| found.letters < 3 || found.sound < 140);
        Pair { logit: weighed.logit, reasons, is_swapped: *is_other_order && are_equal, is_close }
    }
}

/// The word, in the other place.
fn turned(word: &Word, side: Side) -> Word {
    Word::new(&word.key, side)
}

/// What it speaks against one person that the surname stands first without a comma.
const OTHER_ORDER: Logit = Logit(-700);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_one_given_name_are_apart_in_any_writing() {
        for (one, other) in [
            ("Иван Петров", "Иван Сидоров"),
            ("Анна Белова", "Анна Вехова"),
            ("Ivan Petrov", "Ivan Sidorov"),
            ("Γιώργος Παπάς", "Γιώργος Νίκου"),
            ("Andy P.", "Andy Burlstein"),
            ("B. Perlsteiner", "Andy Perlsteiner"),
            ("Mia Miles", "Kyl Milse"),
        ] {
            let pair = compare_forms(one, other).unwrap();
            assert!(pair.logit.probability() < 0.7, "{one} {other}: {pair:?}");
        }
        assert!(compare_forms("Иван Петров", "Иван Перов").unwrap().logit > Logit(0));
    }
}
