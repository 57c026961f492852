//! What is remembered of a note is enough not to read it again, as long as it holds.

use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;

use vaultlint::config::{Selection, Settings, Sources};
use vaultlint::engine::{Counts, Job, Known, Memory, Outcome, Stamp, Texts, Unreadable, run};

/// What is known of a text under a stamp.
type Remembered = (Stamp, Vec<u8>, Known);

/// Notes in memory, and which of them were read.
#[derive(Default)]
struct Notes {
    texts: BTreeMap<String, String>,
    read: Mutex<Vec<String>>,
    known: Mutex<HashMap<String, Remembered>>,
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
}

impl Texts for Notes {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.read.lock().expect("no test panics here").push(path.to_owned());
        Ok(self.texts[path].clone().into_bytes())
    }
}

impl Memory for Notes {
    fn look(&self, path: &str) -> (Stamp, Option<Known>) {
        let stamp = self.stamp(path);
        let known = self.known.lock().expect("no test panics here");
        (stamp, known.get(path).filter(|(then, ..)| *then == stamp).map(|(.., known)| known.clone()))
    }

    fn of_content(&self, path: &str, bytes: &[u8]) -> Option<Known> {
        let known = self.known.lock().expect("no test panics here");
        known.get(path).filter(|(_, then, _)| then == bytes).map(|(.., known)| known.clone())
    }

    fn learn(&self, path: &str, stamp: Stamp, bytes: &[u8], known: &Known) {
        let mut all = self.known.lock().expect("no test panics here");
        all.insert(path.to_owned(), (stamp, bytes.to_vec(), known.clone()));
    }
}

/// Which notes a run on that day of December 2025 reads, and what it finds.
fn run_on(day: i8, notes: &Notes) -> (Vec<String>, Outcome) {
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
        scope: paths,
        fix: None,
        counts: Counts::All,
        memory: Some(notes),
        progress: &|| {},
    });
    let mut read = std::mem::take(&mut *notes.read.lock().expect("no test panics here"));
    read.sort();
    (read, outcome)
}

#[test]
fn a_quiet_note_is_read_once_a_day_and_when_what_it_asked_for_changes() {
    let query = "```tasks\npath includes Meetings\n```\n";
    let mut notes = Notes::of(&[("Meetings/a.md", "Quiet.\n"), ("asks.md", query), ("loud.md", "It wonâ€™t do.\n")]);
    assert_eq!(run_on(1, &notes).0, ["Meetings/a.md", "asks.md", "loud.md"]);
    assert_eq!(run_on(1, &notes).0, ["loud.md"]);
    notes.texts.insert("new.md".to_owned(), "New.\n".to_owned());
    assert_eq!(run_on(1, &notes).0, ["asks.md", "loud.md", "new.md"], "there are other paths");
    assert_eq!(run_on(1, &notes).0, ["loud.md"]);
    assert_eq!(run_on(2, &notes).0.len(), 4, "another day");
    assert_eq!(run_on(2, &notes).0, ["loud.md"]);
    notes.texts.insert("new.md".to_owned(), "New, and wonâ€™t do.\n".to_owned());
    let (read, outcome) = run_on(2, &notes);
    assert_eq!(read, ["loud.md", "new.md"]);
    assert_eq!(outcome.notes.len(), 2);
}
