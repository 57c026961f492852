//! The people of a vault, and spellings that may be variants of their names.
//!
//! Collects occurrences of names from the facts of notes; `names` clusters them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use rayon::prelude::*;

use super::{MentionKind, NoteFacts, PackedFacts, VaultIndex};
use crate::mojibake::repaired;
use crate::names::{Cluster, Decisions, Member, NameSource, Occurrence, People, PersonName, Tier};
use crate::note::{EntryDate, note_folder, note_name};

mod known_names;

pub(super) use known_names::KnownNames;
pub use known_names::NameUse;

/// The types of notes that are about a person.
const PEOPLE_TYPES: &[&str] = &["people", "person", "contact"];
/// The properties that list participants.
const ATTENDEES: &[&str] = &["attendees", "participants", "people", "with"];
/// The properties that contain a person's name.
const TYPED_NAMES: &[&str] = &["name", "full_name", "fullname"];
/// The properties that contain an e-mail address.
const EMAILS: &[&str] = &["email", "emails", "mail", "e-mail"];

/// The number of notes per parallel chunk.
const NOTES_AT_ONCE: usize = 512;

/// The people of a vault, with the guesses by note.
#[derive(Debug, Default)]
pub struct PeopleIndex {
    people: People,
    /// The paths of the notes, by the numbers in occurrences.
    paths: Vec<String>,
    /// The cluster and member of each guess that a check reports, by note.
    by_note: HashMap<String, Vec<(usize, usize)>>,
}

impl PeopleIndex {
    /// Clusters the names of the vault.
    pub(super) fn new(index: &VaultIndex, decisions: &Decisions) -> Self {
        let notes = index.known_notes();
        let found = VaultOccurrences::in_vault(index, &notes);
        let people = People::new(found.occurrences.iter().map(OwnedOccurrence::borrowed), &found.shown, decisions);
        let paths = notes.iter().map(|(path, _)| (*path).to_owned()).collect();
        let mut index = Self { people, paths, by_note: HashMap::new() };
        index.list_guesses(&found.occurrences);
        index
    }

    /// Returns every name in the vault, with the number of notes that contain it.
    pub(super) fn names(index: &VaultIndex) -> BTreeMap<String, usize> {
        let found = VaultOccurrences::in_vault(index, &index.known_notes());
        let mut notes: BTreeMap<Arc<str>, BTreeSet<u32>> = BTreeMap::new();
        for occurrence in found.occurrences {
            notes.entry(occurrence.form).or_default().insert(occurrence.note);
        }
        notes.into_iter().map(|(form, notes)| (form.to_string(), notes.len())).collect()
    }

    fn list_guesses(&mut self, occurrences: &[OwnedOccurrence]) {
        let mut notes_of: HashMap<&str, Vec<u32>> = HashMap::new();
        for occurrence in occurrences {
            notes_of.entry(&occurrence.form).or_default().push(occurrence.note);
        }
        for (at, cluster) in self.people.clusters.iter().enumerate() {
            for (member, form) in cluster.members.iter().enumerate().filter(|(_, member)| is_reported(member)) {
                let mut notes = notes_of.get(form.form.as_str()).cloned().unwrap_or_default();
                notes.dedup();
                for note in notes {
                    self.by_note.entry(self.paths[note as usize].clone()).or_default().push((at, member));
                }
            }
        }
    }

    /// Returns all people and clusters, which `vaultlint names` shows.
    pub fn people(&self) -> &People {
        &self.people
    }

    /// Returns the path of the note with this number.
    ///
    /// # Panics
    /// If there is no such note.
    pub fn path(&self, note: u32) -> &str {
        &self.paths[note as usize]
    }

    /// Returns the guesses whose variant the note at `path` mentions.
    pub fn guesses(&self, path: &str) -> impl Iterator<Item = (&Cluster, &Member)> {
        self.by_note.get(path).into_iter().flatten().map(|&(cluster, member)| {
            let cluster = &self.people.clusters[cluster];
            (cluster, &cluster.members[member])
        })
    }
}

/// Returns whether a check reports the guess.
fn is_reported(member: &Member) -> bool {
    match member.tier {
        Tier::Auto | Tier::Suggest => true,
        Tier::Also | Tier::Report => false,
    }
}

/// An occurrence that owns its text.
struct OwnedOccurrence {
    /// The name, shared by all occurrences in a chunk of notes.
    form: Arc<str>,
    note: u32,
    source: NameSource,
    is_evidence: bool,
    list: Option<u32>,
    email: Option<Box<str>>,
}

impl OwnedOccurrence {
    fn borrowed(&self) -> Occurrence<'_> {
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
struct VaultOccurrences {
    occurrences: Vec<OwnedOccurrence>,
    lists: u32,
    /// The parsed texts: each as a name, or `None` if it is not a name.
    names: HashMap<String, Option<Arc<str>>>,
    /// Counts of links whose text is one name and whose target is another.
    shown: HashMap<(String, String), usize>,
}

impl VaultOccurrences {
    /// Collects the occurrences in all notes.
    fn in_vault(index: &VaultIndex, notes: &[(&str, &PackedFacts)]) -> Self {
        let number = |at: usize| u32::try_from(at).expect("fewer notes than u32 has numbers");
        let chunks = notes.par_chunks(NOTES_AT_ONCE).enumerate().map(|(chunk, notes)| {
            let mut found = Self::default();
            for (at, (path, facts)) in notes.iter().enumerate() {
                found.note(index, number(chunk * NOTES_AT_ONCE + at), path, &facts.unpack());
            }
            found
        });
        chunks.collect::<Vec<_>>().into_iter().fold(Self::default(), Self::and)
    }

    /// Collects the occurrences in all notes on this thread: others may wait for the result, and could not help.
    fn on_this_thread(index: &VaultIndex, notes: &[(&str, &PackedFacts)]) -> Self {
        let mut found = Self::default();
        for (note, (path, facts)) in (0..).zip(notes) {
            found.note(index, note, path, &facts.unpack());
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
        for (shown, times) in other.shown {
            *self.shown.entry(shown).or_default() += times;
        }
        self
    }

    /// Adds the occurrences in one note.
    fn note(&mut self, index: &VaultIndex, note: u32, path: &str, facts: &NoteFacts) {
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
pub(super) fn is_about_person(facts: &NoteFacts) -> bool {
    let mut kinds = facts.property("type").iter().chain(facts.property("category")).map(|kind| link_words(kind));
    let is_kind = |word: &str| PEOPLE_TYPES.iter().any(|kind| word.eq_ignore_ascii_case(kind));
    kinds.any(is_kind)
}

/// Calls `see` with each name in a title: the whole title, or the parts after `with` and between separators such as
/// `and`, `/` and `<>`.
fn each_name(title: &str, mut see: impl FnMut(&str)) {
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

/// Strips a leading date: `2025-10 - Ada Lovelace` -> `Ada Lovelace`.
fn without_date(name: &str) -> &str {
    match EntryDate::at_start(name) {
        Some((_, length)) => name[length..].trim_start_matches([' ', '-', '–', '—']),
        None => name,
    }
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::note::Note;

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
                (path.clone(), PackedFacts::from_bytes(packed.as_bytes()).unwrap())
            };
            let mut updated = VaultIndex::new(paths.clone()).with_facts(paths.iter().zip(&before).map(cached));
            let decisions = Decisions::default();
            let _ = updated.people(&decisions);
            for (path, text) in paths.iter().zip(&after) {
                updated.update(path, facts(path, text));
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
