//! Unbalanced bidirectional control characters: they make the displayed text differ from the source.

use std::ops::RangeInclusive;

use memchr::memmem;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, VerbatimKind};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(BidiControl))
}

struct BidiControl;

impl Rule for BidiControl {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        if !may_have_marks(text.as_bytes()) {
            return;
        }
        let mut paragraph = Span::empty(0);
        for line in (0..note.lines().len()).map(|line| note.lines().full_line(line)) {
            paragraph.end = line.end;
            if line.slice(text).trim().is_empty() || line.end == text.len() {
                out.add_all(unbalanced(text, paragraph).into_iter().map(|mark| diagnostic(note, mark)));
                paragraph = Span::empty(line.end);
            }
        }
    }
}

/// Returns true if `text` contains one of U+202A to U+202E or U+2066 to U+2069. Dashes and quotation marks begin with
/// the same bytes.
fn may_have_marks(text: &[u8]) -> bool {
    let ends_in = |start: [u8; 2], ends: RangeInclusive<u8>| {
        let mut found = memmem::find_iter(text, &start);
        found.any(|at| text.get(at + 2).is_some_and(|end| ends.contains(end)))
    };
    ends_in([0xe2, 0x80], 0xaa..=0xae) || ends_in([0xe2, 0x81], 0xa6..=0xa9)
}

/// Returns the unmatched marks of one paragraph (Unicode Standard Annex 9, BD9 and BD11). The end of a paragraph closes
/// all of them.
fn unbalanced(text: &str, paragraph: Span) -> Vec<Span> {
    let mut open: Vec<(char, Span)> = Vec::new();
    let mut alone: Vec<Span> = Vec::new();
    for (offset, char) in paragraph.slice(text).char_indices() {
        let span = Span::new(paragraph.start + offset, paragraph.start + offset + char.len_utf8());
        let closes = |opener: char| match char {
            '\u{202c}' => is_embedding(opener),
            _ => !is_embedding(opener),
        };
        match char {
            '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}' | '\u{2066}'..='\u{2068}' => open.push((char, span)),
            '\u{202c}' | '\u{2069}' => match open.iter().rposition(|(opener, _)| closes(*opener)) {
                Some(at) => {
                    alone.extend(open.drain(at + 1..).map(|(_, span)| span));
                    open.pop();
                }
                None => alone.push(span),
            },
            _ => {}
        }
    }
    // Right-to-left text is displayed the same with and without such a mark.
    let is_right_to_left =
        paragraph.slice(text).contains(|char| matches!(char, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fefc}'));
    let is_idle = |char: char| is_right_to_left && matches!(char, '\u{202b}' | '\u{2067}');
    alone.extend(open.into_iter().filter(|(char, _)| !is_idle(*char)).map(|(_, span)| span));
    alone.sort_unstable();
    alone
}

/// Returns true if the mark is closed by U+202C; isolates are closed by U+2069.
fn is_embedding(char: char) -> bool {
    matches!(char, '\u{202a}' | '\u{202b}' | '\u{202d}' | '\u{202e}')
}

fn diagnostic(note: &Note, mark: Span) -> Diagnostic {
    let written = mark.slice(note.text());
    let char = written.chars().next().unwrap_or_default();
    let name = match char {
        '\u{202a}' => "left-to-right embedding",
        '\u{202b}' => "right-to-left embedding",
        '\u{202c}' => "pop directional formatting",
        '\u{202d}' => "left-to-right override",
        '\u{202e}' => "right-to-left override",
        '\u{2066}' => "left-to-right isolate",
        '\u{2067}' => "right-to-left isolate",
        '\u{2068}' => "first strong isolate",
        _ => "pop directional isolate",
    };
    let lack = if matches!(char, '\u{202c}' | '\u{2069}') { "closes nothing" } else { "is never closed" };
    let message = format!("U+{:04X} ({name}) {lack}; the displayed text may differ from the source", u32::from(char));
    let found = Diagnostic::new(mark, message);
    let in_code = note.verbatim_at(mark).is_some_and(|part| part.kind == VerbatimKind::Code);
    if in_code {
        return found.with_help("check the code without it before running it");
    }
    found.with_fix(Fix::unsafe_fix("remove it", Edits::from_edit(Edit::delete(mark))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_is_looked_for_and_no_dash() {
        for mark in ('\u{202a}'..='\u{202e}').chain('\u{2066}'..='\u{2069}') {
            assert!(may_have_marks(format!("a — b {mark} c").as_bytes()), "{mark:?}");
        }
        assert!(!may_have_marks("“a” — b… ‘c’ \u{200b}\u{2028}\u{202f}\u{2065}\u{206a}".as_bytes()));
    }
}
