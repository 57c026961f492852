//! Changes one file so that each of its links opens the same file as before.

use super::context::{FileEdits, RenameContext, unique_edits};
use super::error::RenameError;
use super::own_name::{heading_edit, title_edits};
use super::{base, canvas, html, links, query};
use crate::engine::change::Change;
use crate::engine::note_source::Unreadable;
use crate::note::Note;
use crate::vault::fold;

/// The change of one file.
pub(super) struct ChangedFile {
    pub(super) path: String,
    pub(super) change: Change,
    pub(super) repaired_links: usize,
    pub(super) mentions: Vec<String>,
}

impl RenameContext<'_> {
    /// Returns the change of the file at `path`; `None` if it has no reference, or cannot have one.
    pub(super) fn change(&self, path: &str) -> Result<Option<ChangedFile>, RenameError> {
        let bytes = match self.source.read(path) {
            Ok(bytes) => bytes,
            Err(Unreadable::Io(_) | Unreadable::TooLarge) => {
                return Err(RenameError::Unreadable { path: path.to_owned(), reason: "it cannot be read".to_owned() });
            }
            Err(_) => return Ok(None),
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) if self.may_be_named_in(error.as_bytes()) => {
                return Err(RenameError::Unreadable { path: path.to_owned(), reason: "it is not UTF-8".to_owned() });
            }
            Err(_) => return Ok(None),
        };
        let mut out = FileEdits::default();
        if fold(path).ends_with(".canvas") {
            canvas::edit(self, path, &text, &mut out)?;
        } else if fold(path).ends_with(".base") {
            base::edit(self, path, &text, &mut out)?;
        } else {
            self.edit_note(&Note::new(path, text.as_str()), &mut out)?;
        }
        if out.edits.is_empty() && out.repaired_links == 0 && out.mentions.is_empty() {
            return Ok(None);
        }
        let edits = unique_edits(path, out.edits)?;
        let after = edits.apply(&text);
        let change = Change::new(text.as_bytes(), &after);
        self.verify(path, &change)?;
        Ok(Some(ChangedFile {
            path: path.to_owned(),
            change,
            repaired_links: out.repaired_links,
            mentions: out.mentions,
        }))
    }

    /// Checks the changed text: the properties have the same keys, and each link opens the same file.
    fn verify(&self, path: &str, change: &Change) -> Result<(), RenameError> {
        if !fold(path).ends_with(".md") {
            return Ok(());
        }
        let after_path = self.old.file(path).map_or(path, |file| self.new_path(file));
        let before = Note::new(path, String::from_utf8_lossy(&change.before()).into_owned());
        let after = Note::new(after_path, change.after());
        let keys = |note: &Note| {
            note.properties().map(|properties| properties.pairs.iter().map(|pair| pair.key.clone()).collect::<Vec<_>>())
        };
        let (links, links_after) = (before.links(), after.links());
        let error = |reason: &str| RenameError::Unreadable { path: path.to_owned(), reason: reason.to_owned() };
        if keys(&before) != keys(&after) {
            return Err(error("its properties would become unreadable"));
        }
        if links.len() != links_after.len() {
            return Err(error("one of its links would no longer be a link"));
        }
        for (link, link_after) in links.iter().zip(&links_after) {
            let Some(file) = self.old.resolve(&link.path(before.text()), path) else { continue };
            let opens = self.new.resolve(&link_after.path(after.text()), after_path).map(|file| self.new.path(file));
            if opens != Some(self.new_path(file)) {
                return Err(RenameError::Shadowed { from: path.to_owned(), to: self.new_path(file).to_owned() });
            }
        }
        Ok(())
    }

    fn edit_note(&self, note: &Note, out: &mut FileEdits) -> Result<(), RenameError> {
        links::edit(self, note, out)?;
        query::edit(self, note, out);
        html::mention(self, note, out);
        let Some(file) = self.old.file(note.path()) else { return Ok(()) };
        let own = out.edits.len();
        for (from, to) in self.headings.get(&file).into_iter().flatten() {
            out.edits.push(heading_edit(note, from, to)?);
        }
        if let Some(to) = self.moved.get(&file) {
            out.edits.extend(title_edits(note, to, out.edits[own..].to_vec()));
        }
        Ok(())
    }
}
