//! SARIF descriptors of the rules, made from their pages.

use serde_json::{Value, json};

use super::level;
use crate::diagnostic::{Applicability, Severity};
use crate::rule::RulePage;
use crate::rules::pages;

/// Returns the descriptors of all rules, in order. Rules without findings are included, so that a finding that is gone
/// counts as fixed.
pub(super) fn descriptors() -> Vec<Value> {
    pages().iter().map(descriptor).collect()
}

fn descriptor(page: &RulePage) -> Value {
    let words = page.prose().split_once('\n').map_or("", |(_, words)| words.trim_start());
    let configuration = match page.severity {
        Some(severity) => json!({"enabled": true, "level": level(severity)}),
        None => json!({"enabled": false}),
    };
    let mut descriptor = json!({
        "id": page.name,
        "shortDescription": {"text": page.summary},
        "fullDescription": {"text": first_paragraph(words)},
        "help": {"text": words, "markdown": words},
        "helpUri": page.url(),
        "defaultConfiguration": configuration,
        "properties": properties(page),
    });
    // SARIF does not want a name that repeats the id.
    let name = pascal(&page.name);
    if !name.eq_ignore_ascii_case(&page.name) {
        descriptor["name"] = json!(name);
    }
    descriptor
}

/// Returns the properties of a rule. GitHub sorts rules that are not about security by `problem.severity`.
fn properties(page: &RulePage) -> Value {
    let mut tags = vec!["markdown"];
    if page.fix.iter().any(|&fix| fix > Applicability::Manual) {
        tags.push("fixable");
    }
    match page.severity {
        Some(severity) => json!({"tags": tags, "problem.severity": urgency(severity)}),
        None => json!({"tags": tags}),
    }
}

fn urgency(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "recommendation",
    }
}

fn first_paragraph(words: &str) -> String {
    words.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Converts `duplicate-entry` to `DuplicateEntry`.
fn pascal(name: &str) -> String {
    let capital = |part: &str| part.chars().next().map(|c| c.to_ascii_uppercase()).into_iter().collect::<String>();
    name.split('-').map(|part| capital(part) + part.get(1..).unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::page;

    #[test]
    fn every_description_has_words_and_fits_into_what_github_shows() {
        for page in pages() {
            let rule = descriptor(page);
            for part in ["shortDescription", "fullDescription"] {
                let text = rule[part]["text"].as_str().unwrap();
                assert!(!text.is_empty() && text.chars().count() <= 1024, "{}: {part}", page.name);
            }
            let help = rule["help"]["markdown"].as_str().unwrap();
            assert!(
                help.contains("## Fix") && !help.contains("## Examples") && !help.starts_with('#'),
                "{}",
                page.name
            );
        }
    }

    #[test]
    fn a_name_differs_from_the_id() {
        assert_eq!(descriptor(page("invalid-utf8").unwrap())["name"], "InvalidUtf8");
        assert_eq!(descriptor(page("mojibake").unwrap()).get("name"), None);
    }
}
