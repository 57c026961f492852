//! What most notes of a kind do: whether title and file name agree, which sections and properties are filled, how lists
//! are written.
//!
//! The notes of a kind are those with the same property `type`; those without one are compared with the others of their
//! folder. Templates and drawings count for nothing.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::VaultIndex;
use crate::note::{Note, TitleMismatch, folder, has_placeholder};
use crate::vault::dependencies::{Dependency, ask, record, untracked};
use crate::vault::question::{HabitOf, Question};
use crate::vault::{NoteFacts, PackedFacts, VaultChanges, fold};

/// The number of notes per parallel chunk.
const NOTES_AT_ONCE: usize = 512;

/// A number of notes, and how many of them do something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
        Self { count: self.of.saturating_sub(self.count), of: self.of }
    }

    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.of += other.of;
    }

    fn remove(&mut self, other: Self) {
        self.count = self.count.saturating_sub(other.count);
        self.of = self.of.saturating_sub(other.of);
    }
}

/// The share of one that does it or not.
impl From<bool> for Share {
    fn from(does: bool) -> Self {
        Self { count: usize::from(does), of: 1 }
    }
}

/// The habits of a vault.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Habits {
    kinds: HashMap<String, KindCounts>,
    /// The folded headings of sections that templates leave empty, each with their number.
    left_empty: HashMap<String, usize>,
    flow_lists: Share,
    /// The paths of notes whose title, heading and file name disagree.
    odd_titles: HashSet<Box<str>>,
    /// The paths of notes with an empty section.
    with_empty_section: HashSet<Box<str>>,
}

/// What was counted in the notes of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::vault) struct KindCounts {
    titles: Share,
    sections: HashMap<String, Share>,
    properties: HashMap<String, Share>,
    /// How often the first key is above the second, where a note has both.
    orders: HashMap<(Box<str>, Box<str>), usize>,
}

/// The habits of the notes of one kind.
#[derive(Clone, Debug)]
pub struct KindHabits<'a> {
    kind: String,
    counts: Option<&'a KindCounts>,
}

/// The style of lists in properties that is usual in a vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UsualListStyle {
    /// In brackets.
    Flow,
    /// Line by line.
    Block,
}

impl VaultIndex {
    /// Returns the habits of the vault, computed on first use; `None` without facts.
    pub fn habits(&self) -> Option<&Habits> {
        record(Dependency::Facts);
        self.knows_facts().then(|| self.habits_of_vault())
    }

    pub(in crate::vault) fn habits_of_vault(&self) -> &Habits {
        self.habits.get_or_init(|| {
            untracked(|| match &self.seed {
                Some((answers, changes)) => answers.habits.clone().with(changes),
                None => Habits::in_vault(&self.known_notes()),
            })
        })
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
        for (kind, counts) in other.kinds {
            self.kinds.entry(kind).or_default().merge(counts);
        }
        for (heading, count) in other.left_empty {
            *self.left_empty.entry(heading).or_default() += count;
        }
        self.flow_lists.add(other.flow_lists);
        self.odd_titles.extend(other.odd_titles);
        self.with_empty_section.extend(other.with_empty_section);
        self
    }

    /// Updates the habits of another state of the vault.
    fn with(mut self, changes: &VaultChanges) -> Self {
        for note in &changes.notes {
            note.before.iter().for_each(|facts| self.remove(&note.path, facts));
            note.after.iter().for_each(|facts| self.add(&note.path, facts));
        }
        self
    }

    /// Adds the note at `path` with these facts.
    pub(in crate::vault) fn add(&mut self, path: &str, facts: &NoteFacts) {
        let note = Self::of_note(path, facts);
        *self = std::mem::take(self).and(note);
    }

