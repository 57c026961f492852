//! The way back: what each run replaced, kept until it is taken back or thirty days old.
//!
//! One folder a step, `undo/N`: a list, and one file with the bytes of every note before and after, end to end. In a
//! repository it stands in Git's own folder, where nothing publishes it; elsewhere in the folder where the system keeps
//! the state of programs.

mod moves;
mod recovery;
mod step;
mod store;
mod unstage;
mod validate;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::replace::{SkipReason, replace};
use super::state_folder::state_folder;
use crate::beneath::Folder;
use crate::config::{NAMES_FILE, WriteForbidden, WritePolicy};
use crate::git::{GitError, Repository, VaultFolder, fail_point};
use crate::text::merge;

pub use recovery::RecoveredRun;
pub(super) use step::{Backup, FileBackup, StagedBackup};
use step::{LIST, LIST_LIMIT, Staged, Step, StepNote, StepRepository};
pub(super) use store::now;
use unstage::unstage;

/// The folder of the steps, in that of the vault.
const FOLDER: &str = "undo";
const BYTES: &str = "bytes";

/// The steps of one vault.
#[derive(Clone, Debug)]
pub struct UndoStore {
    root: PathBuf,
    state: VaultFolder,
    /// The folder in a repository that is another user's and not used.
    foreign: Option<PathBuf>,
    policy: WritePolicy,
}

/// A step, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepSummary {
    /// Its number.
    pub number: u32,
    /// When it was, in local time.
    pub when: String,
    /// What wrote the notes.
    pub command: String,
    /// The notes.
    pub notes: Vec<String>,
}

/// What became of a note that was to be taken back.
#[derive(Debug)]
pub struct RestoredNote {
    /// Its path in the vault.
    pub path: String,
    /// Whether it was edited since, and keeps the edits.
    pub is_merged: bool,
    /// What became of it in the index, where the fix was staged there.
    pub index: Option<IndexOutcome>,
    /// What the fix made of it and what it was before, where edits stand in the way.
    pub wanted: Option<(Vec<u8>, Vec<u8>)>,
    /// Why it stays as it is; None where it holds its old text again.
    pub skipped: Option<SkipReason>,
}

/// What became of a note in the index when a fix was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexOutcome {
    /// It holds the old text again.
    TakenBack,
    /// The fix is committed.
    Committed,
    /// Somebody staged something else, or it must not be written: it stays.
    Stays,
}

/// Why a step cannot be kept or taken back.
#[derive(Debug, thiserror::Error)]
pub enum UndoError {
    /// Config forbids to write notes.
    #[error(transparent)]
    Never(#[from] WriteForbidden),
    /// There is none.
    #[error("there is nothing to undo in this vault")]
    Nothing,
    /// No such step.
    #[error("there is no step {0}; `vaultlint undo --list` shows them")]
    NoSuchStep(u32),
    /// The step changed no such note.
    #[error("step {step} did not change `{path}`")]
    NoSuchNote {
        /// The step.
        step: u32,
        /// The path as it was asked for.
        path: String,
    },
    /// A step that no run of ours can have written here.
    #[error("step {step} of undo is ignored: {reason}; if you do not know where it comes from, delete {}", folder.display())]
    Untrusted {
        /// The step.
        step: u32,
        /// What is wrong with it.
        reason: String,
        /// Where it is.
        folder: PathBuf,
    },
    /// The notes of one run are more than is read back.
    #[error("the notes to be written have more than 4 GiB, before and after together; fix one folder after the other")]
    TooMuch,
    /// What was staged cannot be taken back.
    #[error("{0}")]
    Git(#[from] GitError),
    /// The system says no.
    #[error("{}: {reason}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        reason: io::Error,
    },
}

impl UndoStore {
    /// The store of the vault at `root`. Whatever writes a note keeps or takes back a step first, so `policy` holds for all.
    ///
    /// # Errors
    /// Outside Git, when the system names no folder for the state of programs.
    pub fn for_vault(root: &Path, policy: &WritePolicy) -> Result<Self, UndoError> {
        let (state, foreign) = state_folder(root)?;
        Ok(Self { root: root.to_owned(), state, foreign, policy: policy.clone() })
    }

    /// The roots of the vaults whose steps the repository keeps.
    pub fn roots_of(repository: &Repository) -> BTreeSet<PathBuf> {
        let Some(folder) = repository.open_data_folder().ok().flatten().and_then(|own| own.folder(FOLDER).ok()) else {
            return BTreeSet::new();
        };
        let roots = numbers(&folder).into_iter().filter_map(|number| {
            let list = folder.read(&format!("{number}/{LIST}"), LIST_LIMIT).ok()?;
            serde_json::from_slice::<Step>(&list).ok().map(|step| step.root)
        });
        let keeps_its_steps_here =
            |root: &PathBuf| Repository::containing(root).is_some_and(|found| found.git_dir == repository.git_dir);
        roots.collect::<BTreeSet<_>>().into_iter().filter(keeps_its_steps_here).collect()
    }

    /// The steps that can be taken back, the latest first.
    pub fn list(&self) -> Vec<StepSummary> {
        let summaries = self.numbers().into_iter().rev().filter_map(|number| {
            let step = self.read(number).ok()??;
            let when = jiff::Timestamp::from_second(step.when).ok()?.to_zoned(jiff::tz::TimeZone::system());
            let notes = step.notes.into_iter().filter(|note| !note.undone).map(|note| note.path).collect();
            Some(StepSummary {
                number,
                when: when.strftime("%Y-%m-%d %H:%M").to_string(),
                command: step.command,
                notes,
            })
        });
        summaries.collect()
    }

