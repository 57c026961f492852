//! Block parsing: one pass over the lines of a note.

use super::body::{Body, Heading, Region, RegionKind, UnclosedBlock};
use super::inline::InlineScanner;
use super::list::{self, ListBuilder};
use crate::text::{LineIndex, Span};

/// Parses `text` from byte `start`, which must be the start of a line.
pub(super) fn scan(text: &str, start: usize, lines: &LineIndex) -> Body {
    let mut scanner = Scanner {
        text,
        lines,
        inline: InlineScanner::new(text),
        lists: ListBuilder::default(),
        headings: Vec::new(),
        paragraph: None,
        blank_before: true,
        block_before: false,
        item_code_before: false,
        quote_before: 0,
        paragraph_end: 0,
    };
    scanner.run(start);
    let InlineScanner { mut regions, mut links, mut formulas, unclosed, .. } = scanner.inline;
    regions.sort_by_key(|region| region.span);
    links.sort_by_key(|link| link.span);
    formulas.sort_unstable();
    Body { headings: scanner.headings, items: scanner.lists.finish(lines), links, regions, formulas, unclosed }
}

struct Scanner<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    inline: InlineScanner<'a>,
    lists: ListBuilder,
    headings: Vec<Heading>,
    /// The previous line if it is paragraph text, which a line of `===` turns into a heading.
    paragraph: Option<usize>,
    blank_before: bool,
    /// Whether the previous line ends a block that no paragraph continues: an indented line after it is code.
    block_before: bool,
    /// Whether the previous line is indented code in an item, which goes on without an empty line.
    item_code_before: bool,
    /// The number of `>` before the previous line.
    quote_before: usize,
    /// The end of the current paragraph, computed on demand.
    paragraph_end: usize,
}

/// The quote and the list item that a code block is in. A line outside them ends it.
struct Container {
    /// The number of `>` of the quote.
    quote: usize,
    /// The columns by which lines of the item are indented.
    column: usize,
    /// The columns by which its last line may be indented at most.
    closing: usize,
}

/// A line without its `>` markers and its indent.
struct StrippedLine {
    quote: usize,
    /// Columns; a tab advances to the next multiple of four.
    indent: usize,
    content: Span,
}

