//! Words for people: numbers, plurals, clipped lines.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diagnostic::{Applicability, Fix};

/// `6012` -> `6,012`.
pub fn number(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// `1 note`, `2 notes`.
pub fn count(many: usize, word: &str) -> String {
    let ending = if many == 1 { "" } else { "s" };
    format!("{} {word}{ending}", number(many))
}

/// `text` cut to `width` columns, with `…` where something is missing. Control characters become blanks.
pub(super) fn clip(text: &str, width: usize) -> String {
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    if text.width() <= width {
        return text.chars().map(clean).collect();
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= width
    };
    let mut shown: String = text.chars().map(clean).take_while(fits).collect();
    shown.push('…');
    shown
}

/// `text` on one line, without characters that move a terminal's cursor, change its colours or turn its direction.
pub fn printable(text: &str) -> String {
    let is_unseen = |c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    text.chars().map(|c| if is_unseen(c) { '\u{fffd}' } else { c }).collect()
}

/// A path as it is typed into a shell. One that begins with `-` is no option.
pub fn typed(path: &str) -> String {
    let path = if path.starts_with('-') { format!("./{path}") } else { path.to_owned() };
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '/' | '.' | '_' | '-' | ':');
    let is_quiet = |c: char| !matches!(c, '"' | '$' | '`' | '\\' | '!');
    match (path.chars().all(is_plain), path.chars().all(is_quiet)) {
        (true, _) => path,
        (false, true) => format!("\"{path}\""),
        (false, false) if cfg!(windows) => format!("\"{path}\""),
        (false, false) => format!("'{}'", path.replace('\'', "'\\''")),
    }
}

/// What a fix does, and how to have it done.
pub(super) fn fix(fix: &Fix) -> String {
    match fix.applicability {
        Applicability::Safe => format!("{} (vaultlint --fix)", fix.title),
        Applicability::Unsafe => format!("{} (vaultlint --fix --unsafe-fixes)", fix.title),
        Applicability::Manual => fix.title.clone(),
    }
}

/// How many columns `text` takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// `text` with blanks up to `width` columns.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        assert_eq!([number(7), number(999), number(1000), number(1_234_567)], ["7", "999", "1,000", "1,234,567"]);
        assert_eq!(count(1, "note"), "1 note");
    }

    #[test]
    fn what_is_typed_is_not_run() {
        assert_eq!(["a.md", "a b.md", "-x.md"].map(typed), ["a.md", "\"a b.md\"", "./-x.md"]);
        if !cfg!(windows) {
            assert_eq!(typed("a $(x) 'b'.md"), r"'a $(x) '\''b'\''.md'");
        }
    }

    #[test]
    fn clipping_counts_columns() {
        assert_eq!(clip("日本語の文", 5), "日本…");
        assert_eq!(clip("abc\tdef", 80), "abc def");
        assert_eq!(clip("abcdef", 6), "abcdef");
        assert_eq!(clip("abcdefg", 6), "abcde…");
    }
}
