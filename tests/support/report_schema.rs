//! The schema of the JSON report. Every report that a test reads is held against it.

use std::sync::OnceLock;

use serde_json::Value;

/// The schema, as it is in the repository.
pub(crate) fn schema() -> &'static Value {
    static SCHEMA: OnceLock<Value> = OnceLock::new();
    SCHEMA.get_or_init(|| serde_json::from_str(include_str!("../../schemas/report.schema.json")).unwrap())
}

/// What is wrong with the report `document` by the schema; empty where nothing is.
pub(crate) fn complaints(document: &Value) -> Vec<String> {
    static VALIDATOR: OnceLock<jsonschema::Validator> = OnceLock::new();
    let validator = VALIDATOR
        .get_or_init(|| jsonschema::draft202012::options().should_validate_formats(true).build(schema()).unwrap());
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}
