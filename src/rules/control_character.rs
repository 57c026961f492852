//! Control characters, which are invisible and have no meaning in a note.

use crate::diagnostic::{Diagnostic, Fix};
use crate::mojibake::Repair;
use crate::note::{Encoding, Note, VerbatimKind};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(ControlCharacter))
}

struct ControlCharacter;

impl Rule for ControlCharacter {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        if *note.encoding() != Encoding::Utf8 || note.is_drawing() || !has_unwanted(text) {
            return;
        }
        let mut areas = note.prose();
        let formulas = note.verbatim().iter().filter(|part| part.kind == VerbatimKind::Formula);
        areas.extend(formulas.map(|part| part.span));
        areas.sort_unstable();
        // C1 characters that were letters or marks are reported by the rule `mojibake`.
        let taken = if has_c1(text) { note.damage() } else { &[] };
        let is_taken = |run: Span| {
            let at = taken.partition_point(|repair| repair.span.end <= run.start);
            let is_repaired = taken.get(at).is_some_and(|repair| repair.span.overlaps(run));
            is_repaired || is_part_of_damage(note, taken, run)
        };
        let runs = areas.iter().flat_map(|area| runs(text, *area)).filter(|run| !is_taken(*run));
        // In a formula, only a lost command is reported.
        let is_meant = |run: Span| in_formula(note, run) && escape(note, run).is_none();
        let mut lines: Vec<Vec<Span>> = Vec::new();
        for run in runs.filter(|run| !is_meant(*run) && !is_page_break(note, *run)) {
            let place = |span: Span| (note.lines().line_at(span.start), in_formula(note, span));
            match lines.last_mut().filter(|runs| place(runs[0]) == place(run)) {
                Some(runs) => runs.push(run),
                None => lines.push(vec![run]),
            }
        }
        out.add_all(lines.iter().map(|runs| diagnostic(note, runs)));
    }
}

/// Returns true if `run` is part of mojibake that could not be repaired without it: C1 in a line with `damage`, or next
/// to other non-ASCII characters.
fn is_part_of_damage(note: &Note, damage: &[Repair], run: Span) -> bool {
    let text = note.text();
    if !has_c1(run.slice(text)) {
        return false;
    }
    let line = note.lines().line(text, note.lines().line_at(run.start));
    let at = damage.partition_point(|repair| repair.span.end <= line.start);
    let is_near = |char: char| !char.is_ascii() && !char.is_whitespace();
    damage.get(at).is_some_and(|repair| repair.span.start < line.end)
        || text[..run.start].ends_with(is_near)
        || text[run.end..].starts_with(is_near)
}

/// Returns true if `text` contains a control character. Scans bytes, since most texts contain none.
fn has_unwanted(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_c0 = |byte: &u8| *byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r') || *byte == 0x7f;
    // Avoids a branch per byte.
    let has_c0 = bytes.chunks(4096).any(|chunk| chunk.iter().fold(false, |found, byte| found | is_c0(byte)));
    has_c0 || has_c1(text)
}

/// Returns true if `text` contains a C1 character, which UTF-8 encodes as 0xC2 and the byte itself.
fn has_c1(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(0xc2, bytes).any(|at| matches!(bytes.get(at + 1), Some(0x80..=0x9f)))
}

/// Returns true for C0 except tab, line feed and carriage return; for DEL; and for C1.
fn is_unwanted(char: char) -> bool {
    char.is_control() && !matches!(char, '\t' | '\n' | '\r')
}

/// Returns the runs of control characters in `area`, each including the parameters of a terminal command.
fn runs(text: &str, area: Span) -> Vec<Span> {
    let mut runs: Vec<Span> = Vec::new();
    let mut at = area.start;
    while let Some(found) = text[at..area.end].find(is_unwanted) {
        let start = at + found;
        at = start + sequence_length(&text[start..area.end]);
        match runs.last_mut().filter(|last| last.end == start) {
            Some(last) => last.end = at,
            None => runs.push(Span::new(start, at)),
        }
    }
    runs
}

/// Returns the length of the terminal command at the start of `text` (ECMA-48 5.4, 5.6), or of its first character.
fn sequence_length(text: &str) -> usize {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let rest = &text[first..];
    let length = match (text.starts_with('\u{1b}'), rest.as_bytes().first()) {
        (true, Some(b'[')) => control_sequence(&rest[1..]).map(|length| length + 1),
        (true, Some(b']')) => command_string(&rest[1..]).map(|length| length + 1),
        _ => None,
    };
    first + length.unwrap_or(0)
}

