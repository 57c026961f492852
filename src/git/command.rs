//! The one place that starts the program `git`, and what Git may start for it.
//!
//! The config of a repository can name programs. Git runs them in every repository that belongs to the user, so also in one
//! that came as an archive. vaultlint starts a command of Git only with those that the command cannot do without:
//!
//! | command | what it is for | what config could start | may start |
//! |---|---|---|---|
//! | `rev-parse`, `config` | where the repository and its hooks are, names of filters and hooks | nothing | nothing |
//! | `cat-file --batch`, `ls-tree`, `diff-tree`, `diff-index --cached`, `rev-list`, `merge-base`, `for-each-ref` | objects and revisions that libgit2 cannot read | `core.fsmonitor`; what fetches a missing object of a partial clone: `core.sshCommand`, `core.gitProxy`, `core.askPass`, `credential.helper`, `remote.*.uploadpack`, `remote.*.vcs` | what fetches, if the user asked for a revision or for what is staged |
//! | `log`, `show` | which commit brought a text, when notes were made | the same, and `gpg.program`, `diff.*.textconv`, `diff.*.command`, `diff.external`, the pager | nothing |
//! | `hash-object -w --no-filters`, `check-attr` | new objects; which notes have a filter | nothing | nothing |
//! | `cat-file --filters`, `hash-object --path` | the working copy of a staged note that is fixed | `filter.*.clean`, `.smudge`, `.process` | the filter of that note |
//! | `update-index`, `add --refresh` | the index | `core.fsmonitor`, hooks (`core.hooksPath`, `hook.*.command`), `filter.*` | nothing |
//!
//! Nothing here merges, signs, edits, clones or updates submodules, so merge drivers, editors, `core.alternateRefsCommand` and
//! the like are never asked. libgit2 and `gix-index`, which read most, start no programs.

use std::env;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use super::{GitError, Repository};

/// Config for every command. An empty `core.fsmonitor` is none for each version of Git.
const OFF: &[&str] = &[
    "core.fsmonitor=",
    "gc.auto=0",
    "log.mailmap=false",
    "log.showSignature=false",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
];
/// Variables that keep Git from fetching what a partial clone lacks. Before 2.45 it does not know the first, and fetches by
/// some protocol.
const NO_TRANSPORT: [(&str, &str); 2] = [("GIT_NO_LAZY_FETCH", "1"), ("GIT_ALLOW_PROTOCOL", "none")];
/// A folder without hooks.
const NO_HOOKS: &str = "core.hooksPath=/dev/null";

/// The program `git`, for one repository.
#[derive(Clone, Debug)]
pub struct GitCommand {
    repository: Repository,
    index: PathBuf,
    allowed: AllowedPrograms,
}

/// What Git may start beside itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AllowedPrograms {
    Nothing,
    Filters,
    Transport,
}

impl GitCommand {
    /// For `repository` with its index. Git starts no other program.
    pub fn new(repository: &Repository) -> Self {
        Self { index: repository.index.clone(), repository: repository.clone(), allowed: AllowedPrograms::Nothing }
    }

    /// The same, and Git may run the filters that stand between its content of a file and the working copy.
    #[must_use]
    pub fn with_filters(self) -> Self {
        Self { allowed: AllowedPrograms::Filters, ..self }
    }

    /// The same, and Git may fetch objects that a partial clone lacks.
    #[must_use]
    pub(super) fn with_transport(self) -> Self {
        Self { allowed: AllowedPrograms::Transport, ..self }
    }

    /// The same with another index.
    #[must_use]
    pub(super) fn with_index(self, index: PathBuf) -> Self {
        Self { index, ..self }
    }

