//! Checks properties against the schema of the note's type.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use jsonschema::error::ValidationErrorKind;
use jsonschema::{Draft, ValidationError, Validator};
use serde_json::json;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{ListProperty, Mapping, Node, Note, Pair, Value, has_placeholder};
use crate::rule::{Findings, NoteType, NoteTypes, Options, OptionsError, PropertyTypes, Rule, RuleContext};
use crate::text::{Edit, Edits, is_one_letter_off, nearest};
use crate::vault::{Today, VaultIndex};

use dialect::dialect;
use missing::{ValueSources, missing};

use super::shared::{checked_properties, inner, lines_of, list_edit, removal_of_item};

mod dialect;
mod format;
mod missing;
mod obsidian;
mod size;

pub(crate) use format::{KNOWN_FORMATS, format_of};
pub(crate) use size::MAX_PARTS;

pub(super) fn make(setup: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    let schemas = setup.types.iter().map(|kind| (kind.name.clone(), TypeSchema::new(kind))).collect();
    let (types, property_types) = (Arc::clone(&setup.types), Arc::clone(&setup.property_types));
    Ok(Box::new(FrontmatterSchema { types, property_types, schemas, today: setup.today }))
}

/// An error in a schema.
#[derive(Debug)]
pub(crate) struct SchemaError {
    /// The JSON pointer of the invalid value.
    pub(crate) pointer: String,
    /// The error message.
    pub(crate) message: String,
}

/// Validates `schema` and returns its number of parts with references followed, which may be `most` at most.
///
/// # Errors
/// If the schema is invalid or too large.
pub(crate) fn check_schema(schema: &serde_json::Value, most: usize) -> Result<usize, SchemaError> {
    let whole = |message: String| SchemaError { pointer: String::new(), message };
    let parts = size::schema_parts(schema).map_err(whole)?;
    if parts > most {
        return Err(whole(format!("more than {most} parts when its `$ref`s are followed")));
    }
    let Err(error) = compile(schema) else { return Ok(parts) };
    let message = match error.kind() {
        ValidationErrorKind::Format { format } if format == "regex" => {
            "not a valid regular expression, or too large".to_owned()
        }
        _ => clipped(&error),
    };
    Err(SchemaError { pointer: error.instance_path().to_string(), message })
}

/// The maximum number of words that are searched for a similar one.
const MAX_COMPARED: usize = 1_000;
/// The maximum size of a compiled pattern of a schema, in bytes.
const MAX_PATTERN_BYTES: usize = 512 * 1024;

struct FrontmatterSchema {
    types: Arc<NoteTypes>,
    property_types: Arc<PropertyTypes>,
    today: Today,
    /// By type name.
    schemas: HashMap<String, TypeSchema>,
}

/// The compiled schema of a type.
struct TypeSchema {
    /// Compiled lazily at the first note of the type: compiling costs more than most checks.
    validator: OnceLock<Option<Validator>>,
    /// The properties that the schema names, by their lower-case names.
    described: HashMap<String, String>,
}

impl TypeSchema {
    fn new(kind: &NoteType) -> Self {
        let known = kind.schema.get("properties").and_then(|known| known.as_object());
        let described =
            known.into_iter().flat_map(|known| known.keys()).map(|name| (name.to_ascii_lowercase(), name.clone()));
        Self { validator: OnceLock::new(), described: described.collect() }
    }

    /// Returns true if the schema names the property `key`, ignoring case.
    fn has_property(&self, key: &str) -> bool {
        match key.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => self.described.contains_key(&key.to_ascii_lowercase()),
            false => self.described.contains_key(key),
        }
    }
}

