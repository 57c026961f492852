//! Entry dates that are invalid, in the future, different from the linked note's date, or `unknown` although that note
//! has one.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{EntryDate, LogEntry, Note, stem};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits};
use crate::vault::{Today, VaultIndex};

pub(super) fn make(setup: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    Ok(Box::new(EntryDateRule { options: options.parse()?, today: setup.today }))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
struct EntryDateOptions {
    /// Whether the programs that read these lists support dates without a day, which makes writing one safe.
    partial_dates: bool,
}

struct EntryDateRule {
    options: EntryDateOptions,
    today: Today,
}

impl Rule for EntryDateRule {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let habits = DateHabits::new(note);
        let agendas = OnceCell::new();
        for entry in note.entries() {
            out.add_all(self.entry(note, entry, &habits, &agendas));
        }
    }
}

/// The sections about future events, by the index of their heading.
type Agendas = HashSet<Option<usize>>;

/// The numbers of entries with a full date in a section.
#[derive(Default)]
struct SectionDays {
    ahead: usize,
    behind: usize,
    with_link: usize,
}

/// The minimum number of past entries for each future one by which a future date is a mistake in a list without links.
const MIN_BEHIND: usize = 5;

impl SectionDays {
    fn are_of_an_agenda(&self) -> bool {
        let has_links = self.with_link * 2 > self.ahead + self.behind;
        let is_mixed = !has_links && self.behind < MIN_BEHIND * self.ahead;
        is_mixed || self.ahead > 1 && self.ahead > self.behind
    }
}

/// Per section, the numbers of entries whose date agrees and disagrees with their target's.
struct DateHabits(HashMap<Option<usize>, (usize, usize)>);

impl DateHabits {
    fn new(note: &Note) -> Self {
        let mut counts: HashMap<Option<usize>, (usize, usize)> = HashMap::new();
        for entry in note.entries().iter().filter(|entry| entry.date.precision() > 0) {
            let Some(named) = target_date(note, entry) else { continue };
            let (same, other) = counts.entry(section(note, entry)).or_default();
            if entry.date.is_compatible_with(named) { *same += 1 } else { *other += 1 }
        }
        Self(counts)
    }

    /// Returns true if the entries of the section are usually dated like their targets, so that a different date is a
    /// mistake: some lists record when a note was discussed, not when it was written.
    fn dates_are_the_targets(&self, note: &Note, entry: &LogEntry) -> bool {
        let (same, other) = self.0.get(&section(note, entry)).copied().unwrap_or_default();
        same >= 3 && same >= 3 * other
    }
}

fn section(note: &Note, entry: &LogEntry) -> Option<usize> {
    note.body().items[entry.item].section
}

/// Returns the date at the start of the name of an entry's target.
fn target_date(note: &Note, entry: &LogEntry) -> Option<EntryDate> {
    named_date(stem(&entry.link(note)?.path(note.text())))
}

/// Returns the date at the start of a note's name. A year alone counts only before a dash: `2024 budget` is about a
/// year.
fn named_date(name: &str) -> Option<EntryDate> {
    let (date, length) = EntryDate::at_start(name)?;
    let before_dash = name[length..].trim_start().starts_with(['-', '–', '—']) || name.len() == length;
    (date.precision() > 1 || (date.precision() == 1 && before_dash)).then_some(date)
}

impl EntryDateRule {
    fn entry(
        &self,
        note: &Note,
        entry: &LogEntry,
        habits: &DateHabits,
        agendas: &OnceCell<Agendas>,
    ) -> Option<Diagnostic> {
        let written = entry.date_span.slice(note.text());
        let named = target_date(note, entry);
        let found = |message: String| Some(Diagnostic::new(entry.date_span, message));
        match (entry.date, named) {
            (EntryDate::Invalid, _) => found(format!("`{written}` is not a valid date")),
            (EntryDate::Unknown, Some(named)) => {
                let edits = Edits::from_edit(Edit::replace(entry.date_span, named.to_string()));
                let title = format!("write `{named}`");
                let fix = if self.options.partial_dates {
                    Fix::safe_fix(title, edits)
                } else {
                    Fix::unsafe_fix(title, edits)
                };
                found(format!("the date is `{written}`, but the note's name begins with `{named}`"))
                    .map(|found| found.with_fix(fix))
            }
            (EntryDate::Day(day), _)
                if self.is_future(day)
                    && !agendas.get_or_init(|| self.agendas(note)).contains(&section(note, entry)) =>
            {
                found(format!("`{written}` is in the future"))
            }
            (date, Some(named)) if !date.is_compatible_with(named) && habits.dates_are_the_targets(note, entry) => {
                found(format!("the entry is dated `{written}`, but the linked note is dated `{named}`"))
            }
            (EntryDate::Day(_) | EntryDate::Month(..) | EntryDate::Year(_) | EntryDate::Unknown, _) => None,
        }
    }

    /// Returns the sections that are about future events: most of their entries are in the future, or they have no links and
    /// not many more past entries, as in a list of deadlines.
    fn agendas(&self, note: &Note) -> Agendas {
        let mut days: HashMap<Option<usize>, SectionDays> = HashMap::new();
        for entry in note.entries() {
            if let EntryDate::Day(day) = entry.date {
                let days = days.entry(section(note, entry)).or_default();
                if self.is_future(day) {
                    days.ahead += 1;
                } else {
                    days.behind += 1;
                }
                days.with_link += usize::from(entry.link.is_some());
            }
        }
        days.into_iter().filter(|(_, days)| days.are_of_an_agenda()).map(|(section, _)| section).collect()
    }

    /// Tolerates one day, since tomorrow may be today in another time zone.
    fn is_future(&self, day: jiff::civil::Date) -> bool {
        day.yesterday().is_ok_and(|eve| self.today.is_before(eve))
    }
}
