//! The thread that owns the sessions. Everybody asks it and waits for its answer, which comes when
//! what was asked for is on disk; so there is one writer and one order of things.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, RwLock};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tokio::sync::{oneshot, watch};

use super::answer::Answer;
use super::doors::{Closed, Doors, Guest, Kind};
use super::orders::{Observed, Order, scoped};
use super::papers::{self, Paper};
use super::room::{Chair, Extra, Room, Wall};
use crate::base::Name;
use crate::files::FileError;
use crate::live::Sitting;
use crate::live::view::{Deed, Meant, meant};
use crate::model::{Command, NoteKind};

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
    /// For one team, or for every one.
    Lead {
        guest: u32,
        room: Option<usize>,
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
    /// Opens the hall; its thread ends when the last handle to it is gone, and says which reports
    /// could not be written.
    pub fn open(mut rooms: Vec<Room>, doors: Doors) -> (Arc<Hall>, JoinHandle<Vec<String>>) {
        let (letters, inbox) = channel();
        let walls = rooms.iter().map(|room| room.wall.clone()).collect();
        let several = rooms.len();
        for (at, room) in rooms.iter_mut().enumerate() {
            room.stands_at(at, several);
        }
        let doors = Arc::new(RwLock::new(doors));
        let moves = watch::Sender::new(0);
        let mut keeper = Keeper {
            rooms,
            doors: doors.clone(),
            moves: moves.clone(),
            began: Instant::now(),
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

struct Keeper {
    rooms: Vec<Room>,
    doors: Arc<RwLock<Doors>>,
    moves: watch::Sender<u64>,
    began: Instant,
}

impl Keeper {
    /// Serves until nobody can ask any more; what could then not be written, if anything.
    fn keep(mut self, inbox: &Receiver<Letter>) -> Vec<String> {
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
        let of_rooms = self
            .rooms
            .iter_mut()
            .filter_map(|room| room.papers.failed.take());
        let mut unwritten: Vec<String> = of_rooms.collect();
        unwritten.extend(
            papers::write_teams(&self.rooms)
                .err()
                .map(|e| e.to_string()),
        );
        unwritten
    }

    fn tick(&mut self) {
        in_each(&mut self.rooms, |room| {
            // A failed write has frozen the session and stands on its board.
            let _ = room.session.tick();
            if room.session.ended().is_some() && room.verified.is_none() {
                room.verified = Some(room.session.verify().is_none());
                room.stale();
            }
        });
        let now = self.began.elapsed().as_millis() as u64;
        let mut news = false;
        for room in &mut self.rooms {
            if room.write_up(now) {
                room.stale();
                news = true;
            }
        }
        if news && let Err(error) = papers::write_teams(&self.rooms) {
            self.rooms[0].papers.failed = Some(error.to_string());
        }
    }

    fn show(&mut self) {
        let now = self.began.elapsed().as_millis() as u64;
        let doors = self.doors.read().expect("nobody panics holding it");
        let teams: Vec<Value> = match self.rooms.len() {
            1 => Vec::new(),
            _ => self.rooms.iter().map(Room::summary).collect(),
        };
        let doors: &Doors = &doors;
        in_each(&mut self.rooms, |room| {
            let (at, chairs) = (room.at(), room.chairs.clone());
            room.show(now, || extra(doors, at, &chairs, &teams));
        });
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
            } => match (self.guest(guest), self.rooms.get_mut(room)) {
                (Some(guest), Some(there)) => match there.observed(&says, &guest.name) {
                    Ok(command) => there.once(&guest, &key, None, command),
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
                Some(guest) if room.is_none_or(|room| room < self.rooms.len()) => {
                    self.lead(&guest, room, &key, &order)
                }
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
            return self.rooms[guest.room].once(guest, key, None, note);
        }
        let Some(person) = guest.seat else {
            return Answer::error(409, "take a seat first");
        };
        let Some(desk) = room.session.desk(person) else {
            return Answer::error(409, "take a seat first");
        };
        match meant(desk, deed, room.session.now()) {
            Meant::Give(command) => self.rooms[guest.room].once(guest, key, Some(person), command),
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

    fn lead(&mut self, guest: &Guest, room: Option<usize>, key: &str, order: &Order) -> Answer {
        match (order, room) {
            (Order::Seat { .. } | Order::Free(_), None) => {
                Answer::error(409, "choose one team for that")
            }
            (Order::Seat { guest: id, person }, _) => match self.guest(*id) {
                Some(other) if other.kind == Kind::Participant => self.take(&other, Some(person)),
                _ => Answer::error(409, "there is nobody to seat"),
            },
            (Order::Free(word), Some(room)) => {
                let person = self.rooms[room].person(word);
                let doors = self.doors.read().expect("nobody panics holding it");
                let sitting = person.and_then(|p| doors.in_seat(room, p)).cloned();
                drop(doors);
                match sitting {
                    Some(other) => self.place(&other, None),
                    None => Answer::error(409, "nobody sits there"),
                }
            }
            (Order::Door { open }, _) => self.doors_do(|doors| doors.close(*open)),
            (Order::Dismiss { guest }, _) => {
                let answer = self.doors_do(|doors| doors.dismiss(*guest));
                self.reconcile();
                answer
            }
            (Order::Invite, _) => {
                let mut doors = self.doors.write().expect("nobody panics holding it");
                match doors.invite() {
                    Ok(ticket) => Answer::fine(json!({"ticket": ticket})),
                    Err(error) => error.into(),
                }
            }
            (order, room) => {
                let rooms = match room {
                    Some(room) => std::slice::from_mut(&mut self.rooms[room]),
                    None => &mut self.rooms[..],
                };
                let follow =
                    |room: &mut Room| (room.wall.name.clone(), room.follow(guest, key, order));
                let answers = in_each(rooms, follow);
                if matches!(order, Order::Undo { .. }) {
                    self.reconcile();
                }
                together(answers)
            }
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

/// So many rooms are seen to side by side: what they wait for is mostly the disk.
const HANDS: usize = 4;

/// Does something in every room, in several at once where there are many; the answers are in the
/// order of the rooms.
fn in_each<T: Send>(rooms: &mut [Room], work: impl Fn(&mut Room) -> T + Sync) -> Vec<T> {
    if rooms.len() < 2 * HANDS {
        return rooms.iter_mut().map(work).collect();
    }
    let share = rooms.len().div_ceil(HANDS);
    let work = &work;
    std::thread::scope(|scope| {
        let shares = rooms.chunks_mut(share);
        let hands =
            shares.map(|some| scope.spawn(|| some.iter_mut().map(work).collect::<Vec<T>>()));
        let hands: Vec<_> = hands.collect();
        let done = hands.into_iter().map(|hand| hand.join());
        done.flat_map(|some| some.expect("a room does not panic"))
            .collect()
    })
}

/// What every team answers to one order: those that did not follow are named.
fn together(mut answers: Vec<(String, Answer)>) -> Answer {
    if answers.len() == 1 {
        return answers.remove(0).1;
    }
    let why = |answer: &Answer| {
        let body = &answer.body;
        let word = body["error"].as_str().or(body["refused"].as_str());
        word.map(str::to_string)
    };
    let several = answers.len();
    let against = answers
        .iter()
        .filter_map(|(name, it)| Some(format!("{name}: {}", why(it)?)));
    let against: Vec<String> = against.collect();
    match against.len() {
        0 => Answer::fine(json!({"done": true})),
        some => Answer::fine(json!({"done": false, "refused": format!(
            "not in {some} of {several} teams: {}", against[..some.min(3)].join("; "))})),
    }
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
