//! Which words can be a name that is written into notes and file names.

use crate::text::is_invisible;

/// The longest name, in bytes: with `.md` behind it, it is a file name on every system.
const MAX_BYTES: usize = 240;
/// What ends a link or begins code and tags. `#`, `:` and `/` mean something in links and paths only, and those who write
/// them look: a team may well be called `C# Team`.
const MARKUP: &[char] = &['[', ']', '|', '\\', '`', '<', '>', '{', '}'];

/// Why `name` cannot be a person's right name; None where it can.
///
/// The right name of a decision is written into text, links, properties and file names, and whoever sends a vault writes
/// the decisions. So it has no character that means something in any of them.
pub(super) fn why_invalid(name: &str) -> Option<String> {
    if name.len() > MAX_BYTES {
        return Some(format!("it is longer than {MAX_BYTES} bytes"));
    }
    if name.starts_with('.') {
        return Some("it begins with `.`, as hidden files do".to_owned());
    }
    let bad = name.chars().find(|c| MARKUP.contains(c) || is_invisible(*c))?;
    Some(if is_invisible(bad) { format!("it has U+{:04X}", u32::from(bad)) } else { format!("it has `{bad}`") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_are_names() {
        for name in [
            "Ada Byron",
            "Zoë O’Hara-Lind",
            "José (Pepe) Díaz, Jr.",
            "J. R. R. Tolkien",
            "Нина Лис",
            "山田 花子",
            "می\u{200c}خواهم",
            "@Ada",
        ] {
            assert_eq!(why_invalid(name), None, "{name}");
        }
    }

    #[test]
    fn markup_and_controls_are_no_names() {
        for name in ["..", "..\\x", "Ada]] [[x", "Ada\n---", "Ada\u{1b}[2J", "Ada\u{202e}", ".git", &"A".repeat(241)] {
            assert!(why_invalid(name).is_some(), "{name:?}");
        }
        for hidden in ['\u{ad}', '\u{200b}', '\u{3164}', '\u{e0041}', '\u{180e}'] {
            let why = why_invalid(&format!("Ada{hidden} Byron"));
            assert_eq!(why, Some(format!("it has U+{:04X}", u32::from(hidden))));
        }
    }
}
