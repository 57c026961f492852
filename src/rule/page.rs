//! Rule pages: documentation, specification and test cases of a rule in one Markdown file.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;

use super::RequiredData;
use crate::diagnostic::{Applicability, Severity};

/// A parsed rule page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePage {
    /// The rule's name: the heading of the page.
    pub name: String,
    /// A one-line summary, for tables.
    pub summary: String,
    /// The severity in the default pack; None if the rule is off.
    pub severity: Option<Severity>,
    /// The data that the rule reads.
    pub required_data: RequiredData,
    /// The kinds of fix it offers, the safest first.
    pub fix: Vec<Applicability>,
    /// The text of the page, without its header.
    pub text: String,
}

/// A test case of a page: a note, its findings and the note after fixes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageExample {
    /// The heading above it.
    pub title: String,
    /// The note under test.
    pub note: ExampleFile,
    /// The lines of the expected findings, from 1, one for each finding; None if none are expected.
    pub lines: Option<Vec<usize>>,
    /// The expected report; None if the page has none.
    pub report: Option<String>,
    /// The range of the report in [`RulePage::text`], or the empty range after the note where it belongs.
    pub report_at: Range<usize>,
    /// The note after safe fixes; None if they change nothing.
    pub fixed: Option<String>,
    /// The note after safe and unsafe fixes; None if unsafe fixes change nothing more.
    pub fixed_unsafe: Option<String>,
    /// Other files.
    pub files: Vec<ExampleFile>,
    /// The config file.
    pub config: Option<String>,
    /// The file of decisions about names.
    pub names: Option<String>,
    /// The note's previous text.
    pub previous: Option<String>,
    /// Renamed files in the history: old and new path.
    pub renames: Vec<(String, String)>,
    /// The dates of first commits in the history, by path.
    pub first_days: Vec<(String, jiff::civil::Date)>,
}

/// A file of a test case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExampleFile {
    /// Its path in the vault.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// An invalid rule page.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PageError(String);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    summary: String,
    severity: String,
    needs: String,
    #[serde(default)]
    fix: Vec<Applicability>,
}

impl RulePage {
    /// Parses a page.
    ///
    /// # Errors
    /// If the header is invalid. Pages are compiled in, and a test parses all of them.
    pub fn parse(page: &str) -> Result<Self, PageError> {
        let rest = page.strip_prefix("---\n").ok_or_else(|| PageError("the page must begin with `---`".to_owned()))?;
        let (header, text) =
            rest.split_once("\n---\n").ok_or_else(|| PageError("the header is not closed".to_owned()))?;
        let header: Header = serde_yaml::from_str(header).map_err(|error| PageError(error.to_string()))?;
        let text = text.trim_start();
        let name = text.lines().next().and_then(|line| line.strip_prefix("# "));
        Ok(Self {
            name: name
                .ok_or_else(|| PageError("the first line must be the rule's name as a heading".to_owned()))?
                .to_owned(),
            summary: header.summary,
            severity: match header.severity.as_str() {
                "off" => None,
                "info" => Some(Severity::Info),
                "warning" => Some(Severity::Warning),
                "error" => Some(Severity::Error),
                other => return Err(PageError(format!("unknown severity `{other}`"))),
            },
            required_data: match header.needs.as_str() {
                "note" => RequiredData::Note,
                "paths" => RequiredData::Paths,
                "links" => RequiredData::Links,
                "facts" => RequiredData::Facts,
                "sketches" => RequiredData::Sketches,
                other => return Err(PageError(format!("unknown value `{other}` of `needs`"))),
            },
            fix: header.fix,
            text: text.to_owned(),
        })
    }

