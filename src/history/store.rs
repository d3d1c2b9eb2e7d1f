//! The file in which attempts are kept.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, Row, params};

use super::attempt::{Attempt, Figures, Shadowing, SkillFigure, TimeFigure};

/// The version of the tables.
const VERSION: i64 = 2;
/// Marks the file as ours: `SAND`.
const OURS: i64 = 0x5341_4e44;
/// How long another program that writes is waited for.
const PATIENCE: Duration = Duration::from_secs(2);

const TABLES: &str = "
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        profile TEXT NOT NULL,
        class TEXT,
        played_unix_s INTEGER NOT NULL,
        log TEXT NOT NULL,
        scenario TEXT NOT NULL,
        team TEXT NOT NULL,
        process TEXT NOT NULL,
        seed TEXT NOT NULL,
        person TEXT NOT NULL,
        ended TEXT,
        length_s REAL NOT NULL,
        score INTEGER NOT NULL,
        skill INTEGER,
        engine TEXT NOT NULL,
        UNIQUE (profile, log)
    );
    CREATE TABLE times (
        attempt INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        name TEXT NOT NULL,
        value_s REAL,
        status TEXT NOT NULL,
        PRIMARY KEY (attempt, place)
    );
    CREATE TABLE skills (
        attempt INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
        place INTEGER NOT NULL,
        name TEXT NOT NULL,
        credit INTEGER,
        PRIMARY KEY (attempt, place)
    );";

/// What version 2 added.
const SHADOWINGS: &str = "
    CREATE TABLE shadowings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        profile TEXT NOT NULL,
        shadowed_unix_s INTEGER NOT NULL,
        scenario TEXT NOT NULL,
        process TEXT NOT NULL,
        person TEXT NOT NULL,
        decisions INTEGER NOT NULL,
        same INTEGER NOT NULL,
        kind INTEGER NOT NULL
    );";

/// Why the history cannot be read or written. The log is never touched by it.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    #[error("the history `{}` is in use by another program: try again in a moment", path.display())]
    Locked { path: PathBuf },
    #[error(
        "`{}` is no history of sandtable: name another file with --db",
        path.display()
    )]
    Foreign { path: PathBuf },
    #[error(
        "the history `{}` was written by a newer sandtable (its version is {version}): use that one, or name another file with --db",
        path.display()
    )]
    Newer { path: PathBuf, version: i64 },
    #[error(
        "cannot make the folder of the history `{}`: {error}; name another file with --db",
        path.display()
    )]
    Folder {
        path: PathBuf,
        error: std::io::Error,
    },
    #[error(
        "cannot use the history `{}`: {error}; check its disk and rights, or name another file with --db",
        path.display()
    )]
    Database {
        path: PathBuf,
        error: rusqlite::Error,
    },
}

/// An open history.
pub struct Store {
    path: PathBuf,
    connection: Connection,
}

