//! Writes the report in the requested format, and what does not belong into it to standard error.

use super::args::{CheckArgs, Format};
use super::error::CliError;
use crate::output::{Output, escape_line};
use crate::report::{self, ReportOptions, VaultRun};

/// Writes the report of `--format`, or the patch of `--diff`.
pub(super) fn write_report(
    args: &CheckArgs,
    runs: &[VaultRun],
    view: &ReportOptions,
    out: &mut Output,
) -> Result<(), CliError> {
    if args.diff || args.format == Format::Concise {
        print_remarks(&report::not_run(runs))?;
    }
    if args.diff {
        return Ok(report::patch(runs, out)?);
    }
    match args.format {
        Format::Text => report::text(runs, view, out)?,
        Format::Concise => report::concise(runs, out)?,
        Format::Json => report::json(runs, out)?,
        Format::Github => report::github(runs, out)?,
        Format::Sarif => report::sarif(runs, out)?,
    }
    Ok(())
}

/// Lists unreadable files on standard error, in every format.
pub(super) fn warn_unreadable(runs: &[VaultRun], args: &CheckArgs) -> Result<(), CliError> {
    let mut stderr = Output::stderr();
    for run in runs {
        let shown = if args.verbose { usize::MAX } else { 20 };
        for (path, why) in run.outcome.unreadable.iter().take(shown) {
            writeln!(stderr, "vaultlint: {}: {}", run.display_path_on_line(path), escape_line(&why.to_string()))?;
        }
        if run.outcome.unreadable.len() > shown {
            writeln!(
                stderr,
                "vaultlint: {} not checked (-v lists them)",
                report::plural(run.outcome.unreadable.len() - shown, "more file")
            )?;
        }
    }
    Ok(())
}

/// Prints remarks on standard error.
pub(super) fn print_remarks(remarks: &[String]) -> Result<(), CliError> {
    let mut stderr = Output::stderr();
    remarks.iter().try_for_each(|remark| writeln!(stderr, "vaultlint: {}", escape_line(remark)))?;
    Ok(())
}
