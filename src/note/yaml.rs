//! A YAML parser with a byte span for every key and value, which follows Obsidian: the core schema of YAML 1.2.
//!
//! Anchors, aliases, tags, complex keys and multiple documents are errors with a position: they are never expanded or
//! guessed.

use granit_parser::{Event, Parser, StructureStyle};

use crate::text::Span;

mod core;
mod mask;
mod tree;
pub(crate) mod write;

use mask::Mask;
pub use tree::{CollectionStyle, Mapping, Node, Pair, ScalarStyle, Value};

/// The reason why a block cannot be parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// The byte offset in the note.
    pub offset: usize,
    /// What is wrong, in lower case.
    pub message: String,
}

const MAX_DEPTH: usize = 64;
/// Maximum number of values in a note's properties.
pub(super) const MAX_NODES: usize = 20_000;

/// Parses a YAML document of at most `most` values. `base` is the offset of `yaml` in the note; every span counts from the
/// start of the note.
///
/// # Errors
/// The first syntax error, unsupported feature or exceeded limit.
pub(super) fn parse(yaml: &str, base: usize, most: usize) -> Result<Option<Node>, YamlError> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH,
        block_nesting_limit: MAX_DEPTH,
    };
    let mask = Mask::new(yaml);
    let masked = mask.apply(yaml);
    let events = Parser::new_from_str_with_options(&masked, options);
    Reader { base, yaml, mask: &mask, events, left: most }.document()
}

struct Reader<'a, 'm, I: Iterator<Item = Result<(Event<'m>, granit_parser::Span), granit_parser::ScanError>>> {
    base: usize,
    yaml: &'a str,
    mask: &'a Mask,
    events: I,
    /// How many more values are allowed.
    left: usize,
}

impl<'m, I: Iterator<Item = Result<(Event<'m>, granit_parser::Span), granit_parser::ScanError>>> Reader<'_, 'm, I> {
    fn document(&mut self) -> Result<Option<Node>, YamlError> {
        let mut root = None;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if root.is_some() => {
                    return Err(self.error(span.start, "a second document begins here"));
                }
                Event::DocumentStart(..) => {}
                Event::StreamEnd => return Ok(root),
                event => root = Some(self.node(event, span, NodeContext { depth: 0, indent: 0, dash: 0 })?),
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'m>, Span), YamlError> {
        match self.events.next() {
            Some(Ok((event, span))) => {
                let start = self.base + span.start.byte_offset().unwrap_or(0);
                let end = self.base + span.end.byte_offset().unwrap_or(0);
                Ok((event, Span::new(start, end.max(start))))
            }
            Some(Err(error)) => {
                let offset = error.marker().byte_offset().unwrap_or(0).min(self.yaml.len());
                Err(YamlError { offset: self.base + offset, message: error.kind().to_string() })
            }
            None => Err(self.error(self.base + self.yaml.len(), "the YAML is incomplete")),
        }
    }

    fn error(&self, offset: usize, message: &str) -> YamlError {
        YamlError { offset: offset.min(self.base + self.yaml.len()), message: message.to_owned() }
    }

    /// Returns the source text of a span.
    fn written(&self, span: Span) -> &str {
        &self.yaml[span.start - self.base..span.end - self.base]
    }

    /// Returns the column, from 0, of the byte at `offset`.
    fn column(&self, offset: usize) -> usize {
        let before = &self.yaml[..offset - self.base];
        before.len() - before.rfind('\n').map_or(0, |line_break| line_break + 1)
    }

