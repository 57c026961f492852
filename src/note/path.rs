//! Vault paths: `/` as separator, no leading slash.

use super::fold_name;

/// Returns the last component of `path`.
pub fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// Returns the last component of `path` without `.md`, ignoring case.
pub fn stem(path: &str) -> &str {
    without_md(file_name(path))
}

/// Returns the folder of `path`; empty at the root.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The names of a note that stands for its folder, in lower case: a file of GitHub and of static site generators.
pub(crate) const FOLDER_NOTES: [&str; 3] = ["readme", "index", "_index"];
/// The folders whose trees are documentation or code: a `README` below them describes a part, and is not called so.
const TREES: [&str; 5] = ["docs", "doc", "documentation", "src", "node_modules"];

/// Returns the name of the note at `path`, with or without `.md`: the name of its folder for a folder note, otherwise
/// that of its file. `People/Ada Byron/README.md` is `Ada Byron`.
pub fn note_name(path: &str) -> &str {
    file_name(note_folder(path).unwrap_or(without_md(path)))
}

/// Returns the folder that the note at `path` stands for: `Ada Byron/README.md`, `index.md`, `_index.md` or
/// `Ada Byron/Ada Byron.md`. None for other notes, at the root, and in trees of documentation or code.
pub fn note_folder(path: &str) -> Option<&str> {
    let (folder, name) = (folder(path), stem(path));
    let is_of_folder = !folder.is_empty() && (is_index(path) || fold_name(name) == fold_name(file_name(folder)));
    let in_tree = || folder.split('/').any(|part| TREES.iter().any(|tree| part.eq_ignore_ascii_case(tree)));
    (is_of_folder && !in_tree()).then_some(folder)
}

/// Returns true if the note at `path` is a `README.md`, `index.md` or `_index.md`, of a folder or of the root.
pub(crate) fn is_index(path: &str) -> bool {
    FOLDER_NOTES.iter().any(|note| stem(path).eq_ignore_ascii_case(note))
}

/// Returns `path` without a final `.md`, ignoring case.
pub(crate) fn without_md(path: &str) -> &str {
    match path.len().checked_sub(3) {
        Some(at) if path.is_char_boundary(at) && path[at..].eq_ignore_ascii_case(".md") => &path[..at],
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_path() {
        assert_eq!(stem("People/Ada Lovelace.md"), "Ada Lovelace");
        assert_eq!(stem("é.MD"), "é");
        assert_eq!(stem("md"), "md");
        assert_eq!(folder("a/b/c.md"), "a/b");
        assert_eq!(folder("c.md"), "");
    }

    #[test]
    fn folder_notes_are_called_as_their_folder() {
        for path in ["README.md", "index.md", "_index.MD", "Ada Byron.md", "ReadMe", "Ada Byron"] {
            let path = format!("People/Ada Byron/{path}");
            assert_eq!((note_name(&path), note_folder(&path)), ("Ada Byron", Some("People/Ada Byron")), "{path}");
        }
        for (path, name) in [
            ("README.md", "README"),
            ("README", "README"),
            ("People/Ada Byron.md", "Ada Byron"),
            ("People/Ada Byron/Log.md", "Log"),
            ("Ada Byron/README/x.md", "x"),
            ("docs/Ada Byron/README.md", "README"),
            ("a/Docs/index.md", "index"),
        ] {
            assert_eq!((note_name(path), note_folder(path)), (name, None), "{path}");
        }
    }
}
