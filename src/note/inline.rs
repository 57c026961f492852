//! Inline parsing: code, comments, mathematics, template placeholders, links and URLs.

use memchr::memmem;

use super::body::{Region, RegionKind, UnclosedBlock};
use super::link::Link;
use super::math;
use crate::text::Span;

/// Maximum length of the target of a Markdown link, in bytes. Keeps scanning linear on hostile lines.
const MAX_TARGET_BYTES: usize = 1024;

/// Scans the text of one note from left to right, line by line, and collects the results of all lines.
pub(super) struct InlineScanner<'a> {
    text: &'a str,
    pub(super) regions: Vec<Region>,
    pub(super) links: Vec<Link>,
    /// Formulas in which links count as links: see [`Body::formulas`](super::body::Body::formulas).
    pub(super) formulas: Vec<Span>,
    /// See [`Body::unclosed`](super::body::Body::unclosed).
    pub(super) unclosed: Option<UnclosedBlock>,
    /// Where an HTML comment may begin that spans paragraphs: at the start of a block.
    pub(super) block_start: Option<usize>,
    /// Whether a comment at [`Self::block_start`] that is never closed runs to the end of the note: it is in no list or quote.
    pub(super) is_outermost: bool,
    /// Cached positions of closing delimiters, so that many opening delimiters cost one search.
    searches: Vec<(&'static str, usize)>,
    /// For each length of a run of backticks: there is no closing run before this byte.
    missing_ticks: [usize; 32],
    /// There is no `\)` before the first of these bytes, and no `\]` before the second.
    missing_brackets: [usize; 2],
    /// The unclosed `[` of the current line.
    brackets: Vec<usize>,
}

/// The HTML elements that contain code or data, with their closing tags.
const CODE_TAGS: [(&str, &str); 13] = [
    ("code", "</code>"),
    ("CODE", "</CODE>"),
    ("pre", "</pre>"),
    ("PRE", "</PRE>"),
    ("samp", "</samp>"),
    ("kbd", "</kbd>"),
    ("tt", "</tt>"),
    ("var", "</var>"),
    ("textarea", "</textarea>"),
    ("script", "</script>"),
    ("style", "</style>"),
    ("math", "</math>"),
    ("svg", "</svg>"),
];

/// Bytes at which an inline element may begin.
const SPECIAL: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = b"\\`<%[]${:";
    let mut at = 0;
    while at < bytes.len() {
        table[bytes[at] as usize] = true;
        at += 1;
    }
    table
};

