//! The people of a vault, and spellings that may be variants of their names.
//!
//! `occurrences` collects the names in the facts of notes; the module `names` clusters them.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::VaultIndex;
use crate::names::{Cluster, Decisions, Member, NameLinks, PairVerdict, People, count_notes};

mod known_names;
mod occurrences;

use occurrences::{OwnedOccurrence, VaultOccurrences};

pub(super) use known_names::KnownNames;
pub use known_names::NameUse;
pub(super) use occurrences::is_about_person;

/// The people of a vault, with the guesses by note.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PeopleIndex {
    people: People,
    /// The paths of the people notes, by their numbers in occurrences.
    paths: HashMap<u32, String>,
    /// The cluster and member of each guess that a check reports, by note.
    by_note: HashMap<String, Vec<(usize, usize)>>,
}

impl PeopleIndex {
    /// Clusters the names of the vault.
    pub(super) fn new(index: &VaultIndex, decisions: &Decisions) -> Self {
        let notes = index.known_notes();
        let found = VaultOccurrences::in_vault(index, &notes);
        let links = NameLinks { shown: &found.shown, notes: &found.note_links };
        let people = People::new(found.occurrences.iter().map(OwnedOccurrence::borrowed), links, decisions);
        let path = |note: u32| notes[note as usize].0.to_owned();
        let people_notes = people.clusters.iter().filter_map(|cluster| cluster.people_note);
        let paths = people_notes.map(|note| (note, path(note))).collect();
        let mut index = Self { people, paths, by_note: HashMap::new() };
        index.list_guesses(&found.occurrences, path);
        index
    }

    /// Returns every name in the vault, with the number of notes that contain it.
    pub(super) fn names(index: &VaultIndex) -> BTreeMap<String, usize> {
        let found = VaultOccurrences::in_vault(index, &index.known_notes());
        count_notes(found.occurrences.iter().map(OwnedOccurrence::borrowed))
    }

    /// Returns the verdict on two forms: why they are taken for one person or not.
    pub(super) fn verdict(index: &VaultIndex, decisions: &Decisions, pair: (&str, &str)) -> PairVerdict {
        let found = VaultOccurrences::in_vault(index, &index.known_notes());
        let links = NameLinks { shown: &found.shown, notes: &found.note_links };
        let occurrences = found.occurrences.iter().map(OwnedOccurrence::borrowed);
        index.people(decisions).people.verdict(occurrences, links, decisions, pair)
    }

    fn list_guesses(&mut self, occurrences: &[OwnedOccurrence], path: impl Fn(u32) -> String) {
        let mut notes_of: HashMap<&str, Vec<u32>> = HashMap::new();
        for occurrence in occurrences {
            notes_of.entry(&occurrence.form).or_default().push(occurrence.note);
        }
        for (at, cluster) in self.people.clusters.iter().enumerate() {
            for (member, form) in cluster.members.iter().enumerate().filter(|(_, member)| member.is_reported()) {
                let mut notes = notes_of.get(form.form.as_str()).cloned().unwrap_or_default();
                notes.dedup();
                for note in notes {
                    self.by_note.entry(path(note)).or_default().push((at, member));
                }
            }
        }
    }

    /// Returns all people and clusters, which `vaultlint names` shows.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// Returns the path of the people note with this number; empty if no cluster has it.
    pub fn path(&self, note: u32) -> &str {
        self.paths.get(&note).map_or("", String::as_str)
    }

    /// Returns the paths of the notes with guesses.
    pub(super) fn notes_with_guesses(&self) -> impl Iterator<Item = &str> {
        self.by_note.keys().map(String::as_str)
    }

