//! A session on a clock turned by hand, on a disk that may be full.
#![allow(dead_code)] // Each test file uses its part.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use sandtable::base::Name;
use sandtable::files::{FileError, Store};
use sandtable::live::desk::NEXT;
use sandtable::live::{
    Clock, CoachMode, Disk, LiveError, Mode, Opening, RealDisk, Resumed, Session, Speed, seat,
};
use sandtable::model::Setup;

/// A clock that only the test moves.
#[derive(Clone, Default)]
pub struct Hand(pub Arc<AtomicU64>);

impl Hand {
    pub fn pass(&self, ms: u64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for Hand {
    fn elapsed_ms(&self) -> u64 {
        self.0.load(Ordering::SeqCst)
    }
    fn unix_ms(&self) -> u64 {
        1_700_000_000_000 + self.elapsed_ms()
    }
}

/// A disk with so many bytes left.
#[derive(Clone)]
pub struct Full(pub Arc<AtomicI64>);

impl Full {
    pub fn with(bytes: i64) -> Full {
        Full(Arc::new(AtomicI64::new(bytes)))
    }
    pub fn set(&self, bytes: i64) {
        self.0.store(bytes, Ordering::SeqCst);
    }
}

struct Bounded {
    inner: Box<dyn Store>,
    left: Arc<AtomicI64>,
}

impl Store for Bounded {
    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        let left = self.left.load(Ordering::SeqCst);
        if (bytes.len() as i64) > left {
            // As a real disk does: what fits is written, then it says so.
            self.inner.write_all(&bytes[..left.max(0) as usize])?;
            self.left.store(0, Ordering::SeqCst);
            return Err(io::Error::from(io::ErrorKind::StorageFull));
        }
        self.left.fetch_sub(bytes.len() as i64, Ordering::SeqCst);
        self.inner.write_all(bytes)
    }
    fn sync(&mut self) -> io::Result<()> {
        self.inner.sync()
    }
}

impl Disk for Full {
    fn create(&self, path: &Path) -> Result<Box<dyn Store>, FileError> {
        let (inner, left) = (RealDisk.create(path)?, self.0.clone());
        Ok(Box::new(Bounded { inner, left }))
    }
    fn append(&self, path: &Path, keep: Option<u64>) -> Result<Box<dyn Store>, FileError> {
        let (inner, left) = (RealDisk.append(path, keep)?, self.0.clone());
        Ok(Box::new(Bounded { inner, left }))
    }
    fn rename(&self, from: &Path, to: &Path) -> Result<(), FileError> {
        RealDisk.rename(from, to)
    }
}

/// A session in a folder, and who sits in it.
pub struct Table {
    pub session: Session,
    pub me: Name,
    pub clock: Hand,
}

/// A game day in which nobody sits yet, sixty story minutes to a minute of the hand.
pub fn game_day(seed: u64, folder: &Path) -> Opening {
    Opening {
        seed,
        sittings: Vec::new(),
        folder: folder.to_path_buf(),
        mode: Mode::Clock,
        speed: Speed(6_000),
        coach: CoachMode::Quiet,
    }
}

pub fn opening(setup: &Setup, seed: u64, word: &str, folder: &Path, mode: Mode) -> Opening {
    Opening {
        seed,
        sittings: vec![seat::seat(setup, seed, word).expect("there is such a seat")],
        folder: folder.to_path_buf(),
        mode,
        speed: Speed(400),
        coach: CoachMode::Quiet,
    }
}

impl Table {
    pub fn set(setup: Setup, seed: u64, word: &str, folder: &Path, mode: Mode) -> Table {
        Table::on(setup, seed, word, folder, mode, Box::new(RealDisk)).expect("it begins")
    }

    pub fn on(
        setup: Setup,
        seed: u64,
        word: &str,
        folder: &Path,
        mode: Mode,
        disk: Box<dyn Disk>,
    ) -> Result<Table, LiveError> {
        let clock = Hand::default();
        let opening = opening(&setup, seed, word, folder, mode);
        let me = opening.sittings[0].person;
        let session = Session::begin(setup, opening, Box::new(clock.clone()), disk)?;
        Ok(Table { session, me, clock })
    }

    pub fn again(folder: &Path) -> Result<(Table, Resumed), LiveError> {
        let clock = Hand::default();
        let (session, found) =
            Session::resume(folder, Box::new(clock.clone()), Box::new(RealDisk))?;
        let me = session.desks()[0].me();
        Ok((Table { session, me, clock }, found))
    }

    /// Types a line as the plain face would, from turn to turn.
    pub fn types(&mut self, line: &str) {
        use sandtable::live::desk::{Order, Typed};
        let read = self.session.desk(self.me).expect("sits").read(line);
        match read {
            Typed::Give(command) => {
                self.session
                    .give(Some(self.me), command)
                    .expect("it is kept");
                let busy = self.session.desk(self.me).expect("sits").busy().is_some();
                if busy {
                    self.session.forward(self.me, NEXT).expect("it is kept");
                }
            }
            Typed::Order(Order::Wait(long)) => {
                self.session.forward(self.me, long).expect("it is kept");
            }
            other => panic!("`{line}` came to {other:?}"),
        }
    }

    /// Answers whatever comes in the plainest way, until something holds or so many turns are over.
    pub fn plays(&mut self, turns: usize, until: impl Fn(&Session) -> bool) {
        use sandtable::live::desk::Act;
        for _ in 0..turns {
            if until(&self.session) || self.session.ended().is_some() {
                return;
            }
            let desk = self.session.desk(self.me).expect("sits");
            let free = desk.busy().is_none_or(|b| b.until.is_none());
            let needs = desk.needs(self.session.now());
            let yes = needs
                .iter()
                .flat_map(|n| &n.choices)
                .find_map(|c| match &c.act {
                    Act::Give(command) if c.key == 'y' => Some(command.clone()),
                    _ => None,
                });
            match yes.filter(|_| free) {
                Some(command) => self
                    .session
                    .give(Some(self.me), command)
                    .expect("it is kept"),
                None => drop(self.session.forward(self.me, NEXT).expect("it is kept")),
            }
        }
    }
}
