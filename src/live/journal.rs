//! A session on disk: `log.jsonl`, or the newest branch beside it, and `session.jsonl`.
//!
//! The log is the truth: a record is shown to nobody before it is on disk. `session.jsonl` keeps what
//! is no function of the inputs (wall times, pauses, changes of speed); it is a diary, and no reader
//! of a log needs it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::coach::CoachMode;
use super::disk::{Disk, Lock};
use super::opening::LiveError;
use crate::base::{Name, SimTime};
use crate::files::{self, LogFile, LogWriter, Store};
use crate::model::{Header, Record};

/// The trunk of a session.
const TRUNK: &str = "log.jsonl";
/// The diary of a session.
const DIARY: &str = "session.jsonl";

/// What happened to a session outside its story.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happening {
    Opened {
        program: String,
    },
    Resumed {
        records: usize,
        dropped_bytes: usize,
    },
    Sat {
        person: Name,
        role: Option<Name>,
    },
    Speed {
        hundredths: u32,
    },
    Turns,
    Coach {
        mode: CoachMode,
    },
    Paused,
    WentOn,
    /// The machine slept or the program stood still for so long.
    Gap {
        ms: u64,
    },
    /// Story time passed over at once, to the next thing that needed somebody.
    Forwarded {
        to_ms: i64,
    },
    Branched {
        file: String,
    },
    /// A command is about to go into the log, behind so many records; see [`super::receipts`].
    Promised {
        key: String,
        by: Option<Name>,
        from: usize,
        word: String,
    },
    /// It never got there.
    Void {
        key: String,
    },
    /// The log was executed again after the end and compared.
    Verified {
        same: bool,
    },
    /// A write failed; nothing was confirmed from here on.
    Froze {
        why: String,
    },
    Thawed,
    Left,
}

/// A line of the diary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub wall_unix_ms: u64,
    pub story_ms: i64,
    pub what: Happening,
}

/// Writes one session's files. There is one of it for a folder at a time.
pub struct Journal {
    folder: PathBuf,
    /// The log being written.
    file: PathBuf,
    writer: LogWriter,
    diary: Box<dyn Store>,
    /// The last line of the diary may be cut short.
    diary_torn: bool,
    disk: Box<dyn Disk>,
    _lock: Lock,
}

/// What a folder holds.
pub struct Found {
    pub log: LogFile,
    pub diary: Vec<Entry>,
}

impl Journal {
    /// Begins in a folder that holds no session yet.
    pub fn begin(
        folder: &Path,
        header: &Header,
        disk: Box<dyn Disk>,
    ) -> Result<Journal, LiveError> {
        files::make_folder(folder)?;
        let lock = Lock::take(folder)?;
        let file = folder.join(TRUNK);
        let store = disk.create(&file)?;
        let writer = LogWriter::begin(&file, store, header, &[])?;
        let diary = disk.append(&folder.join(DIARY), None)?;
        Ok(Journal {
            folder: folder.to_path_buf(),
            file,
            writer,
            diary,
            diary_torn: false,
            disk,
            _lock: lock,
        })
    }

    /// Goes on in a folder: its newest branch, or its trunk. What a crash left of a last line goes
    /// to a file of its own beside it.
    pub fn resume(folder: &Path, disk: Box<dyn Disk>) -> Result<(Journal, Found), LiveError> {
        if !folder.join(TRUNK).is_file() {
            return Err(LiveError::NoSession {
                folder: folder.to_path_buf(),
            });
        }
        let lock = Lock::take(folder)?;
        let file = newest(folder);
        let continued = files::continue_log(&file)?;
        let whole = continued.whole;
        if continued.log.torn.is_some() {
            let bytes =
                std::fs::read(&file).map_err(|error| files::FileError::io("read", &file, error))?;
            let torn = bytes.get(whole as usize..).unwrap_or_default();
            files::write_atomic(&file.with_extension("torn"), torn)?;
        }
        let store = disk.append(&file, Some(whole))?;
        let (log, writer) = continued.go_on(&file, store)?;
        let diary_at = folder.join(DIARY);
        let text = std::fs::read_to_string(&diary_at).unwrap_or_default();
        let entries = text.lines().filter_map(|l| serde_json::from_str(l).ok());
        let found = Found {
            log,
            diary: entries.collect(),
        };
        let mut diary = disk.append(&diary_at, None)?;
        if !text.is_empty() && !text.ends_with('\n') {
            let _ = diary.write_all(b"\n");
        }
        let journal = Journal {
            folder: folder.to_path_buf(),
            file,
            writer,
            diary,
            diary_torn: false,
            disk,
            _lock: lock,
        };
        Ok((journal, found))
    }

