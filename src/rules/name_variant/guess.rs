//! Likely variant spellings without a recorded decision.

use serde_json::json;

use super::longer_name::is_in_longer_name;
use super::position::NamePosition;
use crate::diagnostic::{Command, Diagnostic, Fix};
use crate::names::{Bases, Cluster, Correction, Member, Tier, glued_occurrences, occurrences};
use crate::note::{Note, VerbatimKind};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

/// Returns the finding for `variant`, a form in `note` that may be the person of `cluster`. There is one per note, at
/// the first occurrence. Returns `None` if the form does not occur literally.
pub(super) fn diagnostic(note: &Note, vault: &VaultIndex, cluster: &Cluster, variant: &Member) -> Option<Diagnostic> {
    let known = &cluster.anchor;
    let places = |form| {
        let places = occurrences(note.text(), form);
        let is_meant = |span: &Span| note.verbatim_at(*span).is_none_or(|part| part.kind == VerbatimKind::Query);
        let places = places.filter(is_meant);
        places.filter(|span| !is_in_longer_name(note, vault, *span) && !is_quoted(note, *span)).collect::<Vec<_>>()
    };
    let (mut here, there) = (places(&variant.form), places(&known.form));
    let glued = glued_occurrences(note.text(), &variant.form).filter(|span| note.verbatim_at(*span).is_none());
    let whole = here.len();
    here.extend(glued);
    here.sort_unstable();
    let is_glued = here.len() > whole;
    let &first = here.first()?;
    let notes = if known.notes == 1 { "note" } else { "notes" };
    let message = match there.len() {
        0 => format!("`{}` ×{}: is this `{}`, found in {} {notes}?", variant.form, here.len(), known.form, known.notes),
        times => {
            format!("`{}` ×{times} or `{}` ×{}: one person with two spellings?", known.form, variant.form, here.len())
        }
    };
    let may_be = |form: &str| cluster.canonical.candidates.iter().any(|known| known == form);
    let is_open = may_be(&known.form) == may_be(&variant.form);
    let mut commands = Vec::new();
    for (right, wrong) in [(&known.form, &variant.form), (&variant.form, &known.form)] {
        if is_open || may_be(right) {
            commands.push(Command::AcceptName { right: right.clone(), wrong: vec![wrong.clone()] });
        }
    }
    commands.push(Command::RejectNames { names: vec![known.form.clone(), variant.form.clone()] });
    let mut help = variant.reasons.join(", ");
    for command in &commands {
        help += &format!("\n  {}:  {command}", command.label());
    }
    let evidence = json!({
        "known": known.form,
        "variant": variant.form,
        "notes": {"known": known.notes, "variant": variant.notes},
        "here": {"known": there.len(), "variant": here.len()},
        "tier": variant.tier,
        "score": (variant.score * 1000.0).round() / 1000.0,
        "reasons": variant.reasons,
        "against": variant.against,
        "spelling": cluster.canonical.form,
    });
    let is_certain = variant.tier == Tier::Auto && cluster.canonical.form.as_ref() == Some(&known.form);
    // Where a glued name ends, a space is missing too.
    let fix = (is_certain && !is_glued).then(|| rename_fix(note, vault, variant, known, &here)).flatten();
    let fix = fix.unwrap_or_else(|| Fix::manual_fix("decide which spelling is right"));
    let (one, other) = (known.form.as_str().min(variant.form.as_str()), known.form.as_str().max(variant.form.as_str()));
    let topic = format!("{one} {other}");
    let mut found =
        Diagnostic::new(first, message).with_topic(topic).with_help(help).with_evidence(&evidence).with_fix(fix);
    found.commands = commands;
    Some(match there.first() {
        Some(&known) => found.with_related(known, "the other spelling"),
        None => found,
    })
}

/// Returns whether the line of `span` is a block quote: its spelling is that of the source.
fn is_quoted(note: &Note, span: Span) -> bool {
    let line = note.lines().line(note.text(), note.lines().line_at(span.start));
    let in_body = note.frontmatter().is_none_or(|block| block.block.end <= span.start);
    in_body && line.slice(note.text()).trim_start().starts_with('>')
}

/// Returns the fix that writes the known form at every rewritable occurrence in the note, or `None` if one of them
/// depends on other files.
fn rename_fix(note: &Note, vault: &VaultIndex, variant: &Member, known: &Member, here: &[Span]) -> Option<Fix> {
    let decided = Correction::new(variant.form.clone(), known.form.clone(), &Bases::new([]), None);
    let links = note.links();
    let mut edits = Vec::new();
    for &span in here {
        let Some(place) = NamePosition::find(note, vault, &links, span) else { continue };
        if place.obstacle(note, vault, &decided, &known.form, span).is_some() {
            return None;
        }
        edits.push(Edit::replace(span, &known.form));
    }
    let edits = Edits::new(edits).ok().filter(|edits| !edits.is_empty())?;
    Some(Fix::unsafe_fix(format!("write `{}`", known.form), edits))
}
