//! A log on disk: JSON Lines, the header first, then one record a line.
//!
//! Every line is a JSON object that ends with `,"crc":"1a2b3c4d"}`: the CRC-32C of the bytes of
//! the line before that. Every 1,024th line, and the one in which the exercise ends, also carries
//! `,"chain":"..."` before it: the SHA-256 of all lines above, so that a line altered, removed or put
//! in with a checksum of its own is found too. `head -n 1023 log.jsonl | sha256sum` gives the first.
//! A last line cut short by a crash is dropped and reported; any other damage is refused with its
//! line, so a history is never silently shortened in the middle.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::find::open_regular;
use super::write::{create_new, hex, sync_folder, write_atomic};
use super::{FileError, sha256_hex};
use crate::base::draws::GENERATOR;
use crate::model::record::FORMAT;
use crate::model::{Fact, Header, Record, Setup};

/// No line may be longer: 64 MiB. The header holds all inputs; records are short.
pub const LINE_MAX: u64 = 64 << 20;

/// No log may hold more records: twenty million.
pub const RECORDS_MAX: usize = 20_000_000;

/// Every so many lines one carries the hash of all above it.
pub const CHAIN: u64 = 1_024;

/// How many bytes `,"crc":"1a2b3c4d"}` has.
const TRAILER: usize = 18;

/// A log read back.
#[derive(Clone, Debug, PartialEq)]
pub struct LogFile {
    pub header: Header,
    pub records: Vec<Record>,
    /// What a crash left of a last line.
    pub torn: Option<Torn>,
    /// SHA-256 of the file's bytes, torn tail included.
    pub sha256: String,
}

/// The part of a last line that a crash left behind; it was never confirmed to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Torn {
    pub line: usize,
    pub bytes: usize,
}

/// Why a log cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(
        "`{path}` is not a log of Sandtable: name the `log.jsonl` that `sandtable run --out DIR` writes"
    )]
    NotALog { path: String },
    #[error(
        "`{path}` has log format {found}, this sandtable reads format {FORMAT}: use the version that wrote it ({engine}), or run the exercise again with the seed in its first line"
    )]
    OtherFormat {
        path: String,
        found: u64,
        engine: String,
    },
    #[error(
        "`{path}` is damaged in line {line}: {what}; restore it from a copy, or run the exercise again from its header"
    )]
    Damaged {
        path: String,
        line: usize,
        what: String,
    },
    #[error("`{path}` has more than {RECORDS_MAX} records: it is not a log of one exercise")]
    TooLong { path: String },
    #[error("`{path}` is no longer written to, since an earlier write failed: begin a new log")]
    Frozen { path: String },
}

impl LogError {
    /// Whether the log itself is at fault, rather than how it was named or the disk.
    pub fn is_the_files_fault(&self) -> bool {
        match self {
            LogError::File(error) => error.is_the_files_fault(),
            LogError::Frozen { .. } => false,
            _ => true,
        }
    }
}

/// Where the bytes of a growing file go: the disk, or in a test one that is full.
pub trait Store: Send {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Waits until all of it is on disk.
    fn sync(&mut self) -> io::Result<()>;
}