/// Where a history lies if nobody says otherwise: the platform's folder for the data of programs.
/// Nothing where the environment names none.
pub fn usual_path() -> Option<PathBuf> {
    let set = |name: &str| {
        let value = std::env::var_os(name).filter(|value| !value.is_empty());
        value.map(PathBuf::from)
    };
    let folder = if cfg!(target_os = "windows") {
        set("APPDATA")
    } else if cfg!(target_os = "macos") {
        set("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        let data = set("XDG_DATA_HOME").filter(|path| path.is_absolute());
        data.or_else(|| set("HOME").map(|home| home.join(".local/share")))
    };
    folder.map(|folder| folder.join("sandtable").join("history.sqlite"))
}

impl Store {
    /// Opens a history, and makes it where there is none.
    pub fn open(path: &Path) -> Result<Store, HistoryError> {
        let failed = |error| Store::failed(path, error);
        if let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| HistoryError::Folder {
                path: path.to_path_buf(),
                error,
            })?;
        }
        let mut connection = Connection::open(path).map_err(failed)?;
        connection.busy_timeout(PATIENCE).map_err(failed)?;
        let number = |connection: &Connection, pragma: &str| {
            connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
        };
        connection
            .pragma_update(None, "foreign_keys", true)
            .map_err(failed)?;
        // Made by one program only, if two begin at once.
        let transaction = connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Deferred)
            .map_err(failed)?;
        let version = number(&transaction, "user_version").map_err(failed)?;
        let mark = number(&transaction, "application_id").map_err(failed)?;
        let tables: i64 = transaction
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .map_err(failed)?;
        if tables == 0 && version == 0 && mark == 0 {
            transaction.execute_batch(TABLES).map_err(failed)?;
            transaction
                .pragma_update(None, "application_id", OURS)
                .map_err(failed)?;
        } else if mark != OURS {
            let path = path.to_path_buf();
            return Err(HistoryError::Foreign { path });
        } else if version > VERSION {
            let path = path.to_path_buf();
            return Err(HistoryError::Newer { path, version });
        }
        if version < 2 {
            transaction.execute_batch(SHADOWINGS).map_err(failed)?;
            transaction
                .pragma_update(None, "user_version", VERSION)
                .map_err(failed)?;
        }
        transaction.commit().map_err(failed)?;
        Ok(Store {
            path: path.to_path_buf(),
            connection,
        })
    }

    fn failed(path: &Path, error: rusqlite::Error) -> HistoryError {
        let path = path.to_path_buf();
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                HistoryError::Locked { path }
            }
            Some(ErrorCode::NotADatabase) => HistoryError::Foreign { path },
            _ => HistoryError::Database { path, error },
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps an attempt; one of the same profile with the same log is written over, and keeps its
    /// number. Answers with the number.
    pub fn keep(
        &mut self,
        profile: &str,
        class: Option<&str>,
        played_unix_s: i64,
        log: &str,
        figures: &Figures,
    ) -> Result<i64, HistoryError> {
        let path = self.path.clone();
        let mut kept = || -> Result<i64, rusqlite::Error> {
            let transaction = self.connection.transaction()?;
            let f = figures;
            let id = transaction.query_row(
                "INSERT INTO attempts (profile, class, played_unix_s, log, scenario, team, process,
                     seed, person, ended, length_s, score, skill, engine)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
                 ON CONFLICT (profile, log) DO UPDATE SET
                     class = coalesce(excluded.class, class), played_unix_s = excluded.played_unix_s,
                     scenario = excluded.scenario, team = excluded.team,
                     process = excluded.process, seed = excluded.seed, person = excluded.person,
                     ended = excluded.ended, length_s = excluded.length_s, score = excluded.score,
                     skill = excluded.skill, engine = excluded.engine
                 RETURNING id",
                params![
                    profile,
                    class,
                    played_unix_s,
                    log,
                    f.scenario,
                    f.team,
                    f.process,
                    f.seed.to_string(),
                    f.person,
                    f.ended,
                    f.length_s,
                    f.score,
                    f.skill,
                    f.engine,
                ],
                |row| row.get(0),
            )?;
            transaction.execute("DELETE FROM times WHERE attempt = ?1", [id])?;
            transaction.execute("DELETE FROM skills WHERE attempt = ?1", [id])?;
            for (place, time) in f.times.iter().enumerate() {
                transaction.execute(
                    "INSERT INTO times VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![id, place as i64, time.name, time.value_s, time.status],
                )?;
            }
            for (place, skill) in f.skills.iter().enumerate() {
                transaction.execute(
                    "INSERT INTO skills VALUES (?1, ?2, ?3, ?4)",
                    params![id, place as i64, skill.name, skill.credit],
                )?;
            }
            transaction.commit()?;
            Ok(id)
        };
        kept().map_err(|error| Store::failed(&path, error))
    }

    /// Every attempt, or those of a profile or a class, the oldest first.
    pub fn attempts(
        &self,
        profile: Option<&str>,
        class: Option<&str>,
    ) -> Result<Vec<Attempt>, HistoryError> {
        let read = || -> Result<Vec<Attempt>, rusqlite::Error> {
            let mut query = self.connection.prepare(
                "SELECT id, profile, class, played_unix_s, log, scenario, team, process, seed, person,
                     ended, length_s, score, skill, engine
                 FROM attempts
                 WHERE (?1 IS NULL OR profile = ?1) AND (?2 IS NULL OR class = ?2)
                 ORDER BY played_unix_s, id",
            )?;
            let rows = query.query_map(params![profile, class], attempt)?;
            let mut attempts = rows.collect::<Result<Vec<_>, _>>()?;
            for one in &mut attempts {
                one.figures.times = self.times(one.id)?;
                one.figures.skills = self.skills(one.id)?;
            }
            Ok(attempts)
        };
        read().map_err(|error| Store::failed(&self.path, error))
    }

    fn times(&self, id: i64) -> Result<Vec<TimeFigure>, rusqlite::Error> {
        let mut query = self
            .connection
            .prepare("SELECT name, value_s, status FROM times WHERE attempt = ?1 ORDER BY place")?;
        let rows = query.query_map([id], |row| {
            Ok(TimeFigure {
                name: row.get(0)?,
                value_s: row.get(1)?,
                status: row.get(2)?,
            })
        })?;
        rows.collect()
    }

    fn skills(&self, id: i64) -> Result<Vec<SkillFigure>, rusqlite::Error> {
        let mut query = self
            .connection
            .prepare("SELECT name, credit FROM skills WHERE attempt = ?1 ORDER BY place")?;
        let rows = query.query_map([id], |row| {
            Ok(SkillFigure {
                name: row.get(0)?,
                credit: row.get(1)?,
            })
        })?;
        rows.collect()
    }

    /// Keeps a shadowing: when, and how much of what was foreseen.
    pub fn keep_shadowing(&self, one: &Shadowing) -> Result<(), HistoryError> {
        let kept = self.connection.execute(
            "INSERT INTO shadowings (profile, shadowed_unix_s, scenario, process, person, decisions,
                 same, kind)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                one.profile,
                one.shadowed_unix_s,
                one.scenario,
                one.process,
                one.person,
                one.decisions,
                one.same,
                one.kind,
            ],
        );
        kept.map(|_| ())
            .map_err(|error| Store::failed(&self.path, error))
    }

    /// The shadowings of a profile, the oldest first.
    pub fn shadowings(&self, profile: &str) -> Result<Vec<Shadowing>, HistoryError> {
        let read = || -> Result<Vec<Shadowing>, rusqlite::Error> {
            let mut query = self.connection.prepare(
                "SELECT profile, shadowed_unix_s, scenario, process, person, decisions, same, kind
                 FROM shadowings WHERE profile = ?1 ORDER BY shadowed_unix_s, id",
            )?;
            let rows = query.query_map([profile], |row| {
                Ok(Shadowing {
                    profile: row.get(0)?,
                    shadowed_unix_s: row.get(1)?,
                    scenario: row.get(2)?,
                    process: row.get(3)?,
                    person: row.get(4)?,
                    decisions: row.get(5)?,
                    same: row.get(6)?,
                    kind: row.get(7)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|error| Store::failed(&self.path, error))
    }

    /// Who has how many attempts.
    pub fn profiles(&self) -> Result<Vec<(String, u32)>, HistoryError> {
        let read = || -> Result<Vec<(String, u32)>, rusqlite::Error> {
            let mut query = self.connection.prepare(
                "SELECT profile, count(*) FROM attempts GROUP BY profile ORDER BY profile",
            )?;
            let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
            rows.collect()
        };
        read().map_err(|error| Store::failed(&self.path, error))
    }

    /// Forgets one attempt of a profile; whether there was one. Its log stays.
    pub fn delete(&self, profile: &str, id: i64) -> Result<bool, HistoryError> {
        let gone = self.connection.execute(
            "DELETE FROM attempts WHERE id = ?1 AND profile = ?2",
            params![id, profile],
        );
        gone.map(|n| n > 0)
            .map_err(|error| Store::failed(&self.path, error))
    }

    /// Forgets a profile, its shadowings too; how many attempts it had. The logs stay.
    pub fn delete_all(&self, profile: &str) -> Result<usize, HistoryError> {
        let forget = |table: &str| {
            let delete = format!("DELETE FROM {table} WHERE profile = ?1");
            self.connection.execute(&delete, [profile])
        };
        let gone = forget("shadowings").and_then(|_| forget("attempts"));
        gone.map_err(|error| Store::failed(&self.path, error))
    }
}

fn attempt(row: &Row) -> Result<Attempt, rusqlite::Error> {
    let seed: String = row.get(8)?;
    Ok(Attempt {
        id: row.get(0)?,
        profile: row.get(1)?,
        class: row.get(2)?,
        played_unix_s: row.get(3)?,
        log: row.get(4)?,
        figures: Figures {
            scenario: row.get(5)?,
            team: row.get(6)?,
            process: row.get(7)?,
            seed: seed.parse().unwrap_or_default(),
            person: row.get(9)?,
            ended: row.get(10)?,
            length_s: row.get(11)?,
            score: row.get(12)?,
            skill: row.get(13)?,
            times: Vec::new(),
            skills: Vec::new(),
            engine: row.get(14)?,
        },
    })
}
