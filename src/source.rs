//! Sources of notes: the working tree, the index or a revision, each with its config and names file.

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

pub(crate) use config_files::ConfigFileError;
pub(crate) use git_notes::{GitNotes, TrackedNote};
pub(crate) use revisions::{ChangedNotes, ChangesRequest, RevisionError, Revisions};
pub(crate) use vault_roots::{RootError, VaultRoots};
pub use walk::walk;
pub(crate) use working_tree::{LIMIT_BYTES, WorkingTree};

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{App, CONFIG_FILE, ConfigSources, ConfigText, WritePolicy};
use crate::engine::{NoteSource, RenameOverlay, RenamePlan, Unreadable};
use crate::vault::FileLister;
use config_files::RefusedFiles;

/// Reads a config file of the vault at `root` from the working tree. Returns `None` if it is missing or refused.
pub(crate) fn config_text(root: &Path, path: &str) -> Option<String> {
    config_files::read(root, path).ok()?
}

/// Returns the write policy set by the config in `folder` of the vault at `root`.
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

/// One vault of a snapshot and the requested notes in it.
pub(crate) struct Vault {
    /// The vault's root.
    pub root: PathBuf,
    /// Every file that a link can refer to; empty if the notes are read from Git.
    pub files: Vec<String>,
    /// Every note that is neither ignored nor hidden; empty if the notes are read from Git.
    pub notes: Vec<String>,
    /// The requested notes.
    pub scope: Vec<String>,
    /// Notes named on the command line, which config does not exclude.
    pub named: Vec<String>,
    /// Whether `scope` includes all of `notes`.
    pub covers_vault: bool,
    /// `.vaultlint.yaml`.
    pub config: Option<ConfigText>,
    /// `.vaultlint-names.yaml`.
    pub names: Option<ConfigText>,
    /// Folders and files that could not be read.
    pub unreadable: Vec<(String, Unreadable)>,
    /// The notes in Git, or `None` if they are read from the working tree.
    pub git_notes: Option<Arc<GitNotes>>,
    /// The texts of the working tree after a planned rename, or `None` without one.
    pub overlay: Option<Arc<dyn NoteSource + Send>>,
    refusals: RefusedFiles,
}

impl Vault {
    /// Returns the source of the texts of the notes.
    pub(crate) fn note_source(&self) -> Arc<dyn NoteSource> {
        match &self.git_notes {
            Some(blobs) => Arc::clone(blobs) as Arc<dyn NoteSource>,
            None => match &self.overlay {
                Some(overlay) => Arc::clone(overlay) as Arc<dyn NoteSource>,
                None => Arc::new(WorkingTree::below(&self.root)),
            },
        }
    }

    /// Makes the vault look as it would after `plan`, without writing anything.
    pub(crate) fn apply_renames(&mut self, plan: &RenamePlan) {
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

    /// Reads a file named by the config, or one of Obsidian's settings, from the snapshot, or from the working tree if
    /// the snapshot lacks it. Refused files are reported by [`refused`](Self::refused).
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let read = match &self.git_notes {
            Some(blobs) => blobs.config(&self.root, path),
            None => config_files::read(&self.root, path),
        };
        self.refusals.record(path, read)
    }

    /// Returns the write policy of the vault's own config in the working tree, whichever config is in use.
    pub(crate) fn own_write_policy(&self) -> WritePolicy {
        write_policy_in(&self.root, "")
    }

    /// Returns the write policies of the vaults inside this one, each set by its config in the working tree.
    pub(crate) fn inner_write_policy(&self) -> WritePolicy {
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

    /// Returns the refused files and the reasons, each only once.
    ///
    /// # Errors
    /// When the config names or extends a refused file.
    pub(crate) fn refused(&self) -> Result<Vec<(String, ConfigFileError)>, RootError> {
        let refused = self.refusals.take_unreported();
        match refused.iter().find(|(path, _)| !path.starts_with(".obsidian/")) {
            Some((path, why)) => Err(config_files::refusal(&self.root, path, why)),
            None => Ok(refused),
        }
    }

    /// Returns the app that the vault belongs to: Logseq if the vault has Logseq's config and no settings of Obsidian.
    pub(crate) fn app(&self) -> App {
        let has_obsidian_settings = self.root.join(App::OBSIDIAN_FOLDER).is_dir();
        if !has_obsidian_settings && self.text(App::LOGSEQ_FILE).is_some() { App::Logseq } else { App::Obsidian }
    }

    /// Returns every note of the vault, for checks across notes.
    pub(crate) fn all_notes(&self) -> Vec<String> {
        self.list_notes()()
    }

    /// Returns a function that lists every note, as [`all_notes`](Self::all_notes) does.
    pub(crate) fn list_notes(&self) -> Box<FileLister> {
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

    /// Returns a function that lists the files in the snapshot that a link can refer to.
    pub(crate) fn list(&self) -> Box<FileLister> {
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

    /// Returns a function that lists all files on disk, tracked or not, if the notes are read from Git.
    pub(crate) fn untracked_files(&self) -> Option<Box<FileLister>> {
        let root = self.root.clone();
        self.git_notes.as_ref().map(|_| Box::new(move || walk::files(&root)) as Box<FileLister>)
    }
}
