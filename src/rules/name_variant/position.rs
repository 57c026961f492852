//! The position of a name in a note, which decides whether it may be rewritten alone.

use super::folder_name::rename_command;
use crate::diagnostic::Command;
use crate::names::{Correction, occurrences};
use crate::note::{Link, LinkKind, Note, RegionKind, VerbatimKind, file_name, note_folder, stem};
use crate::rules::written_path::path_around;
use crate::text::{Edit, Edits, Span};
use crate::vault::{VaultIndex, fold};

/// The position of a name.
pub(super) enum NamePosition {
    /// In text that nothing else depends on: prose, `via`, the alias of a link.
    Words,
    /// In the title or the first heading.
    Title,
    /// In another heading, whose text has this span.
    Heading(Span),
    /// In a link's target.
    Target(Link),
    /// In a path that is not a link: `People/NAME.md`.
    Path,
    /// In a query, on this line.
    Query(Span),
}

/// A link that opens nothing, with the right name in it.
pub(super) enum DeadLink {
    /// It opens or means a note.
    ToNote,
    /// As it is now, it means the note at `path`, whose folder has the wrong name.
    ToFolder { path: String },
    /// No note has the name, and the link has no other words that a note could be found by.
    ToNothing,
    /// No note has the name, which is a part of this target.
    WithOtherWords { wanted: String },
}

impl NamePosition {
    /// Returns `None` if the name must not be changed: in an example, an address or a quotation.
    pub(super) fn find(note: &Note, vault: &VaultIndex, links: &[Link], span: Span) -> Option<Self> {
        let text = note.text();
        let line = note.lines().line(text, note.lines().line_at(span.start));
        let in_frontmatter = note.frontmatter().is_some_and(|block| block.block.contains(span));
        if in_frontmatter && is_key_tag_or_alias(note, span) {
            return None;
        }
        if !in_frontmatter && line.slice(text).trim_start().starts_with('>') {
            return None;
        }
        let after = links.partition_point(|link| link.span.start <= span.start);
        let link = links[..after].last().filter(|link| link.path.overlaps(span) || fragment_overlaps(link, span));
        if let Some(link) = link {
            // A form that extends beyond a part of the link is not a name.
            let is_inside = link.path.contains(span) || link.fragment.is_some_and(|fragment| fragment.contains(span));
            return is_inside.then(|| Self::Target(link.clone()));
        }
        if let Some(path) = path_around(note, vault, span) {
            return Some(Self::Target(path));
        }
        // The name of a tag, block, footnote or anchor is an identifier that others refer to.
        if text[..span.start].ends_with(['#', '^']) || text[..span.start].ends_with("=\"") {
            return None;
        }
        if is_reference(note, span) {
            return None;
        }
        match note.verbatim_at(span).map(|part| part.kind) {
            Some(VerbatimKind::Query) => return Some(Self::Query(line)),
            Some(VerbatimKind::Code | VerbatimKind::Formula | VerbatimKind::MachineText) => return None,
            None => {}
        }
        if note.body().region_at(span.start).is_some_and(|zone| zone.kind == RegionKind::Template) {
            return None;
        }
        let ending = text[span.end..].strip_prefix('.');
        let has_ending = ending.is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
        let is_slash = |c: char| matches!(c, '/' | '\\');
        if text[..span.start].ends_with(is_slash) || text[span.end..].starts_with(is_slash) || has_ending {
            return Some(Self::Path);
        }
        let is_address = text[..span.start].ends_with('@') && text[..span.start - 1].ends_with(char::is_alphanumeric);
        if is_address || text[span.end..].starts_with('@') {
            return None;
        }
        let in_title = note.properties().and_then(|properties| properties.get("title"));
        let in_title = in_title.is_some_and(|pair| pair.value.span.contains(span));
        let in_heading = note.body().title().is_some_and(|heading| heading.text.contains(span));
        let headings = &note.body().headings;
        let above = headings.partition_point(|heading| heading.text.start <= span.start);
        let heading = headings[..above].last().map(|heading| heading.text);
        let heading = heading.filter(|words| !in_heading && words.contains(span));
        Some(match heading {
            _ if in_title || in_heading => Self::Title,
            Some(words) => Self::Heading(words),
            None => Self::Words,
        })
    }

