//! Names whose surname is written twice: `Ada Byron Byron`.

use std::collections::HashSet;
use std::sync::Arc;

use globset::GlobSet;

use crate::diagnostic::{Diagnostic, Fix};
use crate::names::{Decisions, PersonName};
use crate::note::{Encoding, Note, RepeatedWord};
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::{Edit, Edits, Span};
use crate::vault::{NameUse, VaultIndex};

/// The most words before the surname.
const MAX_BEFORE: usize = 3;

/// The properties that list participants.
const PARTICIPANTS: &[&str] = &["attendees", "participants", "people", "person", "with"];

pub(super) fn make(setup: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(DuplicateWord { names: Arc::clone(&setup.names), read_only: setup.names_read_only.clone() }))
}

struct DuplicateWord {
    names: Arc<Decisions>,
    read_only: GlobSet,
}

impl Rule for DuplicateWord {
    fn check(&self, note: &Note, vault: &VaultIndex, out: &mut Findings) {
        let is_skipped = note.is_template() || note.is_drawing() || self.read_only.is_match(note.path());
        if is_skipped || *note.encoding() != Encoding::Utf8 {
            return;
        }
        let repeated = note.repeated_words();
        if repeated.is_empty() {
            return;
        }
        let about = About { participants: participants(note), is_transcript: is_transcript(note) };
        for word in repeated {
            out.add_all(self.doubled(note, &about, vault, word));
        }
    }

    fn depends_on_other_notes(&self, path: &str, vault: &VaultIndex) -> bool {
        vault.brief_facts(path).is_some_and(|facts| facts.repeats_words)
    }
}

/// What matters of a note for all its names.
struct About<'a> {
    participants: HashSet<&'a str>,
    is_transcript: bool,
}

impl DuplicateWord {
    fn doubled(
        &self,
        note: &Note,
        about: &About<'_>,
        vault: &VaultIndex,
        repeated: &RepeatedWord,
    ) -> Option<Diagnostic> {
        let text = note.text();
        // A capitalised word behind it: the name goes on, or it is no name.
        if text[repeated.second.end..].strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_uppercase)) {
            return None;
        }
        let starts = starts(text, repeated.first.start);
        let is_at = |start: usize| text[..start].ends_with('@');
        let after_sign = starts.iter().copied().find(|start| is_at(*start));
        let candidates = after_sign.map_or(starts, |start| vec![start]);
        let name = candidates
            .into_iter()
            .map(|start| Span::new(start, repeated.first.end))
            .find(|name| self.is_known(about, vault, name.slice(text)))?;
        let doubled = Span::new(name.start, repeated.second.end);
        if self.is_name(vault, doubled.slice(text)) || (after_sign.is_none() && about.is_transcript) {
            return None;
        }
        // A heading may have the same words, and a link names it by them.
        if is_in_link(note, doubled) {
            return None;
        }
        let edit = Edits::from_edit(Edit::delete(Span::new(repeated.first.end, repeated.second.end)));
        let (name, written) = (name.slice(text), doubled.slice(text));
        let title = format!("write `{name}`");
        let is_rare = vault.name_use(written).notes <= vault.name_use(name).notes;
        let fix = match after_sign.is_some() && is_rare && ends_name(&text[repeated.second.end..]) {
            true => Fix::safe_fix(title, edit),
            false => Fix::unsafe_fix(title, edit),
        };
        Some(Diagnostic::new(doubled, format!("the surname is written twice in `{written}`")).with_fix(fix))
    }

    /// Returns whether `name` is that of a person: in a decision, in a people note, among participants, or in two notes.
    fn is_known(&self, about: &About<'_>, vault: &VaultIndex, name: &str) -> bool {
        let takes_part = || about.participants.contains(name);
        let is_used = |used: NameUse| used.is_person || used.notes >= 2;
        PersonName::parse(name).is_some()
            && (self.names.is_right(name) || takes_part() || is_used(vault.name_use(name)))
    }

    /// Returns whether a person or a file is called `doubled`: some people have the same surname twice.
    fn is_name(&self, vault: &VaultIndex, doubled: &str) -> bool {
        self.names.is_right(doubled) || !vault.candidates(doubled).is_empty() || vault.name_use(doubled).is_person
    }
}

/// Returns whether a link target or its fragment overlaps `span`.
fn is_in_link(note: &Note, span: Span) -> bool {
    let links = note.links();
    links.iter().any(|link| link.path.overlaps(span) || link.fragment.is_some_and(|fragment| fragment.overlaps(span)))
}

/// Returns whether a name ends before `rest`: no company, host name or remark about the name follows.
fn ends_name(rest: &str) -> bool {
    let next = rest.trim_start_matches(' ');
    let goes_on = |sign: char| rest.strip_prefix(sign).is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    !next.starts_with(['&', '(', '+', '/', '-', '@']) && !goes_on('.') && !goes_on('\'') && !goes_on('’')
}

/// Returns where a name whose surname begins at `surname` may begin: one to three words before, the longest first.
fn starts(text: &str, surname: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut end = surname;
    for _ in 0..MAX_BEFORE {
        let Some(before) = text[..end].strip_suffix(' ') else { break };
        let is_inside = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.');
        let start = before.trim_end_matches(is_inside).len();
        if start == before.len() {
            break;
        }
        found.push(start);
        end = start;
    }
    found.reverse();
    found
}

/// Returns the participants in the properties, each as text or as the name of a link's target.
fn participants(note: &Note) -> HashSet<&str> {
    let pairs = PARTICIPANTS.iter().filter_map(|key| note.properties()?.get(key));
    let items = pairs.flat_map(|pair| pair.value.items()).filter_map(|item| item.as_str());
    let names = items.map(|item| {
        let link = item.strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
        let words = link.map_or(item, |link| link.split(['|', '#']).next().unwrap_or(link));
        words.rsplit('/').next().unwrap_or(words)
    });
    names.collect()
}

/// Returns whether the note records what people said, stuttering included.
fn is_transcript(note: &Note) -> bool {
    let is_word = |words: &str| words.to_lowercase().contains("transcript");
    let labels = || note.text().matches("**:").nth(2).is_some();
    is_word(note.path()) || note.property_text("type").is_some_and(is_word) || labels()
}
