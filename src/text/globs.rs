//! Path globs with limits on length and nesting: globs from an untrusted vault's config are compiled before any note is read.

use globset::{Glob, GlobSet, GlobSetBuilder};

/// Maximum length of a glob in bytes. On most systems a path has at most four times as many.
const MAX_GLOB_BYTES: usize = 1_024;
/// Maximum nesting of `{...}`: the glob compiler recurses into each level.
const MAX_DEPTH: usize = 8;
/// Maximum number of globs in one set.
const MAX_GLOBS: usize = 1_000;
/// Maximum total length of the globs of one set, in bytes. If the automaton of a set does not fit its cache, matching a path
/// costs the length of the path times the length of the set.
const MAX_SET_BYTES: usize = 64 * 1_024;

/// A glob that is invalid, or exceeds a limit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobError {
    /// Its index in the list.
    pub index: usize,
    /// What is wrong with it; does not repeat the glob.
    pub message: String,
}

/// Parses one glob.
///
/// # Errors
/// A message: the syntax is invalid, or the glob is too long or too deeply nested.
pub fn parse_glob(pattern: &str) -> Result<Glob, String> {
    if pattern.len() > MAX_GLOB_BYTES {
        return Err(format!("a glob may have at most {MAX_GLOB_BYTES} bytes; this one has {}", pattern.len()));
    }
    let mut depth = 0_usize;
    for byte in pattern.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(format!("`{{` is nested more than {MAX_DEPTH} levels deep"));
        }
    }
    Glob::new(pattern).map_err(|error| error.kind().to_string())
}

/// Compiles `patterns` into one set.
///
/// # Errors
/// The first glob that is invalid, or that exceeds the limits of a set.
pub fn compile_globs(patterns: &[String]) -> Result<GlobSet, GlobError> {
    let mut set = GlobSetBuilder::new();
    let mut bytes = 0;
    for (index, pattern) in patterns.iter().enumerate() {
        let bad = |message| GlobError { index, message };
        let glob = parse_glob(pattern).map_err(bad)?;
        bytes += pattern.len();
        if index >= MAX_GLOBS || bytes > MAX_SET_BYTES {
            return Err(bad(format!(
                "a list may have at most {MAX_GLOBS} globs of {} KiB in total",
                MAX_SET_BYTES / 1_024
            )));
        }
        set.add(glob);
    }
    let last = patterns.len().saturating_sub(1);
    set.build().map_err(|error| GlobError { index: last, message: error.kind().to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(patterns: &[String]) -> Option<(usize, String)> {
        compile_globs(patterns).err().map(|bad| (bad.index, bad.message))
    }

    #[test]
    fn globs_that_people_write_are_compiled() {
        let patterns = ["Archive/**", "{a,b}/*.{md,txt}", "[ab]?.md"].map(str::to_owned);
        assert!(compile_globs(&patterns).is_ok_and(|set| set.is_match("Archive/x/y.md")));
    }

    #[test]
    fn nesting_and_length_are_bounded() {
        let nested = "{a,".repeat(50_000) + &"}".repeat(50_000);
        assert!(message(&[nested]).is_some_and(|(_, message)| message.starts_with("a glob may have at most")));
        let nested = "{a,".repeat(9) + &"}".repeat(9);
        assert_eq!(message(&[nested]), Some((0, "`{` is nested more than 8 levels deep".to_owned())));
        let many = vec!["*".to_owned(); MAX_GLOBS + 1];
        assert_eq!(message(&many).map(|(index, _)| index), Some(MAX_GLOBS));
        let long = vec!["*a".repeat(500); 100];
        assert_eq!(message(&long).map(|(index, _)| index), Some(65));
    }

    #[test]
    fn an_invalid_glob_is_reported_with_its_index() {
        assert_eq!(message(&["a".to_owned(), "[".to_owned()]).map(|(index, _)| index), Some(1));
    }
}
