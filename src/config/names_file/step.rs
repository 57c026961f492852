//! The steps by which a decision is recorded or forgotten, applied to the model and to the text.

use serde_json::{Value as Json, json};

use super::Decision;
use super::yaml_edit::{NewListStyle, YamlEditor};
use crate::names::{DecisionsFile, PersonEntry, ScopedEntry};
use crate::note::yaml_text::{in_flow_style, scalar};
use crate::text::Edits;

/// A change of one value of the file. Lists and people are given by pointers, such as `people/0/wrong`.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Inserts an item, so that it has the index `at`.
    Insert { list: String, at: usize, item: Json },
    /// Sets the note of a person who has none.
    SetNote { person: String, note: String },
    /// Removes an item.
    Remove { list: String, at: usize },
}

impl Decision {
    /// Returns the next step to record the decision in `model`; None if it is recorded.
    pub(super) fn next_step(&self, model: &DecisionsFile) -> Option<Step> {
        if let Some(at) = self.decided_group(&model.later) {
            return Some(Step::Remove { list: "later".to_owned(), at });
        }
        match self {
            Self::Same { name, note, wrong, also } => {
                let mut also = sorted(also);
                also.retain(|form| form != name);
                next_of_person(
                    model,
                    &PersonEntry { name: name.clone(), note: note.clone(), also, wrong: sorted(wrong) },
                )
            }
            Self::Distinct(names) => next_of_group("distinct", &model.distinct, names),
            Self::Later(names) => next_of_group("later", &model.later, names),
            Self::Right(name) => {
                let forms = model.ok.iter().map(String::as_str);
                (!model.ok.contains(name)).then(|| insert("ok", forms, name, json!(name)))
            }
            Self::Scoped { wrong, name, in_notes } => {
                let scoped = ScopedEntry { wrong: wrong.clone(), name: name.clone(), in_notes: in_notes.clone() };
                let forms = model.scoped.iter().map(|known| known.wrong.as_str());
                (!model.scoped.contains(&scoped)).then(|| insert("scoped", forms, wrong, json!(scoped)))
            }
        }
    }
}

impl Decision {
    /// Returns the first of the postponed groups that the decision is about, so that nothing is left to decide.
    fn decided_group(&self, later: &[Vec<String>]) -> Option<usize> {
        let names: Vec<&String> = match self {
            Self::Same { name, wrong, also, .. } => std::iter::once(name).chain(wrong).chain(also).collect(),
            Self::Distinct(names) => names.iter().collect(),
            Self::Later(_) | Self::Right(_) | Self::Scoped { .. } => return None,
        };
        later.iter().position(|group| group.iter().all(|name| names.contains(&name)))
    }
}

/// Returns the next step to record a group of names in a list of groups; None if each two of them share one.
fn next_of_group(list: &str, groups: &[Vec<String>], names: &[String]) -> Option<Step> {
    let share = |one: &String, other: &String| groups.iter().any(|group| group.contains(one) && group.contains(other));
    let names = sorted(names);
    let is_recorded = names.iter().enumerate().all(|(at, one)| names[..at].iter().all(|other| share(one, other)));
    let firsts = groups.iter().map(|group| group.first().map_or("", String::as_str));
    (!is_recorded).then(|| insert(list, firsts, &names[0], json!(names)))
}

/// Returns the next step to record `person`, who may have several entries.
fn next_of_person(model: &DecisionsFile, person: &PersonEntry) -> Option<Step> {
    let entries = || model.people.iter().filter(|entry| entry.name == person.name);
    let Some(at) = model.people.iter().position(|entry| entry.name == person.name) else {
        let names = model.people.iter().map(|entry| entry.name.as_str());
        return Some(insert("people", names, &person.name, json!(person)));
    };
    if let Some(note) = &person.note
        && entries().all(|entry| entry.note.is_none())
    {
        return Some(Step::SetNote { person: format!("people/{at}"), note: note.clone() });
    }
    let missing = |list: &'static str, forms: fn(&PersonEntry) -> &[String]| {
        let form = forms(person).iter().find(|form| entries().all(|entry| !forms(entry).contains(form)))?;
        let known = forms(&model.people[at]).iter().map(String::as_str);
        Some(insert(&format!("people/{at}/{list}"), known, form, json!(form)))
    };
    missing("also", |entry| &entry.also).or_else(|| missing("wrong", |entry| &entry.wrong))
}