impl Rule for FrontmatterSchema {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if note.is_template() {
            return obsidian::lists_of_template(note).for_each(|found| out.add_guess(found));
        }
        let none = Mapping::default();
        let Some(properties) = checked_properties(note).or(note.frontmatter().is_none().then_some(&none)) else {
            return;
        };
        let kind = self.types.type_of(note);
        let schema = kind.and_then(|kind| self.schemas.get(&kind.name));
        match kind.zip(schema) {
            Some((kind, schema)) => self.check_type(note, properties, (kind, schema), vault, out),
            None => out.add_all(unknown_type(&self.types, properties)),
        }
        for pair in &properties.pairs {
            // The schema takes precedence over Obsidian's property types.
            let is_described = schema.is_some_and(|schema| schema.has_property(&pair.key));
            if is_described {
                continue;
            }
            let found = match ListProperty::from_key(&pair.key) {
                Some(property) => obsidian::not_a_list(note, pair, property),
                None => {
                    let known = self.property_types.get(&pair.key.to_lowercase());
                    known.and_then(|known| obsidian::mismatch(note, pair, *known))
                }
            };
            if let Some(found) = found {
                out.add_guess(found);
            }
        }
    }
}

impl FrontmatterSchema {
    fn check_type(
        &self,
        note: &Note,
        properties: &Mapping,
        (kind, schema): (&NoteType, &TypeSchema),
        vault: &VaultIndex,
        out: &mut Findings,
    ) {
        let Some(validator) = schema.validator.get_or_init(|| compile(&kind.schema).ok()) else { return };
        let instance = filled_in(note, properties, kind, schema);
        for error in validator.iter_errors(&instance) {
            out.add_all(violation(note, properties, kind, &error, ValueSources { today: self.today, vault }));
        }
        if schema.described.len() <= MAX_COMPARED {
            let unknown = properties.pairs.iter().filter(|pair| !schema.has_property(&pair.key));
            out.add_all(unknown.filter_map(|pair| misspelt_key(properties, kind, pair)));
        }
    }
}

fn compile(schema: &serde_json::Value) -> Result<Validator, ValidationError<'static>> {
    if schema.is_null() {
        return jsonschema::options().build(&json!({}));
    }
    // Errors are reported in the newer dialect, whose messages locate them.
    let newest = || compile_as(Some(Draft::Draft202012), schema);
    match dialect(schema) {
        Some(Draft::Draft7) => compile_as(Some(Draft::Draft7), schema).or_else(|_| newest()),
        dialect => compile_as(dialect, schema),
    }
}

fn compile_as(dialect: Option<Draft>, schema: &serde_json::Value) -> Result<Validator, ValidationError<'static>> {
    // Patterns come from the config, so the regex engine must be linear.
    let linear = jsonschema::PatternOptions::regex().size_limit(MAX_PATTERN_BYTES);
    let options = jsonschema::options().should_validate_formats(true).with_pattern_options(linear);
    let options = dialect.into_iter().fold(options, |options, draft| options.with_draft(draft));
    format::FORMATS.iter().fold(options, |options, format| options.with_format(format.name, format.check)).build(schema)
}

/// Returns the non-empty properties, renamed to the schema's spelling if only the case differs. An empty one is
/// Obsidian's way to ask for a value.
/// Eight digits are kept as text where a date is expected: YAML parses them as a number, and formats apply only to
/// text.
fn filled_in(note: &Note, properties: &Mapping, kind: &NoteType, schema: &TypeSchema) -> serde_json::Value {
    let wants_day = |key: &str| {
        let format = kind.schema.get("properties").and_then(|known| known.get(key)?.get("format")?.as_str());
        format.is_some_and(format::is_date)
    };
    let filled = properties.pairs.iter().filter(|pair| pair.value.value != Value::Null);
    let value = |key: &str, node: &Node| match &node.value {
        Value::Number(_) if node.span.len() == 8 && wants_day(key) => node.span.slice(note.text()).into(),
        _ => node.to_json(),
    };
    let named =
        filled.map(|pair| (schema.described.get(&pair.key.to_ascii_lowercase()).unwrap_or(&pair.key), &pair.value));
    named.map(|(key, node)| (key.clone(), value(key, node))).collect::<serde_json::Map<_, _>>().into()
}

