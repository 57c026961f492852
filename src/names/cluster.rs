//! Which forms are one person's: clusters that are stars.
//!
//! Each form goes to its best anchor, a stronger form, if it clears the threshold and beats the second anchor by a margin.
//! There is no chain: a form that went to an anchor draws no third one. Hard facts stand above scores: what people recorded,
//! then what cannot be, then what must be.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::canonical::{Spelling, spelling};
use super::context::BOTH_HAVE_NOTES;
use super::decisions::Decisions;
use super::form::{Form, Sighting, Source};
use super::identity::Identity;
use super::link::{Link, World};

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

impl People {
    /// Compares the names of a vault. `shown` are links whose words are one form and whose target is another's note.
    pub fn of<'a>(
        sightings: impl IntoIterator<Item = Sighting<'a>>,
        shown: &HashMap<(String, String), usize>,
        decisions: &Decisions,
    ) -> Self {
        let world = World::of(sightings, shown, decisions);
        let (links, capped) = world.links();
        let strength: Vec<_> = world.people.iter().map(|one| world.strength(one)).collect();
        let mut order: Vec<usize> = (0..world.people.len()).collect();
        order.sort_by(|one, other| strength[*other].cmp(&strength[*one]).then_with(|| one.cmp(other)));
        let mut found = Self { capped, ..Self::default() };
        let (mut joined, mut alone) = (vec![None; world.people.len()], vec![1.0; world.people.len()]);
        let mut stars: BTreeMap<usize, Vec<Member>> = BTreeMap::new();
        let mut company: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        // The strongest first: what a form's anchors are is known when its turn comes.
        for variant in order {
            match world.place(variant, &links, &joined, &mut alone) {
                // Who met somebody of the cluster is another person, however alike the names are.
                Place::With(link, ..) if world.meets(variant, company.get(&link.anchor)) => {}
                Place::With(link, tier, score) => {
                    if tier > Tier::Report {
                        company.entry(link.anchor).or_default().push(variant);
                    }
                    joined[variant] = (tier > Tier::Report).then_some(link.anchor);
                    stars.entry(link.anchor).or_default().extend(world.members(variant, link, tier, score));
                }
                // It stays a person of its own, and is shown beside the other.
                Place::Beside(link) => {
                    let members = world.members(variant, link, Tier::Report, link.by_name.probability());
                    stars.entry(link.anchor).or_default().extend(members);
                }
                Place::Several(links) => found.ambiguous.push(world.ambiguous(variant, &links)),
                Place::Alone => {}
            }
        }
        for (at, one) in world.people.iter().enumerate().filter(|(at, _)| joined[*at].is_none()) {
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
    /// `alone` is how likely each stronger identity is a person of its own, and gets how likely `variant` is.
    fn place<'a>(
        &self,
        variant: usize,
        links: &'a [Vec<Link>],
        joined: &[Option<usize>],
        alone: &mut [f64],
    ) -> Place<'a> {
        let possible: Vec<&Link> = links[variant].iter().filter(|link| link.cannot.is_none()).collect();
        let of_its_own = |link: &Link| odds(link) * alone[link.anchor];
        let open = possible.iter().filter(|link| joined[link.anchor].is_none()).copied();
        let best = open.reduce(|best, link| if of_its_own(link) > of_its_own(best) { link } else { best });
        let Some(best) = best else {
            let has_note = |link: &&Link| link.cannot.as_deref() == Some(BOTH_HAVE_NOTES);
            let beside = links[variant].iter().find(has_note).filter(|link| link.by_name.probability() >= AUTO.0);
            return beside.map_or(Place::Alone, Place::Beside);
        };
        // Anchors that may be one person are no rivals, as far as they may.
        let is_best = |link: &Link| link.anchor == best.anchor || joined[link.anchor] == Some(best.anchor);
        let rivals = possible.iter().filter(|link| !is_best(link));
        let rivals: Vec<f64> =
            rivals.map(|link| odds(link) * (1.0 - are_one(links, link.anchor, best.anchor))).collect();
        // It can be one's only, or a stranger.
        let all = 1.0 + odds(best) + rivals.iter().sum::<f64>();
        alone[variant] = 1.0 / all;
        let score = odds(best) / all;
        let lead = score - rivals.iter().copied().fold(0.0, f64::max) / all;
        // `J. Smith` is the next best Smith's only where the vault leaves little doubt.
        let fits_several = best.is_initial
            && possible.iter().any(|link| !is_best(link) && link.is_initial && link.by_name >= best.by_name);
        let least = if fits_several { AUTO } else { SUGGEST };
        if best.logit.probability() >= SUGGEST.0 && (lead < least.1 || fits_several && score < least.0) {
            return Place::Several(possible);
        }
        // Whose double has no people note is easily taken for the one who has.
        let is_closest = possible.iter().all(|link| link.by_name <= best.by_name);
        match self.tier(best, score, lead) {
            Some(Tier::Auto) if !is_closest => Place::With(best, Tier::Suggest, score),
            Some(tier) => Place::With(best, tier, score),
            None => Place::Alone,
        }
    }

    /// Whether `variant` stands in an attendee list with one of `others`.
    fn meets(&self, variant: usize, others: Option<&Vec<usize>>) -> bool {
        let lists = &self.people[variant].lists;
        let mut theirs = others.into_iter().flatten().flat_map(|other| &self.people[*other].lists);
        theirs.any(|list| lists.binary_search(list).is_ok())
    }

    fn tier(&self, link: &Link, score: f64, lead: f64) -> Option<Tier> {
        let clears = |(least, margin): (f64, f64)| score >= least && lead >= margin;
        let is_proven = self.people[link.anchor].own_note.is_some() && !link.both_real && link.shares_word;
        match () {
            () if link.is_also && clears(SUGGEST) => Some(Tier::Also),
            () if clears(AUTO) && is_proven && link.may_be_told => Some(Tier::Auto),
            () if clears(SUGGEST) && link.may_be_told => Some(Tier::Suggest),
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

fn odds(link: &Link) -> f64 {
    let probability = link.logit.probability();
    probability / (1.0 - probability).max(1e-12)
}

/// How likely two anchors are one person themselves.
fn are_one(links: &[Vec<Link>], one: usize, other: usize) -> f64 {
    let between = [(one, other), (other, one)].into_iter().find_map(|(variant, anchor)| {
        links[variant].iter().find(|link| link.anchor == anchor && link.cannot.is_none())
    });
    between.map_or(0.0, |link| link.logit.probability())
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
