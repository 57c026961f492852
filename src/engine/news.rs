//! Which findings are new against the base of the run. Only these stop a commit.

use std::collections::HashMap;

use super::check::check;
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::text::Span;
use crate::vault::VaultIndex;

/// Tells the findings of `note` that are new from those that stood there before.
///
/// A finding is new when its place, or a related one, touches a line that was added. One that touches none is new when
/// no older text had it, where more than lines were added: a line that went (a required property, a closing fence, a
/// silencer), other properties, or a merge that brought two sound halves together.
pub(super) fn tell(note: &Note, vault: &VaultIndex, settings: &Settings, diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut() {
        let related = diagnostic.related.iter().filter(|related| related.path.is_none()).filter_map(|found| found.span);
        diagnostic.is_new = std::iter::once(diagnostic.span).chain(related).any(|span| touches_added(note, span));
    }
    let mut in_question: Vec<&mut Diagnostic> = diagnostics.iter_mut().filter(|found| !found.is_new).collect();
    let texts = note.bases();
    let is_in_doubt = |text: &String| texts.len() > 1 || loses_lines(text, note.text());
    if in_question.is_empty() || !texts.iter().all(is_in_doubt) {
        return;
    }
    let bases = texts.iter().map(|text| Note::new(note.path(), text.as_str()));
    let mut seen: Vec<Seen> = bases.map(|base| Seen::in_note(&base, vault, settings)).collect();
    for diagnostic in &mut in_question {
        let known = seen.iter_mut().map(|seen| seen.take(note, diagnostic)).fold(false, |any, one| any | one);
        diagnostic.is_new = !known;
    }
}

/// Whether `new` is more than `old` with lines added. Other properties are more: they can make another note of it.
fn loses_lines(old: &str, new: &str) -> bool {
    let mut rest = new.lines();
    let keeps_all = old.lines().all(|line| rest.any(|other| other == line));
    !keeps_all || properties(old) != properties(new)
}

fn properties(text: &str) -> Option<&str> {
    text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"))?.split("\n---").next()
}

fn touches_added(note: &Note, span: Span) -> bool {
    let first = note.lines().line_at(span.start);
    let last = note.lines().line_at(span.end.saturating_sub(1).max(span.start));
    note.added().touch(first, last)
}

/// Findings of an older text, each to be met again once.
struct Seen(HashMap<[String; 3], usize>);

impl Seen {
    fn in_note(note: &Note, vault: &VaultIndex, settings: &Settings) -> Self {
        let mut seen = HashMap::new();
        for diagnostic in check(note, vault, settings).diagnostics {
            *seen.entry(key(note, &diagnostic)).or_default() += 1;
        }
        Self(seen)
    }

    fn take(&mut self, note: &Note, diagnostic: &Diagnostic) -> bool {
        let Some(left) = self.0.get_mut(&key(note, diagnostic)).filter(|left| **left > 0) else { return false };
        *left -= 1;
        true
    }
}

/// What a finding is known by: rule, words and message, without the numbers of lines that may have moved.
fn key(note: &Note, diagnostic: &Diagnostic) -> [String; 3] {
    let message = diagnostic.message.chars().filter(|c| !c.is_ascii_digit()).collect();
    [diagnostic.rule.to_string(), diagnostic.span.of(note.text()).to_owned(), message]
}
