//! Editing of `.vaultlint-names.yaml`: adds a decision or removes a name.
//!
//! Users edit the file too, so it is never rewritten: each step is an edit of their text. The result is parsed again and must
//! contain the decision and everything that was there before.

use std::fmt;

use super::document::ConfigDocument;
use super::{ConfigError, ConfigText, NAMES_FILE};
use crate::names::{Decisions, DecisionsError, DecisionsFile, PersonEntry, ScopedEntry};
use crate::text::{LineIndex, Span, parse_glob};

mod step;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_properties;
#[cfg(test)]
mod tests_refused;
mod yaml_edit;

use step::Step;
use yaml_edit::YamlEditor;

/// A decision about names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// All names are one person.
    Same {
        /// The right spelling.
        name: String,
        /// The path of the person's note, if known.
        note: Option<String>,
        /// Wrong forms, which are replaced by `name`.
        wrong: Vec<String>,
        /// Other right forms.
        also: Vec<String>,
    },
    /// The names are different people.
    Distinct(Vec<String>),
    /// Whether the names are one person is to be decided later.
    Later(Vec<String>),
    /// The form is right as written.
    Right(String),
    /// The form is wrong in some notes only.
    Scoped {
        /// The wrong form.
        wrong: String,
        /// The right form.
        name: String,
        /// A glob of the notes.
        in_notes: String,
    },
}

/// The reason why a decision is not recorded. The file is left untouched.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The file is invalid.
    #[error(transparent)]
    Unreadable(#[from] ConfigError),
    /// The decision contradicts one that is recorded.
    #[error("{error}: {}; if the new one is right, remove the recorded one from the file first", both(*sites))]
    Conflict {
        /// The contradiction.
        error: DecisionsError,
        /// The locations of both decisions.
        sites: [ConflictSite; 2],
    },
    /// The person is recorded with another note.
    #[error("`{name}` is recorded with the note `{recorded}` on line {line}; if `{given}` is right, change it there")]
    OtherNote {
        /// The person.
        name: String,
        /// The note in the file.
        recorded: String,
        /// The note of the new decision.
        given: String,
        /// The line of the recorded note, from 1.
        line: usize,
    },
    /// A name is blank.
    #[error("a name is empty")]
    Empty,
    /// The names are not different.
    #[error("two different names are needed to tell people apart")]
    TooFew,
    /// The glob is invalid.
    #[error("`{glob}` is not a valid glob: {message}")]
    Glob {
        /// The glob.
        glob: String,
        /// What is wrong with it.
        message: String,
    },
    /// The layout of the file is not supported.
    #[error("{NAMES_FILE} has a layout that cannot be edited safely; edit it by hand")]
    Layout,
}

/// The location of a decision that is part of a contradiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictSite {
    /// In the file, on this line, from 1.
    Line(usize),
    /// In the new decision, with the line of the person's existing entry, if there is one.
    New(Option<usize>),
}

impl fmt::Display for ConflictSite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line(line) => write!(f, "line {line}"),
            Self::New(Some(line)) => write!(f, "the new decision for line {line}"),
            Self::New(None) => f.write_str("the new decision"),
        }
    }
}

fn both(sites: [ConflictSite; 2]) -> String {
    match sites {
        [one, other] if one == other => one.to_string(),
        [ConflictSite::Line(one), ConflictSite::Line(other)] => format!("lines {one} and {other}"),
        [one, other] => format!("{one} and {other}"),
    }
}

/// Two decisions in the file that contradict each other, or one that is empty.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RecordedConflict {
    /// What is wrong, and on which lines.
    message: String,
    /// What to do about it.
    help: &'static str,
    /// The span of the first decision.
    first: Span,
    /// The span of the second decision; the same if only one is wrong.
    second: Span,
}

/// Returns the text of the file with `decisions` recorded in it, in order. An empty text is a new file.
///
/// # Errors
/// If the file is invalid, or a decision is invalid or contradicts another.
pub fn record(text: &str, decisions: &[Decision]) -> Result<String, RecordError> {
    let mut file = NamesDocument::read(&names_text(text))?;
    for decision in decisions {
        decision.check()?;
        file.check_against(decision)?;
        file = file.edit(|model| decision.next_step(model))?;
    }
    Ok(file.to_text())
}

