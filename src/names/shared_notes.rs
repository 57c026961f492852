//! Evidence from single notes: one form in the participants of a note and another in its text, or a people note that
//! links to a note with the other form.
//!
//! Whoever a note mentions is usually one of its participants, and a people note lists the notes about its person. Two
//! people who are both participants are excluded elsewhere, whatever this says.

use std::collections::HashMap;

use super::identity::Identity;
use super::reason::NameReason;

/// The notes that each people note links to, without the people note itself; sorted, each once.
#[derive(Default)]
pub(super) struct NoteLinks(HashMap<u32, Vec<u32>>);

impl NoteLinks {
    /// Collects the links, each from a people note to another note.
    pub(super) fn new(links: &[(u32, u32)]) -> Self {
        let mut by_note: HashMap<u32, Vec<u32>> = HashMap::new();
        for &(from, to) in links.iter().filter(|(from, to)| from != to) {
            by_note.entry(from).or_default().push(to);
        }
        for linked in by_note.values_mut() {
            linked.sort_unstable();
            linked.dedup();
        }
        Self(by_note)
    }

    fn of(&self, one: &Identity) -> &[u32] {
        one.own_note.and_then(|note| self.0.get(&note)).map_or(&[], Vec::as_slice)
    }
}

/// The weight of one note that names one of the two as a participant, and the other only elsewhere; of two; of more.
const MENTIONED: [i32; 3] = [2200, 3200, 4500];
/// The weight of one link from the people note of one to a note that names only the other; of two; of more.
const LINKED: [i32; 3] = [2500, 3500, 4500];

/// The maximum total weight.
pub(super) const MAX_WEIGHT: i32 = 4500;

/// Returns the weight of the notes that connect the two, with the reasons; 0 without any.
pub(super) fn compare(one: &Identity, other: &Identity, links: &NoteLinks) -> (i32, Vec<NameReason>) {
    let has = |notes: &[u32], note: &u32| notes.binary_search(note).is_ok();
    let mentioned = shared(&one.notes, &other.notes)
        .filter(|note| has(&one.listed_in, note) || has(&other.listed_in, note))
        .count();
    let linked = |from: &Identity, to: &Identity| {
        shared(links.of(from), &to.notes).filter(|note| !has(&from.notes, note)).count()
    };
    let linked = linked(one, other) + linked(other, one);
    let weight = |steps: [i32; 3], many: usize| if many == 0 { 0 } else { steps[many.min(3) - 1] };
    let mentions = (mentioned > 0).then_some(NameReason::SharedNotes(mentioned));
    let entries = (linked > 0).then_some(NameReason::LinkedNotes(linked));
    let total = (weight(MENTIONED, mentioned) + weight(LINKED, linked)).min(MAX_WEIGHT);
    (total, mentions.into_iter().chain(entries).collect())
}

/// Iterates over the numbers that both sorted lists contain.
fn shared<'a>(one: &'a [u32], other: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    few.iter().filter(|note| many.binary_search(note).is_ok()).copied()
}