    /// Returns the address of the page in the project's repository.
    pub fn url(&self) -> String {
        // `HEAD` is the default branch, whatever its name.
        format!("{}/blob/HEAD/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), self.name)
    }

    /// Returns the documentation: the text above the heading `## Examples`.
    pub fn prose(&self) -> &str {
        self.text.split("\n## Examples\n").next().unwrap_or(&self.text).trim_end()
    }

    /// Returns the test cases under the heading `## Examples`, one for each `###`.
    ///
    /// # Errors
    /// An unknown block, or a case without a note.
    pub fn examples(&self) -> Result<Vec<PageExample>, PageError> {
        let heading = "\n## Examples\n";
        let Some(start) = self.text.find(heading) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for (title, blocks) in cases(&self.text, start + heading.len()) {
            let mut example = PageExample { title, ..PageExample::default() };
            for block in blocks {
                block.add_to(&mut example)?;
            }
            if let (Some(lines), Some(report)) = (&mut example.lines, &example.report)
                && lines.is_empty()
            {
                *lines = lines_of_report(report);
            }
            if example.note.path.is_empty() {
                return Err(PageError(format!("{}: a case must have a block `good` or `bad`", example.title)));
            }
            found.push(example);
        }
        Ok(found)
    }
}

/// A fenced code block of a test case.
struct CodeBlock {
    /// The words of its info string.
    words: Vec<String>,
    /// The text between its fences.
    content: String,
    /// Its range, with the fences.
    span: Range<usize>,
}

/// Splits the examples, from byte `start` of `text`, at their headings. A fence ends only at one that is as long, so
/// that notes may have fences of their own.
fn cases(text: &str, start: usize) -> Vec<(String, Vec<CodeBlock>)> {
    let mut cases: Vec<(String, Vec<CodeBlock>)> = Vec::new();
    let mut fence: Option<(usize, CodeBlock)> = None;
    let mut end = start;
    for line in text[start..].split_inclusive('\n') {
        let at = end;
        end += line.len();
        let ticks = line.bytes().take_while(|&byte| byte == b'`').count();
        match &mut fence {
            Some((length, _)) if ticks >= *length && line[ticks..].trim().is_empty() => {
                let (_, mut block) = fence.take().expect("matched just now");
                block.span.end = end;
                if let Some((_, blocks)) = cases.last_mut() {
                    blocks.push(block);
                }
            }
            Some((_, block)) => block.content.push_str(line),
            None if ticks >= 3 => {
                let words = words(line[ticks..].trim());
                fence = Some((ticks, CodeBlock { words, content: String::new(), span: at..end }));
            }
            None => {
                if let Some(title) = line.strip_prefix("### ") {
                    cases.push((title.trim().to_owned(), Vec::new()));
                }
            }
        }
    }
    cases
}

/// Returns the line numbers of the findings in a report: 5 for `5: the tag ...`.
fn lines_of_report(report: &str) -> Vec<usize> {
    report.lines().filter_map(|line| line.split_once(':')?.0.parse().ok()).collect()
}

/// Splits an info string such as `bad lines=3,5 path="A b.md"` into words, without the quotes.
fn words(info: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in info.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("the list is never empty").push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

impl CodeBlock {
    fn add_to(self, example: &mut PageExample) -> Result<(), PageError> {
        let has = |word: &str| self.words.iter().any(|known| known == word);
        let value = |key: &str| self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
        let bytes = if has("escaped") { unescape(&self.content) } else { self.content.clone().into_bytes() };
        let text = || String::from_utf8(bytes.clone()).map_err(|_| PageError("a fixed note must be UTF-8".to_owned()));
        let path = || value("path").unwrap_or("Note.md").to_owned();
        match self.words.get(1).map(String::as_str) {
            Some("good") => example.note = ExampleFile { path: path(), bytes },
            Some("bad") => {
                example.note = ExampleFile { path: path(), bytes };
                let lines = value("lines").into_iter().flat_map(|lines| lines.split(',')).map(str::parse);
                let lines: Result<Vec<usize>, _> = lines.collect();
                example.lines =
                    Some(lines.map_err(|_| {
                        PageError(format!("{}: `lines` must be written as `lines=N,M`", example.title))
                    })?);
                if example.report.is_none() {
                    example.report_at = self.span.end..self.span.end;
                }
            }
            Some("report") => {
                example.report_at = self.span.clone();
                example.report = Some(self.content);
            }
            Some("fixed") if has("unsafe") => example.fixed_unsafe = Some(text()?),
            Some("fixed") => example.fixed = Some(text()?),
            Some("file") => example.files.push(ExampleFile { path: path(), bytes }),
            Some("config") => example.config = Some(self.content),
            Some("names") => example.names = Some(self.content),
            Some("previous") => example.previous = Some(text()?),
            Some("renamed") => {
                let line = |line: &str| line.split_once(" -> ").map(|(from, to)| (from.to_owned(), to.to_owned()));
                example.renames = self.content.lines().filter_map(line).collect();
            }
            Some("committed") => {
                let line = |line: &str| {
                    let (day, path) = line.split_once(' ')?;
                    Some((path.to_owned(), day.parse().ok()?))
                };
                example.first_days = self.content.lines().filter_map(line).collect();
            }
            other => return Err(PageError(format!("{}: unknown block {other:?}", example.title))),
        }
        Ok(())
    }
}

/// Replaces the escapes `\r`, `\t`, `\xff` and `\u{feff}`, which stand for bytes that editors may not keep.
fn unescape(content: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('\n') {
            rest = after;
        } else if let Some(after) = rest.strip_prefix('r') {
            out.push(b'\r');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('t') {
            out.push(b'\t');
            rest = after;
        } else if let Some(after) = rest.strip_prefix('x')
            && let Some(byte) = after.get(..2).and_then(|hex| u8::from_str_radix(hex, 16).ok())
        {
            out.push(byte);
            rest = &after[2..];
        } else if let Some((hex, after)) = rest.strip_prefix("u{").and_then(|after| after.split_once('}'))
            && let Some(c) = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)
        {
            out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            rest = after;
        } else {
            out.push(b'\\');
        }
    }
    out.extend_from_slice(rest.as_bytes());
    out
}

impl fmt::Display for RequiredData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Note => "note",
            Self::Paths => "paths",
            Self::Links => "links",
            Self::Facts => "facts",
            Self::Sketches => "sketches",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "---\nsummary: s\nseverity: off\nneeds: note\nfix: [safe]\n---\n# some-rule\n\nText.\n\n## Examples\n\n\
        ### one\n\n```md bad lines=1,2 path=\"A b.md\" escaped\nx\\r\n\\u{feff}\\xff\n```\n```md fixed\ny\n```\n";

