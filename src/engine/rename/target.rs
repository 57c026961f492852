//! Validates new paths: links must be able to name them, and every operating system must allow them.

use super::error::RenameError;
use crate::note::{file_name, folder};

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

/// Checks the new path `to` of the file at `from`.
pub(super) fn check_target(from: &str, to: &str) -> Result<(), RenameError> {
    let is_inside = !to.split('/').any(|part| part.is_empty() || part == "." || part == "..");
    let name = file_name(to).rsplit_once('.').map_or("", |(name, _)| name);
    let is_name = !name.is_empty() && name.trim() == name && !name.starts_with('.');
    if !is_inside || !is_name || to.split('/').any(|part| part.starts_with('.') || part.ends_with([' ', '.'])) {
        return Err(RenameError::InvalidName(to.to_owned()));
    }
    if let Some(sign) = to.chars().find(|&c| FORBIDDEN.contains(c) || c.is_control()) {
        return Err(RenameError::InvalidCharacter { name: to.to_owned(), sign });
    }
    // An existing folder may have any name.
    let new = if folder(from) == folder(to) { file_name(to) } else { to };
    match new.split('/').find(|part| is_device(part)) {
        Some(device) => Err(RenameError::ReservedName { name: to.to_owned(), device: device.to_owned() }),
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
        assert!(
            is_valid_note_name("Ada Byron")
                && !is_valid_note_name("lk/evil")
                && !is_valid_note_name("nul")
                && !is_valid_note_name("..")
        );
    }
}