    /// Removes the note at `path`, which was added with these facts.
    pub(in crate::vault) fn remove(&mut self, path: &str, facts: &NoteFacts) {
        let note = Self::of_note(path, facts);
        for (kind, counts) in note.kinds {
            if let Some(of_kind) = self.kinds.get_mut(&kind) {
                of_kind.remove(counts);
                if *of_kind == KindCounts::default() {
                    self.kinds.remove(&kind);
                }
            }
        }
        note.left_empty.iter().for_each(|(heading, count)| subtract(&mut self.left_empty, heading, *count));
        self.flow_lists.remove(note.flow_lists);
        self.odd_titles.remove(path);
        self.with_empty_section.remove(path);
    }

    /// Returns the habits of a vault with one note.
    fn of_note(path: &str, facts: &NoteFacts) -> Self {
        let mut habits = Self::default();
        let habit_facts = &facts.habits;
        let sections = || {
            let sections = habit_facts.sections.iter();
            sections.filter_map(|(at, has_content)| Some((fold(facts.headings.get(*at)?), *has_content)))
        };
        if habit_facts.is_template {
            for (heading, _) in sections().filter(|(_, has_content)| !has_content) {
                *habits.left_empty.entry(heading).or_default() += 1;
            }
        }
        if habit_facts.is_template || habit_facts.is_drawing {
            return habits;
        }
        let (flow, block) = (habit_facts.flow_lists, habit_facts.block_lists);
        habits.flow_lists = Share { count: flow, of: flow + block };
        let mut kind = KindCounts::default();
        let is_filled_in = |words: &&str| !has_placeholder(words);
        let title = facts.property("title").first().map(String::as_str).filter(is_filled_in);
        let heading = facts.heading.as_deref().filter(is_filled_in);
        if title.or(heading).is_some() {
            let is_odd = TitleMismatch::find(path, title, heading).is_some();
            kind.titles.add((!is_odd).into());
            if is_odd {
                habits.odd_titles.insert(path.into());
            }
        }
        for (heading, has_content) in sections() {
            kind.sections.entry(heading).or_default().add(has_content.into());
        }
        for (at, (key, has_value)) in habit_facts.keys.iter().enumerate() {
            let key = key.to_lowercase();
            for (below, _) in &habit_facts.keys[at + 1..] {
                *kind.orders.entry((key.as_str().into(), below.to_lowercase().into())).or_default() += 1;
            }
            kind.properties.entry(key).or_default().add((*has_value).into());
        }
        if habit_facts.sections.iter().any(|(_, has_content)| !has_content) {
            habits.with_empty_section.insert(path.into());
        }
        if kind != KindCounts::default() {
            habits.kinds.insert(kind_key(habit_facts.note_type.as_deref(), path), kind);
        }
        habits
    }

