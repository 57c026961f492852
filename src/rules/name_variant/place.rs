//! Where a name stands decides whether it may be rewritten alone.

use crate::names::Decided;
use crate::note::{Link, LinkKind, Note, ZoneKind};
use crate::text::{Edit, Edits, Span};
use crate::vault::VaultIndex;

/// Where a name stands.
pub(super) enum Place {
    /// In words that nothing else depends on: prose, `via`, what a link shows.
    Words,
    /// In the title or the first heading.
    Title,
    /// In a link's target.
    Target(Link),
    /// In a path or an address that is no link: `People/NAME.md`.
    Path,
    /// In a query, on this line.
    Query(Span),
}

impl Place {
    /// None where a name is an example, an address or somebody else's words: it stays.
    pub(super) fn of(note: &Note, links: &[Link], span: Span) -> Option<Self> {
        let text = note.text();
        let line = note.lines().line(text, note.lines().line_at(span.start));
        let in_frontmatter = note.frontmatter().is_some_and(|block| block.block.contains(span));
        if !in_frontmatter && line.of(text).trim_start().starts_with('>') {
            return None;
        }
        let after = links.partition_point(|link| link.span.start <= span.start);
        let link = links[..after].last().filter(|link| link.path.overlaps(span) || fragment_overlaps(link, span));
        if let Some(link) = link {
            return Some(Self::Target(link.clone()));
        }
        match note.body().zone_at(span.start).map(|zone| zone.kind) {
            Some(ZoneKind::Query) => return Some(Self::Query(line)),
            Some(ZoneKind::Comment | ZoneKind::Math) | None => {}
            Some(ZoneKind::FencedCode | ZoneKind::IndentedCode | ZoneKind::InlineCode | ZoneKind::HtmlCode) => {
                return None;
            }
            Some(ZoneKind::Template | ZoneKind::Url) => return None,
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
        Some(if in_title || in_heading { Self::Title } else { Self::Words })
    }

    /// Whether it is a link to a note that is not there, neither under this name nor under the right one: in what it is
    /// called nobody can tell.
    pub(super) fn leads_nowhere(&self, note: &Note, vault: &VaultIndex, right: &str, span: Span) -> bool {
        let Self::Target(link) = self else { return false };
        let text = note.text();
        let wanted = replaced(text, link.path, span, right);
        let wanted = match link.kind {
            LinkKind::Wiki => wanted,
            LinkKind::Markdown => wanted.replace("%20", " "),
        };
        let is_there = |path: &str| vault.resolve(path, note.path()).is_some();
        !fragment_overlaps(link, span) && !is_there(&link.path(text)) && !is_there(&wanted)
    }

    /// Why the name cannot be rewritten here alone, as advice.
    pub(super) fn obstacle(
        &self,
        note: &Note,
        vault: &VaultIndex,
        decided: &Decided,
        right: &str,
        span: Span,
    ) -> Option<String> {
        let text = note.text();
        match self {
            Self::Words => None,
            Self::Path => Some("rename the file first: this is a path".to_owned()),
            Self::Title => note
                .name()
                .contains(&decided.wrong)
                .then(|| format!("rename the note too: its file is called `{}`", note.name())),
            Self::Query(line) => {
                let words = replaced(text, *line, span, right);
                let part = path_of_query(&words)?.to_owned();
                (!vault.some_path_includes(&part)).then(|| format!("rename the note first: no path includes `{part}`"))
            }
            Self::Target(link) => {
                if fragment_overlaps(link, span) {
                    return Some("rename the heading with the links to it".to_owned());
                }
                if let Some(file) = vault.resolve(&link.path(text), note.path()) {
                    return Some(format!("rename the note first: this opens `{}`", vault.path(file)));
                }
                None
            }
        }
    }
}

fn fragment_overlaps(link: &Link, span: Span) -> bool {
    link.fragment.is_some_and(|fragment| fragment.overlaps(span))
}

/// `outer` with the bytes of `span` replaced.
fn replaced(text: &str, outer: Span, span: Span, name: &str) -> String {
    let inner = Span::new(span.start - outer.start, span.end - outer.start);
    Edits::one(Edit::replace(inner, name)).apply(outer.of(text))
}

/// What `path includes X` or `FROM "X"` asks for.
fn path_of_query(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(part) = line.strip_prefix("path includes ") {
        return Some(part.trim());
    }
    let (_, from) = line.split_once("FROM \"").or_else(|| line.split_once("from \""))?;
    from.split('"').next()
}
