//! Packs and `.vaultlint.yaml`, and what they mean together.
//!
//! Text in, [`Settings`] out. Nothing here is read from disk: whoever calls it hands in the texts.

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
mod schema;
mod schema_keywords;
mod settings;
mod write_policy;

pub use app::App;
pub use custom::{BadExample, CustomRuleConfig, CustomRuleError, FixedExample};
pub use error::{ConfigError, ConfigLocation};
pub use file::{
    ConfigFile, HookSection, Map, NamesSection, NoteMatcherConfig, NoteTypeConfig, OnFix, RuleLevel, RuleSetting,
    Unattended,
};
pub use infer::{InferredConfig, InferredType, NoteGroup, Observation, infer};
pub use load::{ConfigSources, ConfigText};
pub use obsidian::ObsidianSettings;
pub use schema::schema;
pub use settings::{ActiveRule, RuleSelection, Settings};
pub use write_policy::{WriteForbidden, WriteNotes, WritePolicy};

/// The name of the config file.
pub const CONFIG_FILE: &str = ".vaultlint.yaml";
/// The name of the file of decisions about names.
pub const NAMES_FILE: &str = ".vaultlint-names.yaml";
/// The most bytes of a config file: they are written by people, and a larger one is no config.
const MAX_BYTES: u64 = 1 << 20;
/// The most bytes of decisions: some hundred thousand people.
const MAX_NAMES_BYTES: u64 = 32 << 20;

/// The most bytes that the file at `path` may have, of those that say how a vault is checked.
pub fn limit_of(path: &str) -> u64 {
    if path == NAMES_FILE { MAX_NAMES_BYTES } else { MAX_BYTES }
}
