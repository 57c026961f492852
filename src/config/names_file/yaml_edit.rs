//! Edits of a YAML text that leave its layout and comments as they are.
//!
//! Lists and mappings, in block and in flow style, are edited in one way: as [`Parts`], of which one is inserted or
//! removed. A pointer is a JSON pointer without the leading slash. Functions return None if the layout is not supported; a
//! wrong edit is detected by the caller, which parses the result.

use crate::note::{CollectionStyle, Mapping, Node, Pair, Value};
use crate::text::{Edit, Span};

/// Indent of entries in a file that has none yet.
const INDENT: usize = 2;

/// The keys of a person in their usual order. A key of the file itself is added at its end.
const KEY_ORDER: [&str; 4] = ["name", "note", "also", "wrong"];

/// How a new list is written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NewListStyle {
    /// `[one, two]`
    Brackets,
    /// One line for each item, unless the list is inside brackets or braces.
    Lines,
}

/// A text and its syntax tree.
pub(super) struct YamlEditor<'a> {
    pub(super) text: &'a str,
    pub(super) root: Option<&'a Node>,
}

/// The items of a list, from their dashes, or the pairs of a mapping; without trailing whitespace and comments.
struct Parts {
    spans: Vec<Span>,
    style: CollectionStyle,
}

impl<'a> YamlEditor<'a> {
    /// Returns the edits that insert `item`, which is on one line, at index `at` of the list at `pointer`.
    pub(super) fn insert(&self, pointer: &str, at: usize, item: &str, style: NewListStyle) -> Option<Vec<Edit>> {
        let (owner, key) = parent(pointer);
        let indent = match (style, self.mapping(owner)) {
            (NewListStyle::Brackets, _) | (_, Some((_, CollectionStyle::Flow))) => None,
            (NewListStyle::Lines, Some((mapping, CollectionStyle::Block))) => Some(self.indent(mapping)),
            (NewListStyle::Lines, None) => Some(INDENT),
        };
        let Some(pair) = self.mapping(owner).and_then(|(mapping, _)| mapping.get(key)) else {
            let pair = match indent {
                Some(indent) => format!("{key}:\n{}- {item}", " ".repeat(indent)),
                None => format!("{key}: [{item}]"),
            };
            return self.add_pair(owner, key, &pair);
        };
        let parts = self.parts(pointer)?;
        if !parts.spans.is_empty() {
            return self.insert_part(&parts, at, item, pair);
        }
        let value = pair.value.span;
        let is_below = |colon: usize| !self.text[colon..value.end.max(colon)].contains('\n');
        match (indent, self.colon(pair)) {
            _ if value.slice(self.text).contains('#') => Some(vec![Edit::insert(value.start + 1, item)]),
            (Some(indent), Some(colon)) if value.is_empty() || is_below(colon) => {
                let end = if value.is_empty() { colon + 1 } else { value.end };
                let line = format!("{}- {item}", " ".repeat(indent));
                Some(vec![Edit::delete(Span::new(colon + 1, end)), self.line_below(end, &line)])
            }
            _ => self.set(owner, key, &format!("[{item}]")),
        }
    }

    /// Returns the edits that set `key` to a one-line value in the mapping at `owner`.
    pub(super) fn set(&self, owner: &str, key: &str, value: &str) -> Option<Vec<Edit>> {
        let Some(pair) = self.mapping(owner)?.0.get(key) else {
            return self.add_pair(owner, key, &format!("{key}: {value}"));
        };
        Some(vec![match (pair.value.span.is_empty(), self.colon(pair)) {
            (false, _) => Edit::replace(pair.value.span, value),
            (true, Some(colon)) => Edit::insert(colon + 1, format!(" {value}")),
            (true, None) => Edit::insert(pair.key_span.end, format!(": {value}")),
        }])
    }

    /// Returns the edits that remove the item at `pointer`; if it is the last one, with the list, unless that has a comment.
    pub(super) fn remove(&self, pointer: &str) -> Option<Vec<Edit>> {
        let (list, at) = parent(pointer);
        let (owner, key) = parent(list);
        let parts = self.parts(list)?;
        if let ([item], Some((mapping, _))) = (&parts.spans[..], self.mapping(owner)) {
            let at = mapping.pairs.iter().position(|pair| pair.key == key)?;
            let of_owner = self.parts(owner)?;
            let pair = of_owner.spans[at];
            let end = if of_owner.style == CollectionStyle::Flow { pair.end } else { self.line_end(pair.end) };
            if !self.text[pair.start..item.start].contains('#') && !self.text[item.end..end].contains('#') {
                return self.remove_part(&of_owner, at);
            }
        }
        self.remove_part(&parts, at.parse().ok()?)
    }

