//! Variant spellings of people's names: recorded wrong forms, and guesses.

use std::collections::HashMap;
use std::sync::Arc;

use globset::{GlobMatcher, GlobSet};

use crate::diagnostic::{Diagnostic, Fix};
use crate::names::{
    Cluster, Correction, Decisions, Member, glued_word, is_listed_name, is_part_of_right_form, is_whole_name,
};
use crate::note::{Encoding, Link, Note, Verbatim, VerbatimKind, folder};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span, parse_glob};
use crate::vault::{VaultIndex, speaker_label};

mod folder_name;
mod form_finder;
mod guess;
mod longer_name;
mod position;

use form_finder::{FormFinder, in_address};
use position::{DeadLink, NamePosition};

pub(super) fn make(setup: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    let names = Arc::clone(&setup.names);
    let globs = names.corrections().iter().map(|decided| {
        let glob = decided.in_notes.as_deref().map(parse_glob).transpose();
        glob.map(|glob| glob.map(|glob| glob.compile_matcher())).map_err(|message| OptionsError::new("", message))
    });
    let globs = globs.collect::<Result<Vec<_>, _>>()?;
    let finder = FormFinder::new(names.corrections()).map_err(|error| OptionsError::new("", error.to_string()))?;
    let mut decisions_of: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, decided) in names.corrections().iter().enumerate() {
        decisions_of.entry(decided.wrong.clone()).or_default().push(at);
    }
    Ok(Box::new(NameVariant { names, globs, finder, decisions_of, read_only: setup.names_read_only.clone() }))
}

struct NameVariant {
    names: Arc<Decisions>,
    /// The glob that each decision is limited to, if any.
    globs: Vec<Option<GlobMatcher>>,
    finder: FormFinder,
    /// The decisions on each wrong form, in the order of the file.
    decisions_of: HashMap<String, Vec<usize>>,
    read_only: GlobSet,
}

impl Rule for NameVariant {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if *note.encoding() != Encoding::Utf8 || self.read_only.is_match(note.path()) || note.is_drawing() {
            return;
        }
        if !self.names.corrections().is_empty() {
            self.check_recorded(note, vault, out);
            self.check_folders(note, vault, out);
        }
        let guesses: Vec<(&Cluster, &Member)> = vault.guesses(note.path(), &self.names).collect();
        for of_person in guesses.chunk_by(|(one, _), (other, _)| std::ptr::eq(*one, *other)) {
            let (cluster, _) = of_person[0];
            let variants: Vec<&Member> = of_person.iter().map(|(_, variant)| *variant).collect();
            if let Some(found) = guess::diagnostic(note, vault, cluster, &variants) {
                out.add_guess(found);
            }
        }
    }

    fn precompute(&self, vault: &VaultIndex) {
        if vault.knows_facts() {
            vault.people(&self.names);
        }
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        let has_wrong_heading = || {
            let headings = vault.facts(path).unwrap_or_default().headings;
            headings.iter().any(|heading| self.finder.is_match(heading))
        };
        let has_decisions = !self.names.corrections().is_empty();
        vault.guesses(path, &self.names).next().is_some() || has_decisions && has_wrong_heading()
    }

    /// Queries refer to people by name as links do.
    fn may_write_into(&self, part: &Verbatim) -> bool {
        part.kind == VerbatimKind::Query
    }
}

impl NameVariant {
    fn check_recorded(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let text = note.text();
        let links = note.links();
        let mut here: HashMap<&str, Option<&Correction>> = HashMap::new();
        for (span, at) in self.finder.find_iter(text) {
            let form = &self.names.corrections()[at].wrong;
            let decided = *here.entry(form).or_insert_with(|| self.correction(form, note.path()));
            let Some(decided) = decided else { continue };
            let is_other = || {
                is_part_of_right_form(text, span, &decided.replacement)
                    || longer_name::is_in_longer_name(note, vault, span)
            };
            if is_whole_name(text, span) && !is_other() {
                self.wrong_form(note, vault, &links, decided, span, out);
            }
            if let Some(glued) = with_glued_word(text, span).filter(|_| !decided.splits_off_word() && !is_other()) {
                out.add_all(
                    NamePosition::find(note, vault, &links, glued).map(|_| glued_form(text, glued, span, decided)),
                );
            }
        }
    }

    fn check_folders(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        if !self.finder.is_match(folder(note.path())) {
            return;
        }
        let corrections = |name: &str| {
            let found = self.finder.find_iter(name).map(|(_, at)| self.names.corrections()[at].wrong.as_str());
            found.filter_map(|form| self.correction(form, note.path())).collect::<Vec<_>>()
        };
        if let Some(found) = folder_name::diagnostic(note, vault, corrections) {
            out.add_guess(found);
        }
    }

