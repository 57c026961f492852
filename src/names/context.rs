//! Evidence from the vault for and against two forms being the same person, apart from the names.
//!
//! The weights are thousandths of a natural logarithm of the odds, as in the table of names. They estimate how many
//! times as often a sign occurs with two forms of one person as with two people with similar names.

use rayon::prelude::*;

use super::identity::Identity;
use super::name_form::NameForm;
use super::reason::NameReason;

/// Who meets whom, according to attendee lists.
pub(super) struct ContactGraph {
    /// For each person, everybody who shares a list with them, sorted; includes the person.
    contacts: Vec<Vec<u32>>,
    /// The number of people in attendee lists.
    people: usize,
}

/// The evidence about two forms apart from their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct ContextEvidence {
    pub(super) weight: i32,
    /// Whether they share far more contacts than by chance.
    pub(super) has_same_contacts: bool,
    pub(super) reasons: Vec<NameReason>,
}

impl ContactGraph {
    pub(super) fn new(people: &[Identity]) -> Self {
        let lists = people.iter().flat_map(|one| one.lists.last()).max().map_or(0, |last| *last as usize + 1);
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); lists];
        for (at, one) in people.iter().enumerate() {
            let at = u32::try_from(at).expect("fewer people than u32 has numbers");
            one.lists.iter().for_each(|list| members[*list as usize].push(at));
        }
        let around = |one: &Identity| {
            let mut around: Vec<u32> =
                one.lists.iter().flat_map(|list| members[*list as usize].iter().copied()).collect();
            around.sort_unstable();
            around.dedup();
            around
        };
        Self {
            contacts: people.par_iter().map(around).collect(),
            people: people.iter().filter(|one| !one.lists.is_empty()).count(),
        }
    }
}

/// A form that occurs once or twice is a typo more often than a person.
const RARELY_SEEN: i32 = 1000;
/// A form that occurs in six notes or more is usually a separate person, even more so if the other is not much more
/// frequent.
const OFTEN_SEEN: i32 = -2000;
const BOTH_OFTEN_SEEN: i32 = -4000;
const AS_FREQUENT: i32 = -300;
const ONLY_ONE_HAS_NOTE: i32 = 500;
/// The people in its attendee lists are also contacts of the other, far beyond chance.
const SAME_CONTACTS: i32 = 1700;
const ONE_SHARED_CONTACT: i32 = 1000;
const SIMILAR_CONTACTS: i32 = 500;
const OTHER_CONTACTS: i32 = -300;
const MANY_OTHERS: i32 = -2000;
const SAME_TARGET: i32 = 1500;

/// The maximum total weight.
pub(super) const MAX_WEIGHT: i32 = ONLY_ONE_HAS_NOTE + RARELY_SEEN + SAME_CONTACTS + SAME_TARGET;

/// Compares the evidence about `anchor`, the stronger form, and `variant`.
pub(super) fn compare(
    (anchor, variant): (usize, usize),
    people: &[Identity],
    contacts: &ContactGraph,
) -> ContextEvidence {
    let met = contacts.compare(anchor, variant);
    let (anchor, variant) = (&people[anchor], &people[variant]);
    let mut context = ContextEvidence::default();
    let mut say = |weight: i32, reason: NameReason| {
        context.weight += weight;
        context.reasons.push(reason);
    };
    if anchor.own_note.is_some() && variant.own_note.is_none() {
        say(ONLY_ONE_HAS_NOTE, NameReason::NoNote);
    }
    let (many, few) = (anchor.notes.len(), variant.notes.len());
    let weight = match few {
        6.. if many < 3 * few => BOTH_OFTEN_SEEN,
        6.. => OFTEN_SEEN,
        ..=2 if many > few => RARELY_SEEN,
        _ if many < 2 * few => AS_FREQUENT,
        _ => 0,
    };
    say(weight, NameReason::Notes(many, few));
    if let Some((weight, reason)) = met {
        say(weight, reason);
        context.has_same_contacts = weight == SAME_CONTACTS;
    }
    context
}

/// Returns the weight of a link whose text is one form and whose target is the other.
pub(super) fn shared_target() -> (i32, NameReason) {
    (SAME_TARGET, NameReason::SharedTarget)
}

impl ContactGraph {
    fn compare(&self, anchor: usize, variant: usize) -> Option<(i32, NameReason)> {
        let (theirs, its) = (&self.contacts[anchor], &self.contacts[variant]);
        let others = its.len().checked_sub(1).filter(|others| *others > 0)?;
        if theirs.len() < 2 {
            return None;
        }
        let shared = its.iter().filter(|one| theirs.binary_search(one).is_ok()).count();
        // The number of contacts that they would share by chance.
        let expected = (others * theirs.len()) as f64 / self.people as f64;
        let weight = match shared as f64 / expected.max(0.05) {
            lift if lift >= 4.0 && shared >= 2 => SAME_CONTACTS,
            lift if lift >= 4.0 => ONE_SHARED_CONTACT,
            lift if lift >= 2.0 => SIMILAR_CONTACTS,
            lift if lift < 0.7 && others >= 9 => MANY_OTHERS,
            lift if lift < 0.3 && others >= 4 => OTHER_CONTACTS,
            _ => return None,
        };
        Some((weight, NameReason::SharedContacts(shared, others)))
    }
}

/// The exclusion of two participants.
pub(super) const SAME_LIST: &str = "both in the same attendee list";

/// The exclusion of two people notes.
pub(super) const BOTH_HAVE_NOTES: &str = "both have people notes";

/// Returns why the two cannot be one person, whatever the names are.
pub(super) fn exclusion(one: &Identity, other: &Identity, forms: &[NameForm]) -> Option<&'static str> {
    let meets = one.lists.iter().any(|list| other.lists.binary_search(list).is_ok());
    if meets {
        return Some(SAME_LIST);
    }
    if let (Some(one), Some(other)) = (one.own_note, other.own_note)
        && one != other
    {
        return Some(BOTH_HAVE_NOTES);
    }
    let different_mail = !one.emails.is_empty() && !other.emails.is_empty() && one.emails != other.emails;
    if different_mail {
        return Some("different e-mail addresses");
    }
    let (one, other) = (one.names(forms), other.names(forms));
    match () {
        () if one[0].generation() != other[0].generation() => Some("different generations (Jr., Sr.)"),
        () if one.iter().all(|one| other.iter().all(|other| !one.has_compatible_middle(other))) => {
            Some("different middle names")
        }
        () => None,
    }
}
