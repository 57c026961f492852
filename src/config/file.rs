//! A config file as it is written. Packs have the same form.

use serde::{Deserialize, Serialize};

use crate::diagnostic::Severity;

/// `.vaultlint.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConfigFile {
    /// The versions of vaultlint that understand this file: `>=0.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_version: Option<String>,
    /// Packs by name, or config files by their path from the vault's root. `[default]` where nothing is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extends: Option<Vec<String>>,
    /// Globs of notes that are not checked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// Rules by name: a severity, `off`, or a mapping of `severity` and the rule's options.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub rules: Map<RuleSetting>,
    /// Types of notes by name.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub types: Map<TypeFile>,
    /// About names of people.
    #[serde(skip_serializing_if = "NamesSection::is_empty")]
    pub names: NamesSection,
}

/// Keys in the order of the file.
pub type Map<T> = indexmap::IndexMap<String, T>;

/// What config says of a rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RuleSetting {
    /// Only how much it matters.
    Level(Level),
    /// Options, and perhaps a severity.
    Options(serde_json::Map<String, serde_json::Value>),
}

/// A severity, or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The rule does not run.
    Off,
    /// Worth knowing.
    Info,
    /// Worth mending.
    Warning,
    /// Wrong.
    Error,
}

impl Level {
    /// The severity; None for off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// A type of note.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TypeFile {
    /// Which notes are of it; any of the three is enough.
    pub r#match: MatchFile,
    /// Severities that differ for notes of this type.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub rules: Map<Level>,
    /// JSON Schema 2020-12 of the properties.
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub schema: serde_json::Value,
}

/// Which notes are of a type.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MatchFile {
    /// Values of the property `type`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub r#type: Vec<String>,
    /// Globs of paths.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<String>,
    /// Tags.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tag: Vec<String>,
}

/// About names of people.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NamesSection {
    /// Globs of notes that are evidence and are never rewritten.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub leave: Vec<String>,
}

impl NamesSection {
    fn is_empty(&self) -> bool {
        self.leave.is_empty()
    }
}

impl ConfigFile {
    /// Takes `over` on top: its rules and types replace those of the same name, its globs are added.
    pub fn overlay(&mut self, over: ConfigFile) {
        self.required_version = over.required_version.or(self.required_version.take());
        self.extends = over.extends.or(self.extends.take());
        self.exclude.extend(over.exclude);
        self.rules.extend(over.rules);
        self.types.extend(over.types);
        self.names.leave.extend(over.names.leave);
    }
}
