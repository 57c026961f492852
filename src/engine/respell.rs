//! Writes every recorded name as it is right: files that are called by a wrong form are renamed with everything that names
//! them, and the wrong forms in texts are rewritten. A plan, or nothing.

use std::collections::{BTreeMap, HashSet};
use std::ops::Deref;

use super::change::Change;
use super::rename::{Rename, RenameError, RenamePlan, beside, is_note_name, may_be_renamed_to, plan_renames};
use super::run::{Job, Texts, Unreadable, run};
use super::settle::Counts;
use super::silence::Silencers;
use crate::config::Settings;
use crate::diagnostic::{Applicability, Retarget};
use crate::names::{PersonName, is_part_of, occurrences};
use crate::note::{Note, stem};
use crate::text::{Edit, Edits};
use crate::vault::fold;

/// What it comes to.
#[derive(Debug, Default)]
pub struct Respelling {
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
pub fn plan_respelling(
    settings: &Settings,
    files: &[String],
    notes: &[String],
    texts: &dyn Texts,
) -> Result<Respelling, RenameError> {
    let (renames, taken) = renames(settings, files, notes, texts);
    let mut plan = if renames.is_empty() { RenamePlan::default() } else { plan_renames(&renames, files, texts)? };
    let moved: BTreeMap<String, String> = plan.moves.iter().cloned().collect();
    let after = |path: &String| moved.get(path).unwrap_or(path).clone();
    let files_after: Vec<String> = files.iter().map(after).collect();
    let renamed = Renamed {
        texts,
        before: plan.moves.iter().map(|(from, to)| (to.clone(), from.clone())).collect(),
        changed: plan.changes.drain(..).collect(),
    };
    let outcome = run(Job {
        memory: None,
        settings,
        texts: &renamed,
        files: Box::new(move || files_after.clone()),
        rest: None,
        history: None,
        notes: Vec::new(),
        linking: None,
        scope: notes.iter().map(after).collect(),
        fix: Some(Applicability::Safe),
        counts: Counts::All,
        progress: &|| {},
    });
    let Renamed { before, mut changed, .. } = renamed;
    for note in outcome.notes {
        let Some(change) = note.change else { continue };
        let path = before.get(&note.path).unwrap_or(&note.path).clone();
        let after = change.after();
        let first = changed.remove(&path).unwrap_or(change).into_before();
        changed.insert(path, Change::new(first, &after));
    }
    plan.changes = changed.into_iter().collect();
    Ok(Respelling { plan, taken })
}

/// The notes that are called by a wrong form and whose right name can be that of a note, and those of them whose right name another file has.
fn renames(
    settings: &Settings,
    files: &[String],
    notes: &[String],
    texts: &dyn Texts,
) -> (Vec<Rename>, Vec<(String, String)>) {
    let mut there: HashSet<String> = files.iter().map(|path| fold(path)).collect();
    let (mut renames, mut taken) = (Vec::new(), Vec::new());
    for path in notes.iter().filter(|path| !settings.leaves_names(path)) {
        let mut name = stem(path).to_owned();
        for decided in settings.decisions().wrong() {
            if decided.holds_in(path) {
                name = respelt(&name, &decided.wrong, &decided.right);
            }
        }
        let to = beside(path, &name);
        let is_possible = is_note_name(&name) && may_be_renamed_to(path, &to);
        if name == stem(path) || !is_possible || is_silenced(settings, path, texts) {
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
fn is_silenced(settings: &Settings, path: &str, texts: &dyn Texts) -> bool {
    let Ok(note) = texts.read(path).map(|bytes| Note::from_bytes(path, bytes)) else { return false };
    let is_silenced = |note: Note| {
        let silencers = Silencers::of(&note);
        settings.rules().iter().any(|rule| silencers.silence_all(&rule.name))
    };
    note.is_ok_and(is_silenced)
}

/// `name` with `right` in each place of `wrong`, but where the right form stands already. A person's name that is longer is
/// another person's.
fn respelt(name: &str, wrong: &str, right: &str) -> String {
    if PersonName::is_longer(name, wrong) {
        return name.to_owned();
    }
    let edits =
        occurrences(name, wrong).filter(|span| !is_part_of(name, *span, right)).map(|span| Edit::replace(span, right));
    Edits::new(edits.collect()).map_or_else(|_| name.to_owned(), |edits| edits.apply(name))
}

/// The texts as the renames leave them.
pub struct Renamed<T> {
    texts: T,
    /// By path afterwards, the path before.
    before: BTreeMap<String, String>,
    /// By path before.
    changed: BTreeMap<String, Change>,
}

impl<T> Renamed<T> {
    /// The texts as `plan` leaves `texts`.
    pub fn new(plan: &RenamePlan, texts: T) -> Self {
        let before = plan.moves.iter().map(|(from, to)| (to.clone(), from.clone())).collect();
        Self { texts, before, changed: plan.changes.iter().cloned().collect() }
    }
}

impl<T: Deref<Target: Texts> + Sync> Texts for Renamed<T> {
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable> {
        let before = self.before.get(path).map_or(path, String::as_str);
        match self.changed.get(before) {
            Some(change) => Ok(change.after().into_bytes()),
            None => self.texts.read(before),
        }
    }
}
