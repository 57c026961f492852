//! The `vaultlint` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    vaultlint::main()
}