    /// Records on disk when this returns.
    pub fn keep(&mut self, records: &[Record]) -> Result<(), LiveError> {
        self.writer.append_all(records)?;
        self.writer.sync()?;
        Ok(())
    }

    /// After a failed write: the whole log anew beside the old one, then in its place. What the old
    /// file holds beyond its last good write is not known, so it is not written to again.
    pub fn keep_anew(&mut self, header: &Header, records: &[Record]) -> Result<(), LiveError> {
        let fresh = self.file.with_extension("part");
        let _ = std::fs::remove_file(&fresh);
        let store = self.disk.create(&fresh)?;
        let written = LogWriter::begin(&fresh, store, header, records);
        let writer = written.inspect_err(|_| {
            let _ = std::fs::remove_file(&fresh);
        })?;
        self.disk.rename(&fresh, &self.file)?;
        self.writer = writer;
        Ok(())
    }

    /// Begins a branch: a log of its own beside the trunk, with what it keeps of it.
    pub fn branch(&mut self, header: &Header, records: &[Record]) -> Result<(), LiveError> {
        let mut number = 1;
        while branch(&self.folder, number).exists() {
            number += 1;
        }
        let file = branch(&self.folder, number);
        let store = self.disk.create(&file)?;
        let written = LogWriter::begin(&file, store, header, records);
        // Half a branch is none: the session goes on where it was.
        self.writer = written.inspect_err(|_| {
            let _ = std::fs::remove_file(&file);
        })?;
        self.file = file;
        Ok(())
    }

    /// Writes into the diary; whether that has worked.
    pub fn note(&mut self, wall_unix_ms: u64, story: SimTime, what: Happening) -> bool {
        self.diary_line(wall_unix_ms, story, what).is_ok()
    }

    /// A line of the diary that is on disk when this returns.
    pub fn promise(
        &mut self,
        wall_unix_ms: u64,
        story: SimTime,
        what: Happening,
    ) -> Result<(), LiveError> {
        let path = self.folder.join(DIARY);
        let failed = |error| files::FileError::io("write", &path, error);
        self.diary_line(wall_unix_ms, story, what).map_err(failed)?;
        self.diary.sync().map_err(failed)?;
        Ok(())
    }

    fn diary_line(
        &mut self,
        wall_unix_ms: u64,
        story: SimTime,
        what: Happening,
    ) -> std::io::Result<()> {
        if self.diary_torn {
            self.diary.write_all(b"\n")?;
        }
        self.diary_torn = true;
        self.diary.write_all(&line(wall_unix_ms, story, what))?;
        self.diary_torn = false;
        Ok(())
    }

    /// The hash of the log so far.
    pub fn sha256(&self) -> String {
        self.writer.sha256()
    }
    /// The log being written.
    pub fn file(&self) -> &Path {
        &self.file
    }
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

fn line(wall_unix_ms: u64, story: SimTime, what: Happening) -> Vec<u8> {
    let entry = Entry {
        wall_unix_ms,
        story_ms: story.0,
        what,
    };
    let mut line = serde_json::to_vec(&entry).expect("a diary entry is plain data");
    line.push(b'\n');
    line
}

fn branch(folder: &Path, number: u32) -> PathBuf {
    folder.join(format!("branch-{number}.jsonl"))
}

/// The newest branch of a session, or its trunk.
pub fn newest(folder: &Path) -> PathBuf {
    let mut number = 0;
    while branch(folder, number + 1).is_file() {
        number += 1;
    }
    match number {
        0 => folder.join(TRUNK),
        number => branch(folder, number),
    }
}
