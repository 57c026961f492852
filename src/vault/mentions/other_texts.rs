//! Text that the vault's people did not write about each other: imported literature, bibliographies, citations.

use memchr::memmem;

use crate::note::Note;
use crate::text::Span;

/// The properties of notes about a publication.
const OF_PUBLICATIONS: &[&str] = &[
    "arxiv",
    "bibtex",
    "citation-key",
    "citation_key",
    "citekey",
    "doi",
    "isbn",
    "issn",
    "journal",
    "publisher",
    "zotero",
];

/// The types, categories and tags of notes about a publication, or of one.
const PUBLICATIONS: &[&str] = &[
    "article",
    "book",
    "books",
    "clipping",
    "clippings",
    "highlight",
    "highlights",
    "literature",
    "literature-note",
    "paper",
    "podcast",
    "quote",
    "readwise",
    "reference",
    "webclip",
];

/// The headings of bibliographies, in lower case.
const BIBLIOGRAPHIES: &[&str] = &[
    "bibliografía",
    "bibliographie",
    "bibliography",
    "citations",
    "further reading",
    "literatur",
    "literature",
    "literaturverzeichnis",
    "quellen",
    "quellenverzeichnis",
    "references",
    "referencias",
    "références",
    "sources",
    "works cited",
];

/// The length of the longest of them, in bytes.
const LONGEST_HEADING: usize = 20;

/// Returns whether the note is, or is about, something that others published: its names are those of authors.
pub(super) fn is_imported(note: &Note) -> bool {
    let Some(properties) = note.properties() else { return false };
    let has = |key: &str| properties.pairs.iter().any(|pair| pair.key.eq_ignore_ascii_case(key));
    if OF_PUBLICATIONS.iter().any(|key| has(key)) {
        return true;
    }
    let texts = |key: &'static str| {
        let values = properties.pairs.iter().filter(move |pair| pair.key.eq_ignore_ascii_case(key));
        values.flat_map(|pair| pair.value.items()).filter_map(|item| item.as_str())
    };
    let is_kind = |value: &str| {
        let value = value.trim_start_matches('#').rsplit('/').next().unwrap_or_default();
        PUBLICATIONS.iter().any(|kind| value.eq_ignore_ascii_case(kind))
    };
    let is_web_page = || ["source", "url"].into_iter().flat_map(texts).any(|value| value.starts_with("http"));
    ["type", "category", "tags"].into_iter().flat_map(texts).any(is_kind)
        || (has("author") || has("published")) && is_web_page()
}

/// Returns the sections that are bibliographies, from their headings on; sorted.
pub(super) fn bibliographies(note: &Note) -> Vec<Span> {
    let headings = &note.body().headings;
    let is_one = |words: &str| {
        let words = words.trim().trim_end_matches(':');
        if words.len() > LONGEST_HEADING {
            return false;
        }
        let words = words.to_lowercase();
        BIBLIOGRAPHIES.binary_search(&words.as_str()).is_ok()
    };
    let found = headings.iter().enumerate().filter(|(_, heading)| is_one(heading.text.slice(note.text())));
    let sections = found.map(|(at, heading)| {
        let next = headings[at + 1..].iter().find(|next| next.level <= heading.level);
        Span::new(heading.text.start, next.map_or(note.text().len(), |next| next.text.start))
    });
    sections.collect()
}

/// Returns whether a line cites a publication: `[^1]:`, `et al.`, `(1843)`, a DOI or an ISBN.
pub(super) fn is_citation(line: &str) -> bool {
    let has = |sign: &str| memmem::find(line.as_bytes(), sign.as_bytes()).is_some();
    line.starts_with("[^") || has("et al") || has("doi") || has("ISBN") || has("[@") || has_year(line)
}

/// Returns whether the line has a year in parentheses: `(1843)`, `(1843a)`, `(Byron, 1843)`.
fn has_year(line: &str) -> bool {
    memchr::memchr_iter(b')', line.as_bytes()).any(|close| {
        let before = line[..close].trim_end_matches(|c: char| c.is_ascii_lowercase());
        let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let year = &before[before.len() - digits..];
        let is_after = before[..before.len() - digits].ends_with(['(', ' ']);
        digits == 4 && is_after && (year.starts_with("1") || year.starts_with("20"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn imported_notes_are_recognised() {
        for (properties, wanted) in [
            ("citekey: byron1843", true),
            ("type: book", true),
            ("tags: [a, source/Literature]", true),
            ("source: https://example.org/x\nauthor: Ada Byron", true),
            ("source: https://example.org/x", false),
            ("type: meeting\nsource: transcript", false),
            ("author: Ada Byron", false),
        ] {
            let text = format!("---\n{properties}\n---\n");
            assert_eq!(is_imported(&Note::new("n.md", &text)), wanted, "{properties}");
        }
    }

    #[test]
    fn bibliographies_end_at_the_next_section() {
        assert!(BIBLIOGRAPHIES.is_sorted() && BIBLIOGRAPHIES.iter().all(|words| words.len() <= LONGEST_HEADING));
        let text = "# T\n## References\na\n### 1\nb\n## Next\nc\n";
        let note = Note::new("n.md", text);
        let found: Vec<&str> = bibliographies(&note).into_iter().map(|span| span.slice(text)).collect();
        assert_eq!(found, ["References\na\n### 1\nb\n## "]);
    }

    #[test]
    fn citations_are_recognised() {
        for line in
            ["Byron et al. say", "Byron, A. (1843). Notes.", "as shown (Byron, 1843a)", "[^1]: Ada Byron", "ISBN 3"]
        {
            assert!(is_citation(line), "{line}");
        }
        for line in ["Ada Byron (Acme) called", "for 1843 euros", "room (2143)", "a (12043)"] {
            assert!(!is_citation(line), "{line}");
        }
    }
}
