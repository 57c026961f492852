//! Where a form stands in a text as a whole name.

use super::key::is_letter;
use crate::text::Span;

/// No letter, digit or hyphen on either side; a possessive may follow.
pub fn is_whole_name(text: &str, span: Span) -> bool {
    let in_word = |c: char| is_letter(c) || c.is_numeric() || matches!(c, '-' | '_');
    !text[..span.start].ends_with(in_word) && !text[span.end..].starts_with(in_word)
}

/// The places where `text` has `form` as a whole name, letter by letter.
pub fn occurrences<'a>(text: &'a str, form: &'a str) -> impl Iterator<Item = Span> + 'a {
    let found = text.match_indices(form).map(|(start, found)| Span::new(start, start + found.len()));
    found.filter(move |span| !form.is_empty() && is_whole_name(text, *span))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_word_is_no_name() {
        let text = "Ada Byron's, Ada Byron-Falk, Ada Byrons, (Ada Byron)";
        let found: Vec<usize> = occurrences(text, "Ada Byron").map(|span| span.start).collect();
        assert_eq!(found, [0, 42]);
        assert_eq!(occurrences("Ada Pere\u{301}", "Ada Pere").count(), 0, "the accent is the letter's");
    }
}
