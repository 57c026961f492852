//! Two names, the probability that they are the same person, and the reasons.

use super::compare::{Comparison, NamePart, Word, WordRelation, Words, compare};
use super::model::{Logit, NameScore, score};
use super::person::PersonName;
use super::reason::{NameReason, WordSimilarity};

/// The comparison of two names by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePair {
    /// The odds that they are one person.
    pub logit: Logit,
    /// The reasons for and against it, the strongest first.
    pub reasons: Vec<NameReason>,
    /// Whether one is the other with the surname first.
    pub(super) is_reordered: bool,
    /// Whether one is the other with a word split into two.
    pub(super) is_split: bool,
    /// Whether no word differs in three letters or more, unless it sounds alike.
    pub(super) is_close: bool,
}

/// Compares two names as they are written; `None` if one of them is not the name of a person.
pub fn compare_names(one: &str, other: &str) -> Option<NamePair> {
    let (one, other) = (PersonName::parse(one)?, PersonName::parse(other)?);
    Some(ScoredPair::best((&one, &Words::new(&one)), (&other, &Words::new(&other))).pair())
}

/// Two names that are compared and scored, without the text of the reasons.
pub(super) struct ScoredPair {
    comparison: Comparison,
    score: NameScore,
    alignment: Alignment,
}

/// The way in which the second name was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alignment {
    AsIs,
    Reordered,
    /// With two of its words joined.
    Joined,
}

impl ScoredPair {
    /// Compares the names in the reading that makes them most likely one person: as they are, in the other order, or
    /// with split words joined.
    pub(super) fn best(one: (&PersonName, &Words), other: (&PersonName, &Words)) -> Self {
        let as_is = Self::aligned(one, other, Alignment::AsIs);
        let ways = [(one, other), (other, one)];
        let turned = ways.into_iter().filter(|_| may_be_reordered(one.1, other.1)).map(|(one, other)| {
            let given = Word::new(&other.1.surname.key, NamePart::Given);
            let surname = Word::new(&other.1.given.key, NamePart::Surname);
            Self::aligned(one, (other.0, &Words { given, surname }), Alignment::Reordered)
        });
        let joined = ways.into_iter().filter(|(torn, whole)| may_be_split(torn.0, whole.0));
        let joined = joined.flat_map(|(torn, whole)| {
            let joined = torn.0.rejoined().into_iter();
            joined.map(move |name| Self::aligned((&name, &Words::new(&name)), whole, Alignment::Joined))
        });
        let better = |best: Self, next: Self| if next.logit() > best.logit() { next } else { best };
        turned.chain(joined).fold(as_is, better)
    }

    fn aligned(one: (&PersonName, &Words), other: (&PersonName, &Words), alignment: Alignment) -> Self {
        let comparison = compare(one, other);
        let mut weighed = score(&comparison);
        if alignment == Alignment::Reordered {
            weighed.logit = weighed.logit + REORDERED_LOGIT;
        }
        if comparison.contradicts {
            weighed.logit = weighed.logit + CONTRADICTION_LOGIT;
        }
        Self { comparison, score: weighed, alignment }
    }

    pub(super) fn logit(&self) -> Logit {
        self.score.logit
    }

    pub(super) fn pair(&self) -> NamePair {
        let Self { comparison, score: weighed, alignment: reading } = self;
        let mut reasons = [
            (weighed.parts[0], NameReason::Given(WordSimilarity(comparison.given, comparison.given_difference))),
            (weighed.parts[1], NameReason::Surname(WordSimilarity(comparison.surname, comparison.surname_difference))),
        ];
        reasons.sort_by_key(|(weight, _)| -weight.abs());
        let contradiction = comparison.contradicts.then_some(NameReason::Contradiction);
        let order = match reading {
            Alignment::AsIs => None,
            Alignment::Reordered => Some(NameReason::Reordered),
            Alignment::Joined => Some(NameReason::Split),
        };
        let reasons =
            order.into_iter().chain(contradiction).chain(reasons.into_iter().map(|(_, reason)| reason)).collect();
        let are_equal = (comparison.given, comparison.surname) == (WordRelation::Equal, WordRelation::Equal);
        let differences = [comparison.given_difference, comparison.surname_difference];
        let is_close = differences.iter().flatten().all(|found| found.letters < 3 || found.sound < 140);
        let is = |wanted: Alignment| *reading == wanted && are_equal;
        let (is_swapped, is_torn) = (is(Alignment::Reordered), is(Alignment::Joined));
        NamePair { logit: weighed.logit, reasons, is_reordered: is_swapped, is_split: is_torn, is_close }
    }
}

/// Returns whether the words may be in the other order: one is the same, or both start alike.
fn may_be_reordered(one: &Words, other: &Words) -> bool {
    let first = |word: &Word| word.key.chars().next();
    let begin_alike = first(&one.given) == first(&other.surname) && first(&one.surname) == first(&other.given);
    begin_alike || one.given.key == other.surname.key || one.surname.key == other.given.key
}

/// Returns whether a word of `whole`, which has no middle names, may be split in `torn`: the letters are about the
/// same.
fn may_be_split(torn: &PersonName, whole: &PersonName) -> bool {
    if torn.middle().is_empty() || !whole.middle().is_empty() {
        return false;
    }
    let [torn, whole] = [torn, whole].map(|name| name.letters().chars().count());
    torn.abs_diff(whole) <= 2
}

/// The penalty for a surname that comes first without a comma.
const REORDERED_LOGIT: Logit = Logit(-700);

/// The penalty for different middle names, or for only one name with a Jr.: more than a vault can outweigh. The pairs
/// that the weights were fitted to have none.
const CONTRADICTION_LOGIT: Logit = Logit(-8000);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_with_one_given_name_are_distinguished_in_any_script() {
        for (one, other) in [
            ("Иван Петров", "Иван Сидоров"),
            ("Анна Белова", "Анна Вехова"),
            ("Ivan Petrov", "Ivan Sidorov"),
            ("Γιώργος Παπάς", "Γιώργος Νίκου"),
            ("Andy P.", "Andy Burlstein"),
            ("B. Perlsteiner", "Andy Perlsteiner"),
            ("Mia Miles", "Kyl Milse"),
            ("Ida Maria Berg", "Ida Karla Berg"),
            ("Ida Berg Jr.", "Ida Berg"),
        ] {
            let pair = compare_names(one, other).unwrap();
            assert!(pair.logit.probability() < 0.7, "{one} {other}: {pair:?}");
        }
        assert!(compare_names("Иван Петров", "Иван Перов").unwrap().logit > Logit(0));
    }

    #[test]
    fn split_and_reordered_words_are_recognised_despite_a_typo() {
        for (one, other) in [
            ("Andy Perl Steiner", "Andy Perlsteiner"),
            ("Andy Perlsteiner", "Andy Pern Steiner"),
            ("Brin Ley Perlsteiner", "Brinley Perlsteiner"),
            ("Perlsteiner Andy", "Andy Pernsteiner"),
        ] {
            let pair = compare_names(one, other).unwrap();
            assert_eq!(pair.logit, compare_names(other, one).unwrap().logit, "{one} {other}");
            assert!(pair.logit.probability() > 0.7, "{one} {other}: {pair:?}");
        }
        let [torn, other] = ["Anne Marie Jansen", "Anne Peter Jansen"];
        assert!(compare_names(torn, "Annemarie Jansen").unwrap().logit > Logit(2000));
        assert!(compare_names(other, "Annemarie Jansen").unwrap().logit < Logit(0));
    }
}
