//! Notes whose lines end in a carriage return alone.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Encoding, Note, Verbatim};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(LineEnd))
}

struct LineEnd;

impl Rule for LineEnd {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        if memchr::memchr(b'\n', text.as_bytes()).is_some() || *note.encoding() != Encoding::Utf8 || note.is_drawing() {
            return;
        }
        // At the end of the text, it separates nothing.
        let Some(first) = text.trim_end_matches('\r').find('\r') else { return };
        let message = "the lines of this note end in a carriage return alone, so most programs read it as one line";
        // One edit, so that every other fix waits until the lines are there.
        let edit = Edit::replace(Span::new(0, text.len()), text.replace('\r', "\n"));
        out.add(
            Diagnostic::new(Span::new(first, first + 1), message)
                .with_fix(Fix::safe_fix("end each line with a line feed", Edits::from_edit(edit))),
        );
    }

    /// A carriage return is a line end in code and formulas too.
    fn may_write_into(&self, _: &Verbatim) -> bool {
        true
    }
}
