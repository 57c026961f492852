//! The date of an entry: unknown though it is known, impossible, in the future, or not its note's.

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Entry, EntryDate, Note, stem};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits};
use crate::vault::VaultIndex;

pub(super) fn make(setup: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    Ok(Box::new(EntryDateRule { options: options.read()?, today: setup.today }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct EntryDateOptions {
    /// Whether the programs that read these lists know dates without a day, so that writing one is safe.
    partial_dates: bool,
}

struct EntryDateRule {
    options: EntryDateOptions,
    today: jiff::civil::Date,
}

impl Rule for EntryDateRule {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        for entry in note.entries() {
            out.add_all(self.entry(note, entry));
        }
    }
}

/// The date that a note's name begins with. A year alone is one only before a dash: `2024 budget` is about a year.
fn named_date(name: &str) -> Option<EntryDate> {
    let (date, length) = EntryDate::at_start(name)?;
    let before_dash = name[length..].trim_start().starts_with(['-', '–', '—']) || name.len() == length;
    (date.precision() > 1 || (date.precision() == 1 && before_dash)).then_some(date)
}

impl EntryDateRule {
    fn entry(&self, note: &Note, entry: &Entry) -> Option<Diagnostic> {
        let text = note.text();
        let written = entry.date_span.of(text);
        let path = note.body().links[entry.link].path(text);
        let named = named_date(stem(&path));
        let found = |message: String| Some(Diagnostic::new(entry.date_span, message));
        match (entry.date, named) {
            (EntryDate::Impossible, _) => found(format!("`{written}` is no day of the calendar")),
            (EntryDate::Unknown, Some(named)) => {
                let edits = Edits::one(Edit::replace(entry.date_span, named.to_string()));
                let title = format!("write `{named}`");
                let fix = if self.options.partial_dates { Fix::safe(title, edits) } else { Fix::needs_judgement(title, edits) };
                found(format!("the date is `{written}`, but the note's name begins with `{named}`")).map(|found| found.fix(fix))
            }
            (EntryDate::Day(day), _) if self.is_future(day) => found(format!("`{written}` lies in the future")),
            (date, Some(named)) if !date.agrees_with(named) => {
                found(format!("the entry is dated `{written}`, its note `{named}`"))
            }
            (EntryDate::Day(_) | EntryDate::Month(..) | EntryDate::Year(_) | EntryDate::Unknown, _) => None,
        }
    }

    /// A day ahead is today somewhere.
    fn is_future(&self, day: jiff::civil::Date) -> bool {
        self.today.tomorrow().is_ok_and(|tomorrow| day > tomorrow)
    }
}
