//! Measures a staged check and a staged fix against Git's own list of staged files, in alternation: `cargo build
//! --release && cargo run --release --example bench-staged -- VAULT`.
//!
//! VAULT is a folder written by `make-vault`. It becomes a repository with one commit, and twelve of its meetings get
//! a new line, which is staged.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 61;
const ROUNDS_OF_FIXES: usize = 15;
const STAGED: usize = 12;

fn main() {
    let Some(vault) = std::env::args().nth(1) else {
        eprintln!("usage: bench-staged VAULT");
        std::process::exit(2);
    };
    let vault = Path::new(&vault);
    prepare(vault);
    let this = std::env::current_exe().expect("the program has a path");
    let program = this.ancestors().nth(2).expect("examples are built into a folder of their own").join("vaultlint");
    let mut git: Vec<Duration> = Vec::new();
    let mut ours: Vec<Duration> = Vec::new();
    for _ in 0..ROUNDS {
        git.push(time(Command::new("git").args(["diff", "--cached", "--name-only"]), vault));
        ours.push(time(Command::new(&program).arg("--staged"), vault));
    }
    let mut fixes: Vec<Duration> = Vec::new();
    for round in 0..ROUNDS_OF_FIXES {
        stage(vault, &format!("It wonâ€™t wait {round}.\n"));
        fixes.push(time(Command::new(&program).args(["--staged", "--fix", "-q"]), vault));
    }
    let (git, ours, fix) = (median(git), median(ours), median(fixes));
    let milliseconds = |time: Duration| time.as_secs_f64() * 1_000.0;
    println!("git diff --cached --name-only  {:6.1} ms", milliseconds(git));
    println!("vaultlint --staged             {:6.1} ms", milliseconds(ours));
    println!("vaultlint --staged --fix       {:6.1} ms", milliseconds(fix));
    let ratio = |time: Duration| time.as_secs_f64() / git.as_secs_f64();
    println!("ratios                         {:6.2} {:.2}", ratio(ours), ratio(fix));
}

fn prepare(vault: &Path) {
    if vault.join(".git").exists() {
        return;
    }
    for arguments in [
        &["init", "-q"][..],
        &["add", "-A"],
        &["-c", "user.name=bench", "-c", "user.email=bench@example.invalid", "commit", "-q", "-m", "all"],
    ] {
        assert!(Command::new("git").args(arguments).current_dir(vault).status().expect("git is there").success());
    }
    stage(vault, "One more line — clean.\n");
}

/// Adds a line to twelve notes and stages them.
fn stage(vault: &Path, line: &str) {
    let mut meetings: Vec<_> = fs::read_dir(vault.join("Meetings"))
        .expect("make-vault wrote meetings")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    meetings.sort();
    for note in meetings.iter().step_by(meetings.len() / STAGED).take(STAGED) {
        let text = fs::read_to_string(note).expect("notes are text");
        fs::write(note, text + line).expect("the note can be written");
    }
    assert!(Command::new("git").args(["add", "-A"]).current_dir(vault).status().expect("git is there").success());
}

fn time(command: &mut Command, folder: &Path) -> Duration {
    let began = Instant::now();
    command
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("the program can be started");
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
