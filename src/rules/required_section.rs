//! Missing or misplaced sections that the note's type requires.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Heading, Note};
use crate::rule::{Findings, NoteType, NoteTypes, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::{VaultIndex, fold};

pub(super) fn make(setup: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(RequiredSection { types: Arc::clone(&setup.types) }))
}

struct RequiredSection {
    types: Arc<NoteTypes>,
}

impl Rule for RequiredSection {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        let Some(kind) = self.types.type_of(note).filter(|kind| !kind.sections.is_empty()) else { return };
        let mut headings: HashMap<String, &Heading> = HashMap::new();
        for heading in note.body().headings.iter().rev() {
            headings.insert(fold(heading.text.slice(note.text())), heading);
        }
        let mut above: Option<(&Heading, &str)> = None;
        let mut before: Option<&str> = None;
        for name in &kind.sections {
            let heading = headings.get(&fold(name)).copied();
            match (heading, above) {
                (None, _) => out.add(missing(note, kind, name, before)),
                (Some(heading), Some((first, _))) if heading.line < first.line => {
                    out.add(misplaced(note, heading, above));
                }
                (Some(heading), _) => above = Some((heading, name)),
            }
            before = heading.map(|_| name.as_str()).or(before);
        }
    }
}

/// Returns the finding for a missing section. `before` is the nearest required section above it that exists.
fn missing(note: &Note, kind: &NoteType, name: &str, before: Option<&str>) -> Diagnostic {
    let message = format!("the section `{name}` is missing; `{}` notes require it", kind.name);
    let place = note.body().title().map(|title| title.text);
    let place =
        place.or_else(|| note.frontmatter().map(|block| block.opening)).unwrap_or(Span::empty(note.content_start()));
    let title = match before {
        Some(before) => format!("add the heading `{name}` after the section `{before}`"),
        None => format!("add the heading `{name}`"),
    };
    Diagnostic::new(place, message).with_fix(Fix::manual_fix(title))
}

fn misplaced(note: &Note, heading: &Heading, above: Option<(&Heading, &str)>) -> Diagnostic {
    let words = heading.text.slice(note.text());
    let (before, name) = above.expect("a section is out of place only after another");
    Diagnostic::new(heading.text, format!("the section `{words}` is above `{name}`, but belongs below it"))
        .with_related(before.text, "this section comes first")
        .with_fix(Fix::manual_fix(format!("move it below `{name}`")))
}