    fn node(&mut self, event: Event<'m>, span: Span, inside: NodeContext) -> Result<Node, YamlError> {
        let left = self.left.checked_sub(1).filter(|_| inside.depth <= MAX_DEPTH);
        self.left = left.ok_or_else(|| self.error(span.start, "too many values, or nested too deeply"))?;
        match event {
            Event::Scalar(text, style, 0, None) => self.scalar(text.into_owned(), style, span, inside),
            Event::SequenceStart(style, 0, None) => self.sequence(span, collection_style(style), inside),
            Event::MappingStart(style, 0, None) => self.mapping(span, collection_style(style), inside),
            Event::Scalar(.., Some(_)) | Event::SequenceStart(.., Some(_)) | Event::MappingStart(.., Some(_)) => {
                Err(self.error(span.start, "tags such as `!name` are not supported; quote the value"))
            }
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) | Event::Anchor(..) => {
                Err(self.error(span.start, "anchors such as `&name` are not supported; quote the value"))
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                Err(self.error(span.start, "aliases such as `*name` are not supported; quote the value"))
            }
            _ => Err(self.error(span.start, "missing value")),
        }
    }

    fn scalar(
        &self,
        text: String,
        style: granit_parser::ScalarStyle,
        span: Span,
        inside: NodeContext,
    ) -> Result<Node, YamlError> {
        let style = match style {
            granit_parser::ScalarStyle::Plain => ScalarStyle::Plain,
            granit_parser::ScalarStyle::SingleQuoted => ScalarStyle::SingleQuoted,
            granit_parser::ScalarStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
            granit_parser::ScalarStyle::Literal | granit_parser::ScalarStyle::Folded => ScalarStyle::Block,
        };
        if matches!(style, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) {
            self.check_indent(span, inside.indent, CollectionStyle::Block)?;
        }
        let text = self.mask.unmask(text);
        let value = if style == ScalarStyle::Plain { core::resolve(text) } else { Value::String(text, style) };
        Ok(Node { span, value })
    }

    /// Checks that a value in brackets or quotes continues to the right of its key, as Obsidian's parser and the
    /// specification require (7.4: `s-flow-line-prefix(n)`). A closing bracket may be below the key, and a comment
    /// anywhere.
    fn check_indent(&self, span: Span, indent: usize, style: CollectionStyle) -> Result<(), YamlError> {
        let flow = style == CollectionStyle::Flow;
        let mut at = span.start;
        while let Some(line_break) = memchr::memchr(b'\n', self.written(Span::new(at, span.end)).as_bytes()) {
            at += line_break + 1;
            let rest = self.written(Span::new(at, span.end));
            let spaces = rest.len() - rest.trim_start_matches(' ').len();
            let rest = &rest[spaces..];
            let rest = if flow { rest.trim_start_matches([' ', '\t']) } else { rest };
            let is_blank = rest.starts_with(['\n', '\r']);
            let is_end = flow && spaces + 1 == indent && rest.len() == 1;
            let is_comment = flow && rest.starts_with('#');
            if spaces < indent && !is_blank && !is_end && !is_comment {
                let what = if flow { "a list or mapping in brackets" } else { "quoted text" };
                return Err(self.error(at, &format!("this line continues {what}, but is not indented below its key")));
            }
        }
        Ok(())
    }

    /// Checks that no tab is used for indentation. Obsidian's parser rejects tabs before a key, and on an empty line
    /// after a key without a value; anywhere else between words they are whitespace.
    fn check_tabs(&self, key: Span, value: &Node, column: usize) -> Result<(), YamlError> {
        let line = key.start - column;
        if let Some(tab) = self.written(Span::new(line, key.start)).find('\t') {
            return Err(self.error(line + tab, "tabs are not allowed for indentation"));
        }
        if !value.span.is_empty() {
            return Ok(());
        }
        let rest = self.written(Span::new(key.end, self.base + self.yaml.len()));
        let mut at = key.end;
        for line in rest.split_inclusive('\n') {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            let is_first = at == key.end;
            if !is_first && !line.trim().is_empty() {
                break;
            }
            if !is_first && spaces == column && line[spaces..].starts_with('\t') {
                return Err(self.error(at + spaces, "tabs are not allowed for indentation"));
            }
            at += line.len();
        }
        Ok(())
    }

    /// Returns the column of the first dash of a list, at or after the column `least`. If a list is not indented below
    /// its key, the parser reports its start after the dash.
    fn dash(&self, start: usize, least: usize) -> usize {
        let column = self.column(start);
        let line = self.written(Span::new(start - column, self.base + self.yaml.len()));
        let before = line.get(least..=column).unwrap_or_default();
        before.find('-').map_or(column, |dash| least + dash)
    }

    fn sequence(&mut self, start: Span, style: CollectionStyle, inside: NodeContext) -> Result<Node, YamlError> {
        let within = match style {
            CollectionStyle::Flow => inside.deeper(inside.indent, inside.dash),
            CollectionStyle::Block => {
                let indent = self.dash(start.start, inside.dash) + 1;
                inside.deeper(indent, indent)
            }
        };
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                let end = if style == CollectionStyle::Flow {
                    span.end
                } else {
                    items.last().map_or(start.end, |item: &Node| item.span.end)
                };
                let span = Span::new(start.start, end.max(start.start));
                if style == CollectionStyle::Flow {
                    self.check_indent(span, inside.indent, style)?;
                }
                return Ok(Node { span, value: Value::Sequence(items, style) });
            }
            items.push(self.node(event, span, within)?);
        }
    }

    fn mapping(&mut self, start: Span, style: CollectionStyle, inside: NodeContext) -> Result<Node, YamlError> {
        let mut pairs: Vec<Pair> = Vec::new();
        loop {
            let (event, key_span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                let end = if style == CollectionStyle::Flow {
                    key_span.end
                } else {
                    pairs.last().map_or(start.end, |pair| pair.value.span.end)
                };
                let span = Span::new(start.start, end.max(start.start));
                if style == CollectionStyle::Flow {
                    self.check_indent(span, inside.indent, style)?;
                }
                return Ok(Node { span, value: Value::Mapping(Mapping { pairs }, style) });
            }
            let Event::Scalar(key, key_style, 0, None) = event else {
                return Err(self.error(key_span.start, "a key must be plain text"));
            };
            let within = match style {
                CollectionStyle::Flow => inside.deeper(inside.indent, inside.dash),
                CollectionStyle::Block => {
                    let column = self.column(key_span.start);
                    inside.deeper(column + 1, column)
                }
            };
            let key = self.mask.unmask(key.into_owned());
            let key = if key_style == granit_parser::ScalarStyle::Plain { core::key(key) } else { key };
            let (event, span) = self.next()?;
            let value = self.node(event, span, within)?;
            if let Value::Mapping(inner, CollectionStyle::Block) = &value.value
                && let Some(first) = inner.pairs.first()
                && !self.written(Span::new(key_span.end, first.key_span.start.max(key_span.end))).contains('\n')
            {
                return Err(self.error(first.key_span.start, "a second key on the same line"));
            }
            if style == CollectionStyle::Block {
                self.check_tabs(key_span, &value, self.column(key_span.start))?;
            }
            pairs.push(Pair { key, key_span, value });
        }
    }
}

