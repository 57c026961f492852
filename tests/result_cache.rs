//! A cached note is not read again as long as its entry is valid.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard};

use vaultlint::config::{ConfigSources, RuleSelection, Settings};
use vaultlint::diagnostic::Applicability;
use vaultlint::engine::{
    CachedNote, CachedVault, ContentId, FileStamp, FileVersion, FindingScope, NewEntry, NoteOutcome, NoteSource,
    Outcome, ResultCache, RunOptions, Unreadable, run,
};
use vaultlint::vault::{PackedFacts, QuestionHash};

/// What is known of a note.
#[derive(Clone)]
struct Stored {
    version: FileVersion,
    cached: CachedNote,
    outcome: Option<NoteOutcome>,
    questions: Option<Vec<QuestionHash>>,
    facts: PackedFacts,
}

/// What is known of a vault.
#[derive(Clone, Default)]
struct Known {
    notes: HashMap<String, Stored>,
    vault: Option<CachedVault>,
}

/// Notes in memory, and which of them were read.
#[derive(Default)]
struct Notes {
    texts: BTreeMap<String, String>,
    read: Mutex<Vec<String>>,
    /// What was known at the start of the run.
    old: Mutex<Known>,
    new: Mutex<Known>,
    /// Whose facts were asked for.
    facts_read: Mutex<Vec<String>>,
}

impl Notes {
    fn of(notes: &[(&str, &str)]) -> Self {
        let texts = notes.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Self { texts, ..Self::default() }
    }

    /// A text of another length is another stamp.
    fn stamp(&self, path: &str) -> FileStamp {
        FileStamp { size: self.texts[path].len() as u64, ..FileStamp::default() }
    }

    fn stored<T>(&self, path: &str, of: impl Fn(&Stored) -> Option<T>) -> Option<T> {
        of(lock(&self.old).notes.get(path)?)
    }

    fn change(&self, path: &str, change: impl FnOnce(&mut Stored)) {
        change(lock(&self.new).notes.get_mut(path).expect("it is known"));
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().expect("no test panics here")
}

fn content_id(bytes: &[u8]) -> ContentId {
    let sum = bytes.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
    let mut id = [0; 20];
    id[..8].copy_from_slice(&sum.to_le_bytes());
    id
}

impl NoteSource for Notes {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        lock(&self.read).push(path.to_owned());
        Ok(self.texts[path].clone().into_bytes())
    }
}

impl ResultCache for Notes {
    fn get(&self, path: &str, _: Option<ContentId>) -> (FileStamp, Option<CachedNote>) {
        let stamp = self.stamp(path);
        (stamp, self.stored(path, |note| (note.version.stamp == stamp).then(|| note.cached.clone())))
    }

    fn get_by_bytes(&self, path: &str, stamp: FileStamp, bytes: &[u8]) -> (FileVersion, Option<CachedNote>) {
        let version = FileVersion { stamp, content_id: content_id(bytes) };
        let is_same = |note: &Stored| note.version.content_id == version.content_id;
        let known = self.stored(path, |note| is_same(note).then(|| note.cached.clone()));
        if known.is_some() {
            self.change(path, |note| note.version = version);
        }
        (version, known)
    }

    fn outcome(&self, path: &str) -> Option<NoteOutcome> {
        self.stored(path, |note| note.outcome.clone())
    }

    fn facts(&self, path: &str) -> Option<PackedFacts> {
        let facts = self.stored(path, |note| Some(note.facts.clone()));
        lock(&self.facts_read).extend(facts.is_some().then(|| path.to_owned()));
        facts
    }

    fn questions(&self, path: &str) -> Option<Vec<QuestionHash>> {
        self.stored(path, |note| note.questions.clone())
    }

    fn has_entry(&self, path: &str) -> bool {
        lock(&self.old).notes.contains_key(path)
    }

    fn each_note(&self, visit: &mut dyn FnMut(&str)) {
        lock(&self.old).notes.keys().for_each(|path| visit(path));
    }

    fn vault(&self) -> Option<CachedVault> {
        lock(&self.old).vault.clone()
    }

