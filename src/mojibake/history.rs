//! Repairs proved by older versions of the text: a new line that is the damaged form of an old line was that line,
//! lost bytes included.
//!
//! Candidates among the old lines are found by their ASCII characters, which damage leaves alone, and by their
//! position. They are then compared character by character with what damage turns them into. The comparison tolerates
//! losses: bytes that the codec leaves undefined, and no-break spaces and curly quotes that became plain ones.

use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};

use super::codec::{Codec, damage};
use super::{Confidence, Repair, RepairEvidence};
use crate::text::Span;

/// The maximum number of old lines with the same skeleton that a new line is compared with.
const MAX_CANDIDATES: usize = 16;
/// The maximum number of layers that are tried.
const MAX_LAYERS: usize = 3;

/// Returns the repairs of `text` that its `older` versions prove: lines that they do not contain and that are the
/// damaged form of lines that they do. Sorted and disjoint; each lies within one of `areas` and is
/// [`Confidence::Certain`] with [`RepairEvidence::History`].
pub fn proved_by_history(text: &str, areas: &[Span], older: &[&str]) -> Vec<Repair> {
    if older.is_empty() || text.is_ascii() {
        return Vec::new();
    }
    let layers = |codec| (1..=MAX_LAYERS).map(move |layers| vec![codec; layers]);
    let chains: Vec<Vec<Codec>> = Codec::ALL[..Codec::SINGLE_BYTE].iter().copied().flat_map(layers).collect();
    let history = History::new(text, older);
    let gbk = LazyCell::new(|| history.read_as_gbk());
    let mut repairs = Vec::new();
    let mut place = LineAnchor::default();
    for line in history.new_lines(text) {
        let by_chain = |old: &OldLine| {
            let damaged = |chain: &Vec<Codec>| Some((chain.clone(), damaged_parts(old.text, line.text, chain)?));
            chains.iter().find_map(damaged).map(|(chain, parts)| ((old.number, chain), parts))
        };
        let mut found: Vec<_> = history.candidates(&line, place).iter().filter_map(by_chain).collect();
        if found.is_empty() && line.text.chars().any(|char| char >= '\u{2e80}') {
            let olds = gbk.get(line.text).into_iter().flatten();
            found.extend(olds.map(|old| ((old.number, vec![Codec::Gbk]), vec![difference(old.text, line.text)])));
        }
        let Some(((number, chain), parts)) = unanimous(found) else { continue };
        place = LineAnchor { old: number, new: line.number };
        let at = line.start;
        repairs.extend(parts.into_iter().map(|ChangedPart { old, new }| Repair {
            span: Span::new(at + new.start, at + new.end),
            replacement: Some(old),
            chain: chain.clone(),
            confidence: Confidence::Certain,
            evidence: RepairEvidence::History,
            flattened: false,
            others: Vec::new(),
        }));
    }
    repairs.retain(|repair| repair.span.is_within_any(areas));
    repairs
}

/// Returns the places of `text` where characters of one of its `older` versions were replaced by U+FFFD, with the
/// original text. Sorted and disjoint; each lies within one of `areas`.
pub fn restored_from_history(text: &str, areas: &[Span], older: &[&str]) -> Vec<(Span, String)> {
    if older.is_empty() || !text.contains(char::REPLACEMENT_CHARACTER) {
        return Vec::new();
    }
    let history = History::new(text, older);
    let mut restored = Vec::new();
    let mut place = LineAnchor::default();
    for line in history.new_lines(text).filter(|line| line.text.contains(char::REPLACEMENT_CHARACTER)) {
        let by_marks = |old: &OldLine| Some((old.number, replaced_parts(old.text, line.text)?));
        let found = history.candidates(&line, place).iter().filter_map(by_marks).collect();
        let Some((number, parts)) = unanimous(found) else { continue };
        place = LineAnchor { old: number, new: line.number };
        let spans = parts.into_iter().map(|part| (part.new.start + line.start, part.new.end + line.start, part.old));
        restored.extend(spans.map(|(start, end, old)| (Span::new(start, end), old)));
    }
    restored.retain(|(span, _)| span.is_within_any(areas));
    restored
}

