//! The anchors of a note that a link can target: headings, blocks and HTML anchors.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::dependencies::ask;
use super::index::FileId;
use super::question::Question;
use super::{NoteFacts, VaultIndex};
use crate::mojibake::{Codec, damage};
use crate::note::{Note, blank_key, heading_key, heading_slug};

/// The anchors of one note.
#[derive(Debug, Default)]
pub struct NoteAnchors {
    headings: Vec<String>,
    /// The [`heading_key`] of each heading.
    keys: HashSet<String>,
    /// The [`blank_key`] of each heading, where `-` and `_` are spaces, as in a Markdown link.
    blank_keys: HashSet<String>,
    /// The slug of each heading, as GitHub and static site generators build it.
    slugs: HashSet<String>,
    anchors: HashSet<String>,
    /// The block ids in lower case.
    blocks: HashSet<String>,
    /// The headings by the key of each garbled form that they may have.
    undamaged: OnceLock<HashMap<String, Vec<usize>>>,
}

impl NoteAnchors {
    /// Collects the anchors of `note`.
    pub fn from_note(note: &Note) -> Self {
        let headings = note.body().headings.iter().map(|heading| heading.text.slice(note.text()).to_owned());
        Self::new(headings.collect(), note.block_ids(), note.anchors().map(str::to_owned).collect())
    }

    fn from_facts(facts: NoteFacts) -> Self {
        let NoteFacts { headings, blocks, anchors, .. } = facts;
        Self::new(headings, blocks.iter().map(String::as_str), anchors.into_iter().collect())
    }

    fn new<'a>(headings: Vec<String>, blocks: impl Iterator<Item = &'a str>, anchors: HashSet<String>) -> Self {
        let keys = headings.iter().map(|words| heading_key(words)).collect();
        let blank_keys = headings.iter().map(|words| blank_key(words)).collect();
        let slugs = headings.iter().map(|words| heading_slug(words)).collect();
        let blocks = blocks.map(str::to_ascii_lowercase).collect();
        Self { headings, keys, blank_keys, slugs, anchors, blocks, undamaged: OnceLock::new() }
    }

    /// Returns the text of every heading, in order.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Returns whether a wikilink with the fragment `words` opens a heading.
    pub fn has_heading(&self, words: &str) -> bool {
        self.keys.contains(&heading_key(words))
    }

    /// Returns whether a Markdown link with the fragment `words` opens a heading; `-` and `_` may replace spaces.
    pub fn has_heading_in_markdown(&self, words: &str) -> bool {
        self.blank_keys.contains(&blank_key(words))
    }

    /// Returns whether `fragment` is the slug of a heading on GitHub or a generated site: lower case, without
    /// punctuation, spaces as `-`, and a number after a repeated slug.
    pub fn has_slug(&self, fragment: &str) -> bool {
        let fragment = fragment.to_lowercase();
        let is_number = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let numbered = fragment.rsplit_once('-').filter(|(_, number)| is_number(number));
        self.slugs.contains(&fragment) || numbered.is_some_and(|(slug, _)| self.slugs.contains(slug))
    }

    /// Returns whether HTML defines the anchor `name`.
    pub fn has_anchor(&self, name: &str) -> bool {
        self.anchors.contains(name)
    }

    /// Returns whether the note has the block `id`, ignoring case.
    pub fn has_block(&self, id: &str) -> bool {
        self.blocks.contains(&id.to_ascii_lowercase())
    }

    /// Returns the only heading of which `part` is a garbled form.
    pub fn ungarbled_heading(&self, part: &str) -> Option<&str> {
        if part.is_ascii() {
            return None;
        }
        let known = self.undamaged.get_or_init(|| {
            let mut known: HashMap<String, Vec<usize>> = HashMap::new();
            for (at, words) in self.headings.iter().enumerate().filter(|(_, words)| !words.is_ascii()) {
                for damaged in Codec::ALL.iter().filter_map(|codec| damage(words, *codec)) {
                    let headings = known.entry(heading_key(&damaged)).or_default();
                    if headings.last() != Some(&at) {
                        headings.push(at);
                    }
                }
            }
            known
        });
        match known.get(&heading_key(part)).map(Vec::as_slice) {
            Some([only]) => Some(&self.headings[*only]),
            _ => None,
        }
    }
}

/// The anchors of notes, computed on first use.
#[derive(Debug, Default)]
pub(super) struct AnchorCache(Mutex<HashMap<FileId, Arc<OnceLock<Option<NoteAnchors>>>>>);

impl VaultIndex {
    /// Calls `query` with the anchors of the note at `file`; returns `None` if its facts are unknown.
    pub fn with_anchors<T>(&self, file: FileId, query: impl FnOnce(&NoteAnchors) -> T) -> Option<T> {
        ask(Question::Anchors(self.path(file)));
        let known = {
            let mut all = self.anchors.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(file).or_default())
        };
        known
            .get_or_init(|| self.facts_at(file).map(|facts| NoteAnchors::from_facts(facts.unpack())))
            .as_ref()
            .map(query)
    }
}
