//! Where a finding about a whole note is shown.

use crate::note::Note;
use crate::text::Span;

/// Returns the first heading, or else the first line of the body.
pub(super) fn place(note: &Note) -> Span {
    if let Some(title) = note.body().title() {
        return title.text;
    }
    let start = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
    let blank = note.text()[start..].len() - note.text()[start..].trim_start().len();
    note.lines().line(note.text(), note.lines().line_at(start + blank))
}
