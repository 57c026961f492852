//! Matching of link fragments with headings.

use std::borrow::Cow;

use super::link::percent_decoded;

/// Returns the form in which links compare the heading `words`. Obsidian drops punctuation (`#`, `|`, `^`, `:`, `%%`, `[[`,
/// `]]` and others), joins spaces, and ignores case.
pub fn heading_key(words: &str) -> String {
    let is_dropped = |c: char| c.is_ascii_punctuation() && !matches!(c, '-' | '_');
    let kept: String = words.chars().map(|c| if is_dropped(c) { ' ' } else { c }).collect();
    crate::note::fold_name(&kept).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the same with `-` and `_` as spaces, as in a Markdown link.
pub fn blank_key(words: &str) -> String {
    heading_key(&words.replace(['-', '_'], " "))
}

/// Returns the slug that GitHub and static site generators use: lower case, without punctuation, spaces as `-`.
pub fn heading_slug(heading: &str) -> String {
    let kept = heading.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|char| if char == ' ' { '-' } else { char }).collect()
}

/// Returns the keys by which a link may name the heading `words`.
pub fn link_keys(words: &str) -> [String; 2] {
    [blank_key(words), heading_slug(words)]
}

/// Returns the keys of each part of a link's `fragment`: it may mean a heading that has one of them among its [`link_keys`].
pub fn part_keys(fragment: &str) -> impl Iterator<Item = String> {
    fragment.split('#').map(str::trim).flat_map(|part| [blank_key(part), part.to_lowercase()])
}

/// Returns each part of `text` that may be the fragment of a link in any format: what follows a `#`, up to a character that
/// ends links. Headings and parts in ASCII are left out.
pub fn possible_fragments(text: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let is_end = |char: char| matches!(char, ']' | '|' | '"' | '<' | '>' | '\\' | '\n' | '\r');
    let encoded = memchr::memchr(b'%', text.as_bytes()).map_or("", |at| &text[at..]);
    let parts = text.split('#').skip(1).chain(encoded.split("%23").skip(1));
    let parts = parts.filter(|part| !part.starts_with(char::is_whitespace));
    let cut = parts.map(move |part| part.split(is_end).next().unwrap_or_default());
    // A parenthesis may end a link, or be part of the heading.
    let both = cut.flat_map(|part| [Some(part), part.split_once(')').map(|(part, _)| part)]).flatten();
    both.map(percent_decoded).filter(|fragment| !fragment.is_ascii())
}

/// Returns a heading's `words` as they are written in a link.
pub fn heading_in_link(words: &str) -> String {
    let is_dropped = |c: char| matches!(c, '#' | '|' | '^' | ':' | '[' | ']' | '%' | '\\');
    let kept: String = words.chars().map(|c| if is_dropped(c) { ' ' } else { c }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fragments_of_any_format_are_found() {
        let text = "[x]: n.md#H%C3%B6he\n<a href=\"n.md#Größe\"> {\"subpath\":\"#Ä#Ö\"}\n# Überschrift\nobsidian://open?file=n%23%C3%9C\n[x](n.md#Öl) and";
        let found: Vec<_> = possible_fragments(text).collect();
        assert_eq!(found, ["Höhe", "Größe", "Ä", "Ö", "Öl) and", "Öl", "Ü"]);
    }

    #[test]
    fn punctuation_case_and_spaces_are_ignored() {
        assert_eq!(heading_key("Plan: the  *Second* half"), heading_key("plan the second half"));
        assert_eq!(heading_key("C# & [[Ada|her]] notes"), heading_key("C Ada her notes"));
        assert_ne!(heading_key("Plan-A"), heading_key("Plan A"));
        assert_eq!(heading_in_link("Plan: a #b [[c]]"), "Plan a b c");
    }
}