/// Returns the text of the file without `form`: if it is the right form of a person, without the person. A person, a
/// group or a list that has no content left is removed too.
///
/// # Errors
/// If the file is invalid.
pub fn forget(text: &str, form: &str) -> Result<String, RecordError> {
    Ok(NamesDocument::read(&names_text(text))?.edit(|model| Step::to_forget(model, form))?.to_text())
}

/// Returns the decisions in the file.
///
/// # Errors
/// If the file is invalid, or decisions contradict each other.
pub(super) fn read_decisions(file: &ConfigText) -> Result<Decisions, ConfigError> {
    let names = NamesDocument::read(file)?;
    if let Some(found) = names.conflicts().into_iter().next() {
        return Err(ConfigError::at_span(&file.path, &file.text, found.first, found.message).with_help(found.help));
    }
    for (at, scoped) in names.model.scoped.iter().enumerate() {
        if let Err(message) = parse_glob(&scoped.in_notes) {
            let value = names.document.value(&["scoped", &at.to_string(), "in"]);
            return Err(names.document.error(value, format!("`in`: {message}")));
        }
    }
    Decisions::try_from(names.model).map_err(|error| ConfigError::in_file(&file.path, error.to_string()))
}

fn names_text(text: &str) -> ConfigText {
    ConfigText { path: NAMES_FILE.to_owned(), text: text.to_owned() }
}

impl Decision {
    fn check(&self) -> Result<(), RecordError> {
        let is_empty = |name: &String| name.trim().is_empty();
        let has_empty = match self {
            Self::Same { name, note, wrong, also } => {
                std::iter::once(name).chain(note).chain(wrong).chain(also).any(is_empty)
            }
            Self::Distinct(names) | Self::Later(names) => names.iter().any(is_empty),
            Self::Right(name) => is_empty(name),
            Self::Scoped { wrong, name, in_notes } => [wrong, name, in_notes].into_iter().any(is_empty),
        };
        if has_empty {
            return Err(RecordError::Empty);
        }
        match self {
            Self::Distinct(names) | Self::Later(names) if names.iter().all(|name| *name == names[0]) => {
                Err(RecordError::TooFew)
            }
            Self::Scoped { in_notes, .. } => match parse_glob(in_notes) {
                Ok(_) => Ok(()),
                Err(message) => Err(RecordError::Glob { glob: in_notes.clone(), message }),
            },
            Self::Same { .. } | Self::Distinct(_) | Self::Later(_) | Self::Right(_) => Ok(()),
        }
    }

    /// Returns `file` with the decision appended to a list, so that the positions of other decisions do not change.
    fn appended_to(&self, file: &DecisionsFile) -> DecisionsFile {
        let mut file = file.clone();
        match self.clone() {
            Self::Same { name, note, wrong, also } => file.people.push(PersonEntry { name, note, also, wrong }),
            Self::Distinct(names) => file.distinct.push(names),
            Self::Later(names) => file.later.push(names),
            Self::Right(name) => file.ok.push(name),
            Self::Scoped { wrong, name, in_notes } => file.scoped.push(ScopedEntry { wrong, name, in_notes }),
        }
        file
    }
}

/// The comment at the top of a new file.
const HEADER: &str = "\
# Your decisions about names. vaultlint reads this file, and `vaultlint names` writes it; you may edit it.
# people: `wrong` forms are replaced by `name`; `also` forms are right too. distinct: different people.
# ok: right as written. scoped: wrong only in the notes that `in` matches. later: not decided yet, and not asked again.
";

/// The text of the file and its meaning.
struct NamesDocument {
    /// The byte-order mark, or empty.
    mark: &'static str,
    /// The text after it, with its syntax tree.
    document: ConfigDocument,
    lines: LineIndex,
    model: DecisionsFile,
}

impl NamesDocument {
    fn read(file: &ConfigText) -> Result<Self, ConfigError> {
        let mark = if file.text.starts_with('\u{feff}') { "\u{feff}" } else { "" };
        let document = ConfigDocument::read(file)?;
        Ok(Self { mark, lines: LineIndex::new(document.text()), model: document.parse()?, document })
    }

