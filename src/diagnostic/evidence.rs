//! Details of a finding for programs.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;

/// A JSON value, stored as text: most findings are never reported as JSON, and the text takes a tenth of the memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Evidence(Option<Box<str>>);

impl Evidence {
    /// Serializes `value`.
    ///
    /// # Panics
    /// If a key of a map in it is no text.
    pub fn new(value: &impl Serialize) -> Self {
        let text = serde_json::to_string(value).expect("the keys are texts");
        Self((text != "null").then(|| text.into()))
    }

    /// Returns the value with one more member; replaces it if it is not an object.
    #[must_use]
    pub fn with_member(&self, key: &str, member: Value) -> Self {
        let mut object = match self.value() {
            Value::Object(object) => object,
            _ => serde_json::Map::new(),
        };
        object.insert(key.to_owned(), member);
        Self::new(&Value::Object(object))
    }

    /// Returns whether the value has a member `key`, at any depth. The key must need no escapes.
    pub fn has_member(&self, key: &str) -> bool {
        // A quotation mark within a string has a backslash before it.
        self.0.as_ref().is_some_and(|text| {
            let mut found = memchr::memmem::find_iter(text.as_bytes(), key);
            found.any(|at| text[..at].ends_with('"') && text[at + key.len()..].starts_with("\":"))
        })
    }

    /// Returns the value; null if there is none.
    pub fn value(&self) -> Value {
        self.0.as_ref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null)
    }

    /// Returns the serialized value, to be embedded in JSON.
    ///
    /// # Panics
    /// Never: the text was serialized by [`Evidence::new`].
    pub fn raw(&self) -> &RawValue {
        serde_json::from_str(self.0.as_deref().unwrap_or("null")).expect("the text was serialized as JSON")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_member_is_not_confused_with_a_string_that_names_it() {
        let evidence = Evidence::new(&json!({"found": "\"revives\": x", "score": 0.953}));
        assert!(!evidence.has_member("revives") && evidence.has_member("score"));
        let more = evidence.with_member("revives", json!("a.md"));
        assert!(more.has_member("revives"));
        assert_eq!(more.raw().get(), r#"{"found":"\"revives\": x","score":0.953,"revives":"a.md"}"#);
        assert_eq!(Evidence::default().with_member("a", json!(1)).raw().get(), r#"{"a":1}"#);
        assert_eq!(Evidence::new(&Value::Null).raw().get(), "null");
    }
}
