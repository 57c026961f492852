//! The state that all notes and passes of a run share.

use super::finding::Finding;
use super::fix_options::FixOptions;
use super::note_source::NoteSource;
use super::run_bound::RunBound;
use crate::config::{ActiveRule, Settings};
use crate::rule::RequiredData;
use crate::vault::VaultIndex;

/// The state that all notes of a run share. Each pass adds its methods in its own file.
pub(super) struct Runner<'a> {
    pub(super) settings: &'a Settings,
    pub(super) source: &'a dyn NoteSource,
    pub(super) fix_options: Option<FixOptions>,
    pub(super) bound: RunBound,
    /// Whether notes are compared with older versions of them: then results are not cached.
    pub(super) has_bases: bool,
}

impl<'a> Runner<'a> {
    /// Creates the state of a run that checks notes and applies the fixes in `fix_options`, if any.
    pub(super) fn new(settings: &'a Settings, source: &'a dyn NoteSource, fix_options: Option<FixOptions>) -> Self {
        Self { settings, source, fix_options, bound: RunBound::default(), has_bases: false }
    }

    /// Lets each rule compute the data that every note needs.
    pub(super) fn precompute(&self, index: &VaultIndex) {
        self.settings.rules().iter().for_each(|rule| rule.rule.precompute(index));
    }

    /// Returns the data that the rule of `finding` reads.
    pub(super) fn required_data_of(&self, finding: &Finding) -> Option<RequiredData> {
        let rules = self.settings.rules();
        rules.iter().find(|rule| rule.name == finding.diagnostic.rule).map(|rule| rule.required_data)
    }

    /// Returns whether the result of the note at `path` can depend on other notes.
    pub(super) fn depends_on_other_notes(&self, path: &str, index: &VaultIndex) -> bool {
        let depends = |rule: &ActiveRule| {
            rule.required_data >= RequiredData::Links && rule.rule.depends_on_other_notes(path, index)
        };
        self.settings.rules().iter().any(depends)
    }
}
