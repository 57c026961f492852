//! HTML tags that name a renamed file. They are verbatim, so they are listed for review and not edited.

use super::context::{FileEdits, RenameContext};
use crate::note::{Note, VerbatimKind, percent_decoded};

/// The attributes whose value is the path of a file.
const PATH_ATTRIBUTES: [&str; 2] = ["src", "href"];

/// Adds the tags of `note` that open a renamed file to the mentions.
pub(super) fn mention(context: &RenameContext<'_>, note: &Note, out: &mut FileEdits) {
    for part in note.verbatim().iter().filter(|part| part.kind == VerbatimKind::MachineText) {
        let tag = part.span.slice(note.text());
        if !tag.starts_with('<') {
            continue;
        }
        let opens_renamed = |path: &str| {
            let file = context.old.resolve(&percent_decoded(path), note.path());
            file.is_some_and(|file| context.new_path(file) != context.old.path(file))
        };
        if PATH_ATTRIBUTES.iter().filter_map(|name| attribute(tag, name)).any(opens_renamed) {
            out.mentions.push(tag.to_owned());
        }
    }
}

/// Returns the quoted value of the attribute `name` of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!(" {name}="))?;
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest[1..].split(quote).next()
}
