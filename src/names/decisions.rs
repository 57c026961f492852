//! Decisions about names: the file `.vaultlint-names.yaml`.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use super::glued::{Bases, GluedWord, glued_on, glued_word};
use crate::text::parse_glob;

mod conflicts;
mod validate;

/// The contents of the file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DecisionsFile {
    /// People and the forms of their names.
    pub people: Vec<PersonEntry>,
    /// Groups of names that are different people.
    pub distinct: Vec<Vec<String>>,
    /// Names that are right as they are.
    pub ok: Vec<String>,
    /// Wrong forms that are wrong only in some notes.
    pub scoped: Vec<ScopedEntry>,
    /// Groups of names that may be one person, to be decided later. A check does not ask about them.
    pub later: Vec<Vec<String>>,
}

/// One person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PersonEntry {
    /// The right spelling.
    pub name: String,
    /// The path of the person's note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Other forms that are right as well.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Forms that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrong: Vec<String>,
}

/// A form that is wrong in some notes only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScopedEntry {
    /// The wrong form.
    pub wrong: String,
    /// The right one.
    pub name: String,
    /// The glob of the notes.
    #[serde(rename = "in")]
    pub in_notes: String,
}

/// Decisions without contradictions, ready for lookup.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    corrections: Vec<Correction>,
    /// The wrong forms, in NFC.
    wrong_forms: HashSet<String>,
    decided: HashSet<String>,
    /// The groups of different people that each name is in, by name in NFC.
    distinct: HashMap<String, Vec<usize>>,
    /// The postponed groups that each name is in, by name in NFC.
    later: HashMap<String, Vec<usize>>,
}

/// A wrong form and its correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The form to rewrite.
    pub wrong: String,
    /// The person's name.
    pub name: String,
    /// The replacement: the name, with the word that is glued to the wrong form, if there is one.
    pub replacement: String,
    /// The glob of the notes where this holds; everywhere if `None`.
    pub in_notes: Option<String>,
}

impl Correction {
    /// Creates the correction of `wrong` to `name`. If `wrong` is one of `bases` with a word glued to it, the word is
    /// not part of the name, and is retained.
    pub fn new(wrong: String, name: String, bases: &Bases<'_>, in_notes: Option<String>) -> Self {
        let right = split_off_word(&wrong, &name, bases).unwrap_or_else(|| name.clone());
        Self { wrong, name, replacement: right, in_notes }
    }

    /// Returns whether the wrong form has a word glued to it.
    pub fn splits_off_word(&self) -> bool {
        self.replacement != self.name
    }

    /// Returns whether the decision applies to the note at `path`.
    pub fn applies_to(&self, path: &str) -> bool {
        let glob = |in_notes: &String| parse_glob(in_notes).map(|glob| glob.compile_matcher());
        self.in_notes.as_ref().map(glob).is_none_or(|glob| glob.is_ok_and(|glob| glob.is_match(path)))
    }
}

/// Two decisions that contradict each other, or an invalid one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecisionsError {
    /// One form is wrong for two people.
    #[error("`{form}` is recorded as wrong for both `{first}` and `{second}`")]
    TwoOwners {
        /// The form.
        form: String,
        /// One person.
        first: String,
        /// The other.
        second: String,
    },
    /// A form is both wrong and right.
    #[error("`{form}` is recorded as wrong for `{name}` and as right")]
    WrongAndRight {
        /// The form.
        form: String,
        /// The person it is wrong for.
        name: String,
    },
    /// Each of two forms is wrong for the other.
    #[error("`{one}` is recorded as wrong for `{other}`, and `{other}` as wrong for `{one}`")]
    Cycle {
        /// One form.
        one: String,
        /// The other.
        other: String,
    },
    /// Two names are different people, and forms of one person.
    #[error("`{one}` and `{other}` are recorded as different people and as one person, `{name}`")]
    DistinctAndSame {
        /// One name.
        one: String,
        /// The other.
        other: String,
        /// The person whose forms they are.
        name: String,
    },
    /// A name without letters.
    #[error("an empty name is recorded")]
    Empty,
    /// A right name with markup, path or control characters.
    #[error("`{name}` cannot be a name: {reason}")]
    NotAName {
        /// The start of the name.
        name: String,
        /// The reason.
        reason: String,
    },
}

impl TryFrom<DecisionsFile> for Decisions {
    type Error = DecisionsError;

    fn try_from(file: DecisionsFile) -> Result<Self, DecisionsError> {
        if let Some(fault) = file.conflicts().into_iter().next() {
            return Err(fault.error);
        }
        let mut settled = HashSet::new();
        let mut wrong = Vec::new();
        for PersonEntry { name, also, wrong: forms, note: _ } in file.people {
            let bases = Bases::new(also.iter().chain(&forms).map(String::as_str));
            wrong.extend(forms.iter().map(|wrong| Correction::new(wrong.clone(), name.clone(), &bases, None)));
            settled.extend(also.iter().map(|form| to_nfc(form).into_owned()));
            settled.insert(to_nfc(&name).into_owned());
        }
        settled.extend(file.ok.iter().map(|form| to_nfc(form).into_owned()));
        let none = Bases::new([]);
        let scoped = file.scoped.into_iter();
        wrong.extend(
            scoped.map(|ScopedEntry { wrong, name, in_notes }| Correction::new(wrong, name, &none, Some(in_notes))),
        );
        let is_wrong = wrong.iter().map(|decided| to_nfc(&decided.wrong).into_owned()).collect();
        let by_name = |groups: &[Vec<String>]| {
            let mut of: HashMap<String, Vec<usize>> = HashMap::new();
            for (group, names) in groups.iter().enumerate() {
                names.iter().for_each(|name| of.entry(to_nfc(name).into_owned()).or_default().push(group));
            }
            of
        };
        let (distinct, later) = (by_name(&file.distinct), by_name(&file.later));
        Ok(Self { corrections: wrong, wrong_forms: is_wrong, decided: settled, distinct, later })
    }
}

