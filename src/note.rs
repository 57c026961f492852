//! One note: what it says and how it is built, parsed once.
//!
//! A note knows its own path and text. It knows nothing of other notes, of rules or of where it was read from.
//! Every span it hands out is a byte range of [`Note::text`].

mod blocks;
mod body;
mod damaged_heading;
mod date;
mod decode;
mod entry;
mod example;
mod fragment;
mod frontmatter;
mod inline;
mod link;
mod link_format;
mod list;
mod list_property;
mod machine_text;
mod math;
mod path;
mod prose;
mod table;
mod template;
mod verbatim;
mod yaml;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

pub use body::{Body, Heading, Region, RegionKind};
pub use damaged_heading::{DamagedHeading, damaged_headings, repaired_fragment};
pub use date::EntryDate;
pub use decode::{Encoding, InvalidBytes, NotText, decode};
pub use entry::LogEntry;
pub use example::Examples;
pub use fragment::{blank_key, heading_in_link, heading_key, heading_slug, link_keys, part_keys};
pub use frontmatter::{Frontmatter, FrontmatterError, MAX_BYTES};
pub use link::{Link, LinkKind};
pub(crate) use link_format::path_spellings;
pub use list::ListItem;
pub use list_property::{ListItems, ListProperty};
pub use path::{file_name, folder, stem};
pub(crate) use template::has_placeholder;
pub use verbatim::{Verbatim, VerbatimKind};
pub use yaml::{Mapping, Node, Pair, ScalarStyle, Value, YamlError};

/// Reads one YAML document on its own, with spans that count from its start.
///
/// # Errors
/// The first thing that cannot be read, or that would have to be expanded.
pub fn read_yaml(yaml: &str) -> Result<Option<Node>, YamlError> {
    yaml::parse(yaml, 0, usize::MAX)
}

/// The wikilinks within `span` of `text`, in code and quotes too.
pub(crate) fn wikilinks_in(text: &str, span: Span) -> Vec<Link> {
    link::links_in_yaml(text, span)
}

use unicode_normalization::UnicodeNormalization;

use crate::mojibake::{self, Repair};
use crate::text::{AddedLines, LineColumn, LineIndex, Span};

/// `words` as names are compared: case folded and composed, because file systems differ in both.
pub fn fold_name(words: &str) -> String {
    if words.is_ascii() { words.to_ascii_lowercase() } else { words.nfc().flat_map(char::to_lowercase).collect() }
}

/// A note as it was read.
#[derive(Debug)]
pub struct Note {
    path: String,
    text: String,
    encoding: Encoding,
    lines: LineIndex,
    /// Whether somebody said that it is a template.
    is_declared_template: bool,
    /// Whether its owner forbids to write it.
    is_read_only: bool,
    /// What the run is measured against; None where every line counts as new.
    bases: Option<Arc<[String]>>,
    added_lines: OnceLock<AddedLines>,
    frontmatter: OnceLock<Option<Frontmatter>>,
    body: OnceLock<Body>,
    entries: OnceLock<Vec<LogEntry>>,
    verbatim: OnceLock<Vec<Verbatim>>,
    damage: OnceLock<Vec<Repair>>,
}

