//! Folders that have a recorded wrong form in their names, beside the folder with the right one: a program may have
//! written to the old path again after the folder was renamed.

use serde_json::json;

use crate::diagnostic::{Command, Diagnostic, Fix};
use crate::names::{Correction, PersonName, is_part_of_right_form, occurrences};
use crate::note::Note;
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

/// Returns the finding for the folders of `note`. There is one per folder, in the first note in it. `correction` returns
/// the decisions that apply to the forms in a name.
pub(super) fn diagnostic<'a>(
    note: &Note,
    vault: &VaultIndex,
    correction: impl Fn(&str) -> Vec<&'a Correction>,
) -> Option<Diagnostic> {
    let path = note.path();
    let ends = path.match_indices('/').map(|(at, _)| at);
    ends.into_iter().find_map(|end| {
        let folder = &path[..end];
        let start = folder.rfind('/').map_or(0, |slash| slash + 1);
        let (name, decided) = right_name(&folder[start..], &correction(&folder[start..]))?;
        let right = format!("{}{name}", &folder[..start]);
        let is_first = vault.first_note_in(folder) == Some(path);
        (is_first && vault.first_file_in(&right).is_some()).then(|| {
            let message = format!(
                "the folder `{folder}` has a recorded variant of `{}` in its name, and `{right}` exists too",
                decided.name
            );
            let place = note.body().title().map_or(Span::empty(note.content_start()), |title| title.text);
            let advice = format!("move what is in it to `{right}`, and correct what writes it");
            Diagnostic::new(place, message)
                .with_evidence(&json!({"folder": folder, "right": right}))
                .with_fix(Fix::manual_fix(advice))
        })
    })
}

/// Returns the command that renames the last part of the note's path `path` with a wrong form, the note or a folder.
pub(super) fn rename_command(path: &str, decided: &Correction) -> Option<Command> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain([path.len()]);
    ends.rev().find_map(|end| {
        let part = &path[..end];
        let start = part.rfind('/').map_or(0, |slash| slash + 1);
        let (name, _) = right_name(part[start..].trim_end_matches(".md"), &[decided])?;
        Some(Command::Rename { path: part.to_owned(), name })
    })
}

/// Returns the name of a folder with the right form of the first wrong one.
fn right_name<'a>(name: &str, decisions: &[&'a Correction]) -> Option<(String, &'a Correction)> {
    decisions.iter().find_map(|decided| {
        let span = occurrences(name, &decided.wrong)
            .find(|span| !is_part_of_right_form(name, *span, &decided.replacement))
            .filter(|_| !PersonName::extends(name, &decided.wrong))?;
        Some((Edits::from_edit(Edit::replace(span, &decided.replacement)).apply(name), *decided))
    })
}
