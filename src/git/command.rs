//! Runs `git`, and controls which programs Git may run in turn. No other module starts `git`.
//!
//! A repository's config can name programs, and Git runs them in every repository that belongs to the user, even one
//! unpacked from an archive. vaultlint disables every program that a command does not need:
//!
//! | command | purpose | config could start | may start |
//! |---|---|---|---|
//! | `rev-parse`, `config` | paths of the repository and its hooks, names of filters and hooks | nothing | nothing |
//! | `cat-file --batch`, `ls-tree`, `diff-tree`, `diff-index --cached`, `rev-list`, `merge-base`, `for-each-ref` | objects and revisions that libgit2 cannot read | `core.fsmonitor`; to fetch a missing object of a partial clone: `core.sshCommand`, `core.gitProxy`, `core.askPass`, `credential.helper`, `remote.*.uploadpack`, `remote.*.vcs` | transports, if the user asked for a revision or for staged changes |
//! | `log`, `show` | the commit that introduced a text, creation days of notes | the same, and `gpg.program`, `diff.*.textconv`, `diff.*.command`, `diff.external`, the pager | nothing |
//! | `hash-object -w --no-filters`, `check-attr` | new objects; notes that have a filter | nothing | nothing |
//! | `cat-file --filters`, `hash-object --path` | the working copy of a fixed staged note | `filter.*.clean`, `.smudge`, `.process` | the filter of that note |
//! | `update-index`, `add --refresh` | the index | `core.fsmonitor`, hooks (`core.hooksPath`, `hook.*.command`), `filter.*` | nothing |
//!
//! No command merges, signs, edits, clones or updates submodules, so merge drivers, editors,
//! `core.alternateRefsCommand` and the like never run. libgit2 and `gix-index`, which do most of the reading, start no
//! programs.

use std::env;
use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use super::{GitError, Repository};

/// Config for every command. Every version of Git takes an empty `core.fsmonitor` as disabled.
const OFF: &[&str] = &[
    "core.fsmonitor=",
    "gc.auto=0",
    "log.mailmap=false",
    "log.showSignature=false",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
];
/// Variables that keep Git from fetching what a partial clone lacks. Git before 2.45 does not know the first, so the
/// second forbids every protocol.
const NO_TRANSPORT: [(&str, &str); 2] = [("GIT_NO_LAZY_FETCH", "1"), ("GIT_ALLOW_PROTOCOL", "none")];
/// Config that disables hooks.
const NO_HOOKS: &str = "core.hooksPath=/dev/null";

/// A `git` command for one repository.
#[derive(Clone, Debug)]
pub(crate) struct GitCommand {
    repository: Repository,
    index: PathBuf,
    allowed: AllowedPrograms,
}

/// The programs that Git may start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum AllowedPrograms {
    Nothing,
    Filters,
    Transport,
}

impl GitCommand {
    /// Creates a command for `repository` and its index, with every other program disabled.
    pub(crate) fn new(repository: &Repository) -> Self {
        Self { index: repository.index.clone(), repository: repository.clone(), allowed: AllowedPrograms::Nothing }
    }

    /// Allows Git to run the filters that convert between its content and working copies.
    #[must_use]
    pub(crate) fn with_filters(self) -> Self {
        Self { allowed: AllowedPrograms::Filters, ..self }
    }

    /// Allows Git to fetch objects that a partial clone lacks.
    #[must_use]
    pub(super) fn with_transport(self) -> Self {
        Self { allowed: AllowedPrograms::Transport, ..self }
    }

    /// Uses another index.
    #[must_use]
    pub(super) fn with_index(self, index: PathBuf) -> Self {
        Self { index, ..self }
    }

