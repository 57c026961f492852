//! Copies that a sync program made because a note was changed in two places.

use crate::diagnostic::Diagnostic;
use crate::note::{Note, conflict_original};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::vault::VaultIndex;

use super::whole_note;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(ConflictCopy))
}

struct ConflictCopy;

impl Rule for ConflictCopy {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let Some(original) = vault.conflict_copy(note.path()) else { return };
        let place = whole_note::place(note);
        out.add(match original {
            Some(original) => {
                let original = vault.path(original);
                Diagnostic::new(place, format!("this is a conflict copy of `{original}`"))
                    .with_help("move what is only here to the original, and delete this note")
            }
            None => Diagnostic::new(place, "this is a conflict copy of a note that is gone")
                .with_help("give it the name of the original, or delete it"),
        });
    }

    fn depends_on_other_notes(&self, path: &str, _: &VaultIndex) -> bool {
        conflict_original(path).is_some()
    }
}
