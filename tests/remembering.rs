//! What is remembered of a note is enough not to read it again, as long as it holds.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard};

use vaultlint::config::{Selection, Settings, Sources};
use vaultlint::diagnostic::Applicability;
use vaultlint::engine::{
    Counts, Job, Known, Learnt, Memory, NoteOutcome, Outcome, Stamp, Texts, Unreadable, Whole, run,
};
use vaultlint::vault::PackedFacts;

/// What is known of a note.
struct Remembered {
    stamp: Stamp,
    bytes: Vec<u8>,
    known: Known,
    says: Option<NoteOutcome>,
    facts: PackedFacts,
}

/// Notes in memory, and which of them were read.
#[derive(Default)]
struct Notes {
    texts: BTreeMap<String, String>,
    read: Mutex<Vec<String>>,
    known: Mutex<HashMap<String, Remembered>>,
    whole: Mutex<Option<Whole>>,
    /// Whose facts were asked for.
    told: Mutex<Vec<String>>,
}

impl Notes {
    fn of(notes: &[(&str, &str)]) -> Self {
        let texts = notes.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Self { texts, ..Self::default() }
    }

    /// A text of another length is another stamp.
    fn stamp(&self, path: &str) -> Stamp {
        Stamp { size: self.texts[path].len() as u64, ..Stamp::default() }
    }

    fn known<T>(&self, path: &str, of: impl Fn(&Remembered) -> Option<T>) -> Option<T> {
        of(lock(&self.known).get(path)?)
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().expect("no test panics here")
}

impl Texts for Notes {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        lock(&self.read).push(path.to_owned());
        Ok(self.texts[path].clone().into_bytes())
    }
}

impl Memory for Notes {
    fn look(&self, path: &str) -> (Stamp, Option<Known>) {
        let stamp = self.stamp(path);
        (stamp, self.known(path, |note| (note.stamp == stamp).then(|| note.known.clone())))
    }

    fn of_content(&self, path: &str, bytes: &[u8]) -> Option<Known> {
        self.known(path, |note| (note.bytes == bytes).then(|| note.known.clone()))
    }

    fn says(&self, path: &str) -> Option<NoteOutcome> {
        self.known(path, |note| note.says.clone())
    }

    fn facts(&self, path: &str) -> Option<PackedFacts> {
        lock(&self.told).push(path.to_owned());
        self.known(path, |note| Some(note.facts.clone()))
    }

    fn learn(&self, learnt: &Learnt<'_>) -> u64 {
        let Learnt { path, stamp, bytes, kind, grounds, says, facts } = *learnt;
        let facts = facts.cloned().or_else(|| self.known(path, |note| Some(note.facts.clone())));
        let content = bytes.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
        let known = Known { content, kind: kind.map(str::to_owned), grounds, is_quiet: says.is_none() };
        let facts = facts.expect("facts were given or known");
        let note = Remembered { stamp, bytes: bytes.to_vec(), known, says: says.cloned(), facts };
        lock(&self.known).insert(path.to_owned(), note);
        content
    }

    fn restamp(&self, path: &str, stamp: Stamp, _: &[u8]) {
        lock(&self.known).get_mut(path).expect("it is known").stamp = stamp;
    }

    fn settled(&self) -> Option<Whole> {
        lock(&self.whole).clone()
    }

    fn learn_settled(&self, whole: Whole) {
        *lock(&self.whole) = Some(whole);
    }
}

/// Which notes a run on that day of December 2025 reads, and what it finds.
fn run_on(day: i8, notes: &Notes) -> (Vec<String>, Outcome) {
    run_with(day, notes, None)
}

fn run_with(day: i8, notes: &Notes, fix: Option<Applicability>) -> (Vec<String>, Outcome) {
    let sources = Sources { config: None, names: None, read: &|_| None };
    let settings = Settings::load(&sources, &Selection::default(), jiff::civil::date(2025, 12, day));
    let settings = settings.expect("the default pack loads");
    let paths: Vec<String> = notes.texts.keys().cloned().collect();
    let files = paths.clone();
    let outcome = run(Job {
        settings: &settings,
        texts: notes,
        files: Box::new(move || files.clone()),
        rest: None,
        history: None,
        notes: paths.clone(),
        linking: None,
        scope: paths,
        fix,
        counts: Counts::All,
        memory: Some(notes),
        progress: &|| {},
    });
    let mut read = std::mem::take(&mut *lock(&notes.read));
    read.sort();
    (read, outcome)
}

