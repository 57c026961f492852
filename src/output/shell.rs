//! Quotes text as one printable word of a shell command.

use super::visible::is_hidden;

/// Quotes a path as one word of a command, with `./` before `-`, so that it is not an option.
pub(crate) fn shell_quoted_path(path: &str) -> String {
    if path.starts_with('-') { shell_quoted(&format!("./{path}")) } else { shell_quoted(path) }
}

/// Quotes `text` as one word of a command: bare, in quotes, or with escapes as bash, zsh and ksh read them.
pub(crate) fn shell_quoted(text: &str) -> String {
    let is_bare = |c: char| (c.is_alphanumeric() && !is_hidden(c)) || matches!(c, '/' | '.' | '_' | '-' | ':');
    let is_quiet = |c: char| !matches!(c, '"' | '$' | '`' | '\\' | '!') && !is_hidden(c) && c != '\n' && c != '\t';
    if !text.is_empty() && text.chars().all(is_bare) {
        return text.to_owned();
    }
    if text.chars().all(is_quiet) || cfg!(windows) {
        return format!("\"{text}\"");
    }
    if !text.chars().any(|c| is_hidden(c) || matches!(c, '\n' | '\t')) {
        return format!("'{}'", text.replace('\'', r"'\''"));
    }
    let mut word = "$'".to_owned();
    for c in text.chars() {
        match c {
            '\'' | '\\' => word.extend(['\\', c]),
            '\n' => word.push_str("\\n"),
            '\t' => word.push_str("\\t"),
            c if is_hidden(c) => {
                // Three octal digits, so that a digit after them is not part of the escape.
                c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| word.push_str(&format!("\\{byte:03o}")));
            }
            c => word.push(c),
        }
    }
    word.push('\'');
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shell_syntax_is_quoted() {
        assert_eq!(["a.md", "a b.md", "-x.md"].map(shell_quoted_path), ["a.md", "\"a b.md\"", "./-x.md"]);
        assert_eq!(shell_quoted(""), "\"\"");
        if !cfg!(windows) {
            assert_eq!(shell_quoted_path("a $(x) 'b'.md"), r"'a $(x) '\''b'\''.md'");
        }
    }

    #[cfg(unix)]
    #[test]
    fn quoted_text_is_printable_and_means_the_same() {
        let path = "a'\u{1b}]0;x\u{7}1\\\u{202e}\u{9b}\n\t.md";
        let word = shell_quoted_path(path);
        assert_eq!(word, r"$'a\'\033]0;x\0071\\\342\200\256\302\233\n\t.md'");
        let bash = std::process::Command::new("bash").arg("-c").arg(format!("printf %s {word}")).output();
        assert_eq!(String::from_utf8_lossy(&bash.expect("this test needs bash").stdout), path);
    }
}
