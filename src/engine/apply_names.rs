//! Applies the recorded name decisions to a whole vault: renames files that have a wrong form in their names, updates
//! all references to them, and replaces wrong forms in texts. Produces a complete plan or an error.

use std::collections::{BTreeMap, BTreeSet, HashSet};
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
use crate::note::{Note, file_name, folder, note_folder, stem};
use crate::text::{Edit, Edits};
use crate::vault::fold;

/// A plan that applies the recorded name decisions.
#[derive(Debug, Default)]
pub struct ApplyNamesPlan {
    /// The files to rename and the texts to change.
    pub plan: RenamePlan,
    /// Files that keep a wrong name because another file has the right one: the path, and the path of the other file.
    pub taken: Vec<(String, String)>,
    /// Folders that keep a wrong name: the path, and the path with the right name.
    pub kept_folders: Vec<(String, String)>,
}

/// Plans the changes for a vault with these files and notes. Of the folders with a wrong name, only `folders` are renamed:
/// programs may write to the others. `settings` must enable the rule `name-variant` only.
///
/// # Errors
/// If a rename is impossible; then nothing is planned.
pub fn plan_apply_names(
    settings: &Settings,
    files: &[String],
    notes: &[String],
    texts: &dyn NoteSource,
    folders: &[(String, String)],
) -> Result<ApplyNamesPlan, RenameError> {
    let mut kept_folders = misspelt_folders(settings, notes, texts);
    kept_folders.retain(|folder| !folders.contains(folder));
    let (renames, mut taken) = renames(settings, files, notes, texts, folders);
    kept_folders.retain(|(folder, to)| {
        let is_taken = fold(to) != fold(folder) && has_files(files, to);
        if is_taken {
            taken.push((folder.clone(), to.clone()));
        }
        !is_taken
    });
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
        base: None,
        fix: Some(Applicability::Safe),
        finding_scope: FindingScope::All,
        progress: &|| {},
    });
    let RenameOverlay { old_paths, mut changes, .. } = renamed;
    for note in outcome.notes {
        let Some(change) = note.change else { continue };
        let path = old_paths.get(&note.path).unwrap_or(&note.path).clone();
        let after = change.after();
        let before = changes.remove(&path).unwrap_or(change).before();
        changes.insert(path, Change::new(&before, &after));
    }
    plan.changes = changes.into_iter().collect();
    Ok(ApplyNamesPlan { plan, taken, kept_folders })
}

/// Returns the folders of `notes` that have a wrong form in their names, with their right paths. Of two such folders one
/// in the other, only the outer one. Folders with notes that keep their names are left out.
pub fn misspelt_folders(settings: &Settings, notes: &[String], texts: &dyn NoteSource) -> Vec<(String, String)> {
    if settings.decisions().corrections().is_empty() {
        return Vec::new();
    }
    let parents = |path: &str| path.match_indices('/').map(|(at, _)| at).collect::<Vec<_>>();
    let all: BTreeSet<&str> = notes.iter().flat_map(|path| parents(path).into_iter().map(|at| &path[..at])).collect();
    let mut found: Vec<(String, String)> = Vec::new();
    for path in all {
        let is_in_found = found.iter().any(|(outer, _)| is_below(path, outer));
        let name = right_name(settings, file_name(path), &format!("{path}/README.md"));
        let to = folder(path).to_owned() + if path.contains('/') { "/" } else { "" } + &name;
        if name == file_name(path) || is_in_found || !is_valid_note_name(&name) {
            continue;
        }
        let mut inside = notes.iter().filter(|note| is_below(note, path));
        let keeps_name = |note: &String| {
            settings.names_are_read_only(note)
                || note_folder(note) == Some(path) && is_suppressed(settings, note, texts)
        };
        if !inside.any(keeps_name) {
            found.push((path.to_owned(), to));
        }
    }
    found
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

fn has_files(files: &[String], folder: &str) -> bool {
    let below = fold(folder) + "/";
    files.iter().any(|path| fold(path).starts_with(&below))
}

/// Returns `name` with the right forms, by the decisions that apply to the note at `path`.
fn right_name(settings: &Settings, name: &str, path: &str) -> String {
    let mut name = name.to_owned();
    for decided in settings.decisions().corrections() {
        if decided.applies_to(path) {
            name = with_right_name(&name, &decided.wrong, &decided.replacement);
        }
    }
    name
}

/// Returns the renames of notes that have a wrong form in their names, and the notes whose right name is taken, with the
/// path that is taken.
fn renames(
    settings: &Settings,
    files: &[String],
    notes: &[String],
    texts: &dyn NoteSource,
    folders: &[(String, String)],
) -> (Vec<Rename>, Vec<(String, String)>) {
    let mut there: HashSet<String> = files.iter().map(|path| fold(path)).collect();
    let (mut renames, mut taken) = (Vec::new(), Vec::new());
    for (from, to) in folders {
        match fold(to) != fold(from) && has_files(files, to) {
            true => taken.push((from.clone(), to.clone())),
            false => renames.push(Rename { path: from.clone(), to: Retarget::Folder { to: to.clone() } }),
        }
    }
    let renamed: Vec<(&String, &String)> = renames
        .iter()
        .filter_map(|rename| match &rename.to {
            Retarget::Folder { to } => Some((&rename.path, to)),
            Retarget::Note { .. } | Retarget::Heading { .. } => None,
        })
        .collect();
    let folder_of = |path: &str| renamed.iter().find(|(from, _)| is_below(path, from)).copied();
    let mut note_renames = Vec::new();
    for path in notes.iter().filter(|path| !settings.names_are_read_only(path)) {
        // A note that is called as its folder is renamed together with it.
        if note_folder(path).is_some_and(|folder| fold(file_name(folder)) == fold(stem(path))) {
            continue;
        }
        let name = right_name(settings, stem(path), path);
        let to = sibling_path(path, &name);
        let to = folder_of(path).map_or(to.clone(), |(from, new)| format!("{new}{}", &to[from.len()..]));
        let is_possible = is_valid_note_name(&name) && is_valid_rename(path, &to);
        if name == stem(path) || !is_possible || is_suppressed(settings, path, texts) {
            continue;
        }
        if fold(&to) != fold(path) && !there.insert(fold(&to)) {
            taken.push((path.clone(), to));
        } else {
            note_renames.push(Rename { path: path.clone(), to: Retarget::Note { to } });
        }
    }
    renames.extend(note_renames);
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
