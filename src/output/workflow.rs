//! Commands that CI hosts read from logs: `::error::` of GitHub Actions at the start of a line, also after spaces, and
//! `##[`, `##vso[` and `##teamcity[` anywhere in a line.

use std::borrow::Cow;
use std::env;

use super::escape_line;

/// Whether the output may be the log of a CI host.
pub(super) fn may_be_ci_log() -> bool {
    ["CI", "GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"].iter().any(|name| env::var_os(name).is_some())
}

/// Escapes the commands in `line`.
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

/// Escapes the commands in `text` that work anywhere in a line.
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

/// Finds `##`, optional letters and `[` in `text`.
fn bracket_command(text: &str) -> Option<usize> {
    let is_one = |at: &usize| text[at + 2..].trim_start_matches(|c: char| c.is_ascii_alphabetic()).starts_with('[');
    // Candidates may overlap: in `###[`, the second `#` begins the command.
    let bytes = text.as_bytes();
    (0..bytes.len().saturating_sub(2)).filter(|&at| bytes[at..].starts_with(b"##")).find(is_one)
}

/// Formats a workflow command as a line.
pub(super) fn format_command(name: &str, properties: &[(&str, &str)], text: &str) -> String {
    let properties: Vec<String> =
        properties.iter().map(|(key, value)| format!("{key}={}", escape_property(value))).collect();
    format!("::{name} {}::{}\n", properties.join(","), escape_data(text))
}

/// Escapes the text after `::`; its line breaks are kept as `%0A`. Commands of other hosts are escaped too.
fn escape_data(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let lines: Vec<String> =
        text.split('\n').map(|line| without_brackets(&escape_line(line)).replace('%', "%25")).collect();
    lines.join("%0A")
}

/// Escapes the value of a property, before `::`.
fn escape_property(value: &str) -> String {
    escape_data(value).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_in_text_are_escaped() {
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
    fn separators_in_a_property_are_escaped() {
        assert_eq!(escape_property("a, b::c 5%.md\n"), "a%2C b%3A%3Ac 5%25.md%0A");
    }

    #[test]
    fn commands_of_other_hosts_are_escaped_within_a_command() {
        let name = "a ##vso[task.setvariable]x.md";
        let line = format_command("error", &[("file", name)], "`##teamcity[x]` and\n##[group]");
        let (file, text) = (r"a \u{23}#vso[task.setvariable]x.md", r"`\u{23}#teamcity[x]` and%0A\u{23}#[group]");
        assert_eq!(line, format!("::error file={file}::{text}\n"));
    }
}
