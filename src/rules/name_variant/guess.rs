//! A spelling that nobody has decided on.

use serde_json::json;

use super::is_whole_name;
use crate::diagnostic::{Diagnostic, Fix};
use crate::names::{Cluster, Member};
use crate::note::Note;
use crate::text::Span;

/// What to say of `variant`, which `note` mentions and which may be the person of `cluster`: once for a note, at the first
/// place. None where the words do not stand in the note as they are.
pub(super) fn diagnostic(note: &Note, cluster: &Cluster, variant: &Member) -> Option<Diagnostic> {
    let known = &cluster.anchor;
    let (here, there) = (places(note, &variant.form), places(note, &known.form));
    let &first = here.first()?;
    let message = match there.len() {
        0 => format!("`{}` ×{}: is this `{}` of {} notes?", variant.form, here.len(), known.form, known.notes),
        times => {
            format!("`{}` ×{times} or `{}` ×{}: one person in two spellings?", known.form, variant.form, here.len())
        }
    };
    let accept = |right: &str, wrong: &str| format!("vaultlint names accept \"{right}\" --wrong \"{wrong}\"");
    let help = format!(
        "{}\n  {} is right:  {}\n  {} is right:  {}\n  two people:  vaultlint names reject \"{}\" \"{}\"",
        variant.reasons.join(", "),
        known.form,
        accept(&known.form, &variant.form),
        variant.form,
        accept(&variant.form, &known.form),
        known.form,
        variant.form,
    );
    let evidence = json!({
        "known": known.form,
        "variant": variant.form,
        "notes": {"known": known.notes, "variant": variant.notes},
        "here": {"known": there.len(), "variant": here.len()},
        "tier": variant.tier,
        "score": (variant.score * 1000.0).round() / 1000.0,
        "reasons": variant.reasons,
        "against": variant.against,
        "spelling": cluster.spelling.form,
    });
    let found = Diagnostic::new(first, message).help(help).evidence(evidence).fix(Fix::manual("decide which is right"));
    Some(match there.first() {
        Some(&known) => found.related(known, "the other spelling"),
        None => found,
    })
}

fn places(note: &Note, form: &str) -> Vec<Span> {
    let text = note.text();
    let found = text.match_indices(form).map(|(start, _)| Span::new(start, start + form.len()));
    found.filter(|span| is_whole_name(text, *span)).collect()
}
