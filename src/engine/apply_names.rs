//! Applies the recorded name decisions to a whole vault: renames files that have a wrong form in their names, updates
//! all references to them, and replaces wrong forms in texts. Produces a complete plan or an error.

use std::collections::{BTreeMap, HashSet};
use std::ops::Deref;

use super::change::Change;
use super::fix_options::FindingScope;
use super::note_source::{NoteSource, Unreadable};
use super::rename::{Rename, RenameError, RenamePlan, is_valid_note_name, is_valid_rename, plan_renames, sibling_path};
use super::run::{RunOptions, run};
use super::suppression::Suppressions;
use crate::config::Settings;
use crate::diagnostic::{Applicability, Retarget};
use crate::names::{PersonName, is_part_of_right_form, occurrences};
use crate::note::{Note, stem};
use crate::text::{Edit, Edits};
use crate::vault::fold;

/// A plan that applies the recorded name decisions.
#[derive(Debug, Default)]
pub struct ApplyNamesPlan {
    /// The files to rename and the texts to change.
    pub plan: RenamePlan,
    /// Files that keep a wrong name because another file has the right one: the path, and the path of the other file.
    pub taken: Vec<(String, String)>,
}

/// Plans the changes for a vault with these files and notes. `settings` must enable the rule `name-variant` only.
///
/// # Errors
/// If a rename is impossible; then nothing is planned.
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
        outer: None,
        notes: Vec::new(),
        linking: None,
        scope: notes.iter().map(after).collect(),
        fix: Some(Applicability::Safe),
        finding_scope: FindingScope::All,
        progress: &|| {},
    });
    let RenameOverlay { old_paths, mut changes, .. } = renamed;
    for note in outcome.notes {
        let Some(change) = note.change else { continue };
        let path = old_paths.get(&note.path).unwrap_or(&note.path).clone();
        let after = change.after();
        let before = changes.remove(&path).unwrap_or(change).into_before();
        changes.insert(path, Change::new(before, &after));
    }
    plan.changes = changes.into_iter().collect();
    Ok(ApplyNamesPlan { plan, taken })
}

/// Returns the renames of notes that have a wrong form in their names, and the notes whose right name is taken, with the
/// path that is taken.
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

/// Returns whether a comment in the note at `path` suppresses the rule in the whole note.
fn is_suppressed(settings: &Settings, path: &str, texts: &dyn NoteSource) -> bool {
    let Ok(note) = texts.read(path).map(|bytes| Note::from_bytes(path, bytes)) else { return false };
    let has_suppression = |note: Note| {
        let suppressions = Suppressions::parse(&note);
        settings.rules().iter().any(|rule| suppressions.suppresses_everywhere(&rule.name))
    };
    note.is_ok_and(has_suppression)
}

/// Replaces `wrong` with `right` in `name`, except within a right form. A name that extends `wrong` to another person's
/// name is returned unchanged.
fn with_right_name(name: &str, wrong: &str, right: &str) -> String {
    if PersonName::extends(name, wrong) {
        return name.to_owned();
    }
    let edits = occurrences(name, wrong)
        .filter(|span| !is_part_of_right_form(name, *span, right))
        .map(|span| Edit::replace(span, right));
    Edits::new(edits.collect()).map_or_else(|_| name.to_owned(), |edits| edits.apply(name))
}

/// A note source that shows the vault as it is after the renames.
pub struct RenameOverlay<T> {
    source: T,
    /// Old paths by new path.
    old_paths: BTreeMap<String, String>,
    /// Changes by old path.
    changes: BTreeMap<String, Change>,
}

impl<T> RenameOverlay<T> {
    /// Applies `plan` on top of `texts`.
    pub fn new(plan: &RenamePlan, texts: T) -> Self {
        let old_paths = plan.moves.iter().map(|(from, to)| (to.clone(), from.clone())).collect();
        Self { source: texts, old_paths, changes: plan.changes.iter().cloned().collect() }
    }
}

impl<T: Deref<Target: NoteSource> + Sync> NoteSource for RenameOverlay<T> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let old_path = self.old_paths.get(path).map_or(path, String::as_str);
        match self.changes.get(old_path) {
            Some(change) => Ok(change.after().into_bytes()),
            None => self.source.read(old_path),
        }
    }
}
