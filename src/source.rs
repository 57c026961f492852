//! What is checked: the notes of a snapshot, and what the snapshot says of config and names.

mod config_files;
mod config_in_git;
mod git_notes;
mod ignore_rules;
mod pathspec;
mod revisions;
mod snapshot;
mod vault_roots;
mod walk;
mod working_tree;

pub use config_files::ConfigFileError;
pub use git_notes::{GitNotes, TrackedNote};
pub use revisions::{ChangedNotes, ChangesRequest, RevisionError, Revisions};
pub use vault_roots::{RootError, VaultRoots};
pub use walk::{Walk, walk};
pub use working_tree::{LIMIT_BYTES, WorkingTree};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{App, CONFIG_FILE, ConfigSources, ConfigText, WritePolicy};
use crate::engine::{NoteSource, RenameOverlay, RenamePlan, Unreadable};
use crate::vault::FileLister;
use config_files::RefusedFiles;

/// A file of the working tree that says how the vault at `root` is checked. None where there is none, or it is refused.
pub fn config_text(root: &Path, path: &str) -> Option<String> {
    config_files::read(root, path).ok()?
}

/// What the config in `folder` of the vault at `root` says of writing notes.
fn write_policy_in(root: &Path, folder: &str) -> WritePolicy {
    let path = if folder.is_empty() { CONFIG_FILE.to_owned() } else { format!("{folder}/{CONFIG_FILE}") };
    let read = |path: &str| config_text(&root.join(folder), path);
    match config_files::read(root, &path) {
        Ok(text) => {
            let config = text.map(|text| ConfigText { path, text });
            WritePolicy::from_sources(&ConfigSources { config, names: None, read: &read })
        }
        Err(refused) => WritePolicy::refused(&refused.to_string()),
    }
}

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
    pub covers_vault: bool,
    /// `.vaultlint.yaml`.
    pub config: Option<ConfigText>,
    /// `.vaultlint-names.yaml`.
    pub names: Option<ConfigText>,
    /// Folders and files that could not be looked at.
    pub unreadable: Vec<(String, Unreadable)>,
    /// The notes as Git holds them; None where they are read from the working tree.
    pub git_notes: Option<Arc<GitNotes>>,
    /// The texts of the working tree as they would be after a rename; None where it is as it is.
    pub overlay: Option<Arc<dyn NoteSource + Send>>,
    refusals: RefusedFiles,
}

impl Vault {
    /// Where the texts of the notes come from.
    pub fn note_source(&self) -> Arc<dyn NoteSource> {
        match &self.git_notes {
            Some(blobs) => Arc::clone(blobs) as Arc<dyn NoteSource>,
            None => match &self.overlay {
                Some(overlay) => Arc::clone(overlay) as Arc<dyn NoteSource>,
                None => Arc::new(WorkingTree::below(&self.root)),
            },
        }
    }

    /// The vault as it would be after `plan`, of which nothing is written.
    pub fn apply_renames(&mut self, plan: &RenamePlan) {
        let after = |path: &mut String| {
            if let Some((_, to)) = plan.moves.iter().find(|(from, _)| from == path) {
                to.clone_into(path);
            }
        };
        self.overlay = Some(Arc::new(RenameOverlay::new(plan, Box::new(WorkingTree::below(&self.root)))));
        for paths in [&mut self.files, &mut self.notes, &mut self.scope] {
            paths.iter_mut().for_each(after);
            paths.sort_unstable();
        }
    }

    /// A text of the vault that its config names, or Obsidian's own: from the same snapshot, from the working tree where it is
    /// not there. What is refused is told by [`refused`](Self::refused).
    pub fn text(&self, path: &str) -> Option<String> {
        let read = match &self.git_notes {
            Some(blobs) => blobs.config(&self.root, path),
            None => config_files::read(&self.root, path),
        };
        self.refusals.record(path, read)
    }

    /// Whether notes may be written, as the vault's own config in the working tree says, whichever config is used.
    pub fn own_write_policy(&self) -> WritePolicy {
        write_policy_in(&self.root, "")
    }

    /// Whether notes below the vaults within this one may be written, as the config of each says in the working tree.
    pub fn inner_write_policy(&self) -> WritePolicy {
        let folders = |path: &str| {
            let ends = path.match_indices('/').map(|(at, _)| at).collect::<Vec<_>>();
            ends.into_iter().map(|at| path[..at].to_owned()).collect::<Vec<_>>()
        };
        let holding: BTreeSet<String> = match &self.git_notes {
            Some(_) => self.scope.iter().flat_map(|path| folders(path)).collect(),
            None => {
                let ending = format!("/{CONFIG_FILE}");
                self.files.iter().filter_map(|path| path.strip_suffix(&ending)).map(str::to_owned).collect()
            }
        };
        let policy = |all: WritePolicy, folder: &String| all.with_inner(folder, write_policy_in(&self.root, folder));
        holding.iter().fold(WritePolicy::default(), policy)
    }

    /// The files that were asked for and refused, and why, each once. One that config extends makes the config none.
    ///
    /// # Errors
    /// When config names such a file.
    pub fn refused(&self) -> Result<Vec<(String, ConfigFileError)>, RootError> {
        let refused = self.refusals.take_unreported();
        match refused.iter().find(|(path, _)| !path.starts_with(".obsidian/")) {
            Some((path, why)) => Err(config_files::refusal(&self.root, path, why)),
            None => Ok(refused),
        }
    }

    /// The app that the vault belongs to: Logseq's, where it has Logseq's config and no settings of Obsidian.
    pub fn app(&self) -> App {
        let is_obsidians = self.root.join(App::OBSIDIAN_FOLDER).is_dir();
        if !is_obsidians && self.text(App::LOGSEQ_FILE).is_some() { App::Logseq } else { App::Obsidian }
    }

    /// Every note of the vault, for what they tell each other.
    pub fn all_notes(&self) -> Vec<String> {
        self.list_notes()()
    }

    /// Lists what [`all_notes`](Self::all_notes) gives.
    pub fn list_notes(&self) -> Box<FileLister> {
        match &self.git_notes {
            Some(blobs) => {
                let blobs = Arc::clone(blobs);
                Box::new(move || blobs.files().into_iter().filter(|path| walk::is_note(path)).collect())
            }
            None => {
                let notes = self.notes.clone();
                Box::new(move || notes.clone())
            }
        }
    }

    /// Lists the files that a link can mean, as far as the snapshot knows them.
    pub fn list(&self) -> Box<FileLister> {
        match &self.git_notes {
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
    pub fn untracked_files(&self) -> Option<Box<FileLister>> {
        let root = self.root.clone();
        self.git_notes.as_ref().map(|_| Box::new(move || walk::files(&root)) as Box<FileLister>)
    }
}
