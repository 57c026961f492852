//! Whether a part of an entry's text is worth writing into another entry.

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

/// The minimum number of words of a sentence without a full stop.
const MIN_WORDS: usize = 5;
/// The maximum number of words of half a heading.
const MAX_HEADING_WORDS: usize = 4;
/// Labels of a note's metadata, in lower case.
const LABELS: [&str; 12] = [
    "attendees",
    "created",
    "date",
    "duration",
    "file",
    "folder",
    "location",
    "participants",
    "source",
    "tags",
    "time",
    "type",
];

/// Returns the worth of `part`; `title` is the name of the linked note, or empty.
pub(super) fn worth(part: &str, title: &str) -> Worth {
    let words = part.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count();
    let ends_as_sentence = part.trim_end_matches(['"', '”', '’', '\'', ')', '*', '_']).ends_with(['.', '!', '?', '…']);
    match () {
        () if is_metadata(part) || is_half_heading(part, words) || is_in_title(part, title) => Worth::Noise,
        () if words >= MIN_WORDS || ends_as_sentence => Worth::Sentence,
        () => Worth::Fragment,
    }
}

/// Returns true if `part` is a line of labels with values, as at the top of a note: `**Date:** 2025-11-07 · **Folder:** a/b`.
fn is_metadata(part: &str) -> bool {
    let mut labels = part.split(['·', '|', '•']).map(|field| {
        let field = field.trim();
        let (label, _) = field.strip_prefix("**")?.split_once("**")?;
        let is_label = label.ends_with(':') || field[label.len() + 4..].starts_with(':');
        is_label.then(|| label.trim_end_matches(':').to_lowercase())
    });
    labels.all(|label| label.is_some_and(|label| LABELS.contains(&label.as_str())))
}

/// Returns true if `part` announces a text that is not there: `Key topics -`, `## Summary`.
fn is_half_heading(part: &str, words: usize) -> bool {
    let is_open = part.ends_with([':', '-', '–', '—']);
    words <= MAX_HEADING_WORDS && (is_open || part.starts_with('#')) || words == 0
}

/// Returns true if the name of the linked note has all words of `part`, in this order and together.
fn is_in_title(part: &str, title: &str) -> bool {
    let words = |text: &str| {
        let folded = fold(text);
        let words = folded.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    };
    let (part, title) = (words(part), words(title));
    !part.is_empty() && format!(" {title} ").contains(&format!(" {part} "))
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
            "Key topics:",
            "## Summary",
            "-",
            "Ada on rooms",
            "2025-11-07",
        ] {
            assert_eq!(worth(part, "2025-11-07 - Ada on rooms and hiring"), Worth::Noise, "{part}");
        }
    }

    #[test]
    fn a_few_words_are_a_fragment() {
        for part in ["rooms and seats", "on rooms for hiring", "**Rooms:**  two"] {
            assert_eq!(worth(part, "2025-11-07 - Ada on rooms"), Worth::Fragment, "{part}");
        }
    }

    #[test]
    fn sentences_are_kept() {
        for part in
            ["Agreed.", "Ada asked for two more rooms", "**Decision:** two pilots are paid for", "(Really?)", "Two..."]
        {
            assert_eq!(worth(part, ""), Worth::Sentence, "{part}");
        }
    }
}
