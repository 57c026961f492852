//! Helpers shared by rules, mainly for properties: they return spans and edits, so that values are spliced rather than
//! rewritten.

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Applicability;
use crate::note::{
    CollectionStyle, EntryDate, ListProperty, LogEntry, Mapping, Node, Note, Pair, ScalarStyle, Value,
    yaml_text::scalar,
};
use crate::rule::OptionsError;
use crate::text::{Edit, Edits, Span};
use crate::vault::Today;

/// Returns the properties of a note, or `None` for a template, which is neither checked nor edited.
pub(super) fn checked_properties(note: &Note) -> Option<&Mapping> {
    note.properties().filter(|_| !note.is_template())
}

/// Returns the span between the quotes of a scalar, or all of it if it is not quoted.
pub(super) fn inner(node: &Node) -> Span {
    match &node.value {
        Value::String(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) => {
            Span::new(node.span.start + 1, node.span.end - 1)
        }
        _ => node.span,
    }
}

/// Returns the lines of a pair, from the start of the key's line through the line break after the value, or `None` if
/// it shares them with another pair.
pub(super) fn lines_of(note: &Note, pair: &Pair) -> Option<Span> {
    let lines = note.lines();
    let first = lines.full_line(lines.line_at(pair.key_span.start));
    let end = pair.value.span.end.max(pair.key_span.end);
    // A block scalar ends where the next line begins.
    let end = if note.text()[..end].ends_with('\n') { end - 1 } else { end };
    let last = lines.full_line(lines.line_at(end));
    let before = &note.text()[first.start..pair.key_span.start];
    let after = note.text()[end..last.end].trim_start_matches(':').trim();
    let stands_alone = before.trim().is_empty() && (after.is_empty() || after.starts_with('#'));
    stands_alone.then(|| Span::new(first.start, last.end))
}

/// Returns the line break used in the note's frontmatter.
pub(super) fn line_break(note: &Note) -> &'static str {
    let uses_crlf = note.frontmatter().is_some_and(|block| block.block.slice(note.text()).starts_with("---\r\n"));
    if uses_crlf { "\r\n" } else { "\n" }
}

/// Returns the edit that turns the scalar value of `pair` into a block list, and its applicability. Returns `None` if
/// the value cannot be split into items or spans several lines.
pub(super) fn list_edit(note: &Note, property: ListProperty, pair: &Pair) -> Option<(Edit, Applicability)> {
    let node = &pair.value;
    let written = node.span.slice(note.text());
    let after_colon = &note.text()[pair.key_span.end..node.span.start];
    if after_colon.contains('\n') || written.contains('\n') {
        return None;
    }
    let (items, applicability) = match &node.value {
        Value::String(text, style @ (ScalarStyle::Plain | ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted)) => {
            let found = property.split(text, *style != ScalarStyle::Plain, note.name())?;
            let item = |item: &&str| match property {
                ListProperty::Tags if item.starts_with('#') => scalar(item.trim_start_matches('#')),
                _ if *item == text => written.to_owned(),
                ListProperty::Tags | ListProperty::Aliases | ListProperty::CssClasses => scalar(item),
            };
            let is_number = |item: &&str| item.trim_start_matches('#').bytes().all(|byte| byte.is_ascii_digit());
            let has_no_tag = property == ListProperty::Tags && found.items.iter().any(is_number);
            let is_sure = found.is_certain && !has_no_tag;
            let applicability = if is_sure { Applicability::Safe } else { Applicability::Unsafe };
            (found.items.iter().map(item).collect(), applicability)
        }
        // A number is not a valid tag, so the list would be the next finding.
        Value::Number(_) if property == ListProperty::Tags => (vec![written.to_owned()], Applicability::Unsafe),
        Value::Number(_) | Value::Bool(_) => (vec![written.to_owned()], Applicability::Safe),
        Value::String(_, ScalarStyle::Block) | Value::Null | Value::Sequence(..) | Value::Mapping(..) => return None,
    };
    let line = note.lines().full_line(note.lines().line_at(pair.key_span.start));
    let indent = &note.text()[line.start..pair.key_span.start];
    let list: String = items.iter().map(|item| format!("{}{indent}- {item}", line_break(note))).collect();
    let colon = pair.key_span.end + after_colon.find(':')? + 1;
    Some((Edit::replace(Span::new(colon, node.span.end), list), applicability))
}

