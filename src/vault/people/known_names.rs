//! How often each name of a person occurs in the vault.

use std::collections::HashMap;
use std::sync::Arc;

use super::occurrences::VaultOccurrences;
use crate::names::NameSource;
use crate::vault::VaultIndex;

/// The occurrences of a name in the places where people are named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NameUse {
    /// The number of notes that have it.
    pub notes: usize,
    /// Whether a note about a person, or a list of participants, has it.
    pub is_person: bool,
}

/// The names of a vault with their occurrences.
#[derive(Debug, Default)]
pub(crate) struct KnownNames(HashMap<Arc<str>, NameUse>);

impl KnownNames {
    /// Counts the names in all notes.
    pub(crate) fn in_vault(index: &VaultIndex) -> Self {
        let mut known: HashMap<Arc<str>, (NameUse, Option<u32>)> = HashMap::new();
        for occurrence in VaultOccurrences::on_this_thread(index, &index.known_notes()).occurrences {
            let is_person = match occurrence.source {
                NameSource::OwnNote | NameSource::Alias | NameSource::TypedName | NameSource::Attendee => true,
                NameSource::Via
                | NameSource::At
                | NameSource::Task
                | NameSource::OneOnOne
                | NameSource::Speaker
                | NameSource::LinkTarget => false,
                NameSource::LinkText | NameSource::Title | NameSource::Prose => continue,
            };
            let (found, last_note) = known.entry(occurrence.form).or_default();
            found.is_person |= is_person;
            if *last_note != Some(occurrence.note) {
                *last_note = Some(occurrence.note);
                found.notes += 1;
            }
        }
        Self(known.into_iter().map(|(form, (found, _))| (form, found)).collect())
    }

    /// Returns the occurrences of `form`.
    pub(crate) fn get(&self, form: &str) -> NameUse {
        self.0.get(form).copied().unwrap_or_default()
    }
}
