//! Sections: whether they have content.

use super::{Heading, Note, RegionKind};
use crate::text::Span;

/// The content of a section without sections in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SectionContent {
    /// Text, code, lists.
    Text,
    /// Only comments, which templates leave as placeholders.
    Comment,
    /// Nothing.
    Nothing,
}

/// Returns the headings below level 1 whose sections contain no other sections: the index of each, and what it contains.
pub fn section_contents(note: &Note) -> impl Iterator<Item = (usize, SectionContent)> {
    let headings = &note.body().headings;
    headings.iter().enumerate().filter_map(|(at, heading)| {
        let next = headings.get(at + 1);
        let has_sections = next.is_some_and(|next| next.level > heading.level);
        (heading.level > 1 && !has_sections).then(|| (at, content(note, heading, next)))
    })
}

fn content(note: &Note, heading: &Heading, next: Option<&Heading>) -> SectionContent {
    let text = note.text();
    let mut line = note.lines().full_line(heading.line).end;
    let underline = note.lines().line(text, note.lines().line_at(line)).slice(text).trim();
    if !note.heading_has_hashes(heading) && !underline.is_empty() {
        line = note.lines().full_line(note.lines().line_at(line)).end;
    }
    let end = next.map_or(text.len(), |next| note.lines().full_line(next.line).start);
    let section = Span::new(line.min(end), end);
    let regions = &note.body().regions;
    let from = regions.partition_point(|region| region.span.end <= section.start);
    let comments = regions[from..].iter().take_while(|region| region.span.start < section.end);
    let comments: Vec<Span> =
        comments.filter(|region| region.kind == RegionKind::Comment).map(|region| region.span).collect();
    if section.subtract(comments.iter().copied()).iter().any(|part| !part.slice(text).trim().is_empty()) {
        return SectionContent::Text;
    }
    if comments.is_empty() { SectionContent::Nothing } else { SectionContent::Comment }
}

impl Note {
    /// Returns true for an ATX heading (`#`), false for a setext (underlined) one.
    pub fn heading_has_hashes(&self, heading: &Heading) -> bool {
        self.lines().line(self.text(), heading.line).slice(self.text()).trim_start_matches(['>', ' ']).starts_with('#')
    }
}
