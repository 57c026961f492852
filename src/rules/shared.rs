//! What several rules ask of a note's properties, above all: spans to splice, so that no value is ever written anew as a whole.

use unicode_normalization::UnicodeNormalization;

use crate::diagnostic::Applicability;
use crate::note::{EntryDate, ListProperty, LogEntry, Mapping, Node, Note, Pair, ScalarStyle, Value, read_yaml};
use crate::rule::OptionsError;
use crate::text::{Edit, Edits, Span};
use crate::vault::record_future_day;

/// The properties of a note whose frontmatter may be checked and edited; a template's may not.
pub(super) fn checked_properties(note: &Note) -> Option<&Mapping> {
    note.properties().filter(|_| !note.is_template())
}

/// The bytes between the quotes of a scalar, or all of it where it has none.
pub(super) fn inner(node: &Node) -> Span {
    match &node.value {
        Value::String(_, ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted) => {
            Span::new(node.span.start + 1, node.span.end - 1)
        }
        _ => node.span,
    }
}

/// The whole lines of a pair that is written line by line: from the start of the key's line through the line break
/// after the value. None where another pair stands on them too.
pub(super) fn lines_of(note: &Note, pair: &Pair) -> Option<Span> {
    let lines = note.lines();
    let first = lines.full_line(lines.line_at(pair.key_span.start));
    let end = pair.value.span.end.max(pair.key_span.end);
    // A block of text ends where the next line begins.
    let end = if note.text()[..end].ends_with('\n') { end - 1 } else { end };
    let last = lines.full_line(lines.line_at(end));
    let before = &note.text()[first.start..pair.key_span.start];
    let after = note.text()[end..last.end].trim_start_matches(':').trim();
    let stands_alone = before.trim().is_empty() && (after.is_empty() || after.starts_with('#'));
    stands_alone.then(|| Span::new(first.start, last.end))
}

/// The line break that the note's frontmatter uses.
pub(super) fn line_break(note: &Note) -> &'static str {
    let uses_crlf = note.frontmatter().is_some_and(|block| block.block.slice(note.text()).starts_with("---\r\n"));
    if uses_crlf { "\r\n" } else { "\n" }
}

/// `text` as a YAML scalar that means exactly this text: plain where that is possible, else quoted.
pub(super) fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// Whether `text` without quotes means exactly this text, in a list in brackets too.
pub(crate) fn is_plain(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && text.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '.'))
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.ends_with(':')
        && !text.contains(|c: char| c.is_control() || matches!(c, '[' | ']' | '{' | '}' | ',' | '"' | '\''))
        && read_yaml(text).is_ok_and(|node| node.is_some_and(|node| node.as_str() == Some(text)))
}

/// `text` in double quotes, or in single quotes where that needs no escape.
pub(super) fn quoted(text: &str) -> String {
    let needs_escape = text.contains(|c: char| c.is_control() && c != '\t');
    if !needs_escape && !text.contains(['"', '\\']) {
        format!("\"{text}\"")
    } else if !needs_escape {
        format!("'{}'", text.replace('\'', "''"))
    } else {
        serde_json::Value::from(text).to_string()
    }
}

/// The edit that turns the scalar value of `pair` into the list `property` in block form, and whether it may be applied unasked.
/// None where the items of the value are not known, or where it is written over several lines.
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
        // A number is no tag: the list would be the next finding.
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

/// What goes with the item at `at` of a list that is written in brackets (`flow`) or line by line: in brackets from the end
/// of the item before, so that its comma goes too, else its line. None for the first item, and where something else stands
/// there.
pub(super) fn removal_of_item(note: &Note, items: &[Node], at: usize, flow: bool) -> Option<Span> {
    let item = &items[at];
    if flow {
        let before = items.get(at.checked_sub(1)?)?.span.end;
        let between = Span::new(before, item.span.start);
        return (!between.slice(note.text()).contains('#')).then(|| Span::new(before, item.span.end));
    }
    let line = note.lines().full_line(note.lines().line_at(item.span.start));
    let before = &note.text()[line.start..item.span.start];
    let after = note.text().get(item.span.end..line.end)?;
    (before.trim() == "-" && after.trim().is_empty()).then_some(line)
}

/// Without the characters that no file name may hold, and composed as no file system promises.
pub(super) fn comparable(words: &str) -> String {
    let kept = words
        .nfc()
        .filter(|c| !matches!(c, '\\' | '/' | ':' | '*' | '?' | '"' | '<' | '>' | '|' | '#' | '^' | '[' | ']'));
    kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The newest entry that is dated to the day, not after `today` and not `via` somebody: being mentioned is not meeting.
pub(super) fn newest_contact(note: &Note, today: jiff::civil::Date) -> Option<(jiff::civil::Date, &LogEntry)> {
    let met = note.entries().iter().filter_map(|entry| match entry.date {
        EntryDate::Day(day) if day > today => {
            record_future_day();
            None
        }
        EntryDate::Day(day) if entry.via.is_empty() => Some((day, entry)),
        EntryDate::Day(_) | EntryDate::Month(..) | EntryDate::Year(_) | EntryDate::Invalid | EntryDate::Unknown => None,
    });
    met.max_by_key(|(day, _)| *day)
}

/// Whether the note's properties are the same with `edits` as without, in whatever order.
pub(super) fn same_properties(note: &Note, edits: &Edits) -> bool {
    let sorted = |note: &Note| {
        let pairs = note.properties().map(|properties| properties.pairs.iter());
        let mut pairs: Vec<_> =
            pairs.into_iter().flatten().map(|pair| (pair.key.clone(), pair.value.to_json().to_string())).collect();
        pairs.sort_unstable();
        pairs
    };
    let after = note.with_text(edits.apply(note.text()));
    let rest = |note: &Note| note.frontmatter().map(|block| note.text()[block.block.end..].to_owned());
    sorted(note) == sorted(&after) && rest(note) == rest(&after)
}

/// An option that is a share.
///
/// # Errors
/// When it is not above 0 and at most 1.
pub(super) fn share(value: f32, name: &str) -> Result<f32, OptionsError> {
    match value > 0.0 && value <= 1.0 {
        true => Ok(value),
        false => Err(OptionsError::new(name, format!("`{name}` must be above 0 and at most 1"))),
    }
}
