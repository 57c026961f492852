//! Compares `needs` in the header of a page with what its rule asks of the vault in the examples.
//!
//! A rule that needs more than its page says would not get it, and then finds nothing; one that needs less makes every run
//! read more than it must.

use libtest_mimic::Failed;
use vaultlint::diagnostic::Applicability;
use vaultlint::engine::{FindingScope, FixOptions, check_note, read_facts};
use vaultlint::note::Note;
use vaultlint::rule::{PageExample, RequiredData, RulePage};
use vaultlint::vault::{Dependencies, Dependency, track};

use super::example::{ExampleNotes, history, settings};

/// What each kind of data is called in `needs`. History is in none: it is read on demand.
const ASKED: [(Dependency, RequiredData); 4] = [
    (Dependency::Paths, RequiredData::Paths),
    (Dependency::Links, RequiredData::Links),
    (Dependency::Facts, RequiredData::Facts),
    (Dependency::Sketches, RequiredData::Sketches),
];

/// The most that is among `dependencies`.
fn most_of(dependencies: Dependencies) -> RequiredData {
    let asked = ASKED.iter().filter(|(dependency, _)| dependencies.contains(*dependency));
    asked.map(|(_, data)| *data).max().unwrap_or(RequiredData::Note)
}

/// No example asks for more than the page says, and the check of at least one asks for that much.
pub(crate) fn are_asked_for(page: &RulePage) -> Result<(), Failed> {
    let needs = page.required_data;
    let mut most = RequiredData::Note;
    let mut wrong = Vec::new();
    for example in page.examples()? {
        let [first, then] = dependencies(page, &example).map(most_of);
        let asked = first.max(then);
        if asked > needs {
            wrong.push(format!("`needs` is {needs:?}, but `{}` asks for {asked:?}", example.title));
        }
        most = most.max(then);
    }
    if most < needs {
        wrong.push(format!("`needs` is {needs:?}, but no example asks for more than {most:?}"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("rules/{}.md\n{}", page.name, wrong.join("\n")).into()) }
}

/// What the rule asks of the vault before notes are checked, and while it checks and fixes the note of `example`.
fn dependencies(page: &RulePage, example: &PageExample) -> [Dependencies; 2] {
    let settings = settings(example, vec![page.name.clone()]);
    let notes = ExampleNotes::new(example, &example.note.bytes, example.previous.clone().map(String::into_bytes));
    let vault = read_facts(&settings, &notes, notes.files(), &notes.notes()).with_history(Some(history(example)));
    let path = &example.note.path;
    let Ok(note) = Note::from_bytes(path.as_str(), example.note.bytes.clone()) else { return Default::default() };
    let note = note.with_template(settings.is_template(path));
    let note = match &example.previous {
        Some(text) => note.with_bases(vec![text.clone()]),
        None => note,
    };
    let options = FixOptions { min_applicability: Applicability::Unsafe, finding_scope: FindingScope::All };
    let ask_first = || {
        for rule in settings.rules() {
            rule.rule.precompute(&vault);
            rule.rule.depends_on_other_notes(path, &vault);
        }
    };
    let ((), first) = track(ask_first);
    let (_, then) = track(|| check_note(note, &vault, &settings, Some(options)));
    [first, then]
}
