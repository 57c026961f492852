//! Whose form an identity is, as far as that can be told.
//!
//! It goes to its best anchor if that clears the threshold and beats the second by a margin. Where no anchor is likely, but a
//! form that went to one is, it goes there too, by that way: as likely as both steps are together, and never to be rewritten
//! without asking.

use super::cluster::Tier;
use super::context::BOTH_HAVE_NOTES;
use super::link::{Link, World};
use super::model::Logit;

/// From which probability on a tier begins, and by how much the best anchor has to lead.
pub(super) const AUTO: (f64, f64) = (0.95, 0.3);
pub(super) const SUGGEST: (f64, f64) = (0.7, 0.2);
pub(super) const REPORT: (f64, f64) = (0.4, 0.1);

/// How close to another person's name a form may be that is to be rewritten.
const DOUBTFUL: Logit = Logit(0);

/// Where an identity belongs.
pub(super) enum Place<'a> {
    Alone,
    /// To an anchor, for what `link` says: of the anchor, or of another of its forms.
    With {
        link: &'a Link,
        anchor: usize,
        tier: Tier,
        score: f64,
    },
    /// It has a people note as the anchor has: to be looked at, and not to be joined.
    Beside(&'a Link),
    /// To one of several.
    Several(Vec<&'a Link>),
}

/// Where the stronger identities went.
pub(super) struct Placed {
    of: Vec<Option<Joined>>,
    /// How likely each is a person of its own.
    alone: Vec<f64>,
}

#[derive(Clone, Copy)]
struct Joined {
    anchor: usize,
    score: f64,
    is_sure: bool,
}

impl Placed {
    pub(super) fn new(identities: usize) -> Self {
        Self { of: vec![None; identities], alone: vec![1.0; identities] }
    }

    /// `variant` is the person that `anchor` is.
    pub(super) fn join(&mut self, variant: usize, anchor: usize, tier: Tier, score: f64) {
        self.of[variant] = Some(Joined { anchor, score, is_sure: tier > Tier::Suggest });
    }

    /// Whether it went to no anchor.
    pub(super) fn is_alone(&self, identity: usize) -> bool {
        self.of[identity].is_none()
    }

    /// Whether two are one person by what was placed.
    fn is_one(&self, identity: usize, person: usize) -> bool {
        identity == person || self.of[identity].is_some_and(|joined| joined.anchor == person)
    }

    /// Whether two are one person beyond doubt.
    fn is_surely_one(&self, identity: usize, person: usize) -> bool {
        identity == person || self.of[identity].is_some_and(|joined| joined.anchor == person && joined.is_sure)
    }
}

impl World<'_> {
    /// Where `variant` belongs. The stronger ones are `placed`; how likely it is a person of its own is noted there.
    pub(super) fn place<'a>(&self, variant: usize, links: &'a [Vec<Link>], placed: &mut Placed) -> Place<'a> {
        let possible: Vec<&Link> = links[variant].iter().filter(|link| link.cannot.is_none()).collect();
        let of_its_own = |link: &Link| odds(link) * placed.alone[link.anchor];
        let open = possible.iter().filter(|link| placed.is_alone(link.anchor)).copied();
        let best = open.reduce(|best, link| if of_its_own(link) > of_its_own(best) { link } else { best });
        if best.is_none_or(|best| best.logit.probability() < SUGGEST.0)
            && let Some(place) = self.by_way(variant, links, placed)
        {
            return place;
        }
        let Some(best) = best else {
            let has_note = |link: &&Link| link.cannot == Some(BOTH_HAVE_NOTES);
            let beside = links[variant].iter().find(has_note).filter(|link| link.by_name.probability() >= AUTO.0);
            return beside.map_or(Place::Alone, Place::Beside);
        };
        let all = total(best, best.anchor, &possible, links, placed);
        placed.alone[variant] = 1.0 / all.sum;
        let score = odds(best) / all.sum;
        let lead = score - all.rival / all.sum;
        // `J. Smith` is the next best Smith's only where the vault leaves little doubt.
        let is_rival = |link: &&&Link| !placed.is_one(link.anchor, best.anchor);
        let fits_several = best.is_initial
            && possible.iter().filter(is_rival).any(|link| link.is_initial && link.by_name >= best.by_name);
        let least = if fits_several { AUTO } else { SUGGEST };
        if best.logit.probability() >= SUGGEST.0 && (lead < least.1 || fits_several && score < least.0) {
            return Place::Several(possible);
        }
        // Whose double has no people note is easily taken for the one who has.
        let others = possible.iter().filter(|link| !placed.is_surely_one(link.anchor, best.anchor));
        let mut others = others.map(|link| (link.by_name, placed.is_alone(link.anchor)));
        let is_nobody_elses =
            others.all(|(by_name, is_person)| by_name <= if is_person { DOUBTFUL } else { best.by_name });
        let with = |tier: Tier| Place::With { link: best, anchor: best.anchor, tier, score };
        match self.tier(best, score, lead) {
            Some(Tier::Auto) if !is_nobody_elses => with(Tier::Suggest),
            tier => tier.map_or(Place::Alone, with),
        }
    }

    /// To a person by way of a form that went there, where nothing speaks against the person.
    fn by_way<'a>(&self, variant: usize, links: &'a [Vec<Link>], placed: &mut Placed) -> Option<Place<'a>> {
        let possible: Vec<&Link> = links[variant].iter().filter(|link| link.cannot.is_none()).collect();
        let ways = possible.iter().filter_map(|link| Some((*link, placed.of[link.anchor]?)));
        let (link, joined) = ways
            .filter(|(_, joined)| {
                self.cannot(joined.anchor, variant).is_none() && !self.is_decided(joined.anchor, variant)
            })
            .reduce(|best, way| if odds(way.0) > odds(best.0) { way } else { best })?;
        let all = total(link, joined.anchor, &possible, links, placed);
        let score = odds(link) / all.sum * joined.score;
        let is_told = score >= SUGGEST.0 && (link.is_also || link.may_be_told);
        is_told.then(|| {
            placed.alone[variant] = 1.0 - score;
            let tier = if link.is_also { Tier::Also } else { Tier::Suggest };
            Place::With { link, anchor: joined.anchor, tier, score }
        })
    }

    fn tier(&self, link: &Link, score: f64, lead: f64) -> Option<Tier> {
        let clears = |(least, margin): (f64, f64)| score >= least && lead >= margin;
        let is_proven =
            self.people[link.anchor].own_note.is_some() && !link.both_real && link.shares_word && link.is_slip;
        match () {
            () if link.is_also && clears(SUGGEST) => Some(Tier::Also),
            () if clears(AUTO) && is_proven && link.may_be_told => Some(Tier::Auto),
            () if clears(SUGGEST) && link.may_be_told => Some(Tier::Suggest),
            () if clears(REPORT) => Some(Tier::Report),
            () => None,
        }
    }

    /// Whether `variant` stands in an attendee list with one of `others`.
    pub(super) fn meets(&self, variant: usize, others: Option<&Vec<usize>>) -> bool {
        let lists = &self.people[variant].lists;
        let mut theirs = others.into_iter().flatten().flat_map(|other| &self.people[*other].lists);
        theirs.any(|list| lists.binary_search(list).is_ok())
    }
}

/// The odds of all that a form can be: a stranger, `person` by the best link, or one of the rivals.
struct Total {
    sum: f64,
    /// Of the likeliest rival.
    rival: f64,
}

/// It can be one's only, or a stranger. Forms that may be `person`'s are no rivals, as far as they may.
fn total(best: &Link, person: usize, possible: &[&Link], links: &[Vec<Link>], placed: &Placed) -> Total {
    let rivals = possible.iter().filter(|link| link.anchor != best.anchor && !placed.is_one(link.anchor, person));
    let rivals: Vec<f64> = rivals.map(|link| odds(link) * (1.0 - are_one(links, link.anchor, person))).collect();
    Total { sum: 1.0 + odds(best) + rivals.iter().sum::<f64>(), rival: rivals.iter().copied().fold(0.0, f64::max) }
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
