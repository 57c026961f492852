//! What an older version of a text proves: a new line that is the damage of an old one was that line, lost bytes included.
//!
//! An old line is found by its ASCII letters and digits, which damage leaves alone, and then compared character by
//! character with what damage makes of it. Losses are seen through: bytes that the codec leaves undefined, no-break spaces
//! and curly quotes that became plain ones.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use super::codec::{Codec, damage};
use super::{Confidence, Evidence, Repair};
use crate::text::Span;

/// Old lines with the same letters that are compared with one new line.
const MOST_CANDIDATES: usize = 16;
/// Layers that are tried.
const MOST_LAYERS: usize = 3;

/// The repairs of `text` that its `older` versions prove: lines that were not in them, and are the damage of lines that
/// were. Sorted, disjoint, each within one of `areas` and [`Confidence::Certain`] with [`Evidence::History`].
pub fn proved(text: &str, areas: &[Span], older: &[&str]) -> Vec<Repair> {
    if older.is_empty() || text.is_ascii() {
        return Vec::new();
    }
    let layers = |codec| (1..=MOST_LAYERS).map(move |layers| vec![codec; layers]);
    let chains: Vec<Vec<Codec>> = Codec::ALL[..Codec::SINGLE_BYTE].iter().copied().flat_map(layers).collect();
    let history = History::new(text, older);
    let gbk = LazyCell::new(|| history.read_as_gbk());
    let mut repairs = Vec::new();
    for (at, line) in history.new_lines(text) {
        let by_chain = |old| chains.iter().find_map(|chain| Some((chain.clone(), damaged_parts(old, line, chain)?)));
        let mut found: Vec<_> = history.candidates(line).filter_map(by_chain).collect();
        if found.is_empty() && line.chars().any(|char| char >= '\u{2e80}') {
            let olds = gbk.get(line).into_iter().flatten();
            found.extend(olds.map(|old| (vec![Codec::Gbk], vec![difference(old, line)])));
        }
        let Some((chain, parts)) = the_only(found) else { continue };
        repairs.extend(parts.into_iter().map(|Part { old, new }| Repair {
            span: Span::new(at + new.start, at + new.end),
            replacement: Some(old),
            chain: chain.clone(),
            confidence: Confidence::Certain,
            evidence: Evidence::History,
            flattened: false,
            others: Vec::new(),
        }));
    }
    repairs.retain(|repair| repair.span.is_within_one(areas));
    repairs
}

/// The places of `text` where characters were replaced by U+FFFD since one of its `older` versions, with what stood there.
/// Sorted and disjoint; each within one of `areas`.
pub fn restored(text: &str, areas: &[Span], older: &[&str]) -> Vec<(Span, String)> {
    if older.is_empty() || !text.contains(char::REPLACEMENT_CHARACTER) {
        return Vec::new();
    }
    let history = History::new(text, older);
    let mut restored = Vec::new();
    for (at, line) in history.new_lines(text).filter(|(_, line)| line.contains(char::REPLACEMENT_CHARACTER)) {
        let found = history.candidates(line).filter_map(|old| Some(((), replaced_parts(old, line)?)));
        let Some(((), parts)) = the_only(found.collect()) else { continue };
        restored.extend(parts.into_iter().map(|part| (Span::new(at + part.new.start, at + part.new.end), part.old)));
    }
    restored.retain(|(span, _)| span.is_within_one(areas));
    restored
}

/// The lines beyond ASCII that came and went between older versions of a text and the text.
struct History<'a> {
    known: HashSet<&'a str>,
    /// The lines that are gone, by their skeleton.
    gone: HashMap<String, Vec<&'a str>>,
}

impl<'a> History<'a> {
    fn new(text: &'a str, older: &[&'a str]) -> Self {
        let still_there: HashSet<&str> = text.lines().collect();
        let mut known = HashSet::new();
        let mut gone: HashMap<String, Vec<&str>> = HashMap::new();
        for line in older.iter().flat_map(|older| older.lines()) {
            if known.insert(line) && !line.is_ascii() && !still_there.contains(line) {
                gone.entry(skeleton(line)).or_default().push(line);
            }
        }
        Self { known, gone }
    }

    /// The lines of `text` that no older version has, each with its offset.
    fn new_lines(&self, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
        let mut start = 0;
        let with_offset = text.split_inclusive('\n').map(move |line| {
            let at = start;
            start += line.len();
            (at, line.trim_end_matches(['\n', '\r']))
        });
        with_offset.filter(|(_, line)| !line.is_ascii() && !self.known.contains(line))
    }

    /// The lines that are gone and may have been `line`.
    fn candidates(&self, line: &str) -> impl Iterator<Item = &'a str> {
        self.gone.get(&skeleton(line)).into_iter().flatten().copied().take(MOST_CANDIDATES)
    }

    /// The lines that are gone by what GBK makes of them, which has no skeleton: it swallows ASCII. Windows reads the byte
    /// 0x80 as a euro sign, other programs lose it.
    fn read_as_gbk(&self) -> HashMap<String, Vec<&'a str>> {
        let mut read: HashMap<String, Vec<&str>> = HashMap::new();
        for line in self.gone.values().flatten() {
            let windows = encoding_rs::GBK.decode_without_bom_handling(line.as_bytes()).0.into_owned();
            if windows.contains('€') {
                read.entry(windows.replace('€', "\u{fffd}")).or_default().push(line);
            }
            read.entry(windows).or_default().push(line);
        }
        read
    }
}

