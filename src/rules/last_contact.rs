//! Checks the property `last_contact` against the entries of the note.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{EntryDate, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

use super::shared::{checked_properties, inner, newest_contact};

pub(super) fn make(setup: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(LastContact { today: setup.today }))
}

struct LastContact {
    today: jiff::civil::Date,
}

impl Rule for LastContact {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(pair) = checked_properties(note).and_then(|properties| properties.get("last_contact")) else { return };
        let written = day_of(note, inner(&pair.value));
        let Some(EntryDate::Day(recorded)) = EntryDate::parse(written.slice(note.text())) else { return };
        let Some((newest, entry)) = newest_contact(note, self.today).filter(|(newest, _)| *newest > recorded) else {
            return;
        };
        let message = format!("`last_contact` is {recorded}, but there is an entry dated {newest}");
        let edits = Edits::from_edit(Edit::replace(written, newest.to_string()));
        out.add(
            Diagnostic::new(pair.value.span, message)
                .with_related(entry.date_span, "the newest entry without `via`")
                .with_fix(Fix::unsafe_fix(format!("write `{newest}`"), edits)),
        );
    }
}

/// Returns the date within a value: all of it, or the target of a link to a daily note.
fn day_of(note: &Note, value: Span) -> Span {
    let written = value.slice(note.text());
    let is_link = written.starts_with("[[") && written.ends_with("]]") && written.len() > 4;
    if is_link { Span::new(value.start + 2, value.end - 2) } else { value }
}
