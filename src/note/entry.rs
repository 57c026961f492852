//! List items that begin with a date: `- DATE: LINK - text (via X)`, `- DATE: text`, `- **DATE** - text`, `- [[DATE]] text`.

use super::body::Body;
use super::date::EntryDate;
use super::list::ListItem;
use super::path::stem;
use super::{Link, Note};
use crate::text::Span;

/// An entry of a log, which a pipeline or a person appends to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// The item, as an index into the body's items.
    pub item: usize,
    /// Its date.
    pub date: EntryDate,
    /// The date's span.
    pub date_span: Span,
    /// The link that follows the date, as an index into the body's links.
    pub link: Option<usize>,
    /// The text after the date, the link and the dash, without the parts below; may be empty.
    pub text: Span,
    /// The names in `(via NAME)` at its end.
    pub via: Vec<Span>,
    /// The block id at its end, with the `^`.
    pub block_id: Option<Span>,
}

impl LogEntry {
    /// Returns the link that follows the date, if there is one.
    pub fn link<'a>(&self, note: &'a Note) -> Option<&'a Link> {
        self.link.map(|at| &note.body().links[at])
    }
}

/// Returns the entries of a note.
pub(super) fn entries(text: &str, body: &Body) -> Vec<LogEntry> {
    body.items.iter().enumerate().filter_map(|(index, item)| entry(text, body, index, item)).collect()
}

fn entry(text: &str, body: &Body, index: usize, item: &ListItem) -> Option<LogEntry> {
    if item.task.is_some() {
        return None;
    }
    let written = WrittenDate::at_start(text, body, item.text)?;
    let after = Span::new(written.end, item.text.end);
    let separated = separated(after.slice(text));
    let (link, rest) = match leading_link(text, body, after) {
        Some((link, rest)) => (Some(link), rest),
        // A month or a year, or a date that nothing separates from the text, is part of a sentence.
        None if !written.is_marked && separated.is_none() => return None,
        None if !matches!(written.date, EntryDate::Day(_) | EntryDate::Month(..) | EntryDate::Invalid) => return None,
        None => (None, separated.unwrap_or_else(|| after.slice(text).trim_start_matches(BLANKS))),
    };
    // A backslash at the end is a line break, not text.
    let end = item.text.end - usize::from(rest.ends_with('\\'));
    let rest = rest.strip_suffix('\\').unwrap_or(rest);
    let end = end - (rest.len() - rest.trim_end().len());
    let mut content = Span::new(end - rest.trim_end().len(), end);
    let block_id = trailing_block_id(text, &mut content);
    let via = trailing_via(text, &mut content);
    if link.is_none() && content.is_empty() {
        return None;
    }
    Some(LogEntry { item: index, date: written.date, date_span: written.span, link, text: content, via, block_id })
}

/// A date at the start of an item.
struct WrittenDate {
    date: EntryDate,
    span: Span,
    /// The end of the date with its emphasis, or of the link to the daily note.
    end: usize,
    /// Whether emphasis or a link sets it off from the text.
    is_marked: bool,
}

impl WrittenDate {
    fn at_start(text: &str, body: &Body, item: Span) -> Option<Self> {
        let written = item.slice(text);
        if written.starts_with("[[") {
            return Self::in_link(text, body, item.start);
        }
        let mark = ["**", "__", "*", "_"].into_iter().find(|mark| written.starts_with(mark)).unwrap_or_default();
        let (date, length) = EntryDate::at_start(&written[mark.len()..])?;
        let span = Span::new(item.start + mark.len(), item.start + mark.len() + length);
        let rest = &text[span.end..item.end];
        // The colon may be emphasised too.
        let end = match rest.strip_prefix(':').filter(|rest| !mark.is_empty() && rest.starts_with(mark)) {
            Some(_) => span.end + 1 + mark.len(),
            None if rest.starts_with(mark) => span.end + mark.len(),
            None => return None,
        };
        Some(Self { date, span, end, is_marked: !mark.is_empty() })
    }