fn collection_style(style: StructureStyle) -> CollectionStyle {
    match style {
        StructureStyle::Flow => CollectionStyle::Flow,
        StructureStyle::Block => CollectionStyle::Block,
    }
}

/// The context of a value.
#[derive(Clone, Copy)]
struct NodeContext {
    depth: usize,
    /// The minimum indent of its continuation lines.
    indent: usize,
    /// The first column in which the dash of a list may be.
    dash: usize,
}

impl NodeContext {
    fn deeper(self, indent: usize, dash: usize) -> Self {
        Self { depth: self.depth + 1, indent, dash }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(yaml: &str) -> Value {
        parse(yaml, 0, MAX_NODES).unwrap().unwrap().value
    }

    fn text(text: &str) -> Value {
        Value::String(text.to_owned(), ScalarStyle::Plain)
    }

    #[test]
    fn plain_scalars_follow_the_core_schema() {
        assert_eq!(value("yes"), text("yes"));
        assert_eq!(value("2025-11-07"), text("2025-11-07"));
        assert_eq!(value("012"), Value::Number(12.0));
        assert_eq!(value("0x1F"), Value::Number(31.0));
        assert_eq!(value("0o17"), Value::Number(15.0));
        assert_eq!(value("-1.5e3"), Value::Number(-1500.0));
        assert_eq!(value("1.2.3"), text("1.2.3"));
        assert_eq!(value("e5"), text("e5"));
        assert_eq!(value("."), text("."));
        assert_eq!(value("~"), Value::Null);
        assert_eq!(value("nan"), text("nan"));
        assert_eq!(value("inf"), text("inf"));
    }

    #[test]
    fn spans_cover_quotes_and_brackets() {
        let yaml = "title: \"A: b\"\ntags: [x, 'y']\nlist:\n  - one\n  - two\nempty:\nlast: z # note\n";
        let root = parse(yaml, 0, MAX_NODES).unwrap().unwrap();
        let Value::Mapping(mapping, CollectionStyle::Block) = root.value else { panic!("a mapping") };
        let spans: Vec<&str> = mapping.pairs.iter().map(|pair| pair.value.span.slice(yaml)).collect();
        assert_eq!(spans, ["\"A: b\"", "[x, 'y']", "- one\n  - two", "", "z"]);
        assert_eq!(mapping.pairs[2].value.items()[1].span.slice(yaml), "two");
    }

    #[test]
    fn an_unquoted_link_is_a_list_in_a_list_and_a_hash_is_a_comment() {
        let root = parse("link: [[Ada]]\ntag: #x\n", 0, MAX_NODES).unwrap().unwrap();
        assert_eq!(root.to_json(), serde_json::json!({"link": [["Ada"]], "tag": null}));
    }

    #[test]
    fn unsupported_features_are_errors() {
        for yaml in ["a: &x 1\nb: *x", "a: !t 1", "? [a]\n: b", "a: 1\n--- \nb: 2", "a: *x"] {
            assert!(parse(yaml, 0, MAX_NODES).is_err(), "{yaml}");
        }
    }

    #[test]
    fn hostile_nesting_is_an_error() {
        assert!(parse(&"[".repeat(100_000), 0, MAX_NODES).is_err());
        assert!(parse(&"- ".repeat(20_000), 0, MAX_NODES).is_err());
        assert!(parse(&format!("a: {}", "{b: ".repeat(30_000)), 0, MAX_NODES).is_err());
    }

    #[test]
    fn errors_have_a_position() {
        let error = parse("title: Meeting: notes\n", 10, MAX_NODES).unwrap_err();
        assert!(error.offset >= 10 && error.offset <= 33, "{error:?}");
    }
}
