//! Values with the place where each stands.

use crate::text::Span;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value's bytes: quotes and brackets included, a block's indicator too. Empty where nothing is written.
    pub span: Span,
    /// What it means.
    pub value: Value,
}

/// A value of the core schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number; whole ones keep their value up to 2^53.
    Number(f64),
    /// Text, and how it was written.
    String(String, ScalarStyle),
    /// A list, and whether it is written in brackets.
    Sequence(Vec<Node>, Flow),
    /// Keys and values, and whether they are written in braces.
    Mapping(Mapping, Flow),
}

/// Whether a collection is written in brackets or line by line.
pub(crate) type Flow = bool;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// `'so'`.
    SingleQuoted,
    /// `"so"`.
    DoubleQuoted,
    /// `|` or `>`.
    Block,
}

/// Keys and values in the order they are written; a key may stand twice.
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
    /// The word for a value of this kind, as a person would say it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a checkbox",
            Self::Number(_) => "a number",
            Self::String(..) => "text",
            Self::Sequence(..) => "a list",
            Self::Mapping(..) => "a mapping",
        }
    }
}

impl Node {
    /// The text, where the value is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text, _) => Some(text),
            _ => None,
        }
    }

    /// The values of a list, or the value itself where there is only one; nothing for null.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items, _) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The value as JSON, for schemas.
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

    /// The value at a path of keys and list positions, as a JSON pointer names them.
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

/// JSON tells whole numbers from others, YAML's core schema does too: `1` is whole.
fn json_number(number: f64) -> serde_json::Value {
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= WHOLE {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53, so exact")]
        return (number as i64).into();
    }
    number.into()
}

impl Mapping {
    /// The last pair with `key`, whatever its case: the one that counts where a key stands twice.
    pub fn get(&self, key: &str) -> Option<&Pair> {
        self.pairs.iter().rev().find(|pair| is_same_key(&pair.key, key))
    }

    /// The mapping as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        self.pairs.iter().map(|pair| (pair.key.clone(), pair.value.to_json())).collect::<serde_json::Map<_, _>>().into()
    }
}

/// Whether two keys differ in nothing but case.
fn is_same_key(one: &str, other: &str) -> bool {
    match one.is_ascii() && other.is_ascii() {
        true => one.eq_ignore_ascii_case(other),
        false => one.to_lowercase() == other.to_lowercase(),
    }
}
