//! Frontmatter is read as Obsidian reads it: the same documents, read here and by the npm package `yaml` 2.7.
//!
//! `data/yaml/yaml-2.7.jsonl` is what `data/yaml/make.mjs` printed for 3,000 documents. `VAULTLINT_YAML_CORPUS` names another
//! file of the same form.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

use std::{env, fs};

use serde_json::{Value as Json, json};
use vaultlint::note::{Mapping, Node, Value, read_yaml};

fn corpus() -> String {
    match env::var_os("VAULTLINT_YAML_CORPUS") {
        Some(path) => fs::read_to_string(path).unwrap(),
        None => include_str!("data/yaml/yaml-2.7.jsonl").to_owned(),
    }
}

/// A value as the corpus writes it.
fn encoded(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(yes) => json!(yes),
        Value::Number(number) if number.is_nan() => json!({"$number": "NaN"}),
        Value::Number(number) if number.is_infinite() => {
            json!({"$number": if *number > 0.0 { "Infinity" } else { "-Infinity" }})
        }
        Value::Number(number) if *number == 0.0 && number.is_sign_negative() => json!({"$number": "-0"}),
        Value::Number(number) => json!(number),
        Value::String(text, _) => json!(text),
        Value::Sequence(items, _) => items.iter().map(encoded).collect(),
        Value::Mapping(mapping, _) => {
            let pairs = mapping.pairs.iter().map(|pair| json!([pair.key, encoded(&pair.value)]));
            json!({"$map": pairs.collect::<Vec<_>>()})
        }
    }
}

/// Whole numbers of the corpus are doubles too.
fn as_doubles(value: &Json) -> Json {
    match value {
        Json::Number(number) => json!(number.as_f64()),
        Json::Array(values) => values.iter().map(as_doubles).collect(),
        Json::Object(object) => object.iter().map(|(key, value)| (key.clone(), as_doubles(value))).collect(),
        Json::Null | Json::Bool(_) | Json::String(_) => value.clone(),
    }
}

fn has_repeated_key(node: &Node) -> bool {
    let within = |mapping: &Mapping| {
        let pairs = &mapping.pairs;
        let repeats = |at: usize| pairs[..at].iter().any(|earlier| earlier.key == pairs[at].key);
        (0..pairs.len()).any(repeats) || pairs.iter().any(|pair| has_repeated_key(&pair.value))
    };
    match &node.value {
        Value::Mapping(mapping, _) => within(mapping),
        Value::Sequence(items, _) => items.iter().any(has_repeated_key),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(..) => false,
    }
}

/// What is wrong with how one document is read; None where it is read as there.
fn difference(record: &Json) -> Option<String> {
    let yaml = record["yaml"].as_str().unwrap();
    let must_not_be_expanded = record.get("uses").is_some();
    match (read_yaml(yaml), record["error"].as_str()) {
        (Err(_), Some(_)) => None,
        (Err(_), None) if must_not_be_expanded => None,
        (Err(error), None) => Some(format!("refused: {} at {}", error.message, error.offset)),
        (Ok(node), Some("DUPLICATE_KEY")) if node.as_ref().is_some_and(has_repeated_key) => None,
        (Ok(_), Some(code)) => Some(format!("accepted, and there it is {code}")),
        (Ok(node), None) => {
            let ours = node.as_ref().map_or(Json::Null, encoded);
            (ours != as_doubles(&record["value"])).then(|| format!("another value: {ours}"))
        }
    }
}

#[test]
fn documents_are_read_as_the_package_of_obsidian_reads_them() {
    let mut differences = Vec::new();
    for line in corpus().lines() {
        let record: Json = serde_json::from_str(line).unwrap();
        if let Some(difference) = difference(&record) {
            differences.push(format!("{difference}\n  {line}"));
        }
    }
    assert!(differences.is_empty(), "{} differences\n{}", differences.len(), differences.join("\n"));
}
