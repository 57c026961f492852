//! Bytes that are not UTF-8.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::WINDOWS_1252;

use crate::diagnostic::{Diagnostic, Fix};
use crate::mojibake::is_apostrophe;
use crate::note::{Encoding, InvalidBytes, Note};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(InvalidUtf8))
}

struct InvalidUtf8;

impl Rule for InvalidUtf8 {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        match note.encoding() {
            Encoding::Utf8 => {}
            Encoding::Utf16 { little } => out.add(utf16(note, *little)),
            Encoding::Broken(bad) => out.add(broken(note, bad)),
        }
    }
}

fn utf16(note: &Note, little: bool) -> Diagnostic {
    let order = if little { "little" } else { "big" };
    let whole = Span::new(0, note.text().len());
    let edits = Edits::from_edit(Edit::replace(whole, note.text()));
    Diagnostic::new(Span::empty(0), format!("this note is UTF-16 ({order}-endian); Obsidian reads UTF-8 only"))
        .with_help("it may have been written by a shell redirection (`>`)")
        .with_fix(Fix::unsafe_fix("write the note as UTF-8", edits))
}

fn broken(note: &Note, bad: &[InvalidBytes]) -> Diagnostic {
    let bytes: usize = bad.iter().map(|run| run.bytes.len()).sum();
    let shown_run = bad.iter().find(|run| note.touches_added_line(run.span)).unwrap_or(&bad[0]);
    let shown = shown_run.bytes.iter().take(4).map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ");
    let message = match bad {
        [_] => format!("`{shown}` is not UTF-8"),
        _ => {
            let which = if shown_run.span == bad[0].span { "the first" } else { "here" };
            format!("{bytes} bytes in {} places are not UTF-8; {which}: `{shown}`", bad.len())
        }
    };
    let found = Diagnostic::new(shown_run.span, message);
    if let Some(edits) = in_cesu_8(bad) {
        let what = "this is CESU-8, in which Java and old databases encode characters above U+FFFF";
        return found.with_help(what).with_fix(Fix::unsafe_fix("decode these bytes as CESU-8", edits));
    }
    if let Some((codec, edits)) = in_another_codec(note, bad) {
        let title = format!("decode the note as {codec}");
        return found.with_help(format!("it looks like {codec}")).with_fix(Fix::unsafe_fix(title, edits));
    }
    let Some(edits) = decoded(bad).filter(|_| is_western(note, bad)) else {
        return found.with_help("no single encoding explains these bytes; restore the note from Git or a backup");
    };
    let title = "decode these bytes as windows-1252";
    found.with_fix(if is_one_slip(note, bad) { Fix::safe_fix(title, edits) } else { Fix::unsafe_fix(title, edits) })
}

/// Returns the edits that decode every run if all of them are UTF-16 surrogates, each encoded as UTF-8 on its own
/// (Unicode Technical Report 26).
fn in_cesu_8(bad: &[InvalidBytes]) -> Option<Edits> {
    let edit = |run: &InvalidBytes| {
        let (halves, []) = run.bytes.as_chunks::<3>() else { return None };
        let unit = |half: &[u8; 3]| match half {
            [0xed, second @ 0xa0..=0xbf, third @ 0x80..=0xbf] => {
                Some(0xd000 | u16::from(second & 0x3f) << 6 | u16::from(third & 0x3f))
            }
            _ => None,
        };
        let units: Option<Vec<u16>> = halves.iter().map(unit).collect();
        Some(Edit::replace(run.span, String::from_utf16(&units?).ok()?))
    };
    let edits: Option<Vec<Edit>> = bad.iter().map(edit).collect();
    Some(Edits::new(edits?).expect("the runs are disjoint"))
}

/// Guesses the encoding of a note without valid non-ASCII UTF-8. Returns its name and the edits that decode it, or
/// `None` if it is windows-1252. There is one edit per line: the second byte of a character may be ASCII, but never a
/// line break.
fn in_another_codec(note: &Note, bad: &[InvalidBytes]) -> Option<(&'static str, Edits)> {
    let lines = lines_with(note, bad)?;
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    lines.iter().for_each(|(_, bytes)| _ = detector.feed(bytes, false));
    detector.feed(b"", true);
    let codec = detector.guess(None, Utf8Detection::Deny);
    if codec == WINDOWS_1252 {
        return None;
    }
    let edit = |(line, bytes): &(Span, Vec<u8>)| {
        let text = codec.decode_without_bom_handling_and_without_replacement(bytes)?;
        let is_text = !text.chars().any(|char| char.is_control() && char != '\t');
        is_text.then(|| Edit::replace(*line, text))
    };
    let edits: Option<Vec<Edit>> = lines.iter().map(edit).collect();
    Some((codec.name(), Edits::new(edits?).expect("lines are disjoint")))
}