impl Scanner<'_> {
    fn run(&mut self, start: usize) {
        if start >= self.text.len() {
            return;
        }
        let mut line = self.lines.line_at(start);
        while line < self.lines.len() {
            let span = self.lines.line(self.text, line);
            let stop = self.line(line, span);
            line = if stop > span.end { self.continue_after(line, stop) } else { line + 1 };
        }
    }

    /// Continues after an inline element that began on `line` and ends at `stop` on a later line: scans the rest of
    /// that line. Returns the next line.
    fn continue_after(&mut self, line: usize, stop: usize) -> usize {
        let mut stop = stop;
        let mut last = line;
        while stop < self.text.len() {
            last = self.lines.line_at(stop);
            let span = self.lines.line(self.text, last);
            if stop >= span.end || last == line {
                break;
            }
            self.inline.block_start = None;
            let (text, lines, known) = (self.text, self.lines, &mut self.paragraph_end);
            stop = self.inline.scan_line(Span::new(stop, span.end), || {
                if *known < span.end {
                    *known = paragraph_end(text, lines, last, strip(text, span).quote);
                }
                *known
            });
            if stop <= span.end {
                break;
            }
        }
        if stop >= self.text.len() {
            last = self.lines.len() - 1;
        }
        let next = if stop == self.lines.full_line(last).start { last } else { last + 1 };
        self.lists.extend(next.max(line + 1) - 1);
        next.max(line + 1)
    }

    /// Parses one line. Returns where the element that begins on it ends.
    fn line(&mut self, line: usize, span: Span) -> usize {
        let stripped = strip(self.text, span);
        let content = stripped.content.slice(self.text);
        if content.is_empty() {
            self.blank_before = true;
            self.paragraph = None;
            return span.end;
        }
        let after_blank = std::mem::replace(&mut self.blank_before, false);
        let paragraph = self.paragraph.take();
        let block_before = std::mem::replace(&mut self.block_before, false);
        let quote_before = std::mem::replace(&mut self.quote_before, stripped.quote);

        let outer_indent = indent_of(span.slice(self.text)).0;
        if self.lists.holds_quote(stripped.quote, outer_indent) {
            // A quote under an item belongs to it, whatever its content.
            self.lists.extend(line);
            return match Fence::open(content) {
                Some(fence) => self.fence(
                    &fence,
                    line,
                    stripped.content,
                    Container { quote: stripped.quote, column: 0, closing: 3 },
                ),
                None => self.words(line, span, &stripped, stripped.content.start),
            };
        }
        let goes_on = std::mem::replace(&mut self.item_code_before, false);
        if (after_blank || goes_on) && self.lists.is_code_indent(stripped.quote, stripped.indent) {
            self.inline.regions.push(Region { span, kind: RegionKind::IndentedCode });
            self.item_code_before = true;
            self.lists.extend(line);
            return span.end;
        }
        let begins = after_blank || block_before || stripped.quote > quote_before;
        if stripped.indent >= 4 && !self.lists.in_list() && begins {
            self.inline.regions.push(Region { span, kind: RegionKind::IndentedCode });
            self.block_before = true;
            return span.end;
        }
        if let Some(level) = heading_level(content) {
            // An indented heading under an item belongs to the item.
            self.lists.text_line(line, stripped.indent, stripped.quote, false, self.lines);
            return self.heading(level, line, stripped.content);
        }
        if let (Some(above), Some(level)) = (paragraph, underline_level(content)) {
            self.lists.close(self.lines);
            let text = strip(self.text, self.lines.line(self.text, above)).content;
            self.headings.push(Heading { level, line: above, text });
            self.block_before = true;
            return span.end;
        }
        if let Some(fence) = Fence::open(content) {
            self.lists.text_line(line, stripped.indent, stripped.quote, false, self.lines);
            let column = self.lists.content_column(stripped.indent);
            // Obsidian does not take a fence that is indented further for one. It is treated as code all the same.
            let closing = if stripped.indent < column + 4 { column + 3 } else { stripped.indent + 3 };
            return self.fence(&fence, line, span, Container { quote: stripped.quote, column, closing });
        }
        let mut block_start = stripped.content.start;
        if let Some(found) = list::marker(self.text, stripped.content) {
            let section = self.headings.len().checked_sub(1);
            let text = found.text;
            self.lists.item(line, stripped.indent, stripped.quote, found, section, self.lines);
            if let Some(fence) = Fence::open(text.slice(self.text)) {
                let column = self.lists.content_column(usize::MAX);
                let container = Container { quote: stripped.quote, column, closing: column + 3 };
                return self.fence(&fence, line, Span::new(text.start, span.end), container);
            }
            block_start = text.start;
        } else {
            let goes_on = !after_blank && !block_before && is_text_of_a_paragraph(content);
            self.lists.text_line(line, stripped.indent, stripped.quote, goes_on, self.lines);
            if content.starts_with("<!--") || content.starts_with("%%") {
                self.lists.comment_line();
            }
            self.block_before = list::is_thematic_break(content);
            let plain = stripped.quote == 0 && !content.starts_with('|') && !self.block_before;
            self.paragraph = (plain && !self.lists.in_list()).then_some(line);
        }
        self.words(line, span, &stripped, block_start)
    }

    /// Scans the inline content of a line, in which a block begins at byte `block_start`.
    fn words(&mut self, line: usize, span: Span, stripped: &StrippedLine, block_start: usize) -> usize {
        // A comment in a quote must not go on after it.
        self.inline.block_start = (stripped.quote == 0).then_some(block_start);
        self.inline.is_outermost = stripped.quote == 0 && self.lists.is_outside();
        let (text, lines, known) = (self.text, self.lines, &mut self.paragraph_end);
        self.inline.scan_line(stripped.content, || {
            if *known < span.end {
                *known = paragraph_end(text, lines, line, stripped.quote);
            }
            *known
        })
    }

    fn heading(&mut self, level: u8, line: usize, content: Span) -> usize {
        let written = content.slice(self.text);
        let words = written[usize::from(level)..].trim();
        let closed = words.trim_end_matches('#');
        let words = if closed.is_empty() || closed.ends_with([' ', '\t']) { closed.trim_end() } else { words };
        let lead = written.len() - written[usize::from(level)..].trim_start().len();
        let start = content.start + lead;
        self.headings.push(Heading { level, line, text: Span::new(start, start + words.len()) });
        self.block_before = true;
        self.inline.block_start = None;
        self.inline.scan_line(content, || content.end)
    }

    /// Records the code block that begins in `span`. It ends at the latest with the quote and the list item that it is in.
    fn fence(&mut self, fence: &Fence, line: usize, span: Span, container: Container) -> usize {
        let Container { quote, column, closing } = container;
        // The last line, and the last one that is not blank.
        let (mut last, mut last_text) = (line, line);
        let mut is_open = true;
        for next in line + 1..self.lines.len() {
            let stripped = strip_within(self.text, self.lines.line(self.text, next), quote);
            let content = stripped.content.slice(self.text);
            if stripped.quote < quote || (stripped.indent < column && !content.is_empty()) {
                last = last_text;
                is_open = false;
                break;
            }
            last = next;
            if !content.is_empty() {
                last_text = next;
            }
            if stripped.indent <= closing && fence.closes(content) {
                is_open = false;
                break;
            }
        }
        let end = self.lines.line(self.text, last).end;
        let kind = if fence.is_query { RegionKind::Query } else { RegionKind::FencedCode };
        if is_open && last > line {
            let mark = self.text.as_bytes()[span.start..span.end].iter().position(|&byte| byte == fence.mark);
            let start = span.start + mark.unwrap_or_default();
            let opening = Span::new(start, start + fence.length);
            self.inline.unclosed.get_or_insert(UnclosedBlock { opening, kind });
        }
        self.inline.regions.push(Region { span: Span::new(span.start, end), kind });
        self.lists.extend(last);
        self.block_before = true;
        end
    }
}

