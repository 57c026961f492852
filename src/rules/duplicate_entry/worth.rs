//! Whether a part of an entry's text is worth writing into another entry.

use crate::note::EntryDate;
use crate::rules::shared::word_count;
use crate::vault::fold;

/// What a part of a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// Nothing: it is metadata of the linked note, half a heading, or what the note's name says.
    Noise,
    /// Something, but not a sentence.
    Fragment,
    /// A sentence.
    Sentence,
}

/// The separator between two merged texts.
pub(super) const SEPARATOR: &str = " / ";
/// The minimum number of words of a sentence without a full stop.
const MIN_WORDS: usize = 5;
/// The maximum number of words of a heading, and of the value of a label.
const MAX_WORDS: usize = 4;
/// Labels of a note's metadata that its own properties or path have, in lower case.
const LABELS: [&str; 7] = ["created", "date", "file", "folder", "source", "tags", "type"];
/// Headings of notes about meetings, in lower case with `-` for spaces.
const HEADINGS: [&str; 14] = [
    "action-items",
    "agenda",
    "background",
    "context",
    "decisions",
    "discussion",
    "highlights",
    "key-decisions",
    "key-points",
    "key-topics",
    "next-steps",
    "notes",
    "overview",
    "summary",
];

/// Returns the parts of `text` that earlier merges put together. ` / ` in the middle of a sentence separates no parts.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let parts: Vec<&str> = text.split(SEPARATOR).map(str::trim).filter(|part| !part.is_empty()).collect();
    match parts.iter().skip(1).any(|part| part.starts_with(char::is_lowercase)) {
        true => vec![text.trim()],
        false => parts,
    }
}

/// Returns the worth of `part`; `title` is the name of the linked note without its date, or empty.
pub(super) fn worth(part: &str, title: &str) -> Worth {
    let bare = part.trim_end_matches(['"', '”', '’', '\'', ')', '*', '_']);
    let ends_as_sentence = bare.ends_with(['.', '!', '?', '…', '。', '！', '？']);
    match () {
        () if is_metadata(part) || is_half_heading(part) || is_in_title(part, title) => Worth::Noise,
        () if ends_as_sentence || word_count(part) >= MIN_WORDS => Worth::Sentence,
        () => Worth::Fragment,
    }
}

/// Returns true if `part` is a line of labels with short values, as at the top of a note: `**Date:** 2025-11-07 · **Folder:** a/b`.
fn is_metadata(part: &str) -> bool {
    part.split(['·', '|', '•']).all(|field| {
        let label = field.trim().strip_prefix("**").and_then(|field| field.split_once("**"));
        let Some((label, value)) = label else { return false };
        let (label, value) = match label.strip_suffix(':') {
            Some(label) => (label, value),
            None => match value.strip_prefix(':') {
                Some(value) => (label, value),
                None => return false,
            },
        };
        let is_short = word_count(value) <= MAX_WORDS && !value.contains([',', ';']);
        is_short && LABELS.contains(&label.to_lowercase().as_str())
    })
}

/// Returns true if `part` announces a text that is not there: `Key topics -`, `## Summary`, or a lone dash.
fn is_half_heading(part: &str) -> bool {
    let bare = part.trim_end_matches([':', '-', '–', '—', ' ', '*', '_']).trim_start_matches(['*', '_']);
    let heading = part.trim_start_matches('#');
    let is_heading = heading.len() < part.len() && heading.starts_with(' ') && word_count(heading) <= MAX_WORDS;
    let is_open = bare.len() < part.len() && HEADINGS.contains(&bare.to_lowercase().replace(' ', "-").as_str());
    bare.is_empty() || is_heading || is_open
}

/// Returns true if the name of the linked note has the words of `part` in this order and together, or `part` is a date. One
/// word may be an answer, and marks, links and tags say more than their words.
fn is_in_title(part: &str, title: &str) -> bool {
    if EntryDate::parse(part).is_some_and(|date| date.precision() == 3) {
        return true;
    }
    let is_plain = |char: char| {
        char.is_alphanumeric() || matches!(char, ' ' | ',' | '.' | '-' | '–' | '—' | '\'' | '’' | '&' | '(' | ')')
    };
    let words = |text: &str| {
        let folded = fold(text);
        let words = folded.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect::<Vec<_>>()
    };
    let (part_words, title) = (words(part), words(title).join(" "));
    part_words.len() > 1
        && part.chars().all(is_plain)
        && format!(" {title} ").contains(&format!(" {} ", part_words.join(" ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_and_half_headings_are_noise() {
        for part in [
            "**Date:** 2025-11-07 · **Folder:** People/Ada",
            "**Date**: 2025-11-07",
            "Key topics -",
            "Summary:",
            "**Next steps:**",
            "## What we said",
            "—",
            "Ada on rooms",
            "2025-11-07",
        ] {
            assert_eq!(worth(part, "Ada on rooms and hiring"), Worth::Noise, "{part}");
        }
    }

    #[test]
    fn a_few_words_are_a_fragment() {
        for part in [
            "rooms and seats",
            "**Rooms:**  two",
            "Rooms",
            "#decision #urgent",
            "Grade: A-",
            "Ada said no —",
            "❌",
            "[[Ada]]",
            "~~Ada on rooms~~",
            "**Attendees:** Ada, Bo",
            "Invited:",
        ] {
            assert_eq!(worth(part, "Ada on rooms"), Worth::Fragment, "{part}");
        }
    }

    #[test]
    fn sentences_are_kept() {
        for part in [
            "Agreed.",
            "Rooms.",
            "Ada on rooms?",
            "$11.",
            "#42 is fixed.",
            "Ada asked for two more rooms",
            "**Decision:** two pilots are paid for",
            "**Date:** moved to December, because Grace is ill",
            "(Really?)",
            "Two...",
            "预算没有通过，因为老板反对——",
            "预算通过。",
        ] {
            assert_eq!(worth(part, "Ada on rooms"), Worth::Sentence, "{part}");
        }
    }

    #[test]
    fn a_slash_in_a_sentence_separates_nothing() {
        assert_eq!(parts("We talked. / Two more. / **Three**"), ["We talked.", "Two more.", "**Three**"]);
        assert_eq!(parts("We talked of rooms / hiring / and budgets."), ["We talked of rooms / hiring / and budgets."]);
    }
}
