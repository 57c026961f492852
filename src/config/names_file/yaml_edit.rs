//! Edits of the names file that preserve its layout.
//!
//! A pointer is a JSON pointer without the leading slash. Functions return None if the layout is not supported; a wrong
//! edit is detected by the caller, which parses the result.

use super::flow;
use crate::names::{DecisionsFile, PersonEntry, ScopedEntry};
use crate::note::{Mapping, Node, Pair, Value};
use crate::text::{Edit, Span};

/// The keys of the file and of a person, in their usual order.
const KEY_ORDER: [&str; 8] = ["people", "distinct", "ok", "scoped", "name", "note", "also", "wrong"];
/// Indent of entries in a file that has none yet.
const INDENT: usize = 2;
/// The comment at the top of a new file.
const HEADER: &str = "\
# Your decisions about names. vaultlint reads this file, and `vaultlint names` writes it; you may edit it.
# people: `wrong` forms are replaced by `name`; `also` forms are right too. distinct: different people.
# ok: right as written. scoped: wrong only in the notes that `in` matches.
";

/// The style of a new list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum NewListStyle {
    /// `[one, two]`
    Brackets,
    /// One line for each item.
    Lines,
}

/// A text and its syntax tree.
pub(super) struct YamlEditor<'a> {
    pub(super) text: &'a str,
    pub(super) root: Option<&'a Node>,
}

impl<'a> YamlEditor<'a> {
    /// Converts the tree to a model.
    pub(super) fn model(&self) -> Option<DecisionsFile> {
        let mut file = DecisionsFile::default();
        let Some(Node { value: Value::Mapping(root, _), .. }) = self.root else {
            return self.root.is_none_or(|root| root.value == Value::Null).then_some(file);
        };
        for pair in &root.pairs {
            let items = items(&pair.value)?;
            match pair.key.as_str() {
                "people" => file.people = items.iter().map(|item| self.person(item)).collect::<Option<_>>()?,
                "distinct" => file.distinct = items.iter().map(|item| self.names(item)).collect::<Option<_>>()?,
                "ok" => file.ok = self.names(&pair.value)?,
                "scoped" => file.scoped = items.iter().map(|item| self.scoped(item)).collect::<Option<_>>()?,
                _ => return None,
            }
        }
        Some(file)
    }

    fn person(&self, node: &Node) -> Option<PersonEntry> {
        let Value::Mapping(mapping, _) = &node.value else { return None };
        let names = |key| mapping.get(key).map_or(Some(Vec::new()), |pair| self.names(&pair.value));
        let note = match mapping.get("note").filter(|pair| pair.value.value != Value::Null) {
            Some(pair) => Some(self.name(&pair.value)?),
            None => None,
        };
        Some(PersonEntry {
            name: self.name(&mapping.get("name")?.value)?,
            note,
            also: names("also")?,
            wrong: names("wrong")?,
        })
    }

    fn scoped(&self, node: &Node) -> Option<ScopedEntry> {
        let Value::Mapping(mapping, _) = &node.value else { return None };
        let name = |key| self.name(&mapping.get(key)?.value);
        Some(ScopedEntry { wrong: name("wrong")?, name: name("name")?, within: name("in")? })
    }

    fn names(&self, node: &Node) -> Option<Vec<String>> {
        items(node)?.iter().map(|item| self.name(item)).collect()
    }

    /// Returns the source text of a name, so that `1` is a name too.
    fn name(&self, node: &Node) -> Option<String> {
        match &node.value {
            Value::String(text, _) => Some(text.clone()),
            Value::Null | Value::Bool(_) | Value::Number(_) => Some(node.span.slice(self.text).to_owned()),
            Value::Sequence(..) | Value::Mapping(..) => None,
        }
    }

    /// Returns the edits that insert `item` at index `at` of the list at `pointer`.
    pub(super) fn add(&self, pointer: &str, at: usize, item: &str, style: NewListStyle) -> Option<Vec<Edit>> {
        let (owner, key) = pointer.rsplit_once('/').unwrap_or(("", pointer));
        let Some((mapping, flow)) = self.mapping(owner) else {
            let is_blank = self.text.trim().is_empty();
            let entry = match style {
                NewListStyle::Brackets => format!("{key}: [{item}]"),
                NewListStyle::Lines => format!("{key}:\n{}- {item}", " ".repeat(INDENT)),
            };
            let header = if is_blank { HEADER } else { "" };
            return owner.is_empty().then(|| vec![self.line_below(self.text.len(), &format!("{header}{entry}"))]);
        };
        let lines = match (owner, self.indent(mapping)) {
            _ if flow => None,
            ("", known) => (style == NewListStyle::Lines).then_some(known.unwrap_or(INDENT)),
            (_, known) => known,
        };
        let Some(pair) = mapping.get(key) else {
            let value = match lines {
                Some(indent) => {
                    format!("\n{}- {item}", " ".repeat(self.column(mapping.pairs[0].key_span.start) + indent))
                }
                None => format!(" [{item}]"),
            };
            return self.add_key(owner, key, &value);
        };
        match &pair.value.value {
            Value::Sequence(items, true) if !items.is_empty() => flow::insert(self, &pair.value, items, at, item),
            Value::Sequence(items, _) if !items.is_empty() => self.insert_line(pair, items, at, item),
            _ => self.fill(pair, item, lines.filter(|_| style == NewListStyle::Lines)),
        }
    }

