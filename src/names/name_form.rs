//! What the vault says of one way of writing a name.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::compare::Words;
use super::key::key;
use super::person::PersonName;

/// A name as it stands somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occurrence<'a> {
    /// The name as it is written.
    pub form: &'a str,
    /// The note, by a number of the caller's.
    pub note: u32,
    /// How it stands there.
    pub source: NameSource,
    /// Whether a person wrote the note, so that how it spells a name says something.
    pub is_human_written: bool,
    /// The list of attendees it stands in, by a number of the caller's.
    pub list: Option<u32>,
    /// The e-mail address beside it.
    pub email: Option<&'a str>,
}

/// How a name stands in a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameSource {
    /// The people note is called so.
    OwnNote,
    /// The people note has it as an alias.
    Alias,
    /// The people note has it as `name:`.
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
    /// `**NAME**:` at the head of a line.
    Speaker,
    /// The target of a link.
    LinkTarget,
    /// The words of a link.
    LinkText,
    /// The title, first heading or file name of another note.
    Title,
    /// In the text.
    Prose,
}

impl NameSource {
    /// Every source, in the order of what they say.
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

    /// Whether only people are named so.
    pub fn implies_person(self) -> bool {
        match self {
            Self::OwnNote | Self::Alias | Self::TypedName | Self::Attendee | Self::Via | Self::OneOnOne => true,
            Self::At | Self::Task | Self::Speaker | Self::LinkTarget | Self::LinkText | Self::Title | Self::Prose => {
                false
            }
        }
    }

    /// What it is called.
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

/// One way of writing a name, with all that was seen of it.
#[derive(Clone, Debug)]
pub(super) struct NameForm {
    pub(super) name: PersonName,
    pub(super) words: Words,
    /// Sorted, each once.
    pub(super) notes: Vec<u32>,
    /// Of them, those that people wrote.
    pub(super) human_notes: Vec<u32>,
    /// Sorted, each once.
    pub(super) lists: Vec<u32>,
    /// In how many places each source has it.
    pub(super) sources: BTreeMap<NameSource, usize>,
    /// The people note that is called so, or has it as an alias or `name:`.
    pub(super) own_note: Option<u32>,
    /// Keys of what stands before the `@`, sorted.
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
            sources: BTreeMap::new(),
            own_note: None,
            emails: Vec::new(),
        }
    }

    fn record(&mut self, occurrence: &Occurrence<'_>) {
        let insert = |into: &mut Vec<u32>, number: u32| {
            if let Err(at) = into.binary_search(&number) {
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
        *self.sources.entry(occurrence.source).or_default() += 1;
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

    /// Whether something says that it is a person's name.
    pub(super) fn is_person(&self) -> bool {
        self.sources.keys().any(|source| source.implies_person())
    }

    pub(super) fn form(&self) -> &str {
        self.name.form()
    }

    /// Given name and surname as compared.
    pub(super) fn keys(&self) -> (&str, &str) {
        (self.name.given(), self.name.surname())
    }
}

/// The forms among the sightings, sorted by how they are written. What has not the shape of a name is left out.
pub(super) fn collect_forms<'a>(occurrences: impl IntoIterator<Item = Occurrence<'a>>) -> Vec<NameForm> {
    let mut seen: HashMap<&str, Vec<Occurrence<'a>>, FixedState> = HashMap::default();
    for sighting in occurrences {
        seen.entry(sighting.form.trim()).or_default().push(sighting);
    }
    let mut seen: Vec<(&str, Vec<Occurrence<'a>>)> = seen.into_iter().collect();
    seen.par_sort_unstable_by_key(|(written, _)| *written);
    let form = |(written, sightings): &(&str, Vec<Occurrence<'a>>)| {
        let mut form = NameForm::new(PersonName::parse(written)?);
        sightings.iter().for_each(|sighting| form.record(sighting));
        Some(form)
    };
    seen.par_iter().filter_map(form).collect()
}
