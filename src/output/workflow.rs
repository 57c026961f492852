//! Hosts that obey lines of a log: `::error::` of GitHub Actions, which looks behind spaces, and `##[`, `##vso[` and
//! `##teamcity[`, which may stand anywhere in a line.

use std::borrow::Cow;
use std::env;

use super::escape_line;

/// Whether what is written here may be a host's log.
pub(super) fn may_be_ci_log() -> bool {
    ["CI", "GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"].iter().any(|name| env::var_os(name).is_some())
}

/// `line` with what a host would obey escaped.
pub(super) fn escape_commands(line: &str) -> Cow<'_, str> {
    if !is_command(line) {
        return Cow::Borrowed(line);
    }
    let start = line.len() - line.trim_start().len();
    match line[start..].strip_prefix("::") {
        Some(rest) => Cow::Owned(format!("{}\\u{{3a}}:{}", &line[..start], without_brackets(rest))),
        None => Cow::Owned(without_brackets(line)),
    }
}

/// `text` with the commands escaped that may stand anywhere in a line.
fn without_brackets(text: &str) -> String {
    let mut shown = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = bracket_command(rest) {
        shown.push_str(&rest[..at]);
        shown.push_str("\\u{23}");
        rest = &rest[at + 1..];
    }
    shown.push_str(rest);
    shown
}

fn is_command(line: &str) -> bool {
    line.trim_start().starts_with("::") || bracket_command(line).is_some()
}

/// Where `##`, letters and `[` begin in `text`.
fn bracket_command(text: &str) -> Option<usize> {
    let is_one = |at: &usize| text[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[');
    // They may overlap: of `###[` the second begins it.
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(2)).filter(|&at| bytes[at..].starts_with(b"##")).find(is_one)
}

/// A workflow command on a line of its own.
pub(super) fn format_command(name: &str, properties: &[(&str, &str)], text: &str) -> String {
    let properties: Vec<String> =
        properties.iter().map(|(key, value)| format!("{key}={}", escape_property(value))).collect();
    format!("::{name} {}::{}\n", properties.join(","), escape_data(text))
}

/// The text behind `::`; its line breaks stay line breaks. Another host than GitHub may read the line, too.
fn escape_data(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<String> =
        text.split('\n').map(|line| without_brackets(&escape_line(line)).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// A value before `::`.
fn escape_property(value: &str) -> String {
    escape_data(value).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_obeyed() {
        for (line, shown) in [
            ("::error::x", r"\u{3a}:error::x"),
            ("  ::add-mask::x", r"  \u{3a}:add-mask::x"),
            ("a ##[error]x", r"a \u{23}#[error]x"),
            ("###[group]##vso[x]", r"#\u{23}#[group]\u{23}#vso[x]"),
            ("##teamcity[x]", r"\u{23}#teamcity[x]"),
        ] {
            assert_eq!(escape_commands(line), shown);
            assert!(!is_command(&escape_commands(line)));
        }
        for line in ["", "a ::b", "## [x](y)", "##", "a: b::c", "# [["] {
            assert_eq!(escape_commands(line), line);
        }
    }

    #[test]
    fn a_message_is_one_line_and_reads_back() {
        assert_eq!(escape_data("100%0A, a: b\r\nc\u{1b}[1m"), r"100%250A, a: b%0Ac\u{1b}[1m");
    }

    #[test]
    fn a_property_holds_nothing_that_ends_it() {
        assert_eq!(escape_property("a, b::c 5%.md\n"), "a%2C b%3A%3Ac 5%25.md%0A");
    }

    #[test]
    fn no_command_of_another_host_is_in_one_of_github() {
        let name = "a ##vso[task.setvariable]x.md";
        let line = format_command("error", &[("file", name)], "`##teamcity[x]` and\n##[group]");
        let (file, text) = (r"a \u{23}#vso[task.setvariable]x.md", r"`\u{23}#teamcity[x]` and%0A\u{23}#[group]");
        assert_eq!(line, format!("::error file={file}::{text}\n"));
    }
}
