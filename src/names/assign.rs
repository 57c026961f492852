//! Assigns each identity to the person whose form it is, as far as that can be decided.
//!
//! An identity is assigned to its best anchor if that clears the threshold and leads the second best by a margin. If
//! no anchor is likely, but a form that is assigned to one is, the identity follows that form: its probability is that
//! of both steps together, and it is never rewritten without asking.

use super::cluster::Tier;
use super::context::BOTH_HAVE_NOTES;
use super::graph::{CandidateLink, NameGraph};
use super::model::Logit;

/// The minimum probability of a tier, and the minimum lead of the best anchor.
pub(super) const AUTO_THRESHOLD: (f64, f64) = (0.95, 0.3);
pub(super) const SUGGEST_THRESHOLD: (f64, f64) = (0.7, 0.2);
pub(super) const REPORT_THRESHOLD: (f64, f64) = (0.4, 0.1);

/// The maximum probability of a rival for a form that is reported or taken for legitimate: of two people with similar
/// names, each misspelling fits the other too.
const MAX_RIVAL: f64 = 0.05;

/// The minimum number of notes of a person without a people note whose misspellings may be rewritten.
const MIN_NOTES_WITHOUT_OWN: usize = 8;

/// The maximum odds of another person's name for a form that may be rewritten.
const DOUBTFUL_LOGIT: Logit = Logit(0);

/// The assignment of an identity.
pub(super) enum Assignment<'a> {
    Alone,
    /// To an anchor. `link` is the evidence, which concerns the anchor or another of its forms.
    With {
        link: &'a CandidateLink,
        anchor: usize,
        tier: Tier,
        score: f64,
    },
    /// Both have people notes: listed, but not joined.
    BothHaveNotes(&'a CandidateLink),
    /// To one of several anchors.
    Ambiguous(Vec<&'a CandidateLink>),
}

/// The assignments of the stronger identities.
pub(super) struct Assignments {
    anchors: Vec<Option<Assigned>>,
    /// The probability that each is a separate person.
    alone: Vec<f64>,
}

#[derive(Clone, Copy)]
struct Assigned {
    anchor: usize,
    score: f64,
    is_sure: bool,
}

impl Assignments {
    pub(super) fn new(identities: usize) -> Self {
        Self { anchors: vec![None; identities], alone: vec![1.0; identities] }
    }

    /// Assigns `variant` to the person of `anchor`.
    pub(super) fn assign(&mut self, variant: usize, anchor: usize, tier: Tier, score: f64) {
        self.anchors[variant] = Some(Assigned { anchor, score, is_sure: tier > Tier::Suggest });
    }

    /// Returns whether it is assigned to no anchor.
    pub(super) fn is_alone(&self, identity: usize) -> bool {
        self.anchors[identity].is_none()
    }

    /// Returns whether the two are one person by the assignments so far.
    fn is_one(&self, identity: usize, person: usize) -> bool {
        identity == person || self.anchors[identity].is_some_and(|joined| joined.anchor == person)
    }

    /// Returns whether the two are one person beyond doubt.
    fn is_surely_one(&self, identity: usize, person: usize) -> bool {
        identity == person || self.anchors[identity].is_some_and(|joined| joined.anchor == person && joined.is_sure)
    }
}

impl NameGraph<'_> {
    /// Returns the assignment of `variant`. `assignments` has those of the stronger identities; the probability that
    /// `variant` is a separate person is stored in it.
    pub(super) fn assign<'a>(
        &self,
        variant: usize,
        links: &'a [Vec<CandidateLink>],
        assignments: &mut Assignments,
    ) -> Assignment<'a> {
        let possible: Vec<&CandidateLink> = links[variant].iter().filter(|link| link.exclusion.is_none()).collect();
        let of_its_own = |link: &CandidateLink| odds(link) * assignments.alone[link.anchor];
        let open = possible.iter().filter(|link| assignments.is_alone(link.anchor)).copied();
        let best = open.reduce(|best, link| if of_its_own(link) > of_its_own(best) { link } else { best });
        if best.is_none_or(|best| best.logit.probability() < SUGGEST_THRESHOLD.0)
            && let Some(place) = self.assign_via(variant, links, assignments)
        {
            return place;
        }
        let Some(best) = best else {
            let is_likely =
                |link: &CandidateLink| link.is_same_name || link.name_logit.probability() >= AUTO_THRESHOLD.0;
            let has_note = |link: &&CandidateLink| link.exclusion == Some(BOTH_HAVE_NOTES) && is_likely(link);
            let beside = links[variant].iter().find(has_note);
            return beside.map_or(Assignment::Alone, Assignment::BothHaveNotes);
        };
        let all = total_odds(best, best.anchor, &possible, links, assignments);
        assignments.alone[variant] = 1.0 / all.sum;
        let score = odds(best) / all.sum;
        let lead = score - all.rival / all.sum;
        // `J. Smith` belongs to the next best Smith only if the vault leaves little doubt.
        let is_rival = |link: &&&CandidateLink| !assignments.is_one(link.anchor, best.anchor);
        let fits_several = best.is_initial
            && possible.iter().filter(is_rival).any(|link| link.is_initial && link.name_logit >= best.name_logit);
        let least = if fits_several { AUTO_THRESHOLD } else { SUGGEST_THRESHOLD };
        if best.logit.probability() >= SUGGEST_THRESHOLD.0 && (lead < least.1 || fits_several && score < least.0) {
            return Assignment::Ambiguous(possible);
        }
        // Someone with a similar name but no people note is easily mistaken for the person who has one.
        let others = possible.iter().filter(|link| !assignments.is_surely_one(link.anchor, best.anchor));
        let mut others = others.map(|link| (link.name_logit, assignments.is_alone(link.anchor)));
        let is_nobody_elses =
            others.all(|(by_name, is_person)| by_name <= if is_person { DOUBTFUL_LOGIT } else { best.name_logit });
        let with = |tier: Tier| Assignment::With { link: best, anchor: best.anchor, tier, score };
        match self.tier(best, score, lead, all.person / all.sum) {
            Some(Tier::Auto) if !is_nobody_elses => with(Tier::Suggest),
            tier => tier.map_or(Assignment::Alone, with),
        }
    }

    /// Assigns `variant` by way of a form that is assigned to a person, if nothing excludes that person.
    fn assign_via<'a>(
        &self,
        variant: usize,
        links: &'a [Vec<CandidateLink>],
        assignments: &mut Assignments,
    ) -> Option<Assignment<'a>> {
        let possible: Vec<&CandidateLink> = links[variant].iter().filter(|link| link.exclusion.is_none()).collect();
        let ways = possible.iter().filter_map(|link| Some((*link, assignments.anchors[link.anchor]?)));
        let (link, joined) = ways
            .filter(|(_, joined)| {
                self.exclusion(joined.anchor, variant).is_none() && !self.is_decided(joined.anchor, variant)
            })
            .reduce(|best, way| if odds(way.0) > odds(best.0) { way } else { best })?;
        let all = total_odds(link, joined.anchor, &possible, links, assignments);
        let score = odds(link) / all.sum * joined.score;
        let is_told = score >= SUGGEST_THRESHOLD.0 && (link.is_legitimate || link.is_reportable);
        is_told.then(|| {
            assignments.alone[variant] = 1.0 - score;
            let tier = if link.is_legitimate { Tier::Also } else { Tier::Suggest };
            Assignment::With { link, anchor: joined.anchor, tier, score }
        })
    }

    /// Returns the tier of a form. `rival` is the probability that it belongs to another person.
    fn tier(&self, link: &CandidateLink, score: f64, lead: f64, rival: f64) -> Option<Tier> {
        let clears = |(least, margin): (f64, f64)| score >= least && lead >= margin;
        let anchor = &self.people[link.anchor];
        let is_known = anchor.own_note.is_some() || link.is_connected && anchor.notes.len() >= MIN_NOTES_WITHOUT_OWN;
        let is_proven = is_known && !link.both_listed && link.shares_word && (link.is_typo || link.is_connected);
        let is_nobody_elses = rival <= MAX_RIVAL;
        match () {
            () if link.is_legitimate && clears(SUGGEST_THRESHOLD) && is_nobody_elses => Some(Tier::Also),
            () if clears(AUTO_THRESHOLD) && is_proven && link.is_reportable => Some(Tier::Auto),
            () if clears(SUGGEST_THRESHOLD) && link.is_reportable && is_nobody_elses => Some(Tier::Suggest),
            () if clears(REPORT_THRESHOLD) => Some(Tier::Report),
            () => None,
        }
    }

    /// Returns whether `variant` shares an attendee list with one of `others`.
    pub(super) fn shares_attendee_list(&self, variant: usize, others: Option<&Vec<usize>>) -> bool {
        let lists = &self.people[variant].lists;
        let mut theirs = others.into_iter().flatten().flat_map(|other| &self.people[*other].lists);
        theirs.any(|list| lists.binary_search(list).is_ok())
    }
}

