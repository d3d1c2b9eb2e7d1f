//! Blocks of runs on disk: a file a block, whole or not there, read one measure at a time.
//!
//! A folder holds runs of one kind: `plan.json` says of which inputs, seed and shard, and a folder of
//! other runs is refused. A block is a head in JSON, which says where each column lies, and columns
//! of whole numbers in as few bytes as their range needs, each with a checksum.

use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::write::write_atomic;
use super::{FileError, make_folder};
use crate::batch::{Block, Key, Panicked, Store, StoreError, Table, Tables};
use crate::timeline::{Measure, Status};

const MAGIC: &[u8; 8] = b"sandblk1";
const PLAN: &str = "plan.json";
/// No head is longer; more is damage.
const HEAD_MAX: u32 = 16 << 20;

/// A folder of blocks.
pub struct BlockFolder {
    path: PathBuf,
    /// What lies in each block, in the order of their numbers.
    index: Vec<Head>,
    /// Goes with the last one who uses it.
    _temporary: Option<tempfile::TempDir>,
}

/// The head of a block: what is where.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Head {
    number: u64,
    arms: usize,
    metrics: usize,
    panicked: Vec<Panicked>,
    /// Of each arm: keys and measures of its runs, then of its episodes.
    pieces: Vec<Piece>,
    /// Where the pieces begin; not in the file.
    #[serde(skip)]
    start: u64,
}

/// Where a column lies behind the head, and its checksum.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Piece(u64, u32, u32);

/// Of which table of an arm.
#[derive(Clone, Copy)]
enum Of {
    Runs,
    Episodes,
}

impl BlockFolder {
    /// Makes a folder for runs of this plan, or goes on with one that holds some of them already.
    ///
    /// # Errors
    /// If the folder holds runs of another plan, or is damaged, or cannot be written.
    pub fn create(path: &Path, plan: &Value) -> Result<BlockFolder, FileError> {
        make_folder(path)?;
        let file = path.join(PLAN);
        if file.exists() {
            let there = read_plan(path)?;
            if there != *plan {
                return Err(FileError::OtherRuns {
                    path: path.display().to_string(),
                });
            }
        } else {
            write_atomic(&file, format!("{plan:#}\n").as_bytes())?;
        }
        BlockFolder::open(path)
    }

    /// Opens a folder that somebody made.
    pub fn open(path: &Path) -> Result<BlockFolder, FileError> {
        let mut folder = BlockFolder {
            path: path.to_path_buf(),
            index: Vec::new(),
            _temporary: None,
        };
        let entries = fs::read_dir(path).map_err(|error| FileError::io("read", path, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| FileError::io("read", path, error))?;
            if entry.path().extension().is_some_and(|it| it == "block") {
                folder.index.push(read_head(&entry.path())?);
            }
        }
        folder.index.sort_by_key(|head| head.number);
        Ok(folder)
    }

    /// A folder that is gone when nobody uses it any more.
    pub fn temporary() -> Result<BlockFolder, FileError> {
        let made = tempfile::tempdir();
        let made = made.map_err(|error| FileError::io("make", &std::env::temp_dir(), error))?;
        Ok(BlockFolder {
            path: made.path().to_path_buf(),
            index: Vec::new(),
            _temporary: Some(made),
        })
    }

    fn file(&self, number: u64) -> PathBuf {
        self.path.join(format!("{number:06}.block"))
    }

    fn piece(&self, head: &Head, arm: usize, of: Of, column: usize) -> Result<Vec<u8>, StoreError> {
        let each = head.metrics + 1;
        let table = match of {
            Of::Runs => 0,
            Of::Episodes => 1,
        };
        let piece = head.pieces.get((2 * arm + table) * each + column);
        let path = self.file(head.number);
        let Some(Piece(offset, length, sum)) = piece.copied() else {
            return Err(damaged(&path));
        };
        let mut bytes = vec![0; length as usize];
        let read = File::open(&path).and_then(|mut file| {
            file.seek(SeekFrom::Start(head.start + offset))?;
            file.read_exact(&mut bytes)
        });
        read.map_err(|error| store(&FileError::io("read", &path, error)))?;
        match crc32c::crc32c(&bytes) == sum {
            true => Ok(bytes),
            false => Err(damaged(&path)),
        }
    }

