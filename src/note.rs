//! A parsed note: its properties, headings, lists, links and other parts.
//!
//! A note knows its own path and text. It knows nothing of other notes, of rules or of where it was read from.
//! Every span is a byte range of [`Note::text`]. Each part is parsed once, when it is first needed.

mod blocks;
mod body;
mod conflict_copy;
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
mod periodic;
mod placeholder;
mod prose;
mod repeated_word;
mod section;
mod table;
mod template;
mod title;
mod verbatim;
mod yaml;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

pub use body::{Body, Heading, Region, RegionKind, UnclosedBlock};
pub use conflict_copy::{ConflictName, conflict_original};
pub use damaged_heading::{DamagedHeading, damaged_headings, machine_fragments, repaired_fragment};
pub use date::EntryDate;
pub(crate) use date::{MONTHS, without_date};
pub use decode::{Encoding, InvalidBytes, NotText, decode};
pub use entry::LogEntry;
pub use example::Examples;
pub use fragment::{blank_key, heading_in_link, heading_key, heading_slug, link_keys, part_keys, possible_fragments};
pub use frontmatter::{Frontmatter, FrontmatterError, MAX_BYTES};
pub(crate) use link::percent_decoded;
pub use link::{Link, LinkKind};
pub(crate) use link_format::path_spellings;
pub use list::ListItem;
pub use list_property::{ListItems, ListProperty};
pub(crate) use path::{FOLDER_NOTES, is_index, without_md};
pub use path::{file_name, folder, note_folder, note_name, stem};
pub use periodic::{PeriodicFormats, is_period};
pub use placeholder::Placeholder;
pub use repeated_word::RepeatedWord;
pub use section::{SectionContent, section_contents};
pub(crate) use table::is_delimiter;
pub(crate) use template::{has_placeholder, is_in_template_folder};
pub use title::TitleMismatch;
pub use verbatim::{Verbatim, VerbatimKind};
pub(crate) use yaml::write as yaml_text;
pub use yaml::{CollectionStyle, Mapping, Node, Pair, ScalarStyle, Value, YamlError};

/// Parses a YAML document that is not in a note; spans count from its start.
///
/// # Errors
/// The first syntax error or unsupported feature, such as an anchor.
pub fn read_yaml(yaml: &str) -> Result<Option<Node>, YamlError> {
    yaml::parse(yaml, 0, usize::MAX)
}

/// Returns the wikilinks within `span` of `text`, including those in code and quotes.
pub(crate) fn wikilinks_in(text: &str, span: Span) -> Vec<Link> {
    link::links_in_yaml(text, span)
}

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::mojibake::{self, Repair};
use crate::text::{AddedLines, LineColumn, LineIndex, Span};

/// Returns `words` in the form in which names are compared: lower case and NFC, because file systems differ in both.
pub fn fold_name(words: &str) -> String {
    if words.is_ascii() {
        return words.to_ascii_lowercase();
    }
    if is_nfc_quick(words.chars()) != IsNormalized::Yes {
        return words.nfc().flat_map(char::to_lowercase).collect();
    }
    let mut folded = String::with_capacity(words.len());
    for char in words.chars() {
        if char.is_ascii() {
            folded.push(char.to_ascii_lowercase());
        } else {
            folded.extend(char.to_lowercase());
        }
    }
    folded
}

/// A note.
#[derive(Debug)]
pub struct Note {
    path: String,
    text: String,
    encoding: Encoding,
    lines: LineIndex,
    /// Whether the config or Obsidian's settings say that it is a template.
    is_declared_template: bool,
    /// Whether the config forbids writing it.
    is_read_only: bool,
    /// Whether the config gives it a type, or says that a program writes it.
    is_typed: bool,
    /// The texts to compare with; None if every line counts as new.
    bases: Option<Arc<[String]>>,
    /// The path at the first base, if it was another.
    old_path: Option<String>,
    added_lines: OnceLock<AddedLines>,
    frontmatter: OnceLock<Option<Frontmatter>>,
    body: OnceLock<Body>,
    entries: OnceLock<Vec<LogEntry>>,
    verbatim: OnceLock<Vec<Verbatim>>,
    repeated_words: OnceLock<Vec<RepeatedWord>>,
    damage: OnceLock<Vec<Repair>>,
}