    /// Returns the file that the link opens, if the name is in a link target.
    pub(super) fn opens<'a>(&self, note: &Note, vault: &'a VaultIndex) -> Option<&'a str> {
        let Self::Target(link) = self else { return None };
        vault.resolve(&link.path(note.text()), note.path()).map(|file| vault.path(file))
    }

    /// Returns how a link that opens nothing would be with the right name. None if it opens a file, or if the name is not
    /// in a link's path.
    pub(super) fn dead_link(&self, note: &Note, vault: &VaultIndex, right: &str, span: Span) -> Option<DeadLink> {
        let Self::Target(link) = self else { return None };
        if !link.path.contains(span) || self.opens(note, vault).is_some() {
            return None;
        }
        let text = note.text();
        let wanted = replaced(text, link.path, span, right);
        let wanted = match link.kind {
            LinkKind::Wiki => wanted,
            LinkKind::Markdown => wanted.replace("%20", " "),
        };
        let is_name = stem(link.path.slice(text).trim()) == span.slice(text);
        if vault.resolve(&wanted, note.path()).or_else(|| vault.folder_note(&wanted)).is_some() {
            return Some(DeadLink::ToNote);
        }
        Some(match vault.folder_note(&link.path(text)) {
            Some(file) => DeadLink::ToFolder { path: vault.path(file).to_owned() },
            None if is_name => DeadLink::ToNothing,
            None => DeadLink::WithOtherWords { wanted },
        })
    }

    /// Returns the command that renames what is called by the wrong form: the note itself, or what the link opens.
    pub(super) fn rename_command(
        &self,
        note: &Note,
        vault: &VaultIndex,
        decided: &Correction,
        span: Span,
    ) -> Option<Command> {
        let file = match self {
            Self::Title => Some(note.path()).filter(|_| occurrences(note.name(), &decided.wrong).next().is_some()),
            Self::Target(link) => self.opens(note, vault).filter(|_| !fragment_overlaps(link, span)),
            Self::Words | Self::Heading(_) | Self::Path | Self::Query(_) => None,
        };
        rename_command(file?, decided)
    }

    /// Returns why the name cannot be rewritten here alone, as the title of a manual fix.
    pub(super) fn obstacle(
        &self,
        note: &Note,
        vault: &VaultIndex,
        decided: &Correction,
        right: &str,
        span: Span,
    ) -> Option<String> {
        let text = note.text();
        match self {
            Self::Words => None,
            Self::Heading(_) if !vault.knows_facts() => {
                Some("check the whole vault to fix it: another note may link to this heading".to_owned())
            }
            Self::Heading(words) => linked_heading(note, vault, *words),
            Self::Path => Some("rename the file first: this is a path".to_owned()),
            Self::Title => {
                let is_called = occurrences(note.name(), &decided.wrong).next().is_some();
                let called = is_called.then(|| format!("rename the note too: its file is called `{}`", note.name()));
                let heading = note.body().title().filter(|heading| heading.text.contains(span));
                called.or_else(|| linked_heading(note, vault, heading?.text))
            }
            Self::Query(line) => {
                let words = replaced(text, *line, span, right);
                let (old, part) = match quoted_path(text, *line, span) {
                    Some(path) => (path.slice(text).to_owned(), replaced(text, path, span, right)),
                    None => (path_of_query(line.slice(text))?.to_owned(), path_of_query(&words)?.to_owned()),
                };
                if vault.any_path_contains(&old) {
                    return Some(format!("rename the note or folder first: a path contains `{old}`"));
                }
                (!vault.any_path_contains(&part)).then(|| format!("rename the note first: no path contains `{part}`"))
            }
            Self::Target(link) => {
                if fragment_overlaps(link, span) {
                    return Some("rename the heading together with the links to it".to_owned());
                }
                let is_in_name = |file: &str| occurrences(file_name(file), &decided.wrong).next().is_some();
                let is_folder_note =
                    |file: &str| note_folder(file).is_some_and(|folder| file_name(folder) == stem(file));
                let what = |file: &str| if is_in_name(file) && !is_folder_note(file) { "note" } else { "folder" };
                self.opens(note, vault).map(|file| format!("rename the {} first: the link opens `{file}`", what(file)))
            }
        }
    }
}

