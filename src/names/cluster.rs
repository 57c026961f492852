//! Which forms are one person's: clusters that are stars.
//!
//! Each form goes to one anchor, a stronger form (`place` says which), and counts for the person from then on. Hard facts stand
//! above scores: what people recorded, then what cannot be, then what must be.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::assign::{Assignment, Assignments, REPORT_THRESHOLD};
use super::canonical::{CanonicalName, choose_canonical};
use super::decisions::Decisions;
use super::graph::{CandidateLink, NameGraph};
use super::identity::Identity;
use super::name_form::{NameForm, NameSource, Occurrence};
use super::reason::NameReason;

/// What may be done to write the person's name in a form's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Nothing in a check; a list shows it.
    Report,
    /// A warning, and nothing is changed.
    Suggest,
    /// A legitimate form, which stays.
    Also,
    /// A warning with a fix that asks.
    Auto,
}

/// A form of a cluster beside its canonical one.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The form as it is written.
    pub form: String,
    /// In how many notes it was seen.
    pub notes: usize,
    /// In how many places each source has it.
    pub sources: BTreeMap<NameSource, usize>,
    /// What may be done.
    pub tier: Tier,
    /// How likely it is the person's, from 0 to 1.
    pub score: f64,
    /// What speaks for it.
    pub reasons: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
}

/// One person with the forms of the name.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// The form that the others are compared with.
    pub anchor: Member,
    /// The others, the most frequent first.
    pub members: Vec<Member>,
    /// The people note, by the number that the sightings gave.
    pub people_note: Option<u32>,
    /// How the name is spelt, as far as that can be told.
    pub canonical: CanonicalName,
}

/// A form that could be one of several people's.
#[derive(Clone, Debug, PartialEq)]
pub struct Ambiguous {
    /// The form.
    pub form: String,
    /// The people, the likeliest first, with how likely each is.
    pub people: Vec<(String, f64)>,
}

/// What a vault's names come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    /// People with more than one form, those with the largest effect first.
    pub clusters: Vec<Cluster>,
    /// Forms that could be several people's.
    pub ambiguous: Vec<Ambiguous>,
    /// Heaps of names that were too large to be compared by sound.
    pub oversized_buckets: usize,
}

impl People {
    /// Compares the names of a vault. `shown` are links whose words are one form and whose target is another's note.
    pub fn new<'a>(
        sightings: impl IntoIterator<Item = Occurrence<'a>>,
        linked_notes: &HashMap<(String, String), usize>,
        decisions: &Decisions,
    ) -> Self {
        let world = NameGraph::new(sightings, linked_notes, decisions);
        let (links, capped) = world.links();
        let strength: Vec<_> = world.people.iter().map(|one| world.strength(one)).collect();
        let mut order: Vec<usize> = (0..world.people.len()).collect();
        order.sort_by(|one, other| strength[*other].cmp(&strength[*one]).then_with(|| one.cmp(other)));
        let mut found = Self { oversized_buckets: capped, ..Self::default() };
        let mut placed = Assignments::new(world.people.len());
        let mut stars: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
        let mut company: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        // The strongest first: what a form's anchors are is known when its turn comes.
        for variant in order {
            match world.assign(variant, &links, &mut placed) {
                // Who met somebody of the cluster is another person, however alike the names are.
                Assignment::With { anchor, .. } if world.shares_attendee_list(variant, company.get(&anchor)) => {}
                Assignment::With { link, anchor, tier, score } => {
                    if tier > Tier::Report {
                        company.entry(anchor).or_insert_with(|| vec![anchor]).push(variant);
                        placed.assign(variant, anchor, tier, score);
                    }
                    stars.entry(anchor).or_default().extend(world.members(variant, (link, anchor), tier, score));
                }
                // It stays a person of its own, and is shown beside the other.
                Assignment::BothHaveNotes(link) => {
                    let score = link.name_logit.probability();
                    let members = world.members(variant, (link, link.anchor), Tier::Report, score);
                    stars.entry(link.anchor).or_default().extend(members);
                }
                Assignment::Ambiguous(links) => found.ambiguous.push(world.ambiguous(variant, &links)),
                Assignment::Alone => {}
            }
        }
        for (at, one) in world.people.iter().enumerate().filter(|(at, _)| placed.is_alone(*at)) {
            let members = stars.remove(&at).unwrap_or_default();
            found.clusters.extend(world.cluster(one, members));
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

    /// The forms of the identity `variant` as members of its anchor's cluster.
    fn members(&self, variant: usize, (link, anchor): (&CandidateLink, usize), tier: Tier, score: f64) -> Vec<Member> {
        let few = &self.people[variant];
        let is_rare = self.people[anchor].notes.len() >= 3 * few.notes.len();
        let tier = if tier == Tier::Auto && !is_rare { Tier::Suggest } else { tier };
        let way = (link.anchor != anchor)
            .then(|| format!("as close to {}, who is the same", self.representative(link.anchor)));
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

    /// The cluster around `one`; none where it has one form only.
    fn cluster(&self, one: &Identity, mut members: Vec<Member>) -> Option<Cluster> {
        members.extend(one.forms[1..].iter().map(|at| anchor_member(&self.forms[*at])));
        if members.is_empty() {
            return None;
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
                    .filter(|member| member.tier > Tier::Report && member.tier != Tier::Also)
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
    }
}

/// How many notes would change.
fn effect(cluster: &Cluster) -> usize {
    let rewritten = cluster.members.iter().filter(|member| member.tier != Tier::Also);
    rewritten.map(|member| member.notes).sum()
}

/// Every form of a cluster, the anchor first.
impl Cluster {
    /// The anchor and the members.
    pub fn forms(&self) -> impl Iterator<Item = &Member> {
        std::iter::once(&self.anchor).chain(&self.members)
    }

    /// The forms, once each.
    pub fn names(&self) -> BTreeSet<&str> {
        self.forms().map(|member| member.form.as_str()).collect()
    }
}
