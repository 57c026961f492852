//! The path style of links, which is kept when a link gets another target.

use super::{Link, LinkKind, file_name, folder, stem};
use crate::text::{Edit, Span};

/// Returns the ways to write the path `to` in a note in the folder of `from`, those most like the style of `written` first.
/// Only the vault's index knows which of them resolve to the right file.
pub(crate) fn path_spellings(written: &str, to: &str, from: &str) -> Vec<String> {
    let keeps_ending = !is_note(to) || is_note(written);
    let ended = |path: &str| if keeps_ending { path.to_owned() } else { path[..path.len() - 3].to_owned() };
    let whole = ended(to);
    if written.starts_with('/') {
        return vec![format!("/{whole}")];
    }
    if written.starts_with("./") || written.starts_with("../") {
        return vec![relative(&whole, from, written.starts_with("./")), format!("/{whole}")];
    }
    let depth = written.matches('/').count();
    let mut ways = Vec::new();
    if depth == 0 {
        ways.push(ended(file_name(to)));
    } else {
        let parts: Vec<&str> = whole.split('/').collect();
        ways.push(parts[parts.len().saturating_sub(depth + 1)..].join("/"));
    }
    ways.push(whole.clone());
    // The only form that no other file can shadow.
    ways.push(format!("/{whole}"));
    ways.dedup();
    ways
}

fn is_note(path: &str) -> bool {
    stem(path).len() < file_name(path).len()
}

/// Returns the relative path from the folder of `from` to `to`.
fn relative(to: &str, from: &str, with_dot: bool) -> String {
    let here: Vec<&str> = folder(from).split('/').filter(|part| !part.is_empty()).collect();
    let there: Vec<&str> = to.split('/').collect();
    let shared = here.iter().zip(&there[..there.len() - 1]).take_while(|(one, other)| one == other).count();
    let ups = here.len() - shared;
    let prefix = match (ups, with_dot) {
        (0, _) => "./".to_owned(),
        (ups, _) => "../".repeat(ups),
    };
    format!("{prefix}{}", there[shared..].join("/"))
}

impl Link {
    /// Returns the edit that makes the link in `text` point to the file at `path`. Only the path changes; the spaces
    /// around it stay.
    pub(crate) fn retarget(&self, text: &str, path: &str) -> Edit {
        let written = self.path.slice(text);
        let lead = written.len() - written.trim_start().len();
        let start = self.path.start + lead;
        let span = Span::new(start, start + written.trim().len());
        Edit::replace(span, self.encode(text, path, written))
    }

    /// Returns `words` encoded as in this link, to replace `written`.
    pub(crate) fn encode(&self, text: &str, words: &str, written: &str) -> String {
        if self.is_single_quoted {
            return words.replace('\'', "''");
        }
        let in_angles = self.kind == LinkKind::Markdown && text[..self.path.start].ends_with('<');
        encode_path(words, self.kind, written, in_angles)
    }
}

/// Returns `path` encoded as in a link that contains `written`. `in_angles`: the target is between `<` and `>`.
fn encode_path(path: &str, kind: LinkKind, written: &str, in_angles: bool) -> String {
    match kind {
        LinkKind::Wiki => path.to_owned(),
        LinkKind::Markdown if in_angles => ["%", "<", ">", "#", "?"]
            .iter()
            .fold(path.to_owned(), |path, sign| path.replace(sign, &format!("%{:02X}", sign.as_bytes()[0]))),
        LinkKind::Markdown => {
            // An author who wrote `Caf%C3%A9` encodes non-ASCII characters.
            let in_full = written.is_ascii() && written.contains("%") && has_encoded_letter(written);
            let is_kept = |c: char| match c {
                ' ' | '%' | '<' | '>' | '\\' | '(' | ')' | '"' | '#' | '?' => false,
                c => !c.is_control() && (c.is_ascii() || !in_full),
            };
            let mut out = String::new();
            for c in path.chars() {
                if is_kept(c) {
                    out.push(c);
                } else {
                    let mut buffer = [0; 4];
                    c.encode_utf8(&mut buffer).bytes().for_each(|byte| out.push_str(&format!("%{byte:02X}")));
                }
            }
            out
        }
    }
}

/// Returns whether a non-ASCII byte is percent-encoded.
fn has_encoded_letter(written: &str) -> bool {
    let is_beyond = |(at, _): (usize, &str)| {
        let hex = written.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        hex.is_some_and(|byte| byte >= 0x80)
    };
    written.match_indices('%').any(is_beyond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_keeps_its_path_style() {
        assert_eq!(path_spellings("Old", "b/New.md", "a/n.md"), ["New", "b/New", "/b/New"]);
        assert_eq!(path_spellings("Old.md", "New.md", "n.md"), ["New.md", "/New.md"]);
        assert_eq!(path_spellings("x/Old", "b/c/New.md", "n.md"), ["c/New", "b/c/New", "/b/c/New"]);
        assert_eq!(path_spellings("../x/Old.md", "b/New.md", "a/n.md")[0], "../b/New.md");
        assert_eq!(path_spellings("./Old", "a/New.md", "a/n.md")[0], "./New");
        assert_eq!(path_spellings("pic.png", "img/new.png", "n.md"), ["new.png", "img/new.png", "/img/new.png"]);
    }

    #[test]
    fn percent_encoding_follows_the_old_link() {
        assert_eq!(encode_path("a b é.md", LinkKind::Markdown, "x%20y.md", false), "a%20b%20é.md");
        assert_eq!(encode_path("é.md", LinkKind::Markdown, "%C3%A8.md", false), "%C3%A9.md");
        assert_eq!(encode_path("a (b).md", LinkKind::Markdown, "x.md", false), "a%20%28b%29.md");
        assert_eq!(encode_path("a b.md", LinkKind::Markdown, "x y.md", true), "a b.md");
        assert_eq!(encode_path("a b", LinkKind::Wiki, "x", false), "a b");
    }
}
