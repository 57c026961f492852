//! Path globs, bounded: what a stranger's vault writes into its config is compiled before a note is read.

use globset::{Glob, GlobSet, GlobSetBuilder};

/// The longest glob, in bytes. A path has at most four times as many on most systems.
const MAX_GLOB_BYTES: usize = 1_024;
/// How deep `{...}` may stand in each other: the compiler of globs descends into each of them on its stack.
const MAX_DEPTH: usize = 8;
/// The most globs of one set.
const MAX_GLOBS: usize = 1_000;
/// The most bytes of all globs of one set. Where the automaton of a set does not fit its cache, each byte of a path costs as
/// much as the set is long.
const MAX_SET_BYTES: usize = 64 * 1_024;

/// A glob that is none, or more than is compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlobError {
    /// Its place in the list it is from.
    pub index: usize,
    /// What is wrong with it, without the glob.
    pub message: String,
}

/// Parses one glob.
///
/// # Errors
/// What is wrong with it: its syntax, or that it is longer or deeper than a glob may be.
pub fn parse_glob(pattern: &str) -> Result<Glob, String> {
    if pattern.len() > MAX_GLOB_BYTES {
        return Err(format!("a glob has at most {MAX_GLOB_BYTES} bytes; this one has {}", pattern.len()));
    }
    let mut depth = 0_usize;
    for byte in pattern.bytes() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(format!("`{{` stands in more than {MAX_DEPTH} others"));
        }
    }
    Glob::new(pattern).map_err(|error| error.kind().to_string())
}

/// Compiles `patterns` into one set.
///
/// # Errors
/// The first glob that is none, or with which the list is longer than a set may be.
pub fn compile_globs(patterns: &[String]) -> Result<GlobSet, GlobError> {
    let mut set = GlobSetBuilder::new();
    let mut bytes = 0;
    for (index, pattern) in patterns.iter().enumerate() {
        let bad = |message| GlobError { index, message };
        let glob = parse_glob(pattern).map_err(bad)?;
        bytes += pattern.len();
        if index >= MAX_GLOBS || bytes > MAX_SET_BYTES {
            return Err(bad(format!(
                "a list has at most {MAX_GLOBS} globs, and they {} KiB together",
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
        assert!(message(&[nested]).is_some_and(|(_, message)| message.starts_with("a glob has at most")));
        let nested = "{a,".repeat(9) + &"}".repeat(9);
        assert_eq!(message(&[nested]), Some((0, "`{` stands in more than 8 others".to_owned())));
        let many = vec!["*".to_owned(); MAX_GLOBS + 1];
        assert_eq!(message(&many).map(|(index, _)| index), Some(MAX_GLOBS));
        let long = vec!["*a".repeat(500); 100];
        assert_eq!(message(&long).map(|(index, _)| index), Some(65));
    }

    #[test]
    fn what_is_no_glob_is_told_by_its_place() {
        assert_eq!(message(&["a".to_owned(), "[".to_owned()]).map(|(index, _)| index), Some(1));
    }
}
