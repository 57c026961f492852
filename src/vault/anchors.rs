//! The places of a note that a link can name: headings, blocks, what HTML gives a name.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::index::FileId;
use super::{NoteFacts, VaultIndex};
use crate::mojibake::{Codec, damage};
use crate::note::{Note, blank_key, heading_key, heading_slug};

/// The places of one note.
#[derive(Debug, Default)]
pub struct NoteAnchors {
    headings: Vec<String>,
    /// By [`heading_key`].
    keys: HashSet<String>,
    /// The same where `-` and `_` are blanks, as in a Markdown link.
    blank_keys: HashSet<String>,
    /// What web sites that are made from notes, and GitHub, call the headings.
    slugs: HashSet<String>,
    anchors: HashSet<String>,
    /// In lower case.
    blocks: HashSet<String>,
    /// By the key of a heading that was read with a wrong codec, the headings that it may be.
    undamaged: OnceLock<HashMap<String, Vec<usize>>>,
}

impl NoteAnchors {
    /// The places of `note`.
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

    /// The words of every heading, in order.
    pub fn headings(&self) -> &[String] {
        &self.headings
    }

    /// Whether a wikilink means a heading by `words`.
    pub fn has_heading(&self, words: &str) -> bool {
        self.keys.contains(&heading_key(words))
    }

    /// Whether a Markdown link means a heading by `words`, where `-` and `_` may stand for blanks.
    pub fn has_heading_in_markdown(&self, words: &str) -> bool {
        self.blank_keys.contains(&blank_key(words))
    }

    /// Whether web sites that are made from notes, and GitHub, would call a heading so: lower case, without signs, blanks as
    /// `-`, and a number behind the second of the same words.
    pub fn has_slug(&self, fragment: &str) -> bool {
        let fragment = fragment.to_lowercase();
        let is_number = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let numbered = fragment.rsplit_once('-').filter(|(_, number)| is_number(number));
        self.slugs.contains(&fragment) || numbered.is_some_and(|(slug, _)| self.slugs.contains(slug))
    }

    /// Whether HTML gives this name to a place.
    pub fn has_anchor(&self, name: &str) -> bool {
        self.anchors.contains(name)
    }

    /// Whether a block is called so, whatever the case.
    pub fn has_block(&self, id: &str) -> bool {
        self.blocks.contains(&id.to_ascii_lowercase())
    }

    /// The only heading whose words are `part` after they were read with a wrong codec.
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

/// The places of notes that links of other notes ask for, each worked out once.
#[derive(Debug, Default)]
pub(super) struct AnchorCache(Mutex<HashMap<FileId, Arc<OnceLock<Option<NoteAnchors>>>>>);

impl VaultIndex {
    /// What `ask` says of the places of the note at `file`; None where it was not read.
    pub fn with_anchors<T>(&self, file: FileId, ask: impl FnOnce(&NoteAnchors) -> T) -> Option<T> {
        let known = {
            let mut all = self.anchors.0.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(all.entry(file).or_default())
        };
        known.get_or_init(|| self.facts(self.path(file)).map(NoteAnchors::from_facts)).as_ref().map(ask)
    }
}
