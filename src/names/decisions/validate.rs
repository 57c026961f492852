//! Checks that a name can be written into notes and file names.

use crate::text::is_invisible;

/// The maximum length of a name, in bytes: with `.md` appended, it is a valid file name on every system.
const MAX_BYTES: usize = 240;
/// Characters that end a link or start code and tags. `#`, `:` and `/` are special in links and paths only, which are
/// checked there: a team may be called `C# Team`.
const MARKUP: &[char] = &['[', ']', '|', '\\', '`', '<', '>', '{', '}'];

/// Returns why `name` cannot be the right name of a person; `None` if it can.
///
/// The right name of a decision is written into text, links, properties and file names, and the decisions may come
/// from a vault by a stranger. So it must not contain a character that is special in any of them.
pub(super) fn why_invalid(name: &str) -> Option<String> {
    if name.len() > MAX_BYTES {
        return Some(format!("it is longer than {MAX_BYTES} bytes"));
    }
    if name.starts_with('.') {
        return Some("it starts with `.`, like a hidden file".to_owned());
    }
    let bad = name.chars().find(|c| MARKUP.contains(c) || is_invisible(*c))?;
    Some(if is_invisible(bad) {
        format!("it contains U+{:04X}", u32::from(bad))
    } else {
        format!("it contains `{bad}`")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_are_valid() {
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
    fn markup_and_control_characters_are_invalid() {
        for name in ["..", "..\\x", "Ada]] [[x", "Ada\n---", "Ada\u{1b}[2J", "Ada\u{202e}", ".git", &"A".repeat(241)] {
            assert!(why_invalid(name).is_some(), "{name:?}");
        }
        for hidden in ['\u{ad}', '\u{200b}', '\u{3164}', '\u{e0041}', '\u{180e}'] {
            let why = why_invalid(&format!("Ada{hidden} Byron"));
            assert_eq!(why, Some(format!("it contains U+{:04X}", u32::from(hidden))));
        }
    }
}
