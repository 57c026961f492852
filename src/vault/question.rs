//! The questions that checks ask about the rest of the vault.
//!
//! A question names what the answer can depend on, not the answer: as long as nothing changes that its answer depends on,
//! the result of a check that asked it stays the same.

use jiff::civil::Date;

use super::{Dependency, fold};
use crate::note::note_name;

/// A question about the rest of the vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Question<'a> {
    /// Which files have this path.
    File(&'a str),
    /// Which files or folders have this folded name, without `.md`.
    Name(&'a str),
    /// Which files or folders have this folded name, without `.md`, in a folder of the other folded name.
    NameIn(&'a str, &'a str),
    /// Which files are below this folder.
    Folder(&'a str),
    /// Which notes have names that are nearly those of this key: the first letter and the digits.
    Similar(Option<char>, &'a str),
    /// Whether a text is in any path, and it is; which file or folder a target of dots means.
    FoundInPaths,
    /// Whether a text is in any path, and it is not.
    MissedInPaths,
    /// Which folders are copies of others.
    Mirrors,
    /// Which paths are garbled.
    GarbledPaths,
    /// The garbled headings, and the links to them.
    GarbledHeadings,
    /// The facts of the note at this path.
    Facts(&'a str),
    /// The headings, blocks and anchors of the note at this path.
    Anchors(&'a str),
    /// The notes with this folded alias.
    Alias(&'a str),
    /// The notes that link to others.
    Backlinks,
    /// What the files of the vault refer to.
    LinkedFiles,
    /// Whether a template has this placeholder.
    Placeholder(&'a str),
    /// Whether links to notes that are yet to be made are normal.
    Unmade,
    /// The guesses about names in the note at this path.
    Guesses(&'a str),
    /// Every name of a person.
    AllNames,
    /// A share of the notes of this kind, compared with a percentage.
    Habit(&'a str, HabitOf<'a>, usize),
    /// The style in which this percentage of the lists in properties are written.
    ListStyle(usize),
    /// Whether a template leaves sections with this folded heading empty.
    LeftEmpty(&'a str),
    /// The notes of a day that have a sketch.
    Day(Date),
    /// The history of the vault's files.
    History,
}

/// What notes of a kind may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum HabitOf<'a> {
    /// Title, heading and file name agree.
    AgreeingTitles,
    /// Sections with this folded heading have content.
    Section(&'a str),
    /// The property with this lower-case key has a value.
    Property(&'a str),
    /// The first key is above the second, both in lower case.
    Order(&'a str, &'a str),
}

impl Question<'_> {
    /// Returns the kind of data that the answer is made of.
    pub(super) fn dependency(self) -> Dependency {
        match self {
            Self::File(_)
            | Self::Name(_)
            | Self::NameIn(..)
            | Self::Folder(_)
            | Self::Similar(..)
            | Self::FoundInPaths
            | Self::MissedInPaths
            | Self::Mirrors
            | Self::GarbledPaths => Dependency::Paths,
            Self::GarbledHeadings | Self::Unmade => Dependency::Links,
            Self::Facts(_)
            | Self::Anchors(_)
            | Self::Alias(_)
            | Self::Backlinks
            | Self::LinkedFiles
            | Self::Placeholder(_)
            | Self::Guesses(_)
            | Self::AllNames
            | Self::Habit(..)
            | Self::ListStyle(_)
            | Self::LeftEmpty(_) => Dependency::Facts,
            Self::Day(_) => Dependency::Sketches,
            Self::History => Dependency::History,
        }
    }
}

/// Calls `ask` with the question which file a link to `target` opens.
pub(super) fn with_question_of_target(target: &str, ask: impl FnOnce(Question<'_>)) {
    let target = fold(target.trim_end_matches('/'));
    let mut parts = target.rsplit('/');
    let name = parts.next().map(without_ending).unwrap_or_default();
    // `../` names a folder above the note that has the link.
    if matches!(name, "" | "." | "..") {
        return ask(Question::FoundInPaths);
    }
    match parts.next().filter(|folder| !folder.is_empty()) {
        // `../x` names a folder that the target does not spell.
        Some(folder) if !target.starts_with('.') && !matches!(folder, "." | "..") => {
            ask(Question::NameIn(name, folder));
        }
        _ => ask(Question::Name(name)),
    }
}

/// Calls `ask` with each question whose answer may change when the file at `path` is added or removed, except those about
/// texts in paths, mirrors and garbled paths.
pub(super) fn each_question_of_path(path: &str, mut ask: impl FnMut(Question<'_>)) {
    ask(Question::File(path));
    path.match_indices('/').for_each(|(at, _)| ask(Question::Folder(&path[..at])));
    let folded = fold(path);
    let mut above: Option<&str> = None;
    for part in folded.split('/') {
        let name = without_ending(part);
        ask(Question::Name(name));
        if let Some(above) = above {
            ask(Question::NameIn(name, above));
        }
        above = Some(part);
    }
    let (letter, digits) = similarity_key(&fold(note_name(path)));
    ask(Question::Similar(letter, &digits));
}

fn without_ending(name: &str) -> &str {
    name.trim_end_matches(".md")
}

/// Returns what a typo does not change in a folded name: the first character and the digits.
pub(super) fn similarity_key(folded: &str) -> (Option<char>, String) {
    (folded.chars().next(), folded.chars().filter(char::is_ascii_digit).collect())
}
