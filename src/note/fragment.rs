//! What a link's fragment means: which heading of a note.

/// A heading's words as links compare them. Obsidian drops what would end or divide a link (`#`, `|`, `^`, `:`, `%%`, `[[`,
/// `]]` and other signs), joins blanks, and knows no case.
pub fn heading_key(words: &str) -> String {
    let is_dropped = |c: char| c.is_ascii_punctuation() && !matches!(c, '-' | '_');
    let kept: String = words.chars().map(|c| if is_dropped(c) { ' ' } else { c }).collect();
    crate::note::folded(&kept).split_whitespace().collect::<Vec<_>>().join(" ")
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
