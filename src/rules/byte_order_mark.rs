//! A byte-order mark at the start of a note.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Encoding, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(ByteOrderMark))
}

struct ByteOrderMark;

impl Rule for ByteOrderMark {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if note.content_start() == 0 || *note.encoding() != Encoding::Utf8 {
            return;
        }
        let span = Span::new(0, note.content_start());
        let message = match note.frontmatter() {
            Some(_) => "a byte-order mark hides the frontmatter from Obsidian",
            None => "the note begins with a byte-order mark",
        };
        out.add(
            Diagnostic::new(span, message)
                .with_fix(Fix::safe_fix("remove the byte-order mark", Edits::from_edit(Edit::delete(span)))),
        );
    }
}