    /// Returns the edits that set `key` to a one-line value in the mapping at `owner`.
    pub(super) fn set(&self, owner: &str, key: &str, value: &str) -> Option<Vec<Edit>> {
        let Some(pair) = self.mapping(owner)?.0.get(key) else { return self.add_key(owner, key, &format!(" {value}")) };
        Some(vec![match (pair.value.span.is_empty(), self.colon(pair)) {
            (false, _) => Edit::replace(pair.value.span, value),
            (true, Some(colon)) => Edit::insert(colon + 1, format!(" {value}")),
            (true, None) => Edit::insert(pair.key_span.end, format!(": {value}")),
        }])
    }

    /// Returns the edits that add `key` after the keys that precede it in [`KEY_ORDER`].
    fn add_key(&self, owner: &str, key: &str, value: &str) -> Option<Vec<Edit>> {
        let (mapping, flow) = self.mapping(owner)?;
        let rank = |key: &str| KEY_ORDER.iter().position(|known| *known == key);
        let before = mapping.pairs.iter().rev().find(|pair| rank(&pair.key) < rank(key));
        let Some(before) = before.or(mapping.pairs.last()) else {
            return Some(vec![Edit::insert(self.root?.span.start + 1, format!("{key}:{value}"))]);
        };
        let end = self.end_of_pair(before);
        if flow {
            return Some(vec![Edit::insert(end, format!(", {key}:{value}"))]);
        }
        let column = self.column(before.key_span.start);
        let below = if owner.is_empty() { self.end_of_comments(end, column) } else { end };
        Some(vec![self.line_below(below, &format!("{}{key}:{value}", " ".repeat(column)))])
    }

    /// Returns the edits that add the first item to an existing, empty list.
    fn fill(&self, pair: &Pair, item: &str, indent: Option<usize>) -> Option<Vec<Edit>> {
        let (key, value) = (pair.key_span, pair.value.span);
        let colon = self.colon(pair);
        let inner = (!value.is_empty()).then(|| Span::new(value.start + 1, value.end - 1));
        let is_on_line = !self.text[key.start..value.end.max(key.end)].contains('\n') || inner.is_none();
        if let (Some(indent), Some(colon), true) = (indent, colon, is_on_line) {
            let line = format!("{}- {item}", " ".repeat(self.column(key.start) + indent));
            let brackets = inner.map(|_| Edit::delete(Span::new(colon + 1, value.end)));
            return Some(brackets.into_iter().chain([self.line_below(value.end.max(key.end), &line)]).collect());
        }
        Some(vec![match (inner, colon) {
            (Some(inner), _) if inner.slice(self.text).trim().is_empty() => Edit::replace(inner, item),
            (Some(inner), _) => Edit::insert(inner.start, item),
            (None, Some(colon)) => Edit::insert(colon + 1, format!(" [{item}]")),
            (None, None) => Edit::insert(key.end, format!(": [{item}]")),
        }])
    }

    /// Returns the edits that add an item on its own line to the list of `pair`.
    fn insert_line(&self, pair: &Pair, items: &[Node], at: usize, item: &str) -> Option<Vec<Edit>> {
        let dash = self.dash(items[at.saturating_sub(1)].span.start)?;
        let indent = " ".repeat(self.column(dash));
        Some(vec![match at.checked_sub(1) {
            Some(before) => self.line_below(self.end_of(&items[before]), &format!("{indent}- {item}")),
            // Above the comments that the first item may have.
            None => self.line_below(pair.key_span.end, &format!("{indent}- {item}")),
        }])
    }