impl Note {
    /// A note of good UTF-8. `path` is from the vault's root, with `/` between its parts.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self::with_encoding(path.into(), text.into(), Encoding::Utf8)
    }

    /// A note as its bytes stand on disk or in Git.
    ///
    /// # Errors
    /// When the bytes are no text at all.
    pub fn from_bytes(path: impl Into<String>, bytes: Vec<u8>) -> Result<Self, NotText> {
        let (text, encoding) = decode(bytes)?;
        Ok(Self::with_encoding(path.into(), text, encoding))
    }

    fn with_encoding(path: String, text: String, encoding: Encoding) -> Self {
        let lines = LineIndex::new(&text);
        Self {
            path,
            text,
            encoding,
            lines,
            is_declared_template: false,
            is_read_only: false,
            bases: None,
            added_lines: OnceLock::new(),
            frontmatter: OnceLock::new(),
            body: OnceLock::new(),
            entries: OnceLock::new(),
            verbatim: OnceLock::new(),
            damage: OnceLock::new(),
        }
    }

    /// The same note, measured against its older texts: one for each base of the run that has it (a merge has
    /// several). Without any, the note is new.
    #[must_use]
    pub fn with_bases(self, bases: impl Into<Arc<[String]>>) -> Self {
        Self { bases: Some(bases.into()), added_lines: OnceLock::new(), damage: OnceLock::new(), ..self }
    }

    /// The same note, known to be a template whatever it holds.
    #[must_use]
    pub fn as_template(self, is_one: bool) -> Self {
        Self { is_declared_template: is_one, ..self }
    }

    /// The same note, which no fix may write.
    #[must_use]
    pub fn as_read_only(self, is_one: bool) -> Self {
        Self { is_read_only: is_one, ..self }
    }

    /// Whether no fix may write the note, because the config of an inner vault says so.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// The note with another text, measured against the same bases.
    #[must_use]
    pub fn with_text(&self, text: impl Into<String>) -> Self {
        let note = Self::new(self.path.as_str(), text).as_template(self.is_declared_template);
        Self { bases: self.bases.clone(), is_read_only: self.is_read_only, ..note }
    }

    /// The note with one of its older texts, measured against nothing.
    #[must_use]
    pub fn with_older_text(&self, text: &str) -> Self {
        Self::new(self.path.as_str(), text).as_template(self.is_declared_template)
    }

    /// The note's texts at the bases of the run that have it.
    pub fn bases(&self) -> &[String] {
        self.bases.as_deref().unwrap_or_default()
    }

    /// The note's text at the base of the run, where it is measured against one and was there.
    pub fn previous(&self) -> Option<&str> {
        self.bases().first().map(String::as_str)
    }

    /// The lines that no base has: all of them where the note is new, or measured against nothing.
    pub fn added_lines(&self) -> &AddedLines {
        self.added_lines.get_or_init(|| {
            let bases = self.bases.iter().flat_map(|bases| bases.iter());
            let against = |all: AddedLines, base: &String| all.intersection(&AddedLines::between(base, &self.text));
            bases.fold(AddedLines::all(self.lines.len()), against)
        })
    }

    /// The path from the vault's root, with `/` between its parts and `.md` at its end.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The file's name without `.md`: what Obsidian shows as the note's name.
    pub fn name(&self) -> &str {
        stem(&self.path)
    }

    /// The whole text, a byte-order mark included. Bytes that are not UTF-8 stand as U+FFFD; then
    /// [`Note::encoding`] says where.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What was found when the bytes were decoded.
    pub fn encoding(&self) -> &Encoding {
        &self.encoding
    }

    /// The lines of [`Note::text`].
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// The place of byte `offset` as people count.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        self.lines.line_column(&self.text, offset)
    }

    /// Where the text begins that Obsidian would read as frontmatter: after a byte-order mark, if there is one.
    pub fn content_start(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// The frontmatter block, if there is one, readable or not. A byte-order mark before it is looked past.
    pub fn frontmatter(&self) -> Option<&Frontmatter> {
        self.frontmatter.get_or_init(|| Frontmatter::find(&self.text, self.content_start())).as_ref()
    }

    /// The properties, where there are any and they can be read.
    pub fn properties(&self) -> Option<&Mapping> {
        self.frontmatter()?.content.as_ref().ok()
    }

    /// The value of property `key` where it is a string. Property names know no case.
    pub fn property_text(&self, key: &str) -> Option<&str> {
        self.properties()?.get(key)?.value.as_str()
    }

    /// Headings, lists, links and zones of what follows the frontmatter.
    pub fn body(&self) -> &Body {
        self.body.get_or_init(|| {
            let start = self.frontmatter().map_or(self.content_start(), |frontmatter| frontmatter.block.end);
            Body::parse(&self.text, start, &self.lines)
        })
    }

    /// The list items that begin with a date and a link.
    pub fn entries(&self) -> &[LogEntry] {
        self.entries.get_or_init(|| entry::entries(&self.text, self.body()))
    }

    /// The names of blocks, without `^`: at the end of a line, or alone on one.
    pub fn block_ids(&self) -> impl Iterator<Item = &str> {
        memchr::memchr_iter(b'^', self.text.as_bytes()).filter_map(|mark| {
            let rest = &self.text[mark + 1..];
            let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
            let before = &self.text[..mark];
            let begins = before.is_empty() || before.ends_with([' ', '\t', '\n']);
            let after = rest[length..].trim_start_matches([' ', '\t', '\r']);
            (length > 0 && begins && (after.is_empty() || after.starts_with('\n'))).then_some(&rest[..length])
        })
    }

    /// The names of places that HTML gives: `<a name="x">`, `<h2 id="x">`.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let has_tags = memchr::memchr(b'<', self.text.as_bytes()).is_some();
        let marks = ["id=\"", "name=\""].into_iter().filter(move |_| has_tags);
        let named = marks.flat_map(|mark| self.text.match_indices(mark));
        named.filter_map(|(at, mark)| {
            let begins = self.text[..at].ends_with(char::is_whitespace);
            self.text[at + mark.len()..]
                .split_once('"')
                .map(|(name, _)| name)
                .filter(|name| begins && !name.contains('\n'))
        })
    }

    /// The properties; of a template that YAML cannot read before it is used, those that it will have.
    pub fn filled_properties(&self) -> Option<Cow<'_, Mapping>> {
        let block = self.frontmatter()?;
        match &block.content {
            Ok(properties) => Some(Cow::Borrowed(properties)),
            Err(_) if !self.is_template() => None,
            Err(_) => {
                let filled = template::filled(block.yaml.slice(&self.text));
                frontmatter::read(&filled, block.yaml.start).ok().map(Cow::Owned)
            }
        }
    }

    /// The links of properties and body, in order.
    pub fn links(&self) -> Vec<Link> {
        self.property_links().into_iter().chain(self.body().links.iter().cloned()).collect()
    }

    /// The links of properties, in order.
    pub fn property_links(&self) -> Vec<Link> {
        let mut in_properties =
            self.frontmatter().map_or_else(Vec::new, |block| link::links_in_yaml(&self.text, block.yaml));
        let quoted = if in_properties.is_empty() { Vec::new() } else { self.single_quoted() };
        for link in &mut in_properties {
            link.is_single_quoted = link.span.is_within_any(&quoted);
        }
        in_properties
    }

    /// The properties, and items of their lists, in single quotes, where `'` is written twice. With their quotes.
    fn single_quoted(&self) -> Vec<Span> {
        let mut found = Vec::new();
        let pairs = self.properties().into_iter().flat_map(|properties| &properties.pairs);
        pairs.for_each(|pair| frontmatter::collect_single_quoted(&pair.value, &mut found));
        found
    }

    /// The tables, in order: whole lines, from the head to the last row, those in quotes too. A table in code is among them.
    pub fn tables(&self) -> Vec<Span> {
        if self.text.contains('|') { table::tables(self) } else { Vec::new() }
    }

    /// Whether something in the note is filled in when a template is used: `{{date}}`, `<% %>`.
    pub fn has_placeholder(&self) -> bool {
        let in_frontmatter = self.frontmatter().is_some_and(|block| has_placeholder(block.yaml.slice(&self.text)));
        in_frontmatter || self.template_regions().next().is_some()
    }

    /// Whether the note is a template, so that what it holds now is neither a date nor a title: somebody said so, it holds a
    /// command of Templater, or it holds a placeholder and lies in a folder for templates. A placeholder alone makes none: it may
    /// have been forgotten.
    pub fn is_template(&self) -> bool {
        self.is_declared_template
            || (template::is_in_template_folder(&self.path) && self.has_placeholder())
            || self.frontmatter().is_some_and(|block| template::has_templater_command(block.yaml.slice(&self.text)))
            || self.template_regions().any(|span| template::has_templater_command(span.slice(&self.text)))
    }

    fn template_regions(&self) -> impl Iterator<Item = Span> {
        self.body().regions.iter().filter(|zone| zone.kind == RegionKind::Template).map(|zone| zone.span)
    }

    /// Whether an Obsidian plugin keeps a drawing in this note: text and drawing data must agree to the letter.
    pub fn is_drawing(&self) -> bool {
        self.properties().is_some_and(|properties| properties.get("excalidraw-plugin").is_some())
            || self.path.ends_with(".excalidraw.md")
    }

    /// The code, queries, formulas and addresses of properties, body and comments: sorted, disjoint. An address is a URL, a
    /// mail address, an HTML tag with attributes, the mark of a footnote or the target of a reference. Links, tags and
    /// templates are not in it. Prices such as `$5 and $6` are no formulas; what may be either is in it.
    pub fn verbatim(&self) -> &[Verbatim] {
        self.verbatim.get_or_init(|| verbatim::verbatim(self))
    }

    /// What stands to the letter and shares a byte with `span`; the first where there are several.
    pub fn verbatim_at(&self, span: Span) -> Option<&Verbatim> {
        let parts = self.verbatim();
        let after = parts.partition_point(|part| part.span.end <= span.start);
        parts.get(after).filter(|part| part.span.overlaps(span))
    }

    /// The spans that are their author's words, in order: where damage is damage and not an example.
    ///
    /// Included: the frontmatter with its fences and keys, headings, quotes, tables, links and tags, comments, the marks of
    /// Markdown themselves, line breaks, and what may be a formula or words (see [`Note::verbatim`]). Left out: a byte-order
    /// mark, code, queries, formulas, addresses, in comments and properties too, and the placeholders of templates in the body
    /// (`{{date}}`, `<% %>`). A span ends where one of these begins, not where a paragraph ends. Of a template or a drawing it
    /// holds the same: a rule that leaves those alone asks [`Note::is_template`] and [`Note::is_drawing`].
    pub fn prose(&self) -> Vec<Span> {
        prose::prose(self)
    }

    /// The damage in [`Note::prose`] that was done by a wrong codec, and what the note's older texts prove of it. It is looked
    /// for once: in a damaged note that takes longer than all else.
    pub fn damage(&self) -> &[Repair] {
        self.damage.get_or_init(|| {
            let older: Vec<&str> = self.bases().iter().map(String::as_str).collect();
            mojibake::find_with_history(&self.text, &self.prose(), &older)
        })
    }

    /// The code and queries of the body, in comments too, fences and backticks included: sorted, disjoint spans. Code in
    /// properties is left out.
    pub fn code(&self) -> Vec<Span> {
        prose::code(self)
    }
}
