//! Edits Tasks and Dataview queries that name a renamed note.

use super::context::{FileEdits, RenameContext};
use super::links;
use super::quoted::{QuotedPath, without_ending};
use crate::note::{Note, RegionKind, file_name, folder, stem};
use crate::text::{Edit, Span};
use crate::vault::fold;

/// Edits the queries of `note`. A query that cannot keep its meaning is added to the mentions instead.
pub(super) fn edit(context: &RenameContext<'_>, note: &Note, out: &mut FileEdits) {
    let text = note.text();
    for region in &note.body().regions {
        let opening = first_line(text, region.span);
        if region.kind == RegionKind::FencedCode && opening.trim_start_matches(['`', '~']).starts_with("dataviewjs") {
            quoted_paths(context, text, region.span, out);
        }
        if region.kind != RegionKind::Query {
            continue;
        }
        // A link that cannot be updated here is mentioned; it does not stop the rename.
        if links::edit_wikilinks(context, note.path(), text, region.span, out).is_err() {
            out.mentions.push(opening);
        }
        quoted_paths(context, text, region.span, out);
        let first = note.lines().line_at(region.span.start);
        let last = note.lines().line_at(region.span.end.saturating_sub(1));
        for line in first + 1..=last {
            filter(context, text, note.lines().line(text, line), out);
        }
    }
}

fn first_line(text: &str, span: Span) -> String {
    span.slice(text).lines().next().unwrap_or_default().to_owned()
}

/// Edits quoted strings that are the whole path of a renamed note or folder: `FROM "folder/Name"`,
/// `dv.page("folder/Name")`.
///
/// A path without a folder could be any word, so it is edited only where the query expects a note. Otherwise, and if the
/// new path contains quotes, the line is added to the mentions.
pub(super) fn quoted_paths(context: &RenameContext<'_>, text: &str, area: Span, out: &mut FileEdits) {
    let bytes = area.slice(text).as_bytes();
    for open in memchr::memchr2_iter(b'"', b'\'', bytes) {
        let start = open + 1;
        let line_end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |length| start + length);
        let ends = memchr::memchr_iter(bytes[open], &bytes[start..line_end]).map(|length| start + length);
        // A name may contain an apostrophe, also between single quotes.
        for end in ends.take(MAX_QUOTES) {
            let span = Span::new(area.start + start, area.start + end);
            if let Some(path) = context.quoted.get(span.slice(text)) {
                quoted_path(text, span, path, out);
                break;
            }
        }
    }
}

/// Edits the quoted path at `span`, or adds its line to the mentions.
fn quoted_path(text: &str, span: Span, path: &QuotedPath, out: &mut FileEdits) {
    let old = span.slice(text);
    let line = text[..span.start].rfind('\n').map_or(0, |line_break| line_break + 1);
    let new = match (operand_after(&text[line..span.start - 1]), &path.name) {
        (Operand::Name, Some((old_name, new_name))) if old == old_name => new_name,
        _ if path.is_of_folder_too => return mention(text, line, out),
        (Operand::Note, _) => &path.to,
        _ if old.contains('/') => &path.to,
        _ => return mention(text, line, out),
    };
    if new.contains(['"', '\'']) && new != old {
        mention(text, line, out);
    } else if new != old {
        out.edits.push(Edit::replace(span, new));
    }
}

/// Adds the line that begins at `start` to the mentions.
fn mention(text: &str, start: usize, out: &mut FileEdits) {
    out.mentions.push(text[start..].lines().next().unwrap_or_default().trim().to_owned());
}

/// The maximum number of quotes within a quoted path.
const MAX_QUOTES: usize = 3;

/// The operand that a query expects in a quoted string.
enum Operand {
    /// A note or a folder, by its path.
    Note,
    /// The name of a note.
    Name,
    /// Any text.
    Word,
}