/// The total odds of all alternatives for a form: a stranger, `person` by the best link, or a rival.
struct TotalOdds {
    sum: f64,
    /// The odds of the likeliest rival.
    rival: f64,
    /// The odds of the likeliest rival who has a people note or is a participant, and not just a form in a text.
    person: f64,
}

/// Returns the total odds of the alternatives, which are mutually exclusive. Anchors that may be `person` themselves
/// count as rivals only as far as they may not.
fn total_odds(
    best: &CandidateLink,
    person: usize,
    possible: &[&CandidateLink],
    links: &[Vec<CandidateLink>],
    assignments: &Assignments,
) -> TotalOdds {
    let rivals = possible.iter().filter(|link| link.anchor != best.anchor && !assignments.is_one(link.anchor, person));
    let mut total = TotalOdds { sum: 1.0 + odds(best), rival: 0.0, person: 0.0 };
    for link in rivals {
        let odds = odds(link) * (1.0 - same_person_probability(links, link.anchor, person));
        total.sum += odds;
        total.rival = total.rival.max(odds);
        if link.is_anchor_person {
            total.person = total.person.max(odds);
        }
    }
    total
}

fn odds(link: &CandidateLink) -> f64 {
    let probability = link.logit.probability();
    probability / (1.0 - probability).max(1e-12)
}

/// Returns the probability that two anchors are one person.
fn same_person_probability(links: &[Vec<CandidateLink>], one: usize, other: usize) -> f64 {
    let between = [(one, other), (other, one)].into_iter().find_map(|(variant, anchor)| {
        links[variant].iter().find(|link| link.anchor == anchor && link.exclusion.is_none())
    });
    between.map_or(0.0, |link| link.logit.probability())
}
