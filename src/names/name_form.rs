//! The forms of names, with the evidence that the vault has for each.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::compare::Words;
use super::key::key;
use super::person::PersonName;

/// An occurrence of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence<'a> {
    /// The name as it is written.
    pub form: &'a str,
    /// The note, by a number that the caller chooses.
    pub note: u32,
    /// The kind of place it occurs in.
    pub source: NameSource,
    /// Whether a person wrote the note, so that its spelling of names is evidence.
    pub is_human_written: bool,
    /// The list of attendees that contains it, by a number that the caller chooses.
    pub list: Option<u32>,
    /// The e-mail address beside it.
    pub email: Option<&'a str>,
}

/// The kind of place that a name occurs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum NameSource {
    /// The title of the people note.
    OwnNote,
    /// An alias of the people note.
    Alias,
    /// The `name:` property of the people note.
    TypedName,
    /// In a list of attendees.
    Attendee,
    /// `(via NAME)`.
    Via,
    /// `@NAME`.
    At,
    /// In a task.
    Task,
    /// `1:1 with NAME`.
    OneOnOne,
    /// `**NAME**:` at the start of a line.
    Speaker,
    /// The target of a link.
    LinkTarget,
    /// The text of a link.
    LinkText,
    /// The title, first heading or file name of another note.
    Title,
    /// In the text.
    Prose,
}

impl NameSource {
    /// Every source, from the strongest to the weakest evidence.
    pub const ALL: [Self; 13] = [
        Self::OwnNote,
        Self::Alias,
        Self::TypedName,
        Self::Attendee,
        Self::Via,
        Self::At,
        Self::Task,
        Self::OneOnOne,
        Self::Speaker,
        Self::LinkTarget,
        Self::LinkText,
        Self::Title,
        Self::Prose,
    ];

    /// Returns whether only people are named in this place.
    pub fn implies_person(self) -> bool {
        match self {
            Self::OwnNote | Self::Alias | Self::TypedName | Self::Attendee | Self::Via | Self::OneOnOne => true,
            Self::At | Self::Task | Self::Speaker | Self::LinkTarget | Self::LinkText | Self::Title | Self::Prose => {
                false
            }
        }
    }

    /// Returns the label for messages.
    pub fn label(self) -> &'static str {
        match self {
            Self::OwnNote => "people note",
            Self::Alias => "alias",
            Self::TypedName => "`name:` of the people note",
            Self::Attendee => "attendee lists",
            Self::Via => "`via`",
            Self::At => "`@`",
            Self::Task => "tasks",
            Self::OneOnOne => "1:1s",
            Self::Speaker => "speaker labels",
            Self::LinkTarget => "link targets",
            Self::LinkText => "link texts",
            Self::Title => "titles",
            Self::Prose => "text",
        }
    }
}

/// A form of a name, with all of its occurrences.
#[derive(Clone, Debug)]
pub(super) struct NameForm {
    pub(super) name: PersonName,
    pub(super) words: Words,
    /// Sorted, each once.
    pub(super) notes: Vec<u32>,
    /// The notes among them that people wrote.
    pub(super) human_notes: Vec<u32>,
    /// Sorted, each once.
    pub(super) lists: Vec<u32>,
    /// The notes that name it as a participant; sorted, each once.
    pub(super) listed_in: Vec<u32>,
    /// The number of occurrences by source.
    pub(super) sources: BTreeMap<NameSource, usize>,
    /// The people note with this form as its title, an alias or its `name:`.
    pub(super) own_note: Option<u32>,
    /// The keys of the local parts of e-mail addresses, sorted.
    pub(super) emails: Vec<String>,
}

impl NameForm {
    fn new(name: PersonName) -> Self {
        Self {
            words: Words::new(&name),
            name,
            notes: Vec::new(),
            human_notes: Vec::new(),
            lists: Vec::new(),
            listed_in: Vec::new(),
            sources: BTreeMap::new(),
            own_note: None,
            emails: Vec::new(),
        }
    }

