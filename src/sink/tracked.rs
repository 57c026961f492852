//! Writes fixes of tracked notes, to the index for staged runs, and to the working copies.
//!
//! Everything is decided before anything is written. Unstaged changes in a working copy are kept: the fix is merged
//! into them, or the file is skipped.

use std::collections::HashSet;
use std::path::Path;

use super::filters::{checked_out_pair, filtered};
use super::replace::{SkipReason, check, replace};
use super::undo::{Backup, FileBackup, StagedBackup};
use super::{UndoError, UndoStore, WriteOutcome};
use crate::beneath::{BeneathError, FileAt, Folder};
use crate::config::WritePolicy;
use crate::engine::Change;
use crate::git::{
    GitError, NewBlob, ObjectId, Repository, TrackedFile, VaultPrefix, fail_point, refresh, write_blobs_to_index,
    write_objects,
};
use crate::text::{merge, with_line_breaks_of, without_returns};

/// A fix of a tracked note.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TrackedFix<'a> {
    /// The path in the vault.
    pub path: &'a str,
    /// The file in Git before the fix.
    pub file: &'a TrackedFile,
    /// Whether Git ignores changes to the working copy (assume-unchanged or skip-worktree).
    pub is_hidden: bool,
    /// The text in Git before and after the fix.
    pub change: &'a Change,
}

/// The destination of fixes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum FixTarget<'a> {
    /// The working copies that are the same as this version; others are skipped.
    WorkingCopies(Counterpart),
    /// The index, which has exactly these bytes, and the working copies where possible.
    IndexToo(&'a [u8]),
    /// None: a merge has unresolved conflicts, so the index cannot be written and every note is skipped.
    Unmerged,
}

/// The version in Git that a working copy must be the same as.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Counterpart {
    /// The staged version.
    Index,
    /// The committed version.
    Head,
}

impl Counterpart {
    fn skip_reason(self) -> SkipReason {
        match self {
            Self::Index => SkipReason::DiffersFromIndex,
            Self::Head => SkipReason::DiffersFromHead,
        }
    }
}

/// The fixes in one vault.
pub(crate) struct VaultFixes<'a> {
    /// The vault's root.
    pub root: &'a Path,
    /// The write policy of the vault.
    pub policy: &'a WritePolicy,
    /// The fixes.
    pub notes: Vec<TrackedFix<'a>>,
}

/// The reason why nothing was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteFixesError {
    /// The old files cannot be recorded for undo.
    #[error("{0}\n  nothing was written, because it could not be undone")]
    Undo(#[from] UndoError),
    /// The index cannot be written.
    #[error("{0}")]
    Git(#[from] GitError),
}

/// Writes the fixes of every vault: first records the old notes for undo, then replaces the index in one step, then
/// writes file by file. Returns the outcome of each vault, in order.
///
/// # Errors
/// When the old notes cannot be recorded or the index cannot be written. Nothing is written then.
pub(crate) fn write_tracked(
    repository: &Repository,
    vaults: &[VaultFixes<'_>],
    target: FixTarget<'_>,
    command: &str,
) -> Result<Vec<WriteOutcome>, WriteFixesError> {
    let is_staged = matches!(target, FixTarget::IndexToo(_));
    let all = || vaults.iter().flat_map(|vault| &vault.notes);
    let contents: Vec<String> =
        all().filter(|note| is_staged && !note.is_hidden).map(|note| note.change.after()).collect();
    let ids = if contents.is_empty() { Vec::new() } else { write_objects(repository, &contents)? };
    drop(contents);
    fail_point("objects");
    let mut ids = ids.into_iter();
    let filtered = filtered(repository, all().map(|note| note.file.path.as_slice()))?;
    let mut plans: Vec<WritePlan<'_>> = Vec::new();
    for vault in vaults {
        plans.push(WritePlan::new(repository, vault, target, &filtered, &mut ids));
    }
    if let Err(error) = keep_and_stage(repository, &mut plans, target, command) {
        plans.iter().for_each(WritePlan::discard);
        return Err(error);
    }
    fail_point("staged");
    let written: Vec<WriteOutcome> = plans.iter_mut().map(|plan| plan.write(is_staged)).collect();
    if let Ok(top) = Folder::open(&repository.top) {
        top.sync_file_system();
    }
    fail_point("written");
    plans.iter().for_each(WritePlan::finish);
    if is_staged && !repository.has_temporary_index() {
        // Skip files that were not written: they differ from the index, and Git would read them, whatever their size.
        let are_staged = vaults.iter().zip(&written).flat_map(|(vault, written)| {
            let stay: HashSet<&str> = written.index_only.iter().map(|(path, _)| path.as_str()).collect();
            vault.notes.iter().filter(move |note| !note.is_hidden && !stay.contains(note.path))
        });
        refresh(repository, are_staged.map(|note| note.file.path.as_slice()));
    }
    Ok(written)
}

fn keep_and_stage(
    repository: &Repository,
    plans: &mut [WritePlan<'_>],
    target: FixTarget<'_>,
    command: &str,
) -> Result<(), WriteFixesError> {
    for plan in plans.iter_mut().filter(|plan| !plan.fixes.is_empty()) {
        plan.record(repository, command)?;
    }
    fail_point("backed up");
    let blobs: Vec<NewBlob<'_>> = plans.iter().flat_map(|plan| &plan.fixes).filter_map(PreparedFix::blob).collect();
    match target {
        FixTarget::IndexToo(as_read) if !blobs.is_empty() => Ok(write_blobs_to_index(repository, as_read, &blobs)?),
        FixTarget::IndexToo(_) | FixTarget::WorkingCopies(_) | FixTarget::Unmerged => Ok(()),
    }
}

/// A fix that is ready to be written.
struct PreparedFix<'a> {
    note: TrackedFix<'a>,
    /// The object with the fixed text, if it goes into the index.
    id: Option<ObjectId>,
    /// The new working copy, or why it is skipped.
    copy: Result<Replacement, SkipReason>,
}

/// The bytes of a file before and after.
struct Replacement {
    before: Vec<u8>,
    after: Vec<u8>,
}

impl PreparedFix<'_> {
    fn blob(&self) -> Option<NewBlob<'_>> {
        self.id.map(|new| NewBlob { file: self.note.file, new })
    }

    fn to_backup(&self) -> Backup<'_> {
        let path = String::from_utf8_lossy(&self.note.file.path).into_owned();
        let staged = self.id.map(|id| StagedBackup { path, change: self.note.change, id: id.to_string() });
        let copy = self.copy.as_ref().ok();
        let copy = copy.map(|Replacement { before, after }| FileBackup::Bytes { before, after });
        Backup { path: self.note.path, copy, moved_to: None, staged }
    }
}

