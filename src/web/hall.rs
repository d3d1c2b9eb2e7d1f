//! The thread that owns the sessions. Everybody asks it and waits for its answer, which comes when
//! what was asked for is on disk; so there is one writer and one order of things.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::{oneshot, watch};

use super::doors::{Closed, Doors, Guest, Kind};
use super::orders::{Not, Observed, Order};
use super::papers::{self, Paper};
use super::room::{Chair, Extra, Room, Wall};
use crate::base::Name;
use crate::files::FileError;
use crate::live::view::{Deed, Meant, meant};
use crate::live::{LiveError, Sitting};
use crate::model::{Command, NoteKind, Refusal};
use crate::report::words::refusal;

/// What somebody gets back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Value,
    /// A token for a cookie.
    pub token: Option<String>,
}

/// What can be asked of the hall.
pub enum Asked {
    Enter {
        ticket: String,
        name: String,
    },
    /// A seat by its person, or none.
    Take {
        guest: u32,
        person: Option<String>,
    },
    Act {
        guest: u32,
        key: String,
        deed: Deed,
    },
    Lead {
        guest: u32,
        room: usize,
        key: String,
        order: Order,
    },
    Observe {
        guest: u32,
        key: String,
        room: usize,
        says: Observed,
    },
    Report {
        room: usize,
        paper: Paper,
    },
}

struct Letter {
    asked: Asked,
    reply: oneshot::Sender<Answer>,
}

/// What the rest of the program holds of the hall.
pub struct Hall {
    letters: Sender<Letter>,
    pub doors: Arc<RwLock<Doors>>,
    pub walls: Vec<Arc<Wall>>,
    /// Rings when somebody comes, goes or changes seats.
    pub moves: watch::Sender<u64>,
}

/// The story is looked at so often.
const TICK: Duration = Duration::from_millis(50);

impl Hall {
    /// Opens the hall; its thread ends when the last handle to it is gone.
    pub fn open(rooms: Vec<Room>, doors: Doors) -> (Arc<Hall>, JoinHandle<()>) {
        let (letters, inbox) = channel();
        let walls = rooms.iter().map(|room| room.wall.clone()).collect();
        let doors = Arc::new(RwLock::new(doors));
        let moves = watch::Sender::new(0);
        let mut keeper = Keeper {
            rooms,
            doors: doors.clone(),
            moves: moves.clone(),
            began: Instant::now(),
            undone: None,
        };
        keeper.reconcile();
        keeper.show();
        let thread = std::thread::spawn(move || keeper.keep(&inbox));
        let hall = Hall {
            letters,
            doors,
            walls,
            moves,
        };
        (Arc::new(hall), thread)
    }

    /// Asks, and waits until it is done.
    pub async fn ask(&self, asked: Asked) -> Answer {
        let (reply, answer) = oneshot::channel();
        let sent = self.letters.send(Letter { asked, reply });
        let gone = || Answer::error(503, "the exercise is being closed");
        match sent {
            Ok(()) => answer.await.unwrap_or_else(|_| gone()),
            Err(_) => gone(),
        }
    }
}

impl Answer {
    pub fn fine(body: Value) -> Answer {
        Answer {
            status: 200,
            body,
            token: None,
        }
    }
    pub fn error(status: u16, message: &str) -> Answer {
        Answer {
            status,
            body: json!({"error": message}),
            token: None,
        }
    }
}

impl From<LiveError> for Answer {
    fn from(error: LiveError) -> Answer {
        match error {
            LiveError::NothingToUndo => Answer::error(409, &error.to_string()),
            // Paths are the facilitator's machine's business.
            _ => Answer::error(
                503,
                "not recording: the exercise stands until there is room",
            ),
        }
    }
}

impl From<FileError> for Answer {
    fn from(_: FileError) -> Answer {
        Answer::error(
            503,
            "that could not be written down, so nothing has changed",
        )
    }
}

impl From<Not> for Answer {
    fn from(not: Not) -> Answer {
        match not {
            Not::Live(error) => error.into(),
            Not::Sense(why) => Answer::error(409, &why),
        }
    }
}

