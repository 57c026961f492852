//! Plans renames of notes and headings, with all references to them.
//!
//! A plan lists the files to move and the texts to change. Once it is carried out, every link that opened a file opens
//! the same file, and no other text has changed. If one reference cannot be updated, nothing is planned.

mod base;
mod canvas;
mod html;
mod links;
mod query;
mod target;

use std::collections::HashMap;

use rayon::prelude::*;

use super::change::Change;
use super::note_source::{NoteSource, Unreadable};
use crate::diagnostic::Retarget;
use crate::note::{Heading, Note, folder, heading_key};
use crate::text::{Edits, Span};
use crate::vault::{FileId, VaultIndex, fold};

use target::check_target;
pub use target::{is_valid_note_name, is_valid_rename};

/// A rename of a note or of one of its headings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The note's path from the vault root.
    pub path: String,
    /// Its new path, or the new text of one of its headings.
    pub to: Retarget,
}

/// The moves and changes that a rename needs.
#[derive(Debug, Default)]
pub struct RenamePlan {
    /// Files that move: old path and new path.
    pub moves: Vec<(String, String)>,
    /// Texts that change, sorted by old path.
    pub changes: Vec<(String, Change)>,
    /// The number of broken links that open a renamed note afterwards.
    pub repaired_links: usize,
    /// References that are left untouched and should be reviewed: the file, and the text of the reference.
    pub needs_review: Vec<(String, String)>,
}

impl RenamePlan {
    /// Returns every path that it writes, moves or creates.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let moved = self.moves.iter().flat_map(|(from, to)| [from.as_str(), to.as_str()]);
        moved.chain(self.changes.iter().map(|(path, _)| path.as_str()))
    }
}

/// A reason why nothing is renamed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// The file does not exist.
    #[error("there is no `{0}` in the vault")]
    Missing(String),
    /// Another file has the new path.
    #[error("`{0}` already exists")]
    Taken(String),
    /// Two notes would get the same path.
    #[error("two notes would become `{0}`")]
    Collision(String),
    /// The name contains a character that links or some operating systems do not allow.
    #[error("`{name}` is not a valid note name: contains `{sign}`")]
    InvalidCharacter {
        /// The new name.
        name: String,
        /// The invalid character.
        sign: char,
    },
    /// The name is reserved on Windows.
    #[error("`{name}` is not a valid note name: `{device}` is reserved on Windows")]
    ReservedName {
        /// The new name.
        name: String,
        /// The reserved part.
        device: String,
    },
    /// The name is empty, hidden, outside the vault, or starts or ends with a space or a dot.
    #[error("`{0}` is not a valid note name")]
    InvalidName(String),
    /// No link could target the heading.
    #[error("`{}` is not a heading that a link can target", .0.escape_debug())]
    InvalidHeading(String),
    /// Another heading has this text, so links would open the first of the two.
    #[error("`{path}` already has a heading `{heading}`: links would open the first of the two")]
    HeadingTaken {
        /// The note.
        path: String,
        /// The requested heading.
        heading: String,
    },
    /// The note has no such heading.
    #[error("`{path}` has no heading `{heading}`")]
    NoHeading {
        /// The note.
        path: String,
        /// The requested heading.
        heading: String,
    },
    /// Several headings have this text, and links open the first.
    #[error("`{path}` has several headings `{heading}`, and links open the first; rename it by hand")]
    SeveralHeadings {
        /// The note.
        path: String,
        /// The requested heading.
        heading: String,
    },
    /// A file with references cannot be updated.
    #[error("cannot update `{path}`: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// The reason.
        reason: String,
    },
    /// No spelling of the link would open the right file.
    #[error("no link in `{from}` can open `{to}`: another file takes precedence")]
    Shadowed {
        /// The note with the link.
        from: String,
        /// The file that it opens.
        to: String,
    },
}

/// Plans `renames` in the vault with these files.
///
/// # Errors
/// If a rename is impossible, or a reference cannot be updated; then nothing is planned.
pub fn plan_renames(renames: &[Rename], files: &[String], source: &dyn NoteSource) -> Result<RenamePlan, RenameError> {
    let context = RenameContext::new(renames, files, source)?;
    let is_text = |path: &&String| [".md", ".canvas", ".base"].iter().any(|ending| fold(path).ends_with(ending));
    let results: Vec<Result<Option<ChangedFile>, RenameError>> =
        files.par_iter().filter(is_text).map(|path| context.change(path)).collect();
    let mut plan = RenamePlan { moves: context.moves, ..RenamePlan::default() };
    for result in results {
        let Some(changed) = result? else { continue };
        plan.repaired_links += changed.repaired_links;
        plan.needs_review.extend(changed.mentions.into_iter().map(|mention| (changed.path.clone(), mention)));
        if !changed.change.is_empty() {
            plan.changes.push((changed.path, changed.change));
        }
    }
    plan.changes.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(plan)
}