    /// Returns the guesses whose variant the note at `path` mentions.
    pub fn guesses(&self, path: &str) -> impl Iterator<Item = (&Cluster, &Member)> {
        self.by_note.get(path).into_iter().flatten().filter_map(|&(cluster, member)| {
            let cluster = self.people.clusters.get(cluster)?;
            Some((cluster, cluster.members.get(member)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::names::Tier;
    use crate::note::Note;
    use crate::vault::{NoteFacts, PackedFacts};

    const NAMES: [&str; 6] =
        ["Ada Bernhardsen", "Ada Bernhartsen", "Bernhardsen, Ada", "A. Bernhardsen", "Ida Berg", "Ida Burg"];

    fn note() -> impl Strategy<Value = String> {
        let name = || prop::sample::select(NAMES.to_vec());
        let person = name().prop_map(|name| format!("---\ntype: people\ntitle: \"{name}\"\n---\n# {name}\n"));
        let meeting = (prop::collection::vec(name(), 1..4), name()).prop_map(|(attendees, via)| {
            let lines: String = attendees.iter().map(|name| format!("  - \"{name}\"\n")).collect();
            format!("---\ntype: meeting\nattendees:\n{lines}---\nSo said. (via {via})\n- [ ] Ask {via}\n[[{via}|x]]\n")
        });
        prop_oneof![person, meeting]
    }

    fn facts(path: &str, text: &str) -> NoteFacts {
        NoteFacts::from_note(&Note::new(path, text))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn updated_index_equals_a_fresh_one(
            before in prop::collection::vec(note(), 6),
            after in prop::collection::vec(note(), 6),
        ) {
            let paths: Vec<String> = (0..before.len()).map(|at| format!("{at}.md")).collect();
            let cached = |(path, text): (&String, &String)| {
                let packed = PackedFacts::from(facts(path, text));
                (path.clone(), PackedFacts::from_bytes(packed.bytes()).unwrap())
            };
            let mut updated = VaultIndex::new(paths.clone()).with_facts(paths.iter().zip(&before).map(cached));
            let decisions = Decisions::default();
            let _ = updated.people(&decisions);
            for (path, text) in paths.iter().zip(&after) {
                updated.update(path, Some(facts(path, text).into()));
            }
            let fresh = VaultIndex::new(paths.clone())
                .with_facts(paths.iter().zip(&after).map(|(path, text)| (path.clone(), facts(path, text))));
            prop_assert_eq!(updated.people(&decisions).people(), fresh.people(&decisions).people());
        }
    }

    #[test]
    fn folder_notes_are_people_by_the_names_of_their_folders() {
        let note = |path: &str, text: &str| (path.to_owned(), facts(path, text));
        let names = |notes: &[(String, NoteFacts)]| {
            let paths = notes.iter().map(|(path, _)| path.clone()).collect();
            VaultIndex::new(paths).with_facts(notes.to_vec()).names().into_keys().collect::<Vec<_>>()
        };
        let people = ["README.md", "index.md", "_index.md", "Ada Byron.md"]
            .map(|name| note(&format!("People/Ada Byron/{name}"), "---\ntype: people\n---\n"));
        for person in people {
            assert_eq!(names(std::slice::from_ref(&person)), ["Ada Byron"], "{}", person.0);
            let link = note("n.md", &format!("---\nattendees: [\"[[{}|Ada]]\"]\n---\n[[Ada Byron]]\n", person.0));
            assert_eq!(names(&[link, person]), ["Ada Byron"]);
        }
        assert_eq!(names(&[note("Ada Byron/Log.md", "x\n")]), Vec::<String>::new());
    }

    #[test]
    fn two_names_in_one_list_are_not_both_variants() {
        let note = |path: &str, text: &str| (path.to_owned(), facts(path, text));
        let person = note("p.md", "---\ntype: people\ntitle: Ada Bernhardsen\n---\n");
        let meeting = note("1.md", "---\nattendees: [Ada Bernhartsen, Ada Bernharsen]\n---\n");
        let index = VaultIndex::new(vec!["1.md".to_owned(), "p.md".to_owned()]).with_facts([person, meeting]);
        let clusters = &index.people(&Decisions::default()).people().clusters;
        let names: Vec<usize> = clusters.iter().map(|cluster| cluster.names().len()).collect();
        assert_eq!(names, [2], "one of them at most: {clusters:?}");
    }

    #[test]
    fn aliases_in_invalid_frontmatter_are_declared() {
        let guesses = |aliases: &str| {
            let person = format!("---\ntype: people\nnote: a: b\ntitle: Ada Bernhardsen\n{aliases}---\n");
            let notes = [("p.md", person.as_str()), ("1.md", "---\nattendees: [Ada Bernhartsen, Bo Falk]\n---\n")];
            let notes = notes.map(|(path, text)| (path.to_owned(), facts(path, text)));
            let index = VaultIndex::new(vec!["1.md".to_owned(), "p.md".to_owned()]).with_facts(notes);
            index.people(&Decisions::default()).guesses("1.md").count()
        };
        assert_eq!(guesses(""), 1);
        assert_eq!(guesses("aliases:\n  - Ada Bernhartsen\n"), 0);
    }

    #[test]
    fn variant_of_a_variant_joins_its_cluster() {
        let note = |path: &str, text: &str| (path.to_owned(), facts(path, text));
        let person = note("p.md", "---\ntype: people\ntitle: Debbie Bernhardsen\n---\n");
        let meetings = ["Debbie Bernhardsen", "Debbie Bernhardsen", "Deb Bernhardsen", "Debb Bernhardsen"];
        let texts = meetings.map(|name| format!("---\nattendees: [{name}, Bo Falk, Cy Dahl, Di Noon]\n---\n"));
        let notes: Vec<_> =
            (0..).zip(&texts).map(|(at, text)| note(&format!("{at}.md"), text)).chain([person]).collect();
        let index = VaultIndex::new(notes.iter().map(|(path, _)| path.clone()).collect()).with_facts(notes);
        let people = index.people(&Decisions::default());
        let [cluster] = &people.people().clusters[..] else { panic!("one person: {:?}", people.people()) };
        let by_way = cluster.members.iter().find(|member| member.form == "Debb Bernhardsen").unwrap();
        assert!(by_way.tier < Tier::Auto, "{by_way:?}");
    }

    /// Returns the tier and the reasons of `form` in a vault with these notes.
    fn tier_of(notes: &[(&str, &str)], form: &str) -> Option<(Tier, String)> {
        let paths = notes.iter().map(|(path, _)| (*path).to_owned()).collect();
        let facts = notes.iter().map(|(path, text)| ((*path).to_owned(), facts(path, text)));
        let index = VaultIndex::new(paths).with_facts(facts);
        let clusters = &index.people(&Decisions::default()).people().clusters;
        let member = clusters.iter().flat_map(|cluster| &cluster.members).find(|member| member.form == form)?;
        Some((member.tier, member.reasons.join(", ")))
    }

    #[test]
    fn participant_is_meant_by_a_similar_name_in_the_text() {
        let person = ("p.md", "---\ntype: people\ntitle: Lewis Butterworth\n---\n");
        let attendees = |name: &str, text: &str| format!("---\nattendees: [{name}, Bo Falk]\n---\n{text}\n");
        let here = attendees("Lewis Butterworth", "- [ ] Ask Lois Butterworth");
        let elsewhere = attendees("Cy Dahl", "- [ ] Ask Lois Butterworth");
        let (_, reasons) = tier_of(&[person, ("1.md", &here)], "Lois Butterworth").unwrap();
        assert!(reasons.contains("both in 1 note, one as participant"), "{reasons}");
        assert_eq!(tier_of(&[person, ("1.md", &elsewhere)], "Lois Butterworth"), None);
    }

    #[test]
    fn people_note_lists_the_notes_of_its_person() {
        let meetings = ["1.md", "2.md", "3.md", "4.md", "5.md", "6.md"];
        let meeting = "---\nattendees: [Peggy Wolfe, Bo Falk]\n---\n";
        let tier = |entries: &str| {
            let person = format!("---\ntype: people\ntitle: Peggy Eolfe\n---\n{entries}");
            let notes = meetings.iter().map(|path| (*path, meeting)).chain([("p.md", person.as_str())]);
            tier_of(&notes.collect::<Vec<_>>(), "Peggy Wolfe")
        };
        let (found, reasons) = tier("- [[3]] - met\n- [[2]] - met\n- [[1]] - met\n").unwrap();
        assert!(
            found == Tier::Suggest && reasons.contains("linked from the people note, in 3 notes"),
            "{found:?} {reasons}"
        );
        assert_eq!(tier("").unwrap().0, Tier::Report, "by the names alone");
    }

    #[test]
    fn grammatical_cases_are_not_variants() {
        for (name, cases) in [
            ("Jan Kowalski", ["Janem Kowalskim", "Jana Kowalskiego", "Janowi Kowalskiemu"]),
            ("Anna Kowalska", ["Anny Kowalskiej", "Annie Kowalskiej", "Anną Kowalską"]),
            ("Ivan Petrov", ["Ivana Petrova", "Ivanu Petrovu", "Ivanom Petrovym"]),
            ("Aino Korhonen", ["Ainolle Korhoselle", "Ainon Korhosen", "Ainolta Korhoselta"]),
        ] {
            let person = ("p.md".to_owned(), facts("p.md", &format!("---\ntype: people\ntitle: {name}\n---\n")));
            let texts = cases.map(|case| format!("[[p|{case}]] said so.\n"));
            let notes = (0..).zip(&texts).map(|(at, text)| (format!("{at}.md"), facts("n.md", text)));
            let paths = ["p.md", "0.md", "1.md", "2.md"].map(str::to_owned).to_vec();
            let index = VaultIndex::new(paths).with_facts(notes.chain([person]));
            let people = index.people(&Decisions::default());
            let guesses: Vec<_> = ["0.md", "1.md", "2.md"].iter().flat_map(|path| people.guesses(path)).collect();
            assert_eq!(guesses, [], "{name}");
        }
    }

    #[test]
    fn names_in_one_list_are_different_people() {
        let meeting = "---\nattendees: [Ada Bernhardsen, Ada Bernhartsen]\n---\n";
        let index = VaultIndex::new(vec!["1.md".to_owned()]).with_facts([("1.md".to_owned(), facts("1.md", meeting))]);
        assert_eq!(index.people(&Decisions::default()).people().clusters, []);
    }
}
