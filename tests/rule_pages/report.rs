//! What a rule says of a note, as a block `report` of its page has it.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use vaultlint::diagnostic::Applicability;
use vaultlint::engine::{Finding, Outcome};
use vaultlint::rule::RulePage;
use vaultlint::rules::pages;

use super::{run, sentences};

/// The folder of the pages.
pub(crate) fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("rules")
}

/// The findings of the page's rule, in order.
pub(crate) fn findings<'a>(page: &RulePage, outcome: &'a Outcome) -> Vec<&'a Finding> {
    let findings = outcome.notes.iter().flat_map(|note| &note.remaining);
    let mut findings: Vec<_> = findings.filter(|finding| finding.diagnostic.rule == page.name).collect();
    findings.sort_by_key(|finding| (finding.start.line, finding.start.column));
    findings
}

/// Each finding with its line, and below it what else is said: `5: the tag ...`, `   safe fix: remove ...`.
pub(crate) fn of(page: &RulePage, outcome: &Outcome) -> String {
    let mut report = String::new();
    for finding in findings(page, outcome) {
        let found = &finding.diagnostic;
        let mut say = |head: &str, text: &str| {
            let text = visible(text);
            writeln!(report, "{head}: {}", text.trim_end().replace('\n', "\n     ")).expect("a string takes all");
        };
        say(&finding.start.line.to_string(), &found.message);
        for (related, located) in found.related.iter().zip(&finding.related) {
            let line = located.place.map(|(start, _)| format!("line {}", start.line));
            let place = related.path.clone().into_iter().chain(line).collect::<Vec<_>>().join(", ");
            say(&format!("   see {place}"), &related.message);
        }
        if let Some(help) = &found.help {
            say("   help", help);
        }
        if let Some(fix) = &found.fix {
            let kind = match fix.applicability {
                Applicability::Safe => "   safe fix",
                Applicability::Unsafe => "   unsafe fix",
                Applicability::Manual => "   manual fix",
            };
            say(kind, &fix.title);
        }
    }
    report
}

/// `text` with `\u{...}` for characters that nobody sees.
fn visible(text: &str) -> String {
    let is_hidden = |c: char| {
        let is_mark = matches!(c, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}');
        (c.is_control() && c != '\n') || is_mark || matches!(c, '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    let mut shown = String::new();
    for c in text.chars() {
        if is_hidden(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

/// Writes the reports of all pages: those that are there, those of `bad` notes without `lines`, and the first that says a
/// sentence which no report has.
pub(crate) fn update() {
    let mut open = sentences::unreported();
    for page in pages() {
        let mut text = page.text.clone();
        let examples = page.examples().unwrap_or_else(|error| panic!("rules/{}.md: {error}", page.name));
        let mut changes = Vec::new();
        for example in examples.iter().filter(|example| example.lines.is_some()) {
            let report = of(page, &run::outcome(page, example, &example.note.bytes, None));
            let known = open.len();
            open.retain(|sentence| !sentence.is_for(page) || !sentence.is_in(&report));
            if example.report.is_some() || example.lines == Some(Vec::new()) || open.len() < known {
                changes.push((example.report_at.clone(), format!("````text report\n{report}````\n")));
            }
        }
        for (place, report) in changes.into_iter().rev() {
            text.replace_range(place, &report);
        }
        if text != page.text {
            let path = folder().join(format!("{}.md", page.name));
            let old = fs::read_to_string(&path).expect("each page is a file");
            let header = old.strip_suffix(&page.text).expect("the page did not change since it was compiled in");
            fs::write(&path, format!("{header}{text}")).expect("pages can be written");
            println!("wrote rules/{}.md", page.name);
        }
    }
    for sentence in open {
        println!("no example says {sentence}");
    }
}
