//! Tells new findings from those that the base of the run already had. Only new findings block a commit.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher as _;

use super::run_rules::run_rules;
use crate::config::Settings;
use crate::diagnostic::Diagnostic;
use crate::note::{Encoding, Note};
use crate::text::Span;
use crate::vault::VaultIndex;

/// The baseline of one note.
///
/// A finding is new if its span, or a related one, touches an added line. A finding that touches no added line is new
/// if no base has it: a deleted line (a required property, a suppression), an added line elsewhere (a fence) or a merge
/// of two valid halves may have caused it. If the note is not UTF-8, or the frontmatter of a base is invalid, findings
/// that touch no added line count as old, unless the note is as it was. A finding with a topic is new if no base has one with
/// it, wherever it is.
pub(super) struct Baseline<'a> {
    note: &'a Note,
    vault: &'a VaultIndex,
    settings: &'a Settings,
    /// The findings of the bases, computed on first use; the inner `None` if they cannot be determined.
    seen: Option<Option<Vec<BaseFindings>>>,
}

impl<'a> Baseline<'a> {
    pub(super) fn new(note: &'a Note, vault: &'a VaultIndex, settings: &'a Settings) -> Self {
        Self { note, vault, settings, seen: None }
    }

    /// Returns whether `diagnostic` is new. Must be called once per finding, in the order in which they are found.
    pub(super) fn is_new(&mut self, diagnostic: &Diagnostic) -> bool {
        let (note, vault, settings) = (self.note, self.vault, self.settings);
        if diagnostic.topic.is_some()
            && let Some(seen) = self.seen.get_or_insert_with(|| seen(note, vault, settings))
        {
            return seen.iter().all(|seen| !seen.has_topic(diagnostic));
        }
        if std::iter::once(diagnostic.span).chain(related(diagnostic)).any(|span| note.touches_added_line(span)) {
            return true;
        }
        let seen = self.seen.get_or_insert_with(|| seen(note, vault, settings));
        let Some(seen) = seen else { return false };
        // Every base must use up its match.
        !seen.iter_mut().map(|seen| seen.take_match(note, diagnostic)).fold(false, |any, one| any | one)
    }
}

/// Returns the findings of each base; `None` if there is no base, or those of one cannot be compared: the note is not UTF-8, or
/// the base has invalid frontmatter. Those of a base that is the note as it is always can.
fn seen(note: &Note, vault: &VaultIndex, settings: &Settings) -> Option<Vec<BaseFindings>> {
    if note.bases().is_empty() {
        return None;
    }
    let in_base = |text: &String| {
        if text == note.text() && note.old_path() == note.path() {
            return Some(BaseFindings::in_note(note, vault.before(), settings));
        }
        let base = (*note.encoding() == Encoding::Utf8).then(|| older(note, text, settings))?;
        let is_hiding = base.frontmatter().is_some_and(|block| block.content.is_err());
        (!is_hiding).then(|| BaseFindings::in_note(&base, vault.before(), settings))
    };
    note.bases().iter().map(in_base).collect()
}

/// Returns a note with one of its older texts, as the config sees it.
fn older(note: &Note, text: &str, settings: &Settings) -> Note {
    let path = note.old_path();
    let is_read_only = settings.write_policy().never_below(path).is_some();
    let older = Note::new(path, text).with_template(settings.is_template(path)).with_read_only(is_read_only);
    let is_typed = settings.type_of(&older).is_some() || settings.is_generated(&older);
    older.with_type(is_typed)
}

/// Returns the related spans in the same note.
fn related(diagnostic: &Diagnostic) -> impl Iterator<Item = Span> + '_ {
    diagnostic.related.iter().filter(|related| related.path.is_none()).filter_map(|related| related.span)
}

/// The findings of one base, as hashes.
#[derive(Default)]
struct BaseFindings {
    hasher: foldhash::quality::RandomState,
    /// Counts of findings by the hash of rule, text, and key or message; each matches one finding.
    single: HashMap<u64, usize>,
    /// Hashes of rule and topic.
    topics: HashSet<u64>,
    /// Hashes of rule and text of every span of findings with several spans: which of them is the main one may change.
    places: HashSet<u64>,
}

impl BaseFindings {
    fn in_note(note: &Note, vault: &VaultIndex, settings: &Settings) -> Self {
        let mut seen = Self::default();
        run_rules(note, vault, settings, &mut |diagnostic| match related(&diagnostic).next() {
            _ if diagnostic.topic.is_some() => _ = seen.topics.insert(seen.hash_of_topic(&diagnostic)),
            Some(_) => seen.places.extend(seen.hashes_of_places(note, &diagnostic)),
            None => *seen.single.entry(seen.hash(note, &diagnostic)).or_default() += 1,
        });
        seen
    }

    /// Returns whether the base has `diagnostic`, and uses up the match.
    fn take_match(&mut self, note: &Note, diagnostic: &Diagnostic) -> bool {
        if related(diagnostic).next().is_some() {
            return self.hashes_of_places(note, diagnostic).iter().all(|place| self.places.contains(place));
        }
        let key = self.hash(note, diagnostic);
        let Some(remaining) = self.single.get_mut(&key).filter(|remaining| **remaining > 0) else { return false };
        *remaining -= 1;
        true
    }

    fn has_topic(&self, diagnostic: &Diagnostic) -> bool {
        self.topics.contains(&self.hash_of_topic(diagnostic))
    }

    fn hash_of_topic(&self, diagnostic: &Diagnostic) -> u64 {
        self.hasher.hash_one((&diagnostic.rule, &diagnostic.topic))
    }

    fn hashes_of_places(&self, note: &Note, diagnostic: &Diagnostic) -> Vec<u64> {
        let spans = std::iter::once(diagnostic.span).chain(related(diagnostic));
        spans.map(|span| self.hasher.hash_one((&diagnostic.rule, words(note, span)))).collect()
    }

    fn hash(&self, note: &Note, diagnostic: &Diagnostic) -> u64 {
        let key = match &diagnostic.key {
            Some(key) => Cow::Borrowed(key.as_str()),
            None => Cow::Owned(without_context(&diagnostic.message)),
        };
        self.hasher.hash_one((&diagnostic.rule, words(note, diagnostic.span), key))
    }
}

/// Returns the text of a span with `\n` as line ending.
fn words(note: &Note, span: Span) -> Cow<'_, str> {
    let words = span.slice(note.text());
    if words.contains("\r\n") { Cow::Owned(words.replace("\r\n", "\n")) } else { Cow::Borrowed(words) }
}

/// Returns a message without the parts that depend on other places: `{...}` values, quoted names and numbers.
fn without_context(message: &str) -> String {
    let bare = match (message.find('{'), message.rfind('}')) {
        (Some(open), Some(close)) if open < close => format!("{}{}", &message[..open], &message[close + 1..]),
        _ => message.to_owned(),
    };
    let is_number = |word: &str| {
        // A count is written `×2`.
        let core = word.trim_start_matches('×').trim_matches(|c: char| c.is_ascii_punctuation() && c != '`');
        !core.is_empty() && core.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_kept = |word: &&str| !word.starts_with('\'') && !is_number(word);
    bare.split_whitespace().filter(is_kept).collect::<Vec<_>>().join(" ")
}
