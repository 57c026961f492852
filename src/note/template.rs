//! Detection of templates: a placeholder alone does not make a note a template.

/// Returns whether `text` has a template placeholder: `{{date}}`, `<% tp.file.title %>`.
pub(crate) fn has_placeholder(text: &str) -> bool {
    text.contains("{{") || text.contains("<%")
}

/// Returns whether `text` has a Templater command: `<%* ... %>`, or one that uses its object `tp`. Other programs write
/// `<% ... %>` too.
pub(super) fn has_templater_command(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, behind)) = rest.split_once("<%") {
        // Another `<%` before the end belongs to this command, so each byte is scanned once.
        let (command, after) = behind.split_once("%>").unwrap_or((behind, ""));
        if command.starts_with('*') || command.contains("<%*") || command.contains("tp.") {
            return true;
        }
        rest = after;
    }
    false
}

/// Returns `text` with each placeholder replaced by a word of the same length, as if the template were used.
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

/// Returns the start and end of the next placeholder in `text` that is on one line.
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

/// Returns whether the note at `path` is below a folder called `Templates`, with any prefix: `_templates`, `90 Templates`.
pub(crate) fn is_in_template_folder(path: &str) -> bool {
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
    fn a_placeholder_alone_does_not_make_a_template() {
        for text in
            ["# {{DATE}}\n", "---\ncreated: {{DATE}}\n---\n", "---\ncreated: \"{{date}}\"\n---\n", "a <%= x %> b\n"]
        {
            assert!(!is_template("Calls/Roadmap.md", text), "{text}");
            assert!(is_template("Meta/_Templates/Call.md", text), "{text}");
            assert!(is_template("90 templates/Call.md", text), "{text}");
            assert!(Note::new("Call.md", text).with_template(true).is_template());
        }
        assert!(!is_template("Templates/About.md", "what they are for\n"));
        assert!(!is_template("Templates.md", "{{date}}\n"));
    }

    #[test]
    fn a_templater_command_makes_a_template() {
        for text in ["---\ntitle: <% tp.file.title %>\n---\n", "<%* await x() %>\n", "a <% tp.date.now() %>\n"] {
            assert!(is_template("Call.md", text), "{text}");
        }
        for text in ["`<% tp.date.now() %>`\n", "```\n<%* x %>\n```\n", "a <% x %> tp.y\n"] {
            assert!(!is_template("Call.md", text), "{text}");
        }
    }
}
