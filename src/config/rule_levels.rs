//! The severities of a rule, resolved from packs, config files and options.

use std::collections::BTreeMap;
use std::fmt;

use super::file::{RuleLevel, RuleSetting};
use super::load::ConfigLayers;
use super::{ConfigError, ConfigFile, RuleSelection};
use crate::diagnostic::Severity;
use crate::rule::read_value;

/// The severities of a rule.
#[derive(Clone, Debug)]
pub(super) struct RuleLevels {
    severity: Option<Severity>,
    /// Severities for note types, if different.
    by_type: BTreeMap<String, Option<Severity>>,
}

impl RuleLevels {
    pub(super) fn are_off(&self) -> bool {
        self.severity.is_none() && self.by_type.values().all(Option::is_none)
    }

    /// Returns the severity in notes of the type `kind`; None if the rule does not run there.
    pub(super) fn severity(&self, kind: Option<&str>) -> Option<Severity> {
        kind.and_then(|kind| self.by_type.get(kind)).copied().unwrap_or(self.severity)
    }

    /// Returns the severities of a rule. A setting in the vault's own file takes precedence over what a pack says for a
    /// note type; what the file says for a note type takes precedence over both.
    ///
    /// A rule that is selected by name runs on every note. Options for a rule that is off everywhere turn it on: they would have
    /// no effect otherwise.
    pub(super) fn resolve(
        layers: &ConfigLayers,
        name: &str,
        default: Option<Severity>,
        selection: &RuleSelection,
    ) -> Result<Self, ConfigError> {
        let ConfigLayers { merged: config, own, .. } = layers;
        let is_named = |names: &[String]| names.iter().any(|named| named == name);
        let selected = selection.select.is_empty() || is_named(&selection.select);
        if !selected || is_named(&selection.ignore) {
            return Ok(Self { severity: None, by_type: BTreeMap::new() });
        }
        let setting = config.rules.get(name);
        let written = match setting {
            Some(RuleSetting::Level(level)) => Some(level.severity()),
            Some(RuleSetting::Options(options)) => match options.get("severity") {
                Some(word) => {
                    let level: RuleLevel = read_value(word)
                        .map_err(|error| layers.value_error(error.at_path(["rules", name, "severity"])))?;
                    Some(level.severity())
                }
                None => None,
            },
            None => None,
        };
        let of_types = |config: &ConfigFile| -> BTreeMap<String, Option<Severity>> {
            let levels = config.types.iter().map(|(kind, file)| (kind, file.rules.get(name)));
            levels.filter_map(|(kind, level)| Some((kind.clone(), level?.severity()))).collect()
        };
        let mut by_type = if written.is_none() { of_types(config) } else { BTreeMap::new() };
        by_type.extend(of_types(own));
        let mut severity = written.unwrap_or(default);
        let has_options = matches!(setting, Some(RuleSetting::Options(options)) if !options.contains_key("severity"));
        let is_off_everywhere = severity.is_none() && by_type.values().all(Option::is_none);
        if !selection.select.is_empty() || (has_options && is_off_everywhere) {
            severity = severity.or(Some(Severity::Warning));
        }
        Ok(Self { severity, by_type })
    }
}

impl fmt::Display for RuleLevels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word =
            |severity: Option<Severity>| severity.map_or_else(|| "off".to_owned(), |severity| severity.to_string());
        f.write_str(&word(self.severity))?;
        self.by_type.iter().try_for_each(|(kind, severity)| write!(f, ", {kind} notes {}", word(*severity)))
    }
}

/// Returns a rule's options, without its severity.
pub(super) fn options(config: &ConfigFile, name: &str) -> serde_json::Value {
    match config.rules.get(name) {
        Some(RuleSetting::Options(options)) => {
            let mut options = options.clone();
            options.remove("severity");
            serde_json::Value::Object(options)
        }
        Some(RuleSetting::Level(_)) | None => serde_json::Value::Null,
    }
}
