//! Renames notes and headings with everything that names them, or not at all.
//!
//! What is worked out here is a plan: which files move, and which texts change. Afterwards every link of the vault that
//! opened a file opens the same file, and no other text has changed.

mod base;
mod canvas;
mod links;
mod query;
mod target;

use std::collections::HashMap;

use rayon::prelude::*;

use super::change::Change;
use super::run::{NoteSource, Unreadable};
use crate::diagnostic::Retarget;
use crate::note::{Heading, Note, folder, heading_key};
use crate::text::{Edits, Span};
use crate::vault::{FileId, VaultIndex, fold};

use target::check_target;
pub use target::{is_valid_note_name, is_valid_rename};

/// A note and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The note's path from the vault's root.
    pub path: String,
    /// Its new path, or the new words of one of its headings.
    pub to: Retarget,
}

/// What a rename comes to.
#[derive(Debug, Default)]
pub struct RenamePlan {
    /// Files that move: from where, to where.
    pub moves: Vec<(String, String)>,
    /// Texts that change, by the path at which they stand before, sorted.
    pub changes: Vec<(String, Change)>,
    /// How many links opened nothing and open a renamed note afterwards.
    pub repaired_links: usize,
    /// References that stay as they are, for a person to look at: the file, and what stands there.
    pub needs_review: Vec<(String, String)>,
}

/// Why nothing is renamed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RenameError {
    /// Nothing is there.
    #[error("there is no `{0}` in the vault")]
    Missing(String),
    /// Another file is there.
    #[error("`{0}` is there already")]
    Taken(String),
    /// Two notes would become one.
    #[error("two notes would become `{0}`")]
    Collision(String),
    /// The name could not be linked to, or not be written on every system.
    #[error("`{name}` is no name for a note: it holds `{sign}`")]
    InvalidCharacter {
        /// The new name.
        name: String,
        /// What must not be in it.
        sign: char,
    },
    /// Windows would not take the name for that of a file.
    #[error("`{name}` is no name for a note: Windows keeps `{device}` for a device")]
    ReservedName {
        /// The new name.
        name: String,
        /// The part of it that is such a name.
        device: String,
    },
    /// The name is none.
    #[error("`{0}` is no name for a note")]
    InvalidName(String),
    /// The words are no heading that a link could name.
    #[error("`{}` is no heading that a link could name", .0.escape_debug())]
    InvalidHeading(String),
    /// Another heading has these words, and links would mean one of the two.
    #[error("`{path}` has a heading `{heading}` already: links would mean the first of them")]
    HeadingTaken {
        /// The note.
        path: String,
        /// The words that were asked for.
        heading: String,
    },
    /// No such heading.
    #[error("`{path}` has no heading `{heading}`")]
    NoHeading {
        /// The note.
        path: String,
        /// The words that were asked for.
        heading: String,
    },
    /// Several headings have these words, and links mean the first.
    #[error("`{path}` has several headings `{heading}`: links mean the first of them; rename it by hand")]
    SeveralHeadings {
        /// The note.
        path: String,
        /// The words that were asked for.
        heading: String,
    },
    /// A file that names the note cannot be changed.
    #[error("`{path}` names it and cannot be changed: {reason}")]
    Unreadable {
        /// The file.
        path: String,
        /// Why.
        reason: String,
    },
    /// No way of writing the link would open the right file.
    #[error("no link in `{from}` could open `{to}`, because another file is found first")]
    Shadowed {
        /// The note with the link.
        from: String,
        /// The file that it opens.
        to: String,
    },
}

/// Works out what `renames` come to in the vault whose files are `files`. `texts` reads them.
///
/// # Errors
/// Why none of it is done.
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

/// What comes of one text.
struct ChangedFile {
    path: String,
    change: Change,
    repaired_links: usize,
    mentions: Vec<String>,
}

/// The vault before and after.
struct RenameContext<'a> {
    source: &'a dyn NoteSource,
    old: VaultIndex,
    new: VaultIndex,
    moves: Vec<(String, String)>,
    moved: HashMap<FileId, String>,
    /// By note: the keys of headings that get other words, and these.
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
                    // Two files that differ in case only: they were there before.
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

    /// The path of `file` afterwards.
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

    /// Looks again: the properties can be read as before, and each link opens what it opened.
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
        let unsound = |reason: &str| RenameError::Unreadable { path: path.to_owned(), reason: reason.to_owned() };
        if keys(&before) != keys(&after) {
            return Err(unsound("its properties could not be read afterwards"));
        }
        if links.len() != links_after.len() {
            return Err(unsound("a link in it would be none afterwards"));
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

    /// Whether the bytes hold the name of a renamed note, as far as it is ASCII.
    fn may_be_named_in(&self, bytes: &[u8]) -> bool {
        self.moved.keys().chain(self.headings.keys()).any(|file| {
            let name = crate::note::stem(self.old.path(*file));
            let longest =
                name.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|part| part.len()).unwrap_or(name);
            memchr::memmem::find(bytes, longest.as_bytes()).is_some()
        })
    }
}

/// What is to be written into one text.
#[derive(Default)]
struct FileEdits {
    edits: Vec<crate::text::Edit>,
    repaired_links: usize,
    mentions: Vec<String>,
}

/// The edit of the heading itself.
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

/// A title and a first heading that are the old name become the new one.
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
            None if crate::rules::is_plain_text(new) => new.to_owned(),
            None => format!("\"{new}\""),
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

/// The path of a note in `folder_of`'s folder with the name `name`.
pub fn sibling_path(folder_of: &str, name: &str) -> String {
    match folder(folder_of) {
        "" => format!("{name}.md"),
        folder => format!("{folder}/{name}.md"),
    }
}
