//! From an argument, a path or the name of something shipped, to bytes and the folder they lie in.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::shipped::shipped;
use crate::diag::did_you_mean;

/// No file that people write may be larger: 8 MiB.
pub const BYTES_MAX: u64 = 8 << 20;

/// What a file is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Scenario,
    Team,
    Process,
    Defaults,
    Vocabulary,
    /// A modelled system of its own, which scenarios beside it name.
    System,
    Study,
}

impl Kind {
    pub const ALL: [Kind; 7] = [
        Kind::Scenario,
        Kind::Team,
        Kind::Process,
        Kind::Defaults,
        Kind::Vocabulary,
        Kind::System,
        Kind::Study,
    ];

    /// As it is written on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Scenario => "scenario",
            Kind::Team => "team",
            Kind::Process => "process",
            Kind::Defaults => "defaults",
            Kind::Vocabulary => "vocabulary",
            Kind::System => "system",
            Kind::Study => "study",
        }
    }

    /// The folder of the repository that holds the shipped ones.
    pub fn folder(self) -> &'static str {
        match self {
            Kind::Scenario => "scenarios",
            Kind::Team => "assets/teams",
            Kind::Process => "assets/processes",
            Kind::Defaults => "assets/defaults",
            Kind::Vocabulary => "assets",
            Kind::System => "scenarios/systems",
            Kind::Study => "assets/studies",
        }
    }

    /// How somebody sees which there are.
    fn next_step(self) -> &'static str {
        match self {
            Kind::Scenario => "`sandtable list scenarios` shows the shipped ones",
            Kind::Team => "`sandtable list teams` shows the shipped ones",
            Kind::Process => "`sandtable list processes` shows the shipped ones",
            Kind::Study => "`sandtable list studies` shows the shipped ones",
            Kind::Defaults | Kind::Vocabulary | Kind::System => {
                "`sandtable list` shows what is shipped"
            }
        }
    }
}

/// A file that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// What to call it in messages: the path as typed, or where it lies in the repository.
    pub name: String,
    pub bytes: Vec<u8>,
    /// Where its includes are looked for.
    pub folder: Folder,
}

/// Where a script's includes are looked for, and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Folder {
    /// Inside the binary, in a folder of the repository.
    Shipped(&'static str),
    Disk(PathBuf),
}

/// Why a file cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    #[error("no {} is called `{name}`: {}", kind.word(), next_step(*kind, *like, there))]
    UnknownName {
        kind: Kind,
        name: String,
        /// The shipped name most like it.
        like: Option<&'static str>,
        /// A file of that name with `.ron` that lies where the command was typed.
        there: Option<String>,
    },
    #[error("there is no file `{path}`: check the name and the folder")]
    NotThere { path: String },
    #[error("`{path}` is {what}, not a file: name a regular file")]
    NotAFile { path: String, what: &'static str },
    #[error("`{path}` has {bytes} bytes, more than {} MiB: split it into smaller files", BYTES_MAX >> 20)]
    TooLarge { path: String, bytes: u64 },
    #[error(
        "`{name}` is not a file in the scenario's folder: {why}; put it beside the scenario and write its bare name"
    )]
    Outside { name: String, why: &'static str },
    #[error("`{path}` is there already: choose another name, or remove it first")]
    Exists { path: String },
    #[error(
        "`{path}` holds other runs (inputs, seed, number or version differ): choose another folder"
    )]
    OtherRuns { path: String },
    #[error("`{path}` is damaged: remove it, and run again what it held")]
    DamagedRuns { path: String },
    #[error(
        "cannot {verb} `{path}`: {error}; check the folder, its permissions and the space left"
    )]
    Io {
        verb: &'static str,
        path: String,
        error: io::Error,
    },
}

fn next_step(kind: Kind, like: Option<&str>, there: &Option<String>) -> String {
    match (there, like) {
        (Some(file), _) => format!("write `./{file}` if you mean the file here"),
        (None, Some(like)) => format!("did you mean `{like}`?"),
        (None, None) => format!("{}, and a path ends in `.ron`", kind.next_step()),
    }
}

impl FileError {
    /// Whether the file itself is at fault, rather than how it was named or the disk.
    pub fn is_the_files_fault(&self) -> bool {
        matches!(self, FileError::TooLarge { .. } | FileError::Outside { .. })
    }

    pub fn io(verb: &'static str, path: &Path, error: io::Error) -> FileError {
        FileError::Io {
            verb,
            path: path.display().to_string(),
            error,
        }
    }
}

