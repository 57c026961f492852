//! The examples of the rules' pages, each a test of its own: `cargo test --test rule_pages duplicate-tag` runs those of one
//! page, `cargo test --test rule_pages "duplicate-tag::twice in brackets"` one of them.
//!
//! A note that a page calls bad is found on the lines that it names, with what its report says; what it calls fixed comes
//! out; what it calls good is silent. Fixes settle, and settle again to the same. Each sentence in a rule's source is in a
//! report. What a rule asks of the vault is what its page says that it needs. `UPDATE_PAGES=1 cargo test --test rule_pages` writes the reports, for review.

#[path = "../support/example.rs"]
mod example;
mod needs;
mod report;
mod run;
mod sentences;

use std::collections::HashSet;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use vaultlint::diagnostic::Applicability;
use vaultlint::rule::{PageExample, RulePage};
use vaultlint::rules::pages;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    if std::env::var_os("UPDATE_PAGES").is_some() {
        report::update();
        return ExitCode::SUCCESS;
    }
    let mut trials = vec![Trial::test("every page is that of a rule in the list", every_page_is_listed)];
    for page in pages() {
        trials.extend(trials_of(page));
    }
    trials.push(Trial::test("each sentence that rules share is in a report", sentences::shared_are_reported));
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn trials_of(page: &'static RulePage) -> Vec<Trial> {
    let name = |what: &str| format!("{}::{what}", page.name);
    let examples = match page.examples() {
        Ok(examples) => examples,
        Err(error) => return vec![Trial::test(name("the page can be read"), move || Err(error.into()))],
    };
    let mut trials = vec![
        Trial::test(name("has an example of each kind"), || has_each_kind(page)),
        Trial::test(name("needs what its examples ask of the vault"), || needs::are_asked_for(page)),
        Trial::test(name("each sentence is in a report"), || sentences::are_reported(page)),
    ];
    trials.extend(examples.into_iter().map(|example| {
        let title = name(&example.title);
        Trial::test(title, move || run::check(page, &example))
    }));
    trials
}

/// A good note, a bad note, and one for each kind of fix that the header declares; no two of one title.
fn has_each_kind(page: &RulePage) -> Result<(), Failed> {
    let examples = page.examples()?;
    let has = |test: &dyn Fn(&PageExample) -> bool| examples.iter().any(test);
    let mut lacks = Vec::new();
    if !has(&|example| example.lines.is_none()) {
        lacks.push("no example is `good`".to_owned());
    }
    if !has(&|example| example.lines.is_some()) {
        lacks.push("no example is `bad`".to_owned());
    }
    for kind in &page.fix {
        let is_shown = match kind {
            Applicability::Safe => has(&|example| example.fixed.is_some()),
            Applicability::Unsafe => has(&|example| example.fixed_unsafe.is_some()),
            Applicability::Manual => has(&|example| example.lines.is_some() && example.fixed.is_none()),
        };
        if !is_shown {
            lacks.push(format!("no example shows a fix of the kind {kind:?}"));
        }
    }
    let mut titles = HashSet::new();
    let again = examples.iter().filter(|example| !titles.insert(&example.title));
    lacks.extend(again.map(|example| format!("two examples are called `{}`", example.title)));
    if lacks.is_empty() { Ok(()) } else { Err(lacks.join("\n").into()) }
}

fn every_page_is_listed() -> Result<(), Failed> {
    for entry in std::fs::read_dir(report::folder())? {
        let name = entry?.file_name().into_string().expect("the names of pages are UTF-8");
        if let Some(rule) = name.strip_suffix(".md")
            && !pages().iter().any(|page| page.name == rule)
        {
            return Err(format!("rules/{name} is in no line of src/rules.rs").into());
        }
    }
    Ok(())
}
