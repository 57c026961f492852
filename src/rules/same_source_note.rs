//! Notes of one day with the same text: one meeting, imported twice.

use serde::Deserialize;

use crate::diagnostic::Diagnostic;
use crate::note::Note;
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::{Sketch, VaultIndex, day_of};

use super::shared::share;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let options: SameSourceOptions = options.parse()?;
    Ok(Box::new(SameSourceNote { overlap: share(options.overlap, "overlap")?.into() }))
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct SameSourceOptions {
    /// The minimum share of the shorter note's text that the other note also contains.
    overlap: f32,
}

impl Default for SameSourceOptions {
    fn default() -> Self {
        Self { overlap: 0.8 }
    }
}

struct SameSourceNote {
    overlap: f64,
}

impl Rule for SameSourceNote {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let day = day_of(note.name(), note.property_text("date"));
        let Some(day) = day.filter(|_| !note.is_template()) else { return };
        let is_other = |path: &str| path != note.path() && !vault.are_copies(path, note.path());
        let notes = vault.notes_of_day(day);
        if notes.iter().all(|(file, _)| vault.path(*file) == note.path()) {
            return;
        }
        let Some(own) = Sketch::from_note(note) else { return };
        let mut most: Option<(&str, f64)> = None;
        for (file, sketch) in notes {
            let least = most.map_or(self.overlap, |(_, overlap)| overlap);
            let same = own.overlap(sketch, least).map(|overlap| (vault.path(*file), overlap));
            most = same.filter(|(path, _)| is_other(path)).or(most);
        }
        out.add_all(most.map(|(path, overlap)| {
            let place = match note.body().title() {
                Some(title) => title.text,
                None => first_words(note),
            };
            let message = format!("{:.0}% of this note's text is also in `{path}`, of the same day", overlap * 100.0);
            let found = Diagnostic::new(place, message).with_key("");
            found.with_help("if both are the same meeting, keep one of them")
        }));
    }
}

/// Returns the first non-empty line of the body.
fn first_words(note: &Note) -> Span {
    let start = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
    let blank = note.text()[start..].len() - note.text()[start..].trim_start().len();
    note.lines().line(note.text(), note.lines().line_at(start + blank))
}