    fn record(&mut self, occurrence: &Occurrence<'_>) {
        let insert = |into: &mut Vec<u32>, number: u32| {
            // Occurrences usually come in the order of their notes.
            if into.last().is_none_or(|last| *last < number) {
                into.push(number);
            } else if let Err(at) = into.binary_search(&number) {
                into.insert(at, number);
            }
        };
        insert(&mut self.notes, occurrence.note);
        if occurrence.is_human_written {
            insert(&mut self.human_notes, occurrence.note);
        }
        if let Some(list) = occurrence.list {
            insert(&mut self.lists, list);
        }
        if occurrence.list.is_some() || occurrence.source == NameSource::Attendee {
            insert(&mut self.listed_in, occurrence.note);
        }
        if matches!(occurrence.source, NameSource::OwnNote | NameSource::Alias | NameSource::TypedName) {
            self.own_note = self.own_note.or(Some(occurrence.note));
        }
        if let Some((local, _)) = occurrence.email.and_then(|email| email.split_once('@')) {
            let local = key(local);
            if let Err(at) = self.emails.binary_search(&local) {
                self.emails.insert(at, local);
            }
        }
    }

    /// Returns whether there is evidence that it is the name of a person.
    pub(super) fn is_person(&self) -> bool {
        self.sources.keys().any(|source| source.implies_person())
    }

    pub(super) fn form(&self) -> &str {
        self.name.form()
    }

    /// Returns the keys of the given name and the surname.
    pub(super) fn keys(&self) -> (&str, &str) {
        (self.name.given(), self.name.surname())
    }
}

/// Collects the forms of the occurrences, sorted by spelling. Skips text that does not look like a name.
pub(super) fn collect_forms<'a>(occurrences: impl IntoIterator<Item = Occurrence<'a>>) -> Vec<NameForm> {
    let mut seen: HashMap<&str, Vec<Occurrence<'a>>, FixedState> = HashMap::default();
    for occurrence in occurrences {
        seen.entry(occurrence.form.trim()).or_default().push(occurrence);
    }
    let mut seen: Vec<(&str, Vec<Occurrence<'a>>)> = seen.into_iter().collect();
    seen.par_sort_unstable_by_key(|(written, _)| *written);
    let name =
        |(written, occurrences): (&'a str, Vec<Occurrence<'a>>)| Some((PersonName::parse(written)?, occurrences));
    let mut names: Vec<(PersonName, Vec<Occurrence<'a>>)> = seen.into_par_iter().filter_map(name).collect();
    retain_prose_about_people(&mut names);
    let form = |(name, occurrences): (PersonName, Vec<Occurrence<'a>>)| {
        let mut form = NameForm::new(name);
        let mut times = [0_usize; NameSource::ALL.len()];
        for occurrence in &occurrences {
            form.record(occurrence);
            times[occurrence.source as usize] += 1;
        }
        let counted = NameSource::ALL.into_iter().map(|source| (source, times[source as usize]));
        form.sources = counted.filter(|(_, times)| *times > 0).collect();
        form
    };
    names.into_par_iter().map(form).collect()
}

/// Returns the number of notes that contain each name.
pub fn count_notes<'a>(occurrences: impl IntoIterator<Item = Occurrence<'a>>) -> BTreeMap<String, usize> {
    collect_forms(occurrences).iter().map(|form| (form.form().to_owned(), form.notes.len())).collect()
}

/// Removes the names that occur in plain text only, unless they share a word with a person: most are no names. `Later Ada
/// Byron` is `Ada Byron` after a word that starts the sentence.
fn retain_prose_about_people(names: &mut Vec<(PersonName, Vec<Occurrence<'_>>)>) {
    let is_weak = |occurrences: &[Occurrence<'_>]| occurrences.iter().all(|one| one.source == NameSource::Prose);
    let is_person = |occurrences: &[Occurrence<'_>]| occurrences.iter().any(|one| one.source.implies_person());
    let people = names.iter().filter(|(_, occurrences)| is_person(occurrences)).map(|(name, _)| name);
    let mut words: [HashSet<&str, FixedState>; 2] = [HashSet::default(), HashSet::default()];
    for name in people {
        words[0].insert(name.given());
        words[1].insert(name.surname());
    }
    let written: HashSet<&str, FixedState> = names.iter().map(|(name, _)| name.form()).collect();
    let is_kept = |(name, occurrences): &(PersonName, Vec<Occurrence<'_>>)| {
        let shares_word = || words[0].contains(name.given()) || words[1].contains(name.surname());
        let is_longer = || name.form().split_once(' ').is_some_and(|(_, rest)| written.contains(rest));
        !is_weak(occurrences) || shares_word() && !is_longer()
    };
    let mut kept = names.iter().map(is_kept).collect::<Vec<bool>>().into_iter();
    names.retain(|_| kept.next() == Some(true));
}