impl Step {
    /// Returns the next step to remove `form`; None if nothing is left of it.
    pub(super) fn to_forget(model: &DecisionsFile, form: &str) -> Option<Self> {
        let in_list = |forms: &[String]| forms.iter().position(|known| known == form);
        let remove = |list: &str, at: usize| Some(Self::Remove { list: list.to_owned(), at });
        for (person, entry) in model.people.iter().enumerate() {
            let lists = [("also", &entry.also), ("wrong", &entry.wrong)];
            let found = lists.into_iter().find_map(|(list, forms)| Some((list, in_list(forms)?)));
            let says_more = entry.note.is_some() || entry.also.len() + entry.wrong.len() > 1;
            match found {
                Some((list, at)) if says_more && entry.name != form => {
                    return remove(&format!("people/{person}/{list}"), at);
                }
                None if entry.name != form => {}
                Some(_) | None => return remove("people", person),
            }
        }
        for (list, groups) in [("distinct", &model.distinct), ("later", &model.later)] {
            for (group, names) in groups.iter().enumerate() {
                let Some(at) = in_list(names) else { continue };
                let mut others = names.iter().filter(|name| *name != form);
                let first = others.next();
                let says_more = others.any(|name| Some(name) != first);
                return if says_more { remove(&format!("{list}/{group}"), at) } else { remove(list, group) };
            }
        }
        if let Some(at) = in_list(&model.ok) {
            return remove("ok", at);
        }
        let at = model.scoped.iter().position(|scoped| scoped.wrong == form || scoped.name == form)?;
        remove("scoped", at)
    }

    /// Returns the model after the step; None if the step is not possible.
    pub(super) fn apply(self, model: &DecisionsFile) -> Option<DecisionsFile> {
        let mut file = serde_json::to_value(model).ok()?;
        match self {
            Self::Insert { list, at, item } => items(&mut file, &list)?.insert(at, item),
            Self::SetNote { person, note } => file.pointer_mut(&format!("/{person}"))?["note"] = note.into(),
            Self::Remove { list, at } => drop(items(&mut file, &list)?.remove(at)),
        }
        serde_json::from_value(file).ok()
    }

    /// Returns the step as edits of the text; None if the layout of the file is not supported.
    pub(super) fn edits(&self, editor: &YamlEditor<'_>) -> Option<Edits> {
        let edits = match self {
            Self::Insert { list, at, item } => {
                let style = if item.is_string() { NewListStyle::Brackets } else { NewListStyle::Lines };
                editor.insert(list, *at, &in_flow_style(item), style)
            }
            Self::SetNote { person, note } => editor.set(person, "note", &scalar(note)),
            Self::Remove { list, at } => editor.remove(&format!("{list}/{at}")),
        };
        Edits::new(edits?).ok()
    }
}

/// Returns the items of the list at a pointer; a list that is left out is empty.
fn items<'a>(file: &'a mut Json, list: &str) -> Option<&'a mut Vec<Json>> {
    let (owner, key) = list.rsplit_once('/').unwrap_or(("", list));
    let owner = if owner.is_empty() { file } else { file.pointer_mut(&format!("/{owner}"))? };
    let list = match owner {
        Json::Object(pairs) => pairs.entry(key).or_insert_with(|| json!([])),
        owner => owner.get_mut(key.parse::<usize>().ok()?)?,
    };
    list.as_array_mut()
}

/// Returns the step that inserts `item`, which is sorted by `key`, into a list with these keys: in order if they are
/// sorted, else at the end.
fn insert<'a>(list: &str, keys: impl Iterator<Item = &'a str>, key: &str, item: Json) -> Step {
    let keys: Vec<String> = keys.map(str::to_lowercase).collect();
    let key = key.to_lowercase();
    let at = if keys.is_sorted() { keys.partition_point(|known| *known <= key) } else { keys.len() };
    Step::Insert { list: list.to_owned(), at, item }
}

/// Returns the names sorted, without repetitions.
fn sorted(names: &[String]) -> Vec<String> {
    let mut names = names.to_vec();
    names.sort_by(|one, other| one.to_lowercase().cmp(&other.to_lowercase()).then_with(|| one.cmp(other)));
    names.dedup();
    names
}
