//! Measures the size of a schema with its references followed.
//!
//! A subschema is compiled and checked once for each path of `$ref`s that leads to it: a few lines that each refer to
//! the next one twice expand to a billion parts.

use std::collections::HashMap;

use serde_json::Value;

/// The maximum number of parts of all schemas in one config, with references followed.
pub(crate) const MAX_PARTS: usize = 50_000;
/// The maximum nesting of references. The compiler recurses into each of them.
const MAX_DEPTH: usize = 64;
/// The cost of a pattern, in parts.
const PATTERN_PARTS: usize = 100;

/// Counts the parts of `schema`: its values, and those of each schema that it refers to.
///
/// # Errors
/// If references are nested too deeply, or refer back to the same schema more than once: each nested value would be
/// checked twice as often as the one around it.
pub(crate) fn schema_parts(schema: &Value) -> Result<usize, String> {
    let mut counter = Counter { root: schema, names: HashMap::new(), known: HashMap::new(), open: Vec::new() };
    counter.collect_names(schema, true)?;
    counter.size_of_target(schema).map(|size| size.parts)
}

#[derive(Clone, Default)]
struct SchemaSize {
    parts: usize,
    /// The number of references back to a schema that is still being counted, by its address.
    returns: HashMap<*const Value, usize>,
}

impl SchemaSize {
    fn new(parts: usize) -> Self {
        Self { parts, returns: HashMap::new() }
    }

    fn add(&mut self, other: &Self) {
        self.parts = self.parts.saturating_add(other.parts);
        for (address, times) in &other.returns {
            let known = self.returns.entry(*address).or_default();
            *known = known.saturating_add(*times);
        }
    }
}

struct Counter<'a> {
    root: &'a Value,
    /// The schemas named by `$anchor` and `$dynamicAnchor`.
    names: HashMap<&'a str, &'a Value>,
    /// The sizes of the targets counted so far, by address.
    known: HashMap<*const Value, SchemaSize>,
    /// The targets that are being counted.
    open: Vec<*const Value>,
}

impl<'a> Counter<'a> {
    fn collect_names(&mut self, value: &'a Value, is_root: bool) -> Result<(), String> {
        match value {
            Value::Object(object) => {
                for (key, inner) in object {
                    match (key.as_str(), inner.as_str()) {
                        ("$anchor" | "$dynamicAnchor", Some(name)) => {
                            self.names.insert(name, value);
                        }
                        ("$id", Some(id)) if !is_root => {
                            return Err(format!("`$id: {}` is nested inside a schema", beginning(id)));
                        }
                        _ => self.collect_names(inner, false)?,
                    }
                }
            }
            Value::Array(items) => items.iter().try_for_each(|item| self.collect_names(item, false))?,
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        Ok(())
    }

    fn size(&mut self, value: &'a Value) -> Result<SchemaSize, String> {
        let mut size = SchemaSize::new(1);
        match value {
            Value::Object(object) => {
                for (key, inner) in object {
                    match (key.as_str(), inner) {
                        ("$ref" | "$dynamicRef" | "$recursiveRef", Value::String(reference)) => {
                            // The compiler reports an unresolved reference.
                            if let Some(target) = self.target(reference) {
                                size.add(&self.size_of_target(target)?);
                            }
                        }
                        // Counted where they are referenced.
                        ("$defs" | "definitions", Value::Object(_)) => {}
                        ("pattern", Value::String(_)) => size.add(&SchemaSize::new(PATTERN_PARTS)),
                        ("patternProperties", Value::Object(patterns)) => {
                            size.add(&SchemaSize::new(patterns.len().saturating_mul(PATTERN_PARTS)));
                            size.add(&self.size(inner)?);
                        }
                        _ => size.add(&self.size(inner)?),
                    }
                }
            }
            Value::Array(items) => {
                for item in items {
                    size.add(&self.size(item)?);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        Ok(size)
    }

    fn size_of_target(&mut self, target: &'a Value) -> Result<SchemaSize, String> {
        let address = std::ptr::from_ref(target);
        if self.open.contains(&address) {
            return Ok(SchemaSize { parts: 1, returns: HashMap::from([(address, 1)]) });
        }
        if let Some(known) = self.known.get(&address) {
            let mut known = known.clone();
            known.returns.retain(|address, _| self.open.contains(address));
            return Ok(known);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("its `$ref`s are nested more than {MAX_DEPTH} levels deep"));
        }
        self.open.push(address);
        let mut size = self.size(target)?;
        self.open.pop();
        if size.returns.remove(&address).is_some_and(|times| times > 1) {
            return Err("its `$ref`s refer back to the same schema more than once".to_owned());
        }
        self.known.insert(address, size.clone());
        Ok(size)
    }

    fn target(&self, reference: &str) -> Option<&'a Value> {
        let (_, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if fragment.is_empty() {
            return Some(self.root);
        }
        let decoded = percent_decoded(fragment);
        match decoded.starts_with('/') {
            true => self.root.pointer(&decoded),
            false => self.names.get(decoded.as_str()).copied(),
        }
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let byte = text_of_two(tail).and_then(|hex| u8::from_str_radix(hex, 16).ok()).filter(|_| *first == b'%');
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn text_of_two(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes.get(..2)?).ok()
}

fn beginning(text: &str) -> String {
    text.chars().take(40).filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn each_way_to_a_schema_counts() {
        assert_eq!(schema_parts(&json!({"type": "object", "properties": {"a": {"enum": ["x", "y"]}}})), Ok(7));
        let once = json!({"$ref": "#/$defs/a", "$defs": {"a": {"type": "object"}, "b": {"type": "object"}}});
        assert_eq!(schema_parts(&once), Ok(3));
        let doubling = |levels: usize| {
            let mut schemas = serde_json::Map::new();
            for level in 0..levels {
                let next = json!({"$ref": format!("#/$defs/d{}", level + 1)});
                schemas.insert(format!("d{level}"), json!({"allOf": [next, next]}));
            }
            schemas.insert(format!("d{levels}"), json!({"type": "object"}));
            schema_parts(&json!({"$ref": "#/$defs/d0", "$defs": schemas}))
        };
        assert!(doubling(4).is_ok_and(|parts| parts < 200));
        assert!(doubling(30).is_ok_and(|parts| parts > 1 << 30));
        assert!(doubling(63).is_err());
        assert!(schema_parts(&json!({"$anchor": "a", "not": {"$ref": "#a"}})).is_ok());
    }

    #[test]
    fn a_schema_may_be_of_values_like_itself_in_one_way() {
        let tree = json!({"properties": {"under": {"items": {"$ref": "#"}}}});
        assert_eq!(schema_parts(&tree), Ok(5));
        let list = json!({"properties": {"next": {"$ref": "#/$defs/list"}}});
        let two = json!({"properties": {"a": {"$ref": "#/$defs/list"}, "b": {"$ref": "#/$defs/list"}}, "$defs": {"list": list}});
        assert!(schema_parts(&two).is_ok());
        let doubling = json!({"anyOf": [{"properties": {"a": {"$ref": "#"}}}, {"properties": {"a": {"$ref": "#"}}}]});
        assert!(schema_parts(&doubling).is_err());
        let in_turn = json!({"$ref": "#/$defs/a", "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}, {"$ref": "#/$defs/b"}]}, "b": {"properties": {"x": {"$ref": "#/$defs/a"}}}}});
        assert!(schema_parts(&in_turn).is_err());
    }
}
