//! List items: their extent and nesting.

use crate::text::{LineIndex, Span};

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListItem {
    /// The line it begins on, from 0.
    pub line: usize,
    /// The whole item: from the start of its first line through the line break of its last, with sub-items and continuation
    /// lines, without blank lines after it.
    pub span: Span,
    /// Columns before the marker.
    pub indent: usize,
    /// The number of `>` before it.
    pub quote: usize,
    /// The bullet or number.
    pub marker: Span,
    /// The character in the brackets of a task.
    pub task: Option<char>,
    /// The text of the first line, without the marker, the task's brackets and trailing whitespace.
    pub text: Span,
    /// The parent item, as an index into the note's items.
    pub parent: Option<usize>,
    /// The heading above it, as an index into the note's headings.
    pub section: Option<usize>,
    /// Whether a line that is not indented under it belongs to it as a lazy continuation of its paragraph.
    pub is_lazy: bool,
    /// The number of its list: items of the same list have no other text between them.
    pub list: usize,
}

/// The parsed first line of a list item.
pub(super) struct Marker {
    pub(super) marker: Span,
    pub(super) task: Option<char>,
    pub(super) text: Span,
    /// Columns from the marker to the text: lines indented by as many belong to the item.
    pub(super) width: usize,
}

/// Parses a list marker at the start of `line`, which has no indent and no `>`.
pub(super) fn marker(text: &str, line: Span) -> Option<Marker> {
    let written = line.slice(text);
    let length = match written.as_bytes() {
        [b'-' | b'*' | b'+', ..] => 1,
        [b'0'..=b'9', ..] => {
            let digits = written.bytes().take_while(u8::is_ascii_digit).count();
            if digits > 9 || !matches!(written.as_bytes().get(digits), Some(b'.' | b')')) {
                return None;
            }
            digits + 1
        }
        _ => return None,
    };
    let rest = &written[length..];
    if !(rest.is_empty() || rest.starts_with([' ', '\t'])) || is_thematic_break(written) {
        return None;
    }
    let after_marker = rest.trim_start_matches([' ', '\t']);
    let blanks = rest.len() - after_marker.len();
    // Without text, or before indented code, one column counts (CommonMark 0.31, 5.2).
    let is_wide = after_marker.is_empty() || blanks > 4 || rest.starts_with('\t');
    let width = length + if is_wide { 1 } else { blanks };
    let (task, lead) = task_box(after_marker);
    let content = &after_marker[lead..];
    let content = content.trim_start_matches([' ', '\t']);
    let start = line.end - content.len();
    let end = start + content.trim_end().len();
    Some(Marker { marker: Span::new(line.start, line.start + length), task, text: Span::new(start, end), width })
}

fn task_box(content: &str) -> (Option<char>, usize) {
    let mut chars = content.chars();
    let (Some('['), Some(state), Some(']')) = (chars.next(), chars.next(), chars.next()) else { return (None, 0) };
    let rest = chars.as_str();
    if rest.is_empty() || rest.starts_with([' ', '\t']) {
        return (Some(state), content.len() - rest.len());
    }
    (None, 0)
}

/// Returns whether the line is a thematic break: three or more of one of `-`, `*`, `_`, and otherwise only whitespace.
pub(super) fn is_thematic_break(line: &str) -> bool {
    let mut kinds = line.bytes().filter(|byte| !matches!(byte, b' ' | b'\t'));
    let Some(first @ (b'-' | b'*' | b'_')) = kinds.next() else { return false };
    let mut count = 1;
    kinds.all(|byte| {
        count += 1;
        byte == first
    }) && count >= 3
}

/// An item that has not ended yet. Its lines also belong to its parents, which take them over when the item ends.
#[derive(Clone, Copy)]
struct OpenItem {
    item: usize,
    /// The last line that belongs to it.
    last: usize,
    /// The smallest indent of its lines that do not begin an item.
    least_indent: usize,
    /// The column at which its text begins.
    content: usize,
}

/// Builds the list items of a note line by line.
#[derive(Default)]
pub(super) struct ListBuilder {
    items: Vec<ListItem>,
    /// Open items, outermost first.
    open: Vec<OpenItem>,
    lists: usize,
    in_list: bool,
    /// The value of `in_list` before the current line.
    was_in_list: bool,
    quote: usize,
}

impl ListBuilder {
    /// Returns whether the next line may belong to an item.
    pub(super) fn in_list(&self) -> bool {
        self.in_list
    }

