//! What is checked: the notes of a snapshot, and what the snapshot says of config and names.

mod blobs;
mod disk;
mod ignores;
mod kept;
mod kept_file;
mod narrow;
mod revisions;
mod root;
mod stamps;
mod tracked;
mod walk;

pub use blobs::{Blobs, Held};
pub use disk::{Disk, LIMIT_BYTES};
pub use kept::Kept;
pub use revisions::{ChangedNotes, Request, RevisionError, Revisions};
pub use root::{RootError, Roots};
pub use walk::{Walk, walk};

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::{App, TextFile};
use crate::engine::{Texts, Unreadable};
use crate::vault::ListFiles;

/// One vault of a snapshot, and which of its notes are asked for.
pub struct Vault {
    /// The vault's root.
    pub root: PathBuf,
    /// Every file that a link can mean; not filled in where Git holds the notes.
    pub files: Vec<String>,
    /// Every note that is neither ignored nor hidden; not filled in where Git holds the notes.
    pub notes: Vec<String>,
    /// The notes asked for.
    pub scope: Vec<String>,
    /// Notes that were named on the command line: config does not exclude these.
    pub named: Vec<String>,
    /// Whether `scope` is all of `notes`.
    pub is_whole: bool,
    /// `.vaultlint.yaml`.
    pub config: Option<TextFile>,
    /// `.vaultlint-names.yaml`.
    pub names: Option<TextFile>,
    /// Folders and files that could not be looked at.
    pub unreadable: Vec<(String, Unreadable)>,
    /// The notes as Git holds them; None where they are read from the working tree.
    pub blobs: Option<Arc<Blobs>>,
}

impl Vault {
    /// Where the texts of the notes come from.
    pub fn texts(&self) -> Arc<dyn Texts> {
        match &self.blobs {
            Some(blobs) => Arc::clone(blobs) as Arc<dyn Texts>,
            None => Arc::new(Disk::below(&self.root)),
        }
    }

    /// A text of the vault that its config names: from the same snapshot, from the working tree where it is not there.
    pub fn text(&self, path: &str) -> Option<String> {
        match self.blobs.as_ref().and_then(|blobs| blobs.text(path)) {
            Some(held) => String::from_utf8(held.ok()?).ok(),
            None => fs::read_to_string(self.root.join(path)).ok(),
        }
    }

    /// The app that the vault belongs to: Logseq's, where it has Logseq's config and no settings of Obsidian.
    pub fn app(&self) -> App {
        let is_obsidians = self.root.join(App::OBSIDIAN_FOLDER).is_dir();
        if !is_obsidians && self.text(App::LOGSEQ_FILE).is_some() { App::Logseq } else { App::Obsidian }
    }

    /// Every note of the vault, for what they tell each other.
    pub fn all_notes(&self) -> Vec<String> {
        match &self.blobs {
            Some(blobs) => blobs.files().into_iter().filter(|path| walk::is_note(path)).collect(),
            None => self.notes.clone(),
        }
    }

    /// Lists the files that a link can mean, as far as the snapshot knows them.
    pub fn list(&self) -> Box<ListFiles> {
        match &self.blobs {
            Some(blobs) => {
                let blobs = Arc::clone(blobs);
                Box::new(move || blobs.files())
            }
            None => {
                let files = self.files.clone();
                Box::new(move || files.clone())
            }
        }
    }

    /// Finds the files that the snapshot does not know because Git does not; None where it knows them all.
    pub fn rest(&self) -> Option<Box<ListFiles>> {
        let root = self.root.clone();
        self.blobs.as_ref().map(|_| Box::new(move || walk::files(&root)) as Box<ListFiles>)
    }
}