/// The working copies of a vault.
struct WorkingCopies<'a> {
    root: &'a Path,
    /// The open root, or why it cannot be opened: it may exist only in the index.
    opened: Result<Folder, BeneathError>,
}

impl<'a> WorkingCopies<'a> {
    /// Opens the root without following links below the repository's top, like Git.
    fn open(repository: &Repository, root: &'a Path) -> Self {
        let opened = match VaultPrefix::new(root, &repository.top) {
            Some(VaultPrefix::Below(prefix)) => Folder::open(&repository.top)
                .map_err(BeneathError::from)
                .and_then(|top| top.folder(prefix.trim_end_matches('/'))),
            Some(VaultPrefix::Above(_)) | None => Folder::open(root).map_err(BeneathError::from),
        };
        Self { root, opened }
    }

    fn file(&self, path: &str) -> Result<FileAt, SkipReason> {
        match &self.opened {
            Ok(root) => Ok(root.file(path)?),
            Err(BeneathError::Link) => Err(SkipReason::BehindLink),
            Err(_) => Err(SkipReason::Missing),
        }
    }
}

/// The plan for one vault, made before anything is written.
struct WritePlan<'a> {
    copies: WorkingCopies<'a>,
    policy: &'a WritePolicy,
    fixes: Vec<PreparedFix<'a>>,
    skipped: Vec<(String, SkipReason)>,
    /// The undo store and the number of the recorded step.
    step: Option<(UndoStore, u32)>,
}

impl<'a> WritePlan<'a> {
    /// Plans the fixes of one vault. `ids` yields the objects with the fixed texts of all notes that go into the index.
    fn new(
        repository: &Repository,
        vault: &VaultFixes<'a>,
        target: FixTarget<'_>,
        filtered: &HashSet<Vec<u8>>,
        ids: &mut impl Iterator<Item = ObjectId>,
    ) -> Self {
        let copies = WorkingCopies::open(repository, vault.root);
        let mut plan = Self { copies, policy: vault.policy, fixes: Vec::new(), skipped: Vec::new(), step: None };
        for &note in &vault.notes {
            let is_filtered = filtered.contains(&note.file.path);
            let ready = match target {
                FixTarget::Unmerged => Err(SkipReason::Unmerged),
                _ if note.is_hidden => Err(SkipReason::HiddenFromStatus),
                FixTarget::WorkingCopies(_) if is_filtered => Err(SkipReason::GitFilter),
                FixTarget::WorkingCopies(counterpart) => unchanged_copy(&plan.copies, note)
                    .and_then(|copy| copy.ok_or_else(|| counterpart.skip_reason()))
                    .map(|copy| PreparedFix { note, id: None, copy: Ok(copy) }),
                FixTarget::IndexToo(_) => {
                    let id = ids.next().expect("each note that is not hidden has its text among the objects");
                    let copy = match is_filtered {
                        true => filtered_copy(repository, &plan.copies, note, id),
                        false => Ok(staged_copy(&plan.copies, note)),
                    };
                    match copy {
                        // A fix that is only in a temporary index would be lost if the commit is aborted.
                        Ok(Err(reason)) if repository.has_temporary_index() => Err(reason),
                        copy => copy.map(|copy| PreparedFix { note, id: Some(id), copy }),
                    }
                }
            };
            match ready {
                Ok(ready) => plan.fixes.push(ready),
                Err(reason) => plan.skipped.push((note.path.to_owned(), reason)),
            }
        }
        plan
    }

