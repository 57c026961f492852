//! Recovery after a killed run.
//!
//! An unfinished step names the process that writes it. The index is replaced atomically before any file is written, so
//! either nothing was written, or only the remaining files have to be written. An interrupted undo can be repeated by
//! the user.

use std::collections::BTreeMap;

use super::{RestoreOutcome, Staged, Step, UndoError, UndoStore, forget_empty_names, restore_file};
use crate::beneath::Folder;
use crate::git::{Index, remove_leftovers};
use crate::note::{file_name, folder};
use crate::process::has_ended;
use crate::sink::replace::SkipReason;
use crate::sink::temp_file::{self, KnownTexts};

/// The outcome of recovering killed runs.
#[derive(Debug, Default)]
pub struct RecoveredRun {
    /// Notes whose fix was completed, by their path in the vault.
    pub finished: Vec<String>,
    /// Notes whose rename was undone, by their restored path.
    pub undone: Vec<String>,
    /// Notes that were left untouched, and why.
    pub skipped: Vec<(String, SkipReason)>,
    /// Messages about steps that are not trusted.
    pub ignored: Vec<String>,
}

impl UndoStore {
    /// Completes the steps of killed processes: writes the fixed text to working copies whose fix is staged, drops
    /// fixes that were not staged, and removes leftovers from the Git folder. Steps whose index cannot be read are
    /// retried by a later run, and steps that are not trusted are left untouched.
    ///
    /// # Errors
    /// When a step cannot be read or written.
    pub fn recover(&self) -> Result<RecoveredRun, UndoError> {
        let mut recovered = RecoveredRun::default();
        if let Some(folder) = &self.foreign {
            let reason = "it is a link or belongs to another user; undo steps are kept in your own folder";
            recovered.ignored.push(format!("{} is ignored: {reason}", folder.display()));
        }
        self.state.repository().inspect(|repository| remove_leftovers(repository));
        self.sweep_partial();
        for number in self.numbers() {
            match self.read(number) {
                // Keep the step until notes may be written again.
                Ok(Some(step))
                    if self.policy.check_paths(step.notes.iter().map(|note| note.path.as_str())).is_err() => {}
                Ok(Some(step)) if step.writer.as_deref().is_some_and(has_ended) => {
                    self.recover_step(number, step, &mut recovered)?;
                }
                Ok(_) => {}
                Err(untrusted) => recovered.ignored.push(untrusted.to_string()),
            }
        }
        Ok(recovered)
    }

    fn recover_step(&self, number: u32, mut step: Step, recovered: &mut RecoveredRun) -> Result<(), UndoError> {
        let bytes = self.bytes(number, &step)?;
        let root = self.root()?;
        forget_empty_names(&root, &step);
        if step.is_undo && !step.is_whole {
            self.sweep(number, &root, &step, &bytes)?;
            return self.save(number, &Step { writer: None, is_undo: false, ..step });
        }
        if step.is_whole {
            self.sweep(number, &root, &step, &bytes)?;
            for note in self.undo(Some(number), &[])? {
                match note.skipped {
                    None => recovered.undone.push(note.path),
                    Some(reason) => recovered.skipped.push((note.path, reason)),
                }
            }
            return match self.read(number)? {
                Some(left) => self.save(number, &Step { writer: None, is_whole: false, ..left }),
                None => Ok(()),
            };
        }
        let index = match &step.repository {
            None => None,
            Some(repository) => {
                let Some(found) = repository.open() else { return Ok(()) };
                remove_leftovers(&found);
                let Ok(index) = Index::open(&found) else { return Ok(()) };
                Some(index)
            }
        };
        let is_staged = |note: &Staged| {
            let entry = index.as_ref().and_then(|index| index.entry(note.path.as_bytes()));
            entry.is_some_and(|entry| entry.id.to_string() == note.id)
        };
        self.sweep(number, &root, &step, &bytes)?;
        let parts = step.parts(&bytes).ok_or_else(|| self.damaged(number))?;
        for (note, part) in step.notes.iter_mut().zip(&parts) {
            match &note.staged {
                None => {}
                Some(staged) if !is_staged(staged) => note.undone = true,
                Some(_) if note.index_only => {}
                Some(_) => match restore_file(&root, &note.path, part.before, part.after) {
                    Ok(RestoreOutcome::Nothing) => {}
                    Ok(RestoreOutcome::Whole | RestoreOutcome::Merged) => recovered.finished.push(note.path.clone()),
                    Err(reason) => {
                        note.index_only = true;
                        recovered.skipped.push((note.path.clone(), reason));
                    }
                },
            }
        }
        step.writer = None;
        self.save(number, &step)
    }

    /// Removes the temporary files that `step` left beside its notes. `bytes` is the content of its bytes file.
    fn sweep(&self, number: u32, root: &Folder, step: &Step, bytes: &[u8]) -> Result<(), UndoError> {
        let parts = step.parts(bytes).ok_or_else(|| self.damaged(number))?;
        let mut known: BTreeMap<&str, Vec<KnownTexts<'_>>> = BTreeMap::new();
        for (note, part) in step.notes.iter().zip(&parts) {
            for path in std::iter::once(&note.path).chain(&note.moved_to) {
                let texts = KnownTexts { name: file_name(path).as_ref(), before: part.before, after: part.after };
                known.entry(folder(path)).or_default().push(texts);
            }
        }
        for (path, known) in known {
            if let Ok(folder) = root.folder(path) {
                temp_file::sweep(&folder, &known);
            }
        }
        Ok(())
    }
}
