//! Which forms are one person's: clusters that are stars.
//!
//! Each form goes to its best anchor, a stronger form, if it clears the threshold and beats the second anchor by a margin.
//! There is no chain: a form that went to an anchor draws no third one. Hard facts stand above scores: what people recorded,
//! then what cannot be, then what must be.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;
use serde::Serialize;

use super::blocking::candidates;
use super::canonical::{Spelling, spelling};
use super::compare::{Relation, Side, Words, relation};
use super::context::{self, BOTH_HAVE_NOTES, Company};
use super::decisions::Decisions;
use super::form::{Form, Sighting, Source, forms};
use super::identity::{Identity, identities};
use super::inflection::is_other_case;
use super::model::Logit;
use super::pair::Pair;

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
    pub sources: BTreeMap<Source, usize>,
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
    pub spelling: Spelling,
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
    pub capped: usize,
}

/// From which probability on a tier begins, and by how much the best anchor has to lead.
const AUTO: (f64, f64) = (0.95, 0.3);
const SUGGEST: (f64, f64) = (0.7, 0.2);
const REPORT: (f64, f64) = (0.4, 0.1);

/// An identity that may be a stronger one's.
struct Link {
    anchor: usize,
    logit: Logit,
    /// How likely by the names alone.
    by_name: Logit,
    reasons: Vec<String>,
    cannot: Option<String>,
    /// It is a nickname, an initial, another order: legitimate.
    is_also: bool,
    /// The same word on one side.
    shares_word: bool,
    both_real: bool,
}

/// What clusters are made of.
struct World<'a> {
    forms: Vec<Form>,
    people: Vec<Identity>,
    company: Company,
    shown: &'a HashMap<(String, String), usize>,
    decisions: &'a Decisions,
}

