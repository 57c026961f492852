//! All that is known of two identities of which one may be the other's: names, vault, and what people decided.

use std::collections::HashMap;

use rayon::prelude::*;

use super::blocking::candidates;
use super::compare::{Relation, Side, Words, relation};
use super::context::{self, Company};
use super::decisions::Decisions;
use super::form::{Form, Sighting, forms};
use super::identity::{Identity, identities};
use super::inflection::is_other_case;
use super::model::Logit;
use super::pair::Pair;
use super::reason::Reason;

/// How likely two are one person at least, by their names or by all that is known, to be looked at further: a tier begins at
/// these odds.
const LEAST: Logit = Logit(-405);

/// An identity that may be a stronger one's.
pub(super) struct Link {
    /// The stronger one.
    pub(super) anchor: usize,
    /// How likely by all that is known.
    pub(super) logit: Logit,
    /// How likely by the names alone.
    pub(super) by_name: Logit,
    pub(super) reasons: Vec<Reason>,
    pub(super) cannot: Option<&'static str>,
    /// It is a nickname, an initial, another order: legitimate.
    pub(super) is_also: bool,
    /// A word of one is only a letter, which fits many people.
    pub(super) is_initial: bool,
    /// The same word on one side.
    pub(super) shares_word: bool,
    pub(super) both_real: bool,
    /// The names are close, or the people met say so much that they need not be.
    pub(super) may_be_told: bool,
}

/// What a vault says of its people.
pub(super) struct World<'a> {
    pub(super) forms: Vec<Form>,
    pub(super) people: Vec<Identity>,
    pub(super) decisions: &'a Decisions,
    company: Company,
    shown: &'a HashMap<(String, String), usize>,
}

impl<'a> World<'a> {
    pub(super) fn of<'b>(
        sightings: impl IntoIterator<Item = Sighting<'b>>,
        shown: &'a HashMap<(String, String), usize>,
        decisions: &'a Decisions,
    ) -> Self {
        let forms = forms(sightings);
        let people = identities(&forms);
        Self { company: Company::of(&people), forms, people, shown, decisions }
    }

    /// The pairs that are worth comparing, the stronger first; and how many heaps were too large for that.
    pub(super) fn pairs(&self) -> (Vec<(usize, usize)>, usize) {
        let words: Vec<Words> = self.people.iter().map(|one| one.words(&self.forms).clone()).collect();
        let found = candidates(&words);
        let strength: Vec<_> = self.people.iter().map(|one| self.strength(one)).collect();
        let ordered = found.pairs.into_iter().map(|(one, other)| {
            let (one, other) = (one as usize, other as usize);
            if strength[one] >= strength[other] { (one, other) } else { (other, one) }
        });
        (ordered.collect(), found.capped)
    }

    /// By variant: whose it may be, the likeliest first; and how many heaps were too large to be compared.
    pub(super) fn links(&self) -> (Vec<Vec<Link>>, usize) {
        let (pairs, capped) = self.pairs();
        let links = pairs.into_par_iter().filter_map(|(anchor, variant)| Some((variant, self.link(anchor, variant)?)));
        let mut by_variant: Vec<Vec<Link>> = self.people.iter().map(|_| Vec::new()).collect();
        links.collect::<Vec<_>>().into_iter().for_each(|(variant, link)| by_variant[variant].push(link));
        for links in &mut by_variant {
            links.sort_by(|one, other| other.logit.cmp(&one.logit).then_with(|| one.anchor.cmp(&other.anchor)));
        }
        (by_variant, capped)
    }

    /// The stronger of two is the anchor: recorded, with a people note, whole, frequent, written by people.
    pub(super) fn strength(&self, one: &Identity) -> (bool, bool, bool, usize, usize) {
        let is_recorded = one.forms.iter().any(|at| self.decisions.is_settled(self.forms[*at].form()));
        (is_recorded, one.own_note.is_some(), !one.name(&self.forms).is_abbreviated(), one.evidence, one.notes.len())
    }

    fn link(&self, anchor: usize, variant: usize) -> Option<Link> {
        let (of_anchor, of_variant) = (&self.people[anchor], &self.people[variant]);
        let (name, other) = (of_anchor.name(&self.forms), of_variant.name(&self.forms));
        let is_decided = self.decisions.is_settled(other.form()) || self.decisions.are_apart(name.form(), other.form());
        if is_decided || !(of_anchor.is_person || of_variant.is_person) {
            return None;
        }
        let (words, other_words) = (of_anchor.words(&self.forms), of_variant.words(&self.forms));
        let pair = Pair::of((name, words), (other, other_words));
        let mut context = context::compare(of_anchor, of_variant, &self.company);
        if self.is_shown(of_anchor, of_variant) {
            let (weight, reason) = context::shared_target();
            context.weight += weight;
            context.reasons.push(reason);
        }
        let logit = pair.logit + Logit(context.weight);
        let is_nothing = logit < LEAST && pair.logit < LEAST;
        if is_nothing || is_other_case((name.given(), name.surname()), (other.given(), other.surname())) {
            return None;
        }
        let (given, surname) = (
            relation(name.given(), other.given(), Side::Given),
            relation(name.surname(), other.surname(), Side::Surname),
        );
        let is_legitimate = |relation: Relation| {
            matches!(relation, Relation::Equal | Relation::Digraphs | Relation::Initial | Relation::Nickname)
        };
        let real = |words: &Words| words.given.frequency.is_some() && words.surname.frequency.is_some();
        Some(Link {
            anchor,
            logit,
            by_name: pair.logit,
            reasons: pair.reasons.into_iter().chain(context.reasons).collect(),
            cannot: self.cannot(anchor, variant),
            is_also: pair.is_swapped || is_legitimate(given) && is_legitimate(surname),
            is_initial: given == Relation::Initial || surname == Relation::Initial,
            shares_word: given == Relation::Equal || surname == Relation::Equal,
            both_real: real(words) && real(other_words),
            may_be_told: pair.is_close || context.has_same_company,
        })
    }

    /// What makes one person of two impossible, whatever the names say.
    pub(super) fn cannot(&self, one: usize, other: usize) -> Option<&'static str> {
        context::cannot(&self.people[one], &self.people[other], &self.forms)
    }

    /// Whether a link shows a form of one and opens the other's note.
    fn is_shown(&self, anchor: &Identity, variant: &Identity) -> bool {
        let form = |at: &usize| self.forms[*at].form().to_owned();
        variant
            .forms
            .iter()
            .any(|shown| anchor.forms.iter().any(|target| self.shown.contains_key(&(form(shown), form(target)))))
    }
}
