//! All evidence about pairs of identities: names, the vault, and recorded decisions.

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
use super::shared_notes::{self, NoteLinks};
use super::transliterate::transliterate;

/// The minimum odds, by the names alone or by all evidence, for a pair to be considered: the lowest tier starts here.
const MIN_LOGIT: Logit = Logit(-405);

/// The maximum total weight of the evidence of the vault.
const MAX_WEIGHT: i32 = context::MAX_WEIGHT + shared_notes::MAX_WEIGHT;

/// The odds of a form that is an alias in the person's own note.
const DECLARED_LOGIT: Logit = Logit(7000);

/// An identity that may belong to a stronger one.
pub(super) struct CandidateLink {
    /// The stronger identity.
    pub(super) anchor: usize,
    /// Whether the stronger identity has a people note, or is a participant of some note.
    pub(super) is_anchor_person: bool,
    /// The odds by all evidence.
    pub(super) logit: Logit,
    /// The odds by the names alone.
    pub(super) name_logit: Logit,
    pub(super) reasons: Vec<NameReason>,
    pub(super) exclusion: Option<&'static str>,
    /// Whether the form is legitimate: a nickname, an initial, another order.
    pub(super) is_legitimate: bool,
    /// Whether given name and surname are the same, up to `ae`, `oe` and `ue`.
    pub(super) is_same_name: bool,
    /// Whether single notes connect the two: see `shared_notes`.
    pub(super) is_connected: bool,
    /// Whether one word is only an initial, which fits many people.
    pub(super) is_initial: bool,
    /// Whether the given name or the surname is the same.
    pub(super) shares_word: bool,
    pub(super) both_listed: bool,
    /// Whether the difference is likely a typo: the word is not a known name, nor in the word order of another
    /// language.
    pub(super) is_typo: bool,
    /// Whether the names are similar, or the shared contacts are strong evidence by themselves.
    pub(super) is_reportable: bool,
}

/// The links of a vault that say who is meant.
#[derive(Clone, Copy)]
pub struct NameLinks<'a> {
    /// Links whose text is one form and whose target is the note of another, with their number.
    pub shown: &'a HashMap<(String, String), usize>,
    /// Links from a people note to another note, both by the numbers of the occurrences.
    pub notes: &'a [(u32, u32)],
}

/// The people of a vault, with all evidence about them.
pub(super) struct NameGraph<'a> {
    pub(super) forms: Vec<NameForm>,
    pub(super) people: Vec<Identity>,
    pub(super) decisions: &'a Decisions,
    contacts: ContactGraph,
    linked_notes: &'a HashMap<(String, String), usize>,
    note_links: NoteLinks,
}

impl<'a> NameGraph<'a> {
    pub(super) fn new<'b>(
        occurrences: impl IntoIterator<Item = Occurrence<'b>>,
        links: NameLinks<'a>,
        decisions: &'a Decisions,
    ) -> Self {
        let mut forms = collect_forms(occurrences);
        let mut is_glued = glued_forms(&forms).into_iter();
        forms.retain(|_| is_glued.next() == Some(false));
        let people = identities(&forms);
        Self {
            contacts: ContactGraph::new(&people),
            forms,
            people,
            linked_notes: links.shown,
            note_links: NoteLinks::new(links.notes),
            decisions,
        }
    }

    /// Returns the pairs worth comparing, the stronger identity first, and the number of buckets that were too large.
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

    /// Returns for each variant the links to possible anchors, the likeliest first, and the number of buckets that
    /// were too large.
    pub(super) fn links(&self) -> (Vec<Vec<CandidateLink>>, usize) {
        let (pairs, oversized) = self.candidate_pairs();
        let links = pairs.into_par_iter().filter_map(|(anchor, variant)| Some((variant, self.link(anchor, variant)?)));
        let mut by_variant: Vec<Vec<CandidateLink>> = self.people.iter().map(|_| Vec::new()).collect();
        links.collect::<Vec<_>>().into_iter().for_each(|(variant, link)| by_variant[variant].push(link));
        for links in &mut by_variant {
            links.sort_by(|one, other| other.logit.cmp(&one.logit).then_with(|| one.anchor.cmp(&other.anchor)));
        }
        (by_variant, oversized)
    }

    /// Returns the strength of an identity; the stronger of two is the anchor. Criteria: recorded, with a people note,
    /// not abbreviated, in notes by people, frequent.
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
        if compared.logit() + Logit(MAX_WEIGHT) < MIN_LOGIT {
            return None;
        }
        let (connection, reasons) = shared_notes::compare(of_anchor, of_variant, &self.note_links);
        if compared.logit() + Logit(context::MAX_WEIGHT + connection) < MIN_LOGIT {
            return None;
        }
        let pair = compared.pair();
        let mut context = context::compare((anchor, variant), &self.people, &self.contacts);
        context.weight += connection;
        context.reasons.extend(reasons);
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
        let is_same = |relation: WordRelation| matches!(relation, WordRelation::Equal | WordRelation::Digraphs);
        let real = |words: &Words| words.given.frequency.is_some() && words.surname.frequency.is_some();
        Some(CandidateLink {
            anchor,
            is_anchor_person: of_anchor.own_note.is_some() || !of_anchor.listed_in.is_empty(),
            logit,
            name_logit: pair.logit,
            reasons: pair.reasons.into_iter().chain(context.reasons).collect(),
            exclusion: self.exclusion(anchor, variant),
            is_legitimate: is_declared || pair.is_reordered || is_legitimate(given) && is_legitimate(surname),
            is_same_name: is_same(given) && is_same(surname),
            is_connected: connection > 0,
            is_initial: given == WordRelation::Initial || surname == WordRelation::Initial,
            shares_word: given == WordRelation::Equal || surname == WordRelation::Equal,
            both_listed: real(words) && real(other_words),
            is_reportable: context.has_same_contacts
                || pair.is_split
                || pair.is_close && !are_different_given_names(words, other_words) && !is_unlisted(words, other_words),
            is_typo: is_typo(words, other_words),
        })
    }

    /// Returns whether a decision covers the two, or the variant, by any of their forms.
    pub(super) fn is_decided(&self, anchor: usize, variant: usize) -> bool {
        if self.decisions.is_empty() {
            return false;
        }
        let forms = |one: usize| self.people[one].forms.iter().map(|at| self.forms[*at].form());
        forms(variant).any(|form| self.decisions.is_decided(form))
            || forms(anchor).any(|form| self.decisions.is_wrong(form))
            || forms(anchor).any(|one| forms(variant).any(|other| self.decisions.are_distinct(one, other)))
    }

    /// Returns whether the people note of one has the other as an alias, so that both are right.
    fn is_declared(&self, one: &Identity, other: &Identity) -> bool {
        let mut forms = one.forms.iter().chain(&other.forms).map(|at| &self.forms[*at]);
        let is_one_note = one.own_note.is_some() && one.own_note == other.own_note;
        is_one_note && forms.any(|form| form.sources.contains_key(&NameSource::Alias))
    }

    /// Returns why the two cannot be one person, whatever the names are.
    pub(super) fn exclusion(&self, one: usize, other: usize) -> Option<&'static str> {
        context::exclusion(&self.people[one], &self.people[other], &self.forms)
    }

    /// Returns whether the text of a link is a form of one, and its target the note of the other.
    fn is_linked(&self, anchor: &Identity, variant: &Identity) -> bool {
        let form = |at: &usize| self.forms[*at].form().to_owned();
        variant
            .forms
            .iter()
            .any(|shown| anchor.forms.iter().any(|target| self.linked_notes.contains_key(&(form(shown), form(target)))))
    }
}

