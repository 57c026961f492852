//! `vaultlint explain RULE` and `vaultlint rules`.

use serde_json::{Value, json};

use super::args::ListFormat;
use super::error::CliError;
use super::exit::Exit;
use crate::diagnostic::Applicability;
use crate::output::Output;
use crate::rule::{PageExample, RulePage};
use crate::rules::{page, pages, suggest_rule};

/// The number of examples shown as text; the page and `--format json` have all of them.
const EXAMPLES_SHOWN: usize = 3;
/// The length in lines of the longest note that is shown as an example.
const LONGEST_EXAMPLE: usize = 25;

pub(super) fn explain(rule: &str, format: ListFormat, out: &mut Output) -> Result<Exit, CliError> {
    let name = rule.to_lowercase().replace(['_', ' '], "-");
    let Some(page) = page(&name) else {
        return Err(CliError::NoSuchRule { name: rule.to_owned(), help: suggest_rule(rule, [].into_iter()) });
    };
    if format == ListFormat::Json {
        let mut shown = summary_json(page);
        shown["explanation"] = page.prose().into();
        shown["examples"] = examples(page).iter().map(example_json).collect();
        shown["version"] = 1.into();
        return write_json(&shown, out);
    }
    writeln!(out, "{}\n", page.prose())?;
    write_examples(page, out)?;
    writeln!(out, "Severity: {}. Fix: {}. Reads: {}.", severity(page), fixes(page), required_data(page))?;
    Ok(Exit::Clean)
}

pub(super) fn rules(format: ListFormat, out: &mut Output) -> Result<Exit, CliError> {
    if format == ListFormat::Json {
        let rules: Vec<Value> = pages().iter().map(summary_json).collect();
        return write_json(&json!({"version": 1, "rules": rules}), out);
    }
    let width = pages().iter().map(|page| page.name.len()).max().unwrap_or(0);
    for page in pages() {
        writeln!(out, "{:width$}  {:7}  {:20}  {}", page.name, severity(page), fixes(page), page.summary)?;
    }
    Ok(Exit::Clean)
}

fn write_json(value: &Value, out: &mut Output) -> Result<Exit, CliError> {
    out.write_json(value)?;
    writeln!(out)?;
    Ok(Exit::Clean)
}

fn summary_json(page: &RulePage) -> Value {
    json!({
        "name": page.name,
        "summary": page.summary,
        "severity": severity(page),
        "fix": page.fix,
        "reads": required_data(page),
        "url": page.url(),
    })
}

fn example_json(example: &PageExample) -> Value {
    json!({
        "title": example.title,
        "path": example.note.path,
        "text": String::from_utf8_lossy(&example.note.bytes),
        "lines": example.lines.as_deref().unwrap_or_default(),
        "fixed": example.fixed,
        "fixed_unsafe": example.fixed_unsafe,
        "config": example.config,
    })
}

fn examples(page: &RulePage) -> Vec<PageExample> {
    page.examples().expect("the pages are compiled in and tested")
}

fn write_examples(page: &RulePage, out: &mut Output) -> Result<(), CliError> {
    let mut shown = 0;
    for example in examples(page) {
        let Ok(text) = std::str::from_utf8(&example.note.bytes) else { continue };
        let Some(lines) = example.lines.as_deref().filter(|lines| !lines.is_empty()) else { continue };
        if text.lines().count() > LONGEST_EXAMPLE || shown == EXAMPLES_SHOWN {
            continue;
        }
        if shown == 0 {
            writeln!(out, "## Examples\n")?;
        }
        shown += 1;
        let (noun, list) = (if lines.len() == 1 { "line" } else { "lines" }, list(lines));
        writeln!(out, "### {} ({noun} {list})\n", example.title)?;
        write_block(text, out)?;
        let (fixed, by) = match (&example.fixed, &example.fixed_unsafe) {
            (Some(fixed), _) => (fixed, "--fix"),
            (None, Some(fixed)) => (fixed, "--fix --unsafe-fixes"),
            (None, None) => continue,
        };
        writeln!(out, "After `{by}`:\n")?;
        write_block(fixed, out)?;
    }
    Ok(())
}

/// Writes `text` as an indented block.
fn write_block(text: &str, out: &mut Output) -> Result<(), CliError> {
    for line in text.lines() {
        writeln!(out, "{}", format!("    {}", crate::output::escape_line(line)).trim_end())?;
    }
    writeln!(out)?;
    Ok(())
}

fn list(lines: &[usize]) -> String {
    let mut lines: Vec<String> = lines.iter().map(usize::to_string).collect();
    lines.dedup();
    lines.join(", ")
}

fn severity(page: &RulePage) -> String {
    page.severity.map_or_else(|| "off".to_owned(), |severity| severity.to_string())
}

fn fixes(page: &RulePage) -> String {
    let words = page.fix.iter().map(|fix| match fix {
        Applicability::Safe => "safe",
        Applicability::Unsafe => "unsafe",
        Applicability::Manual => "manual",
    });
    let words: Vec<&str> = words.collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

fn required_data(page: &RulePage) -> &'static str {
    match page.required_data {
        crate::rule::RequiredData::Note => "the note",
        crate::rule::RequiredData::Paths => "the note and the paths of the vault",
        crate::rule::RequiredData::Links => "the note, the paths of the vault and links of other notes",
        crate::rule::RequiredData::Facts => "the note and what other notes say",
        crate::rule::RequiredData::Sketches => "the note and the texts of other notes of its day",
    }
}