/// Finds what a user typed: a path (with a `/`, or ending in `.ron`) or the name of something shipped.
pub fn find(kind: Kind, argument: &str) -> Result<Found, FileError> {
    if looks_like_a_path(argument) {
        return find_path(Path::new(argument));
    }
    find_shipped(kind, argument).ok_or_else(|| {
        let here = format!("{argument}.ron");
        unknown(kind, argument, Path::new(&here).is_file().then_some(here))
    })
}

/// Finds what a script names: something shipped, or `NAME.ron` in the script's own folder.
pub fn find_beside(kind: Kind, name: &str, folder: &Folder) -> Result<Found, FileError> {
    if let Some(found) = find_shipped(kind, name) {
        return Ok(found);
    }
    let unknown = || unknown(kind, name, None);
    let file = format!("{name}.ron");
    match folder {
        Folder::Shipped(_) => Err(unknown()),
        Folder::Disk(path) if !path.join(&file).exists() => Err(unknown()),
        Folder::Disk(path) => Ok(Found {
            name: path.join(&file).display().to_string(),
            bytes: folder.include(&file)?,
            folder: folder.clone(),
        }),
    }
}

impl Folder {
    /// Reads a file that a script includes by its bare name. Never leaves the folder: no path, no
    /// link that leads out, nothing but a regular file.
    pub fn include(&self, name: &str) -> Result<Vec<u8>, FileError> {
        let outside = |why| FileError::Outside {
            name: name.into(),
            why,
        };
        if name.is_empty() || name.contains(['/', '\\', '\0']) || name.starts_with('.') {
            return Err(outside("it is a path"));
        }
        if !name.ends_with(".ron") {
            return Err(outside("its name does not end in `.ron`"));
        }
        match self {
            Folder::Shipped(folder) => Kind::ALL
                .into_iter()
                .flat_map(shipped)
                .find(|file| {
                    file.path
                        .strip_prefix(folder)
                        .and_then(|p| p.strip_prefix('/'))
                        == Some(name)
                })
                .map(|file| file.text.as_bytes().to_vec())
                .ok_or_else(|| outside("nothing of that name is shipped")),
            Folder::Disk(folder) => {
                let real = |path: &Path| {
                    path.canonicalize().map_err(|error| match error.kind() {
                        io::ErrorKind::NotFound => outside("there is none of that name"),
                        _ => FileError::io("read", path, error),
                    })
                };
                let path = real(&folder.join(name))?;
                if path.parent() != Some(&real(folder)?) {
                    return Err(outside("it is a link that leads out of the folder"));
                }
                read(&path)
            }
        }
    }
}

/// Reads a regular file of at most [`BYTES_MAX`] bytes.
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    read_up_to(path, BYTES_MAX)
}

/// Reads a file that we wrote ourselves, of up to a gibibyte.
pub fn read_large(path: &Path) -> Result<Vec<u8>, FileError> {
    read_up_to(path, 1 << 30)
}

fn read_up_to(path: &Path, most: u64) -> Result<Vec<u8>, FileError> {
    let (file, bytes) = open_regular(path)?;
    if bytes > most {
        let path = path.display().to_string();
        return Err(FileError::TooLarge { path, bytes });
    }
    // One more than allowed, in case it grows while it is read.
    let mut content = Vec::with_capacity(bytes as usize);
    file.take(most + 1)
        .read_to_end(&mut content)
        .map_err(|error| FileError::io("read", path, error))?;
    if content.len() as u64 > most {
        return Err(FileError::TooLarge {
            path: path.display().to_string(),
            bytes: content.len() as u64,
        });
    }
    Ok(content)
}

/// Opens a regular file and tells its length. Looks before it opens: opening a pipe would wait.
pub(super) fn open_regular(path: &Path) -> Result<(File, u64), FileError> {
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => FileError::NotThere {
            path: path.display().to_string(),
        },
        _ => FileError::io("read", path, error),
    };
    let about = path.metadata().map_err(failed)?;
    if !about.is_file() {
        return Err(FileError::NotAFile {
            path: path.display().to_string(),
            what: if about.is_dir() {
                "a folder"
            } else {
                "a device or a pipe"
            },
        });
    }
    let file = File::open(path).map_err(failed)?;
    Ok((file, about.len()))
}

fn looks_like_a_path(argument: &str) -> bool {
    argument.contains(['/', '\\']) || argument.ends_with(".ron")
}

