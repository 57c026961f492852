//! Every rule's page is run: what it calls bad is found on the lines it names, what it calls fixed comes out, what it
//! calls good is silent. Fixes settle, and settle again to the same.

use std::collections::HashMap;

use vaultlint::config::{Selection, Settings, Sources, TextFile};
use vaultlint::diagnostic::Applicability;
use vaultlint::engine::{Counts, Job, Outcome, Texts, Unreadable, run};
use vaultlint::rule::{Example, Page};
use vaultlint::rules::pages;
use vaultlint::vault::History;

struct Memory {
    texts: HashMap<String, Vec<u8>>,
    previous: Option<String>,
}

impl Texts for Memory {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        self.texts.get(path).cloned().ok_or_else(|| std::io::Error::from(std::io::ErrorKind::NotFound).into())
    }

    fn previous(&self, _: &str) -> Option<Vec<Vec<u8>>> {
        self.previous.clone().map(|text| vec![text.into_bytes()])
    }
}

fn text_file(path: &str, text: &str) -> TextFile {
    TextFile { path: path.to_owned(), text: text.to_owned() }
}

fn outcome(page: &Page, example: &Example, bytes: &[u8], fix: Option<Applicability>) -> Outcome {
    let read = |path: &str| {
        let file = example.files.iter().find(|file| file.path == path)?;
        String::from_utf8(file.bytes.clone()).ok()
    };
    let sources = Sources {
        config: example.config.as_deref().map(|text| text_file(".vaultlint.yaml", text)),
        names: example.names.as_deref().map(|text| text_file(".vaultlint-names.yaml", text)),
        read: &read,
    };
    let select = match page.name.as_str() {
        "unused-allow" => Vec::new(),
        name => vec![name.to_owned(), "unused-allow".to_owned()],
    };
    let today = jiff::civil::date(2026, 1, 15);
    let settings = Settings::load(&sources, &Selection { select, ignore: Vec::new() }, today)
        .unwrap_or_else(|error| panic!("{} / {}: {error}", page.name, example.title));
    let mut texts: HashMap<_, _> = example.files.iter().map(|file| (file.path.clone(), file.bytes.clone())).collect();
    texts.insert(example.note.path.clone(), bytes.to_vec());
    let files: Vec<String> = texts.keys().cloned().collect();
    let notes = files.iter().filter(|path| path.ends_with(".md")).cloned().collect();
    let texts = Memory { texts, previous: example.previous.clone() };
    let scope = vec![example.note.path.clone()];
    let counts = Counts::All;
    let history =
        History { renames: example.renames.clone(), first_days: example.first_days.iter().cloned().collect() };
    run(Job {
        settings: &settings,
        texts: &texts,
        files: Box::new(move || files.clone()),
        rest: None,
        history: Some(Box::new(move || history.clone())),
        notes,
        scope,
        fix,
        counts,
        memory: None,
        progress: &|| {},
    })
}

fn lines(page: &Page, outcome: &Outcome) -> Vec<usize> {
    let findings = outcome.notes.iter().flat_map(|note| &note.left);
    let mut lines: Vec<usize> =
        findings.filter(|finding| finding.diagnostic.rule == page.name).map(|finding| finding.start.line).collect();
    lines.sort_unstable();
    lines
}

fn fixed(page: &Page, example: &Example, bytes: &[u8], least: Applicability) -> Vec<u8> {
    let outcome = outcome(page, example, bytes, Some(least));
    let bugs: Vec<_> = outcome.notes.iter().flat_map(|note| &note.bugs).collect();
    assert!(bugs.is_empty(), "{} / {}: {bugs:?}", page.name, example.title);
    let change = outcome.notes.into_iter().find_map(|note| note.change);
    change.map_or_else(|| bytes.to_vec(), |change| change.after().into_bytes())
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The complaints about one case; empty where the rule does what its page says.
fn complaints(page: &Page, example: &Example) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut expect = |what: &str, found: String, wanted: String| {
        if found != wanted {
            complaints
                .push(format!("{} / {}: {what}\n--- found\n{found}\n--- wanted\n{wanted}", page.name, example.title));
        }
    };
    let bytes = &example.note.bytes;
    let found = outcome(page, example, bytes, None);
    expect(
        "lines of the findings",
        format!("{:?}", lines(page, &found)),
        format!("{:?}", example.lines.clone().unwrap_or_default()),
    );
    let needless =
        found.notes.iter().flat_map(|note| &note.left).filter(|finding| finding.diagnostic.rule == "unused-allow");
    if page.name != "unused-allow" {
        expect("silencers that silence nothing", needless.count().to_string(), "0".to_owned());
    }
    let safe = fixed(page, example, bytes, Applicability::Safe);
    let wanted_safe = example.fixed.as_ref().map_or(bytes.as_slice(), |text| text.as_bytes());
    expect("after safe fixes", shown(&safe), shown(wanted_safe));
    let all = fixed(page, example, bytes, Applicability::Unsafe);
    let wanted_all = example.fixed_unsafe.as_ref().map_or(wanted_safe, |text| text.as_bytes());
    expect("after unsafe fixes", shown(&all), shown(wanted_all));
    expect("safe fixes, twice", shown(&fixed(page, example, &safe, Applicability::Safe)), shown(&safe));
    expect("unsafe fixes, twice", shown(&fixed(page, example, &all, Applicability::Unsafe)), shown(&all));
    complaints
}

#[test]
fn every_page_says_what_its_rule_does() {
    let mut complaints_found = Vec::new();
    for page in pages() {
        for example in page.examples().unwrap_or_else(|error| panic!("{}: {error}", page.name)) {
            complaints_found.extend(complaints(page, &example));
        }
    }
    assert!(complaints_found.is_empty(), "{} complaints\n\n{}", complaints_found.len(), complaints_found.join("\n\n"));
}

#[test]
fn every_kind_of_fix_has_a_case_and_every_rule_a_good_note() {
    for page in pages() {
        let examples = page.examples().unwrap();
        let has = |test: &dyn Fn(&Example) -> bool| examples.iter().any(test);
        assert!(has(&|example| example.lines.is_none()), "{}: no good note", page.name);
        assert!(has(&|example| example.lines.is_some()), "{}: no bad note", page.name);
        for kind in &page.fix {
            let shown = match kind {
                Applicability::Safe => has(&|example| example.fixed.is_some()),
                Applicability::Unsafe => has(&|example| example.fixed_unsafe.is_some()),
                Applicability::Manual => has(&|example| example.lines.is_some() && example.fixed.is_none()),
            };
            assert!(shown, "{}: no case for {kind:?}", page.name);
        }
    }
}