/// The lines beyond ASCII that differ between older versions of a text and the text.
struct History<'a> {
    known: HashSet<&'a str>,
    /// The deleted lines by skeleton, sorted by line number.
    deleted: HashMap<String, Vec<OldLine<'a>>>,
}

/// A line of an older version.
#[derive(Clone, Copy)]
struct OldLine<'a> {
    /// The line number in its version, from 0.
    number: usize,
    text: &'a str,
}

/// A line of the text, without its line break.
struct NewLine<'a> {
    /// The line number, from 0.
    number: usize,
    /// The offset of the line in the text, in bytes.
    start: usize,
    text: &'a str,
}

/// A matched pair of lines; the lines after it are expected to correspond.
#[derive(Clone, Copy, Default)]
struct LineAnchor {
    old: usize,
    new: usize,
}

impl<'a> History<'a> {
    fn new(text: &'a str, older: &[&'a str]) -> Self {
        let still_there: HashSet<&str> = text.lines().collect();
        let mut known = HashSet::new();
        let mut deleted: HashMap<String, Vec<OldLine>> = HashMap::new();
        for (number, line) in older.iter().flat_map(|older| older.lines().enumerate()) {
            if known.insert(line) && !line.is_ascii() && !still_there.contains(line) {
                deleted.entry(skeleton(line)).or_default().push(OldLine { number, text: line });
            }
        }
        deleted.values_mut().for_each(|lines| lines.sort_by_key(|line| line.number));
        Self { known, deleted }
    }

    /// Iterates over the lines of `text` beyond ASCII that no older version has.
    fn new_lines(&self, text: &'a str) -> impl Iterator<Item = NewLine<'a>> {
        let mut start = 0;
        let with_offset = text.split_inclusive('\n').enumerate().map(move |(number, line)| {
            let line = NewLine { number, start, text: line };
            start += line.text.len();
            NewLine { text: line.text.trim_end_matches(['\n', '\r']), ..line }
        });
        with_offset.filter(|line| !line.text.is_ascii() && !self.known.contains(line.text))
    }

    /// Returns the deleted lines that `line` may have been: those nearest to the position expected from `place`. Lines
    /// in non-Latin scripts have too little ASCII to be distinguished by their skeleton.
    fn candidates(&self, line: &NewLine, place: LineAnchor) -> &[OldLine<'a>] {
        let all = self.deleted.get(&skeleton(line.text)).map_or(&[] as &[OldLine], Vec::as_slice);
        let expected = place.old + (line.number - place.new);
        let middle = all.partition_point(|old| old.number < expected);
        let first = middle.saturating_sub(MAX_CANDIDATES / 2).min(all.len().saturating_sub(MAX_CANDIDATES));
        &all[first..all.len().min(first + MAX_CANDIDATES)]
    }

    /// Returns the deleted lines by what they become when read as GBK, which swallows ASCII and so leaves no skeleton.
    /// Windows reads the byte 0x80 as a euro sign, other programs lose it.
    fn read_as_gbk(&self) -> HashMap<String, Vec<OldLine<'a>>> {
        let mut read: HashMap<String, Vec<OldLine>> = HashMap::new();
        for line in self.deleted.values().flatten() {
            let windows = encoding_rs::GBK.decode_without_bom_handling(line.text.as_bytes()).0.into_owned();
            if windows.contains('€') {
                read.entry(windows.replace('€', "\u{fffd}")).or_default().push(*line);
            }
            read.entry(windows).or_default().push(*line);
        }
        read
    }
}

/// Returns the common result of all matching old lines; `None` if they disagree, as it is unknown which of them the
/// line was.
fn unanimous<T>(found: Vec<(T, Vec<ChangedPart>)>) -> Option<(T, Vec<ChangedPart>)> {
    let mut found = found.into_iter();
    let first = found.next()?;
    found.all(|(_, parts)| parts == first.1).then_some(first)
}

