//! The command line: arguments in, exit code out. One file a command.

mod args;
mod changed;
mod check;
mod config;
mod damaged_by;
mod error;
mod explain;
mod hook;
mod init;
mod last;
mod names;
mod recover;
mod rename;
mod returned;
mod stdin;
mod streams;
mod undo;
mod vault_run;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{Cli, Command};
use error::Failure;

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Exit {
    /// Nothing that counts is left.
    Clean,
    /// Findings are left, or there is a patch.
    Findings,
    /// It could not run.
    Unable,
    /// A bug of ours.
    Bug,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Unable => 2,
            Exit::Bug => 3,
        })
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let run = std::panic::catch_unwind(|| run(cli));
    match run {
        Ok(Ok(exit)) => exit.into(),
        Ok(Err(failure)) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Ok(Err(failure)) => {
            let said = failure.to_string();
            let said = said.lines().map(crate::report::printable).collect::<Vec<_>>().join("\n");
            let _ = writeln!(io::stderr(), "vaultlint: {said}");
            Exit::Unable.into()
        }
        Err(_) => {
            let _ =
                writeln!(io::stderr(), "vaultlint: this is a bug in vaultlint; please report it with the lines above");
            Exit::Bug.into()
        }
    }
}

fn run(cli: Cli) -> Result<Exit, Failure> {
    match cli.command {
        None => check::check(&cli.check),
        Some(Command::Check(args)) => check::check(&args),
        Some(Command::Init(args)) => init::init(&args),
        Some(Command::Explain { rule }) => explain::explain(&rule),
        Some(Command::Rules) => explain::rules(),
        Some(Command::Config { command }) => config::config(&command),
        Some(Command::Hook { command }) => hook::hook(&command),
        Some(Command::Names(args)) => names::names(&args),
        Some(Command::Rename(args)) => rename::rename(&args),
        Some(Command::Undo(args)) => undo::undo(&args),
        Some(Command::Completions { shell }) => {
            clap_complete::generate(shell, &mut Cli::command(), "vaultlint", &mut io::stdout());
            Ok(Exit::Clean)
        }
    }
}
