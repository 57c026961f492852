//! Checks for mistyped keywords, types and formats in schemas. JSON Schema itself ignores unknown keywords.

use super::advice::{did_you_mean, shown};
use crate::note::{Node, Pair, Value};
use crate::rules::KNOWN_FORMATS;
use crate::text::{Span, probable};

/// An unknown word in a schema, with a suggestion.
pub(super) struct SchemaMistake {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) help: String,
}

/// The types of JSON Schema.
const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "array", "object", "null"];

/// Other words for types, and what they mean in JSON Schema.
const TYPE_SYNONYMS: &[(&str, &str)] = &[
    ("str", "type: string"),
    ("text", "type: string"),
    ("int", "type: integer"),
    ("float", "type: number"),
    ("double", "type: number"),
    ("decimal", "type: number"),
    ("bool", "type: boolean"),
    ("checkbox", "type: boolean"),
    ("list", "type: array"),
    ("tags", "type: array"),
    ("multitext", "type: array"),
    ("map", "type: object"),
    ("mapping", "type: object"),
    ("dict", "type: object"),
    ("none", "type: \"null\""),
    ("date", "format: date"),
    ("day", "format: day"),
    ("datetime", "format: datetime"),
    ("link", "format: wikilink"),
    ("wikilink", "format: wikilink"),
    ("tag", "format: tag"),
];

/// The keywords of 2020-12, and older ones that are still supported.
const KEYWORDS: &[&str] = &[
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$ref",
    "$schema",
    "$vocabulary",
    "additionalItems",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "default",
    "definitions",
    "dependencies",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "description",
    "else",
    "enum",
    "examples",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "items",
    "maxContains",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minContains",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "propertyNames",
    "readOnly",
    "required",
    "then",
    "title",
    "type",
    "unevaluatedItems",
    "unevaluatedProperties",
    "uniqueItems",
    "writeOnly",
];

/// Other words for keywords.
const KEYWORD_SYNONYMS: &[(&str, &str)] = &[
    ("require", "required"),
    ("requires", "required"),
    ("mandatory", "required"),
    ("fields", "properties"),
    ("keys", "properties"),
    ("props", "properties"),
    ("values", "enum"),
    ("choices", "enum"),
    ("options", "enum"),
    ("allowed", "enum"),
    ("one-of", "oneOf"),
    ("any-of", "anyOf"),
    ("min", "minimum"),
    ("max", "maximum"),
    ("regex", "pattern"),
    ("unique", "uniqueItems"),
    ("typ", "type"),
    ("types", "type"),
];

/// Keywords whose value is a schema, a mapping of schemas, or a list of them.
const SCHEMA_KEYWORDS: &[&str] = &[
    "items",
    "additionalProperties",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];
const SCHEMA_MAP_KEYWORDS: &[&str] = &["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
const SCHEMA_LIST_KEYWORDS: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];

/// Checks `schema` for mistyped words.
///
/// # Errors
/// The first mistake.
pub(super) fn check_schema_keywords(schema: &Node) -> Result<(), SchemaMistake> {
    check(schema, None)
}

/// Checks `schema`, which is of the property `property`, if any.
fn check(schema: &Node, property: Option<&str>) -> Result<(), SchemaMistake> {
    let keywords = match (&schema.value, property) {
        (Value::Mapping(keywords, _), _) => keywords,
        (Value::Bool(_) | Value::Null, _) => return Ok(()),
        (Value::String(word, _), Some(property)) => {
            let help =
                format!("write `{property}: {{{}}}`", suggest_type(word).unwrap_or_else(|| "type: string".to_owned()));
            return Err(SchemaMistake {
                span: schema.span,
                message: format!("`{}` is not a schema", shown(word)),
                help,
            });
        }
        _ => return Ok(()),
    };
    for pair in &keywords.pairs {
        match pair.key.as_str() {
            "type" => pair.value.items().iter().try_for_each(check_type)?,
            "format" => check_format(&pair.value)?,
            "enum" if !matches!(pair.value.value, Value::Sequence(..) | Value::Mapping(..)) => {
                let help =
                    format!("write `enum: [{}]`, or `const` for one value", shown(pair.value.as_str().unwrap_or("…")));
                return Err(SchemaMistake { span: pair.value.span, message: "`enum` must be a list".to_owned(), help });
            }
            "required" => check_required(pair, property)?,
            key if SCHEMA_KEYWORDS.contains(&key) => check(&pair.value, None)?,
            key if SCHEMA_MAP_KEYWORDS.contains(&key) => {
                if let Value::Mapping(named, _) = &pair.value.value {
                    named.pairs.iter().try_for_each(|named| check(&named.value, Some(&named.key)))?;
                }
            }
            key if SCHEMA_LIST_KEYWORDS.contains(&key) => {
                pair.value.items().iter().try_for_each(|schema| check(schema, None))?;
            }
            key if KEYWORDS.contains(&key) => {}
            _ => check_unknown(pair)?,
        }
    }
    Ok(())
}

