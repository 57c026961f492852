//! Reads, checks and fixes many notes in parallel. All results are complete before anything is written.

use std::collections::HashSet;

use rayon::prelude::*;

use crate::config::Settings;
use crate::diagnostic::Applicability;
use crate::note::{Encoding, Note, decode, part_keys, possible_fragments};
use crate::rule::RequiredData;
use crate::vault::{
    FileLister, HistoryReader, NoteFacts, PackedFacts, Prose, Sketch, VaultIndex, day_of, garbled_heading_keys,
};

use super::change::Change;
use super::finding::{Finding, LocatedFindings};
use super::first_pass::{CrossNoteCheck, PassInput};
use super::fixpoint::{FindingScope, FixOptions, check_note};
use super::note_source::{NoteSource, Unreadable};
use super::outcome::{NoteOutcome, Outcome};
use super::result_cache::ResultCache;
use super::run_bound::RunBound;

/// The input of a run.
pub struct RunOptions<'a> {
    /// The settings, with the rules.
    pub settings: &'a Settings,
    /// The source of the notes.
    pub source: &'a dyn NoteSource,
    /// Lists the known files that a link can open.
    pub files: Box<FileLister>,
    /// Lists the files that `files` may lack; `None` if it lists all. Called only if a finding may depend on a file that
    /// was not found.
    pub untracked: Option<&'a FileLister>,
    /// Reads the history of the files; `None` to ignore history. Called only for broken links, and for a missing first
    /// day of a note.
    pub history: Option<Box<HistoryReader>>,
    /// All notes of the vault, whose facts are read if a rule needs them. Empty if the scope is not the whole vault:
    /// then only the scope is read, and findings that depend on other notes are not reported.
    pub notes: Vec<String>,
    /// Lists the notes whose links may name a garbled heading; `None` to ignore such links. Called only if `notes` is
    /// empty and a note of the scope has such a heading or link.
    pub linking: Option<&'a FileLister>,
    /// The notes to check.
    pub scope: Vec<String>,
    /// The minimum applicability of the fixes to apply; `None` to check only.
    pub fix: Option<Applicability>,
    /// The findings to fix.
    pub finding_scope: FindingScope,
    /// The cache; `None` to check everything again.
    pub cache: Option<&'a dyn ResultCache>,
    /// Called after each note of the scope.
    pub progress: &'a (dyn Fn() + Sync),
}

/// The maximum number of rechecks after fixes have changed the facts of notes.
const MAX_ROUNDS: usize = 3;

/// Runs the rules over the scope, and applies fixes if requested.
pub fn run(options: RunOptions<'_>) -> Outcome {
    let fix_options =
        options.fix.map(|min_applicability| FixOptions { min_applicability, finding_scope: options.finding_scope });
    let runner = Runner {
        settings: options.settings,
        source: options.source,
        fix_options,
        prose: Prose::Skipped,
        bound: RunBound::default(),
    };
    let mut needs_facts = options.settings.required_data() >= RequiredData::Links && !options.notes.is_empty();
    let are_all_checked = options.scope.len() >= options.notes.len();
    let mut index = VaultIndex::with_lister(options.files).with_history(options.history);
    let reads_all_notes = needs_facts || options.cache.is_some();
    let mut first_pass = None;
    let mut reads_unchecked_files = false;
    let mut results = if reads_all_notes {
        let index_without_facts =
            index.with_files(options.untracked.map(|list| list()).unwrap_or_default()).with_facts::<PackedFacts>([]);
        let notes = if needs_facts { &options.notes[..] } else { &[] };
        let input = PassInput { scope: &options.scope, notes, cache: options.cache, progress: options.progress };
        runner.prepare(&index_without_facts);
        let mut pass = runner.run_first_pass(&input, &index_without_facts);
        needs_facts &= !runner.restore_cached(&mut pass, &input);
        let facts = if needs_facts { runner.collect_facts(&mut pass, options.cache) } else { Vec::new() };
        let index_without_facts = index_without_facts.checking_all(are_all_checked);
        (index, reads_unchecked_files) = runner.with_unchecked_files(&facts, index_without_facts);
        index = index.with_facts(facts);
        let results = std::mem::take(&mut pass.results);
        first_pass = Some(pass);
        results
    } else {
        runner.prepare(&index);
        runner.check_all(&options.scope, &index, options.progress)
    };
    let lacks_links = index.lacked_heading_links();
    let lacks_files = lacks_links || index.has_misses() && runner.depend_on_paths(&results);
    let untracked = options.untracked.filter(|_| !reads_all_notes && lacks_files);
    let linking = options.linking.filter(|_| lacks_links);
    if untracked.is_some() || linking.is_some() {
        if let Some(untracked) = untracked {
            index = index.with_files(untracked());
        }
        if let Some(linking) = linking {
            let facts = runner.all_facts(&linking());
            index = runner.with_unchecked_files(&facts, index).0.with_headings_of(&facts);
        }
        results = runner.check_all(&options.scope, &index, &|| {});
    }
    if needs_facts {
        runner.prepare(&index);
        let notes = options.scope.par_iter().zip(&mut results);
        let cross_note_checks: Vec<Option<CrossNoteCheck>> =
            notes.map(|(path, result)| runner.check_with_facts(path, result, &index)).collect();
        // The cache does not see changes in files that are not checked.
        let cache = options.cache.filter(|_| !reads_unchecked_files);
        if let (Some(first_pass), Some(cache)) = (&first_pass, cache) {
            runner.cache_cross_note(first_pass, cache, &options.scope, &cross_note_checks, &results);
        }
    }
    let mut outcome = collect(&options.scope, results);
    runner.apply_bound(&mut outcome);
    if needs_facts {
        runner.recheck_changed(&mut outcome, index);
    }
    outcome.notes.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    outcome.unreadable.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    outcome
}

