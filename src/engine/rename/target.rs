//! Validates new paths: links must be able to name them, and every operating system must allow them.

use super::error::RenameError;
use crate::note::file_name;

/// Characters that Obsidian cannot link to, or that some operating system does not allow in a name.
const FORBIDDEN: &str = "\\:*?\"<>|#^[]";

/// Returns whether the file at `from` may be renamed to `to`.
pub fn is_valid_rename(from: &str, to: &str) -> bool {
    check_target(from, to).is_ok()
}

/// Returns whether `name` is a valid note name, not a path.
pub fn is_valid_note_name(name: &str) -> bool {
    !name.contains('/') && check_target("", &format!("{name}.md")).is_ok()
}

/// Checks the new path `to` of the file at `from`. Folders that both are in, and a name that stays, may be any.
pub(super) fn check_target(from: &str, to: &str) -> Result<(), RenameError> {
    let changed = changed_parts(from, to);
    let name = file_name(to).rsplit_once('.').map_or("", |(name, _)| name);
    let is_name = !name.is_empty() && name.trim() == name;
    if !is_name && file_name(from) != file_name(to) {
        return Err(RenameError::InvalidName(to.to_owned()));
    }
    check_parts(to, &changed)
}

/// Checks the new path `to` of the folder at `from`.
pub(super) fn check_folder(from: &str, to: &str) -> Result<(), RenameError> {
    let changed = changed_parts(from, to);
    match changed.iter().any(|part| part.trim() != *part) {
        true => Err(RenameError::InvalidName(to.to_owned())),
        false => check_parts(to, &changed),
    }
}

/// Returns the components of `to` without those that `from` begins and ends with too.
fn changed_parts<'a>(from: &str, to: &'a str) -> Vec<&'a str> {
    let (from, to): (Vec<&str>, Vec<&str>) = (from.split('/').collect(), to.split('/').collect());
    let start = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
    let most = from.len().min(to.len()) - start.min(from.len().min(to.len()));
    let end = from.iter().rev().zip(to.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
    to[start..to.len() - end].to_vec()
}

/// Checks the components of the path `to`, and that the `changed` ones are possible names.
fn check_parts(to: &str, changed: &[&str]) -> Result<(), RenameError> {
    let is_inside = !to.split('/').any(|part| part.is_empty() || part == "." || part == "..");
    if !is_inside || changed.iter().any(|part| part.starts_with('.') || part.ends_with([' ', '.'])) {
        return Err(RenameError::InvalidName(to.to_owned()));
    }
    let mut signs = changed.iter().flat_map(|part| part.chars());
    if let Some(sign) = signs.find(|&c| FORBIDDEN.contains(c) || c.is_control()) {
        return Err(RenameError::InvalidCharacter { name: to.to_owned(), sign });
    }
    match changed.iter().find(|part| is_device(part)) {
        Some(device) => Err(RenameError::ReservedName { name: to.to_owned(), device: (*device).to_owned() }),
        None => Ok(()),
    }
}

/// Returns whether Windows reserves the name for a device, whatever its extension: `con`, `Aux.md`, `lpt1.tar.gz`.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let is_numbered = |stem: &str| {
        let number = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
        number.is_some_and(|number| {
            let mut digits = number.chars();
            matches!((digits.next(), digits.next()), (Some('0'..='9' | '¹' | '²' | '³'), None))
        })
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$") || is_numbered(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn device_names_are_recognised() {
        for name in ["CON.md", "nul.md", "aux .md", "Aux.notes.md", "com1.md", "LPT0.md", "lpt².md", "conin$.md"] {
            assert!(is_device(name), "{name}");
        }
        for name in ["Conan.md", "COM.md", "com10.md", "LPTx.md", "null.md", "Ada.con.md", "COMé.md", "console.md"] {
            assert!(!is_device(name), "{name}");
        }
    }

    #[test]
    fn target_must_be_valid_on_every_system() {
        for to in ["Ada.md", "People/Ada.md", "O'Hara, A.md", "Ada.B.md"] {
            assert!(is_valid_rename("x.md", to), "{to}");
        }
        for to in [
            "../a.md",
            "/a.md",
            "a//b.md",
            "a/./b.md",
            ".git/a.md",
            "a/.b.md",
            "a .md",
            "a./b.md",
            "a:b.md",
            "aux/b.md",
            "a",
        ] {
            assert!(!is_valid_rename("x.md", to), "{to}");
        }
        assert!(is_valid_rename("aux/x.md", "aux/y.md"), "the folder exists");
        assert!(is_valid_rename("a/C# 100%/x.md", "b/C# 100%/x.md"), "so does the folder inside");
        for to in ["b", "b/c", "a"] {
            assert!(check_folder("a/aux", to).is_ok(), "{to}");
        }
        for to in ["", "../b", "b/", ".b", "b.", " b", "a#b", "b/nul", "/b"] {
            assert!(check_folder("a", to).is_err(), "{to}");
        }
        assert!(
            is_valid_note_name("Ada Byron")
                && !is_valid_note_name("lk/evil")
                && !is_valid_note_name("nul")
                && !is_valid_note_name("..")
        );
    }
}
