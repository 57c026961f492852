//! All that is known of two identities of which one may be the other's: names, vault, and what people decided.

use std::collections::HashMap;

use rayon::prelude::*;

use super::blocking::{BlockingIndex, NameWords};
use super::compare::{NamePart, WordRelation, Words, relation};
use super::context::{self, ContactGraph};
use super::decisions::Decisions;
use super::glued::glued_forms;
use super::identity::{Identity, identities};
use super::inflection::is_inflected;
use super::lexicon::surname_frequency;
use super::model::Logit;
use super::name_form::{NameForm, NameSource, Occurrence, collect_forms};
use super::pair::ScoredPair;
use super::person::is_initial;
use super::reason::NameReason;
use super::transliterate::transliterate;

/// How likely two are one person at least, by their names or by all that is known, to be looked at further: a tier begins at
/// these odds.
const MIN_LOGIT: Logit = Logit(-405);

/// The odds of a form that the person's own note has as an alias.
const DECLARED_LOGIT: Logit = Logit(7000);

/// An identity that may be a stronger one's.
pub(super) struct CandidateLink {
    /// The stronger one.
    pub(super) anchor: usize,
    /// How likely by all that is known.
    pub(super) logit: Logit,
    /// How likely by the names alone.
    pub(super) name_logit: Logit,
    pub(super) reasons: Vec<NameReason>,
    pub(super) exclusion: Option<&'static str>,
    /// It is a nickname, an initial, another order: legitimate.
    pub(super) is_legitimate: bool,
    /// A word of one is only a letter, which fits many people.
    pub(super) is_initial: bool,
    /// The same word on one side.
    pub(super) shares_word: bool,
    pub(super) both_listed: bool,
    /// Where a word differs, it may well be a slip: it is no name that people have, nor a name in another language's order.
    pub(super) is_typo: bool,
    /// The names are close, or the people met say so much that they need not be.
    pub(super) is_reportable: bool,
}

/// What a vault says of its people.
pub(super) struct NameGraph<'a> {
    pub(super) forms: Vec<NameForm>,
    pub(super) people: Vec<Identity>,
    pub(super) decisions: &'a Decisions,
    contacts: ContactGraph,
    linked_notes: &'a HashMap<(String, String), usize>,
}