impl Store for std::fs::File {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        Write::write_all(self, bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// Writes a log line by line, for an exercise that is still going on.
///
/// After a failed write nothing more is accepted: what the disk holds then is not known.
pub struct LogWriter {
    path: PathBuf,
    store: Box<dyn Store>,
    lines: Writer,
    frozen: bool,
}

impl LogWriter {
    /// Begins a log that must not be there yet; the header is on disk when this returns.
    pub fn create(path: &Path, header: &Header) -> Result<LogWriter, LogError> {
        let log = LogWriter::begin(path, Box::new(create_new(path)?), header, &[])?;
        sync_folder(path).map_err(|error| FileError::io("write", path, error))?;
        Ok(log)
    }

    /// Begins a log in an empty store, with what has happened so far; it is on disk when this
    /// returns.
    pub fn begin(
        path: &Path,
        store: Box<dyn Store>,
        header: &Header,
        records: &[Record],
    ) -> Result<LogWriter, LogError> {
        let mut log = LogWriter {
            path: path.to_path_buf(),
            store,
            lines: Writer::default(),
            frozen: false,
        };
        let line = log.lines.header(header);
        log.write(&line)?;
        log.append_all(records)?;
        log.sync()?;
        Ok(log)
    }

    /// The hash of everything written so far.
    pub fn sha256(&self) -> String {
        self.lines.sha256()
    }

    /// Adds a record; it is on disk after the next [`sync`](LogWriter::sync).
    pub fn append(&mut self, record: &Record) -> Result<(), LogError> {
        self.append_all(std::slice::from_ref(record))
    }

    /// Adds many records with one write.
    pub fn append_all(&mut self, records: &[Record]) -> Result<(), LogError> {
        let mut lines = Vec::new();
        for record in records {
            lines.extend(self.lines.record(record));
        }
        self.write(&lines)
    }

    /// Waits until everything is on disk. Confirm nothing to anybody before.
    pub fn sync(&mut self) -> Result<(), LogError> {
        self.checked(|store| store.sync())
    }

    /// Ends the log; answers with its SHA-256.
    pub fn finish(mut self) -> Result<String, LogError> {
        self.checked(|store| store.sync())?;
        Ok(self.lines.sha256())
    }

    fn write(&mut self, lines: &[u8]) -> Result<(), LogError> {
        self.checked(|store| store.write_all(lines))
    }

    fn checked(
        &mut self,
        attempt: impl FnOnce(&mut dyn Store) -> io::Result<()>,
    ) -> Result<(), LogError> {
        if self.frozen {
            let path = self.path.display().to_string();
            return Err(LogError::Frozen { path });
        }
        attempt(self.store.as_mut()).map_err(|error| {
            self.frozen = true;
            FileError::io("write", &self.path, error).into()
        })
    }
}

/// The header of a log that begins: what this program is, and all it was given.
pub fn header(setup: Setup, seed: u64, degraded: Vec<String>) -> Header {
    let inputs = serde_json::to_vec(&setup).expect("inputs are plain data");
    Header {
        format: FORMAT,
        engine: concat!("sandtable ", env!("CARGO_PKG_VERSION")).into(),
        generator: GENERATOR.into(),
        seed,
        epoch: 0,
        inputs_sha256: sha256_hex(&inputs),
        branch_of: None,
        degraded,
        setup,
    }
}

/// Writes the whole log of a finished exercise in the place of what was there; answers with its
/// SHA-256.
pub fn write_log(path: &Path, header: &Header, records: &[Record]) -> Result<String, LogError> {
    let mut writer = Writer::default();
    let mut lines = writer.header(header);
    for record in records {
        lines.extend(writer.record(record));
    }
    write_atomic(path, &lines)?;
    Ok(writer.sha256())
}

/// A log to go on with: what it holds, how many of its bytes are whole, and what writes the next
/// line once the store has been cut to that length.
pub struct Continued {
    pub log: LogFile,
    pub whole: u64,
    /// The last line lacks its line feed, which a crash kept from the disk.
    pub unended: bool,
    lines: Writer,
}

impl Continued {
    /// Goes on writing into a store that holds the whole lines and nothing after them.
    pub fn go_on(
        self,
        path: &Path,
        store: Box<dyn Store>,
    ) -> Result<(LogFile, LogWriter), LogError> {
        let mut writer = LogWriter {
            path: path.to_path_buf(),
            store,
            lines: self.lines,
            frozen: false,
        };
        if self.unended {
            writer.write(b"\n")?;
            writer.sync()?;
        }
        Ok((self.log, writer))
    }
}

/// Reads a log and checks every line.
pub fn read_log(path: &Path) -> Result<LogFile, LogError> {
    Ok(continue_log(path)?.log)
}

/// Reads a log that is to be gone on with.
pub fn continue_log(path: &Path) -> Result<Continued, LogError> {
    let (file, _) = open_regular(path)?;
    let mut lines = Lines {
        path,
        from: BufReader::with_capacity(1 << 16, file),
        above: Sha256::new(),
        line: Vec::new(),
        number: 0,
    };
    if !lines.advance()? {
        return Err(lines.not_a_log());
    }
    let header = lines.header()?;
    let mut records: Vec<Record> = Vec::new();
    let mut torn = None;
    let mut good = Good::default();
    good.take(&lines.line);
    while lines.advance()? {
        let whole = lines.line.last() == Some(&b'\n');
        let record = match lines.record() {
            Ok(record) => record,
            Err(_) if !whole => {
                torn = Some(Torn {
                    line: lines.number,
                    bytes: lines.line.len(),
                });
                break;
            }
            Err(what) => return Err(lines.damaged(what)),
        };
        if record.seq as usize != records.len() {
            let what = format!(
                "record {} stands where {} belongs",
                record.seq,
                records.len()
            );
            return Err(lines.damaged(what));
        }
        if records.len() == RECORDS_MAX {
            let path = path.display().to_string();
            return Err(LogError::TooLong { path });
        }
        records.push(record);
        good.take(&lines.line);
    }
    let log = LogFile {
        header,
        records,
        torn,
        sha256: lines.sha256(),
    };
    Ok(Continued {
        log,
        whole: good.bytes,
        unended: good.unended,
        lines: good.lines,
    })
}

/// The whole lines of a log so far.
#[derive(Default)]
struct Good {
    lines: Writer,
    bytes: u64,
    unended: bool,
}

impl Good {
    fn take(&mut self, line: &[u8]) {
        self.lines.hash.update(line);
        self.lines.lines += 1;
        self.bytes += line.len() as u64;
        self.unended = line.last() != Some(&b'\n');
        if self.unended {
            self.lines.hash.update(b"\n");
        }
    }
}

/// Whether a line carries the hash of all above it. `number` is from 1.
fn is_chained(number: u64, record: &Record) -> bool {
    number.is_multiple_of(CHAIN) || matches!(record.fact, Fact::Ended { .. })
}

/// Makes the lines of one log, in their order.
#[derive(Default)]
struct Writer {
    /// Of all lines made so far.
    hash: Sha256,
    lines: u64,
}

impl Writer {
    fn header(&mut self, header: &Header) -> Vec<u8> {
        self.line(header, None)
    }

    fn record(&mut self, record: &Record) -> Vec<u8> {
        let chain = is_chained(self.lines + 1, record).then(|| self.sha256());
        self.line(record, chain)
    }

    fn sha256(&self) -> String {
        hex(self.hash.clone().finalize().as_slice())
    }

    /// The value as JSON, the hash of all above if it is due, the checksum as last key, a line feed.
    fn line<T: Serialize>(&mut self, value: &T, chain: Option<String>) -> Vec<u8> {
        let mut line = serde_json::to_vec(value).expect("headers and records are plain data");
        let end = line.pop();
        assert_eq!(end, Some(b'}'), "headers and records are objects");
        if let Some(chain) = chain {
            line.extend(format!(",\"chain\":\"{chain}\"").bytes());
        }
        let crc = crc32c::crc32c(&line);
        line.extend(format!(",\"crc\":\"{crc:08x}\"}}\n").bytes());
        self.hash.update(&line);
        self.lines += 1;
        line
    }
}

/// A line without its checksum and closing brace, if the checksum is there and right.
fn body_of(line: &[u8]) -> Result<&[u8], String> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let missing = || "its checksum is missing".to_string();
    let at = line.len().checked_sub(TRAILER).ok_or_else(missing)?;
    let (body, trailer) = line.split_at(at);
    let crc = trailer
        .strip_prefix(b",\"crc\":\"")
        .and_then(|rest| rest.strip_suffix(b"\"}"))
        .ok_or_else(missing)?;
    let right = format!("{:08x}", crc32c::crc32c(body));
    if crc != right.as_bytes() {
        return Err("its checksum does not fit".into());
    }
    Ok(body)
}

/// Reads a file line by line, none longer than [`LINE_MAX`].
struct Lines<'a> {
    path: &'a Path,
    from: BufReader<std::fs::File>,
    /// Of all lines above this one.
    above: Sha256,
    line: Vec<u8>,
    /// From 1.
    number: usize,
}

