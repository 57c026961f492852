//! Conflict copies: the versions of notes that a sync program set aside.

use super::{FileId, VaultIndex};
use crate::note::{ConflictName, conflict_original, folder, stem};
use crate::vault::NoteFacts;

/// The minimum percentage of common lines of a numbered copy with the same title as its original.
const SAME_TITLE: usize = 20;
/// The minimum percentage of common lines of a numbered copy without a title.
const NO_TITLE: usize = 60;

impl VaultIndex {
    /// Returns whether the note at `path` is a conflict copy, and its original if that is there. A number at the end of a
    /// name (`X 2`) needs facts.
    pub fn conflict_copy(&self, path: &str) -> Option<Option<FileId>> {
        let (original, kind) = conflict_original(path)?;
        let original_path = &original;
        let original = self.file(original_path);
        match kind {
            ConflictName::Certain => Some(original),
            ConflictName::Likely => original.map(Some),
            ConflictName::Numbered => original.filter(|_| self.is_numbered_copy(path, original_path)).map(Some),
        }
    }

    /// Returns whether the note at `path` is named like a numbered copy of another, or some note is named like one of it.
    pub(in crate::vault) fn may_be_or_have_numbered_copy(&self, path: &str) -> bool {
        let of_it = format!("{}{} ", folder_prefix(path), stem(path));
        let paths = &self.files().paths;
        let at = paths.partition_point(|known| known.as_str() < of_it.as_str());
        let is_of_other = conflict_original(path).is_some_and(|(original, _)| self.find(&original).is_some());
        is_of_other || paths.get(at).is_some_and(|known| known.starts_with(&of_it))
    }

    /// Returns the facts of the notes that may be copies of the note at `path`, or of which `path` says whether they are.
    pub(in crate::vault) fn facts_of_possible_copies(&self, path: &str) -> Vec<NoteFacts> {
        let name = stem(path);
        // `X 1.md` says what `X 2.md` is.
        let base = name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        let begin = format!("{}{}", folder_prefix(path), if base.is_empty() { name } else { base });
        let paths = &self.files().paths;
        let from = paths.partition_point(|known| known.as_str() < begin.as_str());
        let alike = paths[from..].iter().take_while(|known| known.starts_with(&begin));
        let copies = alike.filter(|known| conflict_original(known).is_some());
        copies.filter_map(|known| Some(self.facts_at(self.find(known)?)?.unpack())).collect()
    }

    fn is_numbered_copy(&self, path: &str, original: &str) -> bool {
        // Obsidian itself begins with `X 1`.
        let first = format!("{}{} 1.md", folder_prefix(path), stem(original));
        if self.file(&first).is_some() {
            return false;
        }
        let (Some(copy), Some(original)) = (self.facts(path), self.facts(original)) else { return false };
        let [copy_title, original_title] = [&copy, &original].map(title);
        match (copy_title, original_title) {
            (Some(copied), Some(title)) if copied == title => copy.lines.shares(&original.lines, SAME_TITLE),
            (None, None) => copy.lines.shares(&original.lines, NO_TITLE),
            _ => false,
        }
    }
}

fn title(facts: &NoteFacts) -> Option<&str> {
    let title = facts.property("title").first().or(facts.heading.as_ref());
    title.map(|title| title.trim()).filter(|title| !title.is_empty())
}

fn folder_prefix(path: &str) -> String {
    match folder(path) {
        "" => String::new(),
        folder => format!("{folder}/"),
    }
}
