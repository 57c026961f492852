//! Groups of forms that are the same person beyond doubt: `Ada Byron`, `Byron, Ada` and `Ada K. Byron`.

use std::collections::BTreeMap;

use super::compare::Words;
use super::key::without_digraphs;
use super::name_form::NameForm;
use super::person::PersonName;

/// Forms with the same given name and surname.
#[derive(Clone, Debug)]
pub(super) struct Identity {
    /// The form that represents the others: one with a people note, without middle names, frequent.
    pub(super) representative: usize,
    /// The indices of all forms, the representative first.
    pub(super) forms: Vec<usize>,
    /// Sorted, each once.
    pub(super) notes: Vec<u32>,
    /// The number of them that people wrote.
    pub(super) human_notes: usize,
    /// Sorted, each once.
    pub(super) lists: Vec<u32>,
    /// The notes that name it as a participant; sorted, each once.
    pub(super) listed_in: Vec<u32>,
    pub(super) own_note: Option<u32>,
    pub(super) emails: Vec<String>,
    pub(super) is_person: bool,
}

impl Identity {
    fn new(members: Vec<usize>, forms: &[NameForm]) -> Self {
        let mut members = members;
        members.sort_by_key(|at| {
            let form = &forms[*at];
            (
                form.own_note.is_none(),
                !form.name.middle().is_empty(),
                form.form().contains(','),
                std::cmp::Reverse(form.notes.len()),
                *at,
            )
        });
        let all = |of: fn(&NameForm) -> &Vec<u32>| {
            let mut all: Vec<u32> = members.iter().flat_map(|at| of(&forms[*at]).iter().copied()).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        let mut emails: Vec<String> = members.iter().flat_map(|at| forms[*at].emails.iter().cloned()).collect();
        emails.sort_unstable();
        emails.dedup();
        Self {
            representative: members[0],
            notes: all(|form| &form.notes),
            human_notes: all(|form| &form.human_notes).len(),
            lists: all(|form| &form.lists),
            listed_in: all(|form| &form.listed_in),
            own_note: members.iter().find_map(|at| forms[*at].own_note),
            emails,
            is_person: members.iter().any(|at| forms[*at].is_person()),
            forms: members,
        }
    }

    pub(super) fn name<'a>(&self, forms: &'a [NameForm]) -> &'a PersonName {
        &forms[self.representative].name
    }

    pub(super) fn names<'a>(&self, forms: &'a [NameForm]) -> Vec<&'a PersonName> {
        self.forms.iter().map(|at| &forms[*at].name).collect()
    }

    pub(super) fn words<'a>(&self, forms: &'a [NameForm]) -> &'a Words {
        &forms[self.representative].words
    }
}

/// The maximum number of forms with the same given name and surname whose middle names are compared; larger groups are
/// too ambiguous.
const MAX_OF_ONE_NAME: usize = 200;

/// Groups `forms` into identities, in the order of their first forms. Forms with the same given name and surname are
/// separate if they share an attendee list, have different people notes, or have different middle names: they are two
/// people with the same name then.
pub(super) fn identities(forms: &[NameForm]) -> Vec<Identity> {
    let mut by_name: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (at, form) in forms.iter().enumerate() {
        let (given, surname) = form.keys();
        by_name
            .entry((without_digraphs(given), without_digraphs(surname), form.name.generation()))
            .or_default()
            .push(at);
    }
    let mut found: Vec<Identity> = Vec::new();
    for members in by_name.into_values() {
        if members.len() > MAX_OF_ONE_NAME || are_several_people(&members, forms) {
            found.extend(members.into_iter().map(|at| Identity::new(vec![at], forms)));
        } else {
            found.extend(split_by_middle_name(members, forms).into_iter().map(|members| Identity::new(members, forms)));
        }
    }
    found
}

/// Groups the forms whose middle names agree. If not all of them do, forms without middle names remain separate, as
/// they may belong to any group.
fn split_by_middle_name(members: Vec<usize>, forms: &[NameForm]) -> Vec<Vec<usize>> {
    let agree = |one: usize, other: usize| forms[one].name.has_compatible_middle(&forms[other].name);
    if members.iter().all(|one| members.iter().all(|other| agree(*one, *other))) {
        return vec![members];
    }
    let (bare, with): (Vec<usize>, Vec<usize>) =
        members.into_iter().partition(|at| forms[*at].name.middle().is_empty());
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for at in with {
        match groups.iter_mut().find(|group| group.iter().all(|other| agree(at, *other))) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups.extend((!bare.is_empty()).then_some(bare));
    groups
}

fn are_several_people(members: &[usize], forms: &[NameForm]) -> bool {
    let mut notes: Vec<u32> = members.iter().filter_map(|at| forms[*at].own_note).collect();
    notes.sort_unstable();
    notes.dedup();
    let mut lists: Vec<u32> = members.iter().flat_map(|at| forms[*at].lists.iter().copied()).collect();
    let all = lists.len();
    lists.sort_unstable();
    lists.dedup();
    notes.len() > 1 || lists.len() < all
}