/// Returns whether a line may continue a paragraph: it is not a thematic break, a comment, HTML, a table or an embed.
fn is_text_of_a_paragraph(content: &str) -> bool {
    !content.starts_with(['<', '|', '!', '%', '$']) && !list::is_thematic_break(content)
}

struct Fence {
    mark: u8,
    length: usize,
    is_query: bool,
}

impl Fence {
    fn open(content: &str) -> Option<Self> {
        let mark = *content.as_bytes().first().filter(|byte| matches!(byte, b'`' | b'~'))?;
        let length = content.bytes().take_while(|&byte| byte == mark).count();
        let info = content[length..].trim();
        if length < 3 || (mark == b'`' && info.contains('`')) {
            return None;
        }
        Some(Self { mark, length, is_query: matches!(info, "tasks" | "dataview" | "base") })
    }

    fn closes(&self, content: &str) -> bool {
        let length = content.bytes().take_while(|&byte| byte == self.mark).count();
        length >= self.length && content[length..].trim().is_empty()
    }
}

fn strip(text: &str, line: Span) -> StrippedLine {
    strip_within(text, line, usize::MAX)
}

/// Strips at most `most` markers `>`.
fn strip_within(text: &str, line: Span, most: usize) -> StrippedLine {
    let mut rest = line.slice(text);
    let mut quote = 0;
    loop {
        let (indent, content) = indent_of(rest);
        if quote == most || !content.starts_with('>') || indent >= 4 {
            let start = line.end - content.len();
            let end = start + content.trim_end_matches([' ', '\t']).len();
            return StrippedLine { quote, indent, content: Span::new(start, end) };
        }
        quote += 1;
        rest = &content[1..];
        rest = rest.strip_prefix(' ').unwrap_or(rest);
    }
}

fn indent_of(line: &str) -> (usize, &str) {
    let mut columns = 0;
    for (at, byte) in line.bytes().enumerate() {
        match byte {
            b' ' => columns += 1,
            b'\t' => columns += 4 - columns % 4,
            _ => return (columns, &line[at..]),
        }
    }
    (columns, "")
}

fn heading_level(content: &str) -> Option<u8> {
    let level = content.bytes().take_while(|&byte| byte == b'#').count();
    let rest = &content[level..];
    let is_heading = (1..=6).contains(&level) && (rest.is_empty() || rest.starts_with([' ', '\t']));
    is_heading.then(|| u8::try_from(level).expect("at most six"))
}

fn underline_level(content: &str) -> Option<u8> {
    let all = |mark| content.len() >= 2 && content.bytes().all(|byte| byte == mark);
    if all(b'=') {
        Some(1)
    } else if all(b'-') {
        Some(2)
    } else {
        None
    }
}

/// Returns the end of the paragraph of `line`: before a blank line, or a line that begins another block.
fn paragraph_end(text: &str, lines: &LineIndex, line: usize, quote: usize) -> usize {
    let mut end = lines.line(text, line).end;
    for next in line + 1..lines.len() {
        let span = lines.line(text, next);
        let stripped = strip(text, span);
        let content = stripped.content.slice(text);
        let begins_a_block = content.is_empty()
            || stripped.quote != quote
            || heading_level(content).is_some()
            || Fence::open(content).is_some()
            || list::marker(text, stripped.content).is_some()
            || list::is_thematic_break(content)
            || content.starts_with("<!--")
            || underline_level(content).is_some();
        if begins_a_block {
            break;
        }
        end = span.end;
    }
    end
}