impl<'a> NameGraph<'a> {
    pub(super) fn new<'b>(
        sightings: impl IntoIterator<Item = Occurrence<'b>>,
        shown: &'a HashMap<(String, String), usize>,
        decisions: &'a Decisions,
    ) -> Self {
        let mut forms = collect_forms(sightings);
        let mut is_glued = glued_forms(&forms).into_iter();
        forms.retain(|_| is_glued.next() == Some(false));
        let people = identities(&forms);
        Self { contacts: ContactGraph::new(&people), forms, people, linked_notes: shown, decisions }
    }

    /// The pairs that are worth comparing, the stronger first; and how many heaps were too large for that.
    pub(super) fn candidate_pairs(&self) -> (Vec<(usize, usize)>, usize) {
        let names = self.people.iter().map(|one| (one.name(&self.forms), one.words(&self.forms)));
        let names: Vec<NameWords<'_>> = names.collect();
        let blocks = BlockingIndex::new(&names);
        let strength: Vec<_> = self.people.iter().map(|one| self.strength(one)).collect();
        let ordered = blocks.candidate_pairs(&names).into_iter().map(|(one, other)| {
            let (one, other) = (one as usize, other as usize);
            if strength[one] >= strength[other] { (one, other) } else { (other, one) }
        });
        (ordered.collect(), blocks.oversized_buckets())
    }

    /// By variant: whose it may be, the likeliest first; and how many heaps were too large to be compared.
    pub(super) fn links(&self) -> (Vec<Vec<CandidateLink>>, usize) {
        let (pairs, capped) = self.candidate_pairs();
        let links = pairs.into_par_iter().filter_map(|(anchor, variant)| Some((variant, self.link(anchor, variant)?)));
        let mut by_variant: Vec<Vec<CandidateLink>> = self.people.iter().map(|_| Vec::new()).collect();
        links.collect::<Vec<_>>().into_iter().for_each(|(variant, link)| by_variant[variant].push(link));
        for links in &mut by_variant {
            links.sort_by(|one, other| other.logit.cmp(&one.logit).then_with(|| one.anchor.cmp(&other.anchor)));
        }
        (by_variant, capped)
    }

    /// The stronger of two is the anchor: recorded, with a people note, whole, frequent, written by people.
    pub(super) fn strength(&self, one: &Identity) -> (bool, bool, bool, usize, usize) {
        let is_recorded = one.forms.iter().any(|at| self.decisions.is_right(self.forms[*at].form()));
        (is_recorded, one.own_note.is_some(), !one.name(&self.forms).is_abbreviated(), one.human_notes, one.notes.len())
    }

    fn link(&self, anchor: usize, variant: usize) -> Option<CandidateLink> {
        let (of_anchor, of_variant) = (&self.people[anchor], &self.people[variant]);
        let (name, other) = (of_anchor.name(&self.forms), of_variant.name(&self.forms));
        if self.is_decided(anchor, variant) || !(of_anchor.is_person || of_variant.is_person) {
            return None;
        }
        let (words, other_words) = (of_anchor.words(&self.forms), of_variant.words(&self.forms));
        let compared = ScoredPair::best((name, words), (other, other_words));
        if compared.logit() + Logit(context::MAX_WEIGHT) < MIN_LOGIT {
            return None;
        }
        let pair = compared.pair();
        let mut context = context::compare((anchor, variant), &self.people, &self.contacts);
        if self.is_linked(of_anchor, of_variant) {
            let (weight, reason) = context::shared_target();
            context.weight += weight;
            context.reasons.push(reason);
        }
        let is_declared = self.is_declared(of_anchor, of_variant);
        let logit = pair.logit + Logit(context.weight);
        let logit = if is_declared { logit.max(DECLARED_LOGIT) } else { logit };
        let is_nothing = logit < MIN_LOGIT && pair.logit < MIN_LOGIT;
        if is_nothing || is_inflected((name.given(), name.surname()), (other.given(), other.surname())) {
            return None;
        }
        let (given, surname) = (
            relation(name.given(), other.given(), NamePart::Given),
            relation(name.surname(), other.surname(), NamePart::Surname),
        );
        let is_legitimate = |relation: WordRelation| {
            matches!(
                relation,
                WordRelation::Equal | WordRelation::Digraphs | WordRelation::Initial | WordRelation::Nickname
            )
        };
        let real = |words: &Words| words.given.frequency.is_some() && words.surname.frequency.is_some();
        Some(CandidateLink {
            anchor,
            logit,
            name_logit: pair.logit,
            reasons: pair.reasons.into_iter().chain(context.reasons).collect(),
            exclusion: self.exclusion(anchor, variant),
            is_legitimate: is_declared || pair.is_reordered || is_legitimate(given) && is_legitimate(surname),
            is_initial: given == WordRelation::Initial || surname == WordRelation::Initial,
            shares_word: given == WordRelation::Equal || surname == WordRelation::Equal,
            both_listed: real(words) && real(other_words),
            is_reportable: context.has_same_contacts
                || pair.is_split
                || pair.is_close && !are_different_given_names(words, other_words) && !is_unlisted(words, other_words),
            is_typo: is_typo(words, other_words),
        })
    }

    /// Whether people decided on the two, or on the variant: on any form of theirs.
    pub(super) fn is_decided(&self, anchor: usize, variant: usize) -> bool {
        if self.decisions.is_empty() {
            return false;
        }
        let forms = |one: usize| self.people[one].forms.iter().map(|at| self.forms[*at].form());
        forms(variant).any(|form| self.decisions.is_decided(form))
            || forms(anchor).any(|form| self.decisions.is_wrong(form))
            || forms(anchor).any(|one| forms(variant).any(|other| self.decisions.are_distinct(one, other)))
    }

    /// Whether the people note of one has the other as an alias: then both are right.
    fn is_declared(&self, one: &Identity, other: &Identity) -> bool {
        let mut forms = one.forms.iter().chain(&other.forms).map(|at| &self.forms[*at]);
        let is_one_note = one.own_note.is_some() && one.own_note == other.own_note;
        is_one_note && forms.any(|form| form.sources.contains_key(&NameSource::Alias))
    }

    /// What makes one person of two impossible, whatever the names say.
    pub(super) fn exclusion(&self, one: usize, other: usize) -> Option<&'static str> {
        context::exclusion(&self.people[one], &self.people[other], &self.forms)
    }

    /// Whether a link shows a form of one and opens the other's note.
    fn is_linked(&self, anchor: &Identity, variant: &Identity) -> bool {
        let form = |at: &usize| self.forms[*at].form().to_owned();
        variant
            .forms
            .iter()
            .any(|shown| anchor.forms.iter().any(|target| self.linked_notes.contains_key(&(form(shown), form(target)))))
    }
}