struct Keeper {
    rooms: Vec<Room>,
    doors: Arc<RwLock<Doors>>,
    moves: watch::Sender<u64>,
    began: Instant,
    /// The last going back: asked for twice it is done once.
    undone: Option<String>,
}

impl Keeper {
    fn keep(mut self, inbox: &Receiver<Letter>) {
        let mut next = Instant::now() + TICK;
        loop {
            let wait = next.saturating_duration_since(Instant::now());
            match inbox.recv_timeout(wait) {
                Ok(letter) => {
                    let answer = self.answer(letter.asked);
                    // Whoever asked may be gone; it is done all the same.
                    let _ = letter.reply.send(answer);
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if Instant::now() >= next {
                self.tick();
                self.show();
                next = Instant::now() + TICK;
            }
        }
        for room in &mut self.rooms {
            room.papers.stop();
            // What was noted a moment ago is in the reports, too.
            if room.session.ended().is_some() {
                room.papers.write(&room.session);
            }
            room.session.leave();
        }
        papers::write_teams(&self.rooms);
    }

    fn tick(&mut self) {
        for room in &mut self.rooms {
            // A failed write has frozen the session and stands on its board.
            let _ = room.session.tick();
            if room.session.ended().is_some() && room.verified.is_none() {
                room.verified = Some(room.session.verify().is_none());
                room.stale();
            }
        }
        let now = self.began.elapsed().as_millis() as u64;
        let mut news = false;
        for room in &mut self.rooms {
            if room.write_up(now) {
                room.stale();
                news = true;
            }
        }
        if news {
            papers::write_teams(&self.rooms);
        }
    }

    fn show(&mut self) {
        let now = self.began.elapsed().as_millis() as u64;
        let doors = self.doors.read().expect("nobody panics holding it");
        let teams: Vec<Value> = match self.rooms.len() {
            1 => Vec::new(),
            _ => self.rooms.iter().map(Room::summary).collect(),
        };
        for (at, room) in self.rooms.iter_mut().enumerate() {
            let chairs = room.chairs.clone();
            room.show(now, || extra(&doors, at, &chairs, &teams));
        }
    }

    /// Guests sit where the doors say, and nobody else does.
    fn reconcile(&mut self) {
        let doors = self.doors.read().expect("nobody panics holding it");
        for (at, room) in self.rooms.iter_mut().enumerate() {
            if room.session.ended().is_some() {
                continue;
            }
            let people: Vec<Name> = room.wall.desks.keys().copied().collect();
            for person in people {
                let sits = doors.in_seat(at, person).is_some();
                let sitting = Sitting { person, role: None };
                let settled = match sits {
                    true if !room.session.is_human(person) => room.session.sit(sitting),
                    false => room.session.rise(person),
                    true => Ok(()),
                };
                if settled.is_err() {
                    break;
                }
            }
        }
    }

    fn guest(&self, id: u32) -> Option<Guest> {
        let doors = self.doors.read().expect("nobody panics holding it");
        doors.guest(id).cloned()
    }

    fn rearranged(&mut self) {
        self.moves.send_modify(|moves| *moves += 1);
        self.rooms.iter_mut().for_each(Room::stale);
    }

    fn answer(&mut self, asked: Asked) -> Answer {
        let unknown = || Answer::error(404, "not found");
        match asked {
            Asked::Enter { ticket, name } => self.enter(&ticket, &name),
            Asked::Take { guest, person } => match self.guest(guest) {
                Some(guest) => self.take(&guest, person.as_deref()),
                None => unknown(),
            },
            Asked::Act { guest, key, deed } => match self.guest(guest) {
                Some(guest) => self.act(&guest, &key, &deed),
                None => unknown(),
            },
            Asked::Observe {
                guest,
                key,
                room,
                says,
            } => match (self.guest(guest), self.rooms.get(room)) {
                (Some(guest), Some(there)) => match there.observed(&says, &guest.name) {
                    Ok(command) => self.once(&guest, room, &key, None, command),
                    Err(not) => not.into(),
                },
                _ => unknown(),
            },
            Asked::Lead {
                guest,
                room,
                key,
                order,
            } => match self.guest(guest) {
                Some(guest) if room < self.rooms.len() => self.lead(&guest, room, &key, &order),
                _ => unknown(),
            },
            Asked::Report { room, paper } => match papers::paper(&self.rooms, room, paper) {
                Some(text) => Answer::fine(json!({"text": text})),
                None => unknown(),
            },
        }
    }

    fn enter(&mut self, ticket: &str, name: &str) -> Answer {
        let mut doors = self.doors.write().expect("nobody panics holding it");
        let entered = doors.enter(ticket, name);
        drop(doors);
        match entered {
            Ok(Ok((guest, token))) => {
                self.rearranged();
                Answer {
                    status: 200,
                    body: json!({"page": guest.kind.page()}),
                    token: Some(token),
                }
            }
            Ok(Err(Closed::Unknown)) => {
                Answer::error(403, "that opens nothing: ask the facilitator for a code")
            }
            Ok(Err(Closed::Nameless)) => Answer::error(409, "tell your name first"),
            Ok(Err(Closed::Full)) => Answer::error(503, "as many have come in as can"),
            Err(error) => error.into(),
        }
    }

    fn take(&mut self, guest: &Guest, word: Option<&str>) -> Answer {
        let Some(room) = self.rooms.get(guest.room) else {
            return Answer::error(404, "not found");
        };
        let person = match word {
            None => None,
            Some(word) => match room.person(word) {
                Some(person) => Some(person),
                None => return Answer::error(409, "there is no such seat"),
            },
        };
        self.place(guest, person)
    }

    /// Puts a guest into a seat or out of it.
    fn place(&mut self, guest: &Guest, person: Option<Name>) -> Answer {
        let mut doors = self.doors.write().expect("nobody panics holding it");
        let taken = person.and_then(|person| doors.in_seat(guest.room, person));
        if taken.is_some_and(|other| other.id != guest.id) {
            return Answer::error(409, "somebody sits there already");
        }
        let placed = doors.place(guest.id, person);
        drop(doors);
        if let Err(error) = placed {
            return error.into();
        }
        self.reconcile();
        self.rearranged();
        Answer::fine(json!({"done": true}))
    }

    fn act(&mut self, guest: &Guest, key: &str, deed: &Deed) -> Answer {
        let Some(room) = self.rooms.get(guest.room) else {
            return Answer::error(404, "not found");
        };
        if room.session.ended().is_some() {
            let (question, text) = match deed {
                Deed::Line(text) => (None, text),
                Deed::Wash { question, text } => (Some(question.clone()), text),
                _ => return Answer::error(409, "the exercise is over"),
            };
            if text.trim().is_empty() {
                return Answer::error(409, "write a few words first");
            }
            let note = Command::Note {
                by: guest.name.clone(),
                objective: None,
                text: text.trim().to_string(),
                kind: question.map_or(NoteKind::Seen, |question| NoteKind::HotWash { question }),
            };
            return self.once(guest, guest.room, key, None, note);
        }
        let Some(person) = guest.seat else {
            return Answer::error(409, "take a seat first");
        };
        let Some(desk) = room.session.desk(person) else {
            return Answer::error(409, "take a seat first");
        };
        match meant(desk, deed, room.session.now()) {
            Meant::Give(command) => self.once(guest, guest.room, key, Some(person), command),
            // What was done under this key may no longer be open because it was done.
            other => match self.rooms[guest.room].session.given(&scoped(guest, key)) {
                Some(_) => Answer::fine(json!({"done": true, "again": true})),
                None => match other {
                    Meant::Several(words) => Answer::fine(json!({"several": words})),
                    Meant::Nothing(why) => Answer::fine(json!({"nothing": why})),
                    Meant::Give(_) => unreachable!("it was taken above"),
                },
            },
        }
    }

    /// Gives a command under a key; the answer goes out when it is on disk.
    fn once(
        &mut self,
        guest: &Guest,
        room: usize,
        key: &str,
        person: Option<Name>,
        command: Command,
    ) -> Answer {
        let room = &mut self.rooms[room];
        let given = room.session.give_once(&scoped(guest, key), person, command);
        if person.is_none() {
            room.stale();
        }
        match given {
            Ok(receipt) => {
                let setup = room.session.setup();
                let why = receipt.refusal.map(|r| match r {
                    // By the clock on the wall of the story, as pages show it.
                    Refusal::Busy { until } => {
                        let until = setup.scenario.starts.clock(until);
                        format!("your hands are full until {until}")
                    }
                    other => refusal(&other, setup),
                });
                Answer::fine(json!({"done": why.is_none(), "refused": why,
                                    "again": receipt.again}))
            }
            Err(error) => error.into(),
        }
    }

    fn lead(&mut self, guest: &Guest, room: usize, key: &str, order: &Order) -> Answer {
        match order {
            Order::Seat { guest: id, person } => match self.guest(*id) {
                Some(other) if other.kind == Kind::Participant => self.take(&other, Some(person)),
                _ => Answer::error(409, "there is nobody to seat"),
            },
            Order::Free(word) => {
                let person = self.rooms[room].person(word);
                let doors = self.doors.read().expect("nobody panics holding it");
                let sitting = person.and_then(|p| doors.in_seat(room, p)).cloned();
                drop(doors);
                match sitting {
                    Some(other) => self.place(&other, None),
                    None => Answer::error(409, "nobody sits there"),
                }
            }
            Order::Door { open } => self.doors_do(|doors| doors.close(*open)),
            Order::Dismiss { guest } => {
                let answer = self.doors_do(|doors| doors.dismiss(*guest));
                self.reconcile();
                answer
            }
            Order::Invite => {
                let mut doors = self.doors.write().expect("nobody panics holding it");
                match doors.invite() {
                    Ok(ticket) => Answer::fine(json!({"ticket": ticket})),
                    Err(error) => error.into(),
                }
            }
            order => match self.rooms[room].command(order, &guest.name) {
                Ok(Some(command)) => self.once(guest, room, key, None, command),
                Ok(None) => self.steer(room, key, order),
                Err(not) => not.into(),
            },
        }
    }

    fn steer(&mut self, room: usize, key: &str, order: &Order) -> Answer {
        let back = matches!(order, Order::Undo { .. });
        if back && self.undone.as_deref() == Some(key) {
            return Answer::fine(json!({"done": true, "again": true}));
        }
        let steered = self.rooms[room].steer(order);
        if back && steered.is_ok() {
            self.undone = Some(key.to_string());
            self.reconcile();
        }
        self.rooms[room].stale();
        match steered {
            Ok(()) => Answer::fine(json!({"done": true})),
            Err(not) => not.into(),
        }
    }

    fn doors_do(&mut self, change: impl FnOnce(&mut Doors) -> Result<(), FileError>) -> Answer {
        let mut doors = self.doors.write().expect("nobody panics holding it");
        let changed = change(&mut doors);
        drop(doors);
        self.rearranged();
        match changed {
            Ok(()) => Answer::fine(json!({"done": true})),
            Err(error) => error.into(),
        }
    }
}

/// A key is its guest's own.
fn scoped(guest: &Guest, key: &str) -> String {
    format!("{} {key}", guest.id)
}

/// Who is in a room: for those who choose a seat, and for the facilitator.
fn extra(doors: &Doors, room: usize, chairs: &[Chair], teams: &[Value]) -> Extra {
    let seats: Vec<Value> = chairs
        .iter()
        .map(|chair| {
            let taken = doors.in_seat(room, chair.person).map(|g| &g.name);
            json!({"person": chair.person, "title": chair.title, "part": chair.part,
                   "taken": taken})
        })
        .collect();
    let guests = doors.guests().iter().filter(|g| g.room == room);
    let guests: Vec<Value> = guests
        .map(|g| json!({"id": g.id, "name": g.name, "kind": g.kind, "seat": g.seat}))
        .collect();
    let passes = doors.passes().iter();
    let passes: Vec<Value> = passes
        .filter(|p| p.room == room && p.kind != Kind::Facilitator)
        .map(|p| json!({"kind": p.kind, "code": p.code, "link": p.link}))
        .collect();
    Extra {
        lobby: json!({"seats": seats}),
        lead: json!({"guests": guests, "passes": passes, "open": doors.open,
                     "teams": teams}),
    }
}
