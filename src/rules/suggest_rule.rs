//! Suggestions for unknown rule names.

use super::pages;
use crate::text::probable;

/// Common guesses, and the rules they mean.
const RULE_SYNONYMS: &[(&str, &str)] = &[
    ("encoding", "mojibake"),
    ("utf8", "invalid-utf8"),
    ("utf-8", "invalid-utf8"),
    ("bom", "byte-order-mark"),
    ("frontmatter", "invalid-frontmatter"),
    ("yaml", "invalid-frontmatter"),
    ("schema", "frontmatter-schema"),
    ("properties", "frontmatter-schema"),
    ("tags", "tag-form"),
    ("duplicates", "duplicate-entry"),
    ("dates", "entry-date"),
    ("name", "name-variant"),
    ("names", "name-variant"),
    ("people", "name-variant"),
    ("links", "broken-link"),
    ("dead-link", "broken-link"),
    ("dead-links", "broken-link"),
    ("headings", "broken-heading"),
    ("sections", "required-section"),
    ("title", "title-mismatch"),
    ("merge-conflict", "merge-conflict-marker"),
];

/// Returns the hint after "unknown rule `NAME`". `own` are the names of the vault's custom rules.
pub fn suggest_rule<'a>(name: &str, own: impl Iterator<Item = &'a str> + Clone) -> String {
    let word = name.to_lowercase().replace(['_', ' '], "-");
    let known = || pages().iter().map(|page| page.name.as_str()).chain(own.clone());
    let meant = || RULE_SYNONYMS.iter().find(|(other, _)| *other == word).map(|(_, meant)| *meant);
    if let Some(meant) = probable(name, known()).or_else(meant) {
        return format!("did you mean `{meant}`?");
    }
    if is_of_markdownlint(&word) {
        return "that is a markdownlint rule; `vaultlint rules` lists the rules of vaultlint".to_owned();
    }
    if matches!(word.as_str(), "all" | "*" | "any" | "everything") {
        return "name rules one by one, or enable all of them with `extends: [strict]` in .vaultlint.yaml".to_owned();
    }
    "`vaultlint rules` lists them".to_owned()
}

/// Returns true for a markdownlint rule id such as `md013`.
fn is_of_markdownlint(word: &str) -> bool {
    word.strip_prefix("md").is_some_and(|digits| digits.len() == 3 && digits.bytes().all(|byte| byte.is_ascii_digit()))
}
