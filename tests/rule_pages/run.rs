//! Runs an example of a page and compares what comes out with what the page says.

use libtest_mimic::Failed;
use similar::TextDiff;
use vaultlint::diagnostic::Applicability;
use vaultlint::engine::Outcome;
use vaultlint::rule::{PageExample, RulePage};

use super::example::run_example;
use super::report;

/// What the rule and `unused-allow` do with the note of `example`, whose bytes are `bytes`.
pub(crate) fn outcome(page: &RulePage, example: &PageExample, bytes: &[u8], fix: Option<Applicability>) -> Outcome {
    let select = match page.name.as_str() {
        "unused-allow" => Vec::new(),
        name => vec![name.to_owned(), "unused-allow".to_owned()],
    };
    run_example(example, bytes, example.previous.clone().map(String::into_bytes), select, fix)
}

fn fixed(page: &RulePage, example: &PageExample, bytes: &[u8], least: Applicability) -> Result<String, Failed> {
    let outcome = outcome(page, example, bytes, Some(least));
    if let Some(bug) = outcome.notes.iter().flat_map(|note| &note.bugs).next() {
        return Err(format!("a bug of the engine or the rule: {bug:?}").into());
    }
    let change = outcome.notes.into_iter().find_map(|note| note.change);
    let bytes = change.map_or_else(|| bytes.to_vec(), |change| change.after().into_bytes());
    Ok(shown(&bytes))
}

/// The lines, with what an editor hides of them.
fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\r', "\\r")
}

/// Runs `example` and fails with a diff for each thing that is not as its page says.
pub(crate) fn check(page: &RulePage, example: &PageExample) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    let mut expect = |what: &str, page_says: &str, found: &str| {
        if page_says != found {
            let diff = TextDiff::from_lines(page_says, found);
            let diff = diff.unified_diff().header("the page", "the rule").to_string();
            wrong.push(format!("{what}:\n{diff}"));
        }
    };
    let bytes = &example.note.bytes;
    let found = outcome(page, example, bytes, None);
    let numbers = |lines: &[usize]| lines.iter().map(|line| format!("{line}\n")).collect::<String>();
    let lines: Vec<usize> = report::findings(page, &found).iter().map(|finding| finding.start.line).collect();
    expect("lines of the findings", &numbers(example.lines.as_deref().unwrap_or_default()), &numbers(&lines));
    if let Some(written) = &example.report {
        expect("report (UPDATE_PAGES=1 writes it)", written, &report::of(page, &found));
    }
    let silencers = found.notes.iter().flat_map(|note| &note.remaining);
    let needless = silencers.filter(|finding| finding.diagnostic.rule == "unused-allow").count();
    if page.name != "unused-allow" {
        expect("comments `allow` that silence nothing", "0", &needless.to_string());
    }
    let safe = fixed(page, example, bytes, Applicability::Safe)?;
    let page_safe = example.fixed.as_ref().map_or(bytes.as_slice(), |text| text.as_bytes());
    expect("after safe fixes", &shown(page_safe), &safe);
    let all = fixed(page, example, bytes, Applicability::Unsafe)?;
    let page_all = example.fixed_unsafe.as_ref().map_or(page_safe, |text| text.as_bytes());
    expect("after unsafe fixes", &shown(page_all), &all);
    expect("safe fixes, once more", &safe, &fixed(page, example, page_safe, Applicability::Safe)?);
    expect("unsafe fixes, once more", &all, &fixed(page, example, page_all, Applicability::Unsafe)?);
    if wrong.is_empty() { Ok(()) } else { Err(format!("rules/{}.md\n{}", page.name, wrong.join("\n")).into()) }
}
