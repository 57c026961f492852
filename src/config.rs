//! The configuration: packs and `.vaultlint.yaml`, merged to [`Settings`].
//!
//! This module does not read files: the caller passes their texts.

mod advice;
mod app;
mod custom;
mod document;
mod error;
mod file;
mod glob;
mod infer;
mod load;
pub mod names_file;
mod obsidian;
mod rule_levels;
mod schema;
mod schema_keywords;
mod settings;
mod write_policy;

pub use app::App;
pub use custom::{BadExample, CustomRuleConfig, CustomRuleError, FixedExample};
pub use error::{ConfigError, ConfigLocation};
pub use file::{
    ConfigFile, HookSection, Map, NameGuesses, NamesSection, NoteMatcherConfig, NoteTypeConfig, OnFix, RuleLevel,
    RuleSetting, Unattended,
};
pub use infer::{InferredConfig, InferredType, NoteGroup, Observation, infer};
pub use load::{ConfigSources, ConfigText};
pub use obsidian::ObsidianSettings;
pub use schema::schema;
pub use settings::{ActiveRule, RuleSelection, Settings, SettingsDigest};
pub use write_policy::{WriteForbidden, WriteNotes, WritePolicy};

/// The name of the config file.
pub const CONFIG_FILE: &str = ".vaultlint.yaml";
/// The name of the file with decisions about names.
pub const NAMES_FILE: &str = ".vaultlint-names.yaml";
/// Maximum size of a config file in bytes. Config files are written by people and are much smaller.
const MAX_BYTES: u64 = 1 << 20;
/// Maximum size of the file with decisions about names in bytes: some hundred thousand people.
const MAX_NAMES_BYTES: u64 = 32 << 20;

/// Returns the maximum size in bytes of the config or names file at `path`.
pub fn limit_of(path: &str) -> u64 {
    if path == NAMES_FILE { MAX_NAMES_BYTES } else { MAX_BYTES }
}