/// Returns what to do first if a link names the heading `words` of `note`.
fn linked_heading(note: &Note, vault: &VaultIndex, words: Span) -> Option<String> {
    let heading = fold(words.slice(note.text()).trim());
    let opens = |path: &str| {
        let links = vault.facts(path).unwrap_or_default().links;
        let fragments = links.iter().filter_map(|link| link.fragment.as_deref());
        fragments.flat_map(|fragment| fragment.split('#')).any(|fragment| fold(fragment.trim()) == heading)
    };
    let by = vault.backlinks(note.path()).into_iter().chain([note.path()]).find(|path| opens(path))?;
    Some(format!("rename the heading together with the links to it: `{by}` has one"))
}

/// The maximum length of a text that is searched for the definition of a label, in bytes.
const MAX_SEARCHED: usize = 256 * 1024;

/// Returns true if the span is in the label of a reference link or in the key of an inline field, by which others refer to
/// it: `[words][NAME]`, `[NAME]` with a definition, `[NAME:: 3]`.
fn is_reference(note: &Note, span: Span) -> bool {
    let text = note.text();
    let line = note.lines().line(text, note.lines().line_at(span.start));
    let before = &text[line.start..span.start];
    let after = &text[span.end..line.end];
    let Some(open) = before.rfind('[').filter(|open| !before[*open..].contains(']')) else { return false };
    let Some(close) = after.find(']') else { return false };
    let label = &text[line.start + open + 1..span.end + close];
    // In a long text, any label may have a definition.
    let is_defined = || text.len() > MAX_SEARCHED || text.contains(&format!("[{label}]:"));
    before[..open].ends_with(']') || label.contains("::") || is_defined()
}

/// Returns true if the span is in a property name, a tag or an alias, which are intentional.
fn is_key_tag_or_alias(note: &Note, span: Span) -> bool {
    let Some(properties) = note.properties() else { return false };
    let kept = ["tags", "tag", "cssclasses", "cssclass", "aliases", "alias"];
    let is_kept = |key: &str| kept.iter().any(|name| key.eq_ignore_ascii_case(name));
    let mut pairs = properties.pairs.iter();
    pairs.any(|pair| pair.key_span.overlaps(span) || is_kept(&pair.key) && pair.value.span.contains(span))
}

fn fragment_overlaps(link: &Link, span: Span) -> bool {
    link.fragment.is_some_and(|fragment| fragment.overlaps(span))
}

/// Returns the text of `outer` with `span` replaced by `name`.
fn replaced(text: &str, outer: Span, span: Span, name: &str) -> String {
    let inner = Span::new(span.start - outer.start, span.end - outer.start);
    Edits::from_edit(Edit::replace(inner, name)).apply(outer.slice(text))
}

/// Returns the quoted string around `span` in a query's `line`, if it is a path with a folder.
fn quoted_path(text: &str, line: Span, span: Span) -> Option<Span> {
    let before = &text[line.start..span.start];
    let at = before.rfind(['"', '\''])?;
    let quote = char::from(before.as_bytes()[at]);
    let end = text[span.end..line.end].find(quote)? + span.end;
    let path = Span::new(line.start + at + 1, end);
    path.slice(text).contains('/').then_some(path)
}

/// Returns the path in a `path includes X` or `FROM "X"` query.
fn path_of_query(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(part) = line.strip_prefix("path includes ") {
        return Some(part.trim());
    }
    let (_, from) = line.split_once("FROM \"").or_else(|| line.split_once("from \""))?;
    from.split('"').next()
}
