//! Edits the text of `.vaultlint-names.yaml`: a decision more, or a form less.
//!
//! The file belongs to people. So it is never written anew: each step is a splice into their text, and what comes out is
//! read again and must hold the decision and everything that was there before. Text in, text out.

use std::fmt;

use super::document::ConfigDocument;
use super::{ConfigError, ConfigText, NAMES_FILE};
use crate::names::{DecisionsError, DecisionsFile, PersonEntry, ScopedEntry};
use crate::note::{Node, read_yaml};
use crate::text::{LineIndex, Span, parse_glob};

mod flow;
mod lines;
mod scalar;
mod step;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_properties;
#[cfg(test)]
mod tests_refused;
mod yaml_edit;

use step::DecisionStep;
use yaml_edit::YamlEditor;

/// What is decided about names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// All of these are one person.
    Same {
        /// The right spelling.
        name: String,
        /// The path of the person's note, where it is known.
        note: Option<String>,
        /// Forms that are rewritten to `name`.
        wrong: Vec<String>,
        /// Other forms that are right too.
        also: Vec<String>,
    },
    /// These are different people.
    Distinct(Vec<String>),
    /// This form is right as it is.
    Right(String),
    /// A form that is wrong in some notes only.
    Scoped {
        /// The wrong form.
        wrong: String,
        /// The right one.
        name: String,
        /// Glob of the notes.
        within: String,
    },
}

/// Why a decision is not recorded. The file stays as it is.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The file cannot be read.
    #[error(transparent)]
    Unreadable(#[from] ConfigError),
    /// The decision contradicts one that is recorded.
    #[error("{error}: {}; decide which of the two holds, and forget the other", both(*sites))]
    Conflict {
        /// What cannot both hold.
        error: DecisionsError,
        /// Where the two stand.
        sites: [ConflictSite; 2],
    },
    /// The person is recorded with another note.
    #[error("`{name}` is recorded with the note `{recorded}` on line {line}; if `{given}` is right, change it there")]
    OtherNote {
        /// The person.
        name: String,
        /// The note in the file.
        recorded: String,
        /// The note that was to be recorded.
        given: String,
        /// Where the note stands, from 1.
        line: usize,
    },
    /// A name without letters.
    #[error("a name is empty")]
    Empty,
    /// One name is no group.
    #[error("it takes two different names to tell people apart")]
    TooFew,
    /// The glob is none.
    #[error("`{glob}` is no pattern of paths: {message}")]
    Glob {
        /// What was to be one.
        glob: String,
        /// What is wrong with it.
        message: String,
    },
    /// The file is written in a way that no splice was found for.
    #[error("{NAMES_FILE} is written in a way that cannot be edited without harm; change it by hand")]
    Layout,
}

/// Where a decision stands that takes part in a contradiction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConflictSite {
    /// In the file, on this line, from 1.
    Line(usize),
    /// In the decision that was to be recorded, beside the person's entry on this line, where there is one.
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

/// Two decisions of one file that cannot both hold, or one that says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedConflict {
    /// What cannot hold, and on which lines.
    pub message: String,
    /// What to do about it.
    pub help: &'static str,
    /// The bytes of one of the two.
    pub first: Span,
    /// The bytes of the other; the same where one decision is at fault.
    pub second: Span,
}

/// The text of the decisions file with `decisions` recorded in it, one after the other; no text is a new file.
///
/// # Errors
/// When the file cannot be read, when a decision contradicts another, and when one says nothing.
pub fn record(text: &str, decisions: &[Decision]) -> Result<String, RecordError> {
    let mut file = NamesDocument::read(text)?;
    for decision in decisions {
        decision.check()?;
        file.check_against(decision)?;
        file = file.edit(|model| decision.next_step(model))?;
    }
    Ok(file.to_text())
}

/// The text of the decisions file without anything about `form`: where it is a person's right form, without the person.
/// A person, a group or a list that has nothing left to say goes too.
///
/// # Errors
/// When the file cannot be read.
pub fn forget(text: &str, form: &str) -> Result<String, RecordError> {
    Ok(NamesDocument::read(text)?.edit(|model| DecisionStep::to_forget(model, form))?.to_text())
}

/// Everything in the file that cannot hold. Nothing where it cannot be read.
pub fn recorded_conflicts(text: &str) -> Vec<RecordedConflict> {
    let Ok(file) = NamesDocument::read(text) else { return Vec::new() };
    let found = file.model.conflicts().into_iter().filter_map(|fault| {
        let [first, second] = fault.places.each_ref().map(|place| file.span(place));
        let (first, second) = (first?, second?);
        let lines = both([first, second].map(|span| ConflictSite::Line(file.line(span.start))));
        let help = match fault.error {
            DecisionsError::Empty | DecisionsError::NotAName { .. } => "write the name, or delete the entry",
            DecisionsError::TwoOwners { .. }
            | DecisionsError::WrongAndRight { .. }
            | DecisionsError::Cycle { .. }
            | DecisionsError::DistinctAndSame { .. } => "keep what is right of the two, and delete the other",
        };
        Some(RecordedConflict { message: format!("{}: {lines}", fault.error), help, first, second })
    });
    found.collect()
}

