//! A rule's page: documentation, specification and test cases in one Markdown file.

use std::fmt;
use std::ops::Range;

use serde::Deserialize;

use super::RequiredData;
use crate::diagnostic::{Applicability, Severity};

/// What a page says of its rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePage {
    /// The rule's name: the heading of the page.
    pub name: String,
    /// One line for tables.
    pub summary: String,
    /// The severity in the default pack; None where the rule is off.
    pub severity: Option<Severity>,
    /// What the rule reads.
    pub required_data: RequiredData,
    /// The kinds of fix it offers, the safest first.
    pub fix: Vec<Applicability>,
    /// The page without its header.
    pub text: String,
}

/// A case of a page: notes before, after, and what is found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageExample {
    /// The heading it stands under.
    pub title: String,
    /// The note under test.
    pub note: ExampleFile,
    /// The lines (from 1) on which there is a finding, one number a finding; None where the page expects nothing.
    pub lines: Option<Vec<usize>>,
    /// What is said of the note; None where the page does not tell.
    pub report: Option<String>,
    /// Where the report stands in [`RulePage::text`], or would: behind the note.
    pub report_at: Range<usize>,
    /// The note after safe fixes; None where they change nothing.
    pub fixed: Option<String>,
    /// The note after unsafe fixes too; None where they change nothing more.
    pub fixed_unsafe: Option<String>,
    /// Other files.
    pub files: Vec<ExampleFile>,
    /// Config.
    pub config: Option<String>,
    /// Recorded names.
    pub names: Option<String>,
    /// The note's older text, where the case has one.
    pub previous: Option<String>,
    /// What history knows of renamed files.
    pub renames: Vec<(String, String)>,
    /// The days of first commits that history knows.
    pub first_days: Vec<(String, jiff::civil::Date)>,
}

/// A file of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExampleFile {
    /// Its path in the vault.
    pub path: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Why a page cannot be read.
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
    /// Reads a page.
    ///
    /// # Errors
    /// A header that says too little or too much. Pages are compiled in and tests read all of them.
    pub fn parse(page: &str) -> Result<Self, PageError> {
        let rest = page.strip_prefix("---\n").ok_or_else(|| PageError("a page begins with ---".to_owned()))?;
        let (header, text) =
            rest.split_once("\n---\n").ok_or_else(|| PageError("the header is not closed".to_owned()))?;
        let header: Header = serde_yaml::from_str(header).map_err(|error| PageError(error.to_string()))?;
        let text = text.trim_start();
        let name = text.lines().next().and_then(|line| line.strip_prefix("# "));
        Ok(Self {
            name: name.ok_or_else(|| PageError("the first heading is the rule's name".to_owned()))?.to_owned(),
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
                other => return Err(PageError(format!("unknown needs `{other}`"))),
            },
            fix: header.fix,
            text: text.to_owned(),
        })
    }

    /// The words for people: all above the heading `## Examples`, whose cases are for the tests.
    pub fn prose(&self) -> &str {
        self.text.split("\n## Examples\n").next().unwrap_or(&self.text).trim_end()
    }

    /// The cases under the heading `## Examples`, one for each `###`.
    ///
    /// # Errors
    /// A block that nobody understands, or a case without a note.
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
                return Err(PageError(format!("{}: a case has a block `good` or `bad`", example.title)));
            }
            found.push(example);
        }
        Ok(found)
    }
}

/// A fenced block of a case.
struct CodeBlock {
    /// The words behind its first fence.
    words: Vec<String>,
    /// What stands between its fences.
    content: String,
    /// Where it stands, fences included.
    span: Range<usize>,
}

/// Splits the examples, from byte `start` of `text`, at their headings; fences are told by their length, so that notes may
/// hold fences.
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

/// The lines that the findings of a report are on: `5: the tag ...` is one.
fn lines_of_report(report: &str) -> Vec<usize> {
    report.lines().filter_map(|line| line.split_once(':')?.0.parse().ok()).collect()
}

/// `bad lines=3,5 path="A b.md"` -> its words, quotes dropped.
fn words(info: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in info.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().expect("it begins with one").push(c),
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
        let text = || String::from_utf8(bytes.clone()).map_err(|_| PageError("a fixed note is UTF-8".to_owned()));
        let path = || value("path").unwrap_or("Note.md").to_owned();
        match self.words.get(1).map(String::as_str) {
            Some("good") => example.note = ExampleFile { path: path(), bytes },
            Some("bad") => {
                example.note = ExampleFile { path: path(), bytes };
                let lines = value("lines").into_iter().flat_map(|lines| lines.split(',')).map(str::parse);
                let lines: Result<Vec<usize>, _> = lines.collect();
                example.lines = Some(lines.map_err(|_| PageError(format!("{}: lines=N,M", example.title)))?);
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
            Some("illustration") => {}
            other => return Err(PageError(format!("{}: unknown block {other:?}", example.title))),
        }
        Ok(())
    }
}

/// `\r`, `\t`, `\xff` and `\u{feff}`: what an editor would not keep.
fn unescape(content: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len());
    let mut rest = content;
    while let Some(at) = rest.find('\\') {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('r') {
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
    fn a_report_tells_the_lines() {
        let page = "---\nsummary: s\nseverity: off\nneeds: note\n---\n# some-rule\n\n## Examples\n\n\
            ### one\n\n```md bad\nx\n```\n```text report\n1: a\n   help: b\n12: c\n```\nafter\n";
        let page = RulePage::parse(page).unwrap();
        let examples = page.examples().unwrap();
        assert_eq!(examples[0].lines, Some(vec![1, 12]));
        assert_eq!(examples[0].report.as_deref(), Some("1: a\n   help: b\n12: c\n"));
        assert_eq!(&page.text[examples[0].report_at.clone()], "```text report\n1: a\n   help: b\n12: c\n```\n");
    }
}
