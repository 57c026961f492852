//! Deserialization of JSON values, with errors that have the path of the invalid key or value.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeOwned, DeserializeSeed, IntoDeserializer, Visitor};
use serde_json::Value;

/// A value that cannot be deserialized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueError {
    /// The keys and list indices that lead to it, outermost first. For an unknown key, the key is last.
    pub path: Vec<String>,
    /// What is wrong with it.
    pub kind: ValueErrorKind,
}

/// The reason why a value cannot be deserialized.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueErrorKind {
    /// An unknown key.
    UnknownKey {
        /// The key.
        key: String,
        /// The valid keys.
        known: Vec<&'static str>,
    },
    /// A word that is not one of the valid ones.
    UnknownWord {
        /// The word.
        word: String,
        /// The valid words.
        known: &'static [&'static str],
    },
    /// A required key that is missing.
    MissingKey(&'static str),
    /// A value of the wrong kind.
    WrongKind {
        /// The expected kind, in words.
        expected: String,
    },
    /// A message of the type itself.
    Other(String),
}

/// Deserializes `value`. A key of a struct without a value counts as absent.
///
/// # Errors
/// The first invalid key or value.
pub fn read_value<T: DeserializeOwned>(value: &Value) -> Result<T, ValueError> {
    read_written(value, value)
}

/// Deserializes `value`, with `written` the same value in which numbers, `true` and `null` are replaced by their source text.
/// If the type expects text, they are text, so that a folder may be called `2024` and a person Null.
///
/// # Errors
/// The first invalid key or value.
pub fn read_written<T: DeserializeOwned>(value: &Value, written: &Value) -> Result<T, ValueError> {
    T::deserialize(Reader { value, written }).map_err(|mut error| {
        error.path.reverse();
        error
    })
}

impl ValueError {
    fn new(reason: ValueErrorKind) -> Self {
        Self { path: Vec::new(), kind: reason }
    }

    /// Returns the error for a value that is nested in another at `path`.
    #[must_use]
    pub fn at_path<const N: usize>(mut self, path: [&str; N]) -> Self {
        self.path.splice(0..0, path.map(str::to_owned));
        self
    }

