//! The form of a config file as a JSON Schema, for editors.

use std::sync::Arc;

use globset::GlobSet;
use serde_json::{Value, json};

use crate::names::Decisions;
use crate::rule::{
    NoteTypes, Options, OptionsError, PropertyTypes, RuleContext, RuleEntry, ValueError, ValueErrorKind,
};
use crate::rules::{RULES, pages};
use crate::vault::Today;

/// Returns the JSON Schema 2020-12 of `.vaultlint.yaml`.
pub fn schema() -> Value {
    let level = json!({"enum": ["off", "info", "warning", "error"]});
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let some = json!({"anyOf": [{"type": "string"}, texts]});
    let matching = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {"type": some, "path": some, "tag": some},
    });
    let rule = |summary: &str, options: Vec<&str>| {
        let mut known: serde_json::Map<String, Value> = options.iter().map(|&name| (name.into(), json!({}))).collect();
        known.insert("severity".to_owned(), level.clone());
        let options = json!({"type": "object", "properties": known, "additionalProperties": false});
        json!({"description": summary, "anyOf": [level, options]})
    };
    let built_in = RULES.iter().zip(pages());
    let rules: serde_json::Map<String, Value> =
        built_in.map(|(entry, page)| (page.name.clone(), rule(&page.summary, options_of(entry)))).collect();
    let names = pages().iter().map(|page| page.name.clone());
    let levels: serde_json::Map<String, Value> = names.map(|name| (name, level.clone())).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vaultlint",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "required-version": {"type": "string", "description": "required version of vaultlint: >=0.1"},
            "extends": {"anyOf": [{"type": "string"}, texts], "description": "packs (default, people, strict, logseq) or config files of the vault"},
            "exclude": {"anyOf": [{"type": "string"}, texts], "description": "globs of notes that are not checked; a folder stands for everything in it"},
            "templates": {"anyOf": [{"type": "string"}, texts], "description": "globs of notes that are templates"},
            "rules": {"type": "object", "properties": rules, "additionalProperties": rule("a custom rule", Vec::new())},
            "custom": {"type": "object", "additionalProperties": custom(&level, &some, &matching)},
            "types": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": {
                        "match": matching,
                        "rules": {"type": "object", "properties": levels, "additionalProperties": level},
                        "sections": {"anyOf": [{"type": "string"}, texts], "description": "headings that a note of the type must have, in this order"},
                        "schema": {"type": ["object", "boolean"], "description": "JSON Schema 2020-12 of the properties"},
                    },
                },
            },
            "names": {
                "type": "object",
                "additionalProperties": false,
                "properties": {"leave": some},
            },
            "generated": matching,
            "write": {"enum": ["never", "when-asked"], "description": "never: no note is ever written, moved or deleted"},
            "hook": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "fix": {"type": "boolean", "description": "whether the pre-commit hook fixes what is staged"},
                    "on-fix": {"enum": ["stop", "continue"], "description": "whether the commit stops or continues after everything was fixed"},
                    "unattended": {"enum": ["block", "pass"], "description": "whether findings block the commit if there is no terminal"},
                    "names": {"enum": ["show", "stop"], "description": "whether a new guess about a name is only shown or stops the commit until somebody decides"},
                },
            },
        },
    })
}

/// Returns the options of a rule, including `severity`: those that it lists when it rejects an unknown one.
fn options_of(entry: &RuleEntry) -> Vec<&'static str> {
    let setup = RuleContext {
        types: Arc::new(NoteTypes::new(Vec::new())),
        property_types: Arc::new(PropertyTypes::default()),
        periodic_formats: Arc::default(),
        names: Arc::new(Decisions::default()),
        names_read_only: GlobSet::empty(),
        today: Today::new(jiff::civil::Date::ZERO),
    };
    match (entry.make)(&setup, Options(&json!({"": true}))) {
        Err(OptionsError(ValueError { kind: ValueErrorKind::UnknownKey { known, .. }, .. })) => known,
        Ok(_) | Err(_) => Vec::new(),
    }
}

/// Returns the schema of a custom rule.
fn custom(level: &Value, some: &Value, matching: &Value) -> Value {
    let place = json!({"enum": ["body", "heading", "link-text", "property", "code"]});
    let fixed = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["note", "fixed"],
        "properties": {"note": {"type": "string"}, "fixed": {"type": "string"}},
    });
    let bad = json!({"anyOf": [{"type": "string"}, fixed]});
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["pattern", "message"],
        "properties": {
            "pattern": {"type": "string", "description": "a regular expression in the syntax of Rust's regex crate"},
            "ignore-case": {"type": "boolean"},
            "message": {"type": "string", "description": "`$0` is the match, `$1` the first group"},
            "help": {"type": "string"},
            "severity": level,
            "where": {"anyOf": [place, {"type": "array", "items": place}], "description": "parts of a note that are searched; default: body"},
            "properties": some,
            "only": matching,
            "replace": {"type": "string", "description": "the replacement; `$1` is the first group"},
            "fix": {"enum": ["safe", "unsafe", "manual"], "description": "safety of `replace`; default: unsafe"},
            "bad": {"anyOf": [bad, {"type": "array", "items": bad}]},
            "good": some,
        },
    })
}