/// Returns an index of the vault with these files and the facts of `notes`, including names in plain text. For commands
/// that query the vault without checking it.
pub fn read_facts(settings: &Settings, source: &dyn NoteSource, files: Vec<String>, notes: &[String]) -> VaultIndex {
    let runner = Runner { settings, source, fix_options: None, prose: Prose::Read, bound: RunBound::default() };
    VaultIndex::new(files).with_facts(runner.all_facts(notes))
}

/// The type of a note, and its outcome; `None` if it is clean.
pub(super) type NoteReport = (Option<String>, Option<NoteOutcome>);
/// A report, or the reason why the note was not checked.
pub(super) type NoteResult = Result<NoteReport, Unreadable>;

fn collect(scope: &[String], results: Vec<NoteResult>) -> Outcome {
    let mut outcome = Outcome::default();
    for (path, result) in scope.iter().zip(results) {
        match result {
            Ok((kind, note)) => {
                outcome.checked += 1;
                if let Some(kind) = kind {
                    *outcome.by_type.entry(kind).or_default() += 1;
                }
                outcome.notes.extend(note);
            }
            Err(reason) => outcome.unreadable.push((path.clone(), reason)),
        }
    }
    outcome
}

/// A note, with its bytes if fixes are applied.
pub(super) struct ReadNote {
    pub(super) original: Option<Vec<u8>>,
    pub(super) note: Note,
}

/// The state that all notes of a run share.
pub(super) struct Runner<'a> {
    pub(super) settings: &'a Settings,
    pub(super) source: &'a dyn NoteSource,
    pub(super) fix_options: Option<FixOptions>,
    prose: Prose,
    pub(super) bound: RunBound,
}

