//! The steps by which a decision is recorded or forgotten, applied to the model and to the text.

use std::cmp::Ordering;

use super::Decision;
use super::scalar::{list, quoted, scalar};
use super::yaml_edit::{NewListStyle, YamlEditor};
use crate::names::{DecisionsFile, PersonEntry, ScopedEntry};
use crate::text::Edits;

/// A step. A number is the index of an entry, or its new index.
#[derive(Clone, Debug)]
pub(super) enum DecisionStep {
    AddPerson(usize, PersonEntry),
    AddNote(usize, String),
    AddGroup(usize, Vec<String>),
    AddScoped(usize, ScopedEntry),
    AddForm(FormList, usize, String),
    RemovePerson(usize),
    RemoveGroup(usize),
    RemoveScoped(usize),
    RemoveForm(FormList, usize),
}

/// A list of forms.
#[derive(Clone, Copy, Debug)]
pub(super) enum FormList {
    Ok,
    Also(usize),
    Wrong(usize),
    Group(usize),
}

impl FormList {
    fn pointer(self) -> String {
        match self {
            Self::Ok => "ok".to_owned(),
            Self::Also(person) => format!("people/{person}/also"),
            Self::Wrong(person) => format!("people/{person}/wrong"),
            Self::Group(group) => format!("distinct/{group}"),
        }
    }

    fn get_mut(self, model: &mut DecisionsFile) -> &mut Vec<String> {
        match self {
            Self::Ok => &mut model.ok,
            Self::Also(person) => &mut model.people[person].also,
            Self::Wrong(person) => &mut model.people[person].wrong,
            Self::Group(group) => &mut model.distinct[group],
        }
    }
}

impl Decision {
    /// Returns the next step to record the decision in `model`; None if it is recorded.
    pub(super) fn next_step(&self, model: &DecisionsFile) -> Option<DecisionStep> {
        match self {
            Self::Same { name, note, wrong, also } => next_of_person(
                model,
                PersonEntry { name: name.clone(), note: note.clone(), ..forms(name, wrong, also) },
            ),
            Self::Distinct(names) => {
                let is_apart = |one: &String, other: &String| {
                    model.distinct.iter().any(|group| group.contains(one) && group.contains(other))
                };
                let names = sorted(names);
                let are_apart =
                    names.iter().enumerate().all(|(at, one)| names[..at].iter().all(|other| is_apart(one, other)));
                let firsts = model.distinct.iter().map(|group| group.first().map_or("", String::as_str));
                (!are_apart).then(|| DecisionStep::AddGroup(position(firsts, &names[0]), names))
            }
            Self::Right(name) => {
                let at = position(model.ok.iter().map(String::as_str), name);
                (!model.ok.contains(name)).then(|| DecisionStep::AddForm(FormList::Ok, at, name.clone()))
            }
            Self::Scoped { wrong, name, within } => {
                let scoped = ScopedEntry { wrong: wrong.clone(), name: name.clone(), within: within.clone() };
                let at = position(model.scoped.iter().map(|known| known.wrong.as_str()), wrong);
                (!model.scoped.contains(&scoped)).then_some(DecisionStep::AddScoped(at, scoped))
            }
        }
    }
}

/// Returns the sorted lists of a new entry.
fn forms(name: &str, wrong: &[String], also: &[String]) -> PersonEntry {
    let mut also = sorted(also);
    also.retain(|form| form != name);
    PersonEntry { also, wrong: sorted(wrong), ..PersonEntry::default() }
}

/// Returns the next step to record `person`, who may have several entries.
fn next_of_person(model: &DecisionsFile, person: PersonEntry) -> Option<DecisionStep> {
    let known = |entry: &&PersonEntry| entry.name == person.name;
    let Some(at) = model.people.iter().position(|entry| known(&entry)) else {
        let at = position(model.people.iter().map(|entry| entry.name.as_str()), &person.name);
        return Some(DecisionStep::AddPerson(at, person));
    };
    let entries = || model.people.iter().filter(known);
    if let Some(note) = &person.note
        && entries().all(|entry| entry.note.is_none())
    {
        return Some(DecisionStep::AddNote(at, note.clone()));
    }
    let entry = &model.people[at];
    let missing = |form: &&String| entries().all(|entry| !entry.also.contains(form));
    if let Some(form) = person.also.iter().find(missing) {
        let to = position(entry.also.iter().map(String::as_str), form);
        return Some(DecisionStep::AddForm(FormList::Also(at), to, form.clone()));
    }
    let missing = |form: &&String| entries().all(|entry| !entry.wrong.contains(form));
    let form = person.wrong.iter().find(missing)?;
    let to = position(entry.wrong.iter().map(String::as_str), form);
    Some(DecisionStep::AddForm(FormList::Wrong(at), to, form.clone()))
}

