//! The command line: one file a command, one place for exit codes, one for what is printed.
//!
//! Results go to stdout, progress and diagnostics to stderr. A command is registered in
//! [`Command`] only when it works.

mod analyse;
mod check;
mod compare;
mod comparing;
mod completions;
mod exit;
mod explain;
mod flags;
mod fmt;
#[cfg(feature = "history")]
mod history;
mod host;
mod inputs;
mod list;
mod merge;
mod new;
mod out;
mod play;
mod reality;
mod replay;
mod report;
mod run;
mod schema;
mod seat;
mod shadow;
mod study;
mod table;
mod told;
mod words;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

use exit::{Exit, Failure};
use flags::Face;

/// Tabletop exercises and game days for incident response.
///
/// An incident is a race between a fault that spreads through a system and knowledge that spreads
/// through people. Sandtable plays it out: a scenario, a team and a process go in, a log comes
/// out, and everything else reads the log.
#[derive(Debug, Parser)]
#[command(
    name = "sandtable",
    bin_name = "sandtable",
    version,
    max_term_width = 100,
    arg_required_else_help = true,
    disable_help_subcommand = true,
    after_help = exit::HELP,
    after_long_help = exit::HELP
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    face: Face,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Args),
    Host(host::Args),
    Play(play::Args),
    Seat(seat::Args),
    Compare(compare::Args),
    Study(study::Args),
    Merge(merge::Args),
    Replay(replay::Args),
    Report(report::Args),
    Analyse(analyse::Args),
    #[cfg(feature = "history")]
    History(history::Args),
    Check(check::Args),
    New(new::Args),
    Fmt(fmt::Args),
    List(list::Args),
    Explain(explain::Args),
    Schema(schema::Args),
    Completions(completions::Args),
}

/// Runs what was typed.
pub fn main() -> ExitCode {
    exit::tell_of_bugs();
    exit::end_on_interrupt();
    let cli = Cli::parse();
    match run(&cli) {
        Ok(exit) => exit.into(),
        Err(failure) => out::report(&failure, &cli.face),
    }
}

fn run(cli: &Cli) -> Result<Exit, Failure> {
    match &cli.command {
        Command::Run(args) => run::run(args, &cli.face),
        Command::Host(args) => host::run(args, &cli.face),
        Command::Play(args) => play::run(args, &cli.face),
        Command::Seat(args) => seat::run(args, &cli.face),
        Command::Compare(args) => compare::run(args, &cli.face),
        Command::Study(args) => study::run(args, &cli.face),
        Command::Merge(args) => merge::run(args, &cli.face),
        Command::Replay(args) => replay::run(args, &cli.face),
        Command::Report(args) => report::run(args, &cli.face),
        Command::Analyse(args) => analyse::run(args, &cli.face),
        #[cfg(feature = "history")]
        Command::History(args) => history::run(args, &cli.face),
        Command::Check(args) => check::run(args, &cli.face),
        Command::New(args) => new::run(args, &cli.face),
        Command::Fmt(args) => fmt::run(args, &cli.face),
        Command::List(args) => list::run(args),
        Command::Explain(args) => explain::run(args),
        Command::Schema(args) => schema::run(args),
        Command::Completions(args) => completions::run(args, Cli::command()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_hangs_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_has_an_example() {
        for command in Cli::command().get_subcommands() {
            let help = command.clone().render_long_help().to_string();
            let example = format!("sandtable {}", command.get_name());
            let examples = help.split_once("Example").map_or("", |(_, after)| after);
            assert!(
                examples.contains(&example),
                "{}: {help}",
                command.get_name()
            );
        }
    }
}
