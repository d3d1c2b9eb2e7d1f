//! A finished exercise and what was read off its log, fresh from a run or from disk.

use std::path::Path;

use serde_json::Value;

use super::exit::Failure;
use super::flags::Face;
use super::out;
use crate::files::{self, LogFile};
use crate::model::{Header, Record};
use crate::report::Story;
use crate::score::Scorecard;
use crate::timeline::Timeline;

pub struct Told {
    pub header: Header,
    pub records: Vec<Record>,
    pub timeline: Timeline,
    card: Scorecard,
}

impl Told {
    pub fn new(header: Header, records: Vec<Record>) -> Told {
        let timeline = Timeline::read(&header.setup, &records);
        let card = Scorecard::new(&header.setup, &timeline, &records, header.seed);
        Told {
            header,
            records,
            timeline,
            card,
        }
    }

    /// Reads a log: the file, or the folder that holds it. Says what a crash has left behind.
    pub fn read(path: &Path, face: &Face) -> Result<Told, Failure> {
        let path = match path.is_dir() {
            true => crate::live::journal::newest(path),
            false => path.to_path_buf(),
        };
        let LogFile {
            header,
            records,
            torn,
            ..
        } = files::read_log(&path)?;
        if let Some(torn) = torn {
            out::say(
                &format!(
                    "note: `{}` ends in the middle of line {}; {} bytes of it were dropped, all before is whole",
                    path.display(),
                    torn.line,
                    torn.bytes
                ),
                face,
            );
        }
        Ok(Told::new(header, records))
    }

    pub fn story(&self) -> Story<'_> {
        Story {
            setup: &self.header.setup,
            seed: self.header.seed,
            records: &self.records,
            timeline: &self.timeline,
            card: &self.card,
            degraded: &self.header.degraded,
        }
    }

    pub fn scorecard(&self) -> Value {
        serde_json::to_value(&self.card).expect("a scorecard is plain data")
    }
}
