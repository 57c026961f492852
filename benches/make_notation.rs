//! Generates a folder of notes in which letters stand beside signs intentionally: `--fix` must leave them untouched.
//!
//! `cargo run --release --example make-notation -- FOLDER [BYTES] [SEED]`; the same arguments give the same bytes.

mod notation;

use std::path::Path;

fn main() -> std::io::Result<()> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().expect("missing argument: FOLDER");
    let mut number = |otherwise| args.next().map_or(otherwise, |arg| arg.parse().expect("not a number"));
    let (bytes, seed) = (number(5_000_000), number(1));
    std::fs::create_dir_all(&folder)?;
    let mut written = 0;
    for (at, note) in notation::notes(seed).enumerate() {
        let text = note.text();
        written += text.len() as u64;
        std::fs::write(Path::new(&folder).join(format!("{at:05}.md")), text)?;
        let damaged: Vec<String> = note.damaged.iter().map(usize::to_string).collect();
        std::fs::write(Path::new(&folder).join(format!("{at:05}.txt")), damaged.join(" "))?;
        if written >= bytes {
            break;
        }
    }
    Ok(())
}
