//! Many notes: read, checked, fixed, in parallel. Every result is there before anything is written.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::config::Settings;
use crate::diagnostic::Applicability;
use crate::note::{Encoding, NotText, Note, decode};
use crate::rule::RequiredData;
use crate::vault::{FileLister, HistoryReader, NoteFacts, PackedFacts, Prose, Sketch, VaultIndex, day_of};

use super::change::Change;
use super::finding::{Finding, LocatedFindings};
use super::first_pass::{CrossNoteCheck, PassInput};
use super::fixpoint::{FindingScope, FixOptions, check_note};
use super::result_cache::ResultCache;
use super::retained_findings::Omitted;
use super::run_bound::RunBound;

/// Where the texts of notes come from: the working tree, the index, a revision.
pub trait NoteSource: Sync {
    /// The bytes of the note at `path`.
    ///
    /// # Errors
    /// Why the note is left alone.
    fn read(&self, path: &str) -> Result<Vec<u8>, Unreadable>;

    /// The bytes of the note at each base of the run that has it: HEAD, a range's first revision, both parents of a
    /// merge. None where the run is measured against nothing; empty where the note is new.
    fn bases(&self, path: &str) -> Option<Vec<Vec<u8>>> {
        let _ = path;
        None
    }
}

/// Why a note was not checked.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is larger than a note is.
    #[error("larger than 10 MiB: not checked")]
    TooLarge,
    /// A link to another file: that file is checked, if it is a note of the vault.
    #[error("a symbolic link: not followed")]
    SymbolicLink,
    /// A pipe, a device: reading it might never end.
    #[error("not a regular file: not checked")]
    NotAFile,
    /// Its name is not UTF-8.
    #[error("its name is not UTF-8: not checked")]
    Nameless,
    /// Both sides of a merge are in the index.
    #[error("a merge of it is not finished: not checked")]
    Unmerged,
    /// What Git holds is not the note, but where it is kept or what it was locked into.
    #[error("kept by {0}: not checked")]
    Elsewhere(&'static str),
    /// No text.
    #[error("{0}: not checked")]
    NotText(#[from] NotText),
    /// The system says no.
    #[error("cannot be read: {0}")]
    Io(Arc<io::Error>),
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        Self::Io(Arc::new(error))
    }
}

/// The input of a run.
pub struct RunOptions<'a> {
    /// The rules.
    pub settings: &'a Settings,
    /// The texts.
    pub source: &'a dyn NoteSource,
    /// Lists every file a link can mean, as far as they are known.
    pub files: Box<FileLister>,
    /// Finds the files that `files` may not hold; None where it holds them all. It is asked only when a finding may
    /// rest on a file that was not found.
    pub untracked: Option<&'a FileLister>,
    /// Tells what history knows of the files; None where nobody is to be asked. Asked only for a link that opens nothing, and
    /// for the first day of a note that lacks it.
    pub history: Option<Box<HistoryReader>>,
    /// Every note of the vault, for what they tell each other; read only where a rule asks for it. Empty where the
    /// scope is not the vault: then only the scope is read, and what rests on other notes is not found.
    pub notes: Vec<String>,
    /// Lists the notes whose links may name a damaged heading; None where nobody reads them. It is asked only when a note of the
    /// scope has such a heading, or such a link, and `notes` is empty.
    pub linking: Option<&'a FileLister>,
    /// The notes that are checked.
    pub scope: Vec<String>,
    /// The fixes that are applied; None to check only.
    pub fix: Option<Applicability>,
    /// The findings that are fixed.
    pub finding_scope: FindingScope,
    /// The cache; None to check everything again. Used only where all notes are read.
    pub cache: Option<&'a dyn ResultCache>,
    /// Called after each note of the scope.
    pub progress: &'a (dyn Fn() + Sync),
}

/// The results of a run.
#[derive(Debug, Default)]
pub struct Outcome {
    /// The notes there is something to say of, in the order of their paths.
    pub notes: Vec<NoteOutcome>,
    /// How many notes were checked.
    pub checked: usize,
    /// How many of them are of each type.
    pub by_type: BTreeMap<String, usize>,
    /// Notes that were left alone, and why.
    pub unreadable: Vec<(String, Unreadable)>,
}

