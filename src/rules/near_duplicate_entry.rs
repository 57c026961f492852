//! Entries of one day with nearly the same text, but links to different notes.

use std::collections::{HashMap, VecDeque};

use serde::Deserialize;
use similar::{Algorithm, diff_ratio};

use crate::diagnostic::Diagnostic;
use crate::note::{LogEntry, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::diff;
use crate::vault::{VaultIndex, fold};

use super::shared::share;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let options: NearDuplicateOptions = options.parse()?;
    Ok(Box::new(NearDuplicateEntry { overlap: share(options.overlap, "overlap")? }))
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct NearDuplicateOptions {
    /// The minimum share of words that two texts have in common, in the same order.
    overlap: f32,
}

impl Default for NearDuplicateOptions {
    fn default() -> Self {
        Self { overlap: 0.8 }
    }
}

struct NearDuplicateEntry {
    overlap: f32,
}

/// The minimum number of words of the shorter text. Shorter texts are similar by chance.
const MIN_WORDS: usize = 6;
/// The maximum number of words of a text that are compared: a comparison is quadratic in them.
const MAX_WORDS: usize = 300;
/// The maximum number of entries of one day that are compared with each other; a longer list is a log.
const MAX_PER_DAY: usize = 50;

impl Rule for NearDuplicateEntry {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if note.entries().len() < 2 || note.is_template() {
            return;
        }
        let mut words = WordIds::default();
        let mut by_day: HashMap<_, VecDeque<ComparedEntry<'_>>> = HashMap::new();
        for entry in note.entries().iter().filter(|entry| entry.date.precision() == 3) {
            let Some(later) = ComparedEntry::new(note, vault, entry, &mut words) else { continue };
            let item = &note.body().items[entry.item];
            let beside = by_day.entry((item.section, item.list, item.parent, entry.date)).or_default();
            let mut of_the_day = beside.iter().rev().filter(|first| first.place != later.place);
            let near = of_the_day.find(|first| self.are_near(first, &later));
            out.add_all(near.map(|first| {
                let line = note.lines().line_at(first.entry.text.start) + 1;
                Diagnostic::new(later.entry.text, format!("nearly the same text as line {line}, on the same day"))
                    .with_related(first.entry.text, "nearly the same text")
                    .with_help("if both are the same meeting, keep the entry with the right link")
            }));
            beside.push_back(later);
            if beside.len() > MAX_PER_DAY {
                beside.pop_front();
            }
        }
    }
}

/// Numeric ids for the words of a note.
#[derive(Default)]
struct WordIds(HashMap<String, u32>);

impl WordIds {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.0.get(word) {
            return *number;
        }
        let next = u32::try_from(self.0.len()).expect("a note has fewer words than u32 has numbers");
        self.0.insert(word.to_owned(), next);
        next
    }
}

/// An entry and its comparison keys.
struct ComparedEntry<'a> {
    entry: &'a LogEntry,
    words: Box<[u32]>,
    /// The file that its link opens, or the link's path if it opens nothing.
    place: String,
}

impl<'a> ComparedEntry<'a> {
    /// Returns `None` for an entry without a link.
    fn new(note: &Note, vault: &VaultIndex, entry: &'a LogEntry, known: &mut WordIds) -> Option<Self> {
        let link = entry.link(note)?;
        let path = link.path(note.text());
        let file = vault.resolve(&path, note.path()).map(|file| vault.path(file).to_owned());
        let fragment = link.fragment(note.text()).unwrap_or_default();
        let words = fold(entry.text.slice(note.text()));
        let words = words.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
        Some(Self {
            entry,
            words: words.take(MAX_WORDS).map(|word| known.number(word)).collect(),
            place: format!("{}#{fragment}", file.unwrap_or_else(|| fold(&path))),
        })
    }
}

impl NearDuplicateEntry {
    fn are_near(&self, one: &ComparedEntry<'_>, other: &ComparedEntry<'_>) -> bool {
        let (fewer, more) = (one.words.len().min(other.words.len()), one.words.len().max(other.words.len()));
        // The ratio of a diff is at most twice the shorter side's share of both.
        #[expect(clippy::cast_precision_loss, reason = "words of a line")]
        let at_most = 2.0 * fewer as f32 / (fewer + more) as f32;
        let ratio = || {
            let steps = diff(Algorithm::Myers, &one.words, &other.words);
            diff_ratio(&steps, one.words.len(), other.words.len())
        };
        fewer >= MIN_WORDS && at_most >= self.overlap && ratio() >= self.overlap
    }
}
