//! The store: a journal of everything that was accepted, and from time to time a snapshot.
//!
//! It keeps texts and knows nothing of their meaning. What [`Store::commit`] has taken is on the
//! disk when it returns.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use liveberth_core::time::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use thiserror::Error;

/// The version of the tables below.
const SCHEMA_VERSION: i64 = 1;

/// Marks a database file as one of this program: `lvbh`.
const APPLICATION_ID: i64 = 0x6c76_6268;

const SCHEMA: &str = "
    CREATE TABLE journal (
        sequence INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        input TEXT NOT NULL
    ) STRICT;
    CREATE TABLE snapshot (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        state TEXT NOT NULL
    ) STRICT;
";

/// A journal and its snapshot in one SQLite file, for one process at a time.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Connection,
    journal_length: usize,
}

/// One accepted input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// When it was accepted.
    pub(crate) at: Timestamp,
    /// The input, as JSON.
    pub(crate) input: String,
}

/// What was kept: a state, and what was accepted since.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Kept {
    /// The state, as JSON.
    pub(crate) snapshot: String,
    /// What came after it, in order.
    pub(crate) journal: Vec<Entry>,
}

/// Why the store cannot be opened.
#[derive(Debug, Error)]
pub(crate) enum OpenError {
    /// The directory or the file cannot be made or read.
    #[error("cannot use `{path}`: {cause}")]
    Unusable {
        /// The path.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
    /// Another process has the file open.
    #[error("`{path}` is in use; does another host run with the same --data-dir?")]
    InUse {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged, or no store at all.
    #[error(
        "`{path}` is damaged: {problem}; put a copy in its place, or start with another --data-dir"
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        problem: String,
    },
    /// The file is another program's.
    #[error("`{path}` is another program's database; start with another --data-dir")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a later version of this program.
    #[error(
        "`{path}` has schema version {version}, and this program knows up to {SCHEMA_VERSION}; use a newer program"
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// The file's version.
        version: i64,
    },
}

/// Why something could not be kept or read.
#[derive(Debug, Error)]
pub(crate) enum StoreError {
    /// SQLite failed.
    #[error("the store failed: {0}")]
    Sqlite(#[from] rusqlite::Error),
    /// A time lies outside what SQLite's integers hold.
    #[error("the time {0} ms cannot be kept")]
    Time(u64),
}

impl Store {
    /// Opens the store of a directory, and makes it where there is none.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub(crate) fn open(directory: &Path) -> Result<Self, OpenError> {
        let path = directory.join("liveberth.sqlite");
        make_private(directory, &path)
            .map_err(|cause| OpenError::Unusable { path: path.clone(), cause })?;
        Self::open_file(&path).map_err(|error| error.at(path))
    }

    fn open_file(path: &Path) -> Result<Self, FileError> {
        let mut connection = Connection::open(path)?;
        // The exclusive lock falls with the process, however that ends.
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "trusted_schema", false)?;
        connection.pragma_update(None, "foreign_keys", true)?;
        let version = schema_version(&connection)?;
        let check: String = connection.query_row("PRAGMA quick_check", [], |row| row.get(0))?;
        if check != "ok" {
            return Err(FileError::Damaged(check));
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        // A commit returns when the disk has it, power failure or not.
        connection.pragma_update(None, "synchronous", "FULL")?;
        if version == 0 {
            create_schema(&mut connection)?;
        }
        let journal_length: i64 =
            connection.query_row("SELECT count(*) FROM journal", [], |row| row.get(0))?;
        let journal_length = usize::try_from(journal_length).unwrap_or_default();
        Ok(Self { connection, journal_length })
    }

