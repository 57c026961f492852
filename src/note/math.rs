//! Inline formulas between `$`, told apart from prices as Obsidian does.

/// Returns the end of the formula whose opening `$` is at byte `at` of `text`; it must close before byte `end`. The
/// opening `$` must not be followed by whitespace, and the closing one neither preceded by whitespace nor followed by a
/// digit. In a table (`in_table`), a formula does not cross the border of a cell.
pub(super) fn inline(text: &str, at: usize, end: usize, in_table: bool) -> Option<usize> {
    let text = &text[..end];
    let is_blank = |byte: u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
    let close = find_unescaped(text, at + 1, "$")?;
    let inner = &text.as_bytes()[at + 1..close];
    let is_tight = !is_blank(*inner.first()?) && !is_blank(*inner.last()?);
    let is_price = text.as_bytes().get(close + 1).is_some_and(u8::is_ascii_digit);
    let leaves_cell = in_table && find_unescaped(&text[..close], at + 1, "|").is_some();
    (is_tight && !is_price && !leaves_cell).then_some(close + 1)
}

/// Returns the first unescaped `mark` in `text` at or after byte `from`; `mark` itself may begin with a backslash.
pub(super) fn find_unescaped(text: &str, from: usize, mark: &str) -> Option<usize> {
    let (bytes, mark) = (text.as_bytes(), mark.as_bytes());
    let mut at = from;
    while at < bytes.len() {
        at += memchr::memchr2(b'\\', mark[0], &bytes[at..])?;
        if bytes[at..].starts_with(mark) {
            return Some(at);
        }
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formula(text: &str) -> Option<&str> {
        inline(text, 0, text.len(), false).map(|end| &text[..end])
    }

    #[test]
    fn a_formula_has_no_space_inside_its_dollar_signs() {
        assert_eq!(formula("$x^2$ y"), Some("$x^2$"));
        assert_eq!(formula(r"$\text{a \$5}$ y$"), Some(r"$\text{a \$5}$"));
        assert_eq!(formula("$x\u{c}rac$"), Some("$x\u{c}rac$"));
        assert_eq!(formula(r"$a\\$"), Some(r"$a\\$"));
    }

    #[test]
    fn prices_are_not_formulas() {
        for text in ["$5 and $10", "$5-$10", "$ x$", "$x $", "$", "$x", "$5, or $6 for two$"] {
            assert_eq!(formula(text), None, "{text}");
        }
    }

    #[test]
    fn a_formula_does_not_cross_cells() {
        assert_eq!(inline("$6|7$|", 0, 6, true), None);
        assert_eq!(inline(r"$a\|b$|", 0, 7, true), Some(6));
    }
}
