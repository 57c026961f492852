//! Rendering of an inferred config as a commented YAML file.

use std::fmt::Write as _;

use serde_json::Value;

use super::{InferredConfig, InferredType, NoteGroup};
use crate::note::{CollectionStyle, read_yaml};

/// The severities of the pack `people`, for notes about people whose type is not built in.
const PEOPLE_RULES: &str =
    "{entry-order: warning, last-contact: warning, title-mismatch: warning, via-mismatch: info, empty-section: info}";

impl InferredConfig {
    /// Returns the text of the config file.
    pub fn to_yaml(&self) -> String {
        let mut out = format!(
            "# Inferred by `vaultlint init` from {}. `vaultlint explain RULE` describes a rule.\n",
            count(self.notes)
        );
        let mut line = |text: &str, comment: &str| {
            let _ = match comment.is_empty() {
                true => writeln!(out, "{text}"),
                false => writeln!(out, "{text:<40} # {comment}"),
            };
        };
        if !self.obsidian.excluded.is_empty() {
            line(&format!("exclude: {}", list(&self.obsidian.excluded)), "Obsidian's excluded files: not checked");
        }
        if !self.obsidian.templates.is_empty() {
            line(&format!("templates: {}", list(&self.obsidian.templates)), "Obsidian's template folders");
        }
        if let Some((tag, notes)) = &self.generated {
            line(
                &format!("generated: {{tag: {}}}", word(tag)),
                &format!("{} written by a pipeline: fixed, but never blocking", count(*notes)),
            );
        }
        if self.obsidian.commits_by_itself {
            line(
                "hook: {unattended: pass}",
                "the Git plugin commits automatically: findings are recorded and do not block",
            );
        }
        self.write_rules(&mut line);
        if !self.types.is_empty() {
            line("types:", "");
            self.types.iter().for_each(|kind| kind.write(&mut line));
        }
        out
    }

    fn write_rules(&self, line: &mut impl FnMut(&str, &str)) {
        let has_none = !self.has_partial_dates && self.unique_lists.is_empty() && self.empty_sections.is_empty();
        if has_none && self.list_style.is_none() {
            return;
        }
        line("rules:", "");
        if self.has_partial_dates {
            line("  entry-date: {partial-dates: true}", "some entries are dated by month or year");
        }
        if !self.unique_lists.is_empty() {
            line(
                &format!("  duplicate-list-item: {{sections: {}}}", list(&self.unique_lists)),
                "lists without repeated items",
            );
        }
        if !self.empty_sections.is_empty() {
            line(&format!("  empty-section: {{allow: {}}}", list(&self.empty_sections)), "often left empty");
        }
        if let Some((style, lists)) = self.list_style {
            let style = match style {
                CollectionStyle::Block => "block",
                CollectionStyle::Flow => "flow",
            };
            line(&format!("  list-style: {{style: {style}}}"), &format!("{lists} lists; off until it has a severity"));
        }
    }
}

impl InferredType {
    fn write(&self, line: &mut impl FnMut(&str, &str)) {
        let about = match (self.is_people, self.entries.is_empty()) {
            (true, false) => format!(" about people; entries under {}", self.entries.join(", ")),
            (true, true) => " about people".to_owned(),
            (false, false) => format!("; entries under {}", self.entries.join(", ")),
            (false, true) => String::new(),
        };
        line(&format!("  {}:", word(self.group.name())), &format!("{}{about}", count(self.notes)));
        match &self.group {
            NoteGroup::BuiltIn(_) => {}
            NoteGroup::Type(value) => line(&format!("    match: {{type: [{}]}}", word(value)), ""),
            NoteGroup::Tag(tag) => line(&format!("    match: {{tag: [{}]}}", word(tag)), ""),
        }
        if self.is_people && !self.group.is_people() {
            line(&format!("    rules: {PEOPLE_RULES}"), "");
        }
        if !self.sections.is_empty() {
            line(&format!("    sections: {}", list(&self.sections)), "");
        }
        if self.required.is_empty() && self.properties.is_empty() {
            return;
        }
        line("    schema:", "");
        if !self.required.is_empty() {
            line(&format!("      required: {}", list(&self.required)), "");
        }
        line("      properties:", "");
        for (key, form) in &self.properties {
            let schema = form.as_ref().map_or_else(|| "{}".to_owned(), |form| flow(&form.schema()));
            line(&format!("        {}: {schema}", word(key)), "");
        }
    }
}

fn list(words: &[String]) -> String {
    format!("[{}]", words.iter().map(|text| word(text)).collect::<Vec<_>>().join(", "))
}

/// Formats a schema in flow style.
fn flow(schema: &Value) -> String {
    match schema {
        Value::Object(object) => {
            let pairs: Vec<String> =
                object.iter().map(|(key, value)| format!("{}: {}", word(key), flow(value))).collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Value::Array(values) => format!("[{}]", values.iter().map(flow).collect::<Vec<_>>().join(", ")),
        Value::String(text) => word(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => schema.to_string(),
    }
}

/// Formats a text for a flow list: in quotes if it would be read as something else.
fn word(text: &str) -> String {
    let is_bare = text.starts_with(char::is_alphabetic)
        && text.trim() == text
        && text.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '/' | '.'))
        // Parsers of YAML 1.1 read these as true and false.
        && !["yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str())
        && read_yaml(text).is_ok_and(|node| node.is_some_and(|node| node.as_str() == Some(text)));
    if is_bare { text.to_owned() } else { Value::from(text).to_string() }
}

/// Formats a number of notes: `1 note`, `2 notes`.
fn count(notes: usize) -> String {
    if notes == 1 { "1 note".to_owned() } else { format!("{notes} notes") }
}