    #[test]
    fn a_page_has_a_header_and_cases() {
        let page = RulePage::parse(PAGE).unwrap();
        assert_eq!((page.name.as_str(), page.severity, page.required_data), ("some-rule", None, RequiredData::Note));
        let examples = page.examples().unwrap();
        assert_eq!(page.prose(), "# some-rule\n\nText.");
        assert_eq!(examples[0].lines, Some(vec![1, 2]));
        assert_eq!(examples[0].note.path, "A b.md");
        assert_eq!(examples[0].note.bytes, b"x\r\n\xef\xbb\xbf\xff\n");
        assert_eq!(examples[0].fixed.as_deref(), Some("y\n"));
        assert_eq!(examples[0].report, None);
        assert!(page.text[examples[0].report_at.start..].starts_with("```md fixed\n"));
    }

    #[test]
    fn expected_lines_are_read_from_the_report() {
        let page = "---\nsummary: s\nseverity: off\nneeds: note\n---\n# some-rule\n\n## Examples\n\n\
            ### one\n\n```md bad\nx\n```\n```text report\n1: a\n   help: b\n12: c\n```\nafter\n";
        let page = RulePage::parse(page).unwrap();
        let examples = page.examples().unwrap();
        assert_eq!(examples[0].lines, Some(vec![1, 12]));
        assert_eq!(examples[0].report.as_deref(), Some("1: a\n   help: b\n12: c\n"));
        assert_eq!(&page.text[examples[0].report_at.clone()], "```text report\n1: a\n   help: b\n12: c\n```\n");
    }
}
