//! What the tests of the program share: a vault in a temporary folder, and the program run in it.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on says where")]

pub(crate) mod report_schema;
pub(crate) mod staging;
#[cfg(target_os = "linux")]
pub(crate) mod terminal;

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// What Git or a framework says to a hook. The tests may run in one.
const HOOK_VARIABLES: [&str; 6] =
    ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "PRE_COMMIT"];

/// A vault in a temporary folder, with a home of its own.
pub(crate) struct TestVault {
    folder: tempfile::TempDir,
}

impl TestVault {
    /// A vault with these notes.
    pub(crate) fn new(notes: &[(&str, &str)]) -> Self {
        let vault = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir_all(vault.root().join(".obsidian")).unwrap();
        for (path, text) in notes {
            vault.write(path, text);
        }
        vault
    }

    /// A copy of the example vault.
    pub(crate) fn demo() -> Self {
        let vault = Self::new(&[]);
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vaults/demo"), &vault.root());
        vault
    }

    pub(crate) fn root(&self) -> PathBuf {
        let root = self.folder.path().join("vault");
        fs::create_dir_all(&root).unwrap();
        root
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        String::from_utf8(fs::read(self.path(path)).unwrap()).unwrap()
    }

    /// The program, in the vault, away from the settings of whoever runs the tests.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vaultlint"));
        command.current_dir(self.root());
        let home = self.folder.path().join("home");
        command
            .env("HOME", &home)
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("LOCALAPPDATA", &home)
            .env("APPDATA", &home);
        command.env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE");
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
        for name in HOOK_VARIABLES {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        Run::of(self.command().args(args))
    }

    /// The program with `input` on its standard input.
    pub(crate) fn run_with_input(&self, args: &[&str], input: &str) -> Run {
        Run::with_input(self.command().args(args), input)
    }

    /// The same vault as a repository whose first commit holds these notes.
    pub(crate) fn repository(notes: &[(&str, &str)]) -> Self {
        let vault = Self::new(notes);
        vault.git_ok(&["init", "-q", "-b", "main"]);
        vault.git_ok(&["add", "-A"]);
        vault.git_ok(&["commit", "-q", "--allow-empty", "-m", "first"]);
        vault
    }

    /// `git`, in the vault, away from the settings of whoever runs the tests. A hook that it runs is too.
    pub(crate) fn git_command(&self, args: &[&str]) -> Command {
        let mut git = Command::new("git");
        git.current_dir(self.root()).args(args);
        for name in HOOK_VARIABLES {
            git.env_remove(name);
        }
        git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_EDITOR", "true");
        git.env("HOME", self.folder.path().join("home")).env("NO_COLOR", "1");
        for (name, value) in [("NAME", "Ada"), ("EMAIL", "ada@example.invalid")] {
            git.env(format!("GIT_AUTHOR_{name}"), value).env(format!("GIT_COMMITTER_{name}"), value);
        }
        git
    }

    pub(crate) fn git(&self, args: &[&str]) -> Run {
        Run::of(&mut self.git_command(args))
    }

    /// What `git` says, where it must succeed.
    pub(crate) fn git_ok(&self, args: &[&str]) -> String {
        let run = self.git(args);
        assert_eq!(run.code, 0, "git {args:?}: {run:?}");
        run.stdout
    }

    /// The text of a note in a revision; in the index where the revision is empty.
    pub(crate) fn at(&self, revision: &str, path: &str) -> String {
        self.git_ok(&["show", &format!("{revision}:{path}")])
    }

    /// Every file but Git's own, with its bytes.
    pub(crate) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        collect(&self.root(), &self.root(), &mut files);
        files.sort();
        files
    }
}

/// A program at `path`, written by another process: what this one holds open for writing, the programs that other tests start
/// in that moment hold open too, and then it cannot be run ("text file busy").
#[cfg(unix)]
pub(crate) fn write_program(path: &Path, text: &str) {
    let mut shell = Command::new("sh");
    shell.args(["-c", "cat >\"$1\" && chmod +x \"$1\"", "sh"]).arg(path).stdin(Stdio::piped());
    let mut child = shell.spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "{}", path.display());
}

/// A program at `path`.
#[cfg(not(unix))]
pub(crate) fn write_program(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

/// What a program said.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let output = command.stdin(Stdio::null()).output();
        Self::from(output.unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display())))
    }

    /// The same with `input` on standard input.
    pub(crate) fn with_input(command: &mut Command, input: &str) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        Self::from(child.wait_with_output().unwrap())
    }

    /// The output as JSON. A report is held against its schema.
    pub(crate) fn json(&self) -> serde_json::Value {
        let document: serde_json::Value =
            serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"));
        if document.get("findings").is_some() {
            assert_eq!(report_schema::complaints(&document), [""; 0]);
        }
        document
    }

    /// The findings of a JSON report as `path:line rule`.
    pub(crate) fn findings(&self) -> Vec<String> {
        let report = self.json();
        let one = |finding: &serde_json::Value| {
            let text = |key: &str| finding[key].as_str().unwrap().to_owned();
            format!("{}:{} {}", text("path"), finding["start"]["line"], text("rule"))
        };
        report["findings"].as_array().unwrap().iter().map(one).collect()
    }
}

impl Run {
    /// The findings of a JSON report that are new, as `path:line`.
    pub(crate) fn new_findings(&self) -> Vec<String> {
        let report = self.json();
        let new = report["findings"].as_array().unwrap().iter().filter(|finding| finding["new"] == true);
        new.map(|finding| format!("{}:{}", finding["path"].as_str().unwrap(), finding["start"]["line"])).collect()
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Whether a program is there under which a test runs. Without it the test is skipped, which is said; where
/// `VAULTLINT_REQUIRE_PEERS` is 1, as in CI, it fails.
pub(crate) fn has_peer(program: &str) -> bool {
    let found = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    if !found {
        let is_required = std::env::var("VAULTLINT_REQUIRE_PEERS").is_ok_and(|required| required == "1");
        assert!(
            !is_required,
            "VAULTLINT_REQUIRE_PEERS=1, and there is no {program}; install it (`pip install {program}`)"
        );
        skipped(&format!("there is no {program} on this machine"));
    }
    found
}

/// Says on standard error that what the test is for did not run here. The harness hides what a test prints that passes, but
/// for what is written past it.
pub(crate) fn skipped(why: &str) {
    let thread = std::thread::current();
    let _ = writeln!(std::io::stderr(), "skipped: {}: {why}", thread.name().unwrap_or("a test"));
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else {
            fs::write(&target, fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name() == Some(OsStr::new(".git")) {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            files.push((path.strip_prefix(root).unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()));
        }
    }
}
