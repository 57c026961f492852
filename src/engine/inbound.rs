//! What the changes of a run cause in notes that did not change: a link whose target was renamed or deleted, a heading that is
//! gone, a name that only now has a namesake.
//!
//! The findings are those that a note has now and had not before the changes. Only notes that asked a question which the
//! changes may answer differently are checked.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::base_vault::BaseVault;
use super::fixpoint::check_note;
use super::outcome::NoteOutcome;
use super::read_pass::ReadNote;
use super::result_cache::ResultCache;
use super::runner::Runner;
use crate::config::Settings;
use crate::note::{Encoding, Note};
use crate::vault::{NoteChange, TouchedQuestions, VaultChanges, VaultIndex};

/// The search for what changes cause in other notes.
pub(super) struct Inbound<'a> {
    index: &'a VaultIndex,
    /// The paths that differ between the vault before and now.
    changed: HashSet<&'a str>,
    /// What may be answered differently now, and before the changes, than when the notes were last checked.
    since_cached: Option<[&'a TouchedQuestions; 2]>,
    /// What may be answered differently now than before the changes, for notes whose questions are not known yet.
    since_before: OnceLock<TouchedQuestions>,
    changes: VaultChanges,
}

impl Runner<'_> {
    /// Checks a note outside the scope if the changes may concern it. Returns what they cause in it.
    pub(super) fn check_inbound(
        &self,
        path: &str,
        note: &ReadNote,
        inbound: &Inbound<'_>,
        cache: Option<&dyn ResultCache>,
    ) -> Option<NoteOutcome> {
        if inbound.changed.contains(path) {
            return None;
        }
        let are_none = |touched: &[&TouchedQuestions; 2]| touched.iter().all(|touched| touched.are_none());
        let known = match note {
            ReadNote::Known(_) if inbound.since_cached.as_ref().is_some_and(are_none) => return None,
            ReadNote::Known(_) => cache.and_then(|cache| cache.questions(path)),
            ReadNote::New(_) => None,
        };
        let is_concerned = match (known, inbound.since_cached) {
            (Some(questions), Some(touched)) => touched.iter().any(|touched| touched.may_change(&questions)),
            _ => {
                let read = self.read(path).ok()?;
                let check = self.check_alone(|| self.check_unbounded(read, inbound.index));
                if let Some(cache) = cache {
                    let (version, facts) = match note {
                        ReadNote::Known(_) => (None, None),
                        ReadNote::New(new) => (new.version, new.facts.as_ref()),
                    };
                    self.keep_result(path, (version, facts), &check, cache);
                }
                inbound.since_before(self.settings).may_change(check.dependencies.questions())
            }
        };
        if is_concerned { self.new_findings(path, inbound.index) } else { None }
    }

    /// Returns the findings that the note at `path` has now and had not in the vault before.
    fn new_findings(&self, path: &str, index: &VaultIndex) -> Option<NoteOutcome> {
        let note = Note::from_bytes(path, self.source.read(path).ok()?).ok()?;
        let text = note.text().to_owned();
        let note = self.with_context(path, note).with_bases(vec![text]);
        let is_generated = self.settings.is_generated(&note);
        let is_utf8 = *note.encoding() == Encoding::Utf8;
        let mut settled = check_note(note, index, self.settings, None);
        settled.remaining.findings.retain(|finding| finding.diagnostic.is_new);
        settled.remaining.omitted.retain(|omitted| omitted.is_new);
        settled.remaining.findings.shrink_to_fit();
        let mut outcome = NoteOutcome {
            path: path.to_owned(),
            is_generated,
            is_utf8,
            fixed: Vec::new(),
            fixed_omitted: Vec::new(),
            remaining: settled.remaining.findings,
            remaining_omitted: settled.remaining.omitted,
            suppressed: 0,
            is_inbound: true,
            change: None,
            bugs: settled.bugs,
        };
        self.bound.take(&mut outcome);
        (!outcome.remaining.is_empty() || !outcome.bugs.is_empty()).then_some(outcome)
    }
}

impl<'a> Inbound<'a> {
    /// Creates the search for what `base` differs in from the vault now, which is `index`. `since_cached` are the questions
    /// that may be answered differently than when the notes were last checked: now, and before the changes.
    pub(super) fn new(
        base: BaseVault<'a>,
        index: &'a VaultIndex,
        since_cached: Option<[&'a TouchedQuestions; 2]>,
    ) -> Self {
        let paths = base.changed.iter().filter(|file| file.was_there != file.is_there).map(|file| file.path.clone());
        let notes = base.changed.iter().map(|file| NoteChange {
            path: file.path.clone(),
            before: index.before().facts(&file.path),
            after: index.facts(&file.path),
        });
        let notes = notes.filter(|note| note.before != note.after).collect();
        let changes = VaultChanges { paths: paths.collect(), notes };
        let changed = base.changed.iter().map(|file| file.path.as_str()).collect();
        Self { index, changed, since_cached, since_before: OnceLock::new(), changes }
    }

    fn since_before(&self, settings: &Settings) -> &TouchedQuestions {
        self.since_before.get_or_init(|| {
            let decisions = settings.decisions();
            self.index.touched_since(&self.index.before().answers(decisions), &self.changes, decisions)
        })
    }
}