/// Returns the part of a line that damage leaves alone: ASCII without spaces, and without quotes and `?`, which may be
/// the result of losses.
fn skeleton(line: &str) -> String {
    line.chars().filter(|char| char.is_ascii_graphic() && !"'\"?".contains(*char)).collect()
}

/// A changed part of a line with its old text.
#[derive(PartialEq, Eq)]
struct ChangedPart {
    old: String,
    /// The range in the new line, in bytes.
    new: std::ops::Range<usize>,
}

/// Returns the parts of `new` that are damage of `old` by `chain`, adjacent ones merged; `None` unless everything else
/// is equal.
fn damaged_parts(old: &str, new: &str, chain: &[Codec]) -> Option<Vec<ChangedPart>> {
    let mut parts = ChangedParts::default();
    let mut rest = new;
    for char in old.chars() {
        let start = new.len() - rest.len();
        if char.is_ascii() {
            rest = rest.strip_prefix(char)?;
            continue;
        }
        for expected in damaged_char(char, chain)? {
            rest = match expected {
                Expected::Char(expected) => strip_expected(rest, expected)?,
                Expected::Lost(char) => rest.strip_prefix([char, char::REPLACEMENT_CHARACTER, '?']).unwrap_or(rest),
            };
        }
        let end = new.len() - rest.len();
        // A character that lost all of its bytes proves nothing: it may have been deleted, or replaced by a typed `?`.
        if !new[start..end].chars().any(|char| !char.is_ascii() && char != char::REPLACEMENT_CHARACTER) {
            return None;
        }
        parts.add(char, start..end);
    }
    (rest.is_empty() && !parts.0.is_empty()).then_some(parts.0)
}

/// Returns the part in which two different lines differ.
fn difference(old: &str, new: &str) -> ChangedPart {
    let len = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(old, new)| old == new).map(|(old, _)| old.len_utf8()).sum()
    };
    let before = len(&mut old.chars().zip(new.chars()));
    let after = len(&mut old[before..].chars().rev().zip(new[before..].chars().rev()));
    ChangedPart { old: old[before..old.len() - after].to_owned(), new: before..new.len() - after }
}

/// Returns the parts of `new` where U+FFFD stands for characters of `old` beyond ASCII; `None` unless everything else
/// is equal. A decoder writes one U+FFFD for a character of another codec, and one for each byte where it expected
/// ASCII.
fn replaced_parts(old: &str, new: &str) -> Option<Vec<ChangedPart>> {
    replaced_by(old, new, |_| 1).or_else(|| replaced_by(old, new, char::len_utf8))
}

/// Same as [`replaced_parts`], where each character became as many U+FFFD as `marks` returns.
fn replaced_by(old: &str, new: &str, marks: fn(char) -> usize) -> Option<Vec<ChangedPart>> {
    let mut parts = ChangedParts::default();
    let mut rest = new;
    for char in old.chars() {
        let start = new.len() - rest.len();
        if let Some(after) = rest.strip_prefix(char) {
            rest = after;
            continue;
        }
        if char.is_ascii() {
            return None;
        }
        for _ in 0..marks(char) {
            rest = rest.strip_prefix(char::REPLACEMENT_CHARACTER)?;
        }
        parts.add(char, start..new.len() - rest.len());
    }
    (rest.is_empty() && !parts.0.is_empty()).then_some(parts.0)
}

#[derive(Default)]
struct ChangedParts(Vec<ChangedPart>);

impl ChangedParts {
    fn add(&mut self, char: char, new: std::ops::Range<usize>) {
        match self.0.last_mut() {
            Some(last) if last.new.end == new.start => {
                last.old.push(char);
                last.new.end = new.end;
            }
            _ => self.0.push(ChangedPart { old: char.into(), new }),
        }
    }
}

/// The expected damaged text for one byte of a character.
enum Expected {
    Char(char),
    /// A byte that the codec leaves undefined: this character, U+FFFD, `?`, or nothing.
    Lost(char),
}