impl Note {
    /// Creates a note from valid UTF-8. `path` is relative to the vault's root, with `/` as separator.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self::with_encoding(path.into(), text.into(), Encoding::Utf8)
    }

    /// Creates a note from its bytes on disk or in Git.
    ///
    /// # Errors
    /// If the bytes are not text.
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
            is_typed: false,
            bases: None,
            old_path: None,
            added_lines: OnceLock::new(),
            frontmatter: OnceLock::new(),
            body: OnceLock::new(),
            entries: OnceLock::new(),
            verbatim: OnceLock::new(),
            repeated_words: OnceLock::new(),
            damage: OnceLock::new(),
        }
    }

    /// Sets the older texts that the note is compared with: one for each base of the run that has the note (a merge has
    /// several bases). With none, the note is new.
    #[must_use]
    pub fn with_bases(self, bases: impl Into<Arc<[String]>>) -> Self {
        Self { bases: Some(bases.into()), added_lines: OnceLock::new(), damage: OnceLock::new(), ..self }
    }

    /// Sets the path that the note had at the first base.
    #[must_use]
    pub fn with_old_path(self, old_path: Option<String>) -> Self {
        Self { old_path, ..self }
    }

    /// Sets whether the note is a template regardless of its text.
    #[must_use]
    pub fn with_template(self, is_one: bool) -> Self {
        Self { is_declared_template: is_one, ..self }
    }

    /// Sets whether fixes are forbidden to write the note.
    #[must_use]
    pub fn with_read_only(self, is_one: bool) -> Self {
        Self { is_read_only: is_one, ..self }
    }

    /// Returns whether fixes may not write the note, because the config of a nested vault forbids it.
    pub fn is_read_only(&self) -> bool {
        self.is_read_only
    }

    /// Sets whether the config gives the note a type, or says that a program writes it.
    #[must_use]
    pub fn with_type(self, is_typed: bool) -> Self {
        Self { is_typed, ..self }
    }

    /// Returns whether the note is one of many that are made alike: it has a type, by the config or the property `type`, or
    /// a program writes it.
    pub fn is_typed(&self) -> bool {
        self.is_typed || self.property_text("type").is_some_and(|name| !name.trim().is_empty())
    }

    /// Returns the note with another text, compared with the same bases.
    #[must_use]
    pub fn with_text(&self, text: impl Into<String>) -> Self {
        let note = Self::new(self.path.as_str(), text).with_template(self.is_declared_template);
        let (bases, old_path) = (self.bases.clone(), self.old_path.clone());
        Self { bases, old_path, is_read_only: self.is_read_only, is_typed: self.is_typed, ..note }
    }

    /// Returns the path that the note had at the first base.
    pub fn old_path(&self) -> &str {
        self.old_path.as_deref().unwrap_or(&self.path)
    }

    /// Returns the note's text at each base of the run that has it.
    pub fn bases(&self) -> &[String] {
        self.bases.as_deref().unwrap_or_default()
    }

    /// Returns the note's text at the first base that has it; None if there is none.
    pub fn previous(&self) -> Option<&str> {
        self.bases().first().map(String::as_str)
    }

    /// Returns the lines that are in no base: all of them if the note is new or there is no base.
    pub fn added_lines(&self) -> &AddedLines {
        self.added_lines.get_or_init(|| {
            let bases = self.bases.iter().flat_map(|bases| bases.iter());
            let against = |all: AddedLines, base: &String| all.intersection(&AddedLines::between(base, &self.text));
            bases.fold(AddedLines::all(self.lines.len()), against)
        })
    }

    /// Returns whether the span touches an added line. Of several places that one finding stands for, such a place comes first:
    /// the finding would count as old at another.
    pub fn touches_added_line(&self, span: Span) -> bool {
        let first = self.lines.line_at(span.start);
        let last = self.lines.line_at(span.end.saturating_sub(1).max(span.start));
        self.added_lines().overlap(first, last)
    }

    /// Returns the path relative to the vault's root, with `/` as separator and with `.md`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the file name without `.md`, which Obsidian shows as the note's name.
    pub fn name(&self) -> &str {
        stem(&self.path)
    }

    /// Returns the whole text, including a byte-order mark. Invalid bytes are replaced by U+FFFD; [`Note::encoding`]
    /// has their positions.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the encoding that the bytes had.
    pub fn encoding(&self) -> &Encoding {
        &self.encoding
    }

    /// Returns the lines of [`Note::text`].
    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    /// Returns the line and column of byte `offset` for display.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        self.lines.line_column(&self.text, offset)
    }

    /// Returns the offset at which frontmatter may begin: after a byte-order mark, if there is one.
    pub fn content_start(&self) -> usize {
        if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 }
    }

    /// Returns the frontmatter block, if there is one, valid or not. A byte-order mark before it is skipped.
    pub fn frontmatter(&self) -> Option<&Frontmatter> {
        self.frontmatter.get_or_init(|| Frontmatter::find(&self.text, self.content_start())).as_ref()
    }

    /// Returns the properties, if the note has frontmatter that can be parsed.
    pub fn properties(&self) -> Option<&Mapping> {
        self.frontmatter()?.content.as_ref().ok()
    }

    /// Returns the value of property `key` if it is a string. Property names are case-insensitive.
    pub fn property_text(&self, key: &str) -> Option<&str> {
        self.properties()?.get(key)?.value.as_str()
    }

    /// Returns the headings, lists, links and regions after the frontmatter.
    pub fn body(&self) -> &Body {
        self.body.get_or_init(|| {
            let start = self.frontmatter().map_or(self.content_start(), |frontmatter| frontmatter.block.end);
            Body::parse(&self.text, start, &self.lines)
        })
    }

    /// Returns the list items that begin with a date and a link.
    pub fn entries(&self) -> &[LogEntry] {
        self.entries.get_or_init(|| entry::entries(&self.text, self.body()))
    }

    /// Returns the block ids, without `^`: at the end of a line, or alone on one.
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

    /// Returns the names of HTML anchors: `<a name="x">`, `<h2 id="x">`.
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

    /// Returns the properties. If a template's frontmatter becomes valid YAML only when its placeholders are filled in,
    /// returns the properties with filled placeholders.
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

    /// Returns the links in the properties and the body, in order.
    pub fn links(&self) -> Vec<Link> {
        self.property_links().into_iter().chain(self.body().links.iter().cloned()).collect()
    }

    /// Returns the links in the properties, in order.
    pub fn property_links(&self) -> Vec<Link> {
        let mut in_properties =
            self.frontmatter().map_or_else(Vec::new, |block| link::links_in_yaml(&self.text, block.yaml));
        let quoted = if in_properties.is_empty() { Vec::new() } else { self.single_quoted() };
        for link in &mut in_properties {
            link.is_single_quoted = link.span.is_within_any(&quoted);
        }
        in_properties
    }

    /// Returns the single-quoted scalars of the properties, in which `'` is written twice, with their quotes.
    fn single_quoted(&self) -> Vec<Span> {
        let mut found = Vec::new();
        let pairs = self.properties().into_iter().flat_map(|properties| &properties.pairs);
        pairs.for_each(|pair| frontmatter::collect_single_quoted(&pair.value, &mut found));
        found
    }

    /// Returns the tables in order, as whole lines from the header to the last row. Tables in quotes and in code are
    /// included.
    pub fn tables(&self) -> Vec<Span> {
        if self.text.contains('|') { table::tables(self) } else { Vec::new() }
    }

    /// Returns whether the note has a template placeholder: `{{date}}`, `<% %>`.
    pub fn has_placeholder(&self) -> bool {
        let in_frontmatter = self.frontmatter().is_some_and(|block| has_placeholder(block.yaml.slice(&self.text)));
        in_frontmatter || self.template_regions().next().is_some()
    }

    /// Returns the template placeholders outside code, formulas and comments, in order.
    pub fn placeholders(&self) -> Vec<Placeholder> {
        placeholder::placeholders(self)
    }

    /// Returns the capitalised words of the body that are written twice in a row, in order.
    pub fn repeated_words(&self) -> &[RepeatedWord] {
        self.repeated_words.get_or_init(|| repeated_word::repeated_words(self))
    }

    /// Returns whether the note is a template, whose dates and titles are not filled in yet: the config or Obsidian's
    /// settings say so, it has a Templater command, or it has a placeholder and is in a folder for templates. A
    /// placeholder alone is not enough: it may be a leftover.
    pub fn is_template(&self) -> bool {
        self.is_declared_template
            || (is_in_template_folder(&self.path) && self.has_placeholder())
            || self.frontmatter().is_some_and(|block| template::has_templater_command(block.yaml.slice(&self.text)))
            || self.template_regions().any(|span| template::has_templater_command(span.slice(&self.text)))
    }

    fn template_regions(&self) -> impl Iterator<Item = Span> {
        self.body().regions.iter().filter(|region| region.kind == RegionKind::Template).map(|region| region.span)
    }

    /// Returns whether the note is an Excalidraw drawing, whose text must exactly match its drawing data.
    pub fn is_drawing(&self) -> bool {
        self.properties().is_some_and(|properties| properties.get("excalidraw-plugin").is_some())
            || self.path.ends_with(".excalidraw.md")
    }

    /// Returns the code, queries, formulas and machine text of the properties, body and comments: sorted, disjoint.
    /// Machine text is a URL, an email address, an HTML tag with attributes, a footnote label or a link reference
    /// definition. Links, tags and template placeholders are not included, nor are prices such as `$5 and $6`; text
    /// that may be a formula is.
    pub fn verbatim(&self) -> &[Verbatim] {
        self.verbatim.get_or_init(|| verbatim::verbatim(self))
    }

    /// Returns the first verbatim part that overlaps `span`.
    pub fn verbatim_at(&self, span: Span) -> Option<&Verbatim> {
        let parts = self.verbatim();
        let after = parts.partition_point(|part| part.span.end <= span.start);
        parts.get(after).filter(|part| part.span.overlaps(span))
    }

    /// Returns the spans of the author's own words, in order: damage in them is not an example in code.
    ///
    /// Includes the frontmatter with its fences and keys, headings, quotes, tables, links, tags, comments, Markdown
    /// syntax, line breaks, and text that may be a formula or words (see [`Note::verbatim`]). Excludes a byte-order
    /// mark; code, queries, formulas and machine text, also in comments and properties; and template placeholders in
    /// the body (`{{date}}`, `<% %>`). A span ends where an excluded part begins, not at the end of a paragraph.
    /// Templates and drawings are not treated differently: a rule that skips them checks [`Note::is_template`] and
    /// [`Note::is_drawing`].
    pub fn prose(&self) -> Vec<Span> {
        prose::prose(self)
    }

    /// Returns the text of [`Note::prose`] that was decoded with the wrong encoding, with the evidence of the note's
    /// older texts. The result is cached: in a damaged note, finding it takes longer than everything else.
    pub fn damage(&self) -> &[Repair] {
        self.damage.get_or_init(|| {
            let older: Vec<&str> = self.bases().iter().map(String::as_str).collect();
            mojibake::find_with_history(&self.text, &self.prose(), &older)
        })
    }

    /// Returns the code and queries of the body, including those in comments, with fences and backticks: sorted,
    /// disjoint spans. Code in properties is not included.
    pub fn code(&self) -> Vec<Span> {
        prose::code(self)
    }
}