impl Lines<'_> {
    /// Goes to the next line; false at the end.
    fn advance(&mut self) -> Result<bool, LogError> {
        self.above.update(&self.line);
        self.line.clear();
        self.number += 1;
        let mut bounded = (&mut self.from).take(LINE_MAX);
        let read = bounded.read_until(b'\n', &mut self.line);
        let count = read.map_err(|error| FileError::io("read", self.path, error))?;
        if count as u64 == LINE_MAX {
            return Err(self.damaged(format!("it is longer than {} MiB", LINE_MAX >> 20)));
        }
        Ok(count > 0)
    }

    /// The hash of everything read, this line too.
    fn sha256(self) -> String {
        hex(self.above.chain_update(&self.line).finalize().as_slice())
    }

    /// The record in this line, its checksum checked, and where it is due the hash of all above.
    fn record(&self) -> Result<Record, String> {
        let record = self.checked()?;
        if is_chained(self.number as u64, &record) {
            let above = hex(self.above.clone().finalize().as_slice());
            let chain = format!(",\"chain\":\"{above}\"");
            if !body_of(&self.line)?.ends_with(chain.as_bytes()) {
                return Err("its `chain` is not the hash of the lines above: one of them was altered, removed or put in".into());
            }
        }
        Ok(record)
    }

    /// The value in this line, its checksum checked.
    fn checked<T: for<'de> Deserialize<'de>>(&self) -> Result<T, String> {
        let body = body_of(&self.line)?;
        let json = [body, b"}"].concat();
        serde_json::from_slice(&json)
            .map_err(|error| format!("it does not read as it should ({error})"))
    }

    fn header(&self) -> Result<Header, LogError> {
        #[derive(Deserialize)]
        struct Version {
            format: u64,
            #[serde(default)]
            engine: String,
        }
        if !self.line.starts_with(b"{") {
            return Err(self.not_a_log());
        }
        let Ok(version) = serde_json::from_slice::<Version>(&self.line) else {
            return Err(match self.line.starts_with(b"{\"format\":") {
                true => self.damaged("it is not a whole header".into()),
                false => self.not_a_log(),
            });
        };
        // Another version may keep its checksums elsewhere; a wrong one is damage all the same.
        if let Err(what) = body_of(&self.line)
            && (what.contains("does not fit") || version.format == u64::from(FORMAT))
        {
            return Err(self.damaged(what));
        }
        if version.format != u64::from(FORMAT) {
            return Err(LogError::OtherFormat {
                path: self.path.display().to_string(),
                found: version.format,
                engine: version.engine,
            });
        }
        self.checked().map_err(|what| self.damaged(what))
    }

    fn damaged(&self, what: String) -> LogError {
        LogError::Damaged {
            path: self.path.display().to_string(),
            line: self.number,
            what,
        }
    }

    fn not_a_log(&self) -> LogError {
        LogError::NotALog {
            path: self.path.display().to_string(),
        }
    }
}

#[cfg(test)]
mod tests;
