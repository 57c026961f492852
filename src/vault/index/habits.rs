//! What most notes of a kind do: whether title and file name agree, which sections and properties are filled, how lists
//! are written.
//!
//! The notes of a kind are those with the same property `type`; those without one are compared with the others of their
//! folder. Templates and drawings count for nothing.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::VaultIndex;
use crate::note::{Note, TitleMismatch, folder, has_placeholder};
use crate::vault::dependencies::{Dependency, record};
use crate::vault::{NoteFacts, PackedFacts, fold};

/// The number of notes per parallel chunk.
const NOTES_AT_ONCE: usize = 512;

/// A number of notes, and how many of them do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// The number of those that do it.
    pub count: usize,
    /// The number of all.
    pub of: usize,
}

impl Share {
    /// The minimum number of notes that make a habit.
    pub const MIN: usize = 10;

    /// Returns whether there are enough notes, and at least this percentage of them do it.
    pub fn is_habit(self, percent: usize) -> bool {
        self.of >= Self::MIN && self.count * 100 >= percent * self.of
    }

    /// Returns the share of those that do not.
    #[must_use]
    pub fn others(self) -> Self {
        Self { count: self.of - self.count, of: self.of }
    }

    fn add(&mut self, does: bool) {
        self.count += usize::from(does);
        self.of += 1;
    }

    fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.of += other.of;
    }
}

/// The habits of a vault.
#[derive(Debug, Default)]
pub struct Habits {
    kinds: HashMap<String, KindHabits>,
    /// The folded headings of sections that a template leaves empty.
    left_empty: HashSet<String>,
    flow_lists: Share,
    /// The paths of notes whose title, heading and file name disagree.
    odd_titles: HashSet<Box<str>>,
    /// The paths of notes with an empty section.
    with_empty_section: HashSet<Box<str>>,
    /// The paths of notes with a property without a value.
    with_empty_value: HashSet<Box<str>>,
}

/// The habits of the notes of one kind.
#[derive(Debug, Default)]
pub struct KindHabits {
    notes: usize,
    titles: Share,
    sections: HashMap<String, Share>,
    properties: HashMap<String, Share>,
    /// How often the first key is above the second, where a note has both.
    orders: HashMap<(Box<str>, Box<str>), usize>,
}

impl VaultIndex {
    /// Returns the habits of the vault, computed on first use; `None` without facts.
    pub fn habits(&self) -> Option<&Habits> {
        record(Dependency::Facts);
        self.knows_facts().then(|| self.habits.get_or_init(|| Habits::in_vault(&self.known_notes())))
    }
}

impl Habits {
    fn in_vault(notes: &[(&str, &PackedFacts)]) -> Self {
        let chunks = notes.par_chunks(NOTES_AT_ONCE).map(|notes| {
            let mut habits = Self::default();
            notes.iter().for_each(|(path, facts)| habits.add(path, &facts.unpack()));
            habits
        });
        chunks.collect::<Vec<_>>().into_iter().fold(Self::default(), Self::and)
    }

    fn and(mut self, other: Self) -> Self {
        for (kind, habits) in other.kinds {
            self.kinds.entry(kind).or_default().merge(habits);
        }
        self.left_empty.extend(other.left_empty);
        self.flow_lists.merge(other.flow_lists);
        self.odd_titles.extend(other.odd_titles);
        self.with_empty_section.extend(other.with_empty_section);
        self.with_empty_value.extend(other.with_empty_value);
        self
    }

    fn add(&mut self, path: &str, facts: &NoteFacts) {
        let habit_facts = &facts.habits;
        let sections = || {
            let sections = habit_facts.sections.iter();
            sections.filter_map(|(at, has_content)| Some((fold(facts.headings.get(*at)?), *has_content)))
        };
        if habit_facts.is_template {
            self.left_empty.extend(sections().filter(|(_, has_content)| !has_content).map(|(heading, _)| heading));
        }
        if habit_facts.is_template || habit_facts.is_drawing {
            return;
        }
        let (flow, block) = (habit_facts.flow_lists, habit_facts.block_lists);
        self.flow_lists.merge(Share { count: flow, of: flow + block });
        let kind = self.kinds.entry(kind_key(habit_facts.note_type.as_deref(), path)).or_default();
        kind.notes += 1;
        let is_filled_in = |words: &&str| !has_placeholder(words);
        let title = facts.property("title").first().map(String::as_str).filter(is_filled_in);
        let heading = facts.heading.as_deref().filter(is_filled_in);
        if title.or(heading).is_some() {
            let is_odd = TitleMismatch::find(path, title, heading).is_some();
            kind.titles.add(!is_odd);
            if is_odd {
                self.odd_titles.insert(path.into());
            }
        }
        for (heading, has_content) in sections() {
            kind.sections.entry(heading).or_default().add(has_content);
        }
        for (at, (key, has_value)) in habit_facts.keys.iter().enumerate() {
            let key = key.to_lowercase();
            for (below, _) in &habit_facts.keys[at + 1..] {
                *kind.orders.entry((key.as_str().into(), below.to_lowercase().into())).or_default() += 1;
            }
            kind.properties.entry(key).or_default().add(*has_value);
        }
        if habit_facts.sections.iter().any(|(_, has_content)| !has_content) {
            self.with_empty_section.insert(path.into());
        }
        if habit_facts.keys.iter().any(|(_, has_value)| !has_value) {
            self.with_empty_value.insert(path.into());
        }
    }

