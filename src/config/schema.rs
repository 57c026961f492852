//! The form of a config file as a JSON Schema, for editors.

use serde_json::{Value, json};

use crate::rules::pages;

/// JSON Schema 2020-12 of `.vaultlint.yaml`.
pub fn schema() -> Value {
    let level = json!({"enum": ["off", "info", "warning", "error"]});
    let texts = json!({"type": "array", "items": {"type": "string"}});
    let some = json!({"anyOf": [{"type": "string"}, texts]});
    let matching = json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {"type": some, "path": some, "tag": some},
    });
    let rule = |summary: &str| {
        json!({
            "description": summary,
            "anyOf": [level, {"type": "object", "properties": {"severity": level}}],
        })
    };
    let rules: serde_json::Map<String, Value> =
        pages().iter().map(|page| (page.name.clone(), rule(&page.summary))).collect();
    let names = pages().iter().map(|page| page.name.clone());
    let levels: serde_json::Map<String, Value> = names.map(|name| (name, level.clone())).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vaultlint",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "required-version": {"type": "string", "description": "the versions that understand this file: >=0.1"},
            "extends": {"type": "array", "items": {"type": "string"}, "description": "packs (default, people, strict, logseq) or config files of the vault"},
            "exclude": {"type": "array", "items": {"type": "string"}, "description": "globs of notes that are not checked"},
            "templates": {"type": "array", "items": {"type": "string"}, "description": "globs of notes that are templates"},
            "rules": {"type": "object", "properties": rules, "additionalProperties": rule("a rule of the vault's own")},
            "custom": {"type": "object", "additionalProperties": custom(&level, &some, &matching)},
            "types": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": {
                        "match": matching,
                        "rules": {"type": "object", "properties": levels, "additionalProperties": level},
                        "sections": {"type": "array", "items": {"type": "string"}, "description": "headings that a note of the type has, in this order"},
                        "schema": {"description": "JSON Schema 2020-12 of the properties"},
                    },
                },
            },
            "names": {
                "type": "object",
                "additionalProperties": false,
                "properties": {"leave": texts},
            },
            "generated": matching,
            "hook": {
                "type": "object",
                "additionalProperties": false,
                "properties": {
                    "fix": {"type": "boolean", "description": "whether the pre-commit hook fixes what is staged"},
                    "on-fix": {"enum": ["stop", "continue"], "description": "what the commit does when everything was fixed"},
                    "unattended": {"enum": ["block", "pass"], "description": "what findings do where nobody is at a terminal"},
                },
            },
        },
    })
}

/// A rule of the vault's own.
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
            "message": {"type": "string", "description": "`$0` is what was found, `$1` the first group"},
            "help": {"type": "string"},
            "severity": level,
            "where": {"anyOf": [place, {"type": "array", "items": place}], "description": "body, where nothing is said"},
            "properties": some,
            "only": matching,
            "replace": {"type": "string", "description": "what is to stand there; `$1` is the first group"},
            "fix": {"enum": ["safe", "unsafe", "manual"], "description": "whether `replace` may be written: unsafe, where nothing is said"},
            "bad": {"anyOf": [bad, {"type": "array", "items": bad}]},
            "good": some,
        },
    })
}
