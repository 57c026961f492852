//! The frontmatter: the block of properties at the start of a note.

use super::yaml::{self, Mapping, Node, ScalarStyle, Value, YamlError};
use crate::text::Span;

/// Maximum size of a block that is parsed, in bytes. Real notes are far below.
pub const MAX_BYTES: usize = 64 * 1024;

/// The frontmatter block, from `---` to `---`.
#[derive(Clone, Debug, PartialEq)]
pub struct Frontmatter {
    /// Everything from the first `---` through the line break after the second.
    pub block: Span,
    /// The first `---`.
    pub opening: Span,
    /// The text between the two lines, with its last line break.
    pub yaml: Span,
    /// The properties, or the reason why Obsidian cannot read them.
    pub content: Result<Mapping, FrontmatterError>,
}

/// The reason why a block is not a mapping of properties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FrontmatterError {
    /// It is not valid YAML, or uses an unsupported feature.
    Yaml(YamlError),
    /// It is valid YAML, but not a mapping.
    NotAMapping(Span),
    /// It is longer than [`MAX_BYTES`].
    TooLong,
    /// It begins like properties but is never closed.
    Unclosed,
}

impl Frontmatter {
    /// Parses the block that begins at byte `start` of `text`, if there is one.
    pub(super) fn find(text: &str, start: usize) -> Option<Self> {
        let rest = &text[start..];
        let opening = Span::new(start, start + 3);
        let yaml_start = start + fence_length(rest)?;
        let Some((yaml_end, block_end)) = closing(text, yaml_start) else {
            return looks_like_a_property(&text[yaml_start..]).then(|| Self {
                block: Span::new(start, yaml_start),
                opening,
                yaml: Span::empty(yaml_start),
                content: Err(FrontmatterError::Unclosed),
            });
        };
        let yaml = Span::new(yaml_start, yaml_end);
        Some(Self { block: Span::new(start, block_end), opening, yaml, content: read(yaml.slice(text), yaml.start) })
    }
}

/// Adds the spans of the single-quoted scalars of `node` to `found`.
pub(super) fn collect_single_quoted(node: &Node, found: &mut Vec<Span>) {
    match &node.value {
        Value::String(_, ScalarStyle::SingleQuoted) => found.push(node.span),
        Value::Sequence(items, _) => items.iter().for_each(|item| collect_single_quoted(item, found)),
        Value::Mapping(mapping, _) => mapping.pairs.iter().for_each(|pair| collect_single_quoted(&pair.value, found)),
        Value::String(..) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Parses the properties in `yaml`, which begins at byte `start` of the note.
pub(super) fn read(yaml: &str, start: usize) -> Result<Mapping, FrontmatterError> {
    if yaml.len() > MAX_BYTES {
        return Err(FrontmatterError::TooLong);
    }
    match yaml::parse(yaml, start, yaml::MAX_NODES).map_err(FrontmatterError::Yaml)? {
        None => Ok(Mapping::default()),
        Some(node) => match node.value {
            Value::Mapping(mapping, _) => Ok(mapping),
            Value::Null => Ok(Mapping::default()),
            Value::Bool(_) | Value::Number(_) | Value::String(..) | Value::Sequence(..) => {
                Err(FrontmatterError::NotAMapping(node.span))
            }
        },
    }
}

/// Returns the length of the first line, with its line break, if it is exactly `---`.
fn fence_length(line: &str) -> Option<usize> {
    let rest = line.strip_prefix("---")?;
    ["\n", "\r\n"].into_iter().find(|end| rest.starts_with(end)).map(|end| 3 + end.len())
}

/// Returns the start and end of the line that closes the block.
fn closing(text: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        let rest = &text[at..];
        if let Some(length) = fence_length(rest) {
            return Some((at, at + length));
        }
        if rest == "---" {
            return Some((at, text.len()));
        }
        at += memchr::memchr(b'\n', rest.as_bytes())? + 1;
    }
}

/// Returns whether the first line is `key: value`, perhaps in a block that is indented by a tab as a whole. If not, the `---`
/// before it is a thematic break.
fn looks_like_a_property(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default();
    let line = match line.strip_prefix('\t') {
        Some(indented) if rest.lines().take_while(|line| line.starts_with('\t')).any(|line| line == "\t---") => {
            indented
        }
        _ => line,
    };
    line.split_once(':').is_some_and(|(key, value)| {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
        !key.is_empty() && key.chars().all(word) && (value.is_empty() || value.starts_with(' '))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(text: &str) -> Option<Frontmatter> {
        Frontmatter::find(text, 0)
    }

    #[test]
    fn a_block_runs_from_fence_to_fence() {
        let text = "---\r\ntitle: x\r\n---\r\nbody";
        let found = find(text).unwrap();
        assert_eq!(found.yaml.slice(text), "title: x\r\n");
        assert_eq!(&text[found.block.end..], "body");
        assert_eq!(found.content.unwrap().pairs.len(), 1);
    }

    #[test]
    fn a_thematic_break_at_the_start_is_not_frontmatter() {
        assert_eq!(find("---\n\nSome text: here\n"), None);
        assert_eq!(find("----\na: b\n---\n"), None);
        assert_eq!(find("--- \na: b\n---\n"), None);
    }

    #[test]
    fn unclosed_properties_are_an_error() {
        assert_eq!(find("---\ntitle: x\n\ntext").unwrap().content, Err(FrontmatterError::Unclosed));
        assert_eq!(find("---\n\ttitle: x\n\t---\n\ttext").unwrap().content, Err(FrontmatterError::Unclosed));
        assert_eq!(find("---\n\ttitle: x\n\n\t---\n"), None);
    }

    #[test]
    fn an_empty_block_has_no_properties() {
        assert_eq!(find("---\n---").unwrap().content, Ok(Mapping::default()));
        assert_eq!(find("---\n# only a comment\n---\n").unwrap().content, Ok(Mapping::default()));
    }

    #[test]
    fn text_is_not_a_mapping() {
        assert!(matches!(find("---\nhello\n---\n").unwrap().content, Err(FrontmatterError::NotAMapping(_))));
    }
}