impl Decisions {
    /// Returns the wrong forms, in the order of the file.
    pub fn corrections(&self) -> &[Correction] {
        &self.corrections
    }

    /// Returns whether a decision about `form` is recorded. Accents may be composed or decomposed.
    pub fn is_decided(&self, form: &str) -> bool {
        self.is_right(form) || self.is_wrong(form)
    }

    /// Returns whether `form` is recorded as right.
    pub fn is_right(&self, form: &str) -> bool {
        self.decided.contains(&*to_nfc(form))
    }

    /// Returns whether `form` is recorded as wrong, at least in some notes.
    pub fn is_wrong(&self, form: &str) -> bool {
        self.wrong_forms.contains(&*to_nfc(form))
    }

    /// Returns whether the two are recorded as different people, or each as right.
    pub fn are_distinct(&self, one: &str, other: &str) -> bool {
        let (one, other) = (to_nfc(one), to_nfc(other));
        share_group(&self.distinct, &one, &other) || self.decided.contains(&*one) && self.decided.contains(&*other)
    }

    /// Returns whether a decision is postponed.
    pub(super) fn has_postponed(&self) -> bool {
        !self.later.is_empty()
    }

    /// Returns whether the decision on the two is postponed.
    pub fn is_postponed(&self, one: &str, other: &str) -> bool {
        self.has_postponed() && share_group(&self.later, &to_nfc(one), &to_nfc(other))
    }

    /// Returns whether no decisions are recorded.
    pub(super) fn is_empty(&self) -> bool {
        self.corrections.is_empty() && self.decided.is_empty() && self.distinct.is_empty()
    }
}

/// Returns whether the two names are in one of the groups.
fn share_group(groups: &HashMap<String, Vec<usize>>, one: &str, other: &str) -> bool {
    let of = |name: &str| groups.get(name).map_or(&[][..], Vec::as_slice);
    of(one).iter().any(|group| of(other).contains(group))
}

/// The maximum length of a form that is searched for a glued word, in bytes.
const LONGEST: usize = 512;

/// Returns `name` with the word glued to `wrong`, if `wrong` otherwise is `name` or one of `bases`; `None` if no word
/// is glued to it.
fn split_off_word(wrong: &str, name: &str, bases: &Bases<'_>) -> Option<String> {
    if wrong.len() > LONGEST {
        return None;
    }
    let bare = |form: &str| form.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if bare(wrong) == bare(name) {
        return None;
    }
    // If the name extends a base, the apparent glued word may be part of the name.
    let bases = bases.within(wrong).into_iter().filter(|base| !name.starts_with(base));
    let by_base = std::iter::once(name).chain(bases).find_map(|base| {
        let GluedWord { before, behind } = glued_on(wrong, base)?;
        Some(if before == base { format!("{name} {behind}") } else { format!("{before} {name}") })
    });
    by_base.or_else(|| glued_word(wrong).map(|GluedWord { behind, .. }| format!("{name} {behind}")))
}

/// Returns the form in NFC, as most people write it.
fn to_nfc(form: &str) -> Cow<'_, str> {
    if form.is_ascii() { Cow::Borrowed(form) } else { Cow::Owned(form.nfc().collect()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, wrong: &[&str]) -> PersonEntry {
        let wrong = wrong.iter().map(|form| (*form).to_owned()).collect();
        PersonEntry { name: name.to_owned(), wrong, ..PersonEntry::default() }
    }

    #[test]
    fn contradictions_are_rejected() {
        let file = DecisionsFile {
            people: vec![person("Ada A", &["Ida A"]), person("Ida B", &["Ida A"])],
            ..Default::default()
        };
        assert!(matches!(Decisions::try_from(file), Err(DecisionsError::TwoOwners { .. })));
        let file =
            DecisionsFile { people: vec![person("Ada A", &["Ida A"]), person("Ida A", &[])], ..Default::default() };
        assert!(matches!(Decisions::try_from(file), Err(DecisionsError::WrongAndRight { .. })));
        let file = DecisionsFile { people: vec![person("Ada A", &[""])], ..Default::default() };
        assert!(matches!(Decisions::try_from(file), Err(DecisionsError::Empty)));
        let file = DecisionsFile { people: vec![person("Ada]] [[x", &["Ida"])], ..Default::default() };
        assert!(matches!(Decisions::try_from(file), Err(DecisionsError::NotAName { .. })));
    }
}
