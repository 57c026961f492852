//! Updates links that open nothing, but mean the note of a folder that moves.

use super::context::{FileEdits, RenameContext};
use crate::note::{Link, note_folder};
use crate::text::Edit;

/// Returns the edit of a link that opens nothing but means the note of a folder that moves.
pub(super) fn folder_link_edit(
    context: &RenameContext<'_>,
    text: &str,
    link: &Link,
    target: &str,
    from: &str,
    out: &mut FileEdits,
) -> Option<Edit> {
    let file = context.old.folder_note(target).filter(|_| !context.folders.is_empty())?;
    let wanted = context.new_path(file);
    let means = |target: &str| {
        let found = context.new.folder_note(target).filter(|_| context.new.resolve(target, from).is_none());
        found.is_some_and(|found| context.new.path(found) == wanted)
    };
    if means(target) {
        return None;
    }
    let new_folder = note_folder(wanted)?;
    let name = target.trim_end_matches('/');
    let slash = &target[name.len()..];
    let depth = name.trim_start_matches('/').matches('/').count();
    let parts: Vec<&str> = new_folder.split('/').collect();
    let short = parts[parts.len().saturating_sub(depth + 1)..].join("/");
    let ways = if name.starts_with('/') { vec![format!("/{new_folder}")] } else { vec![short, new_folder.to_owned()] };
    match ways.into_iter().find(|way| means(way)) {
        Some(way) => Some(link.retarget(text, &(way + slash))),
        None => {
            out.mentions.push(link.span.slice(text).to_owned());
            None
        }
    }
}