    fn insert(&self, new: NewEntry<'_>) {
        let NewEntry { path, file, note_type, validity, outcome, questions, facts } = new;
        let mut all = lock(&self.new);
        let old = all.notes.get(path);
        let facts = facts.cloned().or_else(|| Some(old?.facts.clone())).expect("facts were given or known");
        let version = file.or_else(|| Some(old?.version)).expect("the version was given or known");
        let cached = CachedNote { note_type: note_type.map(str::to_owned), validity, is_clean: outcome.is_none() };
        let questions = questions.map(<[_]>::to_vec);
        all.notes.insert(path.to_owned(), Stored { version, cached, outcome: outcome.cloned(), questions, facts });
    }

    fn forget_result(&self, path: &str) {
        self.change(path, |note| (note.cached.validity, note.outcome, note.questions) = (None, None, None));
    }

    fn set_vault(&self, vault: CachedVault, notes: &[String]) {
        let mut all = lock(&self.new);
        all.vault = Some(vault);
        all.notes.retain(|path, _| notes.contains(path));
    }
}

/// Which notes a run on that day of December 2025 reads, and what it finds.
fn run_on(day: i8, notes: &Notes) -> (Vec<String>, Outcome) {
    run_with(day, notes, None)
}

fn run_with(day: i8, notes: &Notes, fix: Option<Applicability>) -> (Vec<String>, Outcome) {
    let sources = ConfigSources { config: None, names: None, read: &|_| None };
    let settings = Settings::load(&sources, &RuleSelection::default(), jiff::civil::date(2025, 12, day));
    let settings = settings.expect("the default pack loads");
    let paths: Vec<String> = notes.texts.keys().cloned().collect();
    let files = paths.clone();
    let outcome = run(RunOptions {
        settings: &settings,
        source: notes,
        files: Box::new(move || files.clone()),
        untracked: None,
        history: None,
        outer: None,
        notes: paths.clone(),
        linking: None,
        scope: paths,
        base: None,
        fix,
        finding_scope: FindingScope::All,
        cache: Some(notes),
        progress: &|| {},
    });
    *lock(&notes.old) = lock(&notes.new).clone();
    let mut read = std::mem::take(&mut *lock(&notes.read));
    read.sort();
    (read, outcome)
}

#[test]
fn clean_note_is_read_again_only_when_a_dependency_changes() {
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
fn note_with_a_future_day_is_read_each_day() {
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
fn facts_are_read_only_where_notes_depend_on_each_other() {
    let meeting = |who: &str| format!("---\ntype: meeting\nattendees: [{who}, Bo Falk]\n---\nMet.\n");
    let (one, other) = (meeting("Ada Bernhardsen"), meeting("Cy Dahl"));
    let mut notes = Notes::of(&[("a.md", &one), ("b.md", &other)]);
    let told = |notes: &Notes| std::mem::take(&mut *lock(&notes.facts_read)).len();
    run_on(1, &notes);
    assert_eq!((run_on(1, &notes).0.len(), told(&notes)), (0, 0));
    notes.texts.insert("c.md".to_owned(), meeting("Ada Bernhardsen"));
    assert_eq!((run_on(1, &notes).0.len(), told(&notes)), (1, 2));
    assert_eq!((run_on(1, &notes).0.len(), told(&notes)), (0, 0));
    let person = "---\ntype: people\ntitle: Ada Bernhardsen\n---\n# Ada Bernhardsen\n";
    notes.texts.insert("Ada Bernhardsen.md".to_owned(), person.to_owned());
    notes.texts.insert("b.md".to_owned(), meeting("Ada Bernhartsen"));
    let (_, outcome) = run_on(1, &notes);
    assert_eq!((outcome.notes.len(), told(&notes)), (1, 3), "a guess");
    let (read, again) = run_on(1, &notes);
    assert_eq!((read.len(), told(&notes), again.notes), (0, 0, outcome.notes.clone()), "the guess is remembered");
    let (read, another_day) = run_on(2, &notes);
    assert_eq!((read, told(&notes), another_day.notes), (vec!["b.md".to_owned()], 4, outcome.notes));
}

#[test]
fn list_with_a_future_day_is_checked_each_day() {
    let list = "- 2025-12-05: [[K]] - x\n- 2025-12-10: [[A]] - x\n";
    let notes = Notes::of(&[("a.md", list), ("K.md", "k\n"), ("A.md", "a\n")]);
    assert!(run_on(1, &notes).1.notes.is_empty(), "two are an agenda");
    let (read, outcome) = run_on(5, &notes);
    assert_eq!((read, outcome.notes.len()), (vec!["a.md".to_owned()], 1), "one is not");
}