    /// Takes back step `number`, or the latest, in the index too where the fix is only staged; of it only the notes at
    /// `paths`, where any are named. A note that was edited since keeps the edits; where they stand in the way, it stays.
    ///
    /// # Errors
    /// When there is no such step, it is not trusted, a path was not changed by it, or no note may be written.
    pub fn undo(&self, number: Option<u32>, paths: &[String]) -> Result<Vec<RestoredNote>, UndoError> {
        let number = match number {
            Some(number) => number,
            None => self.list().first().ok_or(UndoError::Nothing)?.number,
        };
        let mut step = self.read(number)?.ok_or(UndoError::NoSuchStep(number))?;
        let changed = |path: &&String| step.notes.iter().any(|note| note.path == **path);
        if let Some(path) = paths.iter().find(|path| !changed(path)) {
            return Err(UndoError::NoSuchNote { step: number, path: path.clone() });
        }
        let bytes = self.bytes(number, &step)?;
        let parts = step.parts(&bytes).ok_or_else(|| self.damaged(number))?;
        let root = self.root()?;
        let is_meant = |note: &StepNote| !note.undone && (paths.is_empty() || paths.contains(&note.path));
        self.policy.check_paths(step.notes.iter().filter(|note| is_meant(note)).map(|note| note.path.as_str()))?;
        // Cut short, a way back of some of its notes is no reason to take back the others.
        let is_whole = step.is_whole;
        step.is_whole &= paths.is_empty();
        self.begin_undo(number, &mut step)?;
        let staged = step.notes.iter().zip(&parts).filter(|(note, _)| is_meant(note));
        let staged = staged.filter_map(|(note, part)| Some((note.staged.as_ref()?, part.staged)));
        let unstaged = unstage(step.repository.as_ref(), staged.collect())?;
        moves::take_back(&root, &self.root, step.notes.iter().filter(|note| is_meant(note)));
        let mut restored = Vec::new();
        for (note, part) in step.notes.iter_mut().zip(&parts) {
            if !is_meant(note) {
                continue;
            }
            let outcome = match note.index_only {
                true => Ok(RestoreOutcome::Nothing),
                false if moves::is_elsewhere(&root, note) => Err(SkipReason::Moved),
                false => restore_file(&root, &note.path, part.after, part.before),
            };
            fail_point("taken back");
            note.undone = outcome.is_ok();
            let index = note.staged.as_ref().and_then(|staged| unstaged.get(&staged.path)).copied();
            let is_merged = matches!(outcome, Ok(RestoreOutcome::Merged));
            let left_alone = outcome.err();
            let is_edited = matches!(left_alone, Some(SkipReason::Edited));
            let wanted = is_edited.then(|| (part.after.to_owned(), part.before.to_owned()));
            restored.push(RestoredNote { path: note.path.clone(), is_merged, index, wanted, skipped: left_alone });
        }
        forget_empty_names(&root, &step);
        self.save(number, &Step { writer: None, is_undo: false, is_whole, ..step })?;
        Ok(restored)
    }

    /// The vault's root, held open.
    fn root(&self) -> Result<Folder, UndoError> {
        Folder::open(&self.root).map_err(|reason| UndoError::Io { path: self.root.clone(), reason })
    }

    /// Where step `number` is, for messages.
    fn path_of(&self, number: u32) -> PathBuf {
        self.state.path().join(FOLDER).join(number.to_string())
    }

    fn damaged(&self, number: u32) -> UndoError {
        let reason = io::Error::other("shorter than its list says");
        UndoError::Io { path: self.path_of(number).join(BYTES), reason }
    }
}

/// The numbers of the steps in `folder`, in order.
fn numbers(folder: &Folder) -> Vec<u32> {
    let names = folder.names().unwrap_or_default();
    let mut numbers: Vec<u32> = names.iter().filter_map(|name| name.to_str()?.parse().ok()).collect();
    numbers.sort_unstable();
    numbers
}

/// What became of a file that was brought from one text to another.
enum RestoreOutcome {
    /// It held the other text already.
    Nothing,
    /// It holds the other text now.
    Whole,
    /// It was edited meanwhile: the edits stay, and what the texts differ in is changed between them.
    Merged,
}

/// Removes the names file where `step` wrote it and it holds nothing: a decision makes the file, and it says no more than
/// none.
fn forget_empty_names(root: &Folder, step: &Step) {
    let names = root.child(NAMES_FILE.as_ref());
    if step.notes.iter().any(|note| note.path == NAMES_FILE) && names.read().is_ok_and(|text| text.is_empty()) {
        let _ = names.remove();
    }
}

fn restore_file(root: &Folder, path: &str, from: &[u8], to: &[u8]) -> Result<RestoreOutcome, SkipReason> {
    let file = root.file(path)?;
    let now = match file.read() {
        Err(error) if error.is_missing() && path == NAMES_FILE && to.is_empty() => return Ok(RestoreOutcome::Nothing),
        read => read?,
    };
    if now == to {
        return Ok(RestoreOutcome::Nothing);
    }
    if now == from {
        return replace(&file, from, to).map(|()| RestoreOutcome::Whole);
    }
    let merged = merge(from, &now, to).ok_or(SkipReason::Edited)?;
    replace(&file, &now, &merged).map(|()| RestoreOutcome::Merged)
}
