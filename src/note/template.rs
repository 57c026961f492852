//! What tells a template from a note: a placeholder alone does not.

/// Whether `text` holds something that is filled in when a template is used: `{{date}}`, `<% tp.file.title %>`.
pub(crate) fn has_placeholder(text: &str) -> bool {
    text.contains("{{") || text.contains("<%")
}

/// Whether `text` holds a command of Templater: `<%* ... %>`, or one that uses its object `tp`. Other programs write `<% ... %>` too.
pub(super) fn has_templater_command(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("<%") {
        // Another `<%` before the end belongs to this command: each text is looked at once.
        let (command, after) = behind.split_once("%>").unwrap_or((behind, ""));
        if command.starts_with('*') || command.contains("<%*") || command.contains("tp.") {
            return true;
        }
        rest = after;
    }
    false
}

/// `text` as it may read when the template is used: each placeholder is a word of the same length.
pub(super) fn filled(text: &str) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, end)) = next_placeholder(rest) {
        filled += &rest[..at];
        filled.extend(std::iter::repeat_n('x', end - at));
        rest = &rest[end..];
    }
    filled + rest
}

/// Where the next placeholder of `text` that ends on its line begins and ends.
fn next_placeholder(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let (at, close) = ["{{", "<%"]
            .iter()
            .zip(["}}", "%>"])
            .filter_map(|(open, close)| Some((from + text[from..].find(open)?, close)))
            .min()?;
        let line = text[at..].lines().next().unwrap_or_default();
        match line.find(close) {
            Some(length) => return Some((at, at + length + close.len())),
            None => from = at + 2,
        }
    }
}

/// Whether a folder on the way to the note at `path` is called `Templates`, whatever stands before that word: `_templates`,
/// `90 Templates`.
pub(super) fn is_in_template_folder(path: &str) -> bool {
    let is_one = |folder: &str| {
        let word = folder.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        word.eq_ignore_ascii_case("templates") || word.eq_ignore_ascii_case("template")
    };
    super::folder(path).split('/').any(is_one)
}

#[cfg(test)]
mod tests {
    use crate::note::Note;

    fn is_template(path: &str, text: &str) -> bool {
        Note::new(path, text).is_template()
    }

    #[test]
    fn a_placeholder_makes_no_template() {
        for text in
            ["# {{DATE}}\n", "---\ncreated: {{DATE}}\n---\n", "---\ncreated: \"{{date}}\"\n---\n", "a <%= x %> b\n"]
        {
            assert!(!is_template("Calls/Roadmap.md", text), "{text}");
            assert!(is_template("Meta/_Templates/Call.md", text), "{text}");
            assert!(is_template("90 templates/Call.md", text), "{text}");
            assert!(Note::new("Call.md", text).as_template(true).is_template());
        }
        assert!(!is_template("Templates/About.md", "what they are for\n"));
        assert!(!is_template("Templates.md", "{{date}}\n"));
    }

    #[test]
    fn a_command_of_templater_does() {
        for text in ["---\ntitle: <% tp.file.title %>\n---\n", "<%* await x() %>\n", "a <% tp.date.now() %>\n"] {
            assert!(is_template("Call.md", text), "{text}");
        }
        for text in ["`<% tp.date.now() %>`\n", "```\n<%* x %>\n```\n", "a <% x %> tp.y\n"] {
            assert!(!is_template("Call.md", text), "{text}");
        }
    }
}
