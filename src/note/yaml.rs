//! YAML with a byte span for every key and value, read as Obsidian reads it: the 1.2 core schema.
//!
//! Only reads. What cannot be understood without expanding something (anchors, aliases, tags, complex keys,
//! several documents) is an error with a place, never a guess.

use granit_parser::{Event, Parser, StructureStyle};

use crate::text::Span;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value's bytes: quotes and brackets included, a block's indicator too. Empty where nothing is written.
    pub span: Span,
    /// What it means.
    pub value: Value,
}

/// A value of the core schema.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing, `~` or `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number; whole ones keep their value up to 2^53.
    Number(f64),
    /// Text, and how it was written.
    String(String, ScalarStyle),
    /// A list, and whether it is written in brackets.
    Sequence(Vec<Node>, Flow),
    /// Keys and values, and whether they are written in braces.
    Mapping(Mapping, Flow),
}

/// Whether a collection is written in brackets or line by line.
pub(crate) type Flow = bool;

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScalarStyle {
    /// Without quotes.
    Plain,
    /// `'so'`.
    SingleQuoted,
    /// `"so"`.
    DoubleQuoted,
    /// `|` or `>`.
    Block,
}

/// Keys and values in the order they are written; a key may stand twice.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mapping {
    /// The pairs in order.
    pub pairs: Vec<Pair>,
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The key as text.
    pub key: String,
    /// The key's bytes, quotes included.
    pub key_span: Span,
    /// The value.
    pub value: Node,
}

/// Why a block cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YamlError {
    /// Where, as a byte of the note.
    pub offset: usize,
    /// What is wrong, in lower case.
    pub message: String,
}

const LIMIT_DEPTH: usize = 64;
const LIMIT_NODES: usize = 20_000;

impl Value {
    /// The word for a value of this kind, as a person would say it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "nothing",
            Self::Bool(_) => "a checkbox",
            Self::Number(_) => "a number",
            Self::String(..) => "text",
            Self::Sequence(..) => "a list",
            Self::Mapping(..) => "a mapping",
        }
    }
}

impl Node {
    /// The text, where the value is text.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::String(text, _) => Some(text),
            _ => None,
        }
    }

    /// The values of a list, or the value itself where there is only one; nothing for null.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Value::Sequence(items, _) => items,
            Value::Null => &[],
            _ => std::slice::from_ref(self),
        }
    }

    /// The value as JSON, for schemas.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(yes) => (*yes).into(),
            Value::Number(number) => json_number(*number),
            Value::String(text, _) => text.as_str().into(),
            Value::Sequence(items, _) => items.iter().map(Self::to_json).collect(),
            Value::Mapping(mapping, _) => mapping.to_json(),
        }
    }

    /// The value at a path of keys and list positions, as a JSON pointer names them.
    pub fn at<'a>(&self, path: impl Iterator<Item = &'a str>) -> Option<&Node> {
        let mut node = self;
        for step in path {
            node = match &node.value {
                Value::Mapping(mapping, _) => &mapping.get(step)?.value,
                Value::Sequence(items, _) => items.get(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(node)
    }
}

/// JSON tells whole numbers from others, YAML's core schema does too: `1` is whole.
fn json_number(number: f64) -> serde_json::Value {
    const WHOLE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= WHOLE {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53, so exact")]
        return (number as i64).into();
    }
    number.into()
}

impl Mapping {
    /// The last pair with `key`, whatever its case: the one that counts where a key stands twice.
    pub fn get(&self, key: &str) -> Option<&Pair> {
        self.pairs.iter().rev().find(|pair| pair.key.to_lowercase() == key.to_lowercase())
    }

    /// The mapping as JSON.
    pub fn to_json(&self) -> serde_json::Value {
        self.pairs.iter().map(|pair| (pair.key.clone(), pair.value.to_json())).collect::<serde_json::Map<_, _>>().into()
    }
}

/// Reads one YAML document. `base` is where `yaml` stands in the note; every span counts from the note's start.
///
/// # Errors
/// The first thing that cannot be read.
pub(super) fn parse(yaml: &str, base: usize) -> Result<Option<Node>, YamlError> {
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: LIMIT_DEPTH,
        block_nesting_limit: LIMIT_DEPTH,
    };
    let mut reader = Reader { base, yaml, events: Parser::new_from_str_with_options(yaml, options), nodes: 0 };
    reader.document()
}

struct Reader<'a, I: Iterator<Item = Result<(Event<'a>, granit_parser::Span), granit_parser::ScanError>>> {
    base: usize,
    yaml: &'a str,
    events: I,
    nodes: usize,
}

