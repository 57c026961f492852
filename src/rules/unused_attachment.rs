//! Attachments that nothing links to.

use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::VaultIndex;

use super::whole_note;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(UnusedAttachment))
}

struct UnusedAttachment;

impl Rule for UnusedAttachment {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        for path in vault.unused_attachments(note.path()) {
            out.add_info(Diagnostic::new(whole_note::place(note), format!("nothing in the vault links to `{path}`")));
        }
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        !vault.unused_attachments(path).is_empty()
    }

    fn needs_linked_files(&self) -> bool {
        true
    }
}
