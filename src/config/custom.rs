//! Rules of the vault's own, as they are written, and whether they do what their examples say.

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

/// The most that a compiled pattern may take, in bytes, and what it keeps while it runs: the defaults of the regex crate are
/// more, and a config has many patterns.
const MAX_PATTERN_BYTES: usize = 1024 * 1024;

/// A rule of the vault's own.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct CustomRuleConfig {
    /// The regular expression, in the syntax of Rust's regex crate. `^` and `$` are the ends of a line; of a heading, a
    /// link's words or a property they are its ends.
    pub pattern: String,
    /// Whether `A` and `a` are one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ignore_case: bool,
    /// What is said of it; `$0` is what was found, `$1` the first group.
    pub message: String,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// How much it matters: a warning, where nothing is said.
    #[serde(default = "warning")]
    pub severity: RuleLevel,
    /// Where it is looked for: in the body, where nothing is said.
    #[serde(default = "body", deserialize_with = "texts")]
    pub r#where: Vec<String>,
    /// The properties that are looked at, where they are.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<String>,
    /// The notes that are looked at.
    #[serde(default, skip_serializing_if = "NoteMatcherConfig::is_empty")]
    pub only: NoteMatcherConfig,
    /// What is to stand there instead; `$1` is the first group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replace: Option<String>,
    /// Whether `replace` may be written: unsafe, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fix: Option<Applicability>,
    /// Notes in which it is found.
    #[serde(default, deserialize_with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    pub bad: Vec<BadExample>,
    /// Notes in which it is not.
    #[serde(default, deserialize_with = "texts", skip_serializing_if = "Vec::is_empty")]
    pub good: Vec<String>,
}

fn warning() -> RuleLevel {
    RuleLevel::Warning
}

fn body() -> Vec<String> {
    vec!["body".to_owned()]
}

/// The place that `word` names.
fn place(word: &str) -> Result<CustomScope, CustomRuleError> {
    let read: serde::de::value::StrDeserializer<'_, serde::de::value::Error> = word.into_deserializer();
    CustomScope::deserialize(read).map_err(|_| CustomRuleError::Place(word.to_owned()))
}

/// A note in which a rule finds something.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(untagged, expecting = "an example must be a note, or `{note: ..., fixed: ...}`")]
pub enum BadExample {
    /// The note.
    Note(String),
    /// The note, and what `replace` makes of it.
    Fixed(FixedExample),
}

/// A note before and after the fix.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedExample {
    /// Before.
    pub note: String,
    /// After.
    pub fixed: String,
}

/// Why a rule cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CustomRuleError {
    /// The pattern is none.
    #[error("{0}")]
    Pattern(String),
    /// The pattern is found everywhere.
    #[error("`pattern` matches where nothing stands, so it would be found everywhere")]
    Empty,
    /// There is no such part of a note.
    #[error("`where: {0}` is no place; it is one of body, heading, link-text, property, code")]
    Place(String),
    /// A property is named and none is looked at.
    #[error("`properties` is for `where: property`")]
    Properties,
    /// There is an applicability and nothing to apply.
    #[error("`fix` is for a rule with `replace`")]
    Fix,
}

impl CustomRuleError {
    /// The key that is wrong.
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
    /// The rule, for the notes that `only` means.
    ///
    /// # Errors
    /// What is wrong with it.
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

    /// The number of its examples, and what is not as they say, in words.
    ///
    /// # Errors
    /// What is wrong with the rule itself.
    pub fn check_examples(&self) -> Result<(usize, Vec<String>), CustomRuleError> {
        let rule = self.compile(None)?;
        let mut wrong = Vec::new();
        for note in &self.good {
            if let Some(found) = findings(&rule, note).first() {
                wrong.push(format!(
                    "finds {} in a good example, and must not: {}",
                    shown(found.span.slice(note)),
                    shown(note)
                ));
            }
        }
        for example in &self.bad {
            let (note, fixed) = match example {
                BadExample::Note(note) => (note, None),
                BadExample::Fixed(example) => (&example.note, Some(&example.fixed)),
            };
            if findings(&rule, note).is_empty() {
                wrong.push(format!("finds nothing in a bad example: {}", shown(note)));
            } else if let Some(fixed) = fixed {
                let after = applied(&rule, note);
                if after != *fixed {
                    wrong.push(format!("makes {} of {}, and not {}", shown(&after), shown(note), shown(fixed)));
                } else if applied(&rule, &after) != after {
                    wrong.push(format!("changes its own fix again: {}", shown(fixed)));
                }
            }
        }
        Ok((self.good.len() + self.bad.len(), wrong))
    }
}

/// The regex crate draws the pattern before it says what is wrong.
fn in_one_line(error: &regex::Error) -> String {
    let said = error.to_string();
    let last = said.lines().last().unwrap_or_default();
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
        // The engine lets an overlapping fix wait for the next pass.
        let _ = edits.union(fix.edits);
    }
    edits.apply(text)
}

fn shown(text: &str) -> String {
    format!("{text:?}")
}
