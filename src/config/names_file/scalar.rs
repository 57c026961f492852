//! Names as YAML scalars.

use serde_json::json;

use crate::note::read_yaml;

/// Formats `text` as a scalar that is read back as exactly this text, also in brackets: plain if possible, else quoted.
pub(super) fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// Formats `names` as a list in brackets.
pub(super) fn list<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<String> = names.iter().map(|name| scalar(name.as_ref())).collect();
    format!("[{}]", names.join(", "))
}

/// Formats `text` in double quotes, or in single quotes if that avoids backslashes.
pub(super) fn quoted(text: &str) -> String {
    if text.contains(['"', '\\']) && !text.contains(must_escape) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if must_escape(c) => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Returns whether both YAML parsers in use read the unquoted `text` back as exactly this text.
fn is_plain(text: &str) -> bool {
    if text.trim() != text || text.contains(|c| must_escape(c) || matches!(c, ',' | '[' | ']' | '{' | '}')) {
        return false;
    }
    let sample = format!("[{{a: {text}, b: [{text}, {text}]}}, {text}]");
    let meant = json!([{"a": text, "b": [text, text]}, text]);
    read_yaml(&sample).is_ok_and(|node| node.is_some_and(|node| node.to_json() == meant))
        && serde_yaml::from_str::<serde_json::Value>(&sample).is_ok_and(|value| value == meant)
}

/// Returns whether YAML does not allow the character, or YAML 1.1 treats it as a line break.
fn must_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_only_if_necessary() {
        for plain in [
            "Ada Byron",
            "O'Neil",
            "O’Neil",
            "Andy P.",
            "No",
            "yes",
            "3M Support",
            "2025-11-07",
            "C# Team",
            "a:b",
            "~x",
            "Łukasz",
            "李",
            "1.2.3",
            "-x",
            "People/Ada.md",
            "D'Arcy \"Dee\" X",
            "Who?",
            "100 %",
            "a & b",
        ] {
            assert_eq!(scalar(plain), plain);
        }
        for (name, written) in [
            ("Byron, Ada", "\"Byron, Ada\""),
            ("Null", "\"Null\""),
            ("true", "\"true\""),
            ("~", "\"~\""),
            ("42", "\"42\""),
            ("0x1F", "\"0x1F\""),
            ("Ada: the first", "\"Ada: the first\""),
            ("Ada:", "\"Ada:\""),
            ("Ada #1", "\"Ada #1\""),
            ("#1", "\"#1\""),
            ("[Ada]", "\"[Ada]\""),
            ("- Ada", "\"- Ada\""),
            ("@ada", "\"@ada\""),
            ("'Ada'", "\"'Ada'\""),
            ("\"Ada\"", "'\"Ada\"'"),
            ("a\\b, it's", "'a\\b, it''s'"),
            (" Ada", "\" Ada\""),
            ("a\tb\u{2028}\"", "\"a\\u0009b\\u2028\\\"\""),
            ("", "\"\""),
            ("*", "\"*\""),
            ("!x", "\"!x\""),
        ] {
            assert_eq!(scalar(name), written);
            assert_eq!(serde_yaml::from_str::<Vec<String>>(&list(&[name, name])).unwrap(), [name, name]);
        }
    }
}
