//! Caches the result of a check.

use super::read_pass::LoneCheck;
use super::result_cache::{FileVersion, NewEntry, ResultCache, Validity};
use super::runner::Runner;
use crate::rule::RequiredData;
use crate::vault::{Dependency, PackedFacts};

impl Runner<'_> {
    /// Caches the result of a check without bases.
    pub(super) fn keep_result(
        &self,
        path: &str,
        (file, facts): (Option<FileVersion>, Option<&PackedFacts>),
        LoneCheck { report, dependencies, is_complete }: &LoneCheck,
        cache: &dyn ResultCache,
    ) {
        let is_kept = *is_complete
            && report.is_cacheable(dependencies)
            && (report.outcome.is_none() || self.fix_options.is_none());
        let only_that_day = dependencies.contains(Dependency::FutureDay) || report.outcome.is_some();
        let nothing = PackedFacts::default();
        // A note that is not compared has no facts, and must be read once it is.
        if file.is_some() && facts.is_none() && self.settings.required_data() >= RequiredData::Links {
            return;
        }
        cache.insert(NewEntry {
            path,
            file,
            note_type: report.note_type.as_deref(),
            validity: is_kept.then_some(Validity { day: self.settings.day(), only_that_day }),
            outcome: report.outcome.as_ref().filter(|_| is_kept),
            questions: Some(dependencies.questions()),
            facts: facts.or(file.map(|_| &nothing)),
        });
    }
}