impl DecisionStep {
    /// Returns the next step to remove `form`; None if nothing is left of it.
    pub(super) fn to_forget(model: &DecisionsFile, form: &str) -> Option<Self> {
        let in_list = |forms: &[String]| forms.iter().position(|known| known == form);
        for (person, entry) in model.people.iter().enumerate() {
            let lists = [(FormList::Also(person), &entry.also), (FormList::Wrong(person), &entry.wrong)];
            let found = lists.into_iter().find_map(|(list, forms)| Some((list, in_list(forms)?)));
            let says_more = entry.note.is_some() || entry.also.len() + entry.wrong.len() > 1;
            match found {
                _ if entry.name == form => return Some(Self::RemovePerson(person)),
                Some((list, at)) if says_more => return Some(Self::RemoveForm(list, at)),
                Some(_) => return Some(Self::RemovePerson(person)),
                None => {}
            }
        }
        for (group, names) in model.distinct.iter().enumerate() {
            let Some(at) = in_list(names) else { continue };
            let mut others = names.iter().filter(|name| *name != form);
            let first = others.next();
            let says_more = others.any(|name| Some(name) != first);
            return Some(if says_more {
                Self::RemoveForm(FormList::Group(group), at)
            } else {
                Self::RemoveGroup(group)
            });
        }
        if let Some(at) = in_list(&model.ok) {
            return Some(Self::RemoveForm(FormList::Ok, at));
        }
        model.scoped.iter().position(|scoped| scoped.wrong == form || scoped.name == form).map(Self::RemoveScoped)
    }

    /// Applies the step to the model.
    pub(super) fn apply(self, model: &mut DecisionsFile) {
        match self {
            Self::AddPerson(at, person) => model.people.insert(at, person),
            Self::AddNote(person, note) => model.people[person].note = Some(note),
            Self::AddGroup(at, names) => model.distinct.insert(at, names),
            Self::AddScoped(at, scoped) => model.scoped.insert(at, scoped),
            Self::AddForm(list, at, form) => list.get_mut(model).insert(at, form),
            Self::RemovePerson(at) => drop(model.people.remove(at)),
            Self::RemoveGroup(at) => drop(model.distinct.remove(at)),
            Self::RemoveScoped(at) => drop(model.scoped.remove(at)),
            Self::RemoveForm(list, at) => drop(list.get_mut(model).remove(at)),
        }
    }

    /// Returns the step as edits of the text; None if the layout of the file is not supported.
    pub(super) fn edits(&self, layout: &YamlEditor<'_>) -> Option<Edits> {
        let edits = match self {
            Self::AddPerson(at, person) => layout.add("people", *at, &written(person), NewListStyle::Lines),
            Self::AddNote(person, note) => layout.set(&format!("people/{person}"), "note", &scalar(note)),
            Self::AddGroup(at, names) => layout.add("distinct", *at, &list(names), NewListStyle::Lines),
            Self::AddScoped(at, ScopedEntry { wrong, name, within }) => {
                // Globs are always quoted, because most must be.
                let entry = format!("{{wrong: {}, name: {}, in: {}}}", scalar(wrong), scalar(name), quoted(within));
                layout.add("scoped", *at, &entry, NewListStyle::Lines)
            }
            Self::AddForm(list, at, form) => layout.add(&list.pointer(), *at, &scalar(form), NewListStyle::Brackets),
            Self::RemovePerson(at) => layout.remove(&format!("people/{at}")),
            Self::RemoveGroup(at) => layout.remove(&format!("distinct/{at}")),
            Self::RemoveScoped(at) => layout.remove(&format!("scoped/{at}")),
            Self::RemoveForm(list, at) => layout.remove(&format!("{}/{at}", list.pointer())),
        };
        Edits::new(edits?).ok()
    }
}

/// Formats a person on one line.
fn written(person: &PersonEntry) -> String {
    let mut pairs = vec![format!("name: {}", scalar(&person.name))];
    pairs.extend(person.note.iter().map(|note| format!("note: {}", scalar(note))));
    for (key, forms) in [("also", &person.also), ("wrong", &person.wrong)] {
        if !forms.is_empty() {
            pairs.push(format!("{key}: {}", list(forms)));
        }
    }
    format!("{{{}}}", pairs.join(", "))
}

/// Returns the index at which to insert `new` into `keys`: in order if they are sorted, else at the end.
fn position<'a>(keys: impl Iterator<Item = &'a str>, new: &str) -> usize {
    let keys: Vec<String> = keys.map(str::to_lowercase).collect();
    let new = new.to_lowercase();
    if keys.is_sorted() { keys.partition_point(|key| *key <= new) } else { keys.len() }
}

/// Returns the names sorted, without repetitions.
fn sorted(names: &[String]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort_by(|one, other| in_order(one, other));
    names.dedup();
    names
}

fn in_order(one: &str, other: &str) -> Ordering {
    one.to_lowercase().cmp(&other.to_lowercase()).then_with(|| one.cmp(other))
}
