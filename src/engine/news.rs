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
/// A finding is new when its place, or a related one, touches a line that was added. One in the properties is new also
/// when lines of them went and the older text did not have it: a required property that was taken out touches nothing.
pub(super) fn tell(note: &Note, vault: &VaultIndex, settings: &Settings, diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut() {
        let related = diagnostic.related.iter().filter(|related| related.path.is_none()).filter_map(|found| found.span);
        diagnostic.is_new = std::iter::once(diagnostic.span).chain(related).any(|span| touches_added(note, span));
    }
    let Some(properties) = note.frontmatter().map(|block| block.block) else { return };
    let is_in_question = |found: &&mut Diagnostic| !found.is_new && properties.contains(found.span);
    let mut in_question: Vec<&mut Diagnostic> = diagnostics.iter_mut().filter(is_in_question).collect();
    if in_question.is_empty() {
        return;
    }
    let bases: Vec<Note> = note.bases().iter().map(|text| Note::new(note.path(), text.as_str())).collect();
    let has_these = |base: &Note| text_of_properties(base) == text_of_properties(note);
    if bases.is_empty() || bases.iter().any(has_these) {
        return;
    }
    let mut seen: Vec<Seen> = bases.iter().map(|base| Seen::in_note(base, vault, settings)).collect();
    for diagnostic in &mut in_question {
        let known = seen.iter_mut().map(|seen| seen.take(note, diagnostic)).fold(false, |any, one| any | one);
        diagnostic.is_new = !known;
    }
}

fn text_of_properties(note: &Note) -> Option<&str> {
    note.frontmatter().map(|block| block.block.of(note.text()))
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
