//! Verifies that a fix leaves all other properties unchanged.

use crate::note::{Mapping, Note};
use crate::text::{Edit, Edits, Span};

/// Returns whether `after`, which is `before` with `edits` applied, still has the properties that no edit touches, with
/// the same values and in the same order. Valid frontmatter must stay valid.
pub(super) fn properties_survive(before: &Note, edits: &Edits, after: &Note) -> bool {
    let Some(block) = before.frontmatter() else { return true };
    let touches = |span: Span| edits.touches(span);
    if !touches(block.block) {
        return true;
    }
    let Ok(old) = &block.content else { return true };
    let Some(new) = after.properties() else { return old.pairs.is_empty() };
    let mut in_block = edits.iter().take_while(|edit| edit.span.start < block.block.end);
    if in_block.any(|edit| edit.text != edit.span.slice(before.text()) && swallows_two(old, edit)) {
        return false;
    }
    let mut remaining = new.pairs.iter();
    untouched(old, block.yaml.end, touches).all(|index| {
        let pair = &old.pairs[index];
        remaining.any(|new| new.key == pair.key && new.value.to_json() == pair.value.to_json())
    })
}

/// Returns whether `edit` replaces two properties at once, which no rule intends.
fn swallows_two(old: &Mapping, edit: &Edit) -> bool {
    let first = old.pairs.partition_point(|pair| pair.key_span.start < edit.span.start);
    old.pairs.get(first + 1).is_some_and(|second| edit.span.contains(second.key_span))
}

/// Returns the indices of the pairs whose text, up to the start of the next pair, no edit touches.
fn untouched<'a>(
    old: &'a Mapping,
    end: usize,
    touches: impl Fn(Span) -> bool + 'a,
) -> impl Iterator<Item = usize> + 'a {
    (0..old.pairs.len()).filter(move |&index| {
        let start = old.pairs[index].key_span.start;
        let next = old.pairs.get(index + 1).map_or(end, |next| next.key_span.start);
        !touches(Span::new(start, next.saturating_sub(1).max(start)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survives(text: &str, edit: Edit) -> bool {
        let before = Note::new("a.md", text);
        let edits = Edits::from_edit(edit);
        let after = Note::new("a.md", edits.apply(text));
        properties_survive(&before, &edits, &after)
    }

    #[test]
    fn an_edit_may_change_what_it_touches_only() {
        let text = "---\na: 1\nb: 2\nc: 3\n---\nx";
        assert!(survives(text, Edit::replace(Span::new(12, 13), "9")));
        assert!(survives(text, Edit::delete(Span::new(9, 14))));
        assert!(!survives(text, Edit::replace(Span::new(12, 13), "\"")), "invalid YAML");
        assert!(survives(text, Edit::replace(Span::new(text.len() - 1, text.len()), "y")));
    }
}
