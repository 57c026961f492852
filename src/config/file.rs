//! The format of `.vaultlint.yaml` and of packs.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{self, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::custom::CustomRuleConfig;
use super::write_policy::WriteNotes;
use crate::diagnostic::Severity;

/// The contents of `.vaultlint.yaml`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct ConfigFile {
    /// The required version of vaultlint: `>=0.1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub required_version: Option<String>,
    /// Packs by name, or config files by their path from the vault's root; the default is `[default]`.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "some_texts")]
    pub extends: Option<Vec<String>>,
    /// Globs of notes that are not checked.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "texts")]
    pub exclude: Vec<String>,
    /// Globs of notes that are templates.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "texts")]
    pub templates: Vec<String>,
    /// Rules by name: a severity, `off`, or a mapping of `severity` and the rule's options.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub rules: Map<RuleSetting>,
    /// Custom rules by name.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub custom: Map<CustomRuleConfig>,
    /// Note types by name.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub types: Map<NoteTypeConfig>,
    /// Settings about names of people.
    #[serde(skip_serializing_if = "NamesSection::is_empty")]
    pub names: NamesSection,
    /// Notes that a pipeline writes.
    #[serde(skip_serializing_if = "NoteMatcherConfig::is_empty")]
    pub generated: NoteMatcherConfig,
    /// Settings of the hooks.
    #[serde(skip_serializing_if = "HookSection::is_empty")]
    pub hook: HookSection,
    /// Whether notes may be written; the default is when asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub write: Option<WriteNotes>,
}

/// A mapping in the order of the file.
pub type Map<T> = indexmap::IndexMap<String, T>;

/// The setting of a rule.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum RuleSetting {
    /// A severity only.
    Level(RuleLevel),
    /// Options, possibly with a severity.
    Options(serde_json::Map<String, serde_json::Value>),
}

/// A severity, or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RuleLevel {
    /// The rule does not run.
    Off,
    /// Worth knowing.
    Info,
    /// Worth fixing.
    Warning,
    /// Wrong.
    Error,
}

impl RuleLevel {
    /// Returns the severity; None for off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Off => None,
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
        }
    }
}

/// A note type.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoteTypeConfig {
    /// The notes that have the type; any one of the three conditions is enough.
    pub r#match: NoteMatcherConfig,
    /// Severities of rules in notes of this type.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub rules: Map<RuleLevel>,
    /// The headings that a note of the type must have, in this order.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "texts")]
    pub sections: Vec<String>,
    /// JSON Schema 2020-12 of the properties.
    #[serde(skip_serializing_if = "serde_json::Value::is_null")]
    pub schema: serde_json::Value,
}

impl NoteTypeConfig {
    fn overlay(&mut self, over: NoteTypeConfig) {
        if !over.r#match.is_empty() {
            self.r#match = over.r#match;
        }
        self.rules.extend(over.rules);
        if !over.sections.is_empty() {
            self.sections = over.sections;
        }
        if !over.schema.is_null() {
            self.schema = over.schema;
        }
    }
}

/// A condition on notes: any one of the three is enough. Each is a text or a list of texts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoteMatcherConfig {
    /// Values of the property `type`.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "texts")]
    pub r#type: Vec<String>,
    /// Globs of paths.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "texts")]
    pub path: Vec<String>,
    /// Tags.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "texts")]
    pub tag: Vec<String>,
}

impl NoteMatcherConfig {
    /// Returns whether there is no condition, so that no note matches.
    pub fn is_empty(&self) -> bool {
        self.r#type.is_empty() && self.path.is_empty() && self.tag.is_empty()
    }
}

/// Deserializes a list, or a single value as a list of one.
///
/// # Errors
/// If the value is neither.
pub(super) fn one_or_many<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_any(OneOrMany { value: PhantomData, may_be_mapping: true })
}

/// Deserializes a list of texts, or a single text as a list of one.
///
/// # Errors
/// If the value is neither.
pub(super) fn texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(OneOrMany { value: PhantomData, may_be_mapping: false })
}

fn some_texts<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<String>>, D::Error> {
    texts(deserializer).map(Some)
}

struct OneOrMany<T> {
    value: PhantomData<T>,
    may_be_mapping: bool,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for OneOrMany<T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Vec<T>, E> {
        T::deserialize(text.into_deserializer()).map(|value| vec![value])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Vec<T>, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, pairs: A) -> Result<Vec<T>, A::Error> {
        if !self.may_be_mapping {
            return Err(de::Error::invalid_type(Unexpected::Map, &self));
        }
        T::deserialize(MapAccessDeserializer::new(pairs)).map(|value| vec![value])
    }
}

impl<'de> Deserialize<'de> for RuleSetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RuleSettingVisitor)
    }
}

struct RuleSettingVisitor;

impl<'de> Visitor<'de> for RuleSettingVisitor {
    type Value = RuleSetting;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a severity or options")
    }

    fn visit_str<E: de::Error>(self, word: &str) -> Result<RuleSetting, E> {
        RuleLevel::deserialize(word.into_deserializer()).map(RuleSetting::Level)
    }

    fn visit_map<A: MapAccess<'de>>(self, pairs: A) -> Result<RuleSetting, A::Error> {
        serde_json::Map::deserialize(MapAccessDeserializer::new(pairs)).map(RuleSetting::Options)
    }
}

/// Settings of the hooks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct HookSection {
    /// Whether staged notes are fixed; the default is no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<bool>,
    /// Whether the commit continues after everything was fixed. By default it stops at a terminal and continues elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_fix: Option<OnFix>,
    /// The effect of findings if there is no terminal; by default they block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unattended: Option<Unattended>,
    /// The effect of a new guess about a name; by default it is only shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<NameGuesses>,
}

/// What happens after a hook has fixed everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum OnFix {
    /// The commit stops, so that the fixes can be reviewed.
    Stop,
    /// The commit continues with the fixes.
    Continue,
}

/// The effect of findings if there is no terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unattended {
    /// Findings block the commit.
    Block,
    /// Findings are recorded, and the commit continues.
    Pass,
}

/// The effect of a new guess about a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameGuesses {
    /// The guess is shown, and the commit continues.
    Show,
    /// The commit stops until somebody decides.
    Stop,
}

impl HookSection {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Settings about names of people.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NamesSection {
    /// Globs of notes that count as evidence and in which no name is rewritten.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "texts")]
    pub leave: Vec<String>,
}

impl NamesSection {
    fn is_empty(&self) -> bool {
        self.leave.is_empty()
    }
}

impl ConfigFile {
    /// Applies `over` on top: its rules replace those with the same name, its settings of a note type take precedence,
    /// and its globs are added.
    pub fn overlay(&mut self, over: ConfigFile) {
        self.write = over.write.or(self.write);
        self.required_version = over.required_version.or(self.required_version.take());
        self.extends = over.extends.or(self.extends.take());
        self.exclude.extend(over.exclude);
        self.templates.extend(over.templates);
        self.rules.extend(over.rules);
        self.custom.extend(over.custom);
        for (name, kind) in over.types {
            self.types.entry(name).or_default().overlay(kind);
        }
        self.names.leave.extend(over.names.leave);
        self.generated.r#type.extend(over.generated.r#type);
        self.generated.path.extend(over.generated.path);
        self.generated.tag.extend(over.generated.tag);
        self.hook.fix = over.hook.fix.or(self.hook.fix);
        self.hook.on_fix = over.hook.on_fix.or(self.hook.on_fix);
        self.hook.unattended = over.hook.unattended.or(self.hook.unattended);
        self.hook.names = over.hook.names.or(self.hook.names);
    }
}