/// Returns the lines with invalid runs, each with its bytes, or `None` if the note also has valid non-ASCII characters.
fn lines_with(note: &Note, bad: &[InvalidBytes]) -> Option<Vec<(Span, Vec<u8>)>> {
    let text = note.text();
    let mut lines = Vec::new();
    let mut runs = bad.iter().peekable();
    while let Some(first) = runs.peek() {
        let line = note.lines().line(text, note.lines().line_at(first.span.start));
        let mut bytes = Vec::with_capacity(line.len());
        let mut at = line.start;
        while let Some(run) = runs.next_if(|run| run.span.end <= line.end) {
            bytes.extend_from_slice(&text.as_bytes()[at..run.span.start]);
            bytes.extend_from_slice(&run.bytes);
            at = run.span.end;
        }
        bytes.extend_from_slice(&text.as_bytes()[at..line.end]);
        lines.push((line, bytes));
    }
    let beyond_ascii = text.chars().filter(|char| !char.is_ascii()).count();
    (beyond_ascii == bad.len()).then_some(lines)
}

/// Returns the edits that decode every run as windows-1252, or `None` if a byte is undefined there or a run is a
/// truncated UTF-8 character.
fn decoded(bad: &[InvalidBytes]) -> Option<Edits> {
    let edit = |run: &InvalidBytes| {
        let (text, _) = WINDOWS_1252.decode_without_bom_handling(&run.bytes);
        let is_text = !text.chars().any(char::is_control) && !is_cut_off(&run.bytes);
        is_text.then(|| Edit::replace(run.span, text))
    };
    let edits: Option<Vec<Edit>> = bad.iter().map(edit).collect();
    Some(Edits::new(edits?).expect("the runs are disjoint"))
}

/// Returns true for a truncated UTF-8 sequence: a leading byte and some, but not all, of its continuation bytes.
fn is_cut_off(bytes: &[u8]) -> bool {
    matches!(bytes, [0xe0..=0xf4, rest @ ..] if !rest.is_empty() && rest.iter().all(|byte| matches!(byte, 0x80..=0xbf)))
}

/// Returns true for a single run in a note whose other non-ASCII characters are valid Western UTF-8: typographic marks
/// outside words, an apostrophe, or a letter in a word that also occurs elsewhere in the note. In any other note,
/// another encoding is as likely.
fn is_one_slip(note: &Note, bad: &[InvalidBytes]) -> bool {
    let [InvalidBytes { span, bytes }] = bad else { return false };
    let (before, after) = (&note.text()[..span.start], &note.text()[span.end..]);
    let in_word = before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic);
    let are_marks = bytes.iter().all(|byte| matches!(byte, 0x85 | 0x91..=0x97)) && !in_word;
    let is_apostrophe = bytes == &[0x92] && is_apostrophe(before, after);
    let beside_word =
        before.ends_with(|c: char| c.is_ascii_lowercase()) || after.starts_with(|c: char| c.is_ascii_lowercase());
    let is_known = |byte: u8| before.contains(char::from(byte)) || after.contains(char::from(byte));
    let is_letter = matches!(bytes[..], [byte @ (0xdf..=0xf6 | 0xf8..=0xff)] if is_known(byte)) && beside_word;
    let has_good = !before.is_ascii() || !after.is_ascii();
    (are_marks || is_apostrophe || is_letter) && has_good && is_western(note, bad)
}

/// Returns true if windows-1252 can encode every character of the note.
fn is_western(note: &Note, bad: &[InvalidBytes]) -> bool {
    let edits = bad.iter().map(|run| Edit::delete(run.span)).collect();
    let rest = Edits::new(edits).expect("the runs are disjoint").apply(note.text());
    let (_, _, cannot) = WINDOWS_1252.encode(&rest);
    !cannot
}