#[test]
fn a_quiet_note_is_read_once_and_when_what_it_asked_for_changes() {
    let query = "```tasks\npath includes Meetings\n```\n";
    let mut notes = Notes::of(&[("Meetings/a.md", "Quiet.\n"), ("asks.md", query), ("loud.md", "It wonâ€™t do.\n")]);
    assert_eq!(run_on(1, &notes).0, ["Meetings/a.md", "asks.md", "loud.md"]);
    assert_eq!(run_on(1, &notes).0, [""; 0]);
    notes.texts.insert("new.md".to_owned(), "New.\n".to_owned());
    assert_eq!(run_on(1, &notes).0, ["asks.md", "new.md"], "there are other paths");
    assert_eq!(run_on(1, &notes).0, [""; 0]);
    assert_eq!(run_on(2, &notes).0, ["loud.md"], "another day");
    assert_eq!(run_on(1, &notes).0, ["loud.md"]);
    notes.texts.insert("new.md".to_owned(), "New, and wonâ€™t do.\n".to_owned());
    let (read, outcome) = run_on(1, &notes);
    assert_eq!((read, outcome.notes.len()), (vec!["new.md".to_owned()], 2));
    let (read, again) = run_on(1, &notes);
    assert_eq!((read.len(), again.notes), (0, outcome.notes), "what was found is told again");
    let (read, fixed) = run_with(1, &notes, Some(Applicability::Safe));
    assert_eq!((read, fixed.notes[0].fixed.len()), (vec!["loud.md".to_owned(), "new.md".to_owned()], 1));
}

#[test]
fn a_note_that_speaks_of_a_day_to_come_is_read_each_day() {
    let note = |day: &str| {
        format!(
            "---\ntype: people\nlast_contact: 2025-12-01\n---\n## Recent Context\n\n- {day}: [[Intro]] - Met at the harbour.\n"
        )
    };
    let (to_come, past) = (note("2025-12-03"), note("2025-12-01"));
    let notes = Notes::of(&[("to come.md", &to_come), ("past.md", &past), ("Intro.md", "First.\n")]);
    let (read, outcome) = run_on(2, &notes);
    assert!(outcome.notes.is_empty(), "{:?}", outcome.notes);
    assert_eq!(read, ["Intro.md", "past.md", "to come.md"]);
    assert_eq!(run_on(2, &notes).0, [""; 0]);
    let (read, outcome) = run_on(3, &notes);
    assert_eq!((read, outcome.notes.len()), (vec!["to come.md".to_owned()], 1), "the day has come");
    assert_eq!((run_on(3, &notes).0.len(), run_on(3, &notes).1.notes), (0, outcome.notes));
    assert_eq!(run_on(1, &notes).0, ["Intro.md", "past.md", "to come.md"], "found on a later day");
}

#[test]
fn what_notes_tell_is_asked_for_only_where_it_may_make_a_difference() {
    let meeting = |who: &str| format!("---\ntype: meeting\nattendees: [{who}, Bo Falk]\n---\nMet.\n");
    let (one, other) = (meeting("Ada Bernhardsen"), meeting("Cy Dahl"));
    let mut notes = Notes::of(&[("a.md", &one), ("b.md", &other)]);
    let told = |notes: &Notes| std::mem::take(&mut *lock(&notes.told)).len();
    run_on(1, &notes);
    assert_eq!((run_on(1, &notes).0.len(), told(&notes)), (0, 0));
    notes.texts.insert("c.md".to_owned(), meeting("Ada Bernhardsen"));
    assert_eq!((run_on(1, &notes).0.len(), told(&notes)), (1, 2));
    assert_eq!((run_on(1, &notes).0.len(), told(&notes)), (0, 0));
    let person = "---\ntype: people\ntitle: Ada Bernhardsen\n---\n# Ada Bernhardsen\n";
    notes.texts.insert("Ada Bernhardsen.md".to_owned(), person.to_owned());
    notes.texts.insert("b.md".to_owned(), meeting("Ada Bernhartsen"));
    let (_, outcome) = run_on(1, &notes);
    assert_eq!((outcome.notes.len(), told(&notes)), (1, 2), "a guess");
    let (read, again) = run_on(1, &notes);
    assert_eq!((read.len(), told(&notes), again.notes), (0, 0, outcome.notes.clone()), "the guess is remembered");
    let (read, another_day) = run_on(2, &notes);
    assert_eq!((read, told(&notes), another_day.notes), (vec!["b.md".to_owned()], 4, outcome.notes));
}

#[test]
fn a_list_of_what_is_to_come_is_looked_at_again() {
    let list = "- 2025-12-05: [[K]] - x\n- 2025-12-10: [[A]] - x\n";
    let notes = Notes::of(&[("a.md", list), ("K.md", "k\n"), ("A.md", "a\n")]);
    assert!(run_on(1, &notes).1.notes.is_empty(), "two are an agenda");
    let (read, outcome) = run_on(5, &notes);
    assert_eq!((read, outcome.notes.len()), (vec!["a.md".to_owned()], 1), "one is not");
}