/// What all that was `found` says of a line; `None` where old lines disagree: which of them it was is not known.
fn the_only<T>(found: Vec<(T, Vec<Part>)>) -> Option<(T, Vec<Part>)> {
    let mut found = found.into_iter();
    let first = found.next()?;
    found.all(|(_, parts)| parts == first.1).then_some(first)
}

/// The ASCII letters and digits of a line.
fn skeleton(line: &str) -> String {
    line.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// A part of a line with what it was.
#[derive(PartialEq, Eq)]
struct Part {
    old: String,
    /// In bytes of the new line.
    new: std::ops::Range<usize>,
}

/// The parts of `new` that are damage of `old` by `chain`, when all else is equal; neighbouring ones are one.
fn damaged_parts(old: &str, new: &str, chain: &[Codec]) -> Option<Vec<Part>> {
    let mut parts = Parts::default();
    let mut rest = new;
    for char in old.chars() {
        let start = new.len() - rest.len();
        if char.is_ascii() {
            rest = rest.strip_prefix(char)?;
            continue;
        }
        for expected in spoilt(char, chain)? {
            rest = match expected {
                Expected::Char(expected) => without(rest, expected)?,
                Expected::Lost(char) => rest.strip_prefix([char, char::REPLACEMENT_CHARACTER, '?']).unwrap_or(rest),
            };
        }
        let end = new.len() - rest.len();
        // What lost all of its bytes proves nothing: it may as well have been deleted, or a `?` typed for it.
        if !new[start..end].chars().any(|char| !char.is_ascii() && char != char::REPLACEMENT_CHARACTER) {
            return None;
        }
        parts.add(char, start..end);
    }
    (rest.is_empty() && !parts.0.is_empty()).then_some(parts.0)
}

/// The part in which two different lines differ.
fn difference(old: &str, new: &str) -> Part {
    let len = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(old, new)| old == new).map(|(old, _)| old.len_utf8()).sum()
    };
    let before = len(&mut old.chars().zip(new.chars()));
    let after = len(&mut old[before..].chars().rev().zip(new[before..].chars().rev()));
    Part { old: old[before..old.len() - after].to_owned(), new: before..new.len() - after }
}

/// The parts of `new` where `old` has characters beyond ASCII and `new` has U+FFFD for them, when all else is equal.
fn replaced_parts(old: &str, new: &str) -> Option<Vec<Part>> {
    let mut parts = Parts::default();
    let mut rest = new;
    for char in old.chars() {
        let start = new.len() - rest.len();
        if let Some(after) = rest.strip_prefix(char) {
            rest = after;
            continue;
        }
        let marks = rest.chars().take_while(|char| *char == char::REPLACEMENT_CHARACTER).count();
        if char.is_ascii() || marks == 0 {
            return None;
        }
        // A decoder writes one mark for the character, or one for each of its bytes.
        let len = if marks.is_multiple_of(char.len_utf8()) { char.len_utf8() } else { 1 };
        rest = &rest[len * char::REPLACEMENT_CHARACTER.len_utf8()..];
        parts.add(char, start..new.len() - rest.len());
    }
    (rest.is_empty() && !parts.0.is_empty()).then_some(parts.0)
}

#[derive(Default)]
struct Parts(Vec<Part>);

impl Parts {
    fn add(&mut self, char: char, new: std::ops::Range<usize>) {
        match self.0.last_mut() {
            Some(last) if last.new.end == new.start => {
                last.old.push(char);
                last.new.end = new.end;
            }
            _ => self.0.push(Part { old: char.into(), new }),
        }
    }
}

/// What stands in damaged text for a part of a character.
enum Expected {
    Char(char),
    /// A byte that the codec leaves undefined: U+FFFD, `?` or nothing may stand for it, or what it is taken for.
    Lost(char),
}

