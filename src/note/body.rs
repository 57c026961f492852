//! What follows the frontmatter: headings, lists, links, and the zones that are not prose.

use super::inline::Inline;
use super::link::Link;
use super::list::{self, ListBuilder, ListItem};
use crate::text::{LineIndex, Span};

/// The parts of a note's body, each kind in the order of the text.
#[derive(Debug, Default)]
pub struct Body {
    /// Headings.
    pub headings: Vec<Heading>,
    /// List items, sub-items after the item they stand under.
    pub items: Vec<ListItem>,
    /// Links to files of the vault; those in code and comments are none.
    pub links: Vec<Link>,
    /// Code, comments, mathematics, templates, addresses. Disjoint.
    pub zones: Vec<Zone>,
}

/// A heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its line, from 0.
    pub line: usize,
    /// Its words.
    pub text: Span,
}

/// A part of the text that does not read as prose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// All of it, fences and marks included.
    pub span: Span,
    /// What it is.
    pub kind: ZoneKind,
}

/// What a zone holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneKind {
    /// Between fences.
    FencedCode,
    /// A query of the plugins Tasks or Dataview, between fences.
    Query,
    /// Lines indented by four columns or more.
    IndentedCode,
    /// Between backticks.
    InlineCode,
    /// Between `<code>`, `<pre>` and their like.
    HtmlCode,
    /// Between `%%` or in `<!-- -->`.
    Comment,
    /// Between `$` or `$$`.
    Math,
    /// `{{date}}` or `<% %>`: filled in when the template is used.
    Template,
    /// An address such as `https://…`.
    Url,
}

impl ZoneKind {
    /// Whether the zone is code of any kind.
    pub fn is_code(self) -> bool {
        match self {
            Self::FencedCode | Self::Query | Self::IndentedCode | Self::InlineCode | Self::HtmlCode => true,
            Self::Comment | Self::Math | Self::Template | Self::Url => false,
        }
    }
}

impl Body {
    /// Reads `text` from byte `start`, which begins a line.
    pub(super) fn parse(text: &str, start: usize, lines: &LineIndex) -> Self {
        let mut scanner = Scanner {
            text,
            lines,
            inline: Inline::new(text),
            lists: ListBuilder::default(),
            headings: Vec::new(),
            paragraph: None,
            blank_before: true,
            code_before: false,
        };
        scanner.run(start);
        let items = scanner.lists.finish(lines);
        let mut zones = scanner.inline.zones;
        zones.sort_by_key(|zone| zone.span);
        let mut links = scanner.inline.links;
        links.sort_by_key(|link| link.span);
        Self { headings: scanner.headings, items, links, zones }
    }

    /// The zone that holds the byte at `offset`.
    pub fn zone_at(&self, offset: usize) -> Option<Zone> {
        let after = self.zones.partition_point(|zone| zone.span.start <= offset);
        self.zones[..after].last().copied().filter(|zone| zone.span.contains_offset(offset))
    }

    /// The heading above `line` (from 0), as an index.
    pub fn section_at(&self, line: usize) -> Option<usize> {
        self.headings.partition_point(|heading| heading.line <= line).checked_sub(1)
    }

    /// The first heading of the first level: the title that the reader sees.
    pub fn title(&self) -> Option<&Heading> {
        self.headings.iter().find(|heading| heading.level == 1)
    }
}

struct Scanner<'a> {
    text: &'a str,
    lines: &'a LineIndex,
    inline: Inline<'a>,
    lists: ListBuilder,
    headings: Vec<Heading>,
    /// The line of plain text just before, which a line of `===` makes a heading.
    paragraph: Option<usize>,
    blank_before: bool,
    code_before: bool,
}

/// A line without its `>` marks and its indent.
struct Stripped {
    quote: usize,
    /// Columns, a tab to the next multiple of four.
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

