//! Who the vault's people are, and which spellings may be one of them.
//!
//! A name is a person's only where a people note, an attendee list or `via` says so; any other name is only ever
//! compared with those.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{NoteFacts, VaultIndex};
use crate::names::{Decisions, Likeness, PersonName, likeness};
use crate::note::{EntryDate, stem};

/// Types of notes that are about a person.
const PEOPLE_TYPES: &[&str] = &["people", "person", "contact"];
/// Properties that list who took part.
const ATTENDEES: &[&str] = &["attendees", "participants", "people", "with"];

/// A spelling that may be a person of the vault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guess {
    /// The person's name as it is known.
    pub known: String,
    /// The other spelling.
    pub variant: String,
    /// Why they may be one.
    pub likeness: Likeness,
    /// In how many notes each was seen: known, variant. Plain prose is not counted.
    pub notes: (usize, usize),
}

/// Pairs of spellings that may be one person, by note.
#[derive(Debug, Default)]
pub struct PeopleIndex {
    by_note: HashMap<String, Vec<Guess>>,
}

#[derive(Default)]
struct Form {
    notes: BTreeSet<usize>,
    /// Those of them that say how the name is spelt: written by people.
    evidence: BTreeSet<usize>,
    /// The attendee lists it stands in.
    groups: BTreeSet<usize>,
    is_person: bool,
    has_note: bool,
}

impl Form {
    /// How much speaks for the spelling: notes written by people first, then all.
    fn weight(&self) -> (usize, usize) {
        (self.evidence.len(), self.notes.len())
    }
}

/// What a mention says about whether the name is a person's.
enum Evidence {
    None,
    Person,
    /// In the attendee list of this number.
    Attendee(usize),
    /// The note is about this person.
    OwnNote,
}

impl PeopleIndex {
    /// Compares every name of the vault with the people that it knows.
    pub(super) fn new(index: &VaultIndex, decisions: &Decisions) -> Self {
        let notes = index.known_notes();
        let mut forms: BTreeMap<PersonName, Form> = BTreeMap::new();
        for (note, (path, facts)) in notes.iter().enumerate() {
            collect(index, note, path, facts, &mut forms);
        }
        let mut by_given: HashMap<&str, Vec<(&PersonName, &Form)>> = HashMap::new();
        for (name, form) in &forms {
            by_given.entry(name.given()).or_default().push((name, form));
        }
        let mut by_note: HashMap<String, Vec<Guess>> = HashMap::new();
        for group in by_given.values() {
            for &(known, known_form) in group.iter().filter(|(_, form)| form.is_person) {
                for &(variant, variant_form) in group {
                    let met = !known_form.groups.is_disjoint(&variant_form.groups);
                    let apart = met || decisions.are_apart(known.form(), variant.form());
                    let both_known = variant_form.has_note || decisions.is_settled(variant.form());
                    let weaker =
                        !variant_form.is_person || known_form.has_note || known_form.weight() > variant_form.weight();
                    let Some(likeness) = likeness(known, variant).filter(|_| !both_known && weaker && !apart) else {
                        continue;
                    };
                    let guess = Guess {
                        known: known.form().to_owned(),
                        variant: variant.form().to_owned(),
                        likeness,
                        notes: (known_form.notes.len(), variant_form.notes.len()),
                    };
                    for &note in &variant_form.notes {
                        by_note.entry(notes[note].0.to_owned()).or_default().push(guess.clone());
                    }
                }
            }
        }
        for guesses in by_note.values_mut() {
            guesses.sort_unstable_by(|one, other| (&one.variant, &one.known).cmp(&(&other.variant, &other.known)));
        }
        Self { by_note }
    }

    /// The guesses whose variant the note at `path` mentions.
    pub fn guesses(&self, path: &str) -> &[Guess] {
        self.by_note.get(path).map_or(&[], Vec::as_slice)
    }
}

fn collect(index: &VaultIndex, note: usize, path: &str, facts: &NoteFacts, forms: &mut BTreeMap<PersonName, Form>) {
    let mut see = |form: &str, evidence: Evidence| {
        let Some(name) = PersonName::parse(form) else { return };
        let form = forms.entry(name).or_default();
        form.notes.insert(note);
        if facts.is_evidence {
            form.evidence.insert(note);
        }
        match evidence {
            Evidence::None => {}
            Evidence::Person => form.is_person = true,
            // Two names in one list of attendees are two people.
            Evidence::Attendee(list) => {
                form.is_person = true;
                form.groups.insert(note * ATTENDEES.len() + list);
            }
            Evidence::OwnNote => {
                form.is_person = true;
                form.has_note = true;
            }
        }
    };
    let about_person = facts.property("type").iter().any(|kind| PEOPLE_TYPES.contains(&kind.as_str()));
    let titles =
        facts.property("title").iter().chain(&facts.heading).map(String::as_str).chain([without_date(stem(path))]);
    for title in titles {
        see(title, if about_person { Evidence::OwnNote } else { Evidence::None });
    }
    if about_person {
        for alias in facts.property("aliases") {
            see(alias, Evidence::OwnNote);
        }
    }
    for (list, key) in ATTENDEES.iter().enumerate() {
        for attendee in facts.property(key) {
            see(link_words(attendee), Evidence::Attendee(list));
        }
    }
    for mention in &facts.mentions {
        match mention.kind {
            super::MentionKind::Via => see(&mention.form, Evidence::Person),
            super::MentionKind::Speaker => see(&mention.form, Evidence::None),
        }
    }
    for link in &facts.links {
        if index.resolve(&link.path, path).is_none() {
            see(without_date(stem(&link.path)), Evidence::None);
        }
        if let Some(alias) = &link.alias {
            see(alias, Evidence::None);
        }
    }
}

/// `2025-10 - Ada Lovelace` -> `Ada Lovelace`.
fn without_date(name: &str) -> &str {
    match EntryDate::at_start(name) {
        Some((_, length)) => name[length..].trim_start_matches([' ', '-', '–', '—']),
        None => name,
    }
}

/// `[[People/Ada Lovelace|Ada]]` -> `Ada Lovelace`.
fn link_words(value: &str) -> &str {
    match value.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        Some(inner) => stem(inner.split(['|', '#']).next().unwrap_or(inner)),
        None => value,
    }
}
