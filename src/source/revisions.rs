//! Reads changed notes from a repository: staged changes, or changes between revisions.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::config_files;
use super::pathspec::Pathspec;
use super::snapshot::{RequestedChanges, Snapshot};
use super::tracked_files::{TrackedFiles, Tree, is_config, is_note_file};
use super::{RootError, Vault};
use crate::config::{CONFIG_FILE, NAMES_FILE};
use crate::git::{ChangedFile, Changes, GitError, Index, ObjectId, ObjectStore, Repository};

/// The states of a repository to compare.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Revisions {
    /// The index, compared with HEAD.
    Staged,
    /// All of the index, compared with nothing.
    Index,
    /// A commit, compared with its bases; without bases, everything is new.
    Between {
        /// The commits whose lines do not count as new.
        bases: Vec<ObjectId>,
        /// The commit to check.
        head: ObjectId,
    },
}

/// The options for reading changed notes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ChangesRequest<'a> {
    /// The requested notes and folders; if empty, everything.
    pub paths: &'a [PathBuf],
    /// The root of the vault, if it was named.
    pub vault: Option<&'a Path>,
    /// A config file that replaces each vault's own.
    pub config: Option<&'a Path>,
    /// Whether the index will be written.
    pub writes: bool,
}

/// The changed notes, by vault.
pub(crate) struct ChangedNotes {
    /// The vaults with changed notes or a changed config.
    pub vaults: Vec<Vault>,
    /// Remarks to show before the findings: settings that are not staged and so have no effect.
    pub remarks: Vec<String>,
    /// The bytes of the index as it was read, or `None` for revisions and if the index will not be written.
    pub index: Option<Vec<u8>>,
    /// Whether a merge has unresolved conflicts.
    pub has_unmerged: bool,
}

