//! Messages and suggestions for invalid keys and values of a config file.

use serde_json::Value;

use super::{CONFIG_FILE, NAMES_FILE};
use crate::rule::{ValueError, ValueErrorKind};
use crate::rules::page;
use crate::text::probable;

/// Maximum number of characters of a value that a message quotes.
const MAX_SHOWN_CHARS: usize = 40;

/// Other words for keys, and the keys they probably mean, if the mapping has such a key.
const KEY_SYNONYMS: &[(&str, &str)] = &[
    ("ignore", "exclude"),
    ("ignores", "exclude"),
    ("ignored", "exclude"),
    ("ignore-files", "exclude"),
    ("excluded", "exclude"),
    ("skip", "exclude"),
    ("inherit", "extends"),
    ("inherits", "extends"),
    ("preset", "extends"),
    ("presets", "extends"),
    ("pack", "extends"),
    ("packs", "extends"),
    ("git-hook", "hook"),
    ("pre-commit", "hook"),
    ("note-types", "types"),
    ("schemas", "types"),
    ("version", "required-version"),
    ("template-folder", "templates"),
    ("auto-fix", "fix"),
    ("autofix", "fix"),
    ("regex", "pattern"),
    ("regexp", "pattern"),
    ("find", "pattern"),
    ("text", "message"),
    ("msg", "message"),
    ("description", "message"),
    ("replacement", "replace"),
    ("replace-with", "replace"),
    ("substitute", "replace"),
    ("level", "severity"),
    ("case-insensitive", "ignore-case"),
    ("in", "where"),
    ("match", "only"),
    ("paths", "only"),
    ("folder", "path"),
    ("folders", "path"),
    ("files", "path"),
    ("glob", "path"),
    ("globs", "path"),
    ("properties", "schema"),
    ("headings", "sections"),
    ("path", "match"),
    ("correct", "name"),
    ("right", "name"),
    ("canonical", "name"),
    ("variants", "wrong"),
    ("misspellings", "wrong"),
    ("alias", "also"),
    ("aliases", "also"),
    ("glob", "in"),
    ("where", "in"),
];

/// Keys that belong elsewhere in the config file, and where.
const MISPLACED_KEYS: &[(&str, &str)] = &[
    ("fix", "hook: {fix: true}"),
    ("on-fix", "hook: {on-fix: continue}"),
    ("unattended", "hook: {unattended: pass}"),
    ("leave", "names: {leave: [\"Sources/**\"]}"),
    ("match", "types: {NAME: {match: {type: NAME}}}"),
    ("sections", "types: {NAME: {sections: [HEADING]}}"),
    ("schema", "types: {NAME: {schema: {properties: {KEY: {type: integer}}}}}"),
    ("pattern", "custom: {NAME: {pattern: REGEX, message: TEXT}}"),
    ("severity", "rules: {RULE: {severity: warning}}"),
];

/// Keys by which other linters turn rules on and off.
const RULE_SWITCHES: &[&str] =
    &["select", "enable", "enabled", "disable", "disabled", "off", "warn", "error", "default"];
/// Command-line options that users write as keys.
const COMMAND_LINE_OPTIONS: &[&str] =
    &["fail-on", "format", "color", "quiet", "verbose", "no-cache", "vault", "statistics"];

/// Examples of mappings and lists, by key.
const EXAMPLES: &[(&str, &str)] = &[
    ("rules", "rules: {mojibake: off}"),
    ("types", "types: {recipe: {match: {type: recipe}}}"),
    ("custom", "custom: {NAME: {pattern: REGEX, message: TEXT}}"),
    ("names", "names: {leave: [\"Sources/**\"]}"),
    ("hook", "hook: {fix: true}"),
    ("generated", "generated: {tag: generated}"),
    ("match", "match: {type: recipe}"),
    ("only", "only: {path: \"Books/**\"}"),
    ("people", "people: [{name: RIGHT, wrong: [FORM]}]"),
    ("distinct", "distinct: [[NAME, OTHER]]"),
    ("scoped", "scoped: [{wrong: FORM, name: RIGHT, in: GLOB}]"),
];

/// Returns the message for `error`, and a suggestion. `written` is the value at the end of the error's path.
pub(super) fn advice(error: &ValueError, written: &Value) -> (String, Option<String>) {
    let path = &error.path;
    let named = path.iter().rev().find(|step| step.parse::<usize>().is_err());
    let name = named.map_or("the file", String::as_str);
    let is_item = path.last().is_some_and(|last| last.parse::<usize>().is_ok());
    match &error.kind {
        ValueErrorKind::UnknownKey { key, known } => {
            let outer = &path[..path.len().saturating_sub(1)];
            (format!("unknown key `{}`", shown(key)), Some(suggest_key(key, outer, known)))
        }
        ValueErrorKind::UnknownWord { known, .. } if known.contains(&"warning") => severity(written, known),
        ValueErrorKind::WrongKind { expected } if expected.contains("severity") => {
            severity(written, &["off", "info", "warning", "error"])
        }
        ValueErrorKind::UnknownWord { known, .. } => {
            let near = probable(written.as_str().unwrap_or_default(), known.iter().copied());
            let help = near.map_or_else(|| format!("valid values: {}", listed(known)), did_you_mean);
            (format!("`{}` is not a valid value of `{name}`", value(written)), Some(help))
        }
        ValueErrorKind::MissingKey(key) => {
            let owner = if is_item { format!("an item of `{name}`") } else { format!("`{name}`") };
            (format!("`{key}` is missing in {owner}"), example(if is_item { name } else { "custom" }))
        }
        ValueErrorKind::WrongKind { expected } => {
            let what = if is_item {
                format!("an item of `{name}`")
            } else if named.is_some() {
                format!("`{name}`")
            } else {
                name.to_owned()
            };
            let message = format!("{what} must be {expected}, not {}", kind(written));
            (message, suggest_value(path, name, expected, written))
        }
        ValueErrorKind::Other(message) => (message.clone(), None),
    }
}