/// The change of one file.
struct ChangedFile {
    path: String,
    change: Change,
    repaired_links: usize,
    mentions: Vec<String>,
}

/// The vault before and after the renames.
struct RenameContext<'a> {
    source: &'a dyn NoteSource,
    old: VaultIndex,
    new: VaultIndex,
    moves: Vec<(String, String)>,
    moved: HashMap<FileId, String>,
    /// The renamed headings of each note: old text and new text.
    headings: HashMap<FileId, Vec<(String, String)>>,
}

impl<'a> RenameContext<'a> {
    fn new(renames: &[Rename], files: &[String], texts: &'a dyn NoteSource) -> Result<Self, RenameError> {
        let old = VaultIndex::new(files.to_vec());
        let mut moved: HashMap<FileId, String> = HashMap::new();
        let mut headings: HashMap<FileId, Vec<(String, String)>> = HashMap::new();
        for rename in renames {
            let file = old.file(&rename.path).ok_or_else(|| RenameError::Missing(rename.path.clone()))?;
            match &rename.to {
                Retarget::Note { to } => {
                    check_target(&rename.path, to)?;
                    moved.insert(file, to.clone());
                }
                Retarget::Heading { from, to } => {
                    let is_line = !to.contains(['\n', '\r']) && !heading_key(to).is_empty();
                    if !is_line {
                        return Err(RenameError::InvalidHeading(to.clone()));
                    }
                    headings.entry(file).or_default().push((from.clone(), to.clone()));
                }
            }
        }
        let mut taken: HashMap<String, &str> = HashMap::new();
        for path in files {
            let file = old.file(path).expect("the index is made of these");
            let now = moved.get(&file).unwrap_or(path);
            if let Some(other) = taken.insert(fold(now), path) {
                let both = moved.contains_key(&file) && old.file(other).is_some_and(|other| moved.contains_key(&other));
                let is_of_these = moved.values().any(|to| fold(to) == fold(now));
                match (both, is_of_these) {
                    (true, _) => return Err(RenameError::Collision(now.clone())),
                    (false, true) => return Err(RenameError::Taken(now.clone())),
                    // Two existing files whose paths differ in case only.
                    (false, false) => {}
                }
            }
        }
        let paths = files.iter().map(|path| {
            let file = old.file(path).expect("the index is made of these");
            moved.get(&file).unwrap_or(path).clone()
        });
        let new = VaultIndex::new(paths.collect());
        let mut moves: Vec<(String, String)> = moved
            .iter()
            .map(|(file, to)| (old.path(*file).to_owned(), to.clone()))
            .filter(|(from, to)| from != to)
            .collect();
        moves.sort();
        Ok(Self { source: texts, old, new, moves, moved, headings })
    }

    /// Returns the path of `file` after the renames.
    fn new_path(&self, file: FileId) -> &str {
        self.moved.get(&file).map_or_else(|| self.old.path(file), String::as_str)
    }