    /// Returns all contradictions and empty decisions.
    fn conflicts(&self) -> Vec<RecordedConflict> {
        let found = self.model.conflicts().into_iter().filter_map(|conflict| {
            let [first, second] = conflict.places.each_ref().map(|place| self.span(place));
            let (first, second) = (first?, second?);
            let lines = both([first, second].map(|span| ConflictSite::Line(self.line(span.start))));
            let help = match conflict.error {
                DecisionsError::Empty | DecisionsError::NotAName { .. } => "write the name, or delete the entry",
                DecisionsError::TwoOwners { .. }
                | DecisionsError::WrongAndRight { .. }
                | DecisionsError::Cycle { .. }
                | DecisionsError::DistinctAndSame { .. } => "keep the right one, and delete the other",
            };
            Some(RecordedConflict { message: format!("{}: {lines}", conflict.error), help, first, second })
        });
        found.collect()
    }

    /// Applies the steps that `next` returns, one by one. After each, the parsed text must agree with the model.
    fn edit(mut self, next: impl Fn(&DecisionsFile) -> Option<Step>) -> Result<Self, RecordError> {
        while let Some(step) = next(&self.model) {
            let text = self.document.text();
            let edits = step.edits(&YamlEditor { text, root: self.document.root() }).ok_or(RecordError::Layout)?;
            let header = if text.trim().is_empty() { HEADER } else { "" };
            let text = format!("{}{header}{}", self.mark, edits.apply(text));
            let after = Self::read(&names_text(&text)).map_err(|_| RecordError::Layout)?;
            if step.apply(&self.model).as_ref() != Some(&after.model) {
                return Err(RecordError::Layout);
            }
            self = after;
        }
        Ok(self)
    }

    /// Returns the text of the file.
    fn to_text(&self) -> String {
        format!("{}{}", self.mark, self.document.text())
    }

    /// Returns the span of the value at a pointer, in the whole file.
    fn span(&self, pointer: &str) -> Option<Span> {
        let node = self.document.root()?.at(pointer.split('/'))?;
        Some(node.span.shifted(self.mark.len()))
    }

    /// Returns the line, from 1, of an offset in the whole file.
    fn line(&self, offset: usize) -> usize {
        self.lines.line_at(offset - self.mark.len()) + 1
    }

    fn line_of(&self, pointer: &str) -> Option<usize> {
        Some(self.line(self.span(pointer)?.start))
    }

    /// Checks that the decision contradicts nothing that is recorded.
    fn check_against(&self, decision: &Decision) -> Result<(), RecordError> {
        for conflict in decision.appended_to(&self.model).conflicts() {
            let sites = conflict.places.each_ref().map(|place| self.site(place, decision));
            if sites.iter().any(|site| matches!(site, ConflictSite::New(_))) {
                return Err(RecordError::Conflict { error: conflict.error, sites });
            }
        }
        let Decision::Same { name, note: Some(given), .. } = decision else { return Ok(()) };
        let people = self.model.people.iter().enumerate().filter(|(_, person)| person.name == *name);
        let mut notes = people.filter_map(|(at, person)| Some((at, person.note.as_ref()?)));
        if notes.clone().any(|(_, recorded)| recorded == given) {
            return Ok(());
        }
        let Some((at, recorded)) = notes.next() else { return Ok(()) };
        let line = self.line_of(&format!("people/{at}/note")).unwrap_or(1);
        Err(RecordError::OtherNote { name: name.clone(), recorded: recorded.clone(), given: given.clone(), line })
    }

    /// Returns the location of a part of a contradiction: a pointer that is not in the file is in the new decision.
    fn site(&self, pointer: &str, decision: &Decision) -> ConflictSite {
        if let Some(line) = self.line_of(pointer) {
            return ConflictSite::Line(line);
        }
        let Decision::Same { name, .. } = decision else { return ConflictSite::New(None) };
        let beside = self.model.people.iter().position(|person| person.name == *name);
        ConflictSite::New(beside.and_then(|at| self.line_of(&format!("people/{at}"))))
    }
}
