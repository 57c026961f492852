//! Generates a vault of notes for benchmarks: `cargo run --release --example make-vault -- FOLDER NOTES [--clean]`.
//!
//! One note in eight is about a person, the others are meetings; the people are invented. One note in ten is damaged
//! as by a console with the wrong codec, except with `--clean`. The same arguments give the same vault.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

const GIVEN: [&str; 8] = ["Ansel", "Bettina", "Corwin", "Delphine", "Farrah", "Gunther", "Hollis", "Ingrid"];
const SYLLABLES: [&str; 12] = ["bar", "cor", "dal", "fen", "gar", "hol", "kin", "lan", "mer", "nor", "pel", "ros"];
const TOPICS: [&str; 6] =
    ["cache tiering", "the lab move", "snapshot policy", "the audit trail", "replica lag", "the hiring plan"];
const SAID: [&str; 4] = [
    "It isn’t clear who signs off",
    "A “pilot first” approach was preferred",
    "Two risks stay open — cost and timing",
    "The façade service stays",
];

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(notes)) = (arguments.next(), arguments.next().and_then(|notes| notes.parse().ok())) else {
        eprintln!("usage: make-vault FOLDER NOTES [--clean]");
        std::process::exit(2);
    };
    let is_clean = arguments.next().is_some_and(|more| more == "--clean");
    let folder = Path::new(&folder);
    for part in [".obsidian", "People", "Meetings"] {
        fs::create_dir_all(folder.join(part)).expect("the folder can be made");
    }
    for at in 0..notes {
        let (path, text) = if at % 8 == 0 { person(at) } else { meeting(at) };
        let text = if at % 10 == 3 && !is_clean { damaged(&text) } else { text };
        fs::write(folder.join(path), text).expect("the note can be written");
    }
}

fn name(at: usize) -> String {
    let surname: String = [at, at / 12, at / 144, at / 1728].iter().map(|part| SYLLABLES[part % 12]).collect();
    let (first, rest) = surname.split_at(1);
    format!("{} {}{rest}", GIVEN[at % 8], first.to_uppercase())
}

fn title(at: usize) -> String {
    format!("2025-{:02}-{:02} - {} and {} {at}", at / 28 % 12 + 1, at % 28 + 1, TOPICS[at % 6], TOPICS[at / 6 % 6])
}

fn person(at: usize) -> (String, String) {
    let name = name(at / 8);
    let mut text = format!(
        "---\ntype: people\ntitle: {name}\ncreated: 2025-01-03\ntags:\n- type/people\n---\n\n# {name}\n\n## Recent Context\n\n"
    );
    let mut meetings: Vec<String> = (0..20).map(|step| title(at * 7 + step * 13)).collect();
    meetings.sort_by(|one, other| other[..10].cmp(&one[..10]));
    for (step, meeting) in meetings.iter().enumerate() {
        let _ = writeln!(
            text,
            "- {}: [[{meeting}]] - 1:1 about {}. {}. (via {name})",
            &meeting[..10],
            TOPICS[step % 6],
            SAID[step % 4]
        );
    }
    text.push_str("\n## Key Facts\n\n");
    for step in 0..12 {
        let _ = writeln!(
            text,
            "- Runs {} clusters for {}; {}.",
            step + 2,
            TOPICS[(at + step) % 6],
            SAID[step % 4].to_lowercase()
        );
    }
    (format!("People/{name}.md"), text)
}

fn meeting(at: usize) -> (String, String) {
    let (title, one, other) = (title(at), name(at / 16), name(at / 16 + 9));
    let mut text = format!(
        "---\ntype: meeting\ntitle: \"{title}\"\nattendees: [\"[[{one}]]\", \"[[{other}]]\"]\ntags: [type/meeting]\n---\n\n# {title}\n\n"
    );
    for step in 0..36 {
        let who = if step % 2 == 0 { &one } else { &other };
        let _ =
            writeln!(text, "**{who}**: {} — {}. {}.", TOPICS[(at + step) % 6], TOPICS[step % 6], SAID[(at + step) % 4]);
    }
    (format!("Meetings/{title}.md"), text)
}

/// Decodes the UTF-8 of `text` as windows-1252.
fn damaged(text: &str) -> String {
    vaultlint::mojibake::damage(text, vaultlint::mojibake::Codec::Windows1252).expect("windows-1252 reads every byte")
}
