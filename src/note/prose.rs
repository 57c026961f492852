//! The parts of a note that are the author's own words.

use super::verbatim::verbatim_parts;
use super::{Note, RegionKind, VerbatimKind};
use crate::text::Span;

/// Returns everything except template placeholders and verbatim parts, including the properties.
pub(super) fn prose(note: &Note) -> Vec<Span> {
    let parts = verbatim_parts(note).into_iter().filter(|(_, may_be_words)| !may_be_words);
    let templates = note.body().regions.iter().filter(|region| region.kind == RegionKind::Template);
    let mut skipped: Vec<Span> = parts.map(|(part, _)| part.span).chain(templates.map(|region| region.span)).collect();
    skipped.sort_unstable();
    Span::new(note.content_start(), note.text().len()).subtract(skipped)
}

/// Returns all code of the body, including code in comments. Sorted.
pub(super) fn code(note: &Note) -> Vec<Span> {
    let is_code = |kind| matches!(kind, VerbatimKind::Code | VerbatimKind::Query);
    let parts = note.verbatim().iter().filter(|part| is_code(part.kind) && !part.in_properties);
    parts.map(|part| part.span).collect()
}

#[cfg(test)]
mod tests {
    use crate::note::Note;

    fn prose(text: &str) -> Vec<String> {
        let note = Note::new("a.md", text);
        note.prose().iter().map(|span| span.slice(note.text()).to_owned()).collect()
    }

    #[test]
    fn code_in_a_comment_is_not_prose() {
        let found = prose("a `b` c %% d `e` f %%\n<!-- ```\ng\n``` --> h https://i j");
        assert_eq!(found, ["a ", " c %% d ", " f %%\n<!-- ", " --> h ", " j"]);
    }

    #[test]
    fn formulas_are_not_prose() {
        assert_eq!(prose("a $b$ c $5 and $6 d"), ["a ", " c $5 and $6 d"]);
        assert_eq!(prose("a \\(b\\) c \\[\nd\n\\] e \\[f g\\]"), ["a ", " c ", " e \\[f g\\]"]);
        assert_eq!(prose("a $b\nc$ d\n\n$e\n\nf$"), ["a ", " d\n\n$e\n\nf$"]);
    }

    #[test]
    fn urls_and_code_in_properties_are_not_prose() {
        let found = prose("---\na: https://b.c/d, e\nf: `g` $h$\n---\ni");
        assert_eq!(found, ["---\na: ", ", e\nf: ", " ", "\n---\ni"]);
    }
}