    /// Returns the habits of the notes of the same kind as `note`.
    pub fn of(&self, note: &Note) -> KindHabits<'_> {
        self.of_kind(kind_key(note.property_text("type"), note.path()))
    }

    /// Returns the habits of the notes of the same kind as the note at `path` with these facts.
    pub fn of_facts(&self, path: &str, facts: &NoteFacts) -> KindHabits<'_> {
        self.of_kind(kind_key(facts.habits.note_type.as_deref(), path))
    }

    fn of_kind(&self, kind: String) -> KindHabits<'_> {
        KindHabits { counts: self.kinds.get(&kind), kind }
    }

    /// Returns whether a template leaves sections with this heading empty.
    pub fn template_leaves_empty(&self, heading: &str) -> bool {
        let heading = fold(heading);
        ask(Question::LeftEmpty(&heading));
        self.left_empty.contains_key(&heading)
    }

    /// Returns whether title, heading and file name of the note at `path` disagree.
    pub fn has_odd_title(&self, path: &str) -> bool {
        self.odd_titles.contains(path)
    }

    /// Returns whether the note at `path` has a section without content.
    pub fn has_empty_section(&self, path: &str) -> bool {
        self.with_empty_section.contains(path)
    }

    /// Returns the style in which at least this percentage of the lists in properties are written.
    pub fn list_style(&self, percent: usize) -> Option<UsualListStyle> {
        ask(Question::ListStyle(percent));
        self.usual_list_style(percent)
    }

    fn usual_list_style(&self, percent: usize) -> Option<UsualListStyle> {
        let is_block = || self.flow_lists.others().is_habit(percent).then_some(UsualListStyle::Block);
        if self.flow_lists.is_habit(percent) { Some(UsualListStyle::Flow) } else { is_block() }
    }

    /// Calls `changed` with each question that is answered differently by `before`, of those about the kinds, sections and
    /// properties of `notes`; `worded` with those whose answer has other counts only.
    pub(in crate::vault) fn compare<'a>(
        &self,
        before: &Self,
        notes: impl Iterator<Item = (&'a str, &'a NoteFacts)>,
        changed: &mut dyn FnMut(Question<'_>),
        worded: &mut dyn FnMut(Question<'_>),
    ) {
        const PERCENTS: std::ops::RangeInclusive<usize> = 0..=100;
        for percent in PERCENTS {
            if self.usual_list_style(percent) != before.usual_list_style(percent) {
                changed(Question::ListStyle(percent));
            }
        }
        let mut seen: HashSet<(String, Counted)> = HashSet::new();
        for (path, facts) in notes {
            let of_note = Self::of_note(path, facts);
            for heading in of_note.left_empty.keys() {
                if self.left_empty.contains_key(heading) != before.left_empty.contains_key(heading) {
                    changed(Question::LeftEmpty(heading));
                }
            }
            for (kind, counts) in of_note.kinds {
                for counted in counts.counted() {
                    if !seen.insert((kind.clone(), counted.clone())) {
                        continue;
                    }
                    let share = |habits: &Self| habits.kinds.get(&kind).map(|kind| kind.share(counted.as_habit()));
                    let (now, then) = (share(self).unwrap_or_default(), share(before).unwrap_or_default());
                    if now == then {
                        continue;
                    }
                    for percent in PERCENTS {
                        let question = Question::Habit(&kind, counted.as_habit(), percent);
                        match (now.is_habit(percent), then.is_habit(percent)) {
                            (true, true) => worded(question),
                            (false, false) => {}
                            (true, false) | (false, true) => changed(question),
                        }
                    }
                }
            }
        }
    }
}

/// A [`HabitOf`] that owns its texts.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Counted {
    Titles,
    Section(String),
    Property(String),
    Order(Box<str>, Box<str>),
}

impl Counted {
    fn as_habit(&self) -> HabitOf<'_> {
        match self {
            Self::Titles => HabitOf::AgreeingTitles,
            Self::Section(heading) => HabitOf::Section(heading),
            Self::Property(key) => HabitOf::Property(key),
            Self::Order(above, below) => HabitOf::Order(above, below),
        }
    }
}

impl KindCounts {
    fn merge(&mut self, other: Self) {
        self.titles.add(other.titles);
        for (heading, share) in other.sections {
            self.sections.entry(heading).or_default().add(share);
        }
        for (key, share) in other.properties {
            self.properties.entry(key).or_default().add(share);
        }
        for (keys, count) in other.orders {
            *self.orders.entry(keys).or_default() += count;
        }
    }

    fn remove(&mut self, other: Self) {
        self.titles.remove(other.titles);
        other.sections.into_iter().for_each(|(heading, share)| remove_share(&mut self.sections, &heading, share));
        other.properties.into_iter().for_each(|(key, share)| remove_share(&mut self.properties, &key, share));
        other.orders.into_iter().for_each(|(keys, count)| subtract(&mut self.orders, &keys, count));
    }