impl People {
    /// Compares the names of a vault. `shown` are links whose words are one form and whose target is another's note.
    pub fn of<'a>(
        sightings: impl IntoIterator<Item = Sighting<'a>>,
        shown: &HashMap<(String, String), usize>,
        decisions: &Decisions,
    ) -> Self {
        let forms = forms(sightings);
        let people = identities(&forms);
        let world = World { company: Company::of(&people), forms, people, shown, decisions };
        let words: Vec<Words> = world.people.iter().map(|one| one.words(&world.forms).clone()).collect();
        let found = candidates(&words);
        let strength: Vec<_> = world.people.iter().map(|one| world.strength(one)).collect();
        let links = found.pairs.par_iter().filter_map(|&(one, other)| {
            let (one, other) = (one as usize, other as usize);
            let (anchor, variant) = if strength[one] >= strength[other] { (one, other) } else { (other, one) };
            world.link(anchor, variant).map(|link| (variant, link))
        });
        let mut by_variant: Vec<Vec<Link>> = world.people.iter().map(|_| Vec::new()).collect();
        links.collect::<Vec<_>>().into_iter().for_each(|(variant, link)| by_variant[variant].push(link));
        let mut order: Vec<usize> = (0..world.people.len()).collect();
        order.sort_by(|one, other| strength[*other].cmp(&strength[*one]).then_with(|| one.cmp(other)));
        let mut found = Self { capped: found.capped, ..Self::default() };
        let mut joined = vec![false; world.people.len()];
        let mut stars: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
        // A rival that is found to be the same person's is none any more: so again, until nothing changes.
        let mut open = order;
        loop {
            let before = open.len();
            open.retain(|&variant| {
                let Place::With(link, tier, score) = world.place(&by_variant[variant], &joined) else { return true };
                if stars.contains_key(&variant) || tier == Tier::Report {
                    return true;
                }
                joined[variant] = true;
                stars.entry(link.anchor).or_default().extend(world.members(variant, link, tier, score));
                false
            });
            if open.len() == before {
                break;
            }
        }
        for &variant in &open {
            match world.place(&by_variant[variant], &joined) {
                Place::Several(links) => found.ambiguous.push(world.ambiguous(variant, &links)),
                Place::Beside(link) => {
                    let members = world.members(variant, link, Tier::Report, link.by_name.probability());
                    stars.entry(link.anchor).or_default().extend(members);
                }
                // It stays a person of its own, and is shown beside the other.
                Place::With(link, tier, score) => {
                    stars.entry(link.anchor).or_default().extend(world.members(
                        variant,
                        link,
                        tier.min(Tier::Report),
                        score,
                    ));
                }
                Place::Alone => {}
            }
        }
        for (at, one) in world.people.iter().enumerate().filter(|(at, _)| !joined[*at]) {
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

/// Where an identity belongs.
enum Place<'a> {
    Alone,
    /// To an anchor.
    With(&'a Link, Tier, f64),
    /// It has a people note as the anchor has: to be looked at, and not to be joined.
    Beside(&'a Link),
    /// To one of several.
    Several(Vec<&'a Link>),
}

impl World<'_> {
    /// The stronger of two is the anchor: recorded, with a people note, whole, frequent, written by people.
    fn strength(&self, one: &Identity) -> (bool, bool, bool, usize, usize) {
        let is_recorded = one.forms.iter().any(|at| self.decisions.is_settled(self.forms[*at].form()));
        (is_recorded, one.own_note.is_some(), !one.name(&self.forms).is_abbreviated(), one.evidence, one.notes.len())
    }

    fn link(&self, anchor: usize, variant: usize) -> Option<Link> {
        let (of_anchor, of_variant) = (&self.people[anchor], &self.people[variant]);
        let (name, other) = (of_anchor.name(&self.forms), of_variant.name(&self.forms));
        let is_decided = self.decisions.is_settled(other.form()) || self.decisions.are_apart(name.form(), other.form());
        let is_case = is_other_case((name.given(), name.surname()), (other.given(), other.surname()));
        if is_decided || is_case || !(of_anchor.is_person || of_variant.is_person) {
            return None;
        }
        let (words, other_words) = (of_anchor.words(&self.forms), of_variant.words(&self.forms));
        let pair = Pair::of((name, words), (other, other_words));
        let mut context = context::compare(of_anchor, of_variant, &self.forms, &self.company);
        if self.is_shown(of_anchor, of_variant) {
            let (weight, reason) = context::shared_target();
            context.weight += weight;
            context.reasons.push(reason);
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
            logit: pair.logit + Logit(context.weight),
            by_name: pair.logit,
            reasons: pair.reasons.into_iter().chain(context.reasons).collect(),
            cannot: context.cannot,
            is_also: pair.is_swapped || is_legitimate(given) && is_legitimate(surname),
            shares_word: given == Relation::Equal || surname == Relation::Equal,
            both_real: real(words) && real(other_words),
        })
    }

    /// Whether a link shows a form of one and opens the other's note.
    fn is_shown(&self, anchor: &Identity, variant: &Identity) -> bool {
        let form = |at: &usize| self.forms[*at].form().to_owned();
        variant
            .forms
            .iter()
            .any(|shown| anchor.forms.iter().any(|target| self.shown.contains_key(&(form(shown), form(target)))))
    }

    fn place<'a>(&self, links: &'a [Link], joined: &[bool]) -> Place<'a> {
        let mut links: Vec<&Link> = links.iter().filter(|link| !joined[link.anchor]).collect();
        links.sort_by(|one, other| other.logit.cmp(&one.logit).then_with(|| one.anchor.cmp(&other.anchor)));
        let possible: Vec<&Link> = links.iter().filter(|link| link.cannot.is_none()).copied().collect();
        let Some(best) = possible.first() else {
            let beside = links
                .first()
                .filter(|link| link.cannot.as_deref() == Some(BOTH_HAVE_NOTES) && link.by_name.probability() >= AUTO.0);
            return beside.map_or(Place::Alone, |link| Place::Beside(link));
        };
        let (score, second) = posterior(&possible);
        let lead = score - second;
        if best.logit.probability() >= SUGGEST.0 && lead < SUGGEST.1 {
            return Place::Several(possible);
        }
        match self.tier(best, score, lead) {
            Some(tier) => Place::With(best, tier, score),
            None => Place::Alone,
        }
    }

    fn tier(&self, link: &Link, score: f64, lead: f64) -> Option<Tier> {
        let clears = |(least, margin): (f64, f64)| score >= least && lead >= margin;
        let is_proven = self.people[link.anchor].own_note.is_some() && !link.both_real && link.shares_word;
        match () {
            () if link.is_also && clears(SUGGEST) => Some(Tier::Also),
            () if clears(AUTO) && is_proven => Some(Tier::Auto),
            () if clears(SUGGEST) => Some(Tier::Suggest),
            () if clears(REPORT) => Some(Tier::Report),
            () => None,
        }
    }

    fn ambiguous(&self, variant: usize, links: &[&Link]) -> Ambiguous {
        let people = links.iter().map(|link| (self.head(link.anchor), link.logit.probability()));
        Ambiguous { form: self.head(variant), people: people.filter(|(_, score)| *score >= REPORT.0).collect() }
    }

    fn head(&self, person: usize) -> String {
        self.people[person].name(&self.forms).form().to_owned()
    }

    /// The forms of the identity `variant` as members of its anchor's cluster.
    fn members(&self, variant: usize, link: &Link, tier: Tier, score: f64) -> Vec<Member> {
        let few = &self.people[variant];
        let is_rare = self.people[link.anchor].notes.len() >= 3 * few.notes.len();
        let tier = if tier == Tier::Auto && !is_rare { Tier::Suggest } else { tier };
        let member = |at: &usize| Member {
            tier,
            score,
            reasons: link.reasons.clone(),
            against: link.cannot.iter().cloned().collect(),
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
        let form = |name: &str| self.forms.iter().find(|form| form.form() == name).expect("it is made of them");
        let spellings: Vec<&Form> = std::iter::once(&self.forms[one.head])
            .chain(
                members
                    .iter()
                    .filter(|member| member.tier > Tier::Report && member.tier != Tier::Also)
                    .map(|member| form(&member.form)),
            )
            .collect();
        Some(Cluster {
            people_note: one.own_note,
            spelling: spelling(&spellings, self.decisions),
            anchor: anchor_member(&self.forms[one.head]),
            members,
        })
    }
}

fn anchor_member(form: &Form) -> Member {
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

/// How likely it is the first of the links' people, and how likely the second's, where it can be one's only or a stranger.
fn posterior(links: &[&Link]) -> (f64, f64) {
    let odds = |link: &&Link| {
        let probability = link.logit.probability();
        probability / (1.0 - probability).max(1e-12)
    };
    let all: f64 = 1.0 + links.iter().map(odds).sum::<f64>();
    let share = |at: usize| links.get(at).map_or(0.0, |link| odds(link) / all);
    (share(0), share(1))
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
