//! List items that begin with a date and a link: `- DATE: LINK - text (via X)`.

use super::body::Body;
use super::date::EntryDate;
use super::list::ListItem;
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
    /// The link it begins with, as an index into the body's links.
    pub link: usize,
    /// The text after the link and the dash, without the parts below; may be empty.
    pub text: Span,
    /// The names in `(via NAME)` at its end.
    pub via: Vec<Span>,
    /// The block id at its end, with the `^`.
    pub block_id: Option<Span>,
}

/// Returns the entries of a note.
pub(super) fn entries(text: &str, body: &Body) -> Vec<LogEntry> {
    body.items.iter().enumerate().filter_map(|(index, item)| entry(text, body, index, item)).collect()
}

fn entry(text: &str, body: &Body, index: usize, item: &ListItem) -> Option<LogEntry> {
    if item.task.is_some() {
        return None;
    }
    let (date, length) = EntryDate::at_start(item.text.slice(text))?;
    let date_span = Span::new(item.text.start, item.text.start + length);
    let after = Span::new(date_span.end, item.text.end);
    let link_start = after.end - after_dash(after.slice(text), &[":", " -", " –", " —", ""])?.len();
    let link = body.links.binary_search_by_key(&link_start, |link| link.span.start).ok()?;
    if body.links[link].is_embed {
        return None;
    }
    let rest = Span::new(body.links[link].span.end, item.text.end);
    let content = if rest.is_empty() {
        ""
    } else {
        after_dash(rest.slice(text), &[" -", " –", " —", ":", ""]).or_else(|| only_dash(rest.slice(text)))?
    };
    // A backslash at the end is a line break, not text.
    let rest = Span::new(rest.start, rest.end - usize::from(content.ends_with('\\')));
    let content = content.strip_suffix('\\').unwrap_or(content).trim_end();
    let rest = Span::new(rest.start, rest.start + rest.slice(text).trim_end().len());
    let mut content = Span::new(rest.end - content.len(), rest.end);
    let block_id = trailing_block_id(text, &mut content);
    let via = trailing_via(text, &mut content);
    Some(LogEntry { item: index, date, date_span, link, text: content, via, block_id })
}

/// Returns the text after one of `marks` and at least one space.
fn after_dash<'a>(text: &'a str, marks: &[&str]) -> Option<&'a str> {
    let rest =
        marks.iter().find_map(|mark| text.strip_prefix(mark).filter(|rest| rest.starts_with([' ', '\u{a0}'])))?;
    Some(rest.trim_start_matches([' ', '\u{a0}']))
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
    if !is_id || !(start == 0 || written[..start].ends_with(' ')) {
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
    use super::super::Note;
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
        assert_eq!(note.body().links[entry.link].span.slice(text), "[[Call|the call]]");
        assert_eq!(entry.text.slice(text), "Talked.");
        assert_eq!(entry.via.iter().map(|via| via.slice(text)).collect::<Vec<_>>(), ["Ada", "Bo"]);
        assert_eq!(entry.block_id.unwrap().slice(text), "^x1");
    }

    #[test]
    fn an_entry_may_have_no_text() {
        for text in ["- unknown: [[Call]]", "- 2025-10 - [[Call]] - (via Ada)", "* 2025 [[Call]]:"] {
            let (_, entry) = one(text);
            assert!(entry.unwrap().text.is_empty() || text.ends_with(':'), "{text}");
        }
    }

    #[test]
    fn tasks_embeds_and_undated_items_are_not_entries() {
        for text in [
            "- [ ] 2025-10-30: [[a]]",
            "- 2025-10-30: ![[a]]",
            "- [[a]] - b",
            "- 2025-10-30: [[a]], [[b]] - c",
            "- 2025-10-30: [[a]]'s plan",
            "- 2025-10-30: [[a]]—b",
            "- 2025-10-30: with [[a]]",
            "- 2025 items: [[a]]",
        ] {
            assert_eq!(one(text).1, None, "{text}");
        }
    }
}