/// Returns the span to delete to remove the item at `at`: from the end of the previous item, including its comma, in
/// brackets; otherwise its line. Returns `None` if the span contains anything else, and for the first item in
/// brackets.
pub(super) fn removal_of_item(note: &Note, items: &[Node], at: usize, style: CollectionStyle) -> Option<Span> {
    let item = &items[at];
    if style == CollectionStyle::Flow {
        let before = items.get(at.checked_sub(1)?)?.span.end;
        let between = Span::new(before, item.span.start);
        return (!between.slice(note.text()).contains('#')).then(|| Span::new(before, item.span.end));
    }
    let line = note.lines().full_line(note.lines().line_at(item.span.start));
    let before = &note.text()[line.start..item.span.start];
    let after = note.text().get(item.span.end..line.end)?;
    (before.trim() == "-" && after.trim().is_empty()).then_some(line)
}

/// Returns `words` without the characters that are not allowed in file names, in NFC and with single spaces.
pub(super) fn comparable(words: &str) -> String {
    let kept = words
        .nfc()
        .filter(|c| !matches!(c, '\\' | '/' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '#' | '^' | '[' | ']'));
    kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the newest entry with a full date, not after `today`, not quoted and without `via`: a mention is not a contact.
pub(super) fn newest_contact(note: &Note, today: Today) -> Option<(jiff::civil::Date, &LogEntry)> {
    let met = note.entries().iter().filter_map(|entry| match entry.date {
        EntryDate::Day(day) if today.is_before(day) => None,
        EntryDate::Day(day) if entry.via.is_empty() && note.body().items[entry.item].quote == 0 => Some((day, entry)),
        EntryDate::Day(_) | EntryDate::Month(..) | EntryDate::Year(_) | EntryDate::Invalid | EntryDate::Unknown => None,
    });
    met.max_by_key(|(day, _)| *day)
}

/// Returns true if `edits` change nothing but the order of properties.
pub(super) fn same_properties(note: &Note, edits: &Edits) -> bool {
    let sorted = |note: &Note| {
        let pairs = note.properties().map(|properties| properties.pairs.iter());
        let mut pairs: Vec<_> =
            pairs.into_iter().flatten().map(|pair| (pair.key.clone(), pair.value.to_json().to_string())).collect();
        pairs.sort_unstable();
        pairs
    };
    let after = note.with_text(edits.apply(note.text()));
    let body = |note: &Note| note.frontmatter().map(|block| note.text()[block.block.end..].to_owned());
    sorted(note) == sorted(&after) && body(note) == body(&after)
}

/// Validates an option that is a share.
///
/// # Errors
/// If it is not above 0 and at most 1.
pub(super) fn share(value: f32, name: &str) -> Result<f32, OptionsError> {
    match value > 0.0 && value <= 1.0 {
        true => Ok(value),
        false => Err(OptionsError::new(name, format!("`{name}` must be above 0 and at most 1"))),
    }
}

/// Validates an option that is a share of notes, and returns it in percent.
///
/// # Errors
/// If it is below 0 or above 1.
pub(super) fn percent(value: f32, name: &str) -> Result<usize, OptionsError> {
    match (0.0..=1.0).contains(&value) {
        true => Ok((0..100u8).find(|percent| f32::from(*percent) + 0.5 > value * 100.0).unwrap_or(100).into()),
        false => Err(OptionsError::new(name, format!("`{name}` must be from 0 to 1"))),
    }
}

/// Returns the number of words in `text`. Two characters of a script without spaces count as a word.
pub(super) fn word_count(text: &str) -> usize {
    let is_unspaced =
        |char: char| matches!(char, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}');
    let unspaced = text.chars().filter(|char| is_unspaced(*char)).count();
    let is_word = |word: &&str| word.contains(|char: char| char.is_alphanumeric() && !is_unspaced(char));
    text.split_whitespace().filter(is_word).count() + unspaced / 2
}
