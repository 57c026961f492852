//! Relative URIs for paths.

/// Percent-encodes everything in `path` that is special in a URI or not ASCII, except `/`.
pub(super) fn encoded(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_are_encoded() {
        assert_eq!(encoded("Daily/2025-10-30 ~ a_b.md"), "Daily/2025-10-30%20~%20a_b.md");
        assert_eq!(encoded("50% #1? \"x\".md"), "50%25%20%231%3F%20%22x%22.md");
        assert_eq!(encoded("été\\日.md"), "%C3%A9t%C3%A9%5C%E6%97%A5.md");
    }

    #[test]
    fn a_colon_in_the_first_part_does_not_make_a_scheme() {
        assert_eq!(encoded("Re: plan.md"), "Re%3A%20plan.md");
    }
}
