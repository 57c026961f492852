//! `vaultlint explain RULE` and `vaultlint rules`.

use super::Exit;
use super::error::Failure;
use crate::diagnostic::Applicability;
use crate::output::Output;
use crate::rule::Page;
use crate::rules::{page, pages, rule_hint};

pub(super) fn explain(rule: &str, out: &mut Output) -> Result<Exit, Failure> {
    let name = rule.to_lowercase().replace(['_', ' '], "-");
    let Some(page) = page(&name) else {
        return Err(Failure::NoSuchRule { name: rule.to_owned(), help: rule_hint(rule, [].into_iter()) });
    };
    writeln!(out, "{}\n", page.prose())?;
    writeln!(out, "Severity: {}. Fix: {}. Reads: {}.", severity(page), fixes(page), reads(page))?;
    Ok(Exit::Clean)
}

pub(super) fn rules(out: &mut Output) -> Result<Exit, Failure> {
    let width = pages().iter().map(|page| page.name.len()).max().unwrap_or(0);
    for page in pages() {
        writeln!(out, "{:width$}  {:7}  {:20}  {}", page.name, severity(page), fixes(page), page.summary)?;
    }
    Ok(Exit::Clean)
}

fn severity(page: &Page) -> String {
    page.severity.map_or_else(|| "off".to_owned(), |severity| severity.to_string())
}

fn fixes(page: &Page) -> String {
    let words = page.fix.iter().map(|fix| match fix {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::Manual => "manual",
    });
    let words: Vec<&str> = words.collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

fn reads(page: &Page) -> &'static str {
    match page.needs {
        crate::rule::Needs::Note => "the note",
        crate::rule::Needs::Paths => "the note and the paths of the vault",
        crate::rule::Needs::Links => "the note, the paths of the vault and links of other notes",
        crate::rule::Needs::Facts => "the note and what other notes say",
        crate::rule::Needs::Sketches => "the note and the texts of other notes of its day",
    }
}