/// Returns the known word of which `word` is a typo: one letter of six or more, neither the first nor the last. So
/// `update` is not `updated`, `stats` not `status`, and `fleeting` not `meeting`.
fn typo_of<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let ends = |word: &str| (word.chars().next(), word.chars().next_back());
    let near = |known: &&str| {
        let lengths = (word.chars().count(), known.chars().count());
        ends(known) == ends(word) && lengths.0.max(lengths.1) >= 6 && lengths.0.abs_diff(lengths.1) <= 1
    };
    nearest(word, known.filter(near)).filter(|found| is_one_letter_off(word, found))
}

fn unknown_type(types: &NoteTypes, properties: &Mapping) -> Option<Diagnostic> {
    let pair = properties.get("type")?;
    let written = pair.value.as_str()?;
    let near = typo_of(written, types.known_values())?;
    let edits = Edits::from_edit(Edit::replace(inner(&pair.value), near));
    let message = format!("`{written}` is not a known type; did you mean `{near}`?");
    Some(Diagnostic::new(pair.value.span, message).with_fix(Fix::unsafe_fix(format!("write `{near}`"), edits)))
}

/// Returns a finding if the key is a typo of one that the schema names and the note lacks.
fn misspelt_key(properties: &Mapping, kind: &NoteType, pair: &Pair) -> Option<Diagnostic> {
    let known = kind.schema.get("properties")?.as_object()?;
    let near = typo_of(&pair.key, known.keys().map(String::as_str))?;
    if properties.get(near).is_some() {
        return None;
    }
    let message = format!("`{}` is not a property of `{}` notes; did you mean `{near}`?", pair.key, kind.name);
    let edits = Edits::from_edit(Edit::replace(pair.key_span, near));
    Some(Diagnostic::new(pair.key_span, message).with_fix(Fix::unsafe_fix(format!("write `{near}`"), edits)))
}

fn violation(
    note: &Note,
    properties: &Mapping,
    kind: &NoteType,
    error: &ValidationError<'_>,
    beside: ValueSources<'_>,
) -> Option<Diagnostic> {
    let path = error.instance_path().as_str().to_owned();
    let steps: Vec<String> = path.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    if let ValidationErrorKind::Required { property } = error.kind() {
        let key = property.as_str().unwrap_or_default();
        return Some(match steps.first().and_then(|outer| properties.get(outer)) {
            Some(outer) => Diagnostic::new(outer.key_span, format!("`{}` has no `{key}`", outer.key)),
            None => missing(note, properties, kind, key, beside),
        });
    }
    let Some((key, rest)) = steps.split_first() else {
        let opening = note.frontmatter()?.opening;
        return Some(Diagnostic::new(opening, format!("the properties of a `{}` note: {}", kind.name, clipped(error))));
    };
    let pair = properties.get(key)?;
    let node = pair.value.at(rest.iter().map(String::as_str))?;
    Some(match error.kind() {
        _ if node.as_str().is_some_and(has_placeholder) => {
            let message =
                format!("`{}` is a template placeholder that was never filled in", clip(node.span.slice(note.text())));
            Diagnostic::new(node.span, message)
        }
        ValidationErrorKind::UniqueItems => repetition(note, pair, node)?,
        _ => wrong_value(note, pair, node, error),
    })
}

/// Reports the first repeated item of a list. The next pass finds the next one.
fn repetition(note: &Note, pair: &Pair, list: &Node) -> Option<Diagnostic> {
    let Value::Sequence(items, style) = &list.value else { return None };
    let mut seen: HashMap<String, usize> = HashMap::new();
    let (first, at) = items.iter().enumerate().find_map(|(at, item)| {
        let first = *seen.entry(item.to_json().to_string()).or_insert(at);
        (first < at).then_some((first, at))
    })?;
    let written = clip(items[at].span.slice(note.text()));
    let found = Diagnostic::new(items[at].span, format!("`{written}` is repeated in `{}`", pair.key))
        .with_related(items[first].span, "first here");
    let is_same_text = items[first].as_str().is_some();
    Some(match removal_of_item(note, items, at, *style).filter(|_| is_same_text) {
        Some(span) => found.with_fix(Fix::safe_fix("remove the repeated item", Edits::from_edit(Edit::delete(span)))),
        None => found,
    })
}

