//! YAML values with their positions.

use crate::text::Span;

/// A value and its position.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value's bytes, with quotes, brackets and a block's indicator. Empty if no value is written.
    pub span: Span,
    /// The value.
    pub value: Value,
}

/// A value of the core schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// No value, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number; integers are exact up to 2^53.
    Number(f64),
    /// Text, and its style.
    String(String, ScalarStyle),
    /// A list, and its style.
    Sequence(Vec<Node>, CollectionStyle),
    /// A mapping, and its style.
    Mapping(Mapping, CollectionStyle),
}

/// The style of a list or mapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollectionStyle {
    /// By indentation.
    Block,
    /// In brackets or braces.
    Flow,
}

/// The style of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// `'text'`.
    SingleQuoted,
    /// `"text"`.
    DoubleQuoted,
    /// `|` or `>`.
    Block,
}

/// Keys and values in source order; a key may be repeated.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// The pairs in order.
    pub pairs: Vec<Pair>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The key as text.
    pub key: String,
    /// The key's bytes, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

impl Value {
    /// Returns the kind of the value in words, for messages: "a list".
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "empty",
            Self::Bool(_) => "a checkbox",
            Self::Number(_) => "a number",
            Self::String(..) => "text",
            Self::Sequence(..) => "a list",
            Self::Mapping(..) => "a mapping",
        }
    }
}

impl Node {
    /// Returns the text, if the value is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text, _) => Some(text),
            _ => None,
        }
    }

    /// Returns the items of a list, or any other value as its only item; none for null.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items, _) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// Returns the value as JSON, for schemas.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(yes) => (*yes).into(),
            Value::Number(number) => json_number(*number),
            Value::String(text, _) => text.as_str().into(),
            Value::Sequence(items, _) => items.iter().map(Self::to_json).collect(),
            Value::Mapping(mapping, _) => mapping.to_json(),
        }
    }

    /// Returns the value at a path of keys and list indices, as in a JSON pointer.
    pub fn at<'a>(&self, path: impl Iterator<Item = &'a str>) -> Option<&Node> {
        let mut node = self;
        for step in path {
            node = match &node.value {
                Value::Mapping(mapping, _) => &mapping.get(step)?.value,
                Value::Sequence(items, _) => items.get(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }
}

/// Returns an integer if the number is whole and exact: JSON and the core schema tell integers from other numbers.
fn json_number(number: f64) -> serde_json::Value {
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= WHOLE {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53, so exact")]
        return (number as i64).into();
    }
    number.into()
}

impl Mapping {
    /// Returns the last pair with `key`, ignoring case: the one that counts if a key is repeated.
    pub fn get(&self, key: &str) -> Option<&Pair> {
        self.pairs.iter().rev().find(|pair| is_same_key(&pair.key, key))
    }

    /// Returns the mapping as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        self.pairs.iter().map(|pair| (pair.key.clone(), pair.value.to_json())).collect::<serde_json::Map<_, _>>().into()
    }
}

/// Returns whether two keys are equal, ignoring case.
fn is_same_key(one: &str, other: &str) -> bool {
    match one.is_ascii() && other.is_ascii() {
        true => one.eq_ignore_ascii_case(other),
        false => one.to_lowercase() == other.to_lowercase(),
    }
}