    /// Returns everything that was counted. Of two keys, both orders.
    fn counted(&self) -> impl Iterator<Item = Counted> + '_ {
        let sections = self.sections.keys().cloned().map(Counted::Section);
        let properties = self.properties.keys().cloned().map(Counted::Property);
        let orders = self.orders.keys().flat_map(|(above, below)| {
            [Counted::Order(above.clone(), below.clone()), Counted::Order(below.clone(), above.clone())]
        });
        std::iter::once(Counted::Titles).chain(sections).chain(properties).chain(orders)
    }

    fn share(&self, of: HabitOf<'_>) -> Share {
        match of {
            HabitOf::AgreeingTitles => self.titles,
            HabitOf::Section(heading) => self.sections.get(heading).copied().unwrap_or_default(),
            HabitOf::Property(key) => self.properties.get(key).copied().unwrap_or_default(),
            HabitOf::Order(above, below) => {
                let count = |one: &str, other: &str| {
                    self.orders.get(&(Box::from(one), Box::from(other))).copied().unwrap_or_default()
                };
                let (count, others) = (count(above, below), count(below, above));
                Share { count, of: count + others }
            }
        }
    }
}

fn subtract<Key: Hash + Eq + ToOwned<Owned = Key>>(counts: &mut HashMap<Key, usize>, key: &Key, count: usize) {
    if let Some(known) = counts.get_mut(key) {
        *known = known.saturating_sub(count);
        if *known == 0 {
            counts.remove(key);
        }
    }
}

fn remove_share(shares: &mut HashMap<String, Share>, key: &str, share: Share) {
    if let Some(known) = shares.get_mut(key) {
        known.remove(share);
        if known.of == 0 {
            shares.remove(key);
        }
    }
}

impl KindHabits<'_> {
    /// Returns in how many of the notes that have a title or a first heading these agree with the file name, if that is at
    /// least this percentage of enough notes.
    pub fn agreeing_titles(&self, percent: usize) -> Option<Share> {
        self.habit(HabitOf::AgreeingTitles, percent)
    }

    /// Returns how many of the sections with this heading have content, if it is a habit.
    pub fn filled_sections(&self, heading: &str, percent: usize) -> Option<Share> {
        self.habit(HabitOf::Section(&fold(heading)), percent)
    }

    /// Returns how many of the notes that have the property `key` have a value for it, if it is a habit.
    pub fn filled_properties(&self, key: &str, percent: usize) -> Option<Share> {
        self.habit(HabitOf::Property(&key.to_lowercase()), percent)
    }

    /// Returns how many of the notes with both properties have `above` above `below`, if it is a habit.
    pub fn in_order(&self, above: &str, below: &str, percent: usize) -> Option<Share> {
        self.habit(HabitOf::Order(&above.to_lowercase(), &below.to_lowercase()), percent)
    }

    fn habit(&self, of: HabitOf<'_>, percent: usize) -> Option<Share> {
        ask(Question::Habit(&self.kind, of, percent));
        Some(self.counts?.share(of)).filter(|share| share.is_habit(percent))
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
        let people = habits.of(&Note::new("x.md", person)).counts.expect("two notes");
        assert_eq!(people.share(HabitOf::Property("email")), Share { count: 1, of: 2 });
        assert_eq!(people.share(HabitOf::Property("person")), Share { count: 0, of: 1 });
        assert_eq!(people.share(HabitOf::Property("phone")), Share { count: 0, of: 1 });
        assert_eq!(people.share(HabitOf::AgreeingTitles), Share { count: 1, of: 2 });
        assert_eq!(people.share(HabitOf::Section("log")), Share { count: 1, of: 2 });
        assert_eq!(people.share(HabitOf::Order("type", "email")), Share { count: 2, of: 2 });
        assert!(habits.template_leaves_empty("notes"));
        let in_folder = habits.of(&Note::new("People/Cy.md", "")).counts.expect("one note");
        assert_eq!(in_folder.share(HabitOf::Property("email")), Share { count: 1, of: 1 });
    }

    #[test]
    fn a_habit_needs_ten_notes() {
        assert!(!Share { count: 9, of: 9 }.is_habit(90));
        assert!(Share { count: 9, of: 10 }.is_habit(90));
        assert!(!Share { count: 9, of: 10 }.is_habit(95));
    }
}