/// What damage by `chain` makes of `char`; bytes that the last codec leaves undefined may be lost.
fn spoilt(char: char, chain: &[Codec]) -> Option<Vec<Expected>> {
    let (last, first) = chain.split_last()?;
    let text = first.iter().try_fold(String::from(char), |text, codec| damage(&text, *codec))?;
    let read = |byte: u8| {
        if byte.is_ascii() {
            return Expected::Char(byte.into());
        }
        let char = last.high_half()[usize::from(byte - 0x80)];
        if last.loses(byte) { Expected::Lost(char) } else { Expected::Char(char) }
    };
    Some(text.bytes().map(read).collect())
}

/// `text` without `expected` at its start, or what editors and converters like to make of it.
fn without(text: &str, expected: char) -> Option<&str> {
    if let Some(rest) = text.strip_prefix(expected) {
        return Some(rest);
    }
    match expected {
        '\u{a0}' => text.strip_prefix(' ').or(text.is_empty().then_some("")),
        '‘' | '’' => text.strip_prefix('\''),
        '“' | '”' => text.strip_prefix('"'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(old: &str, new: &str, expected: &[(&str, &str)]) {
        let found = proved(new, &[Span::new(0, new.len())], &[old]);
        let seen: Vec<_> =
            found.iter().map(|repair| (repair.span.of(new), repair.replacement.as_deref().unwrap())).collect();
        assert_eq!(seen, expected, "{old} -> {new}");
    }

    #[test]
    fn damage_of_an_old_line_is_proved() {
        check("one\nit’s a café\n", "one\nitâ€™s a cafÃ©\n", &[("â€™", "’"), ("Ã©", "é")]);
        check("it’s 🔼", "itÃ¢â‚¬â„¢s Ã°Å¸â€\u{9d}Â¼", &[("Ã¢â‚¬â„¢", "’"), ("Ã°Å¸â€\u{9d}Â¼", "🔼")]);
        check("le café", "le caf├⌐", &[("├⌐", "é")]);
        check("it’s", "it鈥檚", &[("鈥檚", "’s")]);
    }

    #[test]
    fn lost_bytes_come_back() {
        check("“so” — say", "â€œsoâ€\u{fffd} â€\" say", &[("â€œ", "“"), ("â€\u{fffd}", "”"), ("â€\"", "—")]);
        check("“so”, say", "â€œsoâ€?, say", &[("â€œ", "“"), ("â€?", "”")]);
        check("“so” say", "â€œsoâ€ say", &[("â€œ", "“"), ("â€", "”")]);
        check(
            "Россия — это",
            "Ð\u{a0}Ð¾ÑÑÐ¸Ñ â€” ÑÑ‚Ð¾",
            &[("Ð\u{a0}Ð¾ÑÑÐ¸Ñ", "Россия"), ("â€”", "—"), ("ÑÑ‚Ð¾", "это")],
        );
        check("à la carte, voilà", "Ã  la carte, voilÃ", &[("Ã ", "à"), ("Ã", "à")]);
    }

    #[test]
    fn bytes_that_gbk_lost_come_back() {
        let (old, new) = ("- 这些方法 `a`", "- 杩欎簺鏂规硶 `a`");
        check(old, new, &[("杩欎簺鏂规硶", "这些方法")]);
        check("中。", "涓\u{e15f}銆\u{fffd}", &[]);
        let lossy = encoding_rs::GBK.decode_without_bom_handling("用 的。".as_bytes()).0;
        check("用 的。", &lossy, &[(&lossy, "用 的。")]);
    }

    #[test]
    fn old_lines_that_disagree_prove_nothing() {
        check("\u{81}\n\u{8d}", "Â\u{fffd}", &[]);
        let found = restored("caf\u{fffd}", &[Span::new(0, 6)], &["café\ncafè\n"]);
        assert_eq!(found, []);
        check("it’s\n", "itâ€™s\nitâ€™s\n", &[("â€™", "’"), ("â€™", "’")]);
    }

    #[test]
    fn other_changes_prove_nothing() {
        check("it’s a café", "itâ€™s the cafÃ©", &[]);
        check("it’s", "it's", &[]);
        check("حتى ف", "حتى", &[]);
        check("حتى ف é", "حتى  é", &[]);
        check("itâ€™s", "itâ€™s", &[]);
        check("", "itâ€™s", &[]);
    }

    #[test]
    fn replaced_characters_come_back() {
        let restore = |old: &str, new: &str| restored(new, &[Span::new(0, new.len())], &[old]);
        assert_eq!(restore("the café", "the caf\u{fffd}"), [(Span::new(7, 10), "é".to_owned())]);
        assert_eq!(restore("it’s", "it\u{fffd}\u{fffd}\u{fffd}s"), [(Span::new(2, 11), "’".to_owned())]);
        assert_eq!(restore("naïve café", "na\u{fffd}ve café").len(), 1);
        assert_eq!(restore("the cafe", "the caf\u{fffd}"), []);
        assert_eq!(restore("the café here", "the caf\u{fffd}"), []);
    }
}
