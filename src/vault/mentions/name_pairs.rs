//! Runs of capitalised words in plain text, which may be names of people the vault knows.
//!
//! Purely lexical, as the facts of one note are extracted without those of the others. Whether a run is a name is decided
//! when all names are known: it counts only if it shares a word with a person.

use super::words_in_capitals;
use crate::names::{glued_word, is_given_name, is_opener, is_particle, is_stopword};
use crate::text::Span;

/// The maximum number of words in a name in plain text, besides small ones such as `van der`.
const MAX_WORDS: usize = 3;

/// Emits the runs of two or three capitalised words in `span` of `text`. The first word of a sentence may or may not be
/// part of a name, so a run of more than two words is emitted without it too.
pub(super) fn name_pairs(text: &str, span: Span, mut out: impl FnMut(Span)) {
    let bytes = text.as_bytes();
    let mut at = span.start;
    while let Some(space) = next_pair(bytes, at, span.end) {
        let start = word_start(text, space, at);
        at = space + 1;
        if bytes[..space].ends_with(b",") {
            out_reversed(text, space, &mut out);
            continue;
        }
        if !text[start..].starts_with(char::is_uppercase) {
            continue;
        }
        let words = words_in_capitals(&text[start..span.end]);
        let words: Vec<Span> = words.iter().map(|word| Span::new(start + word.start, start + word.end)).collect();
        let Some(last) = words.last() else { continue };
        at = at.max(last.end);
        if is_part_of_word(text, start) {
            continue;
        }
        let is_other = |word: &Span| is_stopword(word.slice(text));
        let first = words.iter().take_while(|word| is_other(word) || is_opener(word.slice(text))).count();
        let end = words.iter().skip(first).position(is_other).map_or(words.len(), |at| first + at);
        let may_be_opener = |word: &Span| starts_sentence(text, start) && !is_given_name(word.slice(text));
        let is_first = first == 0 && words.len() > 2 && may_be_opener(&words[0]);
        let words = &words[first..end];
        for words in [words, if is_first { words.get(1..).unwrap_or_default() } else { &[] }] {
            let large = words.iter().filter(|word| !is_particle(word.slice(text))).count();
            let is_repeated = || words.windows(2).any(|pair| pair[0].slice(text) == pair[1].slice(text));
            if let [first, .., last] = words
                && (2..=MAX_WORDS).contains(&large)
                && !is_particle(last.slice(text))
                && !is_repeated()
            {
                let run = Span::new(first.start, last.end);
                let glued = glued_word(run.slice(text)).map(|glued| run.start + glued.before.trim_end().len());
                out(Span::new(run.start, glued.unwrap_or(run.end)));
            }
        }
    }
}

/// Emits `Byron, Ada` around `space`, if the second word is a known given name and stands alone.
fn out_reversed(text: &str, space: usize, out: &mut impl FnMut(Span)) {
    let start = word_start(text, space - 1, 0);
    let words = words_in_capitals(&text[space + 1..]);
    // In `Ada Byron, Bo and`, the surname has its given name.
    let before = text[..start].strip_suffix(' ').map(|before| &text[word_start(text, before.len(), 0)..]);
    if before.is_some_and(|word| word.starts_with(char::is_uppercase)) {
        return;
    }
    if let [given] = words[..]
        && text[start..].starts_with(char::is_uppercase)
        && !is_part_of_word(text, start)
        && is_given_name(given.slice(&text[space + 1..]))
    {
        out(Span::new(start, space + 1 + given.end));
    }
}

/// Returns the next space in `bytes[at..end]` that may be between two capitalised words: an upper-case letter follows, or
/// one that is not ASCII.
fn next_pair(bytes: &[u8], at: usize, end: usize) -> Option<usize> {
    // Upper-case letters that are not ASCII begin with these bytes; dashes, quotes and emoji do not.
    let is_other = |byte: u8| byte.wrapping_sub(0xc3) < 0x1d || byte == 0xe1;
    let is_pair = |one: u8, other: u8| one == b' ' && (other.wrapping_sub(b'A') < 26 || is_other(other));
    let mut at = at;
    // Whole blocks first, without a branch for each byte.
    while at + BLOCK < end {
        let (block, next) = (&bytes[at..at + BLOCK], &bytes[at + 1..at + 1 + BLOCK]);
        if block.iter().zip(next).fold(false, |found, (one, other)| found | is_pair(*one, *other)) {
            break;
        }
        at += BLOCK;
    }
    while at + 1 < end {
        if is_pair(bytes[at], bytes[at + 1]) {
            return Some(at);
        }
        at += 1;
    }
    None
}

/// The number of bytes that are searched at once.
const BLOCK: usize = 32;

/// Returns the start of the word before `space`, not before `least`.
fn word_start(text: &str, space: usize, least: usize) -> usize {
    let is_outside = |byte: &u8| byte.is_ascii() && !byte.is_ascii_alphabetic() && !b"-'.".contains(byte);
    let word = &text.as_bytes()[least..space];
    let start = least + word.iter().rposition(is_outside).map_or(0, |at| at + 1);
    // `’` and other signs are not ASCII: `“Ada`.
    let sign = text[start..space].char_indices().rev().find(|(_, c)| !c.is_ascii() && !c.is_alphabetic() && *c != '’');
    sign.map_or(start, |(at, c)| start + at + c.len_utf8())
}

/// Returns whether a run at `start` is part of a path, an address or a word.
fn is_part_of_word(text: &str, start: usize) -> bool {
    let before = text[..start].chars().next_back();
    before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '@' | '/' | '\\' | '-' | '\'' | '’' | '_' | '#' | '='))
}

/// Returns whether the word at `start` begins a sentence, a list item or a line.
fn starts_sentence(text: &str, start: usize) -> bool {
    let before = text[..start].trim_end_matches([' ', '\t', '*', '_', '"', '“', '(']);
    before.is_empty() || before.ends_with(['\n', '\r', '.', '!', '?', ':', '-', '+', '|', ']', '…', '—', '–'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        name_pairs(text, Span::new(0, text.len()), |span| found.push(span.slice(text)));
        found
    }

    #[test]
    fn pairs_of_capitalised_words_are_found() {
        for (text, wanted) in [
            ("We asked Ada Byron for it.", vec!["Ada Byron"]),
            ("“Ada Byron” and (Bo Falk), then Çelik Özil’s", vec!["Ada Byron", "Bo Falk", "Çelik Özil"]),
            ("Grandly Ada Byron wrote. If Ada Byron can", vec!["Grandly Ada Byron", "Ada Byron", "Ada Byron"]),
            ("And Ask Ada Byron Monday Meeting", vec!["Ada Byron Monday"]),
            ("see Ada ByronI think and J. Moe", vec!["Ada Byron", "J. Moe"]),
            ("a/Ada Byron, x-Ada Byron, #Ada Byron, Ada byron, Ada  Byron", vec![]),
            ("One Two Three Four Five", vec![]),
            ("Ada Byron: hi, Ada-Lu Byron-Falk’s", vec!["Ada Byron", "Ada-Lu Byron-Falk"]),
            ("and then Byron, Ada came, in Byron, Ohio; Bo Byron, Ada and", vec!["Byron, Ada", "Bo Byron"]),
            ("We met Ada van Byron and Ada Van Der Byron, Ada Van", vec!["Ada Van Der Byron"]),
            ("Ada Byron Byron said", vec![]),
            (" Ada Byron", vec!["Ada Byron"]),
            ("", vec![]),
        ] {
            assert_eq!(pairs(text), wanted, "{text}");
        }
    }
}