impl Decision {
    fn check(&self) -> Result<(), RecordError> {
        let is_empty = |name: &String| name.trim().is_empty();
        let has_empty = match self {
            Self::Same { name, note, wrong, also } => {
                std::iter::once(name).chain(note).chain(wrong).chain(also).any(is_empty)
            }
            Self::Distinct(names) => names.iter().any(is_empty),
            Self::Right(name) => is_empty(name),
            Self::Scoped { wrong, name, within } => [wrong, name, within].into_iter().any(is_empty),
        };
        if has_empty {
            return Err(RecordError::Empty);
        }
        match self {
            Self::Distinct(names) if names.iter().all(|name| *name == names[0]) => Err(RecordError::TooFew),
            Self::Scoped { within, .. } => match parse_glob(within) {
                Ok(_) => Ok(()),
                Err(message) => Err(RecordError::Glob { glob: within.clone(), message }),
            },
            Self::Same { .. } | Self::Distinct(_) | Self::Right(_) => Ok(()),
        }
    }

    /// `file` with the decision at the end of a list, so that what was there keeps its place.
    fn appended_to(&self, file: &DecisionsFile) -> DecisionsFile {
        let mut file = file.clone();
        match self.clone() {
            Self::Same { name, note, wrong, also } => file.people.push(PersonEntry { name, note, also, wrong }),
            Self::Distinct(names) => file.distinct.push(names),
            Self::Right(name) => file.ok.push(name),
            Self::Scoped { wrong, name, within } => file.scoped.push(ScopedEntry { wrong, name, within }),
        }
        file
    }
}

/// The file as it is written and what it means.
///
/// Invariant: the tree and the model say the same.
struct NamesDocument<'a> {
    /// A byte-order mark, where there is one.
    mark: &'a str,
    /// Everything behind it; the spans of `root` count from its start.
    text: String,
    lines: LineIndex,
    root: Option<Node>,
    model: DecisionsFile,
}

impl<'a> NamesDocument<'a> {
    fn read(text: &'a str) -> Result<Self, RecordError> {
        let (mark, text) = text.split_at(if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 });
        Self::read_behind(mark, text.to_owned())
    }

    fn read_behind(mark: &'a str, text: String) -> Result<Self, RecordError> {
        let model: DecisionsFile =
            ConfigDocument::read(&ConfigText { path: NAMES_FILE.to_owned(), text: text.clone() })?.parse()?;
        let root = read_yaml(&text).map_err(|_| RecordError::Layout)?;
        let file = Self { mark, lines: LineIndex::new(&text), text, root, model };
        match file.editor().model() {
            Some(model) if model == file.model => Ok(file),
            Some(_) | None => Err(RecordError::Layout),
        }
    }

    fn editor(&self) -> YamlEditor<'_> {
        YamlEditor { text: &self.text, root: self.root.as_ref() }
    }

    /// Carries out one change after the other; each must come to what it means.
    fn edit(mut self, next: impl Fn(&DecisionsFile) -> Option<DecisionStep>) -> Result<Self, RecordError> {
        while let Some(change) = next(&self.model) {
            let edits = change.edits(&self.editor()).ok_or(RecordError::Layout)?;
            let after = Self::read_behind(self.mark, edits.apply(&self.text)).map_err(|_| RecordError::Layout)?;
            change.apply(&mut self.model);
            if after.model != self.model {
                return Err(RecordError::Layout);
            }
            self = after;
        }
        Ok(self)
    }

    /// The text of the file.
    fn to_text(&self) -> String {
        format!("{}{}", self.mark, self.text)
    }

    /// What a pointer points to, as bytes of the whole file.
    fn span(&self, pointer: &str) -> Option<Span> {
        let node = self.root.as_ref()?.at(pointer.split('/'))?;
        Some(node.span.shifted(self.mark.len()))
    }

    /// The line, from 1, of a byte of the whole file.
    fn line(&self, offset: usize) -> usize {
        self.lines.line_at(offset - self.mark.len()) + 1
    }

    fn line_of(&self, pointer: &str) -> Option<usize> {
        Some(self.line(self.span(pointer)?.start))
    }

    /// The decision must hold together with everything that is recorded.
    fn check_against(&self, decision: &Decision) -> Result<(), RecordError> {
        for fault in decision.appended_to(&self.model).conflicts() {
            let sites = fault.places.each_ref().map(|place| self.site(place, decision));
            if sites.iter().any(|site| matches!(site, ConflictSite::New(_))) {
                return Err(RecordError::Conflict { error: fault.error, sites });
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

    /// Where the place of a fault is: behind the end of what is recorded stands the decision.
    fn site(&self, pointer: &str, decision: &Decision) -> ConflictSite {
        if let Some(line) = self.line_of(pointer) {
            return ConflictSite::Line(line);
        }
        let Decision::Same { name, .. } = decision else { return ConflictSite::New(None) };
        let beside = self.model.people.iter().position(|person| person.name == *name);
        ConflictSite::New(beside.and_then(|at| self.line_of(&format!("people/{at}"))))
    }
}
