//! `vaultlint schema`: the JSON Schemas of what vaultlint writes and reads.

use std::io;

use super::args::SchemaName;
use super::error::CliError;
use super::exit::Exit;
use crate::config;
use crate::output::Output;

/// The schema of the JSON report.
const REPORT: &str = include_str!("../../schemas/report.schema.json");

pub(super) fn schema(name: SchemaName, out: &mut Output) -> Result<Exit, CliError> {
    match name {
        SchemaName::Report => out.write_bytes(REPORT.as_bytes())?,
        SchemaName::Config => config_schema(out)?,
    }
    Ok(Exit::Clean)
}

/// Writes the schema of the configuration.
pub(super) fn config_schema(out: &mut Output) -> io::Result<()> {
    out.write_json_pretty(&config::schema())?;
    writeln!(out)
}