/// Two given names that people have, which sound otherwise or end otherwise: `Joan` and `John`, `Mario` and `Maria`. Whoever
/// has them may be two people of one family.
fn are_different_given_names(one: &Words, other: &Words) -> bool {
    let (one, other) = (&one.given, &other.given);
    let are_real = one.frequency.is_some() && other.frequency.is_some();
    if one.key == other.key || !are_real || relation(&one.key, &other.key, NamePart::Given) == WordRelation::Nickname {
        return false;
    }
    one.sound.distance(&other.sound) >= DISTINCT_SOUND || differ_in_final_vowel(&one.key, &other.key)
}

/// Whether the words that differ are short, and the tables have neither: in a language that they lack, a letter or two make
/// another name.
fn is_unlisted(one: &Words, other: &Words) -> bool {
    let sides = [(&one.given, &other.given, MAX_SHORT_GIVEN), (&one.surname, &other.surname, MAX_SHORT_SURNAME)];
    sides.into_iter().any(|(one, other, short)| {
        let length = one.key.chars().count().max(other.key.chars().count());
        let is_known = one.frequency.is_some() || other.frequency.is_some();
        let is_initial = is_initial(&one.key) || is_initial(&other.key);
        one.key != other.key && !is_known && !is_initial && length <= short
    })
}

/// The most letters of a given name and of a surname that are short: of two syllables, in the languages that the tables lack.
const MAX_SHORT_GIVEN: usize = 8;
const MAX_SHORT_SURNAME: usize = 6;

/// From which distance on two names sound otherwise, in thousandths.
const DISTINCT_SOUND: u32 = 140;

/// Whether two words are one but for a vowel at the end, or for its lack.
fn differ_in_final_vowel(one: &str, other: &str) -> bool {
    let bare = |word: &str| word.trim_end_matches(['a', 'e', 'o', 'i', 'u', 'а', 'о', 'я', 'α', 'ο']).to_owned();
    let stem = bare(one);
    stem.len() > 1 && stem == bare(other)
}

/// Whether the words that differ can be told for slips: a given name beside one that people have, or a surname behind a given
/// name that people have, and that is no surname first.
fn is_typo(one: &Words, other: &Words) -> bool {
    let (given, other_given) = (&one.given, &other.given);
    if given.key != other_given.key {
        let is_prefix = given.key.starts_with(&other_given.key) || other_given.key.starts_with(&given.key);
        let is_long = given.key.chars().count() > 4;
        return !is_prefix && is_long && given.frequency.is_some() && other_given.frequency.is_none();
    }
    let as_surname = surname_frequency(&transliterate(&given.key));
    given.frequency.is_some() && as_surname <= given.frequency
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::PersonName;

    fn words(one: &str, other: &str) -> [Words; 2] {
        [one, other].map(|form| Words::new(&PersonName::parse(form).unwrap()))
    }

    #[test]
    fn names_of_one_family_are_no_slips() {
        for (one, other) in
            [("Maria Rossi", "Mario Rossi"), ("Jan Bakker", "Jana Bakker"), ("John Miller", "Joan Miller")]
        {
            let [one, other] = words(one, other);
            assert!(are_different_given_names(&one, &other), "{one:?} {other:?}");
        }
        let [one, other] = words("Karin Berg", "Karyn Berg");
        assert!(!are_different_given_names(&one, &other));
    }

    #[test]
    fn short_names_that_no_table_has_are_no_slips() {
        for (one, other) in [("Kim Min-su", "Kim Min-ju"), ("Xiaoming Wang", "Xiaoping Wang")] {
            let [one, other] = words(one, other);
            assert!(is_unlisted(&one, &other), "{one:?} {other:?}");
        }
        let [one, other] = words("Andy Perlsteiner", "Andy Pernsteiner");
        assert!(is_typo(&one, &other) && !is_unlisted(&one, &other));
    }
}
