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
    let levels: serde_json::Map<String, Value> =
        pages().iter().map(|page| (page.name.clone(), level.clone())).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "vaultlint",
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "required-version": {"type": "string", "description": "the versions that understand this file: >=0.1"},
            "extends": {"type": "array", "items": {"type": "string"}, "description": "packs (default, people, strict) or config files of the vault"},
            "exclude": {"type": "array", "items": {"type": "string"}, "description": "globs of notes that are not checked"},
            "rules": {"type": "object", "additionalProperties": false, "properties": rules},
            "types": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "additionalProperties": false,
                    "properties": {
                        "match": matching,
                        "rules": {"type": "object", "additionalProperties": false, "properties": levels},
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
