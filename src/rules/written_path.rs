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
/// from the root of the vault, after any prefix; a whole property value, and a name without folders, may be anywhere in
/// the vault, as in a link.
pub(super) fn path_around(note: &Note, vault: &VaultIndex, span: Span) -> Option<Link> {
    let text = note.text();
    let line = note.lines().line(text, note.lines().line_at(span.start));
    let value = value_at(note, span);
    let from =
        (line.start.max(span.start.saturating_sub(MAX_REACH))..=span.start).find(|at| text.is_char_boundary(*at))?;
    let to = (span.end..=line.end.min(span.end + MAX_REACH)).rev().find(|at| text.is_char_boundary(*at))?;
    let (before, behind) = (&text[from..span.start], &text[span.end..to]);
    let ends = behind.match_indices('.').take(MAX_ENDS).filter_map(|(dot, _)| {
        let ending = &behind[dot + 1..];
        let length = ending.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let is_ending = length > 0 && !ending[length..].starts_with(is_of_name);
        is_ending.then_some(span.end + dot + 1 + length)
    });
    let ends: Vec<usize> = ends.collect();
    if ends.is_empty() {
        return None;
    }
    let starts = before.char_indices().rev().filter(|(_, c)| !is_of_name(*c)).take(MAX_STARTS);
    let starts = starts.map(|(at, c)| from + at + c.len_utf8());
    let mut starts: Vec<usize> = starts.chain([line.start]).chain(value.map(|value| value.start)).collect();
    starts.sort_unstable();
    let is_path = |path: &Span| {
        let written = path.slice(text);
        let leads_here = written.contains('/') || text[..path.start].ends_with('/');
        match value.is_some_and(|value| value == *path) {
            true => vault.resolve(written, note.path()).is_some(),
            false if leads_here => vault.file(written).is_some(),
            false => vault.resolve(written, note.path()).is_some(),
        }
    };
    let paths = starts.iter().flat_map(|start| ends.iter().map(|end| Span::new(*start, *end)));
    paths.into_iter().find(is_path).and_then(|path| Link::from_definition(text, path))
}

/// Returns true if `span` is in a path that leads outside the vault, in a property value or in text: from a file system
/// root, a server, a home directory, an environment variable or the Windows registry, or relative to a folder.
pub(super) fn is_in_outside_path(note: &Note, span: Span) -> bool {
    let text = note.text();
    let written = value_at(note, span).map(|value| value.slice(text)).unwrap_or_default();
    if written.starts_with('/') || path_separator(written).is_some() {
        return true;
    }
    let line = note.lines().line(text, note.lines().line_at(span.start));
    let from =
        (line.start.max(span.start.saturating_sub(MAX_REACH))..=span.start).find(|at| text.is_char_boundary(*at));
    let Some(before) = from.map(|from| &text[from..span.start]) else { return false };
    if memchr::memchr2(b'/', b'\\', before.as_bytes()).is_none() {
        return false;
    }
    let starts = before
        .char_indices()
        .filter(|(at, _)| !before[..*at].ends_with(|c| is_of_name(c) || c == '.'))
        .map(|(at, _)| &before[at..]);
    let reaches_span = |path: &str| {
        path_separator(path).is_some_and(|separator| is_one_path(path, separator, &text[span.end..line.end]))
    };
    starts.into_iter().any(reaches_span)
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

/// Returns the separator of the path that `words` begin with, if they begin like a path that leads outside the vault.
fn path_separator(words: &str) -> Option<char> {
    let (sign, rest) = match words.as_bytes() {
        [letter, b':', sign @ (b'/' | b'\\'), ..] if letter.is_ascii_alphabetic() => return Some(char::from(*sign)),
        [b'\\', b'\\', ..] => return Some('\\'),
        [b'/', ..] => {
            let root = words[1..].split_once('/').map(|(root, _)| root);
            return root.is_some_and(|root| ROOTS.contains(&root)).then_some('/');
        }
        [b'$', ..] => after_variable(&words[1..])?,
        [b'%', ..] => after(words[1..].split_once('%').filter(|(name, _)| is_variable(name))?.1)?,
        [b'~' | b'.', ..] => after(words.strip_prefix("..").unwrap_or(&words[1..]))?,
        [b'H', ..] => {
            let hive = words.find(|char: char| !char.is_ascii_uppercase() && char != '_').unwrap_or(words.len());
            let is_hive = matches!(&words[..hive], "HKLM" | "HKCU" | "HKCR" | "HKU") || words.starts_with("HKEY_");
            after(&words[hive..]).filter(|(sign, _)| is_hive && *sign == '\\')?
        }
        _ => return None,
    };
    (!rest.starts_with(char::is_whitespace)).then_some(sign)
}

/// Returns the separator at the start of `rest`, and what follows it.
fn after(rest: &str) -> Option<(char, &str)> {
    rest.chars().next().filter(|sign| matches!(sign, '/' | '\\')).map(|sign| (sign, &rest[1..]))
}

/// Returns the separator behind the name of an environment variable, `NAME` or `{NAME}`, and what follows it.
fn after_variable(rest: &str) -> Option<(char, &str)> {
    let (name, rest) = match rest.strip_prefix('{') {
        Some(braced) => braced.split_once('}')?,
        None => rest.split_at(rest.find(|char: char| !is_of_variable(char)).unwrap_or(rest.len())),
    };
    after(rest).filter(|_| is_variable(name))
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_of_variable)
}

fn is_of_variable(char: char) -> bool {
    char.is_ascii_alphanumeric() || matches!(char, '_' | '(' | ')')
}

/// The maximum number of spaces in the name of a folder in text.
const MAX_SPACES: usize = 2;

/// Returns true if `path`, which begins like a path with this separator, is one up to its end; `after` is the text that
/// follows. Spaces are part of a path only before another folder.
fn is_one_path(path: &str, separator: char, after: &str) -> bool {
    let mut names: Vec<&str> = path.split(separator).collect();
    let last = names.pop().unwrap_or_default();
    let word = after.split(char::is_whitespace).next().unwrap_or_default();
    let is_folder = |name: &&str| {
        let is_sentence = [", ", "; ", ". ", ": ", "! ", "? "].iter().any(|end| name.contains(end));
        let has_file =
            name.split_inclusive(' ').any(|word| word.ends_with(' ') && ends_with_extension(word.trim_end()));
        name.matches(char::is_whitespace).count() <= MAX_SPACES && !is_sentence && !has_file
    };
    !path.contains(['<', '>', '|', '"', '*', '`'])
        && names.iter().all(is_folder)
        && (!last.contains(char::is_whitespace) || is_folder(&last) && word.contains(separator))
}

/// Returns true if `word` ends like a file name: a dot and two to four letters or digits.
fn ends_with_extension(word: &str) -> bool {
    let extension = word.rsplit_once('.').map_or("", |(_, extension)| extension);
    (2..=4).contains(&extension.len()) && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
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