    /// Runs `git` with `arguments` and `input` on standard input, and returns its standard output.
    ///
    /// # Errors
    /// When `git` cannot be started or fails.
    pub(crate) fn run(&self, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, GitError> {
        self.output(NO_HOOKS, arguments, input)
    }

    /// Returns the hooks folder as set by `core.hooksPath`: absolute, or relative to the repository's top. Empty if
    /// hooks are disabled.
    ///
    /// # Errors
    /// When `git` fails.
    pub(crate) fn hooks_folder(&self) -> Result<PathBuf, GitError> {
        let arguments = ["rev-parse", "--git-path", "hooks"];
        // `rev-parse` runs no hooks, and with `NO_HOOKS` it would return `/dev/null`.
        let path = self.output("core.fsmonitor=", &arguments, b"")?;
        Ok(PathBuf::from(String::from_utf8_lossy(&path).trim_end_matches(['\n', '\r'])))
    }

    /// Starts `git` with `arguments` as a process that keeps answering requests on its standard input.
    pub(super) fn spawn(&self, arguments: &[&str]) -> Result<Child, GitError> {
        self.command(NO_HOOKS, arguments)?.stderr(Stdio::null()).spawn().map_err(GitError::GitNotFound)
    }

    fn output(&self, hooks: &str, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, GitError> {
        output(self.command(hooks, arguments)?, arguments, input).map_err(|error| match error {
            GitError::CommandFailed { command, stderr } => {
                let hidden = |link: PathBuf| {
                    format!("error message hidden: it may quote the target of the link {}", link.display())
                };
                GitError::CommandFailed { command, stderr: self.repository.link_out().map_or(stderr, hidden) }
            }
            error => error,
        })
    }

    fn command(&self, hooks: &str, arguments: &[&str]) -> Result<Command, GitError> {
        let (name, options) = arguments.split_first().expect("a command has a name");
        let mut command = locked_down(hooks);
        command
            .arg(name)
            .args(no_external_diff(name))
            .args(options)
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

    /// Disables filters and hooks, whose config keys contain a name of their own.
    fn switch_off_named(&self, command: &mut Command) -> Result<(), GitError> {
        // `core.fsmonitor` is always set: without a match, Git fails.
        let list = ["config", "-z", "--name-only", "--get-regexp", r"^(core\.fsmonitor$|(filter|hook)\..*\.)"];
        let listed = String::from_utf8(self.run(&list, b"")?).map_err(|_| GitError::CommandFailed {
            command: "config".to_owned(),
            stderr: "the name of a filter or hook is not UTF-8, so it cannot be disabled".to_owned(),
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
        // Appended to the entries of the user's environment. `-c` cannot set a key that contains `=`.
        let mut count: usize = env::var("GIT_CONFIG_COUNT").ok().and_then(|count| count.parse().ok()).unwrap_or(0);
        for (key, value) in keys {
            command.env(format!("GIT_CONFIG_KEY_{count}"), key).env(format!("GIT_CONFIG_VALUE_{count}"), value);
            count += 1;
        }
        command.env("GIT_CONFIG_COUNT", count.to_string());
        Ok(())
    }
}

/// Runs `git rev-parse` in `folder`. `hidden` are environment variables to unset because they are about another
/// repository.
pub(super) fn rev_parse(folder: &Path, hidden: &[&str], arguments: &[&str]) -> Result<Vec<u8>, GitError> {
    let mut command = locked_down(NO_HOOKS);
    command.arg("rev-parse").args(arguments).current_dir(folder);
    for name in hidden {
        command.env_remove(name);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    output(command, &["rev-parse"], b"")
}

/// Returns `git` with every program disabled that config could start, except for those under keys with names of their
/// own.
fn locked_down(hooks: &str) -> Command {
    let mut command = Command::new("git");
    for config in OFF.iter().copied().chain([hooks]) {
        command.args(["-c", config]);
    }
    command.arg("--no-pager").env("LC_ALL", "C").envs(NO_TRANSPORT);
    command
}

/// Returns the options that keep a command that shows changes from running diff programs.
fn no_external_diff(command: &str) -> &'static [&'static str] {
    match command {
        "log" | "show" => &["--no-ext-diff", "--no-textconv", "--no-show-signature"],
        "diff-tree" | "diff-index" => &["--no-ext-diff", "--no-textconv"],
        _ => &[],
    }
}

fn output(mut command: Command, arguments: &[impl AsRef<OsStr>], input: &[u8]) -> Result<Vec<u8>, GitError> {
    let mut child = command.spawn().map_err(GitError::GitNotFound)?;
    let mut stdin = child.stdin.take().expect("stdin is piped");
    let output = thread::scope(|scope| {
        // `git` may write before it has read everything. A failed write shows in its exit code.
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