    /// Something that began on `line` ended at `stop`, lines later: the rest of that last line is scanned too.
    fn continue_after(&mut self, line: usize, stop: usize) -> usize {
        let mut stop = stop;
        let mut last = line;
        while stop < self.text.len() {
            last = self.lines.line_at(stop);
            let span = self.lines.line(self.text, last);
            if stop >= span.end || last == line {
                break;
            }
            stop = self.inline.line(Span::new(stop, span.end), || span.end);
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

    /// Reads one line; returns the byte where what began on it ends.
    fn line(&mut self, line: usize, span: Span) -> usize {
        let stripped = strip(self.text, span);
        let content = stripped.content.of(self.text);
        if content.is_empty() {
            self.blank_before = true;
            self.paragraph = None;
            return span.end;
        }
        let after_blank = std::mem::replace(&mut self.blank_before, false);
        let paragraph = self.paragraph.take();
        let was_code = std::mem::replace(&mut self.code_before, false);

        if stripped.indent >= 4 && !self.lists.in_list() && (after_blank || was_code) && stripped.quote == 0 {
            self.inline.zones.push(Zone { span, kind: ZoneKind::IndentedCode });
            self.code_before = true;
            return span.end;
        }
        if let Some(level) = heading_level(content) {
            return self.heading(level, line, stripped.content);
        }
        if let (Some(above), Some(level)) = (paragraph, underline_level(content)) {
            self.lists.close(self.lines);
            let text = strip(self.text, self.lines.line(self.text, above)).content;
            self.headings.push(Heading { level, line: above, text });
            return span.end;
        }
        if let Some(fence) = Fence::open(content) {
            self.lists.other(line, stripped.indent, stripped.quote, true, self.lines);
            return self.fence(&fence, line, span, stripped.quote);
        }
        if let Some(found) = list::marker(self.text, stripped.content) {
            let section = self.headings.len().checked_sub(1);
            self.lists.item(line, stripped.indent, stripped.quote, found, section, self.lines);
        } else {
            self.lists.other(line, stripped.indent, stripped.quote, after_blank, self.lines);
            let plain = stripped.quote == 0 && !content.starts_with('|') && !list::is_thematic_break(content);
            self.paragraph = (plain && !self.lists.in_list()).then_some(line);
        }
        let (text, lines) = (self.text, self.lines);
        self.inline.line(stripped.content, || paragraph_end(text, lines, line, stripped.quote))
    }

    fn heading(&mut self, level: u8, line: usize, content: Span) -> usize {
        self.lists.close(self.lines);
        let written = content.of(self.text);
        let words = written[usize::from(level)..].trim();
        let closed = words.trim_end_matches('#');
        let words = if closed.is_empty() || closed.ends_with([' ', '\t']) { closed.trim_end() } else { words };
        let lead = written.len() - written[usize::from(level)..].trim_start().len();
        let start = content.start + lead;
        self.headings.push(Heading { level, line, text: Span::new(start, start + words.len()) });
        self.inline.line(content, || content.end)
    }

    fn fence(&mut self, fence: &Fence, line: usize, span: Span, quote: usize) -> usize {
        let mut last = line;
        for next in line + 1..self.lines.len() {
            let stripped = strip(self.text, self.lines.line(self.text, next));
            if stripped.quote < quote {
                break;
            }
            last = next;
            if fence.closes(stripped.content.of(self.text)) {
                break;
            }
        }
        let end = self.lines.line(self.text, last).end;
        let kind = if fence.is_query { ZoneKind::Query } else { ZoneKind::FencedCode };
        self.inline.zones.push(Zone { span: Span::new(span.start, end), kind });
        self.lists.extend(last);
        end
    }
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

fn strip(text: &str, line: Span) -> Stripped {
    let mut rest = line.of(text);
    let mut quote = 0;
    loop {
        let (indent, content) = indent_of(rest);
        if !content.starts_with('>') || indent >= 4 {
            let start = line.end - content.len();
            let end = start + content.trim_end_matches([' ', '\t']).len();
            return Stripped { quote, indent, content: Span::new(start, end) };
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

/// Where the paragraph that `line` belongs to ends: before a blank line, or a line that begins another block.
fn paragraph_end(text: &str, lines: &LineIndex, line: usize, quote: usize) -> usize {
    let mut end = lines.line(text, line).end;
    for next in line + 1..lines.len() {
        let span = lines.line(text, next);
        let stripped = strip(text, span);
        let content = stripped.content.of(text);
        let begins_a_block = content.is_empty()
            || stripped.quote != quote
            || heading_level(content).is_some()
            || Fence::open(content).is_some()
            || list::marker(text, stripped.content).is_some()
            || list::is_thematic_break(content);
        if begins_a_block {
            break;
        }
        end = span.end;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Body {
        Body::parse(text, 0, &LineIndex::new(text))
    }

    fn zones(text: &str) -> Vec<(ZoneKind, &str)> {
        parse(text).zones.iter().map(|zone| (zone.kind, zone.span.of(text))).collect()
    }

    fn links(text: &str) -> Vec<&str> {
        parse(text).links.iter().map(|link| link.span.of(text)).collect()
    }

    #[test]
    fn code_is_fenced_indented_or_between_ticks() {
        let text = "a `b` ``c ` d``\n\n    indented\n\n~~~\nx `y`\n~~~\nz";
        let kinds: Vec<_> = zones(text);
        assert_eq!(kinds[0], (ZoneKind::InlineCode, "`b`"));
        assert_eq!(kinds[1], (ZoneKind::InlineCode, "``c ` d``"));
        assert_eq!(kinds[2], (ZoneKind::IndentedCode, "    indented"));
        assert_eq!(kinds[3], (ZoneKind::FencedCode, "~~~\nx `y`\n~~~"));
        assert_eq!(kinds.len(), 4);
    }

    #[test]
    fn a_code_span_ends_with_its_paragraph() {
        assert_eq!(zones("a `b\nc` d"), [(ZoneKind::InlineCode, "`b\nc`")]);
        assert_eq!(zones("- a `b\n- c` d"), []);
        assert_eq!(zones("a `b\n\nc` d"), []);
    }

    #[test]
    fn an_unclosed_fence_runs_to_the_end() {
        assert_eq!(zones("```\na\n\nb [[x]]"), [(ZoneKind::FencedCode, "```\na\n\nb [[x]]")]);
    }

    #[test]
    fn comments_run_over_lines_and_hide_links() {
        let text = "a %%\n- [[x]]\n%% [[y]] <!-- [[z]]\n\n--> [[w]]\n# H";
        assert_eq!(links(text), ["[[y]]", "[[w]]"]);
        assert_eq!(parse(text).headings.len(), 1);
    }

    #[test]
    fn templates_mathematics_and_addresses() {
        let text = "{{date:YYYY}} $x^2$ costs $5 and $6 <% tp.x %> https://a.b/c_[d] {{x}}";
        let found = zones(text);
        assert_eq!(found[0], (ZoneKind::Template, "{{date:YYYY}}"));
        assert_eq!(found[1], (ZoneKind::Math, "$x^2$"));
        assert_eq!(found[2], (ZoneKind::Template, "<% tp.x %>"));
        assert_eq!(found[3], (ZoneKind::Url, "https://a.b/c_[d"));
    }

    #[test]
    fn wikilinks_have_parts() {
        let text = "![[a/b.md#H#^x|words]] | [[A\\|b]] | [[#H]]";
        let found = parse(text).links;
        assert!(found[0].embed);
        assert_eq!(found[0].path(text), "a/b.md");
        assert_eq!(found[0].fragment(text).unwrap(), "H#^x");
        assert_eq!(found[0].alias.unwrap().of(text), "words");
        assert_eq!(found[1].path(text), "A");
        assert_eq!(found[1].alias.unwrap().of(text), "b");
        assert_eq!(found[2].path(text), "");
    }

    #[test]
    fn markdown_links_stay_in_the_vault() {
        let text = "[a](b%20c.md#d) [x](https://e.f) ![p](<my pic.png> \"t\") [n] (o) [q](r(s).md)";
        assert_eq!(links(text), ["[a](b%20c.md#d)", "![p](<my pic.png> \"t\")", "[q](r(s).md)"]);
        assert_eq!(parse(text).links[0].path(text), "b c.md");
    }

    #[test]
    fn items_end_with_what_stands_under_them() {
        let text = "- a\n  more\n\t- b\n\n  still a\n- c\n\nend\n";
        let items = parse(text).items;
        let spans: Vec<&str> = items.iter().map(|item| item.span.of(text)).collect();
        assert_eq!(spans, ["- a\n  more\n\t- b\n\n  still a\n", "\t- b\n", "- c\n"]);
        assert_eq!(items[1].parent, Some(0));
        assert_eq!(items[2].list, items[0].list);
    }

    #[test]
    fn a_fence_in_an_item_belongs_to_it() {
        let text = "- a\n  ```\n  x\n  ```\n- b\n";
        let items = parse(text).items;
        assert_eq!(items[0].span.of(text), "- a\n  ```\n  x\n  ```\n");
    }

    #[test]
    fn headings_of_both_kinds() {
        let text = "# A #\n\nB\n===\n\ntext\n---\n\n#tag\n\n---\n";
        let found: Vec<_> = parse(text).headings.iter().map(|heading| (heading.level, heading.text.of(text))).collect();
        assert_eq!(found, [(1, "A"), (1, "B"), (2, "text")]);
    }

    #[test]
    fn hostile_lines_are_linear() {
        for text in ["[[".repeat(50_000), "`".repeat(9) + &"` ``".repeat(30_000), "<!--".repeat(30_000), "- ".repeat(40_000)] {
            parse(&text);
        }
    }
}
