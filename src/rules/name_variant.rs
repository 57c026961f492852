//! One person, one spelling: recorded wrong forms, and guesses.

use std::sync::Arc;

use aho_corasick::{AhoCorasick, MatchKind};
use globset::{Glob, GlobMatcher, GlobSet};

use crate::diagnostic::{Diagnostic, Fix};
use crate::names::{Decided, Decisions, is_whole_name};
use crate::note::{Encoding, Link, Note};
use crate::rule::{BadOptions, Findings, Options, Rule, Setup};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

mod guess;
mod place;

use place::Place;

pub(super) fn make(setup: &Setup, options: Options<'_>) -> Result<Box<dyn Rule>, BadOptions> {
    options.none()?;
    let names = Arc::clone(&setup.names);
    let globs = names.wrong().iter().map(|decided| {
        let glob = decided.within.as_deref().map(Glob::new).transpose();
        glob.map(|glob| glob.map(|glob| glob.compile_matcher())).map_err(|error| BadOptions(error.to_string()))
    });
    let globs = globs.collect::<Result<Vec<_>, _>>()?;
    let forms = names.wrong().iter().flat_map(|decided| [decided.wrong.clone(), in_address(&decided.wrong)]);
    let finder =
        AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(true).build(forms);
    let finder = finder.map_err(|error| BadOptions(error.to_string()))?;
    Ok(Box::new(NameVariant { names, globs, finder, leave: setup.names_leave.clone() }))
}

struct NameVariant {
    names: Arc<Decisions>,
    /// Where each decision holds; everywhere where there is none.
    globs: Vec<Option<GlobMatcher>>,
    /// Two forms a decision: as it is, and as the target of a Markdown link has it.
    finder: AhoCorasick,
    leave: GlobSet,
}

impl Rule for NameVariant {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if *note.encoding() != Encoding::Utf8 || self.leave.is_match(note.path()) || note.is_drawing() {
            return;
        }
        if !self.names.wrong().is_empty() {
            self.recorded(note, vault, out);
        }
        for (cluster, variant) in vault.people(&self.names).guesses(note.path()) {
            if let Some(found) = guess::diagnostic(note, vault, cluster, variant) {
                out.add_guess(found);
            }
        }
    }

    fn rests_on_facts(&self, path: &str, vault: &VaultIndex) -> bool {
        vault.people(&self.names).guesses(path).next().is_some()
    }
}

impl NameVariant {
    fn recorded(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        let links = note.links();
        for found in self.finder.find_iter(text) {
            let span = Span::new(found.start(), found.end());
            let Some(decided) = self.decided(found.pattern().as_usize() / 2, note.path()) else { continue };
            if is_whole_name(text, span) && !is_part_of(text, span, &decided.name) {
                out.add_all(wrong_form(note, vault, &links, decided, span));
            }
        }
    }

    /// The decision that holds for the form of decision `at` in the note at `path`: one form may be wrong for one person
    /// here and for another there.
    fn decided(&self, at: usize, path: &str) -> Option<&Decided> {
        let form = &self.names.wrong()[at].wrong;
        let of_form = self.names.wrong().iter().zip(&self.globs).filter(|(decided, _)| decided.wrong == *form);
        let mut here = of_form.filter(|(_, glob)| glob.as_ref().is_none_or(|glob| glob.is_match(path)));
        here.next().map(|(decided, _)| decided)
    }
}

/// A name as it stands in the target of a Markdown link.
fn in_address(name: &str) -> String {
    name.replace(' ', "%20")
}

/// `right` written as `wrong` was: in capitals, in small letters, with `%20`.
fn like(wrong: &str, right: &str) -> String {
    let cased = if wrong.chars().any(char::is_lowercase) && wrong.chars().any(char::is_uppercase) {
        right.to_owned()
    } else if wrong.chars().any(char::is_uppercase) {
        right.to_uppercase()
    } else {
        right.to_lowercase()
    };
    if wrong.contains("%20") { in_address(&cased) } else { cased }
}

/// Whether the right form stands there already, and the wrong one is only a part of it.
fn is_part_of(text: &str, span: Span, right: &str) -> bool {
    right.match_indices(span.of(text)).any(|(at, _)| {
        let start = span.start.checked_sub(at);
        start.is_some_and(|start| text.get(start..start + right.len()) == Some(right))
    })
}

fn wrong_form(note: &Note, vault: &VaultIndex, links: &[Link], decided: &Decided, span: Span) -> Option<Diagnostic> {
    let place = Place::of(note, links, span)?;
    let right = like(span.of(note.text()), &decided.name);
    if place.leads_nowhere(note, vault, &right, span) {
        return None;
    }
    let found = Diagnostic::new(span, format!("`{}` is recorded as `{}`", decided.wrong, decided.name));
    let title = format!("write `{right}`");
    let edits = Edits::one(Edit::replace(span, &right));
    Some(match place.obstacle(note, vault, decided, &right, span) {
        Some(obstacle) => found.fix(Fix::manual(obstacle)),
        None => found.fix(Fix::safe(title, edits)),
    })
}
