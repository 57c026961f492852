//! Chooses the JSON Schema dialect of a schema.

use jsonschema::Draft;
use serde_json::Value;

use super::format::FORMATS;

/// Keywords that mean the same in Draft 7 and 2020-12 for any value.
const ALIKE: [&str; 18] = [
    "const",
    "default",
    "description",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "pattern",
    "required",
    "title",
    "type",
    "uniqueItems",
];

/// Returns the dialect of a `schema` that does not declare one: 2020-12, or Draft 7 if both are equivalent. A schema is
/// validated against its meta-schema, which is one file in Draft 7 but eight that refer to each other in 2020-12:
/// compiling those took a third of the time of a commit.
pub(super) fn dialect(schema: &Value) -> Option<Draft> {
    if schema.get("$schema").is_some() {
        return None;
    }
    Some(if is_alike(schema) { Draft::Draft7 } else { Draft::Draft202012 })
}

fn is_alike(schema: &Value) -> bool {
    let Some(keywords) = schema.as_object() else { return schema.is_boolean() };
    keywords.iter().all(|(keyword, value)| match keyword.as_str() {
        "properties" => value.as_object().is_some_and(|properties| properties.values().all(is_alike)),
        "items" => is_alike(value),
        "format" => FORMATS.iter().any(|format| value == format.name),
        keyword => ALIKE.contains(&keyword),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn schema_that_differs_between_dialects_is_2020_12() {
        for schema in [
            json!({"prefixItems": [{"type": "string"}]}),
            json!({"items": [{"type": "string"}]}),
            json!({"properties": {"a": {"$ref": "#/$defs/a"}}}),
            json!({"properties": {"a": {"format": "uuid"}}}),
            json!({"properties": {"a": {"items": {"unevaluatedProperties": false}}}}),
            json!(3),
        ] {
            assert_eq!(dialect(&schema), Some(Draft::Draft202012), "{schema}");
        }
        assert_eq!(dialect(&json!({"$schema": "http://json-schema.org/draft-04/schema#"})), None);
    }

    #[test]
    fn pack_schemas_are_draft_7() {
        for pack in
            [include_str!("../../../rules/packs/default.yaml"), include_str!("../../../rules/packs/people.yaml")]
        {
            let pack: Value = serde_yaml::from_str(pack).expect("a pack is YAML");
            for (name, kind) in pack["types"].as_object().expect("the pack has types") {
                assert_eq!(dialect(&kind["schema"]), Some(Draft::Draft7), "{name}");
            }
        }
    }

    #[test]
    fn schema_error_has_a_location() {
        let found = super::super::check_schema(&json!({"properties": {"a": {"items": {"minimum": "x"}}}}), 100).err();
        let found = found.map(|bad| (bad.message, bad.pointer));
        let wanted = ("\"x\" is not of type \"number\"".to_owned(), "/properties/a/items/minimum".to_owned());
        assert_eq!(found, Some(wanted));
    }

    fn value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(json!(null)),
            Just(json!(true)),
            (-2i64..5).prop_map(|number| json!(number)),
            Just(json!(1.5)),
            "[ab2026-]{0,3}".prop_map(|text| json!(text)),
            Just(json!("string")),
        ];
        leaf.prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
                prop::collection::hash_map("[ab]", inner, 0..3).prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    fn schema() -> impl Strategy<Value = Value> {
        let leaf = (prop::sample::select(&ALIKE[..]), value()).prop_map(|(keyword, value)| json!({keyword: value}));
        let typed =
            prop::sample::select(vec!["string", "array", "object", "integer"]).prop_map(|kind| json!({"type": kind}));
        let format = (0..FORMATS.len()).prop_map(|at| json!({"format": FORMATS[at].name}));
        let all_or_nothing = any::<bool>().prop_map(Value::from);
        prop_oneof![leaf, typed, format, all_or_nothing].prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                prop::collection::hash_map("[ab]|\\$ref|\\$id", inner.clone(), 0..3)
                    .prop_map(|map| json!({"properties": map})),
                inner.prop_map(|inner| json!({"items": inner, "minItems": 1})),
            ]
        })
    }

    proptest! {
        #[test]
        fn both_dialects_report_the_same_errors(schema in schema(), value in value()) {
            prop_assert_eq!(dialect(&schema), Some(Draft::Draft7));
            let errors = |draft| match super::super::compile_as(Some(draft), &schema) {
                Ok(validator) => Ok(validator.iter_errors(&value).map(|error| error.to_string()).collect::<Vec<_>>()),
                Err(_) => Err(()),
            };
            prop_assert_eq!(errors(Draft::Draft7), errors(Draft::Draft202012));
        }
    }
}