/// Returns what the query expects in a quoted string after `before`, the text before it on its line.
fn operand_after(before: &str) -> Operand {
    let before = before.to_ascii_lowercase();
    let compact: String = before.chars().filter(|char| !char.is_whitespace()).collect();
    let compared = compact.trim_end_matches(['=', '!']);
    if compared.len() < compact.len() && compared.ends_with("file.name") {
        return Operand::Name;
    }
    if compared.len() < compact.len()
        && ["file.path", "file.link", "file.file", "file.folder"].iter().any(|end| compared.ends_with(end))
    {
        return Operand::Note;
    }
    let calls = ["page(", "pages(", "link(", "file(", "infolder("];
    let in_source = before.rsplit_once("from").is_some_and(|(lead, source)| {
        (lead.is_empty() || lead.ends_with(char::is_whitespace)) && !source.contains("where") && !source.contains('=')
    });
    match in_source || calls.iter().any(|call| compact.ends_with(call)) {
        true => Operand::Note,
        false => Operand::Word,
    }
}

/// Edits a Tasks filter such as `path includes X`, if it matches the same notes afterwards; mentions it otherwise.
fn filter(context: &RenameContext<'_>, text: &str, line: Span, out: &mut FileEdits) {
    let lower = line.slice(text).to_ascii_lowercase();
    let searched_in = |path: &str, part: SearchedPart| match part {
        SearchedPart::Path => fold(path),
        SearchedPart::Name => fold(file_name(path)),
        SearchedPart::Folder => fold(folder(path)) + "/",
    };
    for (name, place) in [
        ("path includes ", SearchedPart::Path),
        ("filename includes ", SearchedPart::Name),
        ("folder includes ", SearchedPart::Folder),
        ("path does not include ", SearchedPart::Path),
        ("filename does not include ", SearchedPart::Name),
        ("folder does not include ", SearchedPart::Folder),
    ] {
        let Some(at) = lower.find(name) else { continue };
        let rest = &line.slice(text)[at + name.len()..];
        let value = rest.split(')').next().unwrap_or(rest).trim();
        let start = line.start + at + name.len() + (rest.len() - rest.trim_start().len());
        let span = Span::new(start, start + value.len());
        let part = fold(value);
        let searched = |path: &str| searched_in(path, place);
        let changes = |(from, to): &(&String, &String)| {
            let both =
                [from, to].map(|path| memchr::memmem::find(searched(path).as_bytes(), part.as_bytes()).is_some());
            both[0] != both[1]
        };
        // Whether a folder or a name is searched, it is a part of the path.
        let may_change =
            |(_, folded): &(&(String, String), &(String, String))| folded.0.contains(&part) || folded.1.contains(&part);
        let moves = context.moves.iter().zip(&context.folded_moves).filter(may_change);
        let mut moves = moves.map(|((from, to), _)| (from, to));
        let Some((from, to)) = moves.find(changes).filter(|_| !part.is_empty()) else { continue };
        let whole = [
            (from.as_str(), to.as_str()),
            (without_ending(from), without_ending(to)),
            (file_name(from), file_name(to)),
            (stem(from), stem(to)),
        ];
        let new = whole.iter().find(|(old, _)| fold(old) == part).map(|(_, new)| (*new).to_owned());
        let means_the_same = |new: &String| context.same_files(&part, &fold(new), &searched);
        match new.into_iter().chain(in_moved_folders(context, value)).find(means_the_same) {
            Some(new) => out.edits.push(Edit::replace(span, new)),
            None => out.mentions.push(line.slice(text).trim().to_owned()),
        }
        return;
    }
}

/// The part of a path that a filter searches.
#[derive(Clone, Copy)]
enum SearchedPart {
    Path,
    Name,
    Folder,
}

/// Returns `value` with the new path or name of each moved folder that it has the old one of.
fn in_moved_folders<'a>(context: &'a RenameContext<'_>, value: &'a str) -> impl Iterator<Item = String> + 'a {
    let forms = context.folders.iter().flat_map(|(from, to)| {
        [(from.as_str(), to.as_str()), (file_name(from), file_name(to))].into_iter().filter(|(old, new)| old != new)
    });
    forms.filter_map(|(old, new)| {
        let at = value.to_ascii_lowercase().find(&old.to_ascii_lowercase())?;
        Some(format!("{}{new}{}", &value[..at], &value[at + old.len()..]))
    })
}

impl RenameContext<'_> {
    /// Returns whether `new` matches the same files after the renames as `old` does before.
    fn same_files(&self, old: &str, new: &str, searched: &dyn Fn(&str) -> String) -> bool {
        self.old.all_files().all(|file| {
            let (before, after) = (searched(self.old.path(file)), searched(self.new_path(file)));
            before.contains(old) == after.contains(new)
        })
    }
}
