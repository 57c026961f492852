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
    let Some(previous) = note.previous().map(|text| Note::new(note.path(), text)) else { return };
    let block = |note: &Note| note.frontmatter().map(|block| block.block);
    let Some(properties) =
        block(note).filter(|&span| Some(span.of(note.text())) != text_of(&previous, block(&previous)))
    else {
        return;
    };
    let mut old = None;
    for diagnostic in diagnostics.iter_mut().filter(|found| !found.is_new && properties.contains(found.span)) {
        let old = old.get_or_insert_with(|| Seen::in_note(&previous, vault, settings));
        diagnostic.is_new = !old.take(&diagnostic.rule, diagnostic.span.of(note.text()));
    }
}

fn touches_added(note: &Note, span: Span) -> bool {
    let first = note.lines().line_at(span.start);
    let last = note.lines().line_at(span.end.saturating_sub(1).max(span.start));
    note.added().touch(first, last)
}

fn text_of(note: &Note, span: Option<Span>) -> Option<&str> {
    span.map(|span| span.of(note.text()))
}

/// Findings of an older text by rule and words, each to be met again once.
struct Seen(HashMap<(String, String), usize>);

impl Seen {
    fn in_note(note: &Note, vault: &VaultIndex, settings: &Settings) -> Self {
        let mut seen = HashMap::new();
        for diagnostic in check(note, vault, settings).diagnostics {
            let words = diagnostic.span.of(note.text()).to_owned();
            *seen.entry((diagnostic.rule.into_owned(), words)).or_default() += 1;
        }
        Self(seen)
    }

    fn take(&mut self, rule: &str, words: &str) -> bool {
        let Some(left) = self.0.get_mut(&(rule.to_owned(), words.to_owned())).filter(|left| **left > 0) else {
            return false;
        };
        *left -= 1;
        true
    }
}