impl<'a, I: Iterator<Item = Result<(Event<'a>, granit_parser::Span), granit_parser::ScanError>>> Reader<'a, I> {
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
                event => root = Some(self.node(event, span, 0)?),
            }
        }
    }

    fn next(&mut self) -> Result<(Event<'a>, Span), YamlError> {
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
            None => Err(self.error(self.base + self.yaml.len(), "it ends too early")),
        }
    }

    fn error(&self, offset: usize, message: &str) -> YamlError {
        YamlError { offset: offset.min(self.base + self.yaml.len()), message: message.to_owned() }
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Node, YamlError> {
        self.nodes += 1;
        if depth > LIMIT_DEPTH || self.nodes > LIMIT_NODES {
            return Err(self.error(span.start, "too many values or too deep for properties"));
        }
        match event {
            Event::Scalar(text, style, 0, None) => Ok(self.scalar(text.into_owned(), style, span)),
            Event::SequenceStart(style, 0, None) => self.sequence(span, style == StructureStyle::Flow, depth),
            Event::MappingStart(style, 0, None) => self.mapping(span, style == StructureStyle::Flow, depth),
            Event::Scalar(.., Some(_)) | Event::SequenceStart(.., Some(_)) | Event::MappingStart(.., Some(_)) => {
                Err(self.error(span.start, "tags such as `!name` are not for properties; quote the value"))
            }
            Event::Scalar(..) | Event::SequenceStart(..) | Event::MappingStart(..) | Event::Anchor(..) => {
                Err(self.error(span.start, "anchors such as `&name` are not for properties; quote the value"))
            }
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                Err(self.error(span.start, "aliases such as `*name` are not for properties; quote the value"))
            }
            _ => Err(self.error(span.start, "a value is missing here")),
        }
    }

    fn scalar(&self, text: String, style: granit_parser::ScalarStyle, span: Span) -> Node {
        let style = match style {
            granit_parser::ScalarStyle::Plain => ScalarStyle::Plain,
            granit_parser::ScalarStyle::SingleQuoted => ScalarStyle::SingleQuoted,
            granit_parser::ScalarStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
            granit_parser::ScalarStyle::Literal | granit_parser::ScalarStyle::Folded => ScalarStyle::Block,
        };
        let value = if style == ScalarStyle::Plain { resolve(text) } else { Value::String(text, style) };
        Node { span, value }
    }

    fn sequence(&mut self, start: Span, flow: Flow, depth: usize) -> Result<Node, YamlError> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::SequenceEnd) {
                let end = if flow { span.end } else { items.last().map_or(start.end, |item: &Node| item.span.end) };
                return Ok(Node {
                    span: Span::new(start.start, end.max(start.start)),
                    value: Value::Sequence(items, flow),
                });
            }
            items.push(self.node(event, span, depth + 1)?);
        }
    }

    fn mapping(&mut self, start: Span, flow: Flow, depth: usize) -> Result<Node, YamlError> {
        let mut pairs: Vec<Pair> = Vec::new();
        loop {
            let (event, key_span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                let end = if flow { key_span.end } else { pairs.last().map_or(start.end, |pair| pair.value.span.end) };
                let span = Span::new(start.start, end.max(start.start));
                return Ok(Node { span, value: Value::Mapping(Mapping { pairs }, flow) });
            }
            let Event::Scalar(key, _, 0, None) = event else {
                return Err(self.error(key_span.start, "a key must be plain text"));
            };
            let (event, span) = self.next()?;
            let value = self.node(event, span, depth + 1)?;
            pairs.push(Pair { key: key.into_owned(), key_span, value });
        }
    }
}

/// The core schema of YAML 1.2, section 10.3.2: what a plain scalar means.
fn resolve(text: String) -> Value {
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        ".nan" | ".NaN" | ".NAN" => Value::Number(f64::NAN),
        _ => match number(&text) {
            Some(number) => Value::Number(number),
            None => Value::String(text, ScalarStyle::Plain),
        },
    }
}

fn number(text: &str) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "numbers are doubles in Obsidian too")]
    let radix = |digits: &str, radix| u64::from_str_radix(digits, radix).ok().map(|whole| whole as f64);
    if let Some(digits) = text.strip_prefix("0o") {
        return radix(digits, 8).filter(|_| !digits.starts_with('+'));
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return radix(digits, 16).filter(|_| !digits.starts_with('+'));
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Some(if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY });
    }
    let decimal = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && unsigned.bytes().any(|byte| byte.is_ascii_digit())
        && unsigned.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'+' | b'-'));
    decimal.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(yaml: &str) -> Value {
        parse(yaml, 0).unwrap().unwrap().value
    }

    fn text(text: &str) -> Value {
        Value::String(text.to_owned(), ScalarStyle::Plain)
    }

    #[test]
    fn the_core_schema_knows_few_words() {
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
        let root = parse(yaml, 0).unwrap().unwrap();
        let Value::Mapping(mapping, false) = root.value else { panic!("a mapping") };
        let spans: Vec<&str> = mapping.pairs.iter().map(|pair| pair.value.span.of(yaml)).collect();
        assert_eq!(spans, ["\"A: b\"", "[x, 'y']", "- one\n  - two", "", "z"]);
        assert_eq!(mapping.pairs[2].value.items()[1].span.of(yaml), "two");
    }

    #[test]
    fn an_unquoted_link_is_a_list_in_a_list_and_a_hash_is_a_comment() {
        let root = parse("link: [[Ada]]\ntag: #x\n", 0).unwrap().unwrap();
        assert_eq!(root.to_json(), serde_json::json!({"link": [["Ada"]], "tag": null}));
    }

    #[test]
    fn what_must_be_expanded_is_refused() {
        for yaml in ["a: &x 1\nb: *x", "a: !t 1", "? [a]\n: b", "a: 1\n--- \nb: 2", "a: *x"] {
            assert!(parse(yaml, 0).is_err(), "{yaml}");
        }
    }

    #[test]
    fn hostile_nesting_is_an_error_at_once() {
        assert!(parse(&"[".repeat(100_000), 0).is_err());
        assert!(parse(&"- ".repeat(20_000), 0).is_err());
        assert!(parse(&format!("a: {}", "{b: ".repeat(30_000)), 0).is_err());
    }

    #[test]
    fn errors_have_a_place() {
        let error = parse("title: Meeting: notes\n", 10).unwrap_err();
        assert!(error.offset >= 10 && error.offset <= 33, "{error:?}");
    }
}
