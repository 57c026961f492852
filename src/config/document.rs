//! A parsed config file with the position of every key and value.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::advice::{advice, suggest_yaml};
use super::{ConfigError, ConfigText, limit_of};
use crate::note::{Node, Value, read_yaml};
use crate::rule::{ValueError, ValueErrorKind, read_written};
use crate::text::{LineIndex, Span};

/// A parsed config file.
///
/// Invariant: no key is defined twice in a mapping.
#[derive(Clone, Debug)]
pub(super) struct ConfigDocument {
    /// The path, for messages.
    pub(super) path: String,
    /// The text without a byte-order mark, to which the spans of `root` refer.
    text: String,
    root: Option<Node>,
    /// The value of `root` as JSON.
    value: Json,
}

impl ConfigDocument {
    /// Parses `file`.
    ///
    /// # Errors
    /// If the file is too large or not valid YAML, or a key is defined twice.
    pub(super) fn read(file: &ConfigText) -> Result<Self, ConfigError> {
        let limit = limit_of(&file.path);
        if file.text.len() as u64 > limit {
            return Err(ConfigError::in_file(&file.path, format!("the file is larger than {} MiB", limit >> 20)));
        }
        let text = file.text.strip_prefix('\u{feff}').unwrap_or(&file.text);
        let root = read_yaml(text).map_err(|error| {
            let help = suggest_yaml(&error.message);
            let error = ConfigError::at_offset(&file.path, text, error.offset, error.message);
            match help {
                Some(help) => error.with_help(help),
                None => error,
            }
        })?;
        let value = root.as_ref().map_or(Json::Null, Node::to_json);
        let document = Self { path: file.path.clone(), text: text.to_owned(), root, value };
        match document.root.as_ref().and_then(defined_twice) {
            Some((key, first, second)) => {
                let line = LineIndex::new(text).line_at(first.start) + 1;
                let message = format!("`{key}` is defined twice, first on line {line}");
                Err(document.error(Some(second), message).with_help("remove one of the two"))
            }
            None => Ok(document),
        }
    }

    /// Returns the text without a byte-order mark.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Returns the top-level value, with spans that refer to [`Self::text`].
    pub(super) fn root(&self) -> Option<&Node> {
        self.root.as_ref()
    }

    /// Deserializes the file; returns the default if it is empty.
    ///
    /// # Errors
    /// The first invalid key or value, with its position and a suggestion.
    pub(super) fn parse<T: DeserializeOwned + Default>(&self) -> Result<T, ConfigError> {
        if self.value.is_null() {
            return Ok(T::default());
        }
        let written = self.root.as_ref().map_or(Json::Null, |root| words(root, &self.text));
        read_written(&self.value, &written).map_err(|error| self.value_error(error))
    }

    /// Returns the config error for `error`, whose path starts at the top level of the file.
    pub(super) fn value_error(&self, error: ValueError) -> ConfigError {
        let path: Vec<&str> = error.path.iter().map(String::as_str).collect();
        let span = match error.kind {
            ValueErrorKind::UnknownKey { .. } => self.key(&path),
            ValueErrorKind::UnknownWord { .. }
            | ValueErrorKind::MissingKey(_)
            | ValueErrorKind::WrongKind { .. }
            | ValueErrorKind::Other(_) => self.value(&path),
        };
        let written = path.iter().try_fold(&self.value, |value, step| match value {
            Json::Array(items) => items.get(step.parse::<usize>().ok()?),
            value => value.get(step),
        });
        let (message, help) = advice(&error, written.unwrap_or(&Json::Null));
        let error = self.error(span, message);
        match help {
            Some(help) => error.with_help(help),
            None => error,
        }
    }

    /// Returns an error about the bytes of `span`, or about the whole file.
    pub(super) fn error(&self, span: Option<Span>, message: impl Into<String>) -> ConfigError {
        match span {
            Some(span) => ConfigError::at_span(&self.path, &self.text, span, message),
            None => ConfigError::in_file(&self.path, message),
        }
    }

    /// Returns the span of the key at `path`, or of the list item.
    pub(super) fn key(&self, path: &[&str]) -> Option<Span> {
        self.find(path).map(|(key, value)| key.unwrap_or(value.span))
    }

    /// Returns the span of the first line of the value at `path`, or of its key if the value is empty.
    pub(super) fn value(&self, path: &[&str]) -> Option<Span> {
        let (key, value) = self.find(path)?;
        let first_line = self.text[value.span.start..value.span.end].split(['\n', '\r']).next().unwrap_or_default();
        let span = Span::new(value.span.start, value.span.start + first_line.len());
        Some(if span.is_empty() { key.unwrap_or(span) } else { span })
    }

    /// Returns the span of `text`, which is the value at `path` or an item of it.
    pub(super) fn item(&self, path: &[&str], text: &str) -> Option<Span> {
        let (_, value) = self.find(path)?;
        value.items().iter().find(|item| item.as_str() == Some(text)).map(|item| item.span)
    }

    /// Returns the value at `path`.
    pub(super) fn node(&self, path: &[&str]) -> Option<&Node> {
        self.find(path).map(|(_, value)| value)
    }

    fn find(&self, path: &[&str]) -> Option<(Option<Span>, &Node)> {
        let mut found = (None, self.root.as_ref()?);
        for step in path {
            found = match &found.1.value {
                Value::Mapping(mapping, _) => {
                    let pair = mapping.pairs.iter().find(|pair| pair.key == *step)?;
                    (Some(pair.key_span), &pair.value)
                }
                Value::Sequence(items, _) => (None, items.get(step.parse::<usize>().ok()?)?),
                _ => return None,
            };
        }
        Some(found)
    }
}

/// Returns `node` as JSON, with the source text in place of numbers, booleans and null.
fn words(node: &Node, text: &str) -> Json {
    match &node.value {
        Value::String(text, _) => text.as_str().into(),
        Value::Sequence(items, _) => items.iter().map(|item| words(item, text)).collect(),
        Value::Mapping(mapping, _) => {
            let pairs = mapping.pairs.iter().map(|pair| (pair.key.clone(), words(&pair.value, text)));
            pairs.collect::<serde_json::Map<_, _>>().into()
        }
        Value::Null | Value::Bool(_) | Value::Number(_) if node.span.is_empty() => Json::Null,
        Value::Null | Value::Bool(_) | Value::Number(_) => node.span.slice(text).into(),
    }
}

/// Returns the first key that is defined twice in a mapping, and both positions.
fn defined_twice(node: &Node) -> Option<(&str, Span, Span)> {
    match &node.value {
        Value::Mapping(mapping, _) => {
            let mut seen = std::collections::HashMap::new();
            for pair in &mapping.pairs {
                if let Some(first) = seen.insert(pair.key.as_str(), pair.key_span) {
                    return Some((&pair.key, first, pair.key_span));
                }
            }
            mapping.pairs.iter().find_map(|pair| defined_twice(&pair.value))
        }
        Value::Sequence(items, _) => items.iter().find_map(defined_twice),
        _ => None,
    }
}
