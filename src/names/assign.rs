//! Whose form an identity is, as far as that can be told.
//!
//! It goes to its best anchor if that clears the threshold and beats the second by a margin. Where no anchor is likely, but a
//! form that went to one is, it goes there too, by that way: as likely as both steps are together, and never to be rewritten
//! without asking.

use super::cluster::Tier;
use super::context::BOTH_HAVE_NOTES;
use super::graph::{CandidateLink, NameGraph};
use super::model::Logit;

/// From which probability on a tier begins, and by how much the best anchor has to lead.
pub(super) const AUTO_THRESHOLD: (f64, f64) = (0.95, 0.3);
pub(super) const SUGGEST_THRESHOLD: (f64, f64) = (0.7, 0.2);
pub(super) const REPORT_THRESHOLD: (f64, f64) = (0.4, 0.1);

/// How close to another person's name a form may be that is to be rewritten.
const DOUBTFUL_LOGIT: Logit = Logit(0);

/// Where an identity belongs.
pub(super) enum Assignment<'a> {
    Alone,
    /// To an anchor, for what `link` says: of the anchor, or of another of its forms.
    With {
        link: &'a CandidateLink,
        anchor: usize,
        tier: Tier,
        score: f64,
    },
    /// It has a people note as the anchor has: to be looked at, and not to be joined.
    BothHaveNotes(&'a CandidateLink),
    /// To one of several.
    Ambiguous(Vec<&'a CandidateLink>),
}

/// Where the stronger identities went.
pub(super) struct Assignments {
    anchors: Vec<Option<Assigned>>,
    /// How likely each is a person of its own.
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

    /// `variant` is the person that `anchor` is.
    pub(super) fn assign(&mut self, variant: usize, anchor: usize, tier: Tier, score: f64) {
        self.anchors[variant] = Some(Assigned { anchor, score, is_sure: tier > Tier::Suggest });
    }

    /// Whether it went to no anchor.
    pub(super) fn is_alone(&self, identity: usize) -> bool {
        self.anchors[identity].is_none()
    }

    /// Whether two are one person by what was placed.
    fn is_one(&self, identity: usize, person: usize) -> bool {
        identity == person || self.anchors[identity].is_some_and(|joined| joined.anchor == person)
    }

    /// Whether two are one person beyond doubt.
    fn is_surely_one(&self, identity: usize, person: usize) -> bool {
        identity == person || self.anchors[identity].is_some_and(|joined| joined.anchor == person && joined.is_sure)
    }
}

impl NameGraph<'_> {
    /// Where `variant` belongs. The stronger ones are `placed`; how likely it is a person of its own is noted there.
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
            let has_note = |link: &&CandidateLink| link.exclusion == Some(BOTH_HAVE_NOTES);
            let beside =
                links[variant].iter().find(has_note).filter(|link| link.name_logit.probability() >= AUTO_THRESHOLD.0);
            return beside.map_or(Assignment::Alone, Assignment::BothHaveNotes);
        };
        let all = total_odds(best, best.anchor, &possible, links, assignments);
        assignments.alone[variant] = 1.0 / all.sum;
        let score = odds(best) / all.sum;
        let lead = score - all.rival / all.sum;
        // `J. Smith` is the next best Smith's only where the vault leaves little doubt.
        let is_rival = |link: &&&CandidateLink| !assignments.is_one(link.anchor, best.anchor);
        let fits_several = best.is_initial
            && possible.iter().filter(is_rival).any(|link| link.is_initial && link.name_logit >= best.name_logit);
        let least = if fits_several { AUTO_THRESHOLD } else { SUGGEST_THRESHOLD };
        if best.logit.probability() >= SUGGEST_THRESHOLD.0 && (lead < least.1 || fits_several && score < least.0) {
            return Assignment::Ambiguous(possible);
        }
        // Whose double has no people note is easily taken for the one who has.
        let others = possible.iter().filter(|link| !assignments.is_surely_one(link.anchor, best.anchor));
        let mut others = others.map(|link| (link.name_logit, assignments.is_alone(link.anchor)));
        let is_nobody_elses =
            others.all(|(by_name, is_person)| by_name <= if is_person { DOUBTFUL_LOGIT } else { best.name_logit });
        let with = |tier: Tier| Assignment::With { link: best, anchor: best.anchor, tier, score };
        match self.tier(best, score, lead) {
            Some(Tier::Auto) if !is_nobody_elses => with(Tier::Suggest),
            tier => tier.map_or(Assignment::Alone, with),
        }
    }

    /// To a person by way of a form that went there, where nothing speaks against the person.
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

    fn tier(&self, link: &CandidateLink, score: f64, lead: f64) -> Option<Tier> {
        let clears = |(least, margin): (f64, f64)| score >= least && lead >= margin;
        let is_proven =
            self.people[link.anchor].own_note.is_some() && !link.both_listed && link.shares_word && link.is_typo;
        match () {
            () if link.is_legitimate && clears(SUGGEST_THRESHOLD) => Some(Tier::Also),
            () if clears(AUTO_THRESHOLD) && is_proven && link.is_reportable => Some(Tier::Auto),
            () if clears(SUGGEST_THRESHOLD) && link.is_reportable => Some(Tier::Suggest),
            () if clears(REPORT_THRESHOLD) => Some(Tier::Report),
            () => None,
        }
    }

    /// Whether `variant` stands in an attendee list with one of `others`.
    pub(super) fn shares_attendee_list(&self, variant: usize, others: Option<&Vec<usize>>) -> bool {
        let lists = &self.people[variant].lists;
        let mut theirs = others.into_iter().flatten().flat_map(|other| &self.people[*other].lists);
        theirs.any(|list| lists.binary_search(list).is_ok())
    }
}

/// The odds of all that a form can be: a stranger, `person` by the best link, or one of the rivals.
struct TotalOdds {
    sum: f64,
    /// Of the likeliest rival.
    rival: f64,
}

/// It can be one's only, or a stranger. Forms that may be `person`'s are no rivals, as far as they may.
fn total_odds(
    best: &CandidateLink,
    person: usize,
    possible: &[&CandidateLink],
    links: &[Vec<CandidateLink>],
    assignments: &Assignments,
) -> TotalOdds {
    let rivals = possible.iter().filter(|link| link.anchor != best.anchor && !assignments.is_one(link.anchor, person));
    let rivals: Vec<f64> =
        rivals.map(|link| odds(link) * (1.0 - same_person_probability(links, link.anchor, person))).collect();
    TotalOdds { sum: 1.0 + odds(best) + rivals.iter().sum::<f64>(), rival: rivals.iter().copied().fold(0.0, f64::max) }
}

fn odds(link: &CandidateLink) -> f64 {
    let probability = link.logit.probability();
    probability / (1.0 - probability).max(1e-12)
}

/// How likely two anchors are one person themselves.
fn same_person_probability(links: &[Vec<CandidateLink>], one: usize, other: usize) -> f64 {
    let between = [(one, other), (other, one)].into_iter().find_map(|(variant, anchor)| {
        links[variant].iter().find(|link| link.anchor == anchor && link.exclusion.is_none())
    });
    between.map_or(0.0, |link| link.logit.probability())
}
