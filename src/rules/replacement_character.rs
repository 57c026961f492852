//! Characters that stand for bytes that are lost.

use crate::diagnostic::Diagnostic;
use crate::note::{Encoding, Note};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::Span;
use crate::vault::VaultIndex;

pub(super) fn make(_: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(ReplacementCharacter))
}

struct ReplacementCharacter;

/// U+FFFD; the same read as windows-1252; the same, twice, read as GBK.
const MARKS: [&str; 3] = ["\u{fffd}", "ï¿½", "锟斤拷"];

impl Rule for ReplacementCharacter {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        if text.is_ascii() || *note.encoding() != Encoding::Utf8 {
            return;
        }
        for area in note.prose() {
            for mark in MARKS {
                for run in runs(area.of(text), mark) {
                    let span = run.shifted(area.start);
                    let message = format!("`{mark}` stands where a character was lost");
                    out.add(Diagnostic::new(span, message).help("restore the text from an older version of the note"));
                }
            }
        }
    }
}

/// Where `mark` stands, repetitions as one.
fn runs(text: &str, mark: &str) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    for (start, found) in text.match_indices(mark) {
        match runs.last_mut() {
            Some(last) if last.end == start => last.end += found.len(),
            _ => runs.push(Span::new(start, start + found.len())),
        }
    }
    runs
}