    /// Returns the habits of the notes of the same kind as `note`.
    pub fn of(&self, note: &Note) -> Option<&KindHabits> {
        self.kinds.get(&kind_key(note.property_text("type"), note.path()))
    }

    /// Returns the habits of the notes of the same kind as the note at `path` with these facts.
    pub fn of_facts(&self, path: &str, facts: &NoteFacts) -> Option<&KindHabits> {
        self.kinds.get(&kind_key(facts.habits.note_type.as_deref(), path))
    }

    /// Returns whether a template leaves sections with this heading empty.
    pub fn template_leaves_empty(&self, heading: &str) -> bool {
        self.left_empty.contains(&fold(heading))
    }

    /// Returns whether title, heading and file name of the note at `path` disagree.
    pub fn has_odd_title(&self, path: &str) -> bool {
        self.odd_titles.contains(path)
    }

    /// Returns whether the note at `path` has a section without content.
    pub fn has_empty_section(&self, path: &str) -> bool {
        self.with_empty_section.contains(path)
    }

    /// Returns whether the note at `path` has a property without a value.
    pub fn has_empty_value(&self, path: &str) -> bool {
        self.with_empty_value.contains(path)
    }

    /// Returns how many lists in properties are written in brackets.
    pub fn flow_lists(&self) -> Share {
        self.flow_lists
    }
}

impl KindHabits {
    fn merge(&mut self, other: Self) {
        self.notes += other.notes;
        self.titles.merge(other.titles);
        for (heading, share) in other.sections {
            self.sections.entry(heading).or_default().merge(share);
        }
        for (key, share) in other.properties {
            self.properties.entry(key).or_default().merge(share);
        }
        for (keys, count) in other.orders {
            *self.orders.entry(keys).or_default() += count;
        }
    }

    /// Returns the number of notes.
    pub fn notes(&self) -> usize {
        self.notes
    }

    /// Returns in how many of the notes that have a title or a first heading these agree with the file name.
    pub fn agreeing_titles(&self) -> Share {
        self.titles
    }

    /// Returns how many of the sections with this heading have content.
    pub fn filled_sections(&self, heading: &str) -> Share {
        self.sections.get(&fold(heading)).copied().unwrap_or_default()
    }

    /// Returns how many of the notes have a value for the property `key`, whether or not the others have the key.
    pub fn with_value(&self, key: &str) -> Share {
        Share { count: self.filled_properties(key).count.min(self.notes), of: self.notes }
    }

    /// Returns how many of the notes that have the property `key` have a value for it.
    pub fn filled_properties(&self, key: &str) -> Share {
        self.properties.get(&key.to_lowercase()).copied().unwrap_or_default()
    }

    /// Returns how many of the notes with both properties have `above` above `below`.
    pub fn in_order(&self, above: &str, below: &str) -> Share {
        let count = |one: &str, other: &str| {
            let keys = (one.to_lowercase().into(), other.to_lowercase().into());
            self.orders.get(&keys).copied().unwrap_or_default()
        };
        let (count, others) = (count(above, below), count(below, above));
        Share { count, of: count + others }
    }
}

/// Returns the key of the kind of a note: its type, or else its folder.
fn kind_key(note_type: Option<&str>, path: &str) -> String {
    match note_type.map(str::trim) {
        Some(words) if !words.is_empty() => format!("type {}", fold(words)),
        _ => format!("in {}", folder(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vault(notes: &[(&str, &str)]) -> VaultIndex {
        let facts = notes.iter().map(|(path, text)| {
            let facts = NoteFacts::from_note(&Note::new(*path, *text));
            ((*path).to_owned(), facts)
        });
        VaultIndex::new(notes.iter().map(|(path, _)| (*path).to_owned()).collect()).with_facts(facts)
    }

    #[test]
    fn notes_count_by_type_or_else_by_folder() {
        let person = "---\ntype: People\nemail: a@b.c\nperson: \"[[]]\"\n---\n# Ada\n## Log\n";
        let vault = vault(&[
            ("People/Ada.md", person),
            ("Other/Bo.md", "---\ntype: people\nphone:\nemail: \"\"\n---\n# Ada\n## Log\nx\n"),
            ("People/Plan.md", "---\nemail: x\n---\n"),
            ("Templates/Person.md", "---\ntype: people\nemail: \"{{email}}\"\n---\n## Log\n## Notes\n"),
        ]);
        let habits = vault.habits().expect("there are facts");
        let people = habits.of(&Note::new("x.md", person)).expect("two notes");
        assert_eq!(people.notes(), 2);
        assert_eq!(people.with_value("Email"), Share { count: 1, of: 2 });
        assert_eq!(people.with_value("person"), Share { count: 0, of: 2 });
        assert_eq!(people.filled_properties("phone"), Share { count: 0, of: 1 });
        assert_eq!(people.agreeing_titles(), Share { count: 1, of: 2 });
        assert_eq!(people.filled_sections("log"), Share { count: 1, of: 2 });
        assert_eq!(people.in_order("type", "email"), Share { count: 2, of: 2 });
        assert!(habits.template_leaves_empty("notes"));
        let in_folder = habits.of(&Note::new("People/Cy.md", "")).expect("one note");
        assert_eq!(in_folder.with_value("email"), Share { count: 1, of: 1 });
    }

    #[test]
    fn a_habit_needs_ten_notes() {
        assert!(!Share { count: 9, of: 9 }.is_habit(90));
        assert!(Share { count: 9, of: 10 }.is_habit(90));
        assert!(!Share { count: 9, of: 10 }.is_habit(95));
    }
}
