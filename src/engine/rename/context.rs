//! The vault before and after the renames, and the edits that one file needs.

use std::collections::HashMap;

use super::error::RenameError;
use super::folder;
use super::own_name::retitled_heading;
use super::quoted::{QuotedPath, quoted};
use super::request::Rename;
use super::target::check_target;
use crate::diagnostic::Retarget;
use crate::engine::note_source::NoteSource;
use crate::note::{Note, heading_key, stem};
use crate::text::{Edit, Edits};
use crate::vault::{FileId, VaultIndex, fold};

/// The vault before and after the renames.
pub(super) struct RenameContext<'a> {
    pub(super) source: &'a dyn NoteSource,
    pub(super) old: VaultIndex,
    pub(super) new: VaultIndex,
    pub(super) moves: Vec<(String, String)>,
    pub(super) moved: HashMap<FileId, String>,
    /// Folders that move: old path and new path.
    pub(super) folder_moves: Vec<(String, String)>,
    /// The same, with the folders inside.
    pub(super) folders: Vec<(String, String)>,
    /// The paths as queries quote them.
    pub(super) quoted: HashMap<String, QuotedPath>,
    /// The moves, folded.
    pub(super) folded_moves: Vec<(String, String)>,
    /// The renamed headings of each note: old text and new text.
    pub(super) headings: HashMap<FileId, Vec<(String, String)>>,
}

impl<'a> RenameContext<'a> {
    pub(super) fn new(renames: &[Rename], files: &[String], texts: &'a dyn NoteSource) -> Result<Self, RenameError> {
        let old = VaultIndex::new(files.to_vec());
        let mut moved: HashMap<FileId, String> = HashMap::new();
        let mut headings: HashMap<FileId, Vec<(String, String)>> = HashMap::new();
        let (mut folder_moves, mut folders) = (Vec::new(), Vec::new());
        for rename in renames {
            if let Retarget::Folder { to } = &rename.to {
                let inside = folder::folder_moves(&rename.path, to, files)?;
                folders.extend(folder::folders_of(&rename.path, to, &inside));
                folder_moves.push((rename.path.clone(), to.clone()));
                moved.extend(inside.into_iter().filter_map(|(path, to)| Some((old.file(&path)?, to))));
                continue;
            }
            let file = old.file(&rename.path).ok_or_else(|| RenameError::Missing(rename.path.clone()))?;
            match &rename.to {
                Retarget::Note { to } => {
                    check_target(&rename.path, to)?;
                    moved.insert(file, to.clone());
                }
                Retarget::Folder { .. } => {}
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
        let remaining = files.iter().filter(|path| old.file(path).is_some_and(|file| !moved.contains_key(&file)));
        let quoted = quoted(&moves, &folders, remaining.map(String::as_str));
        for (from, to) in &moves {
            let retitled = || retitled_heading(&Note::from_bytes(from.as_str(), texts.read(from).ok()?).ok()?, to);
            if let (Some(file), Some(heading)) = (old.file(from).filter(|_| from.ends_with(".md")), retitled()) {
                headings.entry(file).or_default().push(heading);
            }
        }
        let folded_moves = moves.iter().map(|(from, to)| (fold(from), fold(to))).collect();
        Ok(Self { source: texts, old, new, moves, moved, folder_moves, folders, quoted, folded_moves, headings })
    }

    /// Returns the path of `file` after the renames.
    pub(super) fn new_path(&self, file: FileId) -> &str {
        self.moved.get(&file).map_or_else(|| self.old.path(file), String::as_str)
    }

    /// Returns whether `bytes` contain the longest ASCII part of the name of a renamed note.
    pub(super) fn may_be_named_in(&self, bytes: &[u8]) -> bool {
        self.moved.keys().chain(self.headings.keys()).any(|file| {
            let name = stem(self.old.path(*file));
            let longest =
                name.split(|c: char| !c.is_ascii_alphanumeric()).max_by_key(|part| part.len()).unwrap_or(name);
            memchr::memmem::find(bytes, longest.as_bytes()).is_some()
        })
    }
}

/// The edits of one file.
#[derive(Default)]
pub(super) struct FileEdits {
    pub(super) edits: Vec<Edit>,
    pub(super) repaired_links: usize,
    pub(super) mentions: Vec<String>,
}

/// Returns the edits of the file at `path`, each once: a query may name a folder and a note by the same words.
pub(super) fn unique_edits(path: &str, mut edits: Vec<Edit>) -> Result<Edits, RenameError> {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    edits.dedup();
    let error =
        |_| RenameError::Unreadable { path: path.to_owned(), reason: "two of its references overlap".to_owned() };
    Edits::new(edits).map_err(error)
}
