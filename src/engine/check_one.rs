//! Reads one note with its bases, checks it, and reports what was found.

use super::change::Change;
use super::fixpoint::check_note;
use super::note_report::{NoteReport, NoteResult};
use super::note_source::Unreadable;
use super::outcome::NoteOutcome;
use super::runner::Runner;
use crate::note::{Encoding, Note, decode};
use crate::vault::VaultIndex;

/// A parsed note, with its bytes if fixes are applied.
pub(super) struct ParsedNote {
    original: Option<Vec<u8>>,
    pub(super) note: Note,
}

impl Runner<'_> {
    /// Reads and checks the note at `path`.
    pub(super) fn check_one(&self, path: &str, index: &VaultIndex) -> NoteResult {
        Ok(self.check_read(self.read(path)?, index))
    }

    /// Reads the note at `path`.
    pub(super) fn read(&self, path: &str) -> Result<ParsedNote, Unreadable> {
        self.parse(path, self.source.read(path)?)
    }

    /// Parses the bytes of the note at `path`.
    pub(super) fn parse(&self, path: &str, bytes: Vec<u8>) -> Result<ParsedNote, Unreadable> {
        let original = self.fix_options.map(|_| bytes.clone());
        Ok(ParsedNote { original, note: Note::from_bytes(path, bytes)? })
    }

    /// Checks a note, and counts its findings for the bound of the run.
    pub(super) fn check_read(&self, read: ParsedNote, index: &VaultIndex) -> NoteReport {
        let mut report = self.check_unbounded(read, index);
        report.outcome.as_mut().map(|note| self.bound.take(note));
        report
    }

    /// Checks a note without counting its findings for the bound of the run.
    pub(super) fn check_unbounded(&self, ParsedNote { original, note }: ParsedNote, index: &VaultIndex) -> NoteReport {
        let path = note.path().to_owned();
        let note = self.with_context(&path, note);
        let note_type = self.settings.type_of(&note).map(str::to_owned);
        let is_generated = self.settings.is_generated(&note);
        let mut settled_note = check_note(note, index, self.settings, self.fix_options);
        // All findings are held in memory until the run ends.
        settled_note.fixed.findings.shrink_to_fit();
        settled_note.remaining.findings.shrink_to_fit();
        let is_utf8 = *settled_note.note.encoding() == Encoding::Utf8;
        let change = original
            .filter(|before| is_utf8 && before != settled_note.note.text().as_bytes())
            .map(|before| Change::new(&before, settled_note.note.text()));
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
            is_inbound: false,
            bugs: settled_note.bugs,
        };
        let is_clean = outcome.fixed.is_empty()
            && outcome.remaining.is_empty()
            && outcome.suppressed == 0
            && outcome.bugs.is_empty();
        NoteReport { note_type, outcome: (!is_clean).then_some(outcome) }
    }

    /// Returns the note with its bases, and with what the config says of it. Bases that are not text are ignored.
    pub(super) fn with_context(&self, path: &str, note: Note) -> Note {
        let is_read_only = self.settings.write_policy().never_below(path).is_some();
        let note = note.with_template(self.settings.is_template(path)).with_read_only(is_read_only);
        let is_typed = self.settings.type_of(&note).is_some() || self.settings.is_generated(&note);
        let note = note.with_type(is_typed);
        let Some(bases) = self.source.bases(path) else { return note };
        let is_wide = |encoding: &Encoding| matches!(encoding, Encoding::Utf16 { .. });
        // A note that was converted to UTF-16 has no line in common with its base.
        let is_base = |encoding: &Encoding| !is_wide(note.encoding()) || is_wide(encoding);
        let texts = bases.into_iter().filter_map(|bytes| decode(bytes).ok());
        let texts: Vec<String> = texts.filter(|(_, encoding)| is_base(encoding)).map(|(text, _)| text).collect();
        note.with_bases(texts).with_old_path(self.source.old_path(path))
    }
}