    /// What is kept; `None` in a new store.
    ///
    /// # Errors
    /// SQLite failed.
    pub(crate) fn load(&self) -> Result<Option<Kept>, StoreError> {
        let snapshot = self
            .connection
            .query_row("SELECT state FROM snapshot", [], |row| row.get(0))
            .optional()?;
        let Some(snapshot) = snapshot else {
            return Ok(None);
        };
        let mut statement =
            self.connection.prepare("SELECT at_ms, input FROM journal ORDER BY sequence")?;
        let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))?;
        let entries = rows.map(|row| {
            let (at_ms, input) = row?;
            let at = Timestamp::from_millis(u64::try_from(at_ms).unwrap_or_default());
            Ok(Entry { at, input })
        });
        Ok(Some(Kept { snapshot, journal: entries.collect::<Result<_, rusqlite::Error>>()? }))
    }

    /// How many entries came since the snapshot.
    pub(crate) const fn journal_length(&self) -> usize {
        self.journal_length
    }

    /// Appends entries to the journal. A snapshot, which must include them, takes the whole
    /// journal's place. Either all of it is on the disk, or nothing has changed.
    ///
    /// # Errors
    /// SQLite failed, as with a full disk.
    pub(crate) fn commit(
        &mut self,
        entries: &[Entry],
        snapshot: Option<&str>,
    ) -> Result<(), StoreError> {
        let transaction =
            self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        if let Some(state) = snapshot {
            transaction.execute("DELETE FROM journal", [])?;
            transaction.execute(
                "INSERT INTO snapshot (id, state) VALUES (1, ?1)
                 ON CONFLICT (id) DO UPDATE SET state = excluded.state",
                params![state],
            )?;
        } else {
            let mut insert =
                transaction.prepare_cached("INSERT INTO journal (at_ms, input) VALUES (?1, ?2)")?;
            for Entry { at, input } in entries {
                let at_ms = at.as_millis();
                let at_ms = i64::try_from(at_ms).map_err(|_| StoreError::Time(at_ms))?;
                insert.execute(params![at_ms, input])?;
            }
        }
        transaction.commit()?;
        self.journal_length = match snapshot {
            Some(_) => 0,
            None => self.journal_length.saturating_add(entries.len()),
        };
        Ok(())
    }

    /// Lets the file grow no more, or again, as a disk that is full and then is not.
    #[cfg(test)]
    pub(crate) fn set_full(&self, full: bool) {
        let pages: i64 = if full { 1 } else { i64::from(u32::MAX) - 2 };
        self.connection.pragma_update(None, "max_page_count", pages).unwrap();
    }
}

/// What is wrong with a file, before its path is added.
enum FileError {
    Sqlite(rusqlite::Error),
    Damaged(String),
    Foreign,
    Newer(i64),
}

impl From<rusqlite::Error> for FileError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl FileError {
    fn at(self, path: PathBuf) -> OpenError {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
        match self {
            Self::Foreign => OpenError::Foreign { path },
            Self::Newer(version) => OpenError::Newer { path, version },
            Self::Damaged(problem) => OpenError::Damaged { path, problem },
            Self::Sqlite(error) => match error.sqlite_error_code() {
                Some(DatabaseBusy | DatabaseLocked) => OpenError::InUse { path },
                _ => OpenError::Damaged { path, problem: error.to_string() },
            },
        }
    }
}

/// The version of the file's tables, 0 in a new file.
fn schema_version(connection: &Connection) -> Result<i64, FileError> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    match (pragma("application_id")?, pragma("user_version")?) {
        (0, 0) if tables == 0 => Ok(0),
        (APPLICATION_ID, version) if version > SCHEMA_VERSION => Err(FileError::Newer(version)),
        (APPLICATION_ID, version) => Ok(version),
        _ => Err(FileError::Foreign),
    }
}

fn create_schema(connection: &mut Connection) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(SCHEMA)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    transaction.commit()
}

/// Makes the directory and an empty file that only their owner can read: configurations hold
/// secrets. SQLite gives its other files the same mode.
fn make_private(directory: &Path, file: &Path) -> io::Result<()> {
    fs::create_dir_all(directory)?;
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        options.mode(0o600);
        options.open(file)?;
        fs::set_permissions(file, fs::Permissions::from_mode(0o600))
    }
    #[cfg(not(unix))]
    options.open(file).map(drop)
}

#[cfg(test)]
mod tests;
