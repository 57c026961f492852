//! Entries with `(via NAME)` whose text names another person with the same given name.

use crate::diagnostic::Diagnostic;
use crate::names::PersonName;
use crate::note::Note;
use crate::rule::{Findings, Options, OptionsError, Rule, RuleContext};
use crate::text::Span;
use crate::vault::VaultIndex;

pub(super) fn make(_: &RuleContext, options: Options<'_>) -> Result<Box<dyn Rule>, OptionsError> {
    options.expect_none()?;
    Ok(Box::new(ViaMismatch))
}

struct ViaMismatch;

impl Rule for ViaMismatch {
    fn check(&self, note: &Note, _: &VaultIndex, out: &mut Findings) {
        for entry in note.entries() {
            for &via in &entry.via {
                if let Some(other) = namesake(note.text(), entry.text, via) {
                    let message = format!(
                        "`via` names {}, but the entry names {}",
                        via.slice(note.text()),
                        other.slice(note.text())
                    );
                    out.add(Diagnostic::new(via, message).with_related(other, "named here"));
                }
            }
        }
    }
}

/// Returns a name in `entry_text` with the given name of `via` and a different surname, or `None` if the text also names
/// `via` itself.
fn namesake(text: &str, entry_text: Span, via: Span) -> Option<Span> {
    let name = PersonName::parse(via.slice(text))?;
    let words = entry_text.slice(text);
    if words.contains(name.form()) {
        return None;
    }
    let given = name.form().split(' ').next()?;
    words.match_indices(given).find_map(|(start, _)| {
        let begins = !words[..start].ends_with(char::is_alphanumeric);
        let rest = words[start + given.len()..].strip_prefix(' ')?;
        let surname = rest.find(|c: char| !c.is_alphabetic() && c != '-').map_or(rest, |end| &rest[..end]);
        let end = start + given.len() + 1 + surname.len();
        let own_surname = &name.form()[given.len() + 1..];
        let is_cut_off = words[end..].starts_with(['.', '…']) && own_surname.starts_with(surname);
        let other = PersonName::parse(&words[start..end])?;
        let is_other = begins && !is_cut_off && !name.surname().ends_with(other.surname());
        is_other.then(|| Span::new(entry_text.start + start, entry_text.start + end))
    })
}
