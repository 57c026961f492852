//! Sources of notes: the working tree, the index or a revision, each with its config and names file.

mod base_state;
mod config_files;
mod config_in_git;
mod folder_contents;
mod git_notes;
mod ignore_rules;
mod path_from_here;
mod pathspec;
mod revisions;
mod root_error;
mod snapshot;
mod tracked_files;
mod vault_roots;
mod walk;
mod working_tree;

pub(crate) use base_state::BaseState;
pub(crate) use config_files::ConfigFileError;
pub(crate) use folder_contents::{FolderContents, FolderObstacle};
pub(crate) use git_notes::GitNotes;
pub(crate) use path_from_here::path_from_here;
pub(crate) use revisions::{ChangedNotes, ChangesRequest, RevisionError, Revisions};
pub(crate) use root_error::RootError;
pub(crate) use vault_roots::VaultRoots;
pub use walk::walk;
pub(crate) use working_tree::{LIMIT_BYTES, WorkingTree};

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{App, CONFIG_FILE, ConfigSources, ConfigText, WritePolicy};
use crate::engine::{NoteSource, RenameOverlay, RenamePlan, Unreadable};
use crate::git::Repository;
use crate::vault::{FileLister, OuterFiles};
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
    /// Where its files come from.
    pub content: VaultContent,
    /// The requested notes.
    pub scope: Vec<String>,
    /// Notes named on the command line, which config does not exclude.
    pub named: Vec<String>,
    /// Whether `scope` includes all notes.
    pub covers_vault: bool,
    /// `.vaultlint.yaml`.
    pub config: Option<ConfigText>,
    /// `.vaultlint-names.yaml`.
    pub names: Option<ConfigText>,
    /// Folders and files that could not be read.
    pub unreadable: Vec<(String, Unreadable)>,
    /// The vault before the changes, if the run checks changes.
    pub base: Option<BaseState>,
    /// The requested folder, if the vault is one of several in it.
    pub requested: Option<PathBuf>,
    refusals: RefusedFiles,
}

/// Where the files of a vault come from.
#[derive(Clone)]
pub(crate) enum VaultContent {
    /// The working tree.
    WorkingTree(FileList),
    /// The working tree as it would be after a rename that is only planned.
    AfterRename(FileList, Arc<dyn NoteSource + Send>),
    /// The index or a revision.
    Git(Arc<GitNotes>),
}

/// The paths that a walk of a vault found.
#[derive(Clone, Default)]
pub(crate) struct FileList {
    /// Every file that a link can refer to.
    pub files: Vec<String>,
    /// Every note that is neither ignored nor hidden.
    pub notes: Vec<String>,
}

impl VaultContent {
    /// Returns every file that a link can refer to.
    fn files(&self) -> Cow<'_, [String]> {
        match self {
            Self::WorkingTree(list) | Self::AfterRename(list, _) => Cow::Borrowed(&list.files),
            Self::Git(notes) => Cow::Borrowed(notes.files()),
        }
    }

    /// Returns every note that is neither ignored nor hidden.
    fn notes(&self) -> Cow<'_, [String]> {
        match self {
            Self::WorkingTree(list) | Self::AfterRename(list, _) => Cow::Borrowed(&list.notes),
            Self::Git(notes) => Cow::Owned(notes.notes()),
        }
    }

    /// Returns what reads the texts of the notes of the vault at `root`.
    fn note_source(&self, root: &Path) -> Arc<dyn NoteSource> {
        match self {
            Self::WorkingTree(_) => Arc::new(WorkingTree::below(root)),
            Self::AfterRename(_, overlay) => Arc::clone(overlay) as Arc<dyn NoteSource>,
            Self::Git(notes) => Arc::clone(notes) as Arc<dyn NoteSource>,
        }
    }
}

impl Vault {
    /// Returns the source of the texts of the notes.
    pub(crate) fn note_source(&self) -> Arc<dyn NoteSource> {
        self.content.note_source(&self.root)
    }

    /// Returns every file that a link can refer to.
    pub(crate) fn files(&self) -> Cow<'_, [String]> {
        self.content.files()
    }

    /// Returns every note, for checks across notes.
    pub(crate) fn notes(&self) -> Cow<'_, [String]> {
        self.content.notes()
    }

    /// Returns the notes in Git; `None` if the notes are read from the working tree.
    pub(crate) fn git_notes(&self) -> Option<&GitNotes> {
        match &self.content {
            VaultContent::WorkingTree(_) | VaultContent::AfterRename(..) => None,
            VaultContent::Git(notes) => Some(notes),
        }
    }

    /// Makes the vault look as it would after `plan`, without writing anything. Notes in Git are not renamed.
    pub(crate) fn apply_renames(&mut self, plan: &RenamePlan) {
        let (VaultContent::WorkingTree(list) | VaultContent::AfterRename(list, _)) = &self.content else { return };
        let after = |paths: &[String]| {
            let target = |path: &String| plan.moves.iter().find(|(from, _)| from == path).map(|(_, to)| to.clone());
            let mut paths: Vec<String> =
                paths.iter().map(|path| target(path).unwrap_or_else(|| path.clone())).collect();
            paths.sort_unstable();
            paths
        };
        let list = FileList { files: after(&list.files), notes: after(&list.notes) };
        self.scope = after(&self.scope);
        let overlay = RenameOverlay::new(plan, Box::new(WorkingTree::below(&self.root)));
        self.content = VaultContent::AfterRename(list, Arc::new(overlay));
    }

    /// Reads a file named by the config, or one of Obsidian's settings, from the snapshot, or from the working tree if
    /// the snapshot lacks it. Refused files are reported by [`refused`](Self::refused).
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let read = match self.git_notes() {
            Some(notes) => notes.config(&self.root, path),
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
        let holding: BTreeSet<String> = match &self.content {
            VaultContent::Git(_) => self.scope.iter().flat_map(|path| folders(path)).collect(),
            VaultContent::WorkingTree(list) | VaultContent::AfterRename(list, _) => {
                let ending = format!("/{CONFIG_FILE}");
                list.files.iter().filter_map(|path| path.strip_suffix(&ending)).map(str::to_owned).collect()
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

    /// Returns a function that lists every note, as [`notes`](Self::notes) does.
    pub(crate) fn list_notes(&self) -> Box<FileLister> {
        let content = self.content.clone();
        Box::new(move || content.notes().into_owned())
    }

    /// Returns a function that lists the files that a link can refer to, as [`files`](Self::files) does.
    pub(crate) fn list_files(&self) -> Box<FileLister> {
        let content = self.content.clone();
        Box::new(move || content.files().into_owned())
    }

    /// Returns the files of the folder around the vault that links may start from: the repository, or the folder that was
    /// requested.
    pub(crate) fn outer_files(&self) -> Option<OuterFiles> {
        let around = match &self.requested {
            Some(folder) => folder.clone(),
            None => Repository::containing(&self.root)?.top,
        };
        let inside = walk::vault_path(&around, &self.root).filter(|inside| !inside.is_empty())?;
        Some(OuterFiles::new(inside, Box::new(move || walk::files(&around))))
    }

    /// Returns a function that lists all files on disk, tracked or not, if the notes are read from Git.
    pub(crate) fn untracked_files(&self) -> Option<Box<FileLister>> {
        let root = self.root.clone();
        self.git_notes().map(|_| Box::new(move || walk::files(&root)) as Box<FileLister>)
    }
}
