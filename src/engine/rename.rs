//! Plans renames of notes, folders and headings, with all references to them.
//!
//! A plan lists the files to move and the texts to change. Once it is carried out, every link that opened a file opens
//! the same file, and no other text has changed. If one reference cannot be updated, nothing is planned.

mod base;
mod canvas;
mod changed_file;
mod context;
mod error;
mod folder;
mod folder_link;
mod html;
mod links;
mod own_name;
mod query;
mod quoted;
mod request;
mod target;

use rayon::prelude::*;

use super::change::Change;
use super::note_source::NoteSource;
use crate::note::folder;
use crate::vault::fold;

use changed_file::ChangedFile;
use context::RenameContext;

pub use error::RenameError;
pub use request::Rename;
pub use target::{is_valid_note_name, is_valid_rename};

/// The moves and changes that a rename needs.
#[derive(Debug, Default)]
pub struct RenamePlan {
    /// Files that move: old path and new path.
    pub moves: Vec<(String, String)>,
    /// Folders that move with everything in them, which is in `moves` too.
    pub folders: Vec<(String, String)>,
    /// Folders without a file that move with one of `folders`.
    pub empty_folders: Vec<(String, String)>,
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

/// Plans `renames` in the vault with these files.
///
/// # Errors
/// If a rename is impossible, or a reference cannot be updated; then nothing is planned.
pub fn plan_renames(renames: &[Rename], files: &[String], source: &dyn NoteSource) -> Result<RenamePlan, RenameError> {
    let context = RenameContext::new(renames, files, source)?;
    let is_text = |path: &&String| [".md", ".canvas", ".base"].iter().any(|ending| fold(path).ends_with(ending));
    let results: Vec<Result<Option<ChangedFile>, RenameError>> =
        files.par_iter().filter(is_text).map(|path| context.change(path)).collect();
    let mut plan = RenamePlan { moves: context.moves, folders: context.folder_moves, ..RenamePlan::default() };
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

/// Returns the path of a note called `name` in the folder of `folder_of`.
pub fn sibling_path(folder_of: &str, name: &str) -> String {
    match folder(folder_of) {
        "" => format!("{name}.md"),
        folder => format!("{folder}/{name}.md"),
    }
}