    fn keys_of(&self, head: &Head, arm: usize, of: Of) -> Result<Vec<Key>, StoreError> {
        let bytes = self.piece(head, arm, of, 0)?;
        read_keys(&bytes).ok_or_else(|| damaged(&self.file(head.number)))
    }

    fn column_of(
        &self,
        head: &Head,
        arm: usize,
        of: Of,
        metric: usize,
    ) -> Result<Vec<Measure>, StoreError> {
        let bytes = self.piece(head, arm, of, metric + 1)?;
        read_measures(&bytes).ok_or_else(|| damaged(&self.file(head.number)))
    }

    fn table(&self, head: &Head, arm: usize, of: Of) -> Result<Table, StoreError> {
        let columns = (0..head.metrics).map(|metric| self.column_of(head, arm, of, metric));
        Ok(Table {
            keys: self.keys_of(head, arm, of)?,
            columns: columns.collect::<Result<_, _>>()?,
        })
    }
}

/// The plan of a folder of blocks.
pub fn read_plan(folder: &Path) -> Result<Value, FileError> {
    let path = folder.join(PLAN);
    let bytes = super::read(&path)?;
    serde_json::from_slice(&bytes).map_err(|_| FileError::DamagedRuns {
        path: path.display().to_string(),
    })
}

impl Store for BlockFolder {
    fn has(&self, block: u64) -> bool {
        self.index
            .binary_search_by_key(&block, |head| head.number)
            .is_ok()
    }

    fn blocks(&self) -> Vec<u64> {
        self.index.iter().map(|head| head.number).collect()
    }

    fn put(&mut self, block: Block) -> Result<(), StoreError> {
        let path = self.file(block.number);
        let written = write_atomic(&path, &encode(&block)).and_then(|()| read_head(&path));
        let head = written.map_err(|error| store(&error))?;
        let at = self.index.partition_point(|it| it.number < head.number);
        self.index.insert(at, head);
        Ok(())
    }

    fn block(&self, number: u64) -> Result<Block, StoreError> {
        let Ok(at) = self.index.binary_search_by_key(&number, |head| head.number) else {
            return Err(StoreError(format!("there is no block {number}")));
        };
        let head = &self.index[at];
        let arms = (0..head.arms).map(|arm| {
            Ok(Tables {
                runs: self.table(head, arm, Of::Runs)?,
                episodes: self.table(head, arm, Of::Episodes)?,
            })
        });
        Ok(Block {
            number,
            arms: arms.collect::<Result<_, _>>()?,
            panicked: head.panicked.clone(),
        })
    }

    fn keys(&self, arm: usize) -> Result<Vec<Key>, StoreError> {
        let each = self
            .index
            .iter()
            .map(|head| self.keys_of(head, arm, Of::Runs));
        Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
    }

    fn column(&self, arm: usize, metric: usize) -> Result<Vec<Measure>, StoreError> {
        let mut all = Vec::new();
        for head in &self.index {
            all.append(&mut self.column_of(head, arm, Of::Runs, metric)?);
        }
        Ok(all)
    }

    fn panicked(&self) -> Result<Vec<Panicked>, StoreError> {
        Ok(self
            .index
            .iter()
            .flat_map(|head| head.panicked.clone())
            .collect())
    }
}

fn store(error: &FileError) -> StoreError {
    StoreError(error.to_string())
}

fn damaged(path: &Path) -> StoreError {
    store(&FileError::DamagedRuns {
        path: path.display().to_string(),
    })
}

