//! Notes that nothing links to.

use crate::diagnostic::Diagnostic;
use crate::note::{EntryDate, Note, folder, is_in_template_folder, stem};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::{VaultIndex, fold};

use super::whole_note;

/// The names of notes that a reader opens first.
const ENTRY_POINTS: &[&str] = &["readme", "_readme", "index", "_index", "home", "start", "dashboard", "inbox"];

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(OrphanNote))
}

struct OrphanNote;

impl Rule for OrphanNote {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if note.is_template() || is_in_template_folder(note.path()) || is_entry_point(note) {
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
fn is_entry_point(note: &Note) -> bool {
    let name = note.name();
    let is_of_folder = fold(name) == fold(stem(folder(note.path())));
    let is_period = || {
        let parts = name.split_once('-');
        parts.is_some_and(|(year, part)| {
            matches!(EntryDate::parse(year), Some(EntryDate::Year(_)))
                && part.starts_with(['W', 'Q'])
                && part.len() <= 3
        })
    };
    let is_for_programs = name.len() > 3 && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    is_of_folder
        || ENTRY_POINTS.contains(&fold(name).as_str())
        || EntryDate::parse(name).is_some()
        || is_period()
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