    /// Runs `git ARGUMENTS` with `input` on its standard input, and gives what it wrote to standard output.
    ///
    /// # Errors
    /// When it cannot be started, or ends with another code than 0.
    pub fn run(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, GitError> {
        self.output(NO_HOOKS, arguments, input)
    }

    /// The folder that Git takes hooks from, as `core.hooksPath` says: from Git's top, or absolute. Empty where hooks are
    /// switched off.
    ///
    /// # Errors
    /// When Git cannot tell.
    pub fn hooks_folder(&self) -> Result<PathBuf, GitError> {
        let arguments = ["rev-parse", "--git-path", "hooks"];
        // `rev-parse` runs none, and would name ours.
        let path = self.output("core.fsmonitor=", &arguments, b"")?;
        Ok(PathBuf::from(String::from_utf8_lossy(&path).trim_end_matches(['\n', '\r'])))
    }

    /// Starts `git ARGUMENTS`, which goes on answering on its standard output what it is asked on its standard input.
    pub(super) fn spawn(&self, arguments: &[&str]) -> Result<Child, GitError> {
        self.command(NO_HOOKS, arguments)?.stderr(Stdio::null()).spawn().map_err(GitError::GitNotFound)
    }

    fn output(&self, hooks: &str, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, GitError> {
        output(self.command(hooks, arguments)?, arguments, input).map_err(|error| match error {
            GitError::CommandFailed { command, stderr } => {
                let hidden =
                    |link: PathBuf| format!("what it stderr may quote {}, a link, and is not shown", link.display());
                GitError::CommandFailed { command, stderr: self.repository.link_out().map_or(stderr, hidden) }
            }
            error => error,
        })
    }

    fn command(&self, hooks: &str, arguments: &[&str]) -> Result<Command, GitError> {
        let (name, rest) = arguments.split_first().expect("a command has a name");
        let mut command = locked_down(hooks);
        command
            .arg(name)
            .args(no_external_diff(name))
            .args(rest)
            .current_dir(&self.repository.top)
            .env("GIT_DIR", &self.repository.git_dir)
            .env("GIT_WORK_TREE", &self.repository.top)
            .env("GIT_INDEX_FILE", &self.index)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_LITERAL_PATHSPECS", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env_remove("GIT_PREFIX")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if self.allowed == AllowedPrograms::Transport {
            for name in NO_TRANSPORT.map(|(name, _)| name) {
                match env::var_os(name) {
                    Some(inherited) => command.env(name, inherited),
                    None => command.env_remove(name),
                };
            }
        }
        if matches!(*name, "update-index" | "add") {
            self.switch_off_named(&mut command)?;
        }
        Ok(command)
    }

    /// Switches off the filters and hooks that config gives names of its own.
    fn switch_off_named(&self, command: &mut Command) -> Result<(), GitError> {
        // One key is there at any rate: Git fails where none is.
        let list = ["config", "-z", "--name-only", "--get-regexp", r"^(core\.fsmonitor$|(filter|hook)\..*\.)"];
        let listed = String::from_utf8(self.run(&list, b"")?).map_err(|_| GitError::CommandFailed {
            command: "config".to_owned(),
            stderr: "the name of a filter or hook is not UTF-8, so it cannot be switched off".to_owned(),
        })?;
        let named = listed.split('\0').filter(|key| key.starts_with("filter.") || key.starts_with("hook."));
        let mut names: Vec<&str> = named.filter_map(|key| Some(key.rsplit_once('.')?.0)).collect();
        names.sort_unstable();
        names.dedup();
        let keys = names.iter().flat_map(|name| {
            let off: &[(&str, &str)] = match name.starts_with("hook.") {
                true => &[("enabled", "false")],
                false => &[("clean", ""), ("smudge", ""), ("process", ""), ("required", "false")],
            };
            off.iter().map(move |(key, value)| (format!("{name}.{key}"), *value))
        });
        // What the user says in the same way stays before it. `-c` cannot say a name with `=` in it.
        let mut many: usize = env::var("GIT_CONFIG_COUNT").ok().and_then(|many| many.parse().ok()).unwrap_or(0);
        for (key, value) in keys {
            command.env(format!("GIT_CONFIG_KEY_{many}"), key).env(format!("GIT_CONFIG_VALUE_{many}"), value);
            many += 1;
        }
        command.env("GIT_CONFIG_COUNT", many.to_string());
        Ok(())
    }
}

/// Asks Git, in `folder`, for the repository that it finds from there or in the environment; `hidden` are variables that are
/// about another.
pub(super) fn rev_parse(folder: &Path, hidden: &[&str], arguments: &[&str]) -> Result<Vec<u8>, GitError> {
    let mut command = locked_down(NO_HOOKS);
    command.arg("rev-parse").args(arguments).current_dir(folder);
    for name in hidden {
        command.env_remove(name);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    output(command, &["rev-parse"], b"")
}

/// `git` with everything switched off that config could start, but for what only its names tell.
fn locked_down(hooks: &str) -> Command {
    let mut command = Command::new("git");
    for config in OFF.iter().copied().chain([hooks]) {
        command.args(["-c", config]);
    }
    command.arg("--no-pager").env("LC_ALL", "C").envs(NO_TRANSPORT);
    command
}

/// The options by which a command that shows changes asks no program for them.
fn no_external_diff(command: &str) -> &'static [&'static str] {
    match command {
        "log" | "show" => &["--no-ext-diff", "--no-textconv", "--no-show-signature"],
        "diff-tree" | "diff-index" => &["--no-ext-diff", "--no-textconv"],
        _ => &[],
    }
}

fn output(mut command: Command, arguments: &[impl AsRef<OsStr>], input: &[u8]) -> Result<Vec<u8>, GitError> {
    let mut child = command.spawn().map_err(GitError::GitNotFound)?;
    let mut stdin = child.stdin.take().expect("it was asked for");
    let output = thread::scope(|scope| {
        // It may answer before it has read everything. That it does not read at all, its exit code says.
        scope.spawn(move || stdin.write_all(input));
        child.wait_with_output()
    });
    let output = output.map_err(GitError::GitNotFound)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let stderr = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let stderr = if stderr.is_empty() { output.status.to_string() } else { stderr };
    let command = arguments.first().map(|name| name.as_ref().to_string_lossy().into_owned()).unwrap_or_default();
    Err(GitError::CommandFailed { command, stderr })
}
