//! Two names, how likely they are one person's, and why.

use super::compare::{Difference, Relation, Words, compare};
use super::model::{Logit, weigh};
use super::person::PersonName;

/// What is to be said of two names by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// How likely they are one person's.
    pub logit: Logit,
    /// What speaks for it and against it, the weightiest first.
    pub reasons: Vec<String>,
    /// One is the other with the surname first.
    pub(super) is_swapped: bool,
}

/// Compares two names as they are written; None where one of them is no name of a person.
pub fn compare_forms(one: &str, other: &str) -> Option<Pair> {
    let (one, other) = (PersonName::parse(one)?, PersonName::parse(other)?);
    Some(Pair::of((&one, &Words::of(&one)), (&other, &Words::of(&other))))
}

impl Pair {
    pub(super) fn of(one: (&PersonName, &Words), other: (&PersonName, &Words)) -> Self {
        let swapped = Words { given: other.1.surname.clone(), surname: other.1.given.clone() };
        let is_swapped = one.1.given.key == swapped.given.key
            && one.1.surname.key == swapped.surname.key
            && swapped.given.key != swapped.surname.key;
        let comparison = if is_swapped { compare(one, (other.0, &swapped)) } else { compare(one, other) };
        let weighed = weigh(&comparison);
        let mut reasons = [
            (weighed.parts[0], said("given name", comparison.given, comparison.given_difference)),
            (weighed.parts[1], said("surname", comparison.surname, comparison.surname_difference)),
        ];
        reasons.sort_by_key(|(weight, _)| -weight.abs());
        let contradiction = comparison.contradict.then(|| "other middle name, or father and son".to_owned());
        let order = is_swapped.then(|| "the surname stands first".to_owned());
        let reasons = order.into_iter().chain(contradiction).chain(reasons.into_iter().map(|(_, said)| said)).collect();
        Self { logit: weighed.logit, reasons, is_swapped }
    }
}

fn said(part: &str, relation: Relation, difference: Option<Difference>) -> String {
    match (relation, difference) {
        (Relation::Equal | Relation::Digraphs, _) => format!("same {part}"),
        (Relation::Initial, _) => format!("{part} is an initial"),
        (Relation::OtherInitial, _) => format!("{part} has another initial"),
        (Relation::Nickname, _) => format!("{part} is a short form"),
        (Relation::Prefix, _) => format!("{part} is cut short"),
        (Relation::Different, Some(difference)) => {
            let letters = match difference.letters {
                1 => "1 letter".to_owned(),
                letters => format!("{letters} letters"),
            };
            let sound = match difference.sound {
                ..140 => ", sounds alike",
                140..320 => ", sounds similar",
                _ => ", sounds different",
            };
            format!("{part} differs in {letters}{sound}")
        }
        (Relation::Different, None) => format!("{part} differs"),
    }
}
