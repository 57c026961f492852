//! The formats that other programs read: JSON, workflow commands of GitHub, and SARIF.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on says where")]

#[path = "../support/mod.rs"]
mod support;

mod github;
mod in_memory;
mod json;
mod sarif;
mod schema;
