//! Disk: what is shipped inside the binary, files that people name, logs, and blocks of runs.
//!
//! Knows bytes and folders, not what they mean: the script makes sense of a text, this module
//! fetches it. Reads are bounded, take regular files only, and an include never leaves the
//! scenario's folder; writes appear whole or not at all.
//!
//! ```
//! use sandtable::files::{FileError, Kind, find};
//!
//! let error = find(Kind::Scenario, "no-such-scenario").unwrap_err();
//! assert!(matches!(error, FileError::UnknownName { .. }));
//! assert!(error.to_string().starts_with("no scenario is called `no-such-scenario`"));
//! ```

mod blocks;
mod find;
mod log;
#[cfg(feature = "parquet")]
mod parquet;
mod shipped;
mod write;

pub use blocks::{BlockFolder, read_plan};
pub use find::{BYTES_MAX, FileError, Folder, Found, Kind, find, find_beside, read, read_large};
pub use log::{
    Continued, LINE_MAX, LogError, LogFile, LogWriter, RECORDS_MAX, Store, Torn, continue_log,
    header, read_log, write_log,
};
#[cfg(feature = "parquet")]
pub use parquet::ParquetTable;
pub use shipped::{Shipped, shipped, shipped_kinds};
pub use write::{
    create_new, make_folder, move_all, remove_folder, replace_folder, sha256_hex, sync_folder,
    write_atomic, write_atomic_with, write_new, write_private,
};
