//! The published schema of SARIF 2.1.0, and what the standard says beyond it.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// The crate that ships the schema. It is compiled for no target: only the file in its folder is read.
const CRATE: &str = "serde-sarif";
/// The pattern for languages has a bracket that nothing opens, and no engine of the standard takes it. No report of ours
/// names a language.
const BROKEN_PATTERN: &str = "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$";

/// What is wrong with `document` by the schema; empty where nothing is.
pub(crate) fn complaints(document: &Value) -> Vec<String> {
    static SCHEMA: OnceLock<jsonschema::Validator> = OnceLock::new();
    let schema = SCHEMA.get_or_init(|| {
        let text = fs::read_to_string(folder().join("src/schema.json")).unwrap();
        let schema = serde_json::from_str(&text.replace(BROKEN_PATTERN, "")).unwrap();
        jsonschema::options().should_validate_formats(true).build(&schema).unwrap()
    });
    schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// Where Cargo keeps the crate. Whoever fetched everything before is not asked for a network.
fn folder() -> PathBuf {
    let metadata = [Some("--offline"), None].into_iter().find_map(|offline| {
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["metadata", "--format-version", "1", "--locked"]).args(offline);
        let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        output.status.success().then_some(output.stdout)
    });
    let metadata = metadata.expect("cargo tells where the crates are; `cargo fetch` before a test without a network");
    let metadata: Value = serde_json::from_slice(&metadata).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let manifest = packages.iter().find(|package| package["name"] == CRATE).unwrap()["manifest_path"].as_str();
    PathBuf::from(manifest.unwrap()).parent().unwrap().to_owned()
}
