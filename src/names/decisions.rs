//! What people have decided about names: `.vaultlint-names.yaml`.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};

/// The file as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DecisionsFile {
    /// People and the forms of their names.
    pub people: Vec<Recorded>,
    /// Groups of names that are different people.
    pub distinct: Vec<Vec<String>>,
    /// Names that are right as they are.
    pub ok: Vec<String>,
    /// Wrong forms that are wrong only in some notes.
    pub scoped: Vec<Scoped>,
}

/// One person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recorded {
    /// The right spelling.
    pub name: String,
    /// The path of the person's note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Other forms that are right too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Forms that are wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wrong: Vec<String>,
}

/// A form that is wrong in some notes only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scoped {
    /// The wrong form.
    pub wrong: String,
    /// The right one.
    pub name: String,
    /// Glob of the notes.
    #[serde(rename = "in")]
    pub within: String,
}

/// Decisions that do not contradict each other, ready to be asked.
#[derive(Clone, Debug, Default)]
pub struct Decisions {
    wrong: Vec<Decided>,
    settled: HashSet<String>,
    distinct: Vec<Vec<String>>,
}

/// A wrong form and what is right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The form that is rewritten.
    pub wrong: String,
    /// The form that takes its place.
    pub name: String,
    /// Glob of the notes where this holds; everywhere where there is none.
    pub within: Option<String>,
}

/// Two decisions that cannot both hold, or one that says nothing.
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
    #[error("`{form}` is recorded as wrong for `{name}`, and as right elsewhere in the file")]
    WrongAndRight {
        /// The form.
        form: String,
        /// The person it is wrong for.
        name: String,
    },
    /// A name without letters.
    #[error("an empty name is recorded")]
    Empty,
}

impl TryFrom<DecisionsFile> for Decisions {
    type Error = DecisionsError;

    fn try_from(file: DecisionsFile) -> Result<Self, DecisionsError> {
        let mut settled = HashSet::new();
        for person in &file.people {
            settled.extend(std::iter::once(&person.name).chain(&person.also).cloned());
        }
        settled.extend(file.ok.iter().cloned());
        let mut wrong: Vec<Decided> = Vec::new();
        for person in &file.people {
            for form in &person.wrong {
                let decided = Decided { wrong: form.clone(), name: person.name.clone(), within: None };
                add(&mut wrong, decided, &settled)?;
            }
        }
        for scoped in &file.scoped {
            let Scoped { wrong: form, name, within } = scoped.clone();
            if form.trim().is_empty() || name.trim().is_empty() {
                return Err(DecisionsError::Empty);
            }
            wrong.push(Decided { wrong: form, name, within: Some(within) });
        }
        Ok(Self { wrong, settled, distinct: file.distinct })
    }
}

fn add(wrong: &mut Vec<Decided>, decided: Decided, settled: &HashSet<String>) -> Result<(), DecisionsError> {
    if decided.wrong.trim().is_empty() || decided.name.trim().is_empty() {
        return Err(DecisionsError::Empty);
    }
    if settled.contains(&decided.wrong) {
        return Err(DecisionsError::WrongAndRight { form: decided.wrong, name: decided.name });
    }
    if let Some(other) = wrong.iter().find(|other| other.wrong == decided.wrong && other.name != decided.name) {
        let (first, second) = (other.name.clone(), decided.name);
        return Err(DecisionsError::TwoOwners { form: decided.wrong, first, second });
    }
    wrong.push(decided);
    Ok(())
}

impl Decisions {
    /// The wrong forms, in the order of the file.
    pub fn wrong(&self) -> &[Decided] {
        &self.wrong
    }

    /// Whether somebody has decided on `form`, so that it is no guess any more.
    pub fn is_settled(&self, form: &str) -> bool {
        self.settled.contains(form) || self.wrong.iter().any(|decided| decided.wrong == form)
    }

    /// Whether the two are recorded as different people, or as right each in its own way.
    pub fn are_apart(&self, one: &str, other: &str) -> bool {
        let together =
            |group: &Vec<String>| group.iter().any(|name| name == one) && group.iter().any(|name| name == other);
        self.distinct.iter().any(together) || (self.settled.contains(one) && self.settled.contains(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, wrong: &[&str]) -> Recorded {
        let wrong = wrong.iter().map(|form| (*form).to_owned()).collect();
        Recorded { name: name.to_owned(), wrong, ..Recorded::default() }
    }

    #[test]
    fn contradictions_are_refused() {
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
    }
}
