//! The program `git`: what writes to a repository.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;

use super::{GitError, Repository};

/// The program `git`, for one repository.
#[derive(Clone, Debug)]
pub struct Program {
    repository: Repository,
    index: PathBuf,
}

impl Program {
    /// For `repository` with its index.
    pub fn of(repository: &Repository) -> Self {
        Self { index: repository.index.clone(), repository: repository.clone() }
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
        let mut child = self.command(arguments).spawn().map_err(GitError::NoProgram)?;
        let mut stdin = child.stdin.take().expect("it was asked for");
        let output = thread::scope(|scope| {
            // It may answer before it has read everything. That it does not read at all, its exit code says.
            scope.spawn(move || stdin.write_all(input));
            child.wait_with_output()
        });
        let output = output.map_err(GitError::NoProgram)?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        let said = if said.is_empty() { output.status.to_string() } else { said };
        Err(GitError::Program { command: (*arguments.first().unwrap_or(&"")).to_owned(), said })
    }

    /// Starts `git ARGUMENTS`, which goes on answering on its standard output what it is asked on its standard input.
    pub(super) fn spawn(&self, arguments: &[&str]) -> Result<Child, GitError> {
        self.command(arguments).stderr(Stdio::null()).spawn().map_err(GitError::NoProgram)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command
            .args(arguments)
            .current_dir(&self.repository.top)
            .env("GIT_DIR", &self.repository.git_dir)
            .env("GIT_WORK_TREE", &self.repository.top)
            .env("GIT_INDEX_FILE", &self.index)
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_LITERAL_PATHSPECS", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("LC_ALL", "C")
            .env_remove("GIT_PREFIX")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}
