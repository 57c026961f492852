//! Likely variant spellings without a recorded decision.

use serde_json::json;

use super::longer_name::is_in_longer_name;
use super::position::NamePosition;
use crate::diagnostic::{Command, Diagnostic, Fix};
use crate::names::{Bases, Cluster, Correction, Member, Tier, glued_occurrences, occurrences};
use crate::note::{Note, VerbatimKind, note_folder};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

/// A form that a note has, with its places in it.
struct Written<'a> {
    member: &'a Member,
    places: Vec<Span>,
    /// Whether a word follows one of them without a space.
    is_glued: bool,
    /// Whether only the name of the note has it; the place is the heading then.
    is_in_path: bool,
}

/// Returns the finding for `variants`, forms in `note` that may be the person of `cluster`. There is one per note and
/// person, at the first occurrence: it is one question. Returns `None` if no form occurs literally.
pub(super) fn diagnostic(
    note: &Note,
    vault: &VaultIndex,
    cluster: &Cluster,
    variants: &[&Member],
) -> Option<Diagnostic> {
    let known = &cluster.anchor;
    let here = variants.iter().map(|member| Written::find(note, vault, member));
    let mut here: Vec<Written<'_>> = here.filter(|written| !written.places.is_empty()).collect();
    here.sort_by_key(|written| written.places[0]);
    let there = places(note, vault, &known.form);
    let strongest = here.iter().max_by(|one, other| one.member.score.total_cmp(&other.member.score))?.member;
    let forms = listed(&here);
    let notes = if known.notes == 1 { "note" } else { "notes" };
    let message = match there.len() {
        0 => format!("{forms}: is this `{}`, found in {} {notes}?", known.form, known.notes),
        times => {
            let many = if here.len() > 1 { "several" } else { "two" };
            format!("`{}` ×{times} or {forms}: one person with {many} spellings?", known.form)
        }
    };
    let evidence = json!({
        "known": known.form,
        "variant": strongest.form,
        "variants": here.iter().map(|written| &written.member.form).collect::<Vec<_>>(),
        "notes": {"known": known.notes, "variant": strongest.notes},
        "here": {"known": there.len(), "variant": here.iter().map(|written| written.places.len()).sum::<usize>()},
        "tier": strongest.tier,
        "score": (strongest.score * 1000.0).round() / 1000.0,
        "reasons": strongest.reasons,
        "against": strongest.against,
        "spelling": cluster.canonical.form,
    });
    let is_known = cluster.canonical.form.as_ref() == Some(&known.form);
    // Where a glued name ends, a space is missing too.
    let is_certain =
        here.iter().all(|written| written.member.tier == Tier::Auto && !written.is_glued && !written.is_in_path);
    let fix = (is_known && is_certain).then(|| rename_fix(note, vault, known, &here)).flatten();
    let fix = fix.unwrap_or_else(|| Fix::manual_fix("decide which spelling is right"));
    let commands = commands(cluster, &here);
    let mut help = strongest.reasons.join(", ");
    for command in &commands {
        help += &format!("\n  {}:  {command}", command.label());
    }
    let mut asked: Vec<&str> =
        here.iter().map(|written| written.member.form.as_str()).chain([known.form.as_str()]).collect();
    asked.sort_unstable();
    let found = Diagnostic::new(here[0].places[0], message).with_topic(asked.join("\n")).with_help(help);
    let mut found = found.with_evidence(&evidence).with_fix(fix);
    found.commands = commands;
    Some(match there.first() {
        Some(&known) => found.with_related(known, "the other spelling"),
        None => found,
    })
}

impl<'a> Written<'a> {
    fn find(note: &Note, vault: &VaultIndex, member: &'a Member) -> Self {
        let mut all = places(note, vault, &member.form);
        let glued = glued_occurrences(note.text(), &member.form).filter(|span| note.verbatim_at(*span).is_none());
        let whole = all.len();
        all.extend(glued);
        let is_glued = all.len() > whole;
        let is_called = || occurrences(note_folder(note.path()).unwrap_or(note.name()), &member.form).next().is_some();
        let is_in_path = all.is_empty() && is_called();
        if is_in_path {
            all.push(note.body().title().map_or(Span::empty(note.content_start()), |title| title.text));
        }
        all.sort_unstable();
        Self { member, places: all, is_glued, is_in_path }
    }
}

/// Returns the places of `form` in the author's text.
fn places(note: &Note, vault: &VaultIndex, form: &str) -> Vec<Span> {
    let is_meant = |span: &Span| note.verbatim_at(*span).is_none_or(|part| part.kind == VerbatimKind::Query);
    let places = occurrences(note.text(), form).filter(is_meant);
    places.filter(|span| !is_in_longer_name(note, vault, *span) && !is_quoted(note, *span)).collect()
}

/// Returns the forms with their counts: `` `Ada Biron` ×2 and `Ada Byrom` ×1 ``.
fn listed(here: &[Written<'_>]) -> String {
    let forms: Vec<String> =
        here.iter().map(|written| format!("`{}` ×{}", written.member.form, written.places.len())).collect();
    match &forms[..] {
        [before @ .., last] if !before.is_empty() => format!("{} and {last}", before.join(", ")),
        forms => forms.concat(),
    }
}

/// Returns the command for every answer. They decide on all spellings of the person that a check asks about, here or in other
/// notes.
fn commands(cluster: &Cluster, here: &[Written<'_>]) -> Vec<Command> {
    let known = &cluster.anchor.form;
    let asked = cluster.members.iter().filter(|member| member.is_reported()).map(|member| &member.form);
    let forms: Vec<&String> = std::iter::once(known).chain(asked).collect();
    let may_be = |form: &String| cluster.canonical.candidates.iter().any(|candidate| candidate == form);
    let answers: Vec<&String> = std::iter::once(known).chain(here.iter().map(|written| &written.member.form)).collect();
    let is_open = answers.iter().all(|form| may_be(form)) || !answers.iter().any(|form| may_be(form));
    let accept = answers.into_iter().filter(|right| is_open || may_be(right)).map(|right| Command::AcceptName {
        right: right.clone(),
        wrong: forms.iter().filter(|form| **form != right).map(|form| (*form).clone()).collect(),
    });
    let reject = Command::RejectNames { names: forms.iter().map(|form| (*form).clone()).collect() };
    accept.chain([reject]).collect()
}

/// Returns whether the line of `span` is a block quote: its spelling is that of the source.
fn is_quoted(note: &Note, span: Span) -> bool {
    let line = note.lines().line(note.text(), note.lines().line_at(span.start));
    let in_body = note.frontmatter().is_none_or(|block| block.block.end <= span.start);
    in_body && line.slice(note.text()).trim_start().starts_with('>')
}

/// Returns the fix that writes the known form at every rewritable occurrence in the note, or `None` if one of them
/// depends on other files.
fn rename_fix(note: &Note, vault: &VaultIndex, known: &Member, here: &[Written<'_>]) -> Option<Fix> {
    let links = note.links();
    let mut edits = Vec::new();
    for written in here {
        let form = &written.member.form;
        let decided = Correction::new(form.clone(), known.form.clone(), &Bases::new([]), None);
        for &span in &written.places {
            let Some(place) = NamePosition::find(note, vault, &links, span) else { continue };
            if place.obstacle(note, vault, &decided, &known.form, span).is_some() {
                return None;
            }
            edits.push(Edit::replace(span, &known.form));
        }
    }
    let edits = Edits::new(edits).ok().filter(|edits| !edits.is_empty())?;
    Some(Fix::unsafe_fix(format!("write `{}`", known.form), edits))
}