impl Runner<'_> {
    fn prepare(&self, index: &VaultIndex) {
        self.settings.rules().iter().for_each(|rule| rule.rule.precompute(index));
    }

    /// Returns the facts of each readable note.
    fn all_facts(&self, notes: &[String]) -> Vec<(String, PackedFacts)> {
        notes.par_iter().filter_map(|path| Some((path.clone(), self.facts(path)?))).collect()
    }

    /// Returns the facts of the note at `path`; `None` if it cannot be read.
    pub(super) fn facts(&self, path: &str) -> Option<PackedFacts> {
        let note = Note::from_bytes(path, self.source.read(path).ok()?).ok()?;
        Some(self.facts_of(&note))
    }

    pub(super) fn facts_of(&self, note: &Note) -> PackedFacts {
        let is_compared = self.settings.required_data() >= RequiredData::Sketches
            && day_of(note.name(), note.property_text("date")).is_some();
        let sketch = is_compared.then(|| Sketch::from_note(note)).flatten();
        let facts = NoteFacts::with_prose(note, self.prose);
        NoteFacts { is_evidence: !self.settings.is_generated(note), sketch, ..facts }.into()
    }

    /// Reads the files that may link to a garbled heading and have no `facts`: canvases, bases, excluded notes. Returns whether
    /// there are any.
    fn with_unchecked_files(&self, facts: &[(String, PackedFacts)], index: VaultIndex) -> (VaultIndex, bool) {
        let keys = garbled_heading_keys(facts.iter().map(|(_, facts)| facts));
        if keys.is_empty() {
            return (index, false);
        }
        let known: HashSet<&str> = facts.iter().map(|(path, _)| path.as_str()).collect();
        let may_link =
            |path: &str| [".md", ".canvas", ".base"].iter().any(|ending| path.to_lowercase().ends_with(ending));
        let is_unchecked = |path: &str| !known.contains(path) && may_link(path);
        let files: Vec<_> = index.all_files().filter(|file| is_unchecked(index.path(*file))).collect();
        let naming = files.par_iter().filter_map(|&file| {
            let bytes = self.source.read(index.path(file)).ok()?;
            let text = String::from_utf8_lossy(&bytes);
            let named = possible_fragments(&text).flat_map(|fragment| part_keys(&fragment).collect::<Vec<_>>());
            let named: Vec<String> = named.filter(|key| keys.contains(key)).collect();
            (!named.is_empty()).then_some((file, named))
        });
        let naming = naming.collect();
        (index.with_files_naming_headings(naming), !files.is_empty())
    }

    fn check_all(&self, scope: &[String], index: &VaultIndex, progress: &(dyn Fn() + Sync)) -> Vec<NoteResult> {
        let step = |path: &String| {
            let result = self.check_note(path, index);
            progress();
            result
        };
        scope.par_iter().map(step).collect()
    }

    pub(super) fn check_note(&self, path: &str, index: &VaultIndex) -> NoteResult {
        Ok(self.check_read(self.read(path)?, index))
    }

    pub(super) fn read(&self, path: &str) -> Result<ReadNote, Unreadable> {
        let bytes = self.source.read(path)?;
        let original = self.fix_options.map(|_| bytes.clone());
        Ok(ReadNote { original, note: Note::from_bytes(path, bytes)? })
    }

    pub(super) fn check_read(&self, read: ReadNote, index: &VaultIndex) -> NoteReport {
        let mut report = self.check_unbounded(read, index);
        report.1.as_mut().map(|note| self.bound.take(note));
        report
    }

    /// Checks a note without counting its findings for the bound of the run.
    pub(super) fn check_unbounded(&self, ReadNote { original, note }: ReadNote, index: &VaultIndex) -> NoteReport {
        let path = note.path().to_owned();
        let note = self.with_bases(&path, note);
        let kind = self.settings.type_of(&note).map(str::to_owned);
        let is_generated = self.settings.is_generated(&note);
        let mut settled_note = check_note(note, index, self.settings, self.fix_options);
        // All findings are held in memory until the run ends.
        settled_note.fixed.findings.shrink_to_fit();
        settled_note.remaining.findings.shrink_to_fit();
        let is_utf8 = *settled_note.note.encoding() == Encoding::Utf8;
        let change = original
            .filter(|before| is_utf8 && before != settled_note.note.text().as_bytes())
            .map(|before| Change::new(before, settled_note.note.text()));
        let outcome = NoteOutcome {
            path,
            is_generated,
            is_utf8,
            fixed: settled_note.fixed.findings,
            fixed_omitted: settled_note.fixed.omitted,
            remaining: settled_note.remaining.findings,
            remaining_omitted: settled_note.remaining.omitted,
            suppressed: settled_note.suppressed,
            change,
            bugs: settled_note.bugs,
        };
        let is_clean = outcome.fixed.is_empty()
            && outcome.remaining.is_empty()
            && outcome.suppressed == 0
            && outcome.bugs.is_empty();
        (kind, (!is_clean).then_some(outcome))
    }

    /// Returns the note with its bases, and whether it is a template or read-only. Bases that are not text are ignored.
    fn with_bases(&self, path: &str, note: Note) -> Note {
        let is_read_only = self.settings.write_policy().never_below(path).is_some();
        let note = note.with_template(self.settings.is_template(path)).with_read_only(is_read_only);
        let Some(bases) = self.source.bases(path) else { return note };
        let is_wide = |encoding: &Encoding| matches!(encoding, Encoding::Utf16 { .. });
        // A note that was converted to UTF-16 has no line in common with its base.
        let is_base = |encoding: &Encoding| !is_wide(note.encoding()) || is_wide(encoding);
        let texts = bases.into_iter().filter_map(|bytes| decode(bytes).ok());
        let texts: Vec<String> = texts.filter(|(_, encoding)| is_base(encoding)).map(|(text, _)| text).collect();
        note.with_bases(texts)
    }

    fn needs_of(&self, finding: &Finding) -> Option<RequiredData> {
        let rules = self.settings.rules();
        rules.iter().find(|rule| rule.name == finding.diagnostic.rule).map(|rule| rule.required_data)
    }

    /// Returns whether a finding may change if more files are known.
    fn depend_on_paths(&self, results: &[NoteResult]) -> bool {
        let notes = results.iter().filter_map(|result| result.as_ref().ok()?.1.as_ref());
        notes
            .flat_map(|note| note.remaining.iter().chain(&note.fixed))
            .any(|finding| self.needs_of(finding).is_some_and(|needs| needs >= RequiredData::Paths))
    }

    /// Rechecks notes after fixes have changed facts: those whose findings depend on other notes are checked and fixed
    /// again with an index of the new texts.
    fn recheck_changed(&self, outcome: &mut Outcome, mut index: VaultIndex) {
        for _ in 0..MAX_ROUNDS {
            let changed_facts = outcome.notes.par_iter().filter_map(|note| {
                let after = note.change.as_ref()?.after();
                Some((note.path.as_str(), self.facts_of(&Note::new(note.path.as_str(), after))))
            });
            let changed_facts: Vec<_> = changed_facts.collect();
            if !changed_facts.into_iter().fold(false, |any, (path, facts)| index.update(path, facts) || any) {
                return;
            }
            self.prepare(&index);
            outcome.notes.par_iter_mut().for_each(|note| self.recheck(note, &index));
            self.apply_bound(outcome);
        }
    }

    /// Applies the final bound to all notes, including those that were checked before it was reached.
    fn apply_bound(&self, outcome: &mut Outcome) {
        if self.bound.is_exceeded() {
            outcome.notes.iter_mut().for_each(|note| _ = self.bound.apply(note));
        }
    }

    fn recheck(&self, note: &mut NoteOutcome, index: &VaultIndex) {
        let depends_on_facts = |finding: &Finding| self.needs_of(finding) >= Some(RequiredData::Facts);
        if !note.remaining.iter().any(depends_on_facts) && !self.depends_on_other_notes(&note.path, index) {
            return;
        }
        let before = match &note.change {
            Some(change) => Some(change.before().to_owned()),
            None => self.source.read(&note.path).ok(),
        };
        let Some(before) = before else { return };
        let current = match &note.change {
            Some(change) => Ok(Note::new(note.path.as_str(), change.after())),
            None => Note::from_bytes(note.path.as_str(), before.clone()),
        };
        let Ok(current) = current else { return };
        let settled = check_note(self.with_bases(&note.path, current), index, self.settings, self.fix_options);
        (note.remaining, note.remaining_omitted) = (settled.remaining.findings, settled.remaining.omitted);
        let mut fixed = LocatedFindings {
            findings: std::mem::take(&mut note.fixed),
            omitted: std::mem::take(&mut note.fixed_omitted),
        };
        fixed.extend(settled.fixed);
        (note.fixed, note.fixed_omitted) = (fixed.findings, fixed.omitted);
        note.bugs.extend(settled.bugs);
        note.is_utf8 = *settled.note.encoding() == Encoding::Utf8;
        let is_changed = self.fix_options.is_some() && note.is_utf8 && before != settled.note.text().as_bytes();
        note.change = is_changed.then(|| Change::new(before, settled.note.text()));
        self.bound.take(note);
    }
}