fn check_type(node: &Node) -> Result<(), SchemaMistake> {
    let Some(word) = node.as_str().filter(|word| !TYPES.contains(word)) else { return Ok(()) };
    let help = match suggest_type(word) {
        Some(meant) => did_you_mean(&meant),
        None => format!("valid types: {}", TYPES.join(", ")),
    };
    Err(SchemaMistake { span: node.span, message: format!("`{}` is not a type of JSON Schema", shown(word)), help })
}

fn suggest_type(word: &str) -> Option<String> {
    let word = word.to_lowercase();
    let meant = TYPE_SYNONYMS.iter().find(|(other, _)| *other == word).map(|(_, meant)| (*meant).to_owned());
    meant.or_else(|| probable(&word, TYPES.into_iter()).map(|near| format!("type: {near}")))
}

/// Checks for an unknown format, which would accept every value.
fn check_format(node: &Node) -> Result<(), SchemaMistake> {
    let Some(word) = node.as_str().filter(|word| !KNOWN_FORMATS.contains(word)) else { return Ok(()) };
    let meant = match word.to_lowercase().as_str() {
        "link" => Some("wikilink"),
        "url" => Some("uri"),
        word => probable(word, KNOWN_FORMATS.into_iter()),
    };
    let help = meant
        .map_or_else(|| "use date, datetime, day, wikilink, tag, or a format of JSON Schema".to_owned(), did_you_mean);
    Err(SchemaMistake { span: node.span, message: format!("unknown format `{}`", shown(word)), help })
}

fn check_required(pair: &Pair, property: Option<&str>) -> Result<(), SchemaMistake> {
    if matches!(pair.value.value, Value::Sequence(..)) {
        return Ok(());
    }
    let help = match (property, pair.value.as_str()) {
        (Some(property), _) => format!("write `required: [{property}]` beside `properties`"),
        (None, Some(word)) => format!("write `required: [{}]`", shown(word)),
        (None, None) => "write `required: [KEY]` beside `properties`".to_owned(),
    };
    Err(SchemaMistake { span: pair.key_span, message: "`required` must be a list of properties".to_owned(), help })
}

fn check_unknown(pair: &Pair) -> Result<(), SchemaMistake> {
    let word = pair.key.to_lowercase().replace('_', "-");
    let meant = KEYWORD_SYNONYMS.iter().find(|(other, _)| *other == word).map(|(_, meant)| *meant);
    let message = format!("unknown keyword `{}`", shown(&pair.key));
    // Too many words are one letter off a short keyword: `note` is not a typo of `not`.
    let long = KEYWORDS.iter().copied().filter(|keyword| keyword.len() > 4);
    if let Some(meant) = meant.or_else(|| probable(&pair.key, long)) {
        return Err(SchemaMistake { span: pair.key_span, message, help: did_you_mean(meant) });
    }
    // The name of a property in place of a keyword.
    match &pair.value.value {
        Value::Mapping(inner, _) if inner.pairs.iter().any(|pair| KEYWORDS.contains(&pair.key.as_str())) => {
            let help = format!("write `properties: {{{}: ...}}`", shown(&pair.key));
            Err(SchemaMistake { span: pair.key_span, message, help })
        }
        _ => Ok(()),
    }
}
