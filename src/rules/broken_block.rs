//! Links to blocks that do not exist.

use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::{NoteAnchors, VaultIndex, fold};

use super::written_link::WrittenLink;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(BrokenBlock))
}

struct BrokenBlock;

impl Rule for BrokenBlock {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let mut own: Option<NoteAnchors> = None;
        for link in WrittenLink::all(note) {
            let Some(fragment) = link.fragment() else { continue };
            let Some((_, id)) = fragment.rsplit_once('^') else { continue };
            let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
            let Some(file) = vault.resolve(&link.target, note.path()) else { continue };
            let path = vault.path(file);
            if !is_id || !fold(path).ends_with(".md") || path.contains(".excalidraw") {
                continue;
            }
            let is_there = match path == note.path() {
                true => Some(own.get_or_insert_with(|| NoteAnchors::from_note(note)).has_block(id)),
                false => vault.with_anchors(file, |places| places.has_block(id)),
            };
            if let (Some(false), Some(span)) = (is_there, link.link.fragment) {
                let found = Diagnostic::new(span, format!("`{path}` has no block `^{id}`"));
                out.add(found.with_key(format!("{}#^{id}", link.target)));
            }
        }
    }
}
