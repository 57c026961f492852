//! Repairs every file below the working directory in place with the engine alone: the whole text, including code.
//!
//! For measurements such as `score.py --sut 'engine=dir:repair'`; `repair likely` applies suggestions as well. To
//! repair notes, use `vaultlint --fix`.

use std::fs;
use std::io;
use std::path::Path;

use vaultlint::mojibake::{Confidence, find};
use vaultlint::text::Span;

fn main() -> io::Result<()> {
    let takes_likely = std::env::args().nth(1).is_some_and(|argument| argument == "likely");
    repair_all(Path::new("."), if takes_likely { Confidence::Likely } else { Confidence::Certain })
}

fn repair_all(folder: &Path, least: Confidence) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            repair_all(&path, least)?;
        } else if let Ok(text) = fs::read_to_string(&path) {
            let mut repaired = text.clone();
            for repair in find(&text, &[Span::new(0, text.len())]).into_iter().rev() {
                if let Some(meant) = repair.replacement.filter(|_| repair.confidence >= least) {
                    repaired.replace_range(repair.span.start..repair.span.end, &meant);
                }
            }
            if repaired != text {
                fs::write(&path, repaired)?;
            }
        }
    }
    Ok(())
}