    pub(super) fn item(
        &mut self,
        line: usize,
        indent: usize,
        quote: usize,
        found: Marker,
        section: Option<usize>,
        lines: &LineIndex,
    ) {
        if quote != self.quote {
            self.close(lines);
            self.quote = quote;
        }
        while self.open.last().is_some_and(|open| self.items[open.item].indent >= indent) {
            self.close_last(lines);
        }
        if !self.in_list {
            self.lists += 1;
            self.in_list = true;
        }
        let parent = self.open.last().map(|open| open.item);
        let content = indent + found.width;
        self.items.push(ListItem {
            line,
            span: lines.full_line(line),
            indent,
            quote,
            marker: found.marker,
            task: found.task,
            text: found.text,
            parent,
            section,
            is_lazy: false,
            list: self.lists,
        });
        self.open.push(OpenItem { item: self.items.len() - 1, last: line, least_indent: usize::MAX, content });
    }

    /// Adds a line that does not begin an item. It continues the open items, and ends those that it is not indented under,
    /// unless it continues a paragraph (`goes_on`).
    pub(super) fn text_line(&mut self, line: usize, indent: usize, quote: usize, goes_on: bool, lines: &LineIndex) {
        if quote != self.quote {
            self.close(lines);
            self.quote = quote;
        }
        self.was_in_list = self.in_list;
        if !goes_on {
            while self.open.last().is_some_and(|open| self.items[open.item].indent >= indent) {
                self.close_last(lines);
            }
            self.in_list = !self.open.is_empty();
        }
        if let Some(open) = self.open.last_mut() {
            open.least_indent = open.least_indent.min(indent);
        }
        self.extend(line);
    }

    /// Keeps the list open after a comment line, which ends only the items that it is not indented under.
    pub(super) fn comment_line(&mut self) {
        self.in_list |= self.was_in_list;
    }

    /// Returns whether a line with `quote` markers, the first of them after `indent` columns, is a quote under an open item.
    pub(super) fn holds_quote(&self, quote: usize, indent: usize) -> bool {
        let is_under = |open: &OpenItem| self.items[open.item].indent < indent;
        quote > self.quote && self.open.first().is_some_and(is_under)
    }

    /// Returns whether a line with `quote` markers that is indented by `indent` columns is code under the innermost item.
    pub(super) fn is_code_indent(&self, quote: usize, indent: usize) -> bool {
        let content = |open: &OpenItem| self.items[open.item].indent + self.items[open.item].marker.len() + 1;
        quote == self.quote && self.open.last().map(content).is_some_and(|content| indent >= content + 4)
    }

    /// Returns whether no item is open.
    pub(super) fn is_outside(&self) -> bool {
        self.open.is_empty()
    }

    /// Returns the column at which the text of the innermost open item begins that a line indented by `indent` columns belongs
    /// to; 0 if it belongs to none. A less indented line ends the item.
    pub(super) fn content_column(&self, indent: usize) -> usize {
        // An item that begins before the text of its parent is a list of its own, after it.
        let mut least_indent = indent;
        for open in self.open.iter().rev() {
            if open.content <= least_indent {
                return open.content;
            }
            least_indent = least_indent.min(self.items[open.item].indent);
        }
        0
    }

    /// Makes `line` the last line so far of every open item.
    pub(super) fn extend(&mut self, line: usize) {
        if let Some(open) = self.open.last_mut() {
            open.last = line;
        }
    }

    /// Ends every open item.
    pub(super) fn close(&mut self, lines: &LineIndex) {
        while !self.open.is_empty() {
            self.close_last(lines);
        }
        self.in_list = false;
    }

    fn close_last(&mut self, lines: &LineIndex) {
        let Some(OpenItem { item, last, least_indent, .. }) = self.open.pop() else { return };
        let closed = &mut self.items[item];
        closed.span.end = lines.full_line(last).end;
        closed.is_lazy = closed.indent >= least_indent;
        if let Some(outer) = self.open.last_mut() {
            outer.last = outer.last.max(last);
            outer.least_indent = outer.least_indent.min(least_indent);
        }
    }

    pub(super) fn finish(mut self, lines: &LineIndex) -> Vec<ListItem> {
        self.close(lines);
        self.items
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thematic_breaks_are_not_items() {
        assert!(is_thematic_break("- - -"));
        assert!(is_thematic_break("***"));
        assert!(!is_thematic_break("- -"));
        assert!(!is_thematic_break("- - x -"));
    }

    #[test]
    fn a_task_is_a_box_and_a_space() {
        let text = "- [x] done ";
        let found = marker(text, Span::new(0, text.len())).unwrap();
        assert_eq!((found.task, found.text.slice(text)), (Some('x'), "done"));
        let text = "- [x](y)";
        assert_eq!(marker(text, Span::new(0, text.len())).unwrap().task, None);
        let text = "- [[x]] y";
        assert_eq!(marker(text, Span::new(0, text.len())).unwrap().text.slice(text), "[[x]] y");
    }
}
