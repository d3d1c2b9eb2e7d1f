//! Where a session keeps its files, behind a small trait: tests fill the disk.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::files::{self, FileError, Store};

/// What a session asks of the disk.
pub trait Disk: Send {
    /// Opens a file that must not be there yet.
    fn create(&self, path: &Path) -> Result<Box<dyn Store>, FileError>;
    /// Opens a file at its end, after cutting it to `keep` bytes if given.
    fn append(&self, path: &Path, keep: Option<u64>) -> Result<Box<dyn Store>, FileError>;
    /// Puts one file in the place of another.
    fn rename(&self, from: &Path, to: &Path) -> Result<(), FileError>;
}

/// The machine's.
#[derive(Clone, Copy, Debug, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn create(&self, path: &Path) -> Result<Box<dyn Store>, FileError> {
        let file = files::create_new(path)?;
        let failed = |error| FileError::io("write", path, error);
        files::sync_folder(path).map_err(failed)?;
        Ok(Box::new(file))
    }

    fn append(&self, path: &Path, keep: Option<u64>) -> Result<Box<dyn Store>, FileError> {
        let open = || -> io::Result<File> {
            let file = OpenOptions::new().create(true).append(true).open(path)?;
            if let Some(keep) = keep {
                file.set_len(keep)?;
                file.sync_all()?;
            }
            Ok(file)
        };
        let file = open().map_err(|error| FileError::io("write", path, error))?;
        Ok(Box::new(file))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), FileError> {
        let renamed = fs::rename(from, to).and_then(|()| files::sync_folder(to));
        renamed.map_err(|error| FileError::io("write", to, error))
    }
}

/// A session's folder is written by one program at a time: the lock goes with the program, however
/// it ends.
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock, or answers with who has it.
    pub fn take(folder: &Path) -> Result<Lock, LockError> {
        let path = folder.join(".lock");
        let failed = |error| LockError::File(FileError::io("write", &path, error));
        let mut open = OpenOptions::new();
        let open = open.read(true).write(true).create(true).truncate(false);
        let mut file = open.open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => {
                let mut by = String::new();
                let _ = (&mut file).take(32).read_to_string(&mut by);
                return Err(LockError::Taken {
                    folder: folder.to_path_buf(),
                    by: by.trim().to_string(),
                });
            }
            Err(fs::TryLockError::Error(error)) => return Err(failed(error)),
        }
        // Who has it, for whoever comes second.
        file.set_len(0).map_err(failed)?;
        let pid = std::process::id();
        writeln!(file, "{pid}").map_err(failed)?;
        Ok(Lock { _file: file })
    }
}

/// Why a folder cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error(transparent)]
    File(#[from] FileError),
    #[error(
        "`{}` is being played in another window (process {by}): go on there, or close it first",
        folder.display()
    )]
    Taken { folder: PathBuf, by: String },
}