    fn change(&self, path: &str) -> Result<Option<ChangedFile>, RenameError> {
        let bytes = match self.source.read(path) {
            Ok(bytes) => bytes,
            Err(Unreadable::Io(_) | Unreadable::TooLarge) => {
                return Err(RenameError::Unreadable { path: path.to_owned(), reason: "it cannot be read".to_owned() });
            }
            Err(_) => return Ok(None),
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) if self.may_be_named_in(error.as_bytes()) => {
                return Err(RenameError::Unreadable { path: path.to_owned(), reason: "it is not UTF-8".to_owned() });
            }
            Err(_) => return Ok(None),
        };
        let mut out = FileEdits::default();
        if fold(path).ends_with(".canvas") {
            canvas::edit(self, path, &text, &mut out)?;
        } else if fold(path).ends_with(".base") {
            base::edit(self, path, &text, &mut out)?;
        } else {
            self.edit_note(&Note::new(path, text.as_str()), &mut out)?;
        }
        if out.edits.is_empty() && out.repaired_links == 0 && out.mentions.is_empty() {
            return Ok(None);
        }
        let edits = Edits::new(out.edits).expect("each link, heading and query has its own place");
        let after = edits.apply(&text);
        let change = Change::new(text.into_bytes(), &after);
        self.verify(path, &change)?;
        Ok(Some(ChangedFile {
            path: path.to_owned(),
            change,
            repaired_links: out.repaired_links,
            mentions: out.mentions,
        }))
    }

    /// Checks the changed text: the properties have the same keys, and each link opens the same file.
    fn verify(&self, path: &str, change: &Change) -> Result<(), RenameError> {
        if !fold(path).ends_with(".md") {
            return Ok(());
        }
        let after_path = self.old.file(path).map_or(path, |file| self.new_path(file));
        let before = Note::new(path, String::from_utf8_lossy(change.before()).into_owned());
        let after = Note::new(after_path, change.after());
        let keys = |note: &Note| {
            note.properties().map(|properties| properties.pairs.iter().map(|pair| pair.key.clone()).collect::<Vec<_>>())
        };
        let (links, links_after) = (before.links(), after.links());
        let error = |reason: &str| RenameError::Unreadable { path: path.to_owned(), reason: reason.to_owned() };
        if keys(&before) != keys(&after) {
            return Err(error("its properties would become unreadable"));
        }
        if links.len() != links_after.len() {
            return Err(error("one of its links would no longer be a link"));
        }
        for (link, link_after) in links.iter().zip(&links_after) {
            let Some(file) = self.old.resolve(&link.path(before.text()), path) else { continue };
            let opens = self.new.resolve(&link_after.path(after.text()), after_path).map(|file| self.new.path(file));
            if opens != Some(self.new_path(file)) {
                return Err(RenameError::Shadowed { from: path.to_owned(), to: self.new_path(file).to_owned() });
            }
        }
        Ok(())
    }

    fn edit_note(&self, note: &Note, out: &mut FileEdits) -> Result<(), RenameError> {
        links::edit(self, note, out)?;
        query::edit(self, note, out);
        html::mention(self, note, out);
        let Some(file) = self.old.file(note.path()) else { return Ok(()) };
        let own = out.edits.len();
        for (from, to) in self.headings.get(&file).into_iter().flatten() {
            out.edits.push(heading_edit(note, from, to)?);
        }
        if let Some(to) = self.moved.get(&file) {
            out.edits.extend(title_edits(note, to, out.edits[own..].to_vec()));
        }
        Ok(())
    }

    /// Returns whether `bytes` contain the longest ASCII part of the name of a renamed note.
    fn may_be_named_in(&self, bytes: &[u8]) -> bool {
        self.moved.keys().chain(self.headings.keys()).any(|file| {
            let name = crate::note::stem(self.old.path(*file));
            let longest =
                name.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|part| part.len()).unwrap_or(name);
            memchr::memmem::find(bytes, longest.as_bytes()).is_some()
        })
    }
}

/// The edits of one file.
#[derive(Default)]
struct FileEdits {
    edits: Vec<crate::text::Edit>,
    repaired_links: usize,
    mentions: Vec<String>,
}

/// Returns the edit of the heading itself.
fn heading_edit(note: &Note, from: &str, to: &str) -> Result<crate::text::Edit, RenameError> {
    let (wanted, new) = (heading_key(from), heading_key(to));
    let key = |heading: &Heading| heading_key(heading.text.slice(note.text()));
    let is_taken = new != wanted && note.body().headings.iter().any(|heading| key(heading) == new);
    let mut found = note.body().headings.iter().filter(|heading| key(heading) == wanted);
    let (path, heading) = (note.path().to_owned(), from.to_owned());
    match (found.next(), found.next()) {
        (Some(_), None) if is_taken => Err(RenameError::HeadingTaken { path, heading: to.to_owned() }),
        (Some(heading), None) => Ok(crate::text::Edit::replace(heading.text, to)),
        (Some(_), Some(_)) => Err(RenameError::SeveralHeadings { path, heading }),
        (None, _) => Err(RenameError::NoHeading { path, heading }),
    }
}

/// Returns edits that replace the old name with the new one in the property `title` and the first heading.
fn title_edits(note: &Note, to: &str, known: Vec<crate::text::Edit>) -> Vec<crate::text::Edit> {
    let (old, new) = (note.name(), crate::note::stem(to));
    if old == new {
        return Vec::new();
    }
    let text = note.text();
    let mut edits = Vec::new();
    if let Some(pair) = note.properties().filter(|_| !note.is_template()).and_then(|properties| properties.get("title"))
        && pair.value.as_str() == Some(old)
    {
        let written = pair.value.span.slice(text);
        let quote = written.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let value = match quote {
            Some('\'') => format!("'{}'", new.replace('\'', "''")),
            Some(_) => format!("\"{new}\""),
            None => crate::note::yaml_text::scalar(new),
        };
        edits.push(crate::text::Edit::replace(pair.value.span, value));
    }
    if let Some(heading) = note.body().title().filter(|heading| heading.text.slice(text) == old) {
        let is_known = |span: Span| known.iter().any(|edit| edit.span.overlaps(span));
        if !is_known(heading.text) {
            edits.push(crate::text::Edit::replace(heading.text, new));
        }
    }
    edits
}

/// Returns the path of a note called `name` in the folder of `folder_of`.
pub fn sibling_path(folder_of: &str, name: &str) -> String {
    match folder(folder_of) {
        "" => format!("{name}.md"),
        folder => format!("{folder}/{name}.md"),
    }
}