    fn record(&mut self, repository: &Repository, command: &str) -> Result<(), UndoError> {
        let store = UndoStore::for_vault(self.copies.root, self.policy)?;
        let notes: Vec<Backup<'_>> = self.fixes.iter().map(PreparedFix::to_backup).collect();
        let step = store.record(command, &notes, &[], Some(repository))?;
        self.step = Some((store, step));
        Ok(())
    }

    /// Removes the recorded step because nothing was written. Errors are ignored: a leftover step does no harm.
    fn discard(&self) {
        let paths: Vec<String> = self.fixes.iter().map(|ready| ready.note.path.to_owned()).collect();
        if let Some((store, step)) = &self.step {
            let _ = store.discard(*step, &paths);
        }
    }

    fn write(&mut self, is_staged: bool) -> WriteOutcome {
        let mut written =
            WriteOutcome { is_staged, skipped: std::mem::take(&mut self.skipped), ..WriteOutcome::default() };
        let mut not_written = Vec::new();
        for PreparedFix { note, copy, .. } in self.fixes.drain(..) {
            let outcome = copy.and_then(|Replacement { before, after }| match before == after {
                true => Ok(()),
                false => self.copies.file(note.path).and_then(|file| replace(&file, &before, &after)),
            });
            match outcome {
                Ok(()) => written.notes += 1,
                Err(reason) if is_staged => {
                    written.notes += 1;
                    not_written.push(note.path.to_owned());
                    written.index_only.push((note.path.to_owned(), reason));
                }
                Err(reason) => {
                    not_written.push(note.path.to_owned());
                    written.skipped.push((note.path.to_owned(), reason));
                }
            }
            fail_point("file");
        }
        if let (Some((store, step)), false) = (&self.step, not_written.is_empty()) {
            let _ = match is_staged {
                true => store.keep_index_only(*step, &not_written),
                false => store.discard(*step, &not_written),
            };
        }
        written
    }

    /// Marks the recorded step as complete, so that it only serves undo.
    fn finish(&self) {
        if let Some((store, step)) = &self.step {
            let _ = store.finish(*step);
        }
    }
}

/// Returns the new working copy of a note whose fixed text is staged.
fn staged_copy(copies: &WorkingCopies<'_>, note: TrackedFix<'_>) -> Result<Replacement, SkipReason> {
    if let Some(copy) = unchanged_copy(copies, note)? {
        return Ok(copy);
    }
    let now = copies.file(note.path)?.read()?;
    let new = note.change.after();
    let (old, new) = (&*note.change.before(), new.as_bytes());
    let merged = if old.contains(&b'\r') || new.contains(&b'\r') {
        merge(old, &now, new)
    } else {
        let (old, new) = (with_line_breaks_of(old, &now), with_line_breaks_of(new, &now));
        merge(&old, &now, &new)
    };
    let merged = merged.ok_or(SkipReason::UnstagedOverlap)?;
    Ok(Replacement { before: now, after: merged })
}

/// Like [`staged_copy`], for a note that Git converts by a filter or an encoding. Adding the new working copy to the
/// index again must give the fixed text.
fn filtered_copy(
    repository: &Repository,
    copies: &WorkingCopies<'_>,
    note: TrackedFix<'_>,
    id: ObjectId,
) -> Result<Result<Replacement, SkipReason>, SkipReason> {
    let (old, new) = checked_out_pair(repository, &note.file.path, note.file.id, id).ok_or(SkipReason::GitFilter)?;
    let copy = read(copies, note.path).and_then(|now| {
        let is_text = |bytes: &[u8]| std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
        if now == old || now == new {
            return Ok(Replacement { before: now, after: new });
        }
        let can_be_merged = [&now, &old, &new].into_iter().all(|bytes| is_text(bytes));
        let merged = can_be_merged.then(|| merge(&old, &now, &new)).flatten().ok_or(SkipReason::UnstagedOverlap)?;
        Ok(Replacement { before: now, after: merged })
    });
    Ok(copy)
}

/// Returns the new working copy if the current one has the text in Git or the fixed text, apart from line breaks, which
/// Git may check out as `\r\n`. Returns `None` if it has another text.
fn unchanged_copy(copies: &WorkingCopies<'_>, note: TrackedFix<'_>) -> Result<Option<Replacement>, SkipReason> {
    let after = note.change.after();
    let (now, before, after) = (read(copies, note.path)?, note.change.before(), after.as_bytes());
    if now == before || now == after {
        return Ok(Some(Replacement { before: now, after: after.to_owned() }));
    }
    let bare = without_returns(&now);
    if !before.contains(&b'\r') && (bare == before || bare == after) {
        let after = with_line_breaks_of(after, &now);
        return Ok(Some(Replacement { before: now, after }));
    }
    Ok(None)
}

/// Returns the bytes of the working copy, if it may be replaced.
fn read(copies: &WorkingCopies<'_>, path: &str) -> Result<Vec<u8>, SkipReason> {
    let file = copies.file(path)?;
    check(&file)?;
    Ok(file.read()?)
}