impl<'a> InlineScanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            regions: Vec::new(),
            links: Vec::new(),
            formulas: Vec::new(),
            unclosed: None,
            block_start: None,
            is_outermost: false,
            searches: Vec::new(),
            missing_ticks: [0; 32],
            missing_brackets: [0; 2],
            brackets: Vec::new(),
        }
    }

    /// Scans `line`. `paragraph_end` returns where a code span or comment that begins in it must end at the latest. Returns where
    /// the scan stopped: at the end of the line, or at the end of a later element that began in it.
    pub(super) fn scan_line(&mut self, line: Span, mut paragraph_end: impl FnMut() -> usize) -> usize {
        let bytes = self.text.as_bytes();
        self.brackets.clear();
        let mut at = line.start;
        while at < line.end {
            let Some(skip) = bytes[at..line.end].iter().position(|&byte| SPECIAL[byte as usize]) else { break };
            at += skip;
            at = match bytes[at] {
                b'\\' => self.escaped(at, line),
                b'`' => self.code(at, line, &mut paragraph_end),
                b'<' => self.angle(at, &mut paragraph_end),
                b'%' => self.comment(at),
                b'$' => self.math(at, line, &mut paragraph_end),
                b'{' => self.placeholder(at, line),
                b'[' => self.open_bracket(at, line),
                b']' => self.close_bracket(at, line),
                b':' => self.address(at, line),
                _ => at + 1,
            };
        }
        at.max(line.end)
    }

    fn push_region(&mut self, start: usize, end: usize, kind: RegionKind) -> usize {
        self.regions.push(Region { span: Span::new(start, end), kind });
        end
    }

    /// Returns the next `mark` at or after `from`. The last result is cached.
    fn find(&mut self, mark: &'static str, from: usize) -> Option<usize> {
        let known = self.searches.iter_mut().find(|(known, _)| *known == mark);
        if let Some((_, at)) = &known
            && *at >= from
        {
            return (*at < self.text.len()).then_some(*at);
        }
        let found = memmem::find(&self.text.as_bytes()[from.min(self.text.len())..], mark.as_bytes());
        let at = found.map_or(self.text.len(), |found| from + found);
        match known {
            Some((_, known)) => *known = at,
            None => self.searches.push((mark, at)),
        }
        found.map(|_| at)
    }

    fn find_on_line(&mut self, mark: &'static str, from: usize, line: Span) -> Option<usize> {
        self.find(mark, from).filter(|&at| at + mark.len() <= line.end)
    }

    fn code(&mut self, at: usize, line: Span, mut paragraph_end: impl FnMut() -> usize) -> usize {
        let bytes = self.text.as_bytes();
        let run = bytes[at..].iter().take_while(|&&byte| byte == b'`').count();
        let after = at + run;
        let memo = run.min(self.missing_ticks.len() - 1);
        if self.missing_ticks[memo] >= line.end {
            return after;
        }
        if let Some(end) = closing_ticks(bytes, after, line.end, run) {
            return self.push_region(at, end, RegionKind::InlineCode);
        }
        let limit = paragraph_end();
        if limit <= line.end {
            self.missing_ticks[memo] = line.end;
        }
        if limit <= line.end || self.missing_ticks[memo] >= limit {
            return after;
        }
        match closing_ticks(bytes, line.end, limit, run) {
            Some(end) => self.push_region(at, end, RegionKind::InlineCode),
            None => {
                self.missing_ticks[memo] = limit;
                after
            }
        }
    }

    /// Handles a block of `kind` whose `mark` at byte `at` is never closed. Returns where to go on.
    fn unclosed(&mut self, at: usize, mark: &str, kind: RegionKind) -> usize {
        let opening = Span::new(at, at + mark.len());
        if self.block_start != Some(at) || !self.is_outermost {
            return opening.end;
        }
        self.unclosed.get_or_insert(UnclosedBlock { opening, kind });
        match kind {
            RegionKind::Comment => self.push_region(at, self.text.len(), kind),
            _ => opening.end,
        }
    }

    fn angle(&mut self, at: usize, mut paragraph_end: impl FnMut() -> usize) -> usize {
        let rest = &self.text[at..];
        if rest.starts_with("<!--") {
            // `<!-->` is a whole comment (CommonMark 0.31, 6.6).
            let close = self.find("-->", at + 2);
            if let Some(close) = close.filter(|close| self.block_start == Some(at) || *close < paragraph_end()) {
                return self.push_region(at, close + 3, RegionKind::Comment);
            }
            return if close.is_none() { self.unclosed(at, "<!--", RegionKind::Comment) } else { at + 4 };
        }
        if rest.starts_with("<%") {
            return match self.find("%>", at + 2) {
                Some(close) => self.push_region(at, close + 2, RegionKind::Template),
                None => at + 2,
            };
        }
        for (open, close) in CODE_TAGS {
            let after = rest[1..].strip_prefix(open);
            if after.is_some_and(|after| after.starts_with(['>', ' ', '\t', '\r', '\n'])) {
                return match self.find(close, at) {
                    Some(end) => self.push_region(at, end + close.len(), RegionKind::HtmlCode),
                    None => at + 1,
                };
            }
        }
        at + 1
    }

    fn comment(&mut self, at: usize) -> usize {
        if !self.text[at..].starts_with("%%") {
            return at + 1;
        }
        match self.find("%%", at + 2) {
            Some(close) => self.push_region(at, close + 2, RegionKind::Comment),
            None => self.unclosed(at, "%%", RegionKind::Comment),
        }
    }

    /// Skips an escaped character, or records the formula that `\(` or `\[` opens.
    fn escaped(&mut self, at: usize, line: Span) -> usize {
        let next = self.text[at + 1..line.end].chars().next();
        let after = at + 1 + next.map_or(0, char::len_utf8);
        let (close, which) = match next {
            Some('(') => ("\\)", 0),
            Some('[') => ("\\]", 1),
            _ => return after,
        };
        let is_inside = self.formulas.last().is_some_and(|last| at < last.end);
        if is_inside || at < self.missing_brackets[which] {
            return after;
        }
        let limit = self.blank_line(after);
        match math::find_unescaped(&self.text[..limit], after, close) {
            Some(found) => self.formulas.push(Span::new(at, found + close.len())),
            None => self.missing_brackets[which] = limit,
        }
        after
    }

    /// Returns the start of the next blank line, or the end of the text.
    fn blank_line(&mut self, from: usize) -> usize {
        let ends = ["\n\n", "\n\r\n"].map(|end| self.find(end, from).unwrap_or(self.text.len()));
        ends[0].min(ends[1])
    }

    fn math(&mut self, at: usize, line: Span, mut paragraph_end: impl FnMut() -> usize) -> usize {
        let bytes = self.text.as_bytes();
        let run = bytes[at..].iter().take_while(|&&byte| byte == b'$').count();
        if run > 2 {
            return at + run;
        }
        if run == 2 {
            // A formula block begins at the start of a line. Elsewhere `$$` may be a price.
            let limit = if at == line.start { self.text.len() } else { self.blank_line(at) };
            return match self.find("$$", at + 2).filter(|&close| close < limit) {
                Some(close) => self.push_region(at, close + 2, RegionKind::Math),
                None if at + 2 == line.end => self.unclosed(at, "$$", RegionKind::Math),
                None => at + 2,
            };
        }
        let in_table = bytes[line.start] == b'|';
        if let Some(end) = math::inline(self.text, at, line.end, in_table) {
            return self.push_region(at, end, RegionKind::Math);
        }
        if math::find_unescaped(&self.text[..line.end], at + 1, "$").is_none() {
            let over_lines = math::inline(self.text, at, paragraph_end(), in_table);
            self.formulas.extend(over_lines.map(|end| Span::new(at, end)));
        }
        at + 1
    }

    fn placeholder(&mut self, at: usize, line: Span) -> usize {
        let rest = &self.text[at..line.end];
        let known = ["{{date", "{{time", "{{title", "{{yesterday", "{{tomorrow", "{{VALUE", "{{NAME", "{{DATE"];
        if !known.iter().any(|known| rest.starts_with(known)) {
            return at + 1;
        }
        match self.find_on_line("}}", at + 2, line) {
            Some(close) => self.push_region(at, close + 2, RegionKind::Template),
            None => at + 2,
        }
    }

    fn open_bracket(&mut self, at: usize, line: Span) -> usize {
        let written = &self.text[at..line.end];
        // In `[[[x]]]` and `^[[[x]]]` the outer brackets are no part of the link.
        if !written.starts_with("[[") || written.starts_with("[[[") {
            self.brackets.push(at);
            return at + 1;
        }
        let Some(close) = self.find_on_line("]]", at + 2, line) else { return at + 2 };
        if self.text[at + 2..close].contains("[[") {
            return at + 1;
        }
        let embed = self.text[line.start..at].ends_with('!');
        if let Some(link) = Link::parse_wikilink(self.text, at, close, embed) {
            if let Some(words) = link.alias {
                self.scan_label(words);
            }
            self.links.push(link);
        }
        close + 2
    }

    /// Scans the label of a link for code and formulas.
    fn scan_label(&mut self, words: Span) {
        let bytes = self.text.as_bytes();
        let mut at = words.start;
        while let Some(skip) = self.text[at..words.end].find(['`', '$']) {
            at += skip;
            let ticks = bytes[at..words.end].iter().take_while(|&&byte| byte == b'`').count();
            let (end, kind) = match ticks {
                0 => (math::inline(self.text, at, words.end, false), RegionKind::Math),
                _ => (closing_ticks(bytes, at + ticks, words.end, ticks), RegionKind::InlineCode),
            };
            at = end.map_or(at + ticks.max(1), |end| self.push_region(at, end, kind));
        }
    }

    fn close_bracket(&mut self, at: usize, line: Span) -> usize {
        let Some(open) = self.brackets.pop() else { return at + 1 };
        if !self.text[at..line.end].starts_with("](") {
            return at + 1;
        }
        let Some((target, end)) = markdown_target(self.text, at + 2, line.end) else { return at + 1 };
        let embed = self.text[line.start..open].ends_with('!');
        let span = Span::new(open - usize::from(embed), end);
        match Link::from_markdown(self.text, span, Span::new(open + 1, at), target, embed) {
            Some(link) => self.links.push(link),
            None => {
                self.push_region(target.start, target.end, RegionKind::Url);
            }
        }
        end
    }

    fn address(&mut self, at: usize, line: Span) -> usize {
        if !self.text[at..line.end].starts_with("://") {
            return at + 1;
        }
        let before = self.text[line.start..at].bytes().rev().take_while(u8::is_ascii_alphanumeric).count();
        let length = address_length(&self.text[at..line.end]);
        self.push_region(at - before, at + length, RegionKind::Url)
    }
}

