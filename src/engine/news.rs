//! Which findings are new against the base of the run. Only these stop a commit.

use std::collections::{HashMap, HashSet};

use super::check::check;
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::note::{Encoding, Note};
use crate::text::Span;
use crate::vault::VaultIndex;

/// Tells the findings of `note` that are new from those that stood there before.
///
/// A finding is new when its place, or a related one, touches a line that was added. One that touches none is new when
/// no older text had it: a line that went made it (a required property, a silencer), or one that came (a fence), or a
/// merge that brought two sound halves together. Where an older text could not be read to its end, because of its bytes
/// or its properties, what it hid is old.
pub(super) fn tell(note: &Note, vault: &VaultIndex, settings: &Settings, diagnostics: &mut [Diagnostic]) {
    for diagnostic in diagnostics.iter_mut() {
        let is_new = std::iter::once(diagnostic.span).chain(related(diagnostic)).any(|span| touches_added(note, span));
        diagnostic.is_new = is_new;
    }
    let mut in_question: Vec<&mut Diagnostic> = diagnostics.iter_mut().filter(|found| !found.is_new).collect();
    if in_question.is_empty() || note.bases().is_empty() || *note.encoding() != Encoding::Utf8 {
        return;
    }
    let bases: Vec<Note> = note.bases().iter().map(|text| note.older(text)).collect();
    let is_hiding = |base: &Note| base.frontmatter().is_some_and(|block| block.content.is_err());
    if bases.iter().any(is_hiding) {
        return;
    }
    let mut seen: Vec<Seen> = bases.iter().map(|base| Seen::in_note(base, vault, settings)).collect();
    for diagnostic in &mut in_question {
        let known = seen.iter_mut().map(|seen| seen.take(note, diagnostic)).fold(false, |any, one| any | one);
        diagnostic.is_new = !known;
    }
}

/// The related places in the same note.
fn related(diagnostic: &Diagnostic) -> impl Iterator<Item = Span> + '_ {
    diagnostic.related.iter().filter(|related| related.path.is_none()).filter_map(|related| related.span)
}

fn touches_added(note: &Note, span: Span) -> bool {
    let first = note.lines().line_at(span.start);
    let last = note.lines().line_at(span.end.saturating_sub(1).max(span.start));
    note.added().touch(first, last)
}

/// Findings of an older text.
#[derive(Default)]
struct Seen {
    /// By rule, words and message, each to be met again once.
    single: HashMap<[String; 3], usize>,
    /// Rule and words of every place of findings with several: which of them a finding stands at may change.
    places: HashSet<[String; 2]>,
}

impl Seen {
    fn in_note(note: &Note, vault: &VaultIndex, settings: &Settings) -> Self {
        let mut seen = Self::default();
        for diagnostic in check(note, vault, settings).diagnostics {
            let places = places(note, &diagnostic);
            if places.len() > 1 {
                seen.places.extend(places);
            } else {
                *seen.single.entry(key(note, &diagnostic)).or_default() += 1;
            }
        }
        seen
    }

    fn take(&mut self, note: &Note, diagnostic: &Diagnostic) -> bool {
        let places = places(note, diagnostic);
        if places.len() > 1 {
            return places.iter().all(|place| self.places.contains(place));
        }
        let Some(left) = self.single.get_mut(&key(note, diagnostic)).filter(|left| **left > 0) else { return false };
        *left -= 1;
        true
    }
}

fn places(note: &Note, diagnostic: &Diagnostic) -> Vec<[String; 2]> {
    let spans = std::iter::once(diagnostic.span).chain(related(diagnostic));
    spans.map(|span| [diagnostic.rule.to_string(), words(note, span)]).collect()
}

fn key(note: &Note, diagnostic: &Diagnostic) -> [String; 3] {
    [diagnostic.rule.to_string(), words(note, diagnostic.span), without_context(&diagnostic.message)]
}

/// The words of a place; how its lines end does not count.
fn words(note: &Note, span: Span) -> String {
    span.of(note.text()).replace("\r\n", "\n")
}

/// A message without what other places put into it: the values of whole mappings, lists of names, numbers of lines.
fn without_context(message: &str) -> String {
    let bare = match (message.find('{'), message.rfind('}')) {
        (Some(open), Some(close)) if open < close => format!("{}{}", &message[..open], &message[close + 1..]),
        _ => message.to_owned(),
    };
    let is_number = |word: &str| {
        let core = word.trim_matches(|c: char| c.is_ascii_punctuation() && c != '`');
        !core.is_empty() && core.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_kept = |word: &&str| !word.starts_with('\'') && !is_number(word);
    bare.split_whitespace().filter(is_kept).collect::<Vec<_>>().join(" ")
}
