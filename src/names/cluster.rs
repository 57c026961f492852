//! Clusters of forms that belong to one person.
//!
//! Each cluster is a star: every form is assigned to one anchor, a stronger form (see `assign`), and counts for that
//! person from then on. Hard facts override scores: first recorded decisions, then exclusions, then certain matches.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::assign::{Assignment, Assignments, REPORT_THRESHOLD};
use super::canonical::{CanonicalName, choose_canonical};
use super::decisions::Decisions;
use super::graph::{CandidateLink, NameGraph, NameLinks};
use super::identity::Identity;
use super::name_form::{NameForm, NameSource, Occurrence};
use super::reason::NameReason;

/// The action for a form of a person's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Listed only; never reported by a check.
    Report,
    /// A warning without a fix.
    Suggest,
    /// A legitimate form, left untouched.
    Also,
    /// A warning with a fix that asks first.
    Auto,
}

/// A form of a cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The form as it is written.
    pub form: String,
    /// The number of notes that contain it.
    pub notes: usize,
    /// The number of occurrences by source.
    pub sources: BTreeMap<NameSource, usize>,
    /// The action for it.
    pub tier: Tier,
    /// The probability that it belongs to the person, from 0 to 1.
    pub score: f64,
    /// The reasons for it.
    pub reasons: Vec<String>,
    /// The reasons against it.
    pub against: Vec<String>,
    /// Whether people have postponed the decision, so that a check does not ask.
    pub is_postponed: bool,
}

/// One person with the forms of the name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// The form that the others are compared with.
    pub anchor: Member,
    /// The other forms, the most frequent first.
    pub members: Vec<Member>,
    /// The people note, by the number that the occurrences have.
    pub people_note: Option<u32>,
    /// The canonical spelling, as far as it is known.
    pub canonical: CanonicalName,
}

/// A form that may belong to several people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ambiguous {
    /// The form.
    pub form: String,
    /// The people with their probabilities, the likeliest first.
    pub people: Vec<(String, f64)>,
}

/// The people and clusters of a vault.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct People {
    /// People with more than one form, those with the largest effect first.
    pub clusters: Vec<Cluster>,
    /// Forms that may belong to several people.
    pub ambiguous: Vec<Ambiguous>,
    /// The number of buckets that were too large for a comparison by sound.
    pub oversized_buckets: usize,
}

impl People {
    /// Clusters the names of a vault.
    pub fn new<'a>(
        occurrences: impl IntoIterator<Item = Occurrence<'a>>,
        links: NameLinks<'_>,
        decisions: &Decisions,
    ) -> Self {
        let graph = NameGraph::new(occurrences, links, decisions);
        let (links, oversized) = graph.links();
        let strength: Vec<_> = graph.people.iter().map(|one| graph.strength(one)).collect();
        let mut order: Vec<usize> = (0..graph.people.len()).collect();
        order.sort_by(|one, other| strength[*other].cmp(&strength[*one]).then_with(|| one.cmp(other)));
        let mut found = Self { oversized_buckets: oversized, ..Self::default() };
        let mut assignments = Assignments::new(graph.people.len());
        let mut members_of: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
        let mut cluster_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        // The person beside whom each is listed, as both have people notes.
        let mut beside: BTreeMap<usize, usize> = BTreeMap::new();
        // The strongest first, so that the anchors of a form are assigned before it is.
        for variant in order {
            match graph.assign(variant, &links, &mut assignments) {
                // Someone who meets a person of the cluster is a different person, however similar the names are.
                Assignment::With { anchor, .. } if graph.shares_attendee_list(variant, cluster_of.get(&anchor)) => {}
                Assignment::With { link, anchor, tier, score } => {
                    if tier > Tier::Report {
                        cluster_of.entry(anchor).or_insert_with(|| vec![anchor]).push(variant);
                        assignments.assign(variant, anchor, tier, score);
                    }
                    members_of.entry(anchor).or_default().extend(graph.members(variant, (link, anchor), tier, score));
                }
                // It remains a person of its own, and is listed beside the other.
                Assignment::BothHaveNotes(link) => {
                    let score = link.name_logit.probability();
                    let anchor = beside.get(&link.anchor).copied().unwrap_or(link.anchor);
                    beside.insert(variant, anchor);
                    let members = graph.members(variant, (link, anchor), Tier::Report, score);
                    members_of.entry(anchor).or_default().extend(members);
                }
                Assignment::Ambiguous(links) => found.ambiguous.push(graph.ambiguous(variant, &links)),
                Assignment::Alone => {}
            }
        }
        for (at, one) in graph.people.iter().enumerate().filter(|(at, _)| assignments.is_alone(*at)) {
            let members = members_of.remove(&at).unwrap_or_default();
            found.clusters.extend(graph.cluster(one, members));
        }
        found.clusters.sort_by(|one, other| {
            effect(other).cmp(&effect(one)).then_with(|| one.anchor.form.cmp(&other.anchor.form))
        });
        found.ambiguous.sort_by(|one, other| one.form.cmp(&other.form));
        found
    }
}