fn encode(block: &Block) -> Vec<u8> {
    let (mut pieces, mut data) = (Vec::new(), Vec::new());
    let mut add = |bytes: Vec<u8>| {
        pieces.push(Piece(
            data.len() as u64,
            bytes.len() as u32,
            crc32c::crc32c(&bytes),
        ));
        data.extend(bytes);
    };
    for table in block.arms.iter().flat_map(|arm| [&arm.runs, &arm.episodes]) {
        add(write_keys(&table.keys));
        for column in &table.columns {
            add(write_measures(column));
        }
    }
    let head = Head {
        number: block.number,
        arms: block.arms.len(),
        metrics: block.arms.first().map_or(0, |arm| arm.runs.columns.len()),
        panicked: block.panicked.clone(),
        pieces,
        start: 0,
    };
    let head = serde_json::to_vec(&head).expect("a head is plain data");
    let mut bytes = MAGIC.to_vec();
    bytes.extend((head.len() as u32).to_le_bytes());
    bytes.extend(crc32c::crc32c(&head).to_le_bytes());
    bytes.extend(head);
    bytes.extend(data);
    bytes
}

fn read_head(path: &Path) -> Result<Head, FileError> {
    let failed = |error| FileError::io("read", path, error);
    let damaged = || FileError::DamagedRuns {
        path: path.display().to_string(),
    };
    let mut file = File::open(path).map_err(failed)?;
    let mut front = [0; 16];
    file.read_exact(&mut front).map_err(|_| damaged())?;
    let number = |at: usize| u32::from_le_bytes(front[at..at + 4].try_into().expect("four bytes"));
    let (length, sum) = (number(8), number(12));
    if front[..8] != *MAGIC || length > HEAD_MAX {
        return Err(damaged());
    }
    let mut bytes = vec![0; length as usize];
    file.read_exact(&mut bytes).map_err(|_| damaged())?;
    if crc32c::crc32c(&bytes) != sum {
        return Err(damaged());
    }
    let head: Head = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
    Ok(Head {
        start: u64::from(16 + length),
        ..head
    })
}

/// How many, the least of them, bytes for each, and what each is above the least.
fn write_numbers(numbers: &[i64]) -> Vec<u8> {
    let least = numbers.iter().copied().min().unwrap_or(0);
    let above = |number: i64| number.wrapping_sub(least) as u64;
    let most = numbers
        .iter()
        .map(|number| above(*number))
        .max()
        .unwrap_or(0);
    let width = (64 - most.leading_zeros()).div_ceil(8) as usize;
    let mut bytes = (numbers.len() as u32).to_le_bytes().to_vec();
    bytes.extend(least.to_le_bytes());
    bytes.push(width as u8);
    for number in numbers {
        bytes.extend(&above(*number).to_le_bytes()[..width]);
    }
    bytes
}

/// The numbers, and what follows them; nothing where the bytes are not what was written.
fn read_numbers(bytes: &[u8]) -> Option<(Vec<i64>, &[u8])> {
    let (count, rest) = bytes.split_first_chunk::<4>()?;
    let (least, rest) = rest.split_first_chunk::<8>()?;
    let (width, rest) = rest.split_first()?;
    let (count, width) = (u32::from_le_bytes(*count) as usize, usize::from(*width));
    let least = i64::from_le_bytes(*least);
    if width == 0 {
        return Some((vec![least; count], rest));
    }
    let (body, rest) = rest.split_at_checked(count.checked_mul(width)?)?;
    let number = |bytes: &[u8]| {
        let mut whole = [0; 8];
        whole.get_mut(..width)?.copy_from_slice(bytes);
        Some(least.wrapping_add(u64::from_le_bytes(whole) as i64))
    };
    let numbers: Option<Vec<i64>> = body.chunks_exact(width).map(number).collect();
    Some((numbers?, rest))
}

fn write_measures(measures: &[Measure]) -> Vec<u8> {
    let values: Vec<i64> = measures.iter().map(|measure| measure.value).collect();
    let mut bytes = write_numbers(&values);
    let statuses: Vec<i64> = measures.iter().map(|m| code(m.status)).collect();
    bytes.extend(write_numbers(&statuses));
    bytes
}

fn read_measures(bytes: &[u8]) -> Option<Vec<Measure>> {
    let (values, rest) = read_numbers(bytes)?;
    let (statuses, rest) = read_numbers(rest)?;
    if values.len() != statuses.len() || !rest.is_empty() {
        return None;
    }
    let both = values.into_iter().zip(statuses);
    both.map(|(value, code)| {
        let status = STATUSES.get(usize::try_from(code).ok()?).copied()?;
        Some(Measure { value, status })
    })
    .collect()
}

