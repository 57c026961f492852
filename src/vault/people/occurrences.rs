//! The occurrences of names in a vault, from the facts of its notes.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::mojibake::repaired;
use crate::names::{NameSource, Occurrence, PersonName};
use crate::note::{note_folder, note_name, without_date};
use crate::vault::{MentionKind, NoteFacts, PackedFacts, VaultIndex};

/// The types of notes that are about a person.
const PEOPLE_TYPES: &[&str] = &["people", "person", "contact"];
/// The properties that list participants.
const ATTENDEES: &[&str] = &["attendees", "participants", "people", "with"];
/// The properties that name one participant, or the person whom a note is about.
const PARTICIPANT: &[&str] = &["person", "contact", "speaker", "interviewee", "assignee"];
/// The properties that contain a person's name.
const TYPED_NAMES: &[&str] = &["name", "full_name", "fullname"];
/// The properties that contain an e-mail address.
const EMAILS: &[&str] = &["email", "emails", "mail", "e-mail"];

/// The number of notes per parallel chunk.
const NOTES_AT_ONCE: usize = 512;

/// An occurrence that owns its text.
pub(super) struct OwnedOccurrence {
    /// The name, shared by all occurrences in a chunk of notes.
    pub(super) form: Arc<str>,
    pub(super) note: u32,
    pub(super) source: NameSource,
    is_evidence: bool,
    list: Option<u32>,
    email: Option<Box<str>>,
}

impl OwnedOccurrence {
    pub(super) fn borrowed(&self) -> Occurrence<'_> {
        let Self { form, note, source, is_evidence, list, email } = self;
        Occurrence {
            form,
            note: *note,
            source: *source,
            is_human_written: *is_evidence,
            list: *list,
            email: email.as_deref(),
        }
    }
}

#[derive(Default)]
pub(super) struct VaultOccurrences {
    pub(super) occurrences: Vec<OwnedOccurrence>,
    lists: u32,
    /// The parsed texts: each as a name, or `None` if it is not a name.
    names: HashMap<String, Option<Arc<str>>>,
    /// Counts of links whose text is one name and whose target is another.
    pub(super) shown: HashMap<(String, String), usize>,
    /// Links from people notes to other notes, both by number.
    pub(super) note_links: Vec<(u32, u32)>,
}

impl VaultOccurrences {
    /// Collects the occurrences in all notes.
    pub(super) fn in_vault(index: &VaultIndex, all: &[(&str, &PackedFacts)]) -> Self {
        let number = |at: usize| u32::try_from(at).expect("fewer notes than u32 has numbers");
        let chunks = all.par_chunks(NOTES_AT_ONCE).enumerate().map(|(chunk, notes)| {
            let mut found = Self::default();
            for (at, (path, facts)) in notes.iter().enumerate() {
                found.note(index, all, number(chunk * NOTES_AT_ONCE + at), path, &facts.unpack());
            }
            found
        });
        chunks.collect::<Vec<_>>().into_iter().fold(Self::default(), Self::and)
    }

    /// Collects the occurrences in all notes on this thread: others may wait for the result, and could not help.
    pub(super) fn on_this_thread(index: &VaultIndex, notes: &[(&str, &PackedFacts)]) -> Self {
        let mut found = Self::default();
        for (note, (path, facts)) in (0..).zip(notes) {
            found.note(index, notes, note, path, &facts.unpack());
        }
        found
    }

    /// Merges both, numbering the lists of `other` after its own.
    fn and(mut self, other: Self) -> Self {
        let lists = self.lists;
        let renumber = |occurrence: OwnedOccurrence| OwnedOccurrence {
            list: occurrence.list.map(|list| list + lists),
            ..occurrence
        };
        self.occurrences.extend(other.occurrences.into_iter().map(renumber));
        self.lists += other.lists;
        self.note_links.extend(other.note_links);
        for (shown, times) in other.shown {
            *self.shown.entry(shown).or_default() += times;
        }
        self
    }

