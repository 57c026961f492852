//! Checks the property `last_contact` against the entries of the note.

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{EntryDate, Note, Pair, Value};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::{Today, VaultIndex};

use super::shared::{checked_properties, inner, newest_contact};

pub(super) fn make(setup: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(LastContact { today: setup.today }))
}

struct LastContact {
    today: Today,
}

impl Rule for LastContact {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(pair) = checked_properties(note).and_then(|properties| properties.get("last_contact")) else { return };
        let Some(recorded) = Recorded::new(note, pair) else { return };
        let Some((newest, entry)) = newest_contact(note, self.today) else { return };
        let value = match recorded.day {
            Some(day) if day >= newest => return,
            Some(day) => day.to_string(),
            None if recorded.place.is_empty() => "empty".to_owned(),
            None => format!("`{}`", recorded.place.slice(note.text())),
        };
        let message = format!("`last_contact` is {value}, but there is an entry dated {newest}");
        let written = format!("{}{newest}", if recorded.needs_space { " " } else { "" });
        let span = if pair.value.span.is_empty() { pair.key_span } else { pair.value.span };
        out.add(
            Diagnostic::new(span, message).with_related(entry.date_span, "the newest entry without `via`").with_fix(
                Fix::unsafe_fix(format!("write `{newest}`"), Edits::from_edit(Edit::replace(recorded.place, written))),
            ),
        );
    }
}

/// The recorded date.
struct Recorded {
    /// `None` if the value is empty or `unknown`.
    day: Option<jiff::civil::Date>,
    /// The text to replace.
    place: Span,
    /// Whether nothing separates it from the colon.
    needs_space: bool,
}

impl Recorded {
    /// Returns `None` if the value is something else, or a placeholder.
    fn new(note: &Note, pair: &Pair) -> Option<Self> {
        let text = note.text();
        if pair.value.value == Value::Null && pair.value.span.is_empty() {
            let colon = pair.key_span.end + text[pair.key_span.end..].find(':')? + 1;
            return Some(Self { day: None, place: Span::empty(colon), needs_space: true });
        }
        let place = day_of(note, inner(&pair.value));
        let day = match EntryDate::parse(place.slice(text)) {
            Some(EntryDate::Day(day)) => Some(day),
            Some(EntryDate::Unknown) => None,
            None if place.slice(text).trim().is_empty() || pair.value.value == Value::Null => None,
            None | Some(EntryDate::Month(..) | EntryDate::Year(_) | EntryDate::Invalid) => return None,
        };
        Some(Self { day, place, needs_space: false })
    }
}

/// Returns the date within a value: all of it, or the target of a link to a daily note.
fn day_of(note: &Note, value: Span) -> Span {
    let written = value.slice(note.text());
    let is_link = written.starts_with("[[") && written.ends_with("]]") && written.len() > 4;
    if is_link { Span::new(value.start + 2, value.end - 2) } else { value }
}