    /// Returns the edits that remove the item at `pointer`, and the list if it was the last one.
    pub(super) fn remove(&self, pointer: &str) -> Option<Vec<Edit>> {
        let (list, at) = pointer.rsplit_once('/')?;
        let at: usize = at.parse().ok()?;
        let Value::Sequence(items, flow) = &self.node(list)?.value else { return None };
        if items.len() > 1 {
            let spans: Vec<Span> = items.iter().map(|item| item.span).collect();
            return if *flow { flow::remove(self, &spans, at) } else { self.remove_lines(&self.lines_of(items)?, at) };
        }
        let (owner, key) = list.rsplit_once('/').unwrap_or(("", list));
        let (mapping, flow) = self.mapping(owner)?;
        let at = mapping.pairs.iter().position(|pair| pair.key == key)?;
        let spans: Vec<Span> =
            mapping.pairs.iter().map(|pair| Span::new(pair.key_span.start, self.end_of_pair(pair))).collect();
        match (flow, owner) {
            (true, _) => flow::remove(self, &spans, at),
            (false, "") => self.remove_section(&mapping.pairs[at], items),
            (false, _) => self.remove_lines(&spans, at),
        }
    }

    /// Returns the edits that remove a top-level list with its only item. A key with a comment on its line is kept.
    fn remove_section(&self, pair: &Pair, items: &[Node]) -> Option<Vec<Edit>> {
        let key = pair.key_span;
        let is_blank_behind = |at: usize| self.text[at..self.line_end(at)].trim().is_empty();
        let Value::Sequence(_, flow) = pair.value.value else { return None };
        if flow {
            let value = pair.value.span;
            let has_comment = value.slice(self.text).contains('\n') && value.slice(self.text).contains('#');
            return match is_blank_behind(value.end) && !has_comment {
                true => self.delete_lines(vec![Span::new(key.start, value.end)]),
                false => flow::remove(self, &[items[0].span], 0),
            };
        }
        let mut gone = self.lines_of(items)?;
        if is_blank_behind(self.colon(pair)? + 1) {
            gone.insert(0, key);
        }
        self.delete_lines(gone)
    }

    /// Returns the edits that remove one of `parts`, each of which has lines of its own. Only the first may follow a dash.
    fn remove_lines(&self, parts: &[Span], at: usize) -> Option<Vec<Edit>> {
        let part = parts[at];
        if self.text[self.line_start(part.start)..part.start].trim().is_empty() {
            return self.delete_lines(vec![part]);
        }
        let through = Span::new(part.start, parts.get(at + 1)?.start);
        let has_comment = through.slice(self.text).lines().any(|line| line.trim_start().starts_with('#'));
        (!has_comment).then(|| vec![Edit::delete(through)])
    }

    /// Returns the edits that delete the lines of `parts`. A text without a final line break is left without one.
    fn delete_lines(&self, parts: Vec<Span>) -> Option<Vec<Edit>> {
        let mut lines: Vec<Span> = Vec::new();
        for part in parts {
            let line = Span::new(self.line_start(part.start), self.line_end(part.end));
            match lines.last_mut() {
                Some(last) if last.end >= line.start => last.end = line.end,
                _ => lines.push(line),
            }
        }
        let last = lines.last_mut()?;
        if last.end == self.text.len() && !self.text.ends_with('\n') {
            let before = &self.text[..last.start];
            last.start = before.strip_suffix('\n').map_or(before, |line| line.strip_suffix('\r').unwrap_or(line)).len();
        }
        Some(lines.into_iter().map(Edit::delete).collect())
    }

    fn node(&self, pointer: &str) -> Option<&'a Node> {
        if pointer.is_empty() { self.root } else { self.root?.at(pointer.split('/')) }
    }

    fn mapping(&self, pointer: &str) -> Option<(&'a Mapping, bool)> {
        match &self.node(pointer)?.value {
            Value::Mapping(mapping, flow) => Some((mapping, *flow)),
            _ => None,
        }
    }

    /// Returns the span of each item from its dash to its end.
    fn lines_of(&self, items: &[Node]) -> Option<Vec<Span>> {
        items.iter().map(|item| Some(Span::new(self.dash(item.span.start)?, self.end_of(item)))).collect()
    }

    /// Returns the indent, relative to its key, of the items of the first block list in `mapping`.
    fn indent(&self, mapping: &Mapping) -> Option<usize> {
        mapping.pairs.iter().find_map(|pair| match &pair.value.value {
            Value::Sequence(items, false) => {
                self.column(self.dash(items.first()?.span.start)?).checked_sub(self.column(pair.key_span.start))
            }
            _ => None,
        })
    }
}

/// Returns the items of a list; an empty value has none.
fn items(node: &Node) -> Option<&[Node]> {
    match &node.value {
        Value::Sequence(items, _) => Some(items),
        Value::Null => Some(&[]),
        Value::Bool(_) | Value::Number(_) | Value::String(..) | Value::Mapping(..) => None,
    }
}
