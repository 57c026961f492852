//! Values as YAML text.

use serde_json::{Value as Json, json};

use super::{MAX_NODES, parse};

/// Formats `text` as a scalar that is read back as exactly this text, also in brackets: plain if possible, else quoted.
pub(crate) fn scalar(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { quoted(text) }
}

/// Formats a value on one line: lists in brackets, mappings in braces.
pub(crate) fn in_flow_style(value: &Json) -> String {
    match value {
        Json::String(text) => scalar(text),
        Json::Array(items) => format!("[{}]", items.iter().map(in_flow_style).collect::<Vec<_>>().join(", ")),
        Json::Object(pairs) => {
            let pairs = pairs.iter().map(|(key, value)| format!("{}: {}", scalar(key), in_flow_style(value)));
            format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => value.to_string(),
    }
}

/// Formats `text` in double quotes, or in single quotes if that avoids backslashes.
pub(crate) fn quoted(text: &str) -> String {
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

/// Returns whether both YAML parsers in use read the unquoted `text` back as exactly this text, also in brackets.
pub(crate) fn is_plain(text: &str) -> bool {
    if text.trim() != text || text.contains(|c| must_escape(c) || matches!(c, ',' | '[' | ']' | '{' | '}')) {
        return false;
    }
    let sample = format!("[{{a: {text}, b: [{text}, {text}]}}, {text}]");
    let meant = json!([{"a": text, "b": [text, text]}, text]);
    parse(&sample, 0, MAX_NODES).is_ok_and(|node| node.is_some_and(|node| node.to_json() == meant))
        && serde_yaml::from_str::<Json>(&sample).is_ok_and(|value| value == meant)
}

/// Returns whether YAML does not allow the character, or YAML 1.1 treats it as a line break.
fn must_escape(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_quoted_only_if_necessary() {
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
            let list = json!([name, {"a": name}]);
            assert_eq!(serde_yaml::from_str::<Json>(&in_flow_style(&list)).unwrap(), list);
        }
    }
}