const STATUSES: [Status; 3] = [Status::Reached, Status::Censored, Status::NotApplicable];

fn code(status: Status) -> i64 {
    match status {
        Status::Reached => 0,
        Status::Censored => 1,
        Status::NotApplicable => 2,
    }
}

fn write_keys(keys: &[Key]) -> Vec<u8> {
    let runs: Vec<i64> = keys.iter().map(|key| key.run as i64).collect();
    let episodes: Vec<i64> = keys.iter().map(|key| i64::from(key.episode)).collect();
    let over: Vec<i64> = keys.iter().map(|key| i64::from(key.over_budget)).collect();
    [runs, episodes, over]
        .map(|numbers| write_numbers(&numbers))
        .concat()
}

fn read_keys(bytes: &[u8]) -> Option<Vec<Key>> {
    let (runs, rest) = read_numbers(bytes)?;
    let (episodes, rest) = read_numbers(rest)?;
    let (over, rest) = read_numbers(rest)?;
    if runs.len() != episodes.len() || runs.len() != over.len() || !rest.is_empty() {
        return None;
    }
    let key = |at: usize| {
        Some(Key {
            run: runs[at] as u64,
            episode: u32::try_from(episodes[at]).ok()?,
            over_budget: over[at] != 0,
        })
    };
    (0..runs.len()).map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn block(number: u64) -> Block {
        let key = |run: u64, episode| Key {
            run,
            episode,
            over_budget: run == 5,
        };
        let table = |episode: u32, values: [i64; 3]| Table {
            keys: (4..7).map(|run| key(run, episode)).collect(),
            columns: vec![
                values.map(Measure::reached).into(),
                vec![
                    Measure::censored(i64::MIN),
                    Measure::NOT_APPLICABLE,
                    Measure::reached(i64::MAX),
                ],
                vec![Measure::ZERO; 3],
            ],
        };
        Block {
            number,
            arms: vec![
                Tables {
                    runs: table(0, [-3, 255, 70_000]),
                    episodes: Tables::empty(3).runs,
                },
                Tables {
                    runs: table(0, [1, 1, 1]),
                    episodes: table(1, [9, 8, 7]),
                },
            ],
            panicked: vec![Panicked {
                arm: "a".into(),
                seed: 9,
                message: "odd".into(),
            }],
        }
    }

    #[test]
    fn a_block_comes_back_as_it_was_put() {
        let folder = tempfile::tempdir().unwrap();
        let plan = json!({"inputs": "one"});
        let mut store = BlockFolder::create(folder.path(), &plan).unwrap();
        store.put(block(3)).unwrap();
        store.put(block(1)).unwrap();
        drop(store);
        let store = BlockFolder::create(folder.path(), &plan).unwrap();
        assert_eq!(store.blocks(), [1, 3]);
        assert!(store.has(3) && !store.has(2));
        assert_eq!(store.block(3).unwrap(), block(3));
        let one = block(1).arms[0].runs.columns[1].clone();
        assert_eq!(store.column(0, 1).unwrap(), [one.clone(), one].concat());
        assert_eq!(store.keys(1).unwrap().len(), 6);
        assert_eq!(store.panicked().unwrap().len(), 2);
        assert!(BlockFolder::create(folder.path(), &json!({"inputs": "two"})).is_err());
    }

    #[test]
    fn a_damaged_block_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = BlockFolder::create(folder.path(), &json!({})).unwrap();
        store.put(block(0)).unwrap();
        let path = folder.path().join("000000.block");
        let whole = fs::read(&path).unwrap();
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 4;
            fs::write(&path, &bytes).unwrap();
            let read = BlockFolder::open(folder.path()).map(|store| store.block(0));
            assert!(!matches!(read, Ok(Ok(_))), "byte {at}");
            fs::write(&path, &whole[..at]).unwrap();
            let read = BlockFolder::open(folder.path()).map(|store| store.block(0));
            assert!(!matches!(read, Ok(Ok(_))), "cut at {at}");
        }
    }
}