fn wrong_value(note: &Note, pair: &Pair, node: &Node, error: &ValidationError<'_>) -> Diagnostic {
    let written = clip(node.span.slice(note.text()));
    match error.kind() {
        ValidationErrorKind::Format { format } => {
            let what = format::describe(format);
            let found = Diagnostic::new(node.span, format!("`{written}` is not {what}"));
            match format::unambiguous_date(inner(node).slice(note.text())).filter(|_| format::is_date(format)) {
                Some(day) => {
                    let edits = Edits::from_edit(Edit::replace(inner(node), &day));
                    found.with_fix(Fix::safe_fix(format!("write `{day}`"), edits))
                }
                None => found,
            }
        }
        ValidationErrorKind::Enum { options } => {
            let allowed: Vec<&str> =
                options.as_array().into_iter().flatten().filter_map(|value| value.as_str()).collect();
            let found = Diagnostic::new(node.span, format!("`{written}` is not one of {}", list(&allowed)));
            match node
                .as_str()
                .filter(|_| allowed.len() <= MAX_COMPARED)
                .and_then(|word| nearest(word, allowed.iter().copied()))
            {
                Some(near) => {
                    let edits = Edits::from_edit(Edit::replace(inner(node), near));
                    found.with_fix(Fix::unsafe_fix(format!("write `{near}`"), edits))
                }
                None => found,
            }
        }
        ValidationErrorKind::Type { .. } => wrong_type(note, pair, node, error),
        _ => Diagnostic::new(node.span, format!("`{}`: {}", pair.key, clipped(error))),
    }
}

fn wrong_type(note: &Note, pair: &Pair, node: &Node, error: &ValidationError<'_>) -> Diagnostic {
    let wanted = error.to_string();
    let wants_list = wanted.ends_with("\"array\"");
    let wanted = match wanted.rsplit_once("is not of type ").map(|(_, kind)| kind.trim_matches('"')) {
        Some("array") => "a list",
        Some("string") => "text",
        Some("number" | "integer") => "a number",
        Some("boolean") => "a checkbox",
        Some("object") => "a mapping",
        _ => "another type",
    };
    let found = Diagnostic::new(node.span, format!("`{}` is {}, expected {wanted}", pair.key, node.value.kind()));
    let property = ListProperty::from_key(&pair.key).filter(|_| wants_list);
    match property.and_then(|property| list_fix(note, property, pair)) {
        Some(fix) => found.with_fix(fix),
        None => found,
    }
}

/// Returns the message of `error`, truncated: it quotes the whole value.
fn clipped(error: &ValidationError<'_>) -> String {
    const LONGEST: usize = 400;
    let message = error.to_string();
    match message.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &message[..at]),
        None => message,
    }
}

/// Returns the fix that turns the text of a list property into a list.
fn list_fix(note: &Note, property: ListProperty, pair: &Pair) -> Option<Fix> {
    lines_of(note, pair)?;
    let (edit, applicability) = list_edit(note, property, pair)?;
    Some(Fix::safe_fix("convert it to a list", Edits::from_edit(edit)).with_applicability(applicability))
}

fn list(words: &[&str]) -> String {
    const MOST: usize = 20;
    let shown = words.iter().take(MOST).map(|word| format!("`{}`", clip(word))).collect::<Vec<_>>().join(", ");
    if words.len() > MOST { format!("{shown} and {} more", words.len() - MOST) } else { shown }
}

fn clip(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    match line.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}
