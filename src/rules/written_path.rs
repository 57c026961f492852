//! Paths in plain text or in properties, which refer to a file as a link does.

use crate::note::{Link, Node, Note, Value};
use crate::text::Span;
use crate::vault::VaultIndex;

use super::shared::inner;

/// Limits on the extent of a path to each side, in bytes, and on the starts and ends that are tried. They keep the
/// search linear on hostile lines.
const MAX_REACH: usize = 256;
const MAX_STARTS: usize = 64;
const MAX_ENDS: usize = 8;

/// Returns the path around `span`, including the file extension, if a file of the vault has it. It must be a full path
/// from the root of the vault, after any prefix; as a whole property value it may also be the end of one, as in a link.
pub(super) fn path_around(note: &Note, vault: &VaultIndex, span: Span) -> Option<Link> {
    let text = note.text();
    let line = note.lines().line(text, note.lines().line_at(span.start));
    let value = value_at(note, span);
    let from =
        (line.start.max(span.start.saturating_sub(MAX_REACH))..=span.start).find(|at| text.is_char_boundary(*at))?;
    let to = (span.end..=line.end.min(span.end + MAX_REACH)).rev().find(|at| text.is_char_boundary(*at))?;
    let (before, behind) = (&text[from..span.start], &text[span.end..to]);
    if value.is_none() && !before.contains('/') && !behind.contains('/') {
        return None;
    }
    let starts = before.char_indices().rev().filter(|(_, c)| !is_of_name(*c)).take(MAX_STARTS);
    let starts = starts.map(|(at, c)| from + at + c.len_utf8());
    let mut starts: Vec<usize> = starts.chain([line.start]).chain(value.map(|value| value.start)).collect();
    starts.sort_unstable();
    let ends = behind.match_indices('.').take(MAX_ENDS).filter_map(|(dot, _)| {
        let ending = &behind[dot + 1..];
        let length = ending.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let is_ending = length > 0 && !ending[length..].starts_with(is_of_name);
        is_ending.then_some(span.end + dot + 1 + length)
    });
    let ends: Vec<usize> = ends.collect();
    let is_path = |path: &Span| {
        let written = path.slice(text);
        let leads_here = written.contains('/') || text[..path.start].ends_with('/');
        match value.is_some_and(|value| value == *path) {
            true => vault.resolve(written, note.path()).is_some(),
            false => leads_here && vault.file(written).is_some(),
        }
    };
    let paths = starts.iter().flat_map(|start| ends.iter().map(|end| Span::new(*start, *end)));
    paths.into_iter().find(is_path).and_then(|path| Link::from_definition(text, path))
}

/// Returns true if `span` is in an absolute path (from a file system root, a server or a home directory), in a property
/// value or in text.
pub(super) fn is_in_absolute_path(note: &Note, span: Span) -> bool {
    let text = note.text();
    let written = value_at(note, span).map(|value| value.slice(text)).unwrap_or_default();
    if written.starts_with('/') || begins_path(written) {
        return true;
    }
    let line = note.lines().line(text, note.lines().line_at(span.start));
    let from =
        (line.start.max(span.start.saturating_sub(MAX_REACH))..=span.start).find(|at| text.is_char_boundary(*at));
    let Some(before) = from.map(|from| &text[from..span.start]) else { return false };
    let starts =
        before.char_indices().filter(|(at, _)| !before[..*at].ends_with(is_of_name)).map(|(at, _)| &before[at..]);
    starts.into_iter().any(|path| begins_path(path) && is_one_path(path, &text[span.end..line.end]))
}

/// Root folders by which absolute paths in text are recognized.
const ROOTS: [&str; 14] = [
    "Applications",
    "Library",
    "Users",
    "Volumes",
    "data",
    "etc",
    "home",
    "media",
    "mnt",
    "opt",
    "private",
    "srv",
    "tmp",
    "var",
];

/// Returns true if `words` begin like an absolute path.
fn begins_path(words: &str) -> bool {
    let is_drive = matches!(words.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic());
    let has_root =
        || words.strip_prefix('/').and_then(|rest| rest.split_once('/')).is_some_and(|(root, _)| ROOTS.contains(&root));
    is_drive || words.starts_with("\\\\") || words.starts_with("~/") || has_root()
}

/// Returns true if `path`, which begins like a path, is one up to its end; `after` is the text that follows. Spaces are
/// part of a path only before another folder.
fn is_one_path(path: &str, after: &str) -> bool {
    let last = path.rfind(['/', '\\']).map_or("", |at| &path[at..]);
    let word = after.split(char::is_whitespace).next().unwrap_or_default();
    let sign = if path.contains('\\') { '\\' } else { '/' };
    !path.contains(['<', '>', '|', '"', '*', '`']) && (!last.contains(char::is_whitespace) || word.contains(sign))
}

/// Returns the span of the text value in the properties that contains `span`, without its quotes.
fn value_at(note: &Note, span: Span) -> Option<Span> {
    fn within(node: &Node, span: Span) -> Option<Span> {
        match &node.value {
            _ if !node.span.contains(span) => None,
            Value::Sequence(items, _) => items.iter().find_map(|item| within(item, span)),
            Value::Mapping(mapping, _) => mapping.pairs.iter().find_map(|pair| within(&pair.value, span)),
            Value::String(..) => Some(inner(node)),
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }
    note.frontmatter().filter(|block| block.block.contains(span))?;
    note.properties()?.pairs.iter().find_map(|pair| within(&pair.value, span))
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}
