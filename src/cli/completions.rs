//! `completions`: what a shell needs to complete commands and flags.

use clap_complete::Shell;

use super::exit::{Exit, Failure};
use super::out;

const EXAMPLE: &str = "\
Examples:
  sandtable completions bash > ~/.local/share/bash-completion/completions/sandtable
  sandtable completions zsh > ~/.zfunc/_sandtable";

/// Print completions for a shell
///
/// The shell then completes commands and flags. Put the text where your shell looks for it.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// The shell that will read them
    shell: Shell,
}

pub fn run(args: &Args, mut command: clap::Command) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut command, "sandtable", &mut text);
    out::print(&String::from_utf8(text).expect("completions are text"))?;
    Ok(Exit::Fine)
}
