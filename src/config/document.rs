//! A config file with the place of each of its keys and values.

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::advice::{advice, suggest_yaml};
use super::{ConfigError, ConfigText, limit_of};
use crate::note::{Node, Value, read_yaml};
use crate::rule::{ValueError, ValueErrorKind, read_written};
use crate::text::{LineIndex, Span};

/// A config file that was read.
///
/// Invariant: no mapping has a key twice.
#[derive(Clone, Debug)]
pub(super) struct ConfigDocument {
    /// For messages.
    pub(super) path: String,
    /// Without a byte-order mark; the spans of `root` are in it.
    text: String,
    root: Option<Node>,
    /// What `root` means.
    value: Json,
}

impl ConfigDocument {
    /// Reads `file`.
    ///
    /// # Errors
    /// A file that is too large or no YAML, and a key that is defined twice.
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
                Err(document.error(Some(second), message).with_help("keep one of the two"))
            }
            None => Ok(document),
        }
    }

    /// The bytes of the file.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// What the file says; the default where it is empty.
    ///
    /// # Errors
    /// The first key or value that is none of `T`, with its place and what was probably meant.
    pub(super) fn parse<T: DeserializeOwned + Default>(&self) -> Result<T, ConfigError> {
        if self.value.is_null() {
            return Ok(T::default());
        }
        let written = self.root.as_ref().map_or(Json::Null, |root| words(root, &self.text));
        read_written(&self.value, &written).map_err(|misfit| self.value_error(misfit))
    }

    /// The error for a value that does not fit. Its path counts from the top of the file.
    pub(super) fn value_error(&self, misfit: ValueError) -> ConfigError {
        let path: Vec<&str> = misfit.path.iter().map(String::as_str).collect();
        let span = match misfit.kind {
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
        let (message, help) = advice(&misfit, written.unwrap_or(&Json::Null));
        let error = self.error(span, message);
        match help {
            Some(help) => error.with_help(help),
            None => error,
        }
    }

    /// An error about the bytes of `span`; about the whole file where there are none.
    pub(super) fn error(&self, span: Option<Span>, message: impl Into<String>) -> ConfigError {
        match span {
            Some(span) => ConfigError::at_span(&self.path, &self.text, span, message),
            None => ConfigError::in_file(&self.path, message),
        }
    }

    /// Where the key at the end of `path` is written, or the item where a list is last.
    pub(super) fn key(&self, path: &[&str]) -> Option<Span> {
        self.find(path).map(|(key, value)| key.unwrap_or(value.span))
    }

    /// Where the value at `path` is written; its key, where nothing is.
    pub(super) fn value(&self, path: &[&str]) -> Option<Span> {
        let (key, value) = self.find(path)?;
        let first_line = self.text[value.span.start..value.span.end].split(['\n', '\r']).next().unwrap_or_default();
        let span = Span::new(value.span.start, value.span.start + first_line.len());
        Some(if span.is_empty() { key.unwrap_or(span) } else { span })
    }

    /// Where the value at `path` is `text`, or a list that has it, that text is written.
    pub(super) fn item(&self, path: &[&str], text: &str) -> Option<Span> {
        let (_, value) = self.find(path)?;
        value.items().iter().find(|item| item.as_str() == Some(text)).map(|item| item.span)
    }

    /// The value at `path`.
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

/// `node` with the words of `text` in place of what they mean.
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

/// The first key that a mapping has twice, and both places.
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
