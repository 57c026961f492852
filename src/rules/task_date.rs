//! Dates of tasks that are impossible, or that the plugin Tasks cannot read.

use crate::diagnostic::Diagnostic;
use crate::note::{EntryDate, ListItem, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::VaultIndex;

/// What stands before a date of a task. The first ones mean the day on which it is due.
const SIGNS: &[&str] = &[
    "📅",
    "📆",
    "🗓",
    "⏳",
    "⌛",
    "🛫",
    "➕",
    "✅",
    "❌",
    "due::",
    "scheduled::",
    "start::",
    "created::",
    "completion::",
    "cancelled::",
];
const DUE_SIGNS: &[&str] = &["📅", "📆", "🗓"];

/// The most words after a sign that can be meant as a date: `end of next week`. More are a sentence.
const MAX_WORDS: usize = 4;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(TaskDate))
}

struct TaskDate;

impl Rule for TaskDate {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        if note.is_template() {
            return;
        }
        for item in note.body().items.iter().filter(|item| item.task.is_some()) {
            check_task(note, item, out);
        }
    }
}

fn check_task(note: &Note, item: &ListItem, out: &mut Findings) {
    let text = item.text.slice(note.text());
    for (at, sign) in signs(text) {
        let start = item.text.start + at;
        if note.verbatim_at(Span::new(start, start + 1)).is_some() || note.body().region_at(start).is_some() {
            continue;
        }
        let behind = &text[at + sign.len()..];
        let words = written_after(behind);
        let from = start + sign.len() + (behind.len() - trimmed(behind).len());
        let date = leading_date(words);
        let is_due = DUE_SIGNS.contains(&sign) && at > 0 && is_meant_as_date(words);
        match EntryDate::parse(date) {
            Some(EntryDate::Day(_)) => {}
            Some(EntryDate::Invalid) => {
                let span = Span::new(from, from + date.len());
                out.add(Diagnostic::new(span, format!("`{date}` is not a valid date")));
            }
            _ if is_date_shaped(date) || is_due => {
                let words = if is_date_shaped(date) { date } else { words };
                let span = Span::new(from, from + words.len());
                out.add(
                    Diagnostic::new(span, format!("`{words}` is not a date that Tasks can read"))
                        .with_help("write it as `YYYY-MM-DD`"),
                );
            }
            _ => {}
        }
    }
}

/// Returns the signs in the text of a task, in order, with their offsets.
fn signs(text: &str) -> Vec<(usize, &'static str)> {
    let mut found: Vec<_> = SIGNS.iter().flat_map(|sign| text.match_indices(sign).map(|(at, _)| (at, *sign))).collect();
    found.retain(|(at, sign)| !sign.ends_with(':') || text[..*at].ends_with(['[', '(']));
    found.sort_unstable();
    found
}

/// Returns the text after a sign, without the spaces and the variation selector that some keyboards add.
fn trimmed(behind: &str) -> &str {
    behind.trim_start_matches(['\u{fe0f}', ' ', '\t'])
}

/// Returns the words after a sign, up to the next sign, tag, link or bracket.
fn written_after(behind: &str) -> &str {
    let words = trimmed(behind);
    let is_end = |c: char| matches!(c, '#' | '@' | '[' | ']' | '(' | ')' | '{' | '<' | '^' | '|' | '%') || is_symbol(c);
    words[..words.find(is_end).unwrap_or(words.len())].trim_end()
}

/// Returns whether `c` may be a sign of the plugin Tasks, or another picture.
fn is_symbol(c: char) -> bool {
    matches!(u32::from(c), 0x2190..=0x2bff | 0x1f000..=0x1faff)
}

/// Returns the digits and separators at the start of `words`.
fn leading_date(words: &str) -> &str {
    let end = words.find(|c: char| !c.is_ascii_digit() && !matches!(c, '-' | '/' | '.')).unwrap_or(words.len());
    words[..end].trim_end_matches(['.', '-', '/'])
}

/// Returns whether `date` is a year, a month and a day in any order.
fn is_date_shaped(date: &str) -> bool {
    let Some(separator) = date.chars().find(|c| !c.is_ascii_digit()) else { return false };
    let mut lengths: Vec<usize> = date.split(separator).map(str::len).collect();
    let has_digits_only = date.chars().all(|c| c == separator || c.is_ascii_digit());
    lengths.sort_unstable();
    has_digits_only && matches!(lengths[..], [1 | 2, 1 | 2, 4])
}

/// Returns whether the few words after a due sign stand for a date: `next week`, `9.2.`, `tomorrow`.
fn is_meant_as_date(words: &str) -> bool {
    !words.is_empty() && words.split_whitespace().count() <= MAX_WORDS
}