    fn wrong_form(
        &self,
        note: &Note,
        vault: &VaultIndex,
        links: &[Link],
        decided: &Correction,
        span: Span,
        out: &mut Findings,
    ) {
        let Some(place) = NamePosition::find(note, vault, links, span) else { return };
        // `Ada Byroni` may be a real surname; `Ada ByronI` is not.
        if decided.splits_off_word() && span.slice(note.text()) != decided.wrong {
            return;
        }
        let right = with_case_of(span.slice(note.text()), &decided.replacement);
        // They differ only in case, and the case of the text is kept.
        if right == span.slice(note.text()) {
            return;
        }
        // A read-only file keeps its name, and so do the links to it.
        let is_kept = place.opens(note, vault).is_some_and(|file| self.read_only.is_match(file));
        if is_kept {
            return;
        }
        let dead_link = place.dead_link(note, vault, &right, span);
        let message = match decided.splits_off_word() {
            true => format!("`{}` is `{}` without a space", decided.wrong, decided.replacement),
            false => format!("`{}` is a recorded variant of `{}`", decided.wrong, decided.name),
        };
        let found = match dead_link {
            Some(DeadLink::ToNothing) => {
                Diagnostic::new(span, message).with_help("the link opens nothing under either name".to_owned())
            }
            _ => Diagnostic::new(span, message),
        };
        if let Some(DeadLink::ToFolder { path }) = dead_link {
            let advice = format!("rename the folder first: the link means `{path}`");
            let mut found = found.with_fix(Fix::manual_fix(advice));
            found.commands.extend(folder_name::rename_command(&path, decided));
            // The folder may keep its name on purpose.
            return out.add_guess(found);
        }
        if let Some(DeadLink::WithOtherWords { wanted }) = dead_link {
            // The note may be outside the vault, under this name.
            let advice = format!("find the note first: there is no `{wanted}` either");
            return out.add_guess(found.with_fix(Fix::manual_fix(advice)));
        }
        let title = format!("write `{right}`");
        let edits = Edits::from_edit(Edit::replace(span, &right));
        // `will mark` in lower case may not be a name: some names are ordinary words.
        let may_be_words = |text: &str| {
            let is_small = !text.contains(char::is_uppercase) && decided.wrong.contains(char::is_uppercase);
            is_small && decided.wrong.split_whitespace().all(is_listed_name)
        };
        out.add(match place.obstacle(note, vault, decided, &right, span) {
            Some(obstacle) => {
                let mut found = found.with_fix(Fix::manual_fix(obstacle));
                found.commands.extend(place.rename_command(note, vault, decided, span));
                found
            }
            None if breaks_quotes(note, span, &right) => found.with_fix(Fix::manual_fix(
                "write it by hand: the name contains a quote, which may end the property's value",
            )),
            // Where the name ends was decided for one place, and the word is another's text.
            None if decided.splits_off_word() || may_be_words(span.slice(note.text())) => {
                found.with_fix(Fix::unsafe_fix(title, edits))
            }
            None => found.with_fix(Fix::safe_fix(title, edits)),
        });
    }

    /// Returns the decision on `form` that applies to the note at `path`: one form may stand for different people in
    /// different folders.
    fn correction(&self, form: &str, path: &str) -> Option<&Correction> {
        let holds = |at: usize| self.globs[at].as_ref().is_none_or(|glob| glob.is_match(path));
        let of_form = self.decisions_of.get(form).into_iter().flatten();
        of_form.copied().find(|at| holds(*at)).map(|at| &self.names.corrections()[at])
    }
}

/// Returns the name at `span` together with a word that is attached to its end: `Ada ByromI`, or any word after a speaker
/// label with a time.
fn with_glued_word(text: &str, span: Span) -> Option<Span> {
    let rest = &text[span.end..];
    let length = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let glued = Span::new(span.start, span.end + length);
    let is_begin = !text[..span.start].ends_with(char::is_alphanumeric);
    let is_glued = || glued_word(glued.slice(text)).is_some_and(|glued| glued.before == span.slice(text));
    let is_label = || {
        let start = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[span.end..].find('\n').map_or(text.len(), |at| span.end + at);
        let label = speaker_label(&text[start..end]).filter(|label| label.is_glued);
        label.is_some_and(|label| label.name.shifted(start) == span)
    };
    (length > 0 && is_begin && (is_glued() || is_label())).then_some(glued)
}

/// Returns the finding for a recorded wrong form with a word attached to it, which only a person can separate.
fn glued_form(text: &str, glued: Span, span: Span, decided: &Correction) -> Diagnostic {
    let (form, word) = (span.slice(text), &text[span.end..glued.end]);
    Diagnostic::new(
        glued,
        format!("`{form}` is a recorded variant of `{}`, and `{word}` follows without a space", decided.name),
    )
    .with_fix(Fix::manual_fix(format!("write `{} {word}`", decided.replacement)))
}

/// Returns `right` in the notation of `wrong`: upper case, lower case, with `%20`.
fn with_case_of(wrong: &str, right: &str) -> String {
    let cased = if wrong.chars().any(char::is_lowercase) && wrong.chars().any(char::is_uppercase) {
        right.to_owned()
    } else if wrong.chars().any(char::is_uppercase) {
        right.to_uppercase()
    } else {
        right.to_lowercase()
    };
    if wrong.contains("%20") { in_address(&cased) } else { cased }
}

/// Returns true if `right` would bring quotes into the properties, where they may end a quoted value.
fn breaks_quotes(note: &Note, span: Span, right: &str) -> bool {
    let in_frontmatter = note.frontmatter().is_some_and(|block| block.block.contains(span));
    in_frontmatter && right.contains(['\'', '"']) && !span.slice(note.text()).contains(['\'', '"'])
}