/// The findings and the change of one note.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoteOutcome {
    /// Its path in the vault.
    pub path: String,
    /// Whether a pipeline writes it.
    pub is_generated: bool,
    /// Whether its bytes are UTF-8. Where they are not, a place in the text is no place in the file.
    pub is_utf8: bool,
    /// Findings whose fix is in `change`.
    pub fixed: Vec<Finding>,
    /// More of them, of which only the number is known.
    pub fixed_omitted: Vec<Omitted>,
    /// Findings that are left.
    pub remaining: Vec<Finding>,
    /// More of them, of which only the number is known. Of each rule, severity and age at least one is in `left`.
    pub remaining_omitted: Vec<Omitted>,
    /// How many findings were suppressed.
    pub suppressed: usize,
    /// Before and after, where they differ. It is kept nowhere.
    #[serde(skip)]
    pub change: Option<Change>,
    /// What went wrong on our side.
    pub bugs: Vec<String>,
}

/// How often the whole is checked again because fixes changed what notes tell each other.
const MAX_ROUNDS: usize = 3;

/// Runs the rules over the scope.
pub fn run(options: RunOptions<'_>) -> Outcome {
    let fix_options =
        options.fix.map(|least| FixOptions { min_applicability: least, finding_scope: options.finding_scope });
    let work = Runner {
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
    let mut results = if reads_all_notes {
        let index_without_facts =
            index.with_files(options.untracked.map(|rest| rest()).unwrap_or_default()).with_facts::<PackedFacts>([]);
        let notes = if needs_facts { &options.notes[..] } else { &[] };
        let input = PassInput { scope: &options.scope, notes, cache: options.cache, progress: options.progress };
        work.prepare(&index_without_facts);
        let mut read = work.run_first_pass(&input, &index_without_facts);
        needs_facts &= !work.restore_cached(&mut read, &input);
        let facts = if needs_facts { work.collect_facts(&mut read, options.cache) } else { Vec::new() };
        index = index_without_facts.with_facts(facts).checking_all(are_all_checked);
        let results = std::mem::take(&mut read.results);
        first_pass = Some(read);
        results
    } else {
        work.prepare(&index);
        work.check_all(&options.scope, &index, options.progress)
    };
    let lacks_links = index.lacked_heading_links();
    let lacks_files = lacks_links || index.has_misses() && work.depend_on_paths(&results);
    let rest = options.untracked.filter(|_| !reads_all_notes && lacks_files);
    let linking = options.linking.filter(|_| lacks_links);
    if rest.is_some() || linking.is_some() {
        if let Some(rest) = rest {
            index = index.with_files(rest());
        }
        if let Some(linking) = linking {
            index = index.with_headings_of(&work.all_facts(&linking()));
        }
        results = work.check_all(&options.scope, &index, &|| {});
    }
    if needs_facts {
        work.prepare(&index);
        let notes = options.scope.par_iter().zip(&mut results);
        let cross_note_checks: Vec<Option<CrossNoteCheck>> =
            notes.map(|(path, result)| work.check_with_facts(path, result, &index)).collect();
        if let (Some(reading), Some(memory)) = (&first_pass, options.cache) {
            work.cache_cross_note(reading, memory, &options.scope, &cross_note_checks, &results);
        }
    }
    let mut outcome = collect(&options.scope, results);
    work.apply_bound(&mut outcome);
    if needs_facts {
        work.recheck_changed(&mut outcome, index);
    }
    outcome.notes.sort_unstable_by(|one, other| one.path.cmp(&other.path));
    outcome.unreadable.sort_unstable_by(|one, other| one.0.cmp(&other.0));
    outcome
}

/// An index of the vault whose files are `files`, which knows what each of `notes` tells, names in plain text too: for
/// questions to the vault, where nothing is checked.
pub fn read_facts(settings: &Settings, source: &dyn NoteSource, files: Vec<String>, notes: &[String]) -> VaultIndex {
    let runner = Runner { settings, source, fix_options: None, prose: Prose::Read, bound: RunBound::default() };
    VaultIndex::new(files).with_facts(runner.all_facts(notes))
}

/// A note's type, and what there is to say of it.
pub(super) type NoteReport = (Option<String>, Option<NoteOutcome>);
/// The same, where the note can be read.
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

/// A note, and its bytes where they may have to be compared with a fixed text.
pub(super) struct ReadNote {
    pub(super) original: Option<Vec<u8>>,
    pub(super) note: Note,
}

/// What stays the same for all notes of a run.
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

    /// What each of `notes` tells that can be read.
    fn all_facts(&self, notes: &[String]) -> Vec<(String, PackedFacts)> {
        notes.par_iter().filter_map(|path| Some((path.clone(), self.facts(path)?))).collect()
    }

    /// What the note at `path` tells; None where it cannot be read.
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
        let mut says = self.check_unbounded(read, index);
        says.1.as_mut().map(|note| self.bound.take(note));
        says
    }

    /// Checks a note; what is found does not count for the bound of the run yet.
    pub(super) fn check_unbounded(
        &self,
        ReadNote { original: kept, note }: ReadNote,
        index: &VaultIndex,
    ) -> NoteReport {
        let path = note.path().to_owned();
        let note = self.with_bases(&path, note);
        let kind = self.settings.type_of(&note).map(str::to_owned);
        let is_generated = self.settings.is_generated(&note);
        let mut settled_note = check_note(note, index, self.settings, self.fix_options);
        // They are held until all notes are checked.
        settled_note.fixed.findings.shrink_to_fit();
        settled_note.remaining.findings.shrink_to_fit();
        let is_utf8 = *settled_note.note.encoding() == Encoding::Utf8;
        let change = kept
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

    /// The note with what is known of it beside its text: whether it is a template, and its older texts. Bytes that are
    /// no text are no older text.
    fn with_bases(&self, path: &str, note: Note) -> Note {
        let is_read_only = self.settings.write_policy().never_below(path).is_some();
        let note = note.as_template(self.settings.is_template(path)).as_read_only(is_read_only);
        let Some(bases) = self.source.bases(path) else { return note };
        let is_wide = |encoding: &Encoding| matches!(encoding, Encoding::Utf16 { .. });
        // A note that was saved as UTF-16 has no line in common with what it was.
        let is_base = |encoding: &Encoding| !is_wide(note.encoding()) || is_wide(encoding);
        let texts = bases.into_iter().filter_map(|bytes| decode(bytes).ok());
        let texts: Vec<String> = texts.filter(|(_, encoding)| is_base(encoding)).map(|(text, _)| text).collect();
        note.with_bases(texts)
    }

    fn needs_of(&self, finding: &Finding) -> Option<RequiredData> {
        let rules = self.settings.rules();
        rules.iter().find(|rule| rule.name == finding.diagnostic.rule).map(|rule| rule.required_data)
    }

    /// Whether some finding may be another where more files are known.
    fn depend_on_paths(&self, results: &[NoteResult]) -> bool {
        let notes = results.iter().filter_map(|result| result.as_ref().ok()?.1.as_ref());
        notes
            .flat_map(|note| note.remaining.iter().chain(&note.fixed))
            .any(|finding| self.needs_of(finding).is_some_and(|needs| needs >= RequiredData::Paths))
    }

    /// Fixes change what notes tell each other: the changed notes, and those with a finding that rests on other notes,
    /// are settled again against an index that knows the new texts.
    fn recheck_changed(&self, outcome: &mut Outcome, mut index: VaultIndex) {
        for _ in 0..MAX_ROUNDS {
            let changed_facts = outcome.notes.par_iter().filter_map(|note| {
                let after = note.change.as_ref()?.after();
                Some((note.path.as_str(), self.facts_of(&Note::new(note.path.as_str(), after))))
            });
            let told: Vec<_> = changed_facts.collect();
            if !told.into_iter().fold(false, |is_news, (path, facts)| index.update(path, facts) || is_news) {
                return;
            }
            self.prepare(&index);
            outcome.notes.par_iter_mut().for_each(|note| self.recheck(note, &index));
            self.apply_bound(outcome);
        }
    }

    /// Bounds the findings of all notes alike, also of those that were checked before the run had so many.
    fn apply_bound(&self, outcome: &mut Outcome) {
        if self.bound.is_exceeded() {
            outcome.notes.iter_mut().for_each(|note| _ = self.bound.apply(note));
        }
    }

    fn recheck(&self, note: &mut NoteOutcome, index: &VaultIndex) {
        let rests_on_facts = |finding: &Finding| self.needs_of(finding) >= Some(RequiredData::Facts);
        if !note.remaining.iter().any(rests_on_facts) && !self.depends_on_other_notes(&note.path, index) {
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
