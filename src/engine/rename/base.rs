//! Edits bases: YAML files whose filters and formulas name files.

use super::context::{FileEdits, RenameContext};
use super::error::RenameError;
use super::{links, query};
use crate::note::{file_name, stem};
use crate::text::{Edit, Span};

/// The code before a quoted name that refers to a note.
const FUNCTIONS: [&str; 8] =
    ["link(", "hasLink(", "file(", "file.name ==", "file.name !=", "file.basename ==", "file.basename !=", "linksTo("];

/// Edits the base at `path`.
pub(super) fn edit(
    context: &RenameContext<'_>,
    path: &str,
    text: &str,
    out: &mut FileEdits,
) -> Result<(), RenameError> {
    let whole = Span::new(0, text.len());
    links::edit_wikilinks(context, path, text, whole, out)?;
    query::quoted_paths(context, text, whole, out);
    for (from, to) in &context.moves {
        for (old, new) in [(file_name(from), file_name(to)), (stem(from), stem(to))] {
            // At the root the name is the path, which is already handled.
            if from == old || (old == stem(from) && !from.contains('/')) {
                continue;
            }
            for quote in ["\"", "'", "\\\""] {
                for (at, _) in text.match_indices(&format!("{quote}{old}{quote}")) {
                    let before = text[..at].trim_end();
                    let opens = context.old.resolve(old, path).is_some_and(|file| context.old.path(file) == from);
                    if opens && FUNCTIONS.iter().any(|function| before.ends_with(function)) {
                        let start = at + quote.len();
                        out.edits.push(Edit::replace(Span::new(start, start + old.len()), new));
                    }
                }
            }
        }
    }
    Ok(())
}
