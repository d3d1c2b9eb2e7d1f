//! `schema`: the formats as JSON Schema, for editors and other programs.

use clap::ValueEnum;
use schemars::{JsonSchema, Schema, schema_for};
use serde_json::{Map, Value};

use super::exit::{Exit, Failure};
use super::out;
use crate::model::{Defaults, Header, Process, Record, Scenario, StudyFile, Team, Vocabulary};

const EXAMPLE: &str = "\
Example:
  sandtable schema scenario > scenario.schema.json

Schemas describe the values; `sandtable explain scenario` says the same in words.";

/// Print the JSON Schema of a format
///
/// Scripts are written in RON; the schema describes the same values as JSON. Without a name, all
/// schemas are printed in one object.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLE)]
pub struct Args {
    /// Which format
    what: Option<What>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// An incident script
    Scenario,
    /// Who there is
    Team,
    /// How a team has agreed to respond
    Process,
    /// The figures behind the mechanisms
    Defaults,
    /// The shared words
    Vocabulary,
    /// What is run many times, and compared
    Study,
    /// One line of a log: the header, or a record
    Log,
}

/// One line of a log: the header first, then records.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    clippy::large_enum_variant,
    reason = "only its schema is used"
)]
enum Line {
    Header(Checked<Header>),
    Record(Checked<Record>),
}

#[derive(JsonSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct Checked<T> {
    #[serde(flatten)]
    content: T,
    /// SHA-256, in hexadecimal, of all lines above, line feeds included: in every 1,024th line and
    /// the one in which the exercise ends.
    #[schemars(regex(pattern = "^[0-9a-f]{64}$"))]
    chain: Option<String>,
    /// CRC-32C, in hexadecimal, of the bytes of the line before `,"crc"`.
    #[schemars(regex(pattern = "^[0-9a-f]{8}$"))]
    crc: String,
}

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let schema = match args.what {
        Some(what) => schema_of(what).to_value(),
        None => {
            let all = What::value_variants().iter();
            Value::Object(Map::from_iter(all.map(|what| {
                let value = what.to_possible_value().expect("no schema is hidden");
                (value.get_name().to_string(), schema_of(*what).to_value())
            })))
        }
    };
    out::print_json(&schema)?;
    Ok(Exit::Fine)
}

/// The schema of a format.
pub fn schema_of(what: What) -> Schema {
    match what {
        What::Scenario => schema_for!(Scenario),
        What::Team => schema_for!(Team),
        What::Process => schema_for!(Process),
        What::Defaults => schema_for!(Defaults),
        What::Vocabulary => schema_for!(Vocabulary),
        What::Study => schema_for!(StudyFile),
        What::Log => schema_for!(Line),
    }
}
