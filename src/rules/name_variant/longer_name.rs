//! Detects forms that are part of another person's longer name: `Marie Jansen` in `Anne Marie Jansen`.

use crate::names::PersonName;
use crate::note::Note;
use crate::text::Span;
use crate::vault::VaultIndex;

/// The maximum number of words considered on either side.
const MAX_WORDS: usize = 2;

/// Returns true if the words around `span` extend it to a longer name that is the name of a file or of a folder
/// note, or is the whole of a property value or link.
pub(super) fn is_in_longer_name(note: &Note, vault: &VaultIndex, span: Span) -> bool {
    let text = note.text();
    let line = note.lines().line(text, note.lines().line_at(span.start));
    let before = starts_before(&text[line.start..span.start]);
    let behind = ends_behind(&text[span.end..line.end.max(span.end)]);
    let in_frontmatter = note.frontmatter().is_some_and(|block| block.block.contains(span));
    let ways = before.iter().flat_map(|before| behind.iter().map(move |behind| (*before, *behind)));
    ways.filter(|way| *way != (0, 0)).any(|(before, behind)| {
        let whole = Span::new(span.start - before, span.end + behind);
        let name = whole.slice(text);
        let stands_alone = || {
            let (left, right) = (text[..whole.start].chars().next_back(), text[whole.end..].chars().next());
            let is_link = matches!(left, Some('[' | '/' | '|')) && matches!(right, Some(']' | '|' | '#' | '.'));
            let is_value = in_frontmatter && matches!(right, None | Some('"' | '\'' | ',' | ']' | '\n' | '\r'));
            let is_value = is_value
                && (matches!(left, Some('"' | '\'' | '['))
                    || text[..whole.start].ends_with(": ")
                    || text[..whole.start].ends_with("- ")
                    || text[..whole.start].ends_with(", "));
            is_link || is_value
        };
        let is_note = || vault.resolve(name, note.path()).or_else(|| vault.folder_note(name)).is_some();
        PersonName::extends(name, span.slice(text)) && (stands_alone() || is_note())
    })
}

/// Returns the distances in bytes from the end of `text` back to the starts of 0, 1 and 2 capitalized words.
fn starts_before(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut rest = text;
    while starts.len() <= MAX_WORDS {
        let Some(inner) = rest.strip_suffix(' ') else { break };
        let at = inner
            .rfind(|c: char| !is_of_word(c))
            .map_or(0, |at| at + inner[at..].chars().next().map_or(1, char::len_utf8));
        if !inner[at..].starts_with(char::is_uppercase) {
            break;
        }
        starts.push(text.len() - at);
        rest = &inner[..at];
    }
    starts
}

/// Returns the distances in bytes from the start of `text` to the ends of 0, 1 and 2 capitalized words.
fn ends_behind(text: &str) -> Vec<usize> {
    let mut ends = vec![0];
    let mut at = 0;
    while ends.len() <= MAX_WORDS {
        let Some(inner) = text[at..].strip_prefix(' ') else { break };
        let length = inner.find(|c: char| !is_of_word(c)).unwrap_or(inner.len());
        if !inner.starts_with(char::is_uppercase) {
            break;
        }
        at += 1 + length;
        ends.push(at);
    }
    ends
}

fn is_of_word(c: char) -> bool {
    crate::names::is_letter(c) || matches!(c, '-' | '.' | '\'' | '’')
}
