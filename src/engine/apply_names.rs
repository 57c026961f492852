//! Writes every recorded name as it is right: files that are called by a wrong form are renamed with everything that names
//! them, and the wrong forms in texts are rewritten. A plan, or nothing.

use std::collections::{BTreeMap, HashSet};
use std::ops::Deref;

use super::change::Change;
use super::fixpoint::FindingScope;
use super::rename::{Rename, RenameError, RenamePlan, is_valid_note_name, is_valid_rename, plan_renames, sibling_path};
use super::run::{NoteSource, RunOptions, Unreadable, run};
use super::suppression::Suppressions;
use crate::config::Settings;
use crate::diagnostic::{Applicability, Retarget};
use crate::names::{PersonName, is_part_of_right_form, occurrences};
use crate::note::{Note, stem};
use crate::text::{Edit, Edits};
use crate::vault::fold;

/// What it comes to.
#[derive(Debug, Default)]
pub struct ApplyNamesPlan {
    /// Files and texts.
    pub plan: RenamePlan,
    /// Files that keep a wrong name because another file has the right one: the file, and the other.
    pub taken: Vec<(String, String)>,
}

/// Plans it for the vault whose files are `files` and whose notes are `notes`. `settings` are those of a run of the rule
/// `name-variant` alone.
///
/// # Errors
/// Why none of it can be done.
pub fn plan_apply_names(
    settings: &Settings,
    files: &[String],
    notes: &[String],
    texts: &dyn NoteSource,
) -> Result<ApplyNamesPlan, RenameError> {
    let (renames, taken) = renames(settings, files, notes, texts);
    let mut plan = if renames.is_empty() { RenamePlan::default() } else { plan_renames(&renames, files, texts)? };
    let moved: BTreeMap<String, String> = plan.moves.iter().cloned().collect();
    let after = |path: &String| moved.get(path).unwrap_or(path).clone();
    let files_after: Vec<String> = files.iter().map(after).collect();
    let renamed = RenameOverlay {
        source: texts,
        old_paths: plan.moves.iter().map(|(from, to)| (to.clone(), from.clone())).collect(),
        changes: plan.changes.drain(..).collect(),
    };
    let outcome = run(RunOptions {
        cache: None,
        settings,
        source: &renamed,
        files: Box::new(move || files_after.clone()),
        untracked: None,
        history: None,
        notes: Vec::new(),
        linking: None,
        scope: notes.iter().map(after).collect(),
        fix: Some(Applicability::Safe),
        finding_scope: FindingScope::All,
        progress: &|| {},
    });
    let RenameOverlay { old_paths: before, changes: mut changed, .. } = renamed;
    for note in outcome.notes {
        let Some(change) = note.change else { continue };
        let path = before.get(&note.path).unwrap_or(&note.path).clone();
        let after = change.after();
        let first = changed.remove(&path).unwrap_or(change).into_before();
        changed.insert(path, Change::new(first, &after));
    }
    plan.changes = changed.into_iter().collect();
    Ok(ApplyNamesPlan { plan, taken })
}

/// The notes that are called by a wrong form and whose right name can be that of a note, and those of them whose right name another file has.
fn renames(
    settings: &Settings,
    files: &[String],
    notes: &[String],
    texts: &dyn NoteSource,
) -> (Vec<Rename>, Vec<(String, String)>) {
    let mut there: HashSet<String> = files.iter().map(|path| fold(path)).collect();
    let (mut renames, mut taken) = (Vec::new(), Vec::new());
    for path in notes.iter().filter(|path| !settings.names_are_read_only(path)) {
        let mut name = stem(path).to_owned();
        for decided in settings.decisions().corrections() {
            if decided.applies_to(path) {
                name = with_right_name(&name, &decided.wrong, &decided.replacement);
            }
        }
        let to = sibling_path(path, &name);
        let is_possible = is_valid_note_name(&name) && is_valid_rename(path, &to);
        if name == stem(path) || !is_possible || is_suppressed(settings, path, texts) {
            continue;
        }
        if fold(&to) != fold(path) && !there.insert(fold(&to)) {
            taken.push((path.clone(), to));
        } else {
            renames.push(Rename { path: path.clone(), to: Retarget::Note { to } });
        }
    }
    (renames, taken)
}

/// Whether a comment in the note at `path` says that its names are meant.
fn is_suppressed(settings: &Settings, path: &str, texts: &dyn NoteSource) -> bool {
    let Ok(note) = texts.read(path).map(|bytes| Note::from_bytes(path, bytes)) else { return false };
    let is_silenced = |note: Note| {
        let suppressions = Suppressions::parse(&note);
        settings.rules().iter().any(|rule| suppressions.suppresses_everywhere(&rule.name))
    };
    note.is_ok_and(is_silenced)
}

/// `name` with `right` in each place of `wrong`, but where the right form stands already. A person's name that is longer is
/// another person's.
fn with_right_name(name: &str, wrong: &str, right: &str) -> String {
    if PersonName::extends(name, wrong) {
        return name.to_owned();
    }
    let edits = occurrences(name, wrong)
        .filter(|span| !is_part_of_right_form(name, *span, right))
        .map(|span| Edit::replace(span, right));
    Edits::new(edits.collect()).map_or_else(|_| name.to_owned(), |edits| edits.apply(name))
}

/// The texts as the renames leave them.
pub struct RenameOverlay<T> {
    source: T,
    /// By path afterwards, the path before.
    old_paths: BTreeMap<String, String>,
    /// By path before.
    changes: BTreeMap<String, Change>,
}

impl<T> RenameOverlay<T> {
    /// The texts as `plan` leaves `texts`.
    pub fn new(plan: &RenamePlan, texts: T) -> Self {
        let before = plan.moves.iter().map(|(from, to)| (to.clone(), from.clone())).collect();
        Self { source: texts, old_paths: before, changes: plan.changes.iter().cloned().collect() }
    }
}

impl<T: Deref<Target: NoteSource> + Sync> NoteSource for RenameOverlay<T> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let before = self.old_paths.get(path).map_or(path, String::as_str);
        match self.changes.get(before) {
            Some(change) => Ok(change.after().into_bytes()),
            None => self.source.read(before),
        }
    }
}
