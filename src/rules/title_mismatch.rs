//! Notes whose title, file name and first heading disagree.

use serde::Deserialize;

use crate::diagnostic::{Diagnostic, Fix};
use crate::note::{Note, TitleMismatch as Mismatch, file_name, folder, has_placeholder, is_index};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::{KindHabits, VaultIndex};

use super::shared::{checked_properties, inner, percent};

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    let options: TitleMismatchOptions = options.parse()?;
    Ok(Box::new(TitleMismatch { agreement: percent(options.agreement, "agreement")? }))
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TitleMismatchOptions {
    /// The share of the notes of a type whose names must agree; if 0, every mismatch is reported.
    agreement: f32,
}

impl Default for TitleMismatchOptions {
    fn default() -> Self {
        Self { agreement: 0.9 }
    }
}

struct TitleMismatch {
    /// The percentage of notes whose names must agree.
    agreement: usize,
}

impl Rule for TitleMismatch {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if note.is_template() || note.is_drawing() {
            return;
        }
        let title = checked_properties(note).and_then(|properties| properties.get("title"));
        let title = title.and_then(|pair| Some((pair.value.as_str()?, inner(&pair.value))));
        let heading = note.body().title().map(|heading| (heading.text.slice(note.text()), heading.text));
        let is_filled_in = |(words, _): &(&str, Span)| !has_placeholder(words);
        let Some(found) = diagnostic(note, title.filter(is_filled_in), heading.filter(is_filled_in)) else { return };
        // What is garbled is reported as such.
        if note.damage().iter().any(|repair| repair.span.overlaps(found.span)) {
            return;
        }
        if self.agreement == 0 || vault.habits().is_some_and(|habits| self.is_odd(&habits.of(note))) {
            out.add(found);
        }
    }

    fn precompute(&self, vault: &VaultIndex) {
        if self.agreement > 0 {
            vault.habits();
        }
    }

    fn compares_with_habits(&self) -> bool {
        self.agreement > 0
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        let Some(habits) = vault.habits().filter(|habits| self.agreement > 0 && habits.has_odd_title(path)) else {
            return false;
        };
        vault.facts(path).is_some_and(|facts| self.is_odd(&habits.of_facts(path, &facts)))
    }
}

impl TitleMismatch {
    /// Returns whether a mismatch is the exception among the notes of its kind.
    fn is_odd(&self, kind: &KindHabits<'_>) -> bool {
        kind.agreeing_titles(self.agreement).is_some()
    }
}

type Named<'a> = Option<(&'a str, Span)>;

fn diagnostic(note: &Note, title: Named<'_>, heading: Named<'_>) -> Option<Diagnostic> {
    let mismatch = Mismatch::find(note.path(), title.map(|title| title.0), heading.map(|heading| heading.0))?;
    let (what, (words, span)) = match mismatch {
        Mismatch::HeadingAndTitle | Mismatch::HeadingAndFile => ("heading", heading?),
        Mismatch::TitleAndFile => ("title", title?),
    };
    let (other, others) = match mismatch {
        Mismatch::HeadingAndTitle => ("the title", title?.0),
        Mismatch::TitleAndFile | Mismatch::HeadingAndFile => match is_index(note.path()) {
            true => ("the folder", file_name(folder(note.path()))),
            false => ("the file name", note.name()),
        },
    };
    let found = Diagnostic::new(span, format!("the {what} is `{words}`, but {other} is `{others}`"));
    Some(found.with_fix(Fix::manual_fix("decide which is right, and use it in all three places")))
}
