//! Capitalised words that are written twice in a row: `Ada Byron Byron`.

use super::{Note, RegionKind};
use crate::text::Span;

/// A capitalised word of the body that follows itself after one space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RepeatedWord {
    /// The word.
    pub first: Span,
    /// The same word again.
    pub second: Span,
}

/// Returns the repeated words of the body in order, without those in headings, quotes, code, comments, link targets and
/// placeholders.
pub(super) fn repeated_words(note: &Note) -> Vec<RepeatedWord> {
    let text = note.text();
    let start = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
    let mut found = Vec::new();
    let mut from = start;
    for line in text[start..].split_inclusive('\n') {
        let known = found.len();
        for (space, pair) in line.as_bytes().windows(2).enumerate() {
            if pair[0] == b' ' && (pair[1].is_ascii_uppercase() || !pair[1].is_ascii()) {
                found.extend(
                    repeated_around(line, space).map(|(first, second)| RepeatedWord {
                        first: first.shifted(from),
                        second: second.shifted(from),
                    }),
                );
            }
        }
        if found.len() > known && line.trim_start().starts_with(['>', '#']) {
            found.truncate(known);
        }
        from += line.len();
    }
    found.retain(|repeated| is_prose(note, Span::new(repeated.first.start, repeated.second.end)));
    found
}

/// Returns the capitalised word that stands on both sides of the `space` in `line`. Only a sign may stand before the first, as
/// in `@Ada`, and only punctuation behind the second.
fn repeated_around(line: &str, space: usize) -> Option<(Span, Span)> {
    let (before, after) = (&line[..space], &line[space + 1..]);
    let first = &before[memchr::memrchr(b' ', before.as_bytes()).map_or(0, |at| at + 1)..];
    if !first.as_bytes().contains(&after.as_bytes()[0]) || !after.starts_with(char::is_uppercase) {
        return None;
    }
    let length = name_length(after);
    if length == 0 || !first.ends_with(&after[..length]) {
        return None;
    }
    let bare = first.trim_start_matches(|c: char| !c.is_alphanumeric());
    let is_whole = bare.len() == length && name_length(bare) == length;
    is_whole.then(|| (Span::new(space - length, space), Span::new(space + 1, space + 1 + length)))
}

/// Returns the length of the capitalised word in `word`, after signs such as `@` and `(`; 0 if there is none.
fn name_length(word: &str) -> usize {
    let bare = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let end = bare.find(|c: char| !c.is_alphabetic() && c != '-').unwrap_or(bare.len());
    let is_name = bare.starts_with(char::is_uppercase) && bare[..end].chars().nth(1).is_some_and(char::is_lowercase);
    let is_whole = !bare[end..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '/' | '@'));
    if is_name && is_whole { end } else { 0 }
}

fn is_prose(note: &Note, span: Span) -> bool {
    let region = note.body().region_at(span.start);
    let is_hidden = region.is_some_and(|region| matches!(region.kind, RegionKind::Comment | RegionKind::Template));
    let in_target = || {
        let links = &note.body().links;
        let after = links.partition_point(|link| link.span.start <= span.start);
        links[..after].last().is_some_and(|link| link.path.overlaps(span))
    };
    !is_hidden && note.verbatim_at(span).is_none() && !in_target()
}

#[cfg(test)]
mod tests {
    use crate::note::Note;

    fn found(text: &str) -> Vec<String> {
        let note = Note::new("n.md", text);
        note.repeated_words().iter().map(|word| text[word.first.start..word.second.end].to_owned()).collect()
    }

    #[test]
    fn a_capitalised_word_follows_itself() {
        assert_eq!(
            found("@Ada Byron Byron, and (Bo Falk Falk) and Cy D'Arc-Noon Arc-Noon"),
            ["Byron Byron", "Falk Falk"]
        );
        assert_eq!(found("Byron Byron's"), ["Byron Byron"]);
        assert_eq!(found("Émile Ødegård Ødegård"), ["Ødegård Ødegård"]);
    }

    #[test]
    fn other_words_and_places_are_not_counted() {
        for text in [
            "that that",
            "Byron, Byron",
            "Byron. Byron",
            "Byron  Byron",
            "Byron @Byron",
            "Byron Byron/x",
            "B B",
            "`Byron Byron`",
            "# Byron Byron",
            "> Byron Byron",
            "[[Byron Byron]]",
            "---\na: Byron Byron\n---\n",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
    }
}