    /// Adds an outer step to the path, which is collected from the inside out while a value is read.
    fn inside(mut self, step: impl fmt::Display) -> Self {
        self.path.push(step.to_string());
        self
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let here = || self.path.join(".");
        match &self.kind {
            ValueErrorKind::UnknownKey { key, .. } => write!(f, "unknown key `{key}`"),
            ValueErrorKind::UnknownWord { word, .. } => write!(f, "`{word}` is not a valid value of `{}`", here()),
            ValueErrorKind::MissingKey(key) => write!(f, "`{key}` is missing"),
            ValueErrorKind::WrongKind { expected } => write!(f, "`{}` must be {expected}", here()),
            ValueErrorKind::Other(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for ValueError {}

impl de::Error for ValueError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(ValueErrorKind::Other(message.to_string()))
    }

    fn invalid_type(_: de::Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Self::new(ValueErrorKind::WrongKind { expected: in_words(&expected.to_string()) })
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Self {
        Self::new(ValueErrorKind::UnknownKey { key: key.to_owned(), known: known.to_vec() })
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Self {
        Self::new(ValueErrorKind::UnknownWord { word: word.to_owned(), known })
    }

    fn missing_field(key: &'static str) -> Self {
        Self::new(ValueErrorKind::MissingKey(key))
    }
}

/// Translates serde's name of a kind of value into the words of the documentation.
fn in_words(expected: &str) -> String {
    let words = match expected {
        "a sequence" => "a list",
        "a string" | "a borrowed string" => "text",
        "a boolean" => "`true` or `false`",
        "usize" | "u8" | "u16" | "u32" | "u64" => "a whole number",
        "f32" | "f64" => "a number",
        "a map" => "a mapping",
        expected if expected.starts_with("struct ") => "a mapping",
        expected => expected,
    };
    words.to_owned()
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    value: &'a Value,
    written: &'a Value,
}

impl<'de> Reader<'de> {
    /// Returns the source text if text is expected; None if the value is a list or a mapping.
    fn word(self) -> Option<&'de str> {
        if self.value.is_array() || self.value.is_object() { None } else { self.written.as_str() }
    }
}

impl<'de> de::Deserializer<'de> for Reader<'de> {
    type Error = ValueError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.value {
            Value::Null => visitor.visit_unit(),
            Value::Bool(yes) => visitor.visit_bool(*yes),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => visitor.visit_u64(number),
                (None, Some(number)) => visitor.visit_i64(number),
                (None, None) => visitor.visit_f64(number.as_f64().unwrap_or_default()),
            },
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::Array(items) => {
                let written = |at: usize| self.written.get(at).unwrap_or(&items[at]);
                let readers = items.iter().enumerate().map(|(at, value)| Reader { value, written: written(at) });
                visitor.visit_seq(Items(readers.enumerate()))
            }
            Value::Object(pairs) => {
                let written = |key: &String, value| self.written.get(key).unwrap_or(value);
                let pairs = pairs.iter().map(|(key, value)| (key, Reader { value, written: written(key, value) }));
                visitor.visit_map(Pairs { pairs, value: None })
            }
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        match self.word() {
            Some(word) => visitor.visit_borrowed_str(word),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, ValueError> {
        if self.value.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        let Value::Object(pairs) = self.value else {
            return Err(ValueError::new(ValueErrorKind::WrongKind { expected: in_words("a map") }));
        };
        let written = |key: &String, value| self.written.get(key).unwrap_or(value);
        let pairs = pairs.iter().map(|(key, value)| (key, Reader { value, written: written(key, value) }));
        let filled = pairs.filter(|(_, reader)| !reader.written.is_null());
        visitor.visit_map(Pairs { pairs: filled, value: None })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, ValueError> {
        match self.value {
            Value::String(word) => visitor.visit_enum(word.as_str().into_deserializer()),
            other => Err(ValueError::new(ValueErrorKind::UnknownWord { word: other.to_string(), known })),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, ValueError> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct Items<I>(I);

impl<'de, I: Iterator<Item = (usize, Reader<'de>)>> de::SeqAccess<'de> for Items<I> {
    type Error = ValueError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, ValueError> {
        let Some((at, reader)) = self.0.next() else { return Ok(None) };
        seed.deserialize(reader).map(Some).map_err(|error| error.inside(at))
    }
}

struct Pairs<'de, I> {
    pairs: I,
    /// The value of the key that was read last.
    value: Option<(&'de str, Reader<'de>)>,
}

impl<'de, I: Iterator<Item = (&'de String, Reader<'de>)>> de::MapAccess<'de> for Pairs<'de, I> {
    type Error = ValueError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, ValueError> {
        let Some((key, reader)) = self.pairs.next() else { return Ok(None) };
        self.value = Some((key, reader));
        let word: StrDeserializer<'_, ValueError> = key.as_str().into_deserializer();
        seed.deserialize(word).map(Some).map_err(|error| error.inside(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, ValueError> {
        let (key, reader) = self.value.take().expect("serde asks for a value after its key");
        seed.deserialize(reader).map_err(|error| error.inside(key))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default, deny_unknown_fields)]
    struct Inner {
        words: Vec<Word>,
        share: f32,
        most: usize,
        text: Option<String>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Word {
        One,
        Two,
    }

    fn value_error(value: &Value) -> (String, ValueErrorKind) {
        let error = read_value::<HashMap<String, Inner>>(value).unwrap_err();
        (error.path.join("/"), error.kind)
    }

    #[test]
    fn valid_values_are_read() {
        let value = json!({"a": {"words": ["one", "two"], "share": 1, "most": 3, "text": null}, "b": {"words": null}});
        let read: HashMap<String, Inner> = read_value(&value).unwrap();
        let a = Inner { words: vec![Word::One, Word::Two], share: 1.0, most: 3, text: None };
        assert_eq!(read, [("a".to_owned(), a), ("b".to_owned(), Inner::default())].into());
    }

    #[test]
    fn numbers_and_null_are_text_if_text_is_expected() {
        let (value, written) = (json!({"a": [2024, null, true], "b": null}), json!({"a": ["2024", "Null", "true"]}));
        let read: HashMap<String, Option<Vec<String>>> = read_written(&value, &written).unwrap();
        let words = ["2024", "Null", "true"].map(str::to_owned).to_vec();
        assert_eq!(read, [("a".to_owned(), Some(words)), ("b".to_owned(), None)].into());
    }

    #[test]
    fn errors_have_the_path_of_the_value() {
        let known = vec!["words", "share", "most", "text"];
        let key = "wrods".to_owned();
        assert_eq!(
            value_error(&json!({"a": {"wrods": []}})),
            ("a/wrods".to_owned(), ValueErrorKind::UnknownKey { key, known })
        );
        let word = "three".to_owned();
        let reason = ValueErrorKind::UnknownWord { word, known: &["one", "two"] };
        assert_eq!(value_error(&json!({"a": {"words": ["one", "three"]}})), ("a/words/1".to_owned(), reason));
        let kind = |expected: &str| ValueErrorKind::WrongKind { expected: expected.to_owned() };
        assert_eq!(value_error(&json!({"a": {"words": "one"}})), ("a/words".to_owned(), kind("a list")));
        assert_eq!(value_error(&json!({"a": {"most": "x"}})), ("a/most".to_owned(), kind("a whole number")));
        assert_eq!(value_error(&json!({"a": [1]})), ("a".to_owned(), kind("a mapping")));
        assert_eq!(value_error(&json!([])), (String::new(), kind("a mapping")));
    }
}