/// Returns what damage by `chain` turns `char` into; bytes that the last codec leaves undefined may be lost.
fn damaged_char(char: char, chain: &[Codec]) -> Option<Vec<Expected>> {
    let (last, first) = chain.split_last()?;
    let text = first.iter().try_fold(String::from(char), |text, codec| damage(&text, *codec))?;
    let read = |byte: u8| {
        if byte.is_ascii() {
            return Expected::Char(byte.into());
        }
        let char = last.high_half()[usize::from(byte - 0x80)];
        if last.is_undefined(byte) { Expected::Lost(char) } else { Expected::Char(char) }
    };
    Some(text.bytes().map(read).collect())
}

/// Strips `expected`, or what editors and converters commonly replace it with, from the start of `text`.
fn strip_expected(text: &str, expected: char) -> Option<&str> {
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
        let found = proved_by_history(new, &[Span::new(0, new.len())], &[old]);
        let seen: Vec<_> =
            found.iter().map(|repair| (repair.span.slice(new), repair.replacement.as_deref().unwrap())).collect();
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
    fn lost_bytes_are_restored() {
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
    fn bytes_lost_by_gbk_are_restored() {
        let (old, new) = ("- 这些方法 `a`", "- 杩欎簺鏂规硶 `a`");
        check(old, new, &[("杩欎簺鏂规硶", "这些方法")]);
        check("中。", "涓\u{e15f}銆\u{fffd}", &[]);
        let without_0x80 = "\u{6d93}\u{fffd}\u{9286}\u{fffd}";
        check("一、", without_0x80, &[(without_0x80, "一、")]);
        let lossy = encoding_rs::GBK.decode_without_bom_handling("用 的。".as_bytes()).0;
        check("用 的。", &lossy, &[(&lossy, "用 的。")]);
    }

    #[test]
    fn old_lines_that_disagree_prove_nothing() {
        check("\u{81}\n\u{8d}", "Â\u{fffd}", &[]);
        let found = restored_from_history("caf\u{fffd}", &[Span::new(0, 6)], &["café\ncafè\n"]);
        assert_eq!(found, []);
        check("it’s\n", "itâ€™s\nitâ€™s\n", &[("â€™", "’"), ("â€™", "’")]);
    }

    #[test]
    fn lines_are_matched_by_position() {
        let words = ["кот", "дом", "сад", "лес", "мир", "сон", "лев", "мёд"];
        let line = |at: usize| format!("{} {} {}\n", words[at % 8], words[at / 8 % 8], words[at / 64]);
        let old: String = (0..200).map(line).collect();
        let new = format!("new\n\n{}", damage(&old, Codec::Windows1252).unwrap());
        let found = proved_by_history(&new, &[Span::new(0, new.len())], &[&old]);
        let mut repaired = new;
        for repair in found.into_iter().rev() {
            repaired.replace_range(repair.span.start..repair.span.end, &repair.replacement.unwrap());
        }
        assert_eq!(repaired, format!("new\n\n{old}"));
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
    fn replaced_characters_are_restored() {
        let restore = |old: &str, new: &str| restored_from_history(new, &[Span::new(0, new.len())], &[old]);
        assert_eq!(restore("the café", "the caf\u{fffd}"), [(Span::new(7, 10), "é".to_owned())]);
        assert_eq!(restore("it’s", "it\u{fffd}\u{fffd}\u{fffd}s"), [(Span::new(2, 11), "’".to_owned())]);
        assert_eq!(restore("naïve café", "na\u{fffd}ve café").len(), 1);
        assert_eq!(restore("о том", "\u{fffd} \u{fffd}\u{fffd}\u{fffd}")[1], (Span::new(4, 13), "том".to_owned()));
        assert_eq!(restore("éé", "\u{fffd}\u{fffd}"), [(Span::new(0, 6), "éé".to_owned())]);
        assert_eq!(restore("the cafe", "the caf\u{fffd}"), []);
        assert_eq!(restore("the café here", "the caf\u{fffd}"), []);
    }
}