    /// Returns the date that is the name of the note that the link at `start` opens.
    fn in_link(text: &str, body: &Body, start: usize) -> Option<Self> {
        let link = &body.links[body.links.binary_search_by_key(&start, |link| link.span.start).ok()?];
        if link.is_embed || link.fragment.is_some() {
            return None;
        }
        let path = link.path.slice(text);
        let name = stem(path);
        let date = EntryDate::parse(name).filter(|date| matches!(date, EntryDate::Day(_) | EntryDate::Invalid))?;
        let at = link.path.start + path.rfind('/').map_or(0, |slash| slash + 1);
        Some(Self { date, span: Span::new(at, at + name.len()), end: link.span.end, is_marked: true })
    }
}

/// Returns the link at the start of `after`, which follows a date, as an index into the links of `body`, and the text that
/// follows it and a dash. `None` if a text without a dash follows: the link is part of a sentence.
fn leading_link<'a>(text: &'a str, body: &Body, after: Span) -> Option<(usize, &'a str)> {
    let written = after.slice(text);
    let start = after.end - separated(written).or_else(|| after_dash(written, &[""]))?.len();
    let link = body.links.binary_search_by_key(&start, |link| link.span.start).ok()?;
    if body.links[link].is_embed {
        return None;
    }
    let rest = &text[body.links[link].span.end..after.end];
    let content = match rest.is_empty() {
        true => Some(""),
        false => separated(rest)
            .or_else(|| only_dash(rest))
            .or_else(|| after_dash(rest, &[""]).filter(|rest| !goes_on(rest))),
    };
    Some((link, content?))
}

const BLANKS: [char; 2] = [' ', '\u{a0}'];

/// Returns the text after a colon or a dash, in the form of any language.
fn separated(text: &str) -> Option<&str> {
    let wide = || text.strip_prefix('：').map(|rest| rest.trim_start_matches(BLANKS));
    after_dash(text, &[":", " -", " –", " —", " --", " :", "\u{a0}:", "\u{202f}:"]).or_else(wide)
}

/// Returns true if a sentence that began with a link goes on. A dash that was decoded as windows-1252 begins with a letter.
fn goes_on(rest: &str) -> bool {
    rest.starts_with(|char: char| char.is_lowercase() || char == '[') && !rest.starts_with("â€")
}

/// Returns the text after one of `marks` and at least one space.
fn after_dash<'a>(text: &'a str, marks: &[&str]) -> Option<&'a str> {
    let rest = marks.iter().find_map(|mark| text.strip_prefix(mark).filter(|rest| rest.starts_with(BLANKS)))?;
    Some(rest.trim_start_matches(BLANKS))
}

/// Returns the empty text after a dash or colon that ends the entry.
fn only_dash(text: &str) -> Option<&str> {
    matches!(text.trim(), "-" | "–" | "—" | ":").then_some("")
}

fn trailing_block_id(text: &str, content: &mut Span) -> Option<Span> {
    let written = content.slice(text);
    let start = written.rfind('^')?;
    let id = &written[start + 1..];
    let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_id || !(start == 0 || written[..start].ends_with([' ', '\t'])) {
        return None;
    }
    let span = Span::new(content.start + start, content.end);
    content.end = content.start + written[..start].trim_end().len();
    Some(span)
}

