//! Globs of paths, as people write them: a folder stands for all that is in it.

use globset::GlobSet;

use crate::text::compile_globs;

/// A glob that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PathGlobError<'a> {
    pub(super) pattern: &'a str,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// The set of paths, from the vault's root, that any of `patterns` means.
///
/// # Errors
/// The first pattern that is none, that cannot match a path of the vault, or with which there are too many.
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

/// The pattern without what is not part of a path from the root: `./`, a slash at either end.
fn from_root(pattern: &str) -> Result<&str, (String, String)> {
    let path = pattern.strip_prefix("./").unwrap_or(pattern).trim_matches('/');
    if let Some(slashes) = with_slashes(path) {
        return Err(("folders are divided by `/`, on every system".to_owned(), format!("did you mean `{slashes}`?")));
    }
    let is_drive = matches!(path.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic());
    if path.starts_with("~/") || path == ".." || path.starts_with("../") || is_drive {
        let message = "a path of the vault begins at its root".to_owned();
        return Err((message, "write the folder's name alone, such as `Archive`".to_owned()));
    }
    if path.is_empty() {
        return Err(("an empty path".to_owned(), "`**` is the whole vault".to_owned()));
    }
    Ok(path)
}

/// The pattern as it was meant, where `\` divides folders. Before a sign with a meaning it takes that meaning away.
fn with_slashes(pattern: &str) -> Option<String> {
    let mut rest = pattern.chars();
    let mut divides = false;
    while let Some(c) = rest.next() {
        if c == '\\' {
            divides |= !matches!(rest.next(), Some('[' | ']' | '{' | '}' | '?' | '!' | '\\' | ','));
        }
    }
    divides.then(|| pattern.replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        path_globs(&[pattern.to_owned()]).unwrap().is_match(path)
    }

    #[test]
    fn a_folder_stands_for_all_that_is_in_it() {
        for pattern in ["Archive", "Archive/", "./Archive", "/Archive/", "Archive/*", "Archive/**", "Arch*"] {
            assert!(matches(pattern, "Archive/Old/a.md"), "{pattern}");
            assert!(!matches(pattern, "Plans/Archive.md"), "{pattern}");
        }
        assert!(matches("a.md", "a.md") && matches(r"\[x\]/*.md", "[x]/a.md"));
    }

    #[test]
    fn what_no_path_of_a_vault_has_is_no_pattern() {
        for (pattern, said) in [
            (r"Archive\**", "did you mean `Archive/**`?"),
            (r"Old\Notes", "did you mean `Old/Notes`?"),
            ("~/Vault/Archive", "a path of the vault begins at its root"),
            ("../Archive", "a path of the vault begins at its root"),
            ("C:/Vault", "a path of the vault begins at its root"),
            ("", "an empty path"),
            ("[a", "unclosed"),
        ] {
            let pattern = pattern.to_owned();
            let error = path_globs(std::slice::from_ref(&pattern)).unwrap_err();
            let all = format!("{}; {}", error.message, error.help.unwrap_or_default());
            assert!(all.contains(said), "{pattern}: {all}");
        }
    }
}
