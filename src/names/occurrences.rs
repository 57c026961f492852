//! Occurrences of a form in a text as a whole name.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization as _;

use super::key::is_letter;
use crate::text::Span;

/// Returns whether `span` of `text` is a whole name: no letter, digit or hyphen is adjacent; a possessive may follow.
pub fn is_whole_name(text: &str, span: Span) -> bool {
    let in_word = |c: char| is_letter(c) || c.is_numeric() || matches!(c, '-' | '_');
    let after = &text[span.end..];
    // `O’Brien` continues after its apostrophe, `Ada’s` does not.
    let goes_on = after.strip_prefix(['\'', '’']).is_some_and(|rest| {
        let rest = rest.strip_prefix(['s', 'S']).filter(|rest| !rest.starts_with(in_word)).unwrap_or(rest);
        rest.starts_with(in_word)
    });
    !text[..span.start].ends_with(in_word) && !after.starts_with(in_word) && !goes_on
}

/// Returns whether `span` is only part of an occurrence of `right`, in any case, across the end of a line, and with
/// composed or decomposed accents.
pub fn is_part_of_right_form(text: &str, span: Span, right: &str) -> bool {
    let wrong = span.slice(text).to_lowercase();
    normal_forms(right).map(|right| right.to_lowercase()).filter(|right| wrong.len() < right.len()).any(|right| {
        right.match_indices(&wrong).any(|(at, _)| {
            let (before, behind) = (&right[..at], &right[at + wrong.len()..]);
            let is_before = starts_with_ignoring_case(text[..span.start].chars().rev(), before.chars().rev());
            is_before && starts_with_ignoring_case(text[span.end..].chars(), behind.chars())
        })
    })
}

/// Returns whether `text` starts with `wanted`, in any case, and with any white space for a space.
fn starts_with_ignoring_case(text: impl Iterator<Item = char>, wanted: impl Iterator<Item = char>) -> bool {
    let mut text = text.flat_map(char::to_lowercase).peekable();
    for wanted in wanted {
        if wanted.is_whitespace() {
            if text.next_if(|c| c.is_whitespace()).is_none() {
                return false;
            }
            while text.next_if(|c| c.is_whitespace()).is_some() {}
        } else if text.next() != Some(wanted) {
            return false;
        }
    }
    true
}

/// Finds the occurrences of `form` in `text` as a whole name, with composed or decomposed accents.
pub fn occurrences<'a>(text: &'a str, form: &'a str) -> impl Iterator<Item = Span> + 'a {
    let places = move |way: Cow<'a, str>| {
        let found = text.match_indices(&*way).map(|(start, found)| Span::new(start, start + found.len()));
        found.filter(|span| is_whole_name(text, *span)).collect::<Vec<_>>()
    };
    let mut found: Vec<Span> = normal_forms(form).filter(|way| !way.is_empty()).flat_map(places).collect();
    found.sort_unstable();
    found.into_iter()
}

/// Finds the occurrences of `form` in `text` that a capitalised word follows without a space: `Ada ByronThanks`.
pub fn glued_occurrences<'a>(text: &'a str, form: &'a str) -> impl Iterator<Item = Span> + 'a {
    let found = text.match_indices(form).map(|(start, found)| Span::new(start, start + found.len()));
    found.filter(|span| {
        let (inside, after) = (span.slice(text), &text[span.end..]);
        let is_begin = is_whole_name(text, Span::new(span.start, text.len()));
        is_begin && after.starts_with(char::is_uppercase) && inside.ends_with(char::is_lowercase)
    })
}

/// Returns the spellings of `form`: as it is, and if it has accents, composed and decomposed.
pub fn normal_forms(form: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let others = (!form.is_ascii()).then(|| [form.nfc().collect::<String>(), form.nfd().collect()]);
    let others = others.into_iter().flatten().filter(move |way| way != form).map(Cow::Owned);
    std::iter::once(Cow::Borrowed(form)).chain(others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_form_is_recognised_in_any_case_and_normalisation() {
        let wrong = |text: &str| occurrences(text, "Ada Byron").next().unwrap();
        for text in ["Ada Byron Falk", "Ada Byron\nFalk", "Ada Byron  FALK’s"] {
            assert!(is_part_of_right_form(text, wrong(text), "Ada Byron Falk"), "{text}");
        }
        assert!(!is_part_of_right_form("Ada Byron fell", wrong("Ada Byron fell"), "Ada Byron Falk"));
        assert_eq!(occurrences("Éva Ada Byron", "Ada Byron").count(), 1);
        assert_eq!(occurrences("Sinead O'Brien, Sinead O’Brien", "Sinead O").count(), 0);
        assert_eq!(occurrences("Ada Byron’s and Ada Byron's", "Ada Byron").count(), 2);
        let accents = "A\u{301}da, \u{c1}da";
        for form in ["A\u{301}da", "\u{c1}da"] {
            let found: Vec<usize> = occurrences(accents, form).map(|span| span.start).collect();
            assert_eq!(found, [0, 7], "either way");
        }
    }

    #[test]
    fn word_may_follow_without_a_space() {
        let text = "Ada ByronThanks, Ada Byron, xAda ByronI, Ada Byronn, Ada ByronI";
        let found: Vec<usize> = glued_occurrences(text, "Ada Byron").map(|span| span.start).collect();
        assert_eq!(found, [0, 53]);
    }

    #[test]
    fn part_of_a_word_is_not_a_name() {
        let text = "Ada Byron's, Ada Byron-Falk, Ada Byrons, (Ada Byron)";
        let found: Vec<usize> = occurrences(text, "Ada Byron").map(|span| span.start).collect();
        assert_eq!(found, [0, 42]);
        assert_eq!(occurrences("Ada Pere\u{301}", "Ada Pere").count(), 0, "the accent is the letter's");
    }
}
