//! Notes that nothing links to.

use std::sync::Arc;

use crate::diagnostic::Diagnostic;
use crate::note::{Note, PeriodicFormats, folder, is_in_template_folder, is_period, stem};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::{VaultIndex, fold};

use super::whole_note;

/// The names of notes that a reader opens first.
const ENTRY_POINTS: &[&str] = &["readme", "_readme", "index", "_index", "home", "start", "dashboard", "inbox"];

pub(super) fn make(setup: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(OrphanNote { periodic: Arc::clone(&setup.periodic_formats) }))
}

struct OrphanNote {
    periodic: Arc<PeriodicFormats>,
}

impl Rule for OrphanNote {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if note.is_template() || is_in_template_folder(note.path()) || is_entry_point(note, &self.periodic) {
            return;
        }
        let (Some(linked), Some(file)) = (vault.linked_files(), vault.file(note.path())) else { return };
        let is_queried = linked.is_queried(note.path()) || tags(note).iter().any(|tag| linked.is_queried_tag(tag));
        if !linked.is_linked(file) && !is_queried && vault.conflict_copy(note.path()).is_none() {
            out.add_info(Diagnostic::new(whole_note::place(note), "nothing in the vault links to this note"));
        }
    }

    fn needs_linked_files(&self) -> bool {
        true
    }
}

/// Returns whether the note is reached by its name: an index, the note of its folder, a daily note, a file for programs.
fn is_entry_point(note: &Note, periodic: &PeriodicFormats) -> bool {
    let name = note.name();
    let is_of_folder = fold(name) == fold(stem(folder(note.path())));
    let is_for_programs = name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    is_of_folder
        || ENTRY_POINTS.contains(&fold(name).as_str())
        || is_period(name)
        || periodic.matches(name)
        || is_for_programs
}

/// Returns the tags of the note: those of its properties, and what looks like one in its text.
fn tags(note: &Note) -> Vec<String> {
    let pair = note.properties().and_then(|properties| properties.get("tags").or_else(|| properties.get("tag")));
    let items = pair.map_or(&[][..], |pair| pair.value.items());
    let listed = items.iter().filter_map(|item| item.as_str());
    let listed = listed.flat_map(|tags| tags.split([' ', ','])).map(str::to_owned);
    let start = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
    let written = note.text()[start..].split(char::is_whitespace).filter_map(|word| word.strip_prefix('#'));
    let written = written.map(|tag| tag.trim_end_matches(['.', ',', ';', ':', ')']).to_owned());
    listed.chain(written).filter(|tag| !tag.is_empty()).collect()
}
