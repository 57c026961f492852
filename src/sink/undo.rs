//! Undo: the texts that each run replaced, kept for thirty days or until they are restored.
//!
//! Each step is a folder, `undo/N`, with a list of notes and one file with the bytes of every note before and after,
//! concatenated. It is in the Git folder, where it is never published, or outside Git in the system's folder for
//! program state.

mod moves;
mod recovery;
mod step;
mod store;
mod unstage;
mod validate;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::UndoError;
use super::rename_files::move_empty;
use super::replace::{SkipReason, replace};
use super::state_folder::state_folder;
use crate::beneath::Folder;
use crate::config::{NAMES_FILE, WritePolicy};
use crate::git::{Repository, VaultFolder, fail_point};
use crate::text::merge;

pub(crate) use recovery::RecoveredRun;
pub(super) use step::{Backup, FileBackup, StagedBackup};
use step::{LIST, LIST_LIMIT, Staged, Step, StepNote, StepRepository};
pub(super) use store::now;
use unstage::unstage;

/// The name of the folder of all steps in the data folder of the vault.
const FOLDER: &str = "undo";
const BYTES: &str = "bytes";

/// The undo steps of one vault.
#[derive(Clone, Debug)]
pub struct UndoStore {
    root: PathBuf,
    state: VaultFolder,
    /// A data folder in the repository that is not used because it is a link or belongs to another user.
    foreign: Option<PathBuf>,
    policy: WritePolicy,
}

/// An undo step, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepSummary {
    /// The number.
    pub number: u32,
    /// The time of the run, in local time.
    pub when: String,
    /// The command that wrote the notes.
    pub command: String,
    /// The notes that can be restored.
    pub notes: Vec<String>,
}

/// The outcome of restoring a note.
#[derive(Debug)]
pub struct RestoredNote {
    /// The path in the vault.
    pub path: String,
    /// Whether later edits were kept by merging.
    pub is_merged: bool,
    /// The outcome in the index, if the fix was staged.
    pub index: Option<IndexOutcome>,
    /// The texts after and before the fix, if later edits overlap it.
    pub wanted: Option<(Vec<u8>, Vec<u8>)>,
    /// Why the note was skipped, or `None` if it was restored.
    pub skipped: Option<SkipReason>,
}

/// The outcome of restoring a note in the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexOutcome {
    /// The old text is staged again.
    TakenBack,
    /// The fix is already committed.
    Committed,
    /// The entry was left untouched because something else is staged, or the entry must not be written.
    Stays,
}

impl UndoStore {
    /// Returns the store of the vault at `root`. Every write of notes goes through the store first, so it enforces
    /// `policy`.
    ///
    /// # Errors
    /// Outside Git, when the system has no folder for program state.
    pub fn for_vault(root: &Path, policy: &WritePolicy) -> Result<Self, UndoError> {
        let (state, foreign) = state_folder(root)?;
        Ok(Self { root: root.to_owned(), state, foreign, policy: policy.clone() })
    }

    /// Returns the roots of the vaults that have steps in the repository.
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

    /// Returns the steps that can be undone, newest first.
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

    /// Undoes step `number`, or the latest one, for the notes at `paths`, or all notes if empty. Fixes that are staged
    /// but not committed are also undone in the index. Later edits are kept by merging; a note whose edits overlap the
    /// fix is skipped.
    ///
    /// # Errors
    /// When the step does not exist or is not trusted, when it did not change one of `paths`, or when notes may not be
    /// written.
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
        let is_selected = |note: &StepNote| !note.undone && (paths.is_empty() || paths.contains(&note.path));
        self.policy.check_paths(step.notes.iter().filter(|note| is_selected(note)).map(|note| note.path.as_str()))?;
        // If undoing some of the notes is interrupted, recovery must not undo the others.
        let is_whole = step.is_whole;
        step.is_whole &= paths.is_empty();
        self.begin_undo(number, &mut step)?;
        let staged = step.notes.iter().zip(&parts).filter(|(note, _)| is_selected(note));
        let staged = staged.filter_map(|(note, part)| Some((note.staged.as_ref()?, part.staged)));
        let unstaged = unstage(step.repository.as_ref(), staged.collect())?;
        if paths.is_empty() {
            step.empty_folders.iter().for_each(|(from, to)| move_empty(&root, to, from));
        }
        moves::take_back(&root, &self.root, step.notes.iter().filter(|note| is_selected(note)));
        let mut restored = Vec::new();
        for (note, part) in step.notes.iter_mut().zip(&parts) {
            if !is_selected(note) {
                continue;
            }
            let outcome = match note.index_only {
                _ if moves::is_elsewhere(&root, note) => Err(SkipReason::MovedSince),
                true => Ok(RestoreOutcome::Nothing),
                false => restore_file(&root, &note.path, part.after, part.before),
            };
            fail_point("taken back");
            note.undone = outcome.is_ok();
            let index = note.staged.as_ref().and_then(|staged| unstaged.get(&staged.path)).copied();
            let is_merged = matches!(outcome, Ok(RestoreOutcome::Merged));
            let skipped = outcome.err();
            let is_edited = matches!(skipped, Some(SkipReason::EditedSince));
            let wanted = is_edited.then(|| (part.after.to_owned(), part.before.to_owned()));
            restored.push(RestoredNote { path: note.path.clone(), is_merged, index, wanted, skipped });
        }
        forget_empty_names(&root, &step);
        self.save(number, &Step { writer: None, is_undo: false, is_whole, ..step })?;
        Ok(restored)
    }

    /// Opens the vault's root.
    fn root(&self) -> Result<Folder, UndoError> {
        Folder::open(&self.root).map_err(|reason| UndoError::Io { path: self.root.clone(), reason })
    }

    /// Returns the path of step `number`, for messages.
    fn path_of(&self, number: u32) -> PathBuf {
        self.state.path().join(FOLDER).join(number.to_string())
    }

    fn damaged(&self, number: u32) -> UndoError {
        let reason = io::Error::other("shorter than its list says");
        UndoError::Io { path: self.path_of(number).join(BYTES), reason }
    }
}

/// Returns the numbers of the steps in `folder`, sorted.
fn numbers(folder: &Folder) -> Vec<u32> {
    let names = folder.names().unwrap_or_default();
    let mut numbers: Vec<u32> = names.iter().filter_map(|name| name.to_str()?.parse().ok()).collect();
    numbers.sort_unstable();
    numbers
}

/// The outcome of restoring a file.
enum RestoreOutcome {
    /// The file already had the wanted text.
    Nothing,
    /// The file has the wanted text now.
    Whole,
    /// The change was merged into a file that was edited in the meantime.
    Merged,
}

/// Removes an empty names file that `step` wrote: deciding about a name creates the file, and an empty one means the
/// same as none.
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
    let merged = merge(from, &now, to).ok_or(SkipReason::EditedSince)?;
    replace(&file, &now, &merged).map(|()| RestoreOutcome::Merged)
}
