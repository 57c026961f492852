//! Formatting of numbers, plurals and lines for people.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::diagnostic::{Applicability, Diagnostic, Fix};
use crate::output::escape_line;

/// Formats a number with commas: `6,012`.
pub(crate) fn number(number: usize) -> String {
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

/// Formats a count with its noun: `1 note`, `2 notes`.
pub(crate) fn plural(many: usize, word: &str) -> String {
    let ending = if many == 1 { "" } else { "s" };
    format!("{} {word}{ending}", number(many))
}

/// Returns `text` escaped on one line, cut to `width` columns with `…` at the end.
pub(super) fn clip(text: &str, width: usize) -> String {
    let text = escape_line(&text.replace(['\n', '\r', '\t'], " "));
    if text.width() <= width {
        return text;
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= width
    };
    let mut shown: String = text.chars().take_while(fits).collect();
    shown.push('…');
    shown
}

/// Wraps `text` into lines of at most `columns`. Breaks only at spaces, so a longer word or path stays whole.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let options = textwrap::Options::new(columns)
        .break_words(false)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
        .wrap_algorithm(textwrap::WrapAlgorithm::FirstFit);
    textwrap::wrap(text, options).into_iter().map(Cow::into_owned).collect()
}

/// Describes `fix` of `finding` and the command that applies it.
pub(super) fn describe_fix(finding: &Diagnostic, fix: &Fix) -> String {
    match fix.applicability {
        Applicability::Unsafe if finding.is_paired() => {
            format!("{} in all notes (vaultlint --fix --unsafe-fixes, without a path)", fix.title)
        }
        Applicability::Safe => format!("{} (vaultlint --fix)", fix.title),
        Applicability::Unsafe => format!("{} (vaultlint --fix --unsafe-fixes)", fix.title),
        Applicability::Manual => fix.title.clone(),
    }
}

/// Returns the width of `text` in columns.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// Pads `text` with spaces to `columns` columns.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_commas() {
        assert_eq!([number(7), number(999), number(1000), number(1_234_567)], ["7", "999", "1,000", "1,234,567"]);
        assert_eq!(plural(1, "note"), "1 note");
    }

    #[test]
    fn text_is_wrapped_at_spaces_only() {
        assert_eq!(wrap("vaultlint names accept --wrong", 12), ["vaultlint", "names accept", "--wrong"]);
        assert_eq!(wrap("People/Ada-Byron/README.md", 8), ["People/Ada-Byron/README.md"]);
        assert_eq!(wrap("", 8), [""]);
    }

    #[test]
    fn clipping_counts_columns() {
        assert_eq!(clip("日本語の文", 5), "日本…");
        assert_eq!(clip("abc\tdef", 80), "abc def");
        assert_eq!(clip("abcdef", 6), "abcdef");
        assert_eq!(clip("abcdefg", 6), "abcde…");
    }
}
