//! Replacement characters, which mark lost bytes.

use crate::diagnostic::{Diagnostic, Fix};
use crate::mojibake::restored_from_history;
use crate::note::{Encoding, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(ReplacementCharacter))
}

struct ReplacementCharacter;

/// U+FFFD; U+FFFD decoded as windows-1252; two of them decoded as GBK.
const MARKS: [&str; 3] = ["\u{fffd}", "ï¿½", "锟斤拷"];

impl Rule for ReplacementCharacter {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        let may_be_lost = !text.is_ascii() && MARKS.iter().any(|mark| text.contains(mark));
        if !may_be_lost || *note.encoding() != Encoding::Utf8 {
            return;
        }
        let areas = note.prose();
        let older: Vec<&str> = note.bases().iter().map(String::as_str).collect();
        let restored = restored_from_history(text, &areas, &older);
        for area in areas {
            for mark in MARKS {
                for run in runs(area.slice(text), mark) {
                    let span = run.shifted(area.start);
                    match restored.binary_search_by_key(&span, |(span, _)| *span) {
                        Ok(at) => out.add(known(span, mark, &restored[at].1)),
                        Err(_) => out.add(unknown(span, mark)),
                    }
                }
            }
        }
    }
}

fn unknown(span: Span, mark: &str) -> Diagnostic {
    let message = format!("`{mark}` replaces text that was lost");
    Diagnostic::new(span, message).with_help("restore the text from an older version of the note")
}

/// Returns the finding for text that an older version of the note still has.
fn known(span: Span, mark: &str, was: &str) -> Diagnostic {
    let message = format!("`{mark}` replaces `{was}`, which an older version of the note has");
    let edits = Edits::from_edit(Edit::replace(span, was));
    Diagnostic::new(span, message).with_fix(Fix::safe_fix(format!("restore `{was}`"), edits))
}

/// Returns the occurrences of `mark`, with adjacent ones joined.
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