    /// Returns the edits that add `pair`, which begins with `key`, to the mapping at `owner`.
    fn add_pair(&self, owner: &str, key: &str, pair: &str) -> Option<Vec<Edit>> {
        let Some((mapping, style)) = self.mapping(owner) else {
            return owner.is_empty().then(|| vec![self.line_below(self.text.len(), pair)]);
        };
        let spans = self.parts(owner)?.spans;
        let rank = |key: &str| KEY_ORDER.iter().position(|known| *known == key);
        let before = mapping.pairs.iter().rposition(|pair| rank(&pair.key) < rank(key));
        let Some(before) = before.map(|before| spans[before]).or(spans.last().copied()) else {
            return Some(vec![Edit::insert(self.node(owner)?.span.start + 1, pair)]);
        };
        if style == CollectionStyle::Flow {
            return Some(vec![Edit::insert(before.end, format!(", {pair}"))]);
        }
        let end = if owner.is_empty() { self.text.len() } else { before.end };
        let column = self.column(mapping.pairs[0].key_span.start);
        Some(vec![self.line_below(end, &format!("{}{pair}", " ".repeat(column)))])
    }

    /// Returns the edits that insert an item into the non-empty list of `pair`.
    fn insert_part(&self, parts: &Parts, at: usize, item: &str, pair: &Pair) -> Option<Vec<Edit>> {
        let before = at.checked_sub(1).map(|before| parts.spans[before].end);
        Some(vec![match (parts.style, before) {
            (CollectionStyle::Flow, Some(before)) => Edit::insert(before, format!(", {item}")),
            (CollectionStyle::Flow, None) => Edit::insert(parts.spans[0].start, format!("{item}, ")),
            // The first item is inserted above the comments that the next one may have.
            (CollectionStyle::Block, before) => {
                let indent = " ".repeat(self.column(parts.spans[0].start));
                self.line_below(before.unwrap_or(pair.key_span.end), &format!("{indent}- {item}"))
            }
        }])
    }

    /// Returns the edits that remove a part: with its lines and the comment at their end if it has lines of its own, else
    /// with one comma.
    fn remove_part(&self, parts: &Parts, at: usize) -> Option<Vec<Edit>> {
        let part = *parts.spans.get(at)?;
        let comma = self.next_token(part.end);
        let has_comma = parts.style == CollectionStyle::Flow && self.text[comma..].starts_with(',');
        let behind = self.text[if has_comma { comma + 1 } else { part.end }..].trim_start_matches([' ', '\t']);
        let begins_line = self.text[self.line_start(part.start)..part.start].trim().is_empty();
        if begins_line && (behind.is_empty() || behind.starts_with(['#', '\n', '\r'])) {
            return Some(vec![Edit::delete(self.whole_lines(part))]);
        }
        let next = parts.spans.get(at + 1).map(|next| next.start);
        let has_comment = |span: &Span| span.slice(self.text).contains('#');
        if parts.style == CollectionStyle::Block {
            // The first part follows the dash of the list around it. The comment on its line is its own.
            let next = next.filter(|next| !self.text[self.line_end(part.end)..*next].contains('#'))?;
            return Some(vec![Edit::delete(Span::new(part.start, next))]);
        }
        let before = at.checked_sub(1).map(|before| Span::new(parts.spans[before].end, part.start));
        if let Some(gap) = before.filter(|gap| !has_comment(gap)) {
            return Some(vec![Edit::delete(Span::new(gap.start, part.end))]);
        }
        if let Some(next) = next.filter(|next| !has_comment(&Span::new(part.end, *next))) {
            return Some(vec![Edit::delete(Span::new(part.start, next))]);
        }
        let comma = has_comma.then(|| Edit::delete(Span::new(comma, comma + 1)));
        Some(std::iter::once(Edit::delete(part)).chain(comma).collect())
    }

    /// Returns the lines of `part`. At the end of a text without a final line break, the break before them is included.
    fn whole_lines(&self, part: Span) -> Span {
        let lines = Span::new(self.line_start(part.start), self.line_end(part.end));
        if lines.end < self.text.len() || self.text.ends_with('\n') {
            return lines;
        }
        let before = &self.text[..lines.start];
        let before = before.strip_suffix('\n').map_or(before, |line| line.strip_suffix('\r').unwrap_or(line));
        Span::new(before.len(), lines.end)
    }

