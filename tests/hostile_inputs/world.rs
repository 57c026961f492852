//! The vault under attack, and what stands outside of it.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::TestVault;
use crate::support::terminal::Screen;

/// What a file outside the vault holds, and nobody may see.
pub(crate) const SECRET: &str = "secret-of-a-private-key";
pub(crate) const DAMAGED: &str = "It wonâ€™t wait.\n";

/// The commands that every input has to stand; `-` is a run whose output is read by a program.
const COMMANDS: [&[&str]; 6] =
    [&[], &["-v"], &["--diff", "--unsafe-fixes"], &["-", "--format", "json"], &["--fix", "--unsafe-fixes"], &["undo"]];
/// Seconds of processor time, and kilobytes of memory, after which the system ends a run.
const LIMITS: &str = "ulimit -t 20; ulimit -v 4000000; exec timeout -k 1 30 \"$0\" \"$@\"";

/// One input of the table.
pub(crate) struct Hostile {
    /// What it is, in a few words.
    pub(crate) name: &'static str,
    /// Puts it into the vault.
    pub(crate) build: fn(&World),
    /// What is run in the vault beside the commands that every input has to stand.
    pub(crate) also: &'static [&'static [&'static str]],
    /// The environment; `{outside}` and `{vault}` stand for their folders.
    pub(crate) environment: &'static [(&'static str, &'static str)],
}

impl Hostile {
    pub(crate) const fn new(name: &'static str, build: fn(&World)) -> Self {
        Self { name, build, also: &[], environment: &[] }
    }

    pub(crate) const fn also(self, also: &'static [&'static [&'static str]]) -> Self {
        Self { also, ..self }
    }

    pub(crate) const fn with(self, environment: &'static [(&'static str, &'static str)]) -> Self {
        Self { environment, ..self }
    }
}

/// A vault, and a folder beside it with what an attacker wants to read, write or run.
pub(crate) struct World {
    pub(crate) vault: TestVault,
}

impl World {
    pub(crate) fn new() -> Self {
        let world = Self { vault: TestVault::new(&[("Note.md", DAMAGED)]) };
        let outside = world.outside();
        fs::create_dir_all(outside.join("folder")).unwrap();
        fs::write(outside.join("key"), format!("-----BEGIN KEY-----\n{SECRET}\n")).unwrap();
        fs::write(outside.join("note.md"), format!("{SECRET} {DAMAGED}")).unwrap();
        fs::write(outside.join("folder/inner.md"), format!("{SECRET} {DAMAGED}")).unwrap();
        world
    }

    pub(crate) fn outside(&self) -> PathBuf {
        self.vault.root().parent().unwrap().join("outside")
    }

    pub(crate) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        self.vault.write(path, text);
    }

    pub(crate) fn config(&self, text: &str) {
        self.vault.write(".vaultlint.yaml", text);
    }

    /// Makes a link in the vault that leads to `target` in the folder outside, relative as Git keeps it.
    pub(crate) fn link_outside(&self, path: &str, target: &str) {
        let at = self.vault.path(path);
        fs::create_dir_all(at.parent().unwrap()).unwrap();
        let up = "../".repeat(path.split('/').count());
        symlink(format!("{up}outside/{target}"), at).unwrap();
    }

    /// The words that run a program which leaves a trace outside.
    pub(crate) fn program(&self) -> String {
        format!("touch {}", self.outside().join("EXECUTED").display())
    }

    pub(crate) fn git(&self, arguments: &[&str]) {
        self.vault.git_ok(arguments);
    }