/// Returns whether both are known given names that sound or end differently: `Joan` and `John`, `Mario` and `Maria`.
/// They may be two people of one family.
fn are_different_given_names(one: &Words, other: &Words) -> bool {
    let (one, other) = (&one.given, &other.given);
    let are_real = one.frequency.is_some() && other.frequency.is_some();
    if one.key == other.key || !are_real || relation(&one.key, &other.key, NamePart::Given) == WordRelation::Nickname {
        return false;
    }
    one.sound.distance(&other.sound) >= DISTINCT_SOUND
        || one.letters_to(other) >= DISTINCT_LETTERS
        || differ_in_final_vowel(&one.key, &other.key)
}

/// Returns whether the words that differ are short and not in the tables: in a language that the tables lack, one or
/// two letters make a different name.
fn is_unlisted(one: &Words, other: &Words) -> bool {
    let sides = [(&one.given, &other.given, MAX_SHORT_GIVEN), (&one.surname, &other.surname, MAX_SHORT_SURNAME)];
    sides.into_iter().any(|(one, other, short)| {
        let length = one.key.chars().count().max(other.key.chars().count());
        let is_known = one.frequency.is_some() || other.frequency.is_some();
        let is_initial = is_initial(&one.key) || is_initial(&other.key);
        one.key != other.key && !is_known && !is_initial && length <= short
    })
}

/// The maximum length of short given names and surnames: two syllables, in the languages that the tables lack.
const MAX_SHORT_GIVEN: usize = 8;
const MAX_SHORT_SURNAME: usize = 6;

/// The distance from which two names sound different, in thousandths.
const DISTINCT_SOUND: u32 = 140;
/// The number of letters from which two known names are different, however they sound: `Gina` and `Jenna`.
const DISTINCT_LETTERS: usize = 3;

/// Returns whether two words differ only in a final vowel, or in its absence.
fn differ_in_final_vowel(one: &str, other: &str) -> bool {
    let bare = |word: &str| word.trim_end_matches(['a', 'e', 'o', 'i', 'u', 'а', 'о', 'я', 'α', 'ο']).to_owned();
    let stem = bare(one);
    stem.len() > 1 && stem == bare(other)
}

/// Returns whether the words that differ can be recognised as typos: a given name beside a known one, or a surname
/// after a known given name that is not primarily a surname.
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
    fn names_of_one_family_are_not_typos() {
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
    fn short_unlisted_names_are_not_typos() {
        for (one, other) in [("Kim Min-su", "Kim Min-ju"), ("Xiaoming Wang", "Xiaoping Wang")] {
            let [one, other] = words(one, other);
            assert!(is_unlisted(&one, &other), "{one:?} {other:?}");
        }
        let [one, other] = words("Andy Perlsteiner", "Andy Pernsteiner");
        assert!(is_typo(&one, &other) && !is_unlisted(&one, &other));
    }
}
