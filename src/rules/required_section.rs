//! The headings that a note of its type has, in their order.

use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Heading, Note};
use crate::rule::{BadOptions, Findings, NoteType, NoteTypes, Options, Rule, Setup};
use crate::text::Span;
use crate::vault::{VaultIndex, fold};

pub(super) fn make(setup: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    Ok(Box::new(RequiredSection { types: Arc::clone(&setup.types) }))
}

struct RequiredSection {
    types: Arc<NoteTypes>,
}

impl Rule for RequiredSection {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(kind) = self.types.of(note).filter(|kind| !kind.sections.is_empty()) else { return };
        let found: Vec<Option<&Heading>> = kind.sections.iter().map(|name| heading(note, name)).collect();
        let mut above: Option<(&Heading, &str)> = None;
        for (at, (name, heading)) in kind.sections.iter().zip(&found).enumerate() {
            match (heading, above) {
                (None, _) => out.add(missing(note, kind, name, &kind.sections[..at], &found[..at])),
                (Some(heading), Some((before, _))) if heading.line < before.line => {
                    out.add(misplaced(note, heading, above));
                }
                (Some(heading), _) => above = Some((heading, name)),
            }
        }
    }
}

fn heading<'a>(note: &'a Note, name: &str) -> Option<&'a Heading> {
    let wanted = fold(name);
    note.body().headings.iter().find(|heading| fold(heading.text.of(note.text())) == wanted)
}

fn missing(note: &Note, kind: &NoteType, name: &str, earlier: &[String], found: &[Option<&Heading>]) -> Diagnostic {
    let message = format!("there is no section `{name}`; a `{}` note has it", kind.name);
    let place = note.body().title().map(|title| title.text);
    let place =
        place.or_else(|| note.frontmatter().map(|block| block.opening)).unwrap_or(Span::empty(note.content_start()));
    let after = earlier.iter().zip(found).rev().find(|(_, heading)| heading.is_some());
    let title = match after {
        Some((before, _)) => format!("write the heading `{name}` after the section `{before}`"),
        None => format!("write the heading `{name}`"),
    };
    Diagnostic::new(place, message).fix(Fix::manual(title))
}

fn misplaced(note: &Note, heading: &Heading, above: Option<(&Heading, &str)>) -> Diagnostic {
    let words = heading.text.of(note.text());
    let (before, name) = above.expect("a section is out of place only after another");
    Diagnostic::new(heading.text, format!("the section `{words}` stands above `{name}`, and belongs below it"))
        .related(before.text, "this one comes first")
        .fix(Fix::manual(format!("move it below `{name}`")))
}