/// Returns the length of the URL part at the start of `rest`: up to whitespace, a character that no URL has or an unmatched
/// closing bracket, without trailing punctuation.
pub(super) fn address_length(rest: &str) -> usize {
    let mut open = [0_usize; 2];
    let end = rest.find(|c: char| {
        let (which, opens) = match c {
            '(' => (0, true),
            ')' => (0, false),
            '[' => (1, true),
            ']' => (1, false),
            _ => return c.is_whitespace() || matches!(c, '<' | '>' | '"' | '`' | '|'),
        };
        let is_foreign = !opens && open[which] == 0;
        open[which] = if opens { open[which] + 1 } else { open[which].saturating_sub(1) };
        is_foreign
    });
    rest[..end.unwrap_or(rest.len())].trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '~']).len()
}

fn closing_ticks(bytes: &[u8], from: usize, to: usize, run: usize) -> Option<usize> {
    let mut at = from;
    while let Some(found) = memchr::memchr(b'`', &bytes[at..to]) {
        let start = at + found;
        let length = bytes[start..to].iter().take_while(|&&byte| byte == b'`').count();
        at = start + length;
        if length == run {
            return Some(at);
        }
    }
    None
}

/// Returns the span of the target of a Markdown link whose `(` ends at `from`, and the end of the link.
fn markdown_target(text: &str, from: usize, line_end: usize) -> Option<(Span, usize)> {
    let mut limit = line_end.min(from + MAX_TARGET_BYTES);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let rest = &text[from..limit];
    if let Some(inner) = rest.strip_prefix('<') {
        let close = inner.find('>')?;
        let after = from + 1 + close + 1;
        return closing_parenthesis(text, after, limit).map(|end| (Span::new(from + 1, from + 1 + close), end));
    }
    let mut depth = 0_usize;
    for (at, c) in rest.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some((Span::new(from, from + at), from + at + 1)),
            ')' => depth -= 1,
            ' ' | '\t' => {
                return closing_parenthesis(text, from + at, limit).map(|end| (Span::new(from, from + at), end));
            }
            _ => {}
        }
    }
    None
}

/// Returns the end of a link after its target: spaces, an optional title in quotes, and `)`.
fn closing_parenthesis(text: &str, from: usize, limit: usize) -> Option<usize> {
    let rest = &text[from..limit];
    let trimmed = rest.trim_start_matches([' ', '\t']);
    let start = limit - trimmed.len();
    if trimmed.starts_with(')') {
        return Some(start + 1);
    }
    let quote = trimmed.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    let close = trimmed[1..].find(quote)? + 1;
    let after = trimmed[close + 1..].trim_start_matches([' ', '\t']);
    after.starts_with(')').then(|| limit - after.len() + 1)
}