impl NameGraph<'_> {
    fn ambiguous(&self, variant: usize, links: &[&CandidateLink]) -> Ambiguous {
        let people = links.iter().map(|link| (self.representative(link.anchor), link.logit.probability()));
        Ambiguous {
            form: self.representative(variant),
            people: people.filter(|(_, score)| *score >= REPORT_THRESHOLD.0).collect(),
        }
    }

    fn representative(&self, person: usize) -> String {
        self.people[person].name(&self.forms).form().to_owned()
    }

    /// Returns the forms of the identity `variant` as members of its anchor's cluster.
    fn members(&self, variant: usize, (link, anchor): (&CandidateLink, usize), tier: Tier, score: f64) -> Vec<Member> {
        let few = &self.people[variant];
        let is_rare = self.people[anchor].notes.len() >= 3 * few.notes.len();
        let tier = if tier == Tier::Auto && !is_rare { Tier::Suggest } else { tier };
        let way = (link.anchor != anchor)
            .then(|| format!("similar to {}, the same person", self.representative(link.anchor)));
        let reasons: Vec<String> = way.into_iter().chain(link.reasons.iter().map(NameReason::to_string)).collect();
        let member = |at: &usize| Member {
            tier,
            score,
            reasons: reasons.clone(),
            against: link.exclusion.iter().map(|cannot| (*cannot).to_owned()).collect(),
            ..anchor_member(&self.forms[*at])
        };
        few.forms.iter().map(member).collect()
    }

    /// Returns the cluster around `one`; `None` if it has only one form.
    fn cluster(&self, one: &Identity, mut members: Vec<Member>) -> Option<Cluster> {
        members.extend(one.forms[1..].iter().map(|at| anchor_member(&self.forms[*at])));
        if members.is_empty() {
            return None;
        }
        if self.decisions.has_postponed() {
            let anchor = self.forms[one.representative].form().to_owned();
            let forms: Vec<String> = members.iter().map(|member| member.form.clone()).chain([anchor]).collect();
            for member in &mut members {
                member.is_postponed =
                    forms.iter().any(|other| *other != member.form && self.decisions.is_postponed(other, &member.form));
            }
        }
        members.sort_by(|one, other| other.notes.cmp(&one.notes).then_with(|| one.form.cmp(&other.form)));
        let form = |name: &str| {
            let at = self.forms.binary_search_by(|form| form.form().cmp(name));
            &self.forms[at.expect("members are made of forms, which are sorted")]
        };
        let spellings: Vec<&NameForm> = std::iter::once(&self.forms[one.representative])
            .chain(
                members
                    .iter()
                    .filter(|member| {
                        member.tier > Tier::Report && member.tier != Tier::Also || !member.against.is_empty()
                    })
                    .map(|member| form(&member.form)),
            )
            .collect();
        Some(Cluster {
            people_note: one.own_note,
            canonical: choose_canonical(&spellings, self.decisions),
            anchor: anchor_member(&self.forms[one.representative]),
            members,
        })
    }
}

fn anchor_member(form: &NameForm) -> Member {
    Member {
        form: form.form().to_owned(),
        notes: form.notes.len(),
        sources: form.sources.clone(),
        tier: Tier::Also,
        score: 1.0,
        reasons: Vec::new(),
        against: Vec::new(),
        is_postponed: false,
    }
}

impl Member {
    /// Returns whether a check asks about it.
    pub fn is_reported(&self) -> bool {
        match self.tier {
            Tier::Auto | Tier::Suggest => !self.is_postponed,
            Tier::Also | Tier::Report => false,
        }
    }
}

/// Returns the number of notes that would change.
fn effect(cluster: &Cluster) -> usize {
    let rewritten = cluster.members.iter().filter(|member| member.tier != Tier::Also);
    rewritten.map(|member| member.notes).sum()
}

impl Cluster {
    /// Returns the anchor and the members.
    pub fn forms(&self) -> impl Iterator<Item = &Member> {
        std::iter::once(&self.anchor).chain(&self.members)
    }

    /// Returns the forms without duplicates.
    pub fn names(&self) -> BTreeSet<&str> {
        self.forms().map(|member| member.form.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::names::lexicon;

    /// Returns the clusters of people who are each a participant of as many notes as given, with five others.
    fn clusters(names: &[String], notes: u32) -> Vec<Cluster> {
        let number = |at: usize| u32::try_from(at).unwrap();
        let occurrences = (0..notes).flat_map(|round| {
            names.iter().enumerate().map(move |(at, form)| {
                let place = (at * (7 + 12 * round as usize) + round as usize) % names.len();
                let note = number(place / 6) + round * 100_000;
                let source = NameSource::Attendee;
                Occurrence { form, note, source, is_human_written: true, list: Some(note), email: None }
            })
        });
        let (shown, decisions) = (HashMap::new(), Decisions::default());
        People::new(occurrences, NameLinks { shown: &shown, notes: &[] }, &decisions).clusters
    }

    /// Returns different people: usual given names with usual surnames that begin alike.
    fn people(many: usize) -> Vec<String> {
        let [given, surnames] = lexicon::all();
        let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
        let usual = |names: &[(&'static str, u8)], least: u8| -> Vec<&'static str> {
            names.iter().filter(|(_, frequency)| *frequency >= least).map(|(name, _)| *name).collect()
        };
        let (given, surnames) = (usual(&given, 7), usual(&surnames, 6));
        let mut names = BTreeSet::new();
        let mut at = 0;
        while names.len() < many {
            at += 1;
            // Neighbours in the table begin with the same letters: `Hansen`, `Hanson`.
            let (given, surname) = (given[at * 7919 % given.len()], surnames[at / 3 % surnames.len()]);
            names.insert(format!("{} {}", capital(given), capital(surname)));
        }
        names.into_iter().collect()
    }

    #[test]
    fn different_people_with_similar_surnames_are_not_asked_about() {
        let names = people(5_000);
        for notes in 1..4 {
            let clusters = clusters(&names, notes);
            let members =
                clusters.iter().flat_map(|cluster| cluster.members.iter().map(move |member| (cluster, member)));
            let asked = members.filter(|(_, member)| member.is_reported());
            let asked: Vec<(&str, &str)> =
                asked.map(|(cluster, member)| (cluster.anchor.form.as_str(), member.form.as_str())).collect();
            assert_eq!(asked, [], "in {notes} notes");
        }
    }
}
