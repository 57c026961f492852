//! Custom rules: their config, compilation and examples.

use regex::RegexBuilder;
use serde::de::IntoDeserializer;
use serde::{Deserialize, Serialize};

use super::file::{NoteMatcherConfig, RuleLevel, one_or_many, texts};
use crate::diagnostic::{Applicability, Diagnostic, Severity};
use crate::note::Note;
use crate::rule::{Findings, NoteMatcher, Rule};
use crate::rules::{CustomRule, CustomScope};
use crate::text::Edits;
use crate::vault::VaultIndex;

/// Maximum size in bytes of a compiled pattern, and of its cache while it runs. The defaults of the regex crate are larger,
/// and a config may have many patterns.
const MAX_PATTERN_BYTES: usize = 1024 * 1024;

/// A custom rule.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CustomRuleConfig {
    /// The regular expression, in the syntax of Rust's regex crate. `^` and `$` match at the ends of a line, or of the
    /// heading, link text or property.
    pub pattern: String,
    /// Whether the pattern ignores case.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore_case: bool,
    /// The message; `$0` is the match, `$1` the first group.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The severity; the default is a warning.
    #[serde(default = "warning")]
    pub severity: RuleLevel,
    /// The parts of a note that are searched; the default is the body.
    #[serde(default = "body", deserialize_with = "texts")]
    pub r#where: Vec<String>,
    /// The properties that are searched; all if empty.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<String>,
    /// The notes that are checked; all if empty.
    #[serde(default, skip_serializing_if = "NoteMatcherConfig::is_empty")]
    pub only: NoteMatcherConfig,
    /// The replacement; `$1` is the first group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replace: Option<String>,
    /// The safety of `replace`; the default is unsafe.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Applicability>,
    /// Notes in which the rule finds something.
    #[serde(default, deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub bad: Vec<BadExample>,
    /// Notes in which the rule finds nothing.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub good: Vec<String>,
}

fn warning() -> RuleLevel {
    RuleLevel::Warning
}

fn body() -> Vec<String> {
    vec!["body".to_owned()]
}

/// Returns the part of a note that `word` names.
fn place(word: &str) -> Result<CustomScope, CustomRuleError> {
    let read: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = word.into_deserializer();
    CustomScope::deserialize(read).map_err(|_| CustomRuleError::Place(word.to_owned()))
}

/// An example in which a rule finds something.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "an example must be a note, or `{note: ..., fixed: ...}`")]
pub enum BadExample {
    /// The note.
    Note(String),
    /// The note before and after the fix.
    Fixed(FixedExample),
}

/// An example before and after the fix.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedExample {
    /// Before.
    pub note: String,
    /// After.
    pub fixed: String,
}

/// The reason why a custom rule is invalid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomRuleError {
    /// The pattern is invalid.
    #[error("{0}")]
    Pattern(String),
    /// The pattern matches the empty text.
    #[error("`pattern` matches the empty text, so it would match everywhere")]
    Empty,
    /// The part of a note is unknown.
    #[error("`where: {0}` is not valid; valid values: body, heading, link-text, property, code")]
    Place(String),
    /// Properties are listed, but not searched.
    #[error("`properties` requires `where: property`")]
    Properties,
    /// There is an applicability, but no fix.
    #[error("`fix` requires `replace`")]
    Fix,
}

impl CustomRuleError {
    /// Returns the invalid key.
    pub(super) fn key(&self) -> &'static str {
        match self {
            Self::Pattern(_) | Self::Empty => "pattern",
            Self::Place(_) => "where",
            Self::Properties => "properties",
            Self::Fix => "fix",
        }
    }
}

impl CustomRuleConfig {
    /// Compiles the rule for the notes that `only` matches.
    ///
    /// # Errors
    /// If the rule is invalid.
    pub(super) fn compile(&self, only: Option<NoteMatcher>) -> Result<CustomRule, CustomRuleError> {
        let pattern = RegexBuilder::new(&self.pattern)
            .multi_line(true)
            .case_insensitive(self.ignore_case)
            .size_limit(MAX_PATTERN_BYTES)
            .dfa_size_limit(MAX_PATTERN_BYTES)
            .build()
            .map_err(|error| CustomRuleError::Pattern(in_one_line(&error)))?;
        if pattern.is_match("") {
            return Err(CustomRuleError::Empty);
        }
        let places: Vec<CustomScope> = self.r#where.iter().map(|word| place(word)).collect::<Result<_, _>>()?;
        if !self.properties.is_empty() && !places.contains(&CustomScope::Property) {
            return Err(CustomRuleError::Properties);
        }
        if self.fix.is_some() && self.replace.is_none() {
            return Err(CustomRuleError::Fix);
        }
        let replacement = self.replace.clone().map(|text| (text, self.fix.unwrap_or(Applicability::Unsafe)));
        Ok(CustomRule {
            pattern,
            message: self.message.clone(),
            help: self.help.clone(),
            scopes: places,
            properties: self.properties.clone(),
            only,
            replacement,
        })
    }

    /// Runs the rule on its examples. Returns their number, and a message for each failure.
    ///
    /// # Errors
    /// If the rule is invalid.
    pub fn check_examples(&self) -> Result<(usize, Vec<String>), CustomRuleError> {
        let rule = self.compile(None)?;
        let mut failures = Vec::new();
        for note in &self.good {
            if let Some(found) = findings(&rule, note).first() {
                failures.push(format!("finds {} in a good example: {}", shown(found.span.slice(note)), shown(note)));
            }
        }
        for example in &self.bad {
            let (note, fixed) = match example {
                BadExample::Note(note) => (note, None),
                BadExample::Fixed(example) => (&example.note, Some(&example.fixed)),
            };
            if findings(&rule, note).is_empty() {
                failures.push(format!("finds nothing in a bad example: {}", shown(note)));
            } else if let Some(fixed) = fixed {
                let after = applied(&rule, note);
                if after != *fixed {
                    failures.push(format!("fixes {} to {}, not to {}", shown(note), shown(&after), shown(fixed)));
                } else if applied(&rule, &after) != after {
                    failures.push(format!("the fix changes its own result again: {}", shown(fixed)));
                }
            }
        }
        Ok((self.good.len() + self.bad.len(), failures))
    }
}

/// Returns the last line of the message: the lines before it show the pattern.
fn in_one_line(error: &regex::Error) -> String {
    let message = error.to_string();
    let last = message.lines().last().unwrap_or_default();
    last.strip_prefix("error: ").unwrap_or(last).to_owned()
}

fn findings(rule: &CustomRule, text: &str) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut take = |diagnostic| found.push(diagnostic);
    let mut findings = Findings::new("".into(), Severity::Warning, &mut take);
    rule.check(&Note::new("Example.md", text), &VaultIndex::default(), &mut findings);
    found
}

fn applied(rule: &CustomRule, text: &str) -> String {
    let mut edits = Edits::default();
    for fix in findings(rule, text).into_iter().filter_map(|found| found.fix) {
        // As in the engine, an overlapping fix waits for the next pass.
        let _ = edits.union(fix.edits);
    }
    edits.apply(text)
}

fn shown(text: &str) -> String {
    format!("{text:?}")
}