fn trailing_via(text: &str, content: &mut Span) -> Vec<Span> {
    let mut via = Vec::new();
    loop {
        let written = content.slice(text);
        let Some(start) = written.rfind("(via ") else { break };
        let inner = &written[start + 5..];
        let Some(name) = inner.strip_suffix(')').filter(|name| !name.contains(['(', ')'])) else { break };
        let at = content.start + start + 5;
        via.insert(0, Span::new(at, at + name.len()));
        content.end = content.start + written[..start].trim_end().len();
    }
    via
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> (Note, Option<LogEntry>) {
        let note = Note::new("a.md", text);
        let entry = note.entries().first().cloned();
        (note, entry)
    }

    #[test]
    fn an_entry_has_date_link_text_and_marks() {
        let text = "- 2025-10-30: [[Call|the call]] — Talked. (via Ada) (via Bo) ^x1\n";
        let (note, entry) = one(text);
        let entry = entry.unwrap();
        assert_eq!(entry.date_span.slice(text), "2025-10-30");
        assert_eq!(note.body().links[entry.link.unwrap()].span.slice(text), "[[Call|the call]]");
        assert_eq!(entry.text.slice(text), "Talked.");
        assert_eq!(entry.via.iter().map(|via| via.slice(text)).collect::<Vec<_>>(), ["Ada", "Bo"]);
        assert_eq!(entry.block_id.unwrap().slice(text), "^x1");
    }

    #[test]
    fn an_entry_may_have_no_text() {
        let (_, garbled) = one("- 2025-10-30: [[Call]] â€” b");
        assert_eq!(garbled.map(|entry| entry.link), Some(Some(0)));
        for text in ["- unknown: [[Call]]", "- 2025-10 - [[Call]] - (via Ada)", "* 2025 [[Call]]:"] {
            let (_, entry) = one(text);
            assert!(entry.unwrap().text.is_empty() || text.ends_with(':'), "{text}");
        }
    }

    #[test]
    fn an_entry_may_have_no_leading_link() {
        for (text, date, rest) in [
            ("- 2025-10-30: with [[a]] (via Bo) ^x", "2025-10-30", "with [[a]]"),
            ("- 2025-10-30 - b", "2025-10-30", "b"),
            ("- 2025-10-30 — b", "2025-10-30", "b"),
            ("- 2025-10-30: ![[a]]", "2025-10-30", "![[a]]"),
            ("- 2025-10-30: [[a]], [[b]] - c", "2025-10-30", "[[a]], [[b]] - c"),
            ("- 2025-10-30: [[a]]'s plan", "2025-10-30", "[[a]]'s plan"),
            ("- 2025-02-30: x", "2025-02-30", "x"),
            ("- 2025-10: x", "2025-10", "x"),
            ("- 2025-10-30 : b", "2025-10-30", "b"),
            ("- 2025-10-30：b", "2025-10-30", "b"),
            ("- 2025-10-30 -- b", "2025-10-30", "b"),
            ("- 2025-10-30: [[a]] and b", "2025-10-30", "[[a]] and b"),
            ("- **2025-10-30**: b", "2025-10-30", "b"),
            ("- **2025-10-30:** b\\", "2025-10-30", "b"),
            ("- __2025-10-30__ b", "2025-10-30", "b"),
            ("- [[2025-10-30]] b", "2025-10-30", "b"),
            ("- [[Daily/2025-10-30|Thu]]: b", "2025-10-30", "b"),
        ] {
            let (_, entry) = one(text);
            let entry = entry.unwrap_or_else(|| panic!("{text}"));
            assert_eq!((entry.date_span.slice(text), entry.text.slice(text)), (date, rest), "{text}");
            assert_eq!(entry.link, None, "{text}");
        }
        let text = "- [[2025-10-30]]: [[a]] - b";
        assert_eq!(one(text).1.map(|entry| entry.text.slice(text)), Some("b"));
    }

    #[test]
    fn tasks_and_undated_items_are_not_entries() {
        for text in [
            "- [ ] 2025-10-30: [[a]]",
            "- [[a]] - b",
            "- [[2025-10-30#x]] - b",
            "- 2025 items: [[a]]",
            "- 2025: a year",
            "- unknown: a word",
            "- 2025-10-30 was a day",
            "- 2025-10-30:",
            "- **2025-10-30 was** a day",
            "- 2025-10-30T10: b",
        ] {
            assert_eq!(one(text).1, None, "{text}");
        }
    }
}
