//! Repairs every file below the working directory in place through the engine alone: all of the text, code too.
//!
//! For measuring: `score.py --sut 'engine=dir:repair'` and the like. A note is repaired with `vaultlint --fix`.

use std::fs;
use std::io;
use std::path::Path;

use vaultlint::mojibake;

fn main() -> io::Result<()> {
    repair_all(Path::new("."))
}

fn repair_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            repair_all(&path)?;
        } else if let Ok(text) = fs::read_to_string(&path) {
            let repaired = mojibake::repaired(&text);
            if *repaired != *text {
                fs::write(&path, &*repaired)?;
            }
        }
    }
    Ok(())
}