    /// Returns the parts of the list or mapping at `pointer`; an empty value has none.
    fn parts(&self, pointer: &str) -> Option<Parts> {
        let node = self.node(pointer)?;
        let (spans, style) = match &node.value {
            Value::Mapping(mapping, style) => (
                mapping.pairs.iter().map(|pair| Span::new(pair.key_span.start, self.end_of_pair(pair))).collect(),
                *style,
            ),
            Value::Sequence(items, style @ CollectionStyle::Flow) => {
                (items.iter().map(|item| item.span).collect(), *style)
            }
            Value::Sequence(items, style @ CollectionStyle::Block) => {
                let (owner, key) = parent(pointer);
                let pair = self.mapping(owner).and_then(|(mapping, _)| mapping.get(key));
                let mut end = pair.map_or(Some(node.span.start), |pair| Some(self.colon(pair)? + 1))?;
                let mut spans = Vec::new();
                for item in items {
                    let dash = self.next_token(end);
                    end = if item.span.is_empty() { dash + 1 } else { self.end_of(item) };
                    spans.push(Span::new(dash, end));
                }
                (spans, *style)
            }
            Value::Null => (Vec::new(), CollectionStyle::Block),
            Value::Bool(_) | Value::Number(_) | Value::String(..) => return None,
        };
        Some(Parts { spans, style })
    }

    fn node(&self, pointer: &str) -> Option<&'a Node> {
        if pointer.is_empty() { self.root } else { self.root?.at(pointer.split('/')) }
    }

    fn mapping(&self, pointer: &str) -> Option<(&'a Mapping, CollectionStyle)> {
        match &self.node(pointer)?.value {
            Value::Mapping(mapping, style) => Some((mapping, *style)),
            _ => None,
        }
    }

    /// Returns the indent of the first block list in `mapping`.
    fn indent(&self, mapping: &Mapping) -> usize {
        let first = mapping.pairs.iter().find_map(|pair| match &pair.value.value {
            Value::Sequence(_, CollectionStyle::Block) => Some(self.next_token(self.colon(pair)? + 1)),
            _ => None,
        });
        first.map_or(INDENT, |dash| self.column(dash))
    }

    fn end_of_pair(&self, pair: &Pair) -> usize {
        match pair.value.span.is_empty() {
            true => self.colon(pair).map_or(pair.key_span.end, |colon| colon + 1),
            false => self.end_of(&pair.value),
        }
    }

    /// Returns the end of a value, without trailing whitespace.
    fn end_of(&self, node: &Node) -> usize {
        let end = match &node.value {
            Value::Mapping(mapping, CollectionStyle::Block) => mapping.pairs.last().map(|pair| self.end_of_pair(pair)),
            Value::Sequence(items, CollectionStyle::Block) => items.last().map(|item| self.end_of(item)),
            _ => None,
        };
        // The span of a block scalar ends at the start of the next line.
        let end = end.unwrap_or(node.span.end);
        self.text[..end].trim_end().len().max(node.span.start)
    }

    /// Returns the colon after a key, if there is one.
    fn colon(&self, pair: &Pair) -> Option<usize> {
        let at = self.next_token(pair.key_span.end);
        self.text[at..].starts_with(':').then_some(at)
    }

    /// Returns the next byte that is neither whitespace nor in a comment.
    fn next_token(&self, at: usize) -> usize {
        let mut at = at;
        loop {
            let rest = &self.text[at..];
            at += rest.len() - rest.trim_start().len();
            if !self.text[at..].starts_with('#') {
                return at;
            }
            at = self.line_end(at);
        }
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |line_break| line_break + 1)
    }

    /// Returns the offset after the line break.
    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |line_break| at + line_break + 1)
    }

    fn column(&self, at: usize) -> usize {
        at - self.line_start(at)
    }

    /// Returns an edit that inserts `lines` below the line of the byte at `at`, with the line breaks of the file.
    fn line_below(&self, at: usize, lines: &str) -> Edit {
        let at = self.line_end(at);
        let above = &self.text[..at];
        let line_break = if self.text[..self.line_end(0)].ends_with("\r\n") { "\r\n" } else { "\n" };
        let lines = lines.replace('\n', line_break);
        let is_after_break = above.is_empty() || above.ends_with('\n');
        Edit::insert(at, if is_after_break { lines + line_break } else { format!("{line_break}{lines}") })
    }
}

/// Returns the pointer to the list or mapping around a value, and the value's key in it.
fn parent(pointer: &str) -> (&str, &str) {
    pointer.rsplit_once('/').unwrap_or(("", pointer))
}