    /// The vault as a repository with one commit of what is in it.
    pub(crate) fn commit_all(&self) {
        self.git(&["init", "-q", "-b", "main"]);
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "first"]);
    }

    /// Runs all commands, and returns what went wrong.
    pub(crate) fn attack(&self, hostile: &Hostile) -> Vec<String> {
        let before = self.surroundings();
        let mut faults = Vec::new();
        for arguments in COMMANDS.iter().chain(hostile.also) {
            let mut fault = |what: String| faults.push(format!("{}: vaultlint {arguments:?}: {what}", hostile.name));
            let (code, said) = match arguments {
                ["-", arguments @ ..] => {
                    let mut command = self.command(arguments, hostile.environment);
                    let output = command.stdin(Stdio::null()).output().unwrap();
                    (output.status.code(), [output.stdout, output.stderr].concat())
                }
                arguments => {
                    let screen = Screen::of(self.command(arguments, hostile.environment));
                    if let Some(raw) = screen.raw_control() {
                        fault(format!("raw on the terminal: {raw}"));
                    }
                    (screen.code, screen.bytes)
                }
            };
            let said = String::from_utf8_lossy(&said);
            if !matches!(code, Some(0..=2)) {
                fault(format!("ended with {code:?}: {}", said.chars().take(600).collect::<String>()));
            }
            if matches!(code, Some(124 | 137) | None) {
                // It hangs: the other commands would too.
                break;
            }
            if said.contains("panicked") {
                fault(format!("panicked: {said}"));
            }
            if said.contains(SECRET) {
                fault(format!("shows what a file outside holds: {said}"));
            }
            if !arguments.contains(&"github")
                && said.lines().any(|line| line.starts_with("::") || line.starts_with("##["))
            {
                fault(format!("a line is a workflow command: {said}"));
            }
        }
        let after = self.surroundings();
        for (path, was) in &before {
            match after.get(path) {
                None => faults.push(format!("{}: {} is gone", hostile.name, path.display())),
                Some(is) if is != was => faults.push(format!("{}: {} changed", hostile.name, path.display())),
                Some(_) => {}
            }
        }
        let new = after.keys().filter(|path| !before.contains_key(*path));
        faults.extend(new.map(|path| format!("{}: {} was made", hostile.name, path.display())));
        faults.extend(self.taken_in().into_iter().map(|path| format!("{}: {path} came into the vault", hostile.name)));
        faults
    }

    fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let plain = self.vault.command();
        let mut command = Command::new("sh");
        command.args(["-c", LIMITS]).arg(plain.get_program()).args(arguments).current_dir(self.vault.root());
        for (name, value) in plain.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        let place = |value: &str| {
            let value = value.replace("{outside}", self.outside().to_str().unwrap());
            value.replace("{vault}", self.vault.root().to_str().unwrap())
        };
        for (name, value) in environment {
            command.env(name, place(value));
        }
        command
    }

    /// All files around the vault but those in which a program keeps its own state: path, kind and content.
    fn surroundings(&self) -> BTreeMap<PathBuf, String> {
        let vault = self.vault.root();
        let around = vault.parent().unwrap();
        let own = [around.join("home/state/vaultlint"), around.join("home/cache/vaultlint")];
        let mut found = BTreeMap::new();
        let mut open = vec![around.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path == vault || own.contains(&path) {
                    continue;
                }
                let metadata = path.symlink_metadata().unwrap();
                let content = if metadata.is_symlink() {
                    format!("{:?}", fs::read_link(&path).unwrap())
                } else if metadata.is_dir() {
                    open.push(path.clone());
                    // Where the state of the program belongs.
                    if path.starts_with(around.join("home")) {
                        continue;
                    }
                    String::new()
                } else {
                    format!("{:o} {:?}", metadata.mode(), fs::read(&path).unwrap())
                };
                found.insert(path, content);
            }
        }
        found
    }

    /// Files of the vault that hold what a file outside holds.
    fn taken_in(&self) -> Vec<String> {
        let mut found = Vec::new();
        let mut open = vec![self.vault.root()];
        while let Some(folder) = open.pop() {
            for entry in fs::read_dir(folder).into_iter().flatten() {
                let path = entry.unwrap().path();
                let metadata = path.symlink_metadata().unwrap();
                if metadata.is_dir() {
                    open.push(path);
                } else if metadata.is_file()
                    && contains(&fs::read(&path).unwrap_or_default(), SECRET)
                    && metadata.nlink() == 1
                {
                    found.push(shown(&self.vault.root(), &path));
                }
            }
        }
        found
    }
}

fn contains(bytes: &[u8], words: &str) -> bool {
    bytes.windows(words.len()).any(|window| window == words.as_bytes())
}

fn shown(root: &Path, path: &Path) -> String {
    path.strip_prefix(root).unwrap().to_string_lossy().into_owned()
}
