//! `vaultlint hook`.

use super::Exit;
use super::args::HookCommand;
use super::error::Failure;

pub(super) fn hook(_: &HookCommand) -> Result<Exit, Failure> {
    Ok(Exit::Clean)
}
