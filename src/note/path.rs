//! Vault paths: `/` as separator, no leading slash.

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
}