/// An error while reading changed notes.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RevisionError {
    /// The repository cannot be read.
    #[error("{0}")]
    Git(#[from] GitError),
    /// A path or a config file cannot be read.
    #[error("{0}")]
    Root(#[from] RootError),
}

impl Revisions {
    /// Selects the changes in HEAD since it branched off from `revision`.
    ///
    /// # Errors
    /// When the revision is unknown or has no common ancestor with HEAD.
    pub(crate) fn since(repository: &Repository, revision: &str) -> Result<Self, GitError> {
        let objects = ObjectStore::open_with_fetch(repository)?;
        let (old, head) = (objects.commit(revision)?, objects.commit("HEAD")?);
        Ok(Self::Between { bases: vec![objects.merge_base(old, head, (revision, "HEAD"))?], head })
    }

    /// Parses `A..B`, or `A...B` for the changes in B since it branched off from A. An omitted side is HEAD.
    ///
    /// # Errors
    /// When a revision is unknown, or the two have no common ancestor.
    pub(crate) fn range(repository: &Repository, range: &str) -> Result<Self, GitError> {
        let objects = ObjectStore::open_with_fetch(repository)?;
        let (one, other, from_fork) = match (range.split_once("..."), range.split_once("..")) {
            (Some((one, other)), _) => (one, other, true),
            (None, Some((one, other))) => (one, other, false),
            (None, None) => return Err(GitError::NoRange(range.to_owned())),
        };
        let or_head = |name: &str| if name.is_empty() { "HEAD".to_owned() } else { name.to_owned() };
        let (one, other) = (or_head(one), or_head(other));
        let (old, head) = (objects.commit(&one)?, objects.commit(&other)?);
        let base = if from_fork { objects.merge_base(old, head, (&one, &other))? } else { old };
        Ok(Self::Between { bases: vec![base], head })
    }

    /// Reads the changed notes.
    ///
    /// # Errors
    /// When the repository, a path or a config file cannot be read.
    pub(crate) fn read(
        &self,
        repository: &Repository,
        request: ChangesRequest<'_>,
    ) -> Result<ChangedNotes, RevisionError> {
        let objects = Arc::new(ObjectStore::open_with_fetch(repository)?);
        let pathspec = Pathspec::new(repository, request.paths, request.vault)?;
        let is_checked = |path: &[u8]| is_note_file(path) || is_config(path);
        let mut has_unmerged = false;
        let (mut changes, tracked, index, others): (Changes, Arc<dyn TrackedFiles>, _, _) = match self {
            Self::Staged => {
                let bytes = request.writes.then(|| fs::read(&repository.index).unwrap_or_default());
                let index = Index::open(repository)?;
                has_unmerged = index.has_unmerged();
                let changes = objects.staged(objects.head()?, &index)?;
                (changes, Arc::new(index), bytes, merged_commits(repository))
            }
            Self::Index => {
                let index = Index::open(repository)?;
                (objects.staged(None, &index)?, Arc::new(index), None, Vec::new())
            }
            Self::Between { bases, head } => {
                let mut files = objects.files(*head)?;
                files.sort_unstable_by(|one, other| one.path.cmp(&other.path));
                let (base, others) =
                    bases.split_first().map_or((None, &[][..]), |(base, others)| (Some(*base), others));
                (objects.diff_trees(base, *head)?, Arc::new(Tree(files)), None, others.to_vec())
            }
        };
        objects.find_renames(&mut changes, is_checked);
        pathspec.check_exists(&changes, tracked.as_ref())?;
        let snapshot = Snapshot {
            repository,
            objects: Arc::clone(&objects),
            tracked,
            config: request.config,
            root: pathspec.root(),
            is_named: &|path| pathspec.is_named(path),
        };
        let bases_in = |file: &ChangedFile| -> Vec<ObjectId> {
            let before = file.old.iter().filter(|before| before.kind.is_file()).map(|before| before.id);
            let old_path = file.old.as_ref().map(|before| before.path.as_slice());
            // Another side of a merge may have the note under its old name.
            let in_side =
                |&side: &ObjectId| objects.file_at(side, &file.now.path).or_else(|| objects.file_at(side, old_path?));
            let all = before.chain(others.iter().filter_map(in_side));
            all.fold(Vec::new(), |mut bases, base| {
                bases.extend((!bases.contains(&base)).then_some(base));
                bases
            })
        };
        // Content that a merge takes over unchanged from another side is not new in this commit.
        let is_taken_over = |file: &ChangedFile| {
            !file.is_unmerged && others.iter().any(|&side| objects.file_at(side, &file.now.path) == Some(file.now.id))
        };
        let is_requested = |file: &&ChangedFile| {
            is_checked(&file.now.path) && pathspec.matches(&file.now.path) && !is_taken_over(file)
        };
        let scope = changes.changed.iter().filter(is_requested).cloned().collect();
        // What a link opens depends on which files there are, and on what is in notes.
        let is_relevant = |file: &&ChangedFile| {
            is_note_file(&file.now.path) || file.old.as_ref().is_none_or(|old| old.path != file.now.path)
        };
        let there = changes.changed.iter().filter(is_relevant).map(|file| file.now.path.as_slice());
        let paths = there.chain(changes.deleted.iter().map(|file| file.path.as_slice()));
        let requested = RequestedChanges { scope, paths: paths.filter(|path| pathspec.matches(path)).collect() };
        let has_base = !matches!(self, Self::Index);
        let vaults = snapshot.vaults(requested, has_base.then_some(&changes), bases_in)?;
        let remarks = match self {
            Self::Staged if request.config.is_none() => vaults.iter().flat_map(unstaged_settings).collect(),
            Self::Staged | Self::Index | Self::Between { .. } => Vec::new(),
        };
        Ok(ChangedNotes { vaults, remarks, index, has_unmerged })
    }
}

/// Returns the commits being merged into HEAD. `git merge` names them in the environment of its hook before it writes
/// `MERGE_HEAD`.
fn merged_commits(repository: &Repository) -> Vec<ObjectId> {
    let written = fs::read_to_string(repository.git_dir.join("MERGE_HEAD")).unwrap_or_default();
    let written: Vec<ObjectId> = written.lines().filter_map(ObjectId::parse).collect();
    if !written.is_empty() {
        return written;
    }
    env::vars_os().filter_map(|(name, _)| ObjectId::parse(name.to_str()?.strip_prefix("GITHEAD_")?)).collect()
}

/// Returns remarks about config files whose staged version differs from the working tree.
fn unstaged_settings(vault: &Vault) -> Vec<String> {
    let differs = |name: &str, staged: Option<&crate::config::ConfigText>| {
        let staged = staged?;
        let here = config_files::read(&vault.root, name).ok()??;
        let same = here.lines().eq(staged.text.lines());
        (!same).then(|| format!("{name} has unstaged changes; the staged version is used"))
    };
    let all = [differs(CONFIG_FILE, vault.config.as_ref()), differs(NAMES_FILE, vault.names.as_ref())];
    all.into_iter().flatten().collect()
}