/// Parameters `0`–`?`, intermediates space–`/`, and one final byte `@`–`~`.
fn control_sequence(text: &str) -> Option<usize> {
    let final_at = text.bytes().position(|byte| !(b' '..=b'?').contains(&byte))?;
    (b'@'..=b'~').contains(&text.as_bytes()[final_at]).then_some(final_at + 1)
}

/// Up to BEL or `ESC \`, on one line.
fn command_string(text: &str) -> Option<usize> {
    let end = text.find(['\u{7}', '\u{1b}', '\n'])?;
    match text.as_bytes()[end] {
        b'\x07' => Some(end + 1),
        b'\x1b' => text[end + 1..].starts_with('\\').then_some(end + 2),
        _ => None,
    }
}

/// Returns true for a form feed at the start or end of a line, which separates pages.
fn is_page_break(note: &Note, run: Span) -> bool {
    let line = note.lines().line(note.text(), note.lines().line_at(run.start));
    (line.start == run.start || line.end == run.end) && run.slice(note.text()) == "\u{c}"
}

fn diagnostic(note: &Note, runs: &[Span]) -> Diagnostic {
    let text = note.text();
    let (first, count) = (runs[0], runs.len());
    let more = if count > 1 { format!(", and {} more on this line", count - 1) } else { String::new() };
    let name = name(text, first);
    let (message, title) = match escape(note, first) {
        Some(escape) => {
            let word: String = text[first.end..].chars().take_while(char::is_ascii_alphabetic).collect();
            (
                format!("{name} was the `{escape}` of `{escape}{word}`, decoded as an escape sequence{more}"),
                "restore the command",
            )
        }
        None => {
            (format!("{name}{more}: control characters are invisible and have no meaning in a note"), "remove them")
        }
    };
    let edits = runs.iter().map(|run| match escape(note, *run) {
        Some(escape) => Edit::replace(*run, escape),
        None if joins_words(text, *run) => Edit::replace(*run, " "),
        None => Edit::delete(*run),
    });
    let edits = Edits::new(edits.collect()).expect("runs are apart");
    let found = Diagnostic::new(first, message);
    match runs.iter().all(|run| is_within_a_value(note, *run)) {
        true => found.with_fix(Fix::unsafe_fix(title, edits)),
        false => found.with_help("remove it by hand: it is at the start of a property value"),
    }
}

/// Returns true if `run` is outside the properties or follows a letter or digit. Elsewhere, removing it may change the
/// meaning of what follows, such as `[` at the start of a value.
fn is_within_a_value(note: &Note, run: Span) -> bool {
    let in_properties = note.frontmatter().is_some_and(|block| block.block.contains(run));
    !in_properties || note.text()[..run.start].ends_with(char::is_alphanumeric)
}

fn name(text: &str, run: Span) -> String {
    match run.slice(text).strip_prefix('\u{1b}') {
        Some(command) if command.len() > 1 => format!("the terminal command `ESC{}`", shown(command)),
        _ => {
            let chars = run.slice(text).chars();
            let mut names: Vec<String> = chars.map(|char| format!("U+{:04X}", u32::from(char))).collect();
            let more = if names.len() > 3 { " ..." } else { "" };
            names.truncate(3);
            names.join(" ") + more
        }
    }
}

/// Returns the source of `run` before a program decoded it as an escape sequence: the `\f` of `\frac` is U+000C in
/// JSON. Only in formulas, where a command may begin like this.
fn escape(note: &Note, run: Span) -> Option<&'static str> {
    let escape = match run.slice(note.text()) {
        "\u{7}" => "\\a",
        "\u{8}" => "\\b",
        "\u{b}" => "\\v",
        "\u{c}" => "\\f",
        _ => return None,
    };
    (in_formula(note, run) && note.text()[run.end..].starts_with(|char: char| char.is_ascii_lowercase()))
        .then_some(escape)
}

fn in_formula(note: &Note, run: Span) -> bool {
    note.verbatim_at(run).is_some_and(|part| part.kind == VerbatimKind::Formula)
}

/// Returns true for a vertical tab (a line break within a paragraph in office programs) or a form feed (a page break)
/// between two words.
fn joins_words(text: &str, run: Span) -> bool {
    let is_inner = |char: char| !char.is_whitespace();
    run.slice(text).contains(['\u{b}', '\u{c}'])
        && text[..run.start].ends_with(is_inner)
        && text[run.end..].starts_with(is_inner)
}

fn shown(command: &str) -> String {
    command.chars().filter(|char| !char.is_control()).take(20).collect()
}
