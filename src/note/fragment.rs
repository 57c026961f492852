//! What a link's fragment means: which heading of a note.

/// A heading's words as links compare them. Obsidian drops what would end or divide a link (`#`, `|`, `^`, `:`, `%%`, `[[`,
/// `]]` and other signs), joins blanks, and knows no case.
pub fn heading_key(words: &str) -> String {
    let is_dropped = |c: char| c.is_ascii_punctuation() && !matches!(c, '-' | '_');
    let kept: String = words.chars().map(|c| if is_dropped(c) { ' ' } else { c }).collect();
    crate::note::fold_name(&kept).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The same where `-` and `_` are blanks, as in a Markdown link.
pub fn blank_key(words: &str) -> String {
    heading_key(&words.replace(['-', '_'], " "))
}

/// What web sites that are made from notes, and GitHub, call a heading: lower case, without signs, blanks as `-`.
pub fn heading_slug(heading: &str) -> String {
    let kept = heading.chars().filter(|char| char.is_alphanumeric() || matches!(char, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|char| if char == ' ' { '-' } else { char }).collect()
}

/// The keys by which a link could name the heading `words`.
pub fn link_keys(words: &str) -> [String; 2] {
    [blank_key(words), heading_slug(words)]
}

/// The keys of each part of a link's `fragment`: a heading that has one of them among its [`link_keys`] may be meant.
pub fn part_keys(fragment: &str) -> impl Iterator<Item = String> {
    fragment.split('#').map(str::trim).flat_map(|part| [blank_key(part), part.to_lowercase()])
}

/// A heading's words as they can stand in a link.
pub fn heading_in_link(words: &str) -> String {
    let is_dropped = |c: char| matches!(c, '#' | '|' | '^' | ':' | '[' | ']' | '%' | '\\');
    let kept: String = words.chars().map(|c| if is_dropped(c) { ' ' } else { c }).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_case_and_blanks_do_not_count() {
        assert_eq!(heading_key("Plan: the  *Second* half"), heading_key("plan the second half"));
        assert_eq!(heading_key("C# & [[Ada|her]] notes"), heading_key("C Ada her notes"));
        assert_ne!(heading_key("Plan-A"), heading_key("Plan A"));
        assert_eq!(heading_in_link("Plan: a #b [[c]]"), "Plan a b c");
    }
}
