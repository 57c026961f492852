//! The command-line interface, one file per command.

mod annotate;
mod args;
mod changed;
mod check;
mod config;
mod error;
mod exit;
mod explain;
mod hook;
mod init;
mod last_clean;
mod misnamed;
mod moved_files;
mod names;
mod other_notes;
mod recover;
mod rename;
mod report_options;
mod schema;
mod scope;
mod stdin;
mod undo;
mod undo_command;
mod usage_error;
mod vault_run;
mod write_report;

use std::panic::{PanicHookInfo, catch_unwind, set_hook};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use args::{CheckArgs, Cli, Command};
use error::CliError;
use exit::Exit;

use crate::output::{ColourChoice, Output, escape_line};

/// Runs vaultlint with the arguments of the process.
pub fn main() -> ExitCode {
    set_hook(Box::new(panicked));
    match Cli::try_parse() {
        Ok(cli) => catch_unwind(|| end(cli)).unwrap_or(Exit::Bug).into(),
        Err(answer) => print_clap(&answer),
    }
}

/// Prints help, or an error in the arguments. Errors are escaped, because arguments may be file names.
fn print_clap(answer: &clap::Error) -> ExitCode {
    if answer.use_stderr() {
        let _ = writeln!(Output::stderr(), "{}", usage_error::explain_usage_error(answer));
        return Exit::Unable.into();
    }
    let mut out = Output::stdout();
    out.set_colours(ColourChoice::Auto);
    let _ = out.write_drawing(&answer.render().ansi().to_string());
    Exit::Clean.into()
}

/// Runs the command and flushes its output. A failed write is an error, but changes already made are kept.
fn end(cli: Cli) -> Exit {
    let mut out = Output::stdout();
    let ended = run(cli, &mut out);
    let written = out.finish().map_err(|(path, reason)| CliError::Output { path, reason });
    match ended.and_then(|exit| written.map(|()| exit)) {
        Ok(exit) => exit,
        Err(failure) => {
            let message = failure.to_string();
            let message = message.lines().map(escape_line).collect::<Vec<_>>().join("\n");
            let _ = writeln!(Output::stderr(), "vaultlint: {message}");
            Exit::Unable
        }
    }
}

/// Reports a panic. Its message may quote a note, so it goes through [`Output`].
fn panicked(panic: &PanicHookInfo<'_>) {
    let bug = "this is a bug in vaultlint; please report it with the lines above";
    let _ = writeln!(Output::stderr(), "{panic}\nvaultlint: {bug}");
}

fn run(cli: Cli, out: &mut Output) -> Result<Exit, CliError> {
    match cli.command {
        None => check(&cli.check, out),
        Some(Command::Check(args)) => check(&args, out),
        Some(Command::Init(args)) => init::init(&args, out),
        Some(Command::Explain { rule, format }) => explain::explain(&rule, format, out),
        Some(Command::Rules { format }) => explain::rules(format, out),
        Some(Command::Config { command }) => config::config(&command, out),
        Some(Command::Hook { command }) => hook::hook(&command, out),
        Some(Command::Names(args)) => names::names(&args, out),
        Some(Command::Rename(args)) => rename::rename(&args, out),
        Some(Command::Undo(args)) => undo::undo(&args, out),
        Some(Command::Schema { name }) => schema::schema(name, out),
        Some(Command::Completions { shell }) => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "vaultlint", &mut script);
            out.write_bytes(&script)?;
            Ok(Exit::Clean)
        }
    }
}

/// Runs a check, with paths and rule names normalized.
fn check(args: &CheckArgs, out: &mut Output) -> Result<Exit, CliError> {
    let args = usage_error::normalize_args(args);
    check::check(&args, out).map_err(|failure| usage_error::with_path_hint(failure, &args))
}
