//! Reads a few properties of frontmatter that is not valid YAML, line by line: a person whose note has a mistake in one
//! property keeps the names that the others declare.

use crate::note::{FrontmatterError, Node, Note, Value, read_yaml};

/// The properties that are read: what a note is about, and its names.
const READ: [&str; 4] = ["type", "title", "aliases", "alias"];
/// The maximum number of lines that are read.
const MAX_LINES: usize = 500;

/// Returns the texts of the properties in invalid frontmatter; empty if it is valid or there is none.
pub(super) fn loose_properties(note: &Note) -> Vec<(String, Vec<String>)> {
    let Some(block) = note.frontmatter() else { return Vec::new() };
    let Err(error) = &block.content else { return Vec::new() };
    let lines = match error {
        FrontmatterError::Unclosed => &note.text()[block.block.end..],
        FrontmatterError::Yaml(_) | FrontmatterError::NotAMapping(_) => block.yaml.slice(note.text()),
        FrontmatterError::TooLong => return Vec::new(),
    };
    let is_body = |line: &&str| !line.trim().is_empty() && !line.starts_with("# ");
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    let mut is_list_open = false;
    for line in lines.lines().take_while(is_body).take(MAX_LINES) {
        let (key, value) = line.split_once(':').unwrap_or_default();
        if READ.iter().any(|known| known.eq_ignore_ascii_case(key.trim_end())) {
            let values = texts(value.trim());
            is_list_open = values.is_empty();
            found.push((key.trim_end().to_owned(), values));
            continue;
        }
        let item = line.trim_start().strip_prefix("- ").filter(|_| is_list_open);
        match (item, found.last_mut()) {
            (Some(item), Some((_, values))) => values.extend(texts(item.trim())),
            _ => is_list_open = false,
        }
    }
    found.retain(|(_, values)| !values.is_empty());
    found
}

/// Returns the texts of a value on one line, or the line itself if it is not valid YAML.
fn texts(value: &str) -> Vec<String> {
    let text = |node: &Node| node.as_str().map(str::to_owned);
    match read_yaml(value) {
        Ok(Some(Node { value: Value::Sequence(items, _), .. })) => items.iter().filter_map(text).collect(),
        Ok(Some(node)) => text(&node).into_iter().collect(),
        Ok(None) => Vec::new(),
        Err(_) => vec![value.trim_matches(['"', '\'']).to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Vec<String>)> {
        loose_properties(&Note::new("Ada.md", text))
    }

    #[test]
    fn names_are_read_beside_a_mistake() {
        let names = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
        let found = read(
            "---\ntype: people\nnote: a: b\nAliases:\n  - Ada King\n  - \"Lady Lovelace\"\nother:\n  - x\ntitle: Ada\n---\n- y\n",
        );
        let expected = [
            ("type", names(&["people"])),
            ("Aliases", names(&["Ada King", "Lady Lovelace"])),
            ("title", names(&["Ada"])),
        ];
        assert_eq!(found, expected.map(|(key, values)| (key.to_owned(), values)));
        let unclosed = read("---\ntype: people\naliases: [Ada King, A. K.]\n\n# Ada\ntitle: no property\n");
        assert_eq!(unclosed[1], ("aliases".to_owned(), names(&["Ada King", "A. K."])));
        assert_eq!(unclosed.len(), 2);
    }

    #[test]
    fn valid_frontmatter_is_not_read_twice() {
        assert_eq!(read("---\ntitle: Ada\n---\n"), []);
        assert_eq!(read("title: Ada\n"), []);
    }
}
