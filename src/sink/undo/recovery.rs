//! What a run that was killed left unfinished.
//!
//! A step says which process writes it until that is through. The index is replaced before the files, in one go: so either
//! nothing was written, or all that is left to be done is to write the rest of the files.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Brought, Part, Staged, Step, UndoError, UndoStore, bring, damaged};
use crate::git::{Index, has_ended, sweep};
use crate::sink::replace::{self, NotWritten};

/// What became of a run that was killed.
#[derive(Debug, Default)]
pub struct Recovered {
    /// The notes that were written now, by their path in the vault.
    pub finished: Vec<String>,
    /// The notes of renames that were taken back, by the path that they have again.
    pub taken_back: Vec<String>,
    /// Notes that stay as they are, and why.
    pub left_alone: Vec<(String, NotWritten)>,
}

impl UndoStore {
    /// Finishes the steps whose process was killed: working copies that still hold the old text of what is staged get the
    /// new one, and what was not staged is forgotten. A step whose index cannot be read waits.
    ///
    /// # Errors
    /// When a step cannot be read or written.
    pub fn recover(&self) -> Result<Recovered, UndoError> {
        let mut recovered = Recovered::default();
        for number in self.numbers() {
            let Some(mut step) = self.read(number) else { continue };
            if !step.writer.as_deref().is_some_and(has_ended) {
                continue;
            }
            if step.is_whole {
                let bytes = self.bytes(number)?;
                self.sweep(&step, &bytes)?;
                for note in self.undo(Some(number), &[])? {
                    match note.left_alone {
                        None => recovered.taken_back.push(note.path),
                        Some(reason) => recovered.left_alone.push((note.path, reason)),
                    }
                }
                if let Some(left) = self.read(number) {
                    self.save(number, &Step { writer: None, is_whole: false, ..left })?;
                }
                continue;
            }
            let index = match &step.repository {
                None => None,
                Some(repository) => {
                    let Some(found) = repository.open() else { continue };
                    sweep(&found);
                    let Ok(index) = Index::of(&found) else { continue };
                    Some(index)
                }
            };
            let is_staged = |note: &Staged| {
                let entry = index.as_ref().and_then(|index| index.entry(note.path.as_bytes()));
                entry.is_some_and(|entry| entry.id.to_string() == note.id)
            };
            let bytes = self.bytes(number)?;
            self.sweep(&step, &bytes)?;
            let mut rest = bytes.as_slice();
            for note in &mut step.notes {
                let Part { before, after, .. } = note.take(&mut rest).ok_or_else(|| damaged(&self.folder))?;
                let path = self.root.join(&note.path);
                match &note.staged {
                    None => {}
                    Some(staged) if !is_staged(staged) => note.undone = true,
                    Some(_) if note.index_only => {}
                    Some(_) => match bring(&self.root, &path, before, after) {
                        Ok(Brought::Nothing) => {}
                        Ok(Brought::Whole | Brought::Merged) => recovered.finished.push(note.path.clone()),
                        Err(reason) => {
                            note.index_only = true;
                            recovered.left_alone.push((note.path.clone(), reason));
                        }
                    },
                }
            }
            step.writer = None;
            self.save(number, &step)?;
        }
        Ok(recovered)
    }

    /// Takes away the temporary files of `step` beside its notes. `bytes` is the file of all.
    fn sweep(&self, step: &Step, bytes: &[u8]) -> Result<(), UndoError> {
        let mut known: BTreeMap<PathBuf, Vec<&[u8]>> = BTreeMap::new();
        let mut rest = bytes;
        for note in &step.notes {
            let Part { before, after, .. } = note.take(&mut rest).ok_or_else(|| damaged(&self.folder))?;
            let path = self.root.join(&note.path);
            known.entry(path.parent().unwrap_or(&self.root).to_owned()).or_default().extend([before, after]);
        }
        known.iter().for_each(|(folder, known)| replace::sweep(folder, known));
        Ok(())
    }
}
