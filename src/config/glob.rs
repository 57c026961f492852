//! Path globs in the config. A folder matches everything in it.

use globset::GlobSet;

use crate::text::compile_globs;

/// An invalid glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathGlobError<'a> {
    pub(super) pattern: &'a str,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// Compiles `patterns`, which are relative to the vault's root.
///
/// # Errors
/// The first pattern that is invalid, that cannot match a path of the vault, or that exceeds the limits of a set.
pub(super) fn path_globs(patterns: &[String]) -> Result<GlobSet, PathGlobError<'_>> {
    let mut globs = Vec::new();
    let mut from = Vec::new();
    for pattern in patterns {
        let path =
            from_root(pattern).map_err(|(message, help)| PathGlobError { pattern, message, help: Some(help) })?;
        globs.push(path.to_owned());
        if !path.ends_with('*') && !path.ends_with(".md") {
            globs.push(format!("{path}/**"));
        }
        from.resize(globs.len(), pattern);
    }
    compile_globs(&globs).map_err(|bad| PathGlobError { pattern: from[bad.index], message: bad.message, help: None })
}

/// Returns the pattern relative to the root: without `./` and without a slash at either end.
fn from_root(pattern: &str) -> Result<&str, (String, String)> {
    let path = pattern.strip_prefix("./").unwrap_or(pattern).trim_matches('/');
    if let Some(slashes) = with_slashes(path) {
        return Err(("use `/` to separate folders, on every system".to_owned(), format!("did you mean `{slashes}`?")));
    }
    let is_drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if path.starts_with("~/") || path == ".." || path.starts_with("../") || is_drive {
        let message = "paths are relative to the vault's root".to_owned();
        return Err((message, "write only the folder's name, such as `Archive`".to_owned()));
    }
    if path.is_empty() {
        return Err(("the path is empty".to_owned(), "use `**` for the whole vault".to_owned()));
    }
    Ok(path)
}

/// Returns the pattern with `/` for `\`, if `\` is used as separator. Before a special character `\` is an escape.
fn with_slashes(pattern: &str) -> Option<String> {
    let mut rest = pattern.chars();
    let mut is_separator = false;
    while let Some(c) = rest.next() {
        if c == '\\' {
            is_separator |= !matches!(rest.next(), Some('[' | ']' | '{' | '}' | '?' | '!' | '\\' | ','));
        }
    }
    is_separator.then(|| pattern.replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        path_globs(&[pattern.to_owned()]).unwrap().is_match(path)
    }

    #[test]
    fn a_folder_matches_everything_in_it() {
        for pattern in ["Archive", "Archive/", "./Archive", "/Archive/", "Archive/*", "Archive/**", "Arch*"] {
            assert!(matches(pattern, "Archive/Old/a.md"), "{pattern}");
            assert!(!matches(pattern, "Plans/Archive.md"), "{pattern}");
        }
        assert!(matches("a.md", "a.md") && matches(r"\[x\]/*.md", "[x]/a.md"));
    }

    #[test]
    fn patterns_that_cannot_match_are_errors() {
        for (pattern, expected) in [
            (r"Archive\**", "did you mean `Archive/**`?"),
            (r"Old\Notes", "did you mean `Old/Notes`?"),
            ("~/Vault/Archive", "paths are relative to the vault's root"),
            ("../Archive", "paths are relative to the vault's root"),
            ("C:/Vault", "paths are relative to the vault's root"),
            ("", "the path is empty"),
            ("[a", "unclosed"),
        ] {
            let pattern = pattern.to_owned();
            let error = path_globs(std::slice::from_ref(&pattern)).unwrap_err();
            let all = format!("{}; {}", error.message, error.help.unwrap_or_default());
            assert!(all.contains(expected), "{pattern}: {all}");
        }
    }
}