    /// Adds the occurrences in one note.
    fn note(&mut self, index: &VaultIndex, all: &[(&str, &PackedFacts)], note: u32, path: &str, facts: &NoteFacts) {
        if index.conflict_copy(path).is_some() {
            return;
        }
        let is_evidence = facts.is_evidence;
        let mut see = |form: &str, source: NameSource, list: Option<u32>, email: Option<&str>| {
            let form = form.trim();
            let name = match self.names.get(form) {
                Some(known) => known.clone(),
                None => {
                    let is_name = PersonName::parse(form).is_some() && !is_damaged(form);
                    let name = is_name.then(|| form.into());
                    self.names.insert(form.to_owned(), name.clone());
                    name
                }
            };
            if let Some(form) = name {
                self.occurrences.push(OwnedOccurrence {
                    form,
                    note,
                    source,
                    is_evidence,
                    list,
                    email: email.map(Box::from),
                });
            }
        };
        let about_person = is_about_person(facts);
        let title_source = if about_person { NameSource::OwnNote } else { NameSource::Title };
        let email = EMAILS.iter().find_map(|key| facts.property(key).first()).filter(|_| about_person);
        let titles = facts.property("title").iter().chain(&facts.heading).map(String::as_str).chain([note_name(path)]);
        for title in titles {
            let mut together = Vec::new();
            each_name(without_date(title), |form| together.push(form.to_owned()));
            let list = (together.len() > 1).then_some(self.lists);
            self.lists += u32::from(list.is_some());
            together.iter().for_each(|form| see(form, title_source, list, email.map(String::as_str)));
        }
        if about_person {
            facts.property("aliases").iter().for_each(|alias| see(alias, NameSource::Alias, None, None));
            let typed = TYPED_NAMES.iter().flat_map(|key| facts.property(key));
            typed.for_each(|name| see(name, NameSource::TypedName, None, None));
        }
        let attendees: Vec<&String> = ATTENDEES.iter().flat_map(|key| facts.property(key)).collect();
        let list = (attendees.len() > 1).then_some(self.lists);
        self.lists += u32::from(list.is_some());
        for attendee in attendees {
            let (name, email) = with_email(link_words(attendee));
            see(name, NameSource::Attendee, list, email);
        }
        for person in PARTICIPANT.iter().flat_map(|key| facts.property(key)) {
            let (name, email) = with_email(link_words(person));
            see(name, NameSource::Attendee, None, email);
        }
        for mention in &facts.mentions {
            let source = match mention.kind {
                MentionKind::Via => NameSource::Via,
                MentionKind::Speaker => NameSource::Speaker,
                MentionKind::At => NameSource::At,
                MentionKind::OneOnOne => NameSource::OneOnOne,
                MentionKind::Task => NameSource::Task,
                MentionKind::Prose => NameSource::Prose,
            };
            see(&mention.form, source, None, None);
        }
        for group in &facts.groups {
            let list = Some(self.lists);
            self.lists += 1;
            group.iter().for_each(|form| see(form, NameSource::Via, list, None));
        }
        for link in &facts.links {
            let target = index.resolve(&link.path, path);
            if about_person && let Some(file) = target {
                let linked = all.binary_search_by(|(other, _)| (*other).cmp(index.path(file)));
                self.note_links.extend(linked.ok().and_then(|at| Some((note, u32::try_from(at).ok()?))));
            }
            // `[[Ada Byron]]` opens nothing if her note is `Ada Byron/README.md`, and names her all the same.
            let note = target.or_else(|| index.folder_note(&link.path));
            let opens_person = note.is_some_and(|file| index.is_about_person(file));
            // `[[README]]` names whom it opens.
            let folder = target.and_then(|file| note_folder(index.path(file))).filter(|_| opens_person);
            let name = without_date(note_name(folder.unwrap_or(link.path.trim_end_matches('/'))));
            if target.is_none() || opens_person {
                each_name(name, |form| see(form, NameSource::LinkTarget, None, None));
            }
            let Some(alias) = &link.alias else { continue };
            see(alias, NameSource::LinkText, None, None);
            if opens_person && alias.trim() != name {
                *self.shown.entry((alias.trim().to_owned(), name.to_owned())).or_default() += 1;
            }
        }
    }
}

/// Returns whether a name is garbled: that is not a spelling of it.
fn is_damaged(form: &str) -> bool {
    !form.is_ascii() && (form.trim_end().ends_with(['Â', 'Ã', 'â']) || repaired(form) != form)
}

/// Returns whether the note with these facts is about a person.
pub(in crate::vault) fn is_about_person(facts: &NoteFacts) -> bool {
    let mut kinds = facts.property("type").iter().chain(facts.property("category")).map(|kind| link_words(kind));
    let is_kind = |word: &str| PEOPLE_TYPES.iter().any(|kind| word.eq_ignore_ascii_case(kind));
    kinds.any(is_kind)
}

/// Calls `see` with each name in a title: the whole title, or the parts after `with` and between separators such as
/// `and`, `/` and `<>`.
fn each_name(title: &str, mut see: impl FnMut(&str)) {
    if !title.contains(char::is_uppercase) {
        return;
    }
    if PersonName::parse(title).is_some() {
        return see(title);
    }
    let names = title.split_once(" with ").map_or(title, |(_, names)| names);
    let signs = [" and ", " & ", " / ", " <> ", " x ", " - ", ", "];
    let mut parts = vec![names];
    for sign in signs {
        parts = parts.into_iter().flat_map(|part| part.split(sign)).collect();
    }
    parts.into_iter().filter(|part| PersonName::parse(part).is_some()).for_each(see);
}

/// Returns the name of a link's target: `[[People/Ada Lovelace|Ada]]` -> `Ada Lovelace`. Other values stay unchanged.
fn link_words(value: &str) -> &str {
    match value.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]")) {
        Some(inner) => note_name(inner.split(['|', '#']).next().unwrap_or(inner)),
        None => value,
    }
}

/// Splits `Ada Byron <ada@example.com>` into the name and the address.
fn with_email(attendee: &str) -> (&str, Option<&str>) {
    let split = attendee.split_once(['<', '(']).filter(|(_, rest)| rest.contains('@'));
    match split {
        Some((name, address)) => (name.trim(), Some(address.trim_end_matches(['>', ')']).trim())),
        None => (attendee, None),
    }
}