fn find_path(path: &Path) -> Result<Found, FileError> {
    let bytes = read(path)?;
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    Ok(Found {
        name: path.display().to_string(),
        bytes,
        folder: Folder::Disk(folder),
    })
}

fn find_shipped(kind: Kind, name: &str) -> Option<Found> {
    shipped(kind)
        .find(|file| file.name == name)
        .map(|file| Found {
            name: file.path.into(),
            bytes: file.text.as_bytes().to_vec(),
            folder: Folder::Shipped(kind.folder()),
        })
}

fn unknown(kind: Kind, name: &str, there: Option<String>) -> FileError {
    FileError::UnknownName {
        kind,
        name: name.into(),
        like: did_you_mean(name, shipped(kind).map(|file| file.name)),
        there,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_path_is_read_with_its_folder() {
        let folder = folder_with(&[("outage.ron", "(name: \"outage\")"), ("system.ron", "()")]);
        let path = folder.path().join("outage.ron");
        let found = find(Kind::Scenario, path.to_str().unwrap()).unwrap();
        assert_eq!(found.bytes, b"(name: \"outage\")");
        assert_eq!(found.folder.include("system.ron").unwrap(), b"()");
    }

    #[test]
    fn a_script_may_name_what_lies_beside_it() {
        let folder = folder_with(&[("my-team.ron", "()")]);
        let beside = Folder::Disk(folder.path().into());
        assert_eq!(
            find_beside(Kind::Team, "my-team", &beside).unwrap().bytes,
            b"()"
        );
        let error = find_beside(Kind::Team, "no-team", &beside).unwrap_err();
        assert!(matches!(error, FileError::UnknownName { .. }), "{error}");
        let error = find_beside(Kind::Team, "../my-team", &beside).unwrap_err();
        assert!(matches!(error, FileError::UnknownName { .. }), "{error}");
    }

    #[test]
    fn an_include_never_leaves_the_folder() {
        let outer = folder_with(&[("secret.ron", "()"), ("inside.txt", "")]);
        let inner = outer.path().join("scenarios");
        fs::create_dir(&inner).unwrap();
        fs::write(inner.join("good.ron"), "()").unwrap();
        std::os::unix::fs::symlink("../secret.ron", inner.join("leak.ron")).unwrap();
        std::os::unix::fs::symlink("good.ron", inner.join("alias.ron")).unwrap();
        std::os::unix::fs::symlink("/dev/zero", inner.join("zero.ron")).unwrap();
        fs::create_dir(inner.join("folder.ron")).unwrap();
        let folder = Folder::Disk(inner);
        assert!(folder.include("good.ron").is_ok());
        assert!(folder.include("alias.ron").is_ok());
        for name in [
            "../secret.ron",
            "/etc/passwd",
            "leak.ron",
            "zero.ron",
            "folder.ron",
            "none.ron",
            "..",
            ".hidden.ron",
            "",
            "good.ron\0",
            "inside.txt",
            "a\\b.ron",
        ] {
            assert!(folder.include(name).is_err(), "{name}");
        }
    }

    #[test]
    fn only_regular_files_of_bounded_size_are_read() {
        let folder = folder_with(&[]);
        let large = folder.path().join("large.ron");
        let file = File::create(&large).unwrap();
        file.set_len(BYTES_MAX + 1).unwrap();
        let error = read(&large).unwrap_err();
        assert!(matches!(error, FileError::TooLarge { .. }), "{error}");
        file.set_len(BYTES_MAX).unwrap();
        assert_eq!(read(&large).unwrap().len() as u64, BYTES_MAX);
        for path in [folder.path(), Path::new("/dev/zero")] {
            let error = read(path).unwrap_err();
            assert!(matches!(error, FileError::NotAFile { .. }), "{error}");
        }
        let error = read(&folder.path().join("none.ron")).unwrap_err();
        assert!(matches!(error, FileError::NotThere { .. }), "{error}");
    }

    #[test]
    fn a_pipe_is_refused_without_waiting() {
        let folder = folder_with(&[]);
        let pipe = folder.path().join("pipe.ron");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        let Ok(made) = made else {
            // Past the capture of the test's output: what was left out is to be seen.
            let what = "left out: that a pipe is refused, which takes `mkfifo`";
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("{what}\n"));
            return;
        };
        assert!(made.success());
        let error = read(&pipe).unwrap_err();
        assert!(matches!(error, FileError::NotAFile { .. }), "{error}");
    }
}
