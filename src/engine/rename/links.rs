//! Updates the links of a note that a rename affects, each in its own format.

use super::context::{FileEdits, RenameContext};
use super::error::RenameError;
use super::folder_link::folder_link_edit;
use crate::note::{Link, LinkKind, Note, heading_in_link, heading_key, path_spellings, wikilinks_in, without_md};
use crate::text::{Edit, Span};
use crate::vault::{FileId, fold};

/// Edits the links in the body, the properties, the queries and the reference definitions.
pub(super) fn edit(context: &RenameContext<'_>, note: &Note, out: &mut FileEdits) -> Result<(), RenameError> {
    let (links, definitions) = (note.links(), definitions(note));
    links.iter().chain(&definitions).try_for_each(|link| edit_link(context, note.path(), note.text(), link, out))
}

/// Edits the wikilinks within `span` of `text`, the text of the file at `path`.
pub(super) fn edit_wikilinks(
    context: &RenameContext<'_>,
    path: &str,
    text: &str,
    span: Span,
    out: &mut FileEdits,
) -> Result<(), RenameError> {
    wikilinks_in(text, span).iter().try_for_each(|link| edit_link(context, path, text, link, out))
}

fn edit_link(
    context: &RenameContext<'_>,
    path: &str,
    text: &str,
    link: &Link,
    out: &mut FileEdits,
) -> Result<(), RenameError> {
    let target = link.path(text);
    let from_now = context.old.file(path).map_or(path, |file| context.new_path(file));
    let Some(file) = context.old.resolve(&target, path) else {
        if let Some(edit) = folder_link_edit(context, text, link, &target, from_now, out) {
            out.edits.push(edit);
            return Ok(());
        }
        out.repaired_links += usize::from(!target.is_empty() && context.new.resolve(&target, from_now).is_some());
        return Ok(());
    };
    let wanted = context.new_path(file);
    let opens =
        |target: &str| context.new.resolve(target, from_now).is_some_and(|found| context.new.path(found) == wanted);
    if !opens(&target) || is_in_old_case(context, file, &target) {
        let mut spellings = path_spellings(&target, wanted, from_now);
        if target.contains('/') && without_md(&target) == without_md(context.old.path(file)) {
            // What was a path from the root was not ambiguous, and a Markdown link opened the note on web sites too.
            let is_worse =
                |spelling: &String| link.kind == LinkKind::Markdown || context.new.candidates(spelling).len() > 1;
            spellings.sort_by_key(|spelling| without_md(spelling) != without_md(wanted) && is_worse(spelling));
        }
        let spelling = spellings.into_iter().find(|spelling| opens(spelling));
        let spelling =
            spelling.ok_or_else(|| RenameError::Shadowed { from: path.to_owned(), to: wanted.to_owned() })?;
        out.edits.push(link.retarget(text, &spelling));
    }
    out.edits.extend(fragment_edits(context, file, text, link));
    Ok(())
}

/// Returns whether a link spells the old path of `file`, or the end of it, exactly, and the new path differs from it in case
/// only: web sites and some file systems tell the two apart.
fn is_in_old_case(context: &RenameContext<'_>, file: FileId, target: &str) -> bool {
    let (old, new) = (without_md(context.old.path(file)), without_md(context.new_path(file)));
    if old == new || fold(old) != fold(new) {
        return false;
    }
    let parts = |path: &str| {
        let parts = path.rsplit('/').filter(|part| !matches!(*part, "" | "." | ".."));
        parts.map(str::to_owned).collect::<Vec<_>>()
    };
    let (written, old, new) = (parts(without_md(target)), parts(old), parts(new));
    old.starts_with(&written) && !new.starts_with(&written)
}

/// Returns `span` without the whitespace at its ends.
fn trimmed(text: &str, span: Span) -> Span {
    let written = span.slice(text);
    let lead = written.len() - written.trim_start().len();
    Span::new(span.start + lead, span.start + lead + written.trim().len())
}

/// Returns edits for the renamed headings of `file` that a link's fragment names.
fn fragment_edits(context: &RenameContext<'_>, file: FileId, text: &str, link: &Link) -> Vec<Edit> {
    let (Some(renamed), Some(fragment)) = (context.headings.get(&file), link.fragment) else { return Vec::new() };
    let mut edits = Vec::new();
    let mut start = fragment.start;
    for part in fragment.slice(text).split('#') {
        let span = trimmed(text, Span::new(start, start + part.len()));
        start += part.len() + 1;
        let words = link.decode(span.slice(text));
        if words.starts_with('^') {
            continue;
        }
        if let Some((_, to)) = renamed.iter().find(|(from, _)| heading_key(from) == heading_key(&words)) {
            edits.push(Edit::replace(span, link.encode(text, &heading_in_link(to), span.slice(text))));
        }
    }
    edits
}

/// Returns the targets of reference definitions: `[words]: Name%20x.md`.
fn definitions(note: &Note) -> Vec<Link> {
    let text = note.text();
    let start = note.frontmatter().map_or(note.content_start(), |block| block.block.end);
    if start >= text.len() || !text[start..].contains("]:") {
        return Vec::new();
    }
    let first = note.lines().line_at(start);
    let lines = (first..note.lines().len()).map(|line| note.lines().line(text, line));
    lines.filter_map(|line| definition(note, line)).collect()
}

fn definition(note: &Note, line: Span) -> Option<Link> {
    let text = note.text();
    let written = line.slice(text);
    let label = written.trim_start_matches(' ');
    let indent = written.len() - label.len();
    let close = label.find("]:").filter(|_| indent < 4 && label.starts_with('[') && !label.starts_with("[^"))?;
    let target = label[close + 2..].trim_start_matches([' ', '\t']);
    let at = line.start + written.len() - target.len();
    let is_hidden = note.body().region_at(line.start + indent).is_some();
    let span = match target.strip_prefix('<') {
        Some(inner) => Span::new(at + 1, at + 1 + inner.find('>')?),
        None => Span::new(at, at + target.find([' ', '\t']).unwrap_or(target.len())),
    };
    (!is_hidden && !span.is_empty()).then(|| Link::from_definition(text, span)).flatten()
}