fn suggest_key(key: &str, outer: &[String], known: &[&str]) -> String {
    let word = key.to_lowercase().replace(['_', ' '], "-");
    let valid_keys = || format!("valid keys: {}", listed(known));
    if let Some(near) = probable(key, known.iter().copied()) {
        return did_you_mean(near);
    }
    if outer.is_empty() && known.contains(&"rules") {
        if let Some(page) = page(&word) {
            return format!("rules belong under `rules`: `rules: {{{}: warning}}`", page.name);
        }
        if RULE_SWITCHES.contains(&word.as_str()) {
            return "rules are turned on and off under `rules`: `rules: {mojibake: off}`".to_owned();
        }
        if COMMAND_LINE_OPTIONS.contains(&word.as_str()) {
            return format!("use the command-line option `--{word}`");
        }
        if matches!(word.as_str(), "people" | "distinct" | "ok" | "scoped") {
            return format!("this key belongs in {NAMES_FILE}");
        }
        if let Some((_, place)) = MISPLACED_KEYS.iter().find(|(elsewhere, _)| *elsewhere == word) {
            return format!("did you mean `{place}`?");
        }
    }
    if known.contains(&"distinct") && matches!(word.as_str(), "rules" | "exclude" | "extends" | "types" | "custom") {
        return format!("this key belongs in {CONFIG_FILE}");
    }
    let meant = KEY_SYNONYMS.iter().find(|(other, meant)| *other == word && known.contains(meant));
    meant.map_or_else(valid_keys, |(_, meant)| did_you_mean(meant))
}

/// Returns a suggestion for an error of the YAML parser, by its message.
pub(super) fn suggest_yaml(message: &str) -> Option<&'static str> {
    const SUGGESTIONS: [(&str, &str); 4] = [
        ("tab", "indent with spaces"),
        ("mapping values are not allowed", "quote a value that contains `: `"),
        ("did not find expected key", "indent all keys of a mapping equally"),
        ("a second key on the same line", "quote a value that contains `: `"),
    ];
    SUGGESTIONS.iter().find(|(words, _)| message.contains(words)).map(|(_, suggestion)| *suggestion)
}

fn suggest_value(path: &[String], name: &str, expected: &str, written: &Value) -> Option<String> {
    let word = written.as_str().unwrap_or_default();
    let is_single = !written.is_object() && !written.is_array();
    match expected {
        "`true` or `false`" => match word.to_lowercase().as_str() {
            "yes" | "on" | "y" | "true" | "always" => Some(did_you_mean("true")),
            "no" | "off" | "n" | "false" | "never" => Some(did_you_mean("false")),
            _ => None,
        },
        "text" if is_single => Some(format!("quote it: `\"{}\"`", value(written))),
        _ if path.is_empty() => Some("write a line `KEY: VALUE` for each setting".to_owned()),
        _ => example(name)
            .or_else(|| example(path.first().filter(|_| path.len() == 2)?))
            .or_else(|| (expected == "a list" && is_single).then(|| format!("write `{name}: [{}]`", value(written)))),
    }
}

fn example(name: &str) -> Option<String> {
    let (_, example) = EXAMPLES.iter().find(|(key, _)| *key == name)?;
    Some(format!("write it as `{example}`"))
}

/// Returns the message and suggestion for an invalid severity, such as the words of other linters, or yes and no.
fn severity(written: &Value, known: &[&str]) -> (String, Option<String>) {
    let message = format!("`{}` is not a severity", value(written));
    // In a note type, a rule can only have a severity, no options.
    let written = written.get("severity").unwrap_or(written);
    let lower = value(written).to_lowercase();
    let meant = match lower.as_str() {
        lower if known.contains(&lower) => Some(lower),
        "warn" | "warnings" | "medium" | "moderate" | "true" | "yes" | "on" | "1" | "enable" | "enabled" => {
            Some("warning")
        }
        "high" | "critical" | "fatal" | "err" | "errors" | "severe" | "2" => Some("error"),
        "low" | "hint" | "note" | "notice" | "minor" | "information" | "suggestion" => Some("info"),
        "false" | "no" | "none" | "never" | "disable" | "disabled" | "ignore" | "skip" | "0" | "null" => Some("off"),
        lower => probable(lower, known.iter().copied()),
    };
    let help = match meant {
        Some(meant) => did_you_mean(meant),
        None => format!("valid values: {}", listed(known)),
    };
    (message, Some(help))
}

pub(super) fn did_you_mean(word: &str) -> String {
    format!("did you mean `{word}`?")
}

fn listed(words: &[&str]) -> String {
    words.join(", ")
}

/// Returns the kind of a value in words.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(true) => "`true`",
        Value::Bool(false) => "`false`",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}

fn value(value: &Value) -> String {
    value.as_str().map_or_else(|| shown(&value.to_string()), shown)
}

/// Returns the beginning of a text, with control characters escaped.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(MAX_SHOWN_CHARS).flat_map(printable).collect();
    if text.chars().nth(MAX_SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

fn printable(c: char) -> impl Iterator<Item = char> {
    let escaped = c.is_control().then(|| c.escape_default());
    let plain = if escaped.is_some() { None } else { Some(c) };
    escaped.into_iter().flatten().chain(plain)
}
