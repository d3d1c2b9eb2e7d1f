//! Who has come in: tokens, links, codes and what each of them opens.
//!
//! What a browser holds is a token of 256 bits in a cookie that scripts cannot read; only its hash is
//! kept. Links carry 128 bits behind the `#`, which browsers send to nobody. The code that people
//! type has 50 bits, is tried at a limited rate, and opens nothing once the door is closed. All of it
//! is on disk before it is handed out, so that a restarted program knows its guests again.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::base::Name;
use crate::files::{self, FileError, sha256_hex};

/// What somebody is here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Facilitator,
    Participant,
    Observer,
    /// A screen on the wall.
    Screen,
}

impl Kind {
    pub const ALL: [Kind; 4] = [
        Kind::Facilitator,
        Kind::Participant,
        Kind::Observer,
        Kind::Screen,
    ];
    fn letter(self) -> char {
        match self {
            Kind::Facilitator => 'f',
            Kind::Participant => 'p',
            Kind::Observer => 'o',
            Kind::Screen => 's',
        }
    }
    /// Their page.
    pub fn page(self) -> &'static str {
        match self {
            Kind::Facilitator => "/lead",
            Kind::Participant => "/seat",
            Kind::Observer => "/watch",
            Kind::Screen => "/screen",
        }
    }
}

/// Somebody who has come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guest {
    pub id: u32,
    /// What they call themselves.
    pub name: String,
    pub kind: Kind,
    /// Which team they are with.
    pub room: usize,
    /// The person in whose seat they sit, or whose desk they shadow.
    pub seat: Option<Name>,
    token_sha256: String,
}

/// A way in that can be handed on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pass {
    pub kind: Kind,
    pub room: usize,
    /// For typing; participants and observers only.
    pub code: Option<String>,
    /// For links.
    pub link: String,
    /// Opens once.
    pub once: bool,
}

/// Everything about who may come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Doors {
    guests: Vec<Guest>,
    passes: Vec<Pass>,
    next: u32,
    /// Whether codes and links still open anything.
    pub open: bool,
    #[serde(skip)]
    at: PathBuf,
}

/// Why somebody was not let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// No such code or link, or the door is closed: which of them, nobody is told.
    Unknown,
    /// A name is wanted.
    Nameless,
    /// As many as can be.
    Full,
}

/// So many guests at most, so that nobody fills the memory.
const GUESTS_MAX: usize = 5_000;
/// Letters and digits that nobody mistakes for others.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const FILE: &str = "doors.json";

impl Doors {
    /// Doors for so many teams, kept in a folder.
    pub fn begin(folder: &Path, rooms: usize) -> Result<Doors, FileError> {
        let pass = |kind: Kind, room: usize| Pass {
            kind,
            room,
            code: matches!(kind, Kind::Participant | Kind::Observer).then(code),
            // The first letter tells the page whether to ask for a name.
            link: format!("{}{}", kind.letter(), token(16)),
            once: false,
        };
        let kinds = [Kind::Participant, Kind::Observer, Kind::Screen];
        let passes = (0..rooms).flat_map(|room| kinds.map(|kind| pass(kind, room)));
        let doors = Doors {
            guests: Vec::new(),
            passes: passes.collect(),
            next: 1,
            open: true,
            at: folder.join(FILE),
        };
        doors.keep()?;
        Ok(doors)
    }

    /// The doors as they were.
    pub fn resume(folder: &Path) -> Result<Doors, FileError> {
        let at = folder.join(FILE);
        let failed = |error| FileError::io("read", &at, error);
        let text = std::fs::read_to_string(&at).map_err(failed)?;
        let doors: Doors = serde_json::from_str(&text)
            .map_err(|error| failed(std::io::Error::other(error.to_string())))?;
        let mut doors = Doors { at, ..doors };
        // A ticket that nobody has used lies in some terminal: the new start prints another.
        doors.change(|doors| doors.passes.retain(|p| p.kind != Kind::Facilitator))?;
        Ok(doors)
    }

    fn keep(&self) -> Result<(), FileError> {
        let text = serde_json::to_vec_pretty(self).expect("doors are plain data");
        files::write_private(&self.at, &text)
    }

    /// Changes something; it is on disk when this returns, or nothing has changed.
    fn change<T>(&mut self, change: impl FnOnce(&mut Doors) -> T) -> Result<T, FileError> {
        let mut changed = self.clone();
        let answer = change(&mut changed);
        changed.keep()?;
        *self = changed;
        Ok(answer)
    }

    /// A ticket for one facilitator, once.
    pub fn invite(&mut self) -> Result<String, FileError> {
        let link = format!("{}{}", Kind::Facilitator.letter(), token(32));
        let pass = Pass {
            kind: Kind::Facilitator,
            room: 0,
            code: None,
            link: link.clone(),
            once: true,
        };
        self.change(|doors| doors.passes.push(pass))?;
        Ok(link)
    }

    /// Lets somebody in by a code or a link; answers with what their browser is to hold.
    pub fn enter(
        &mut self,
        ticket: &str,
        name: &str,
    ) -> Result<Result<(Guest, String), Closed>, FileError> {
        let typed = typed(ticket);
        let opens = |pass: &Pass| {
            let by_link = same(&pass.link, ticket.trim());
            let by_code = pass
                .code
                .as_ref()
                .is_some_and(|code| same(&plain_code(code), &typed));
            (by_link || by_code) && (self.open || pass.once)
        };
        let Some(at) = self.passes.iter().position(opens) else {
            return Ok(Err(Closed::Unknown));
        };
        let pass = self.passes[at].clone();
        let name = clean(name);
        let name = match (pass.kind, name.is_empty()) {
            (Kind::Participant | Kind::Observer, true) => return Ok(Err(Closed::Nameless)),
            (Kind::Facilitator, true) => "Facilitator".into(),
            (Kind::Screen, _) => "Screen".into(),
            _ => name,
        };
        if self.guests.len() >= GUESTS_MAX {
            return Ok(Err(Closed::Full));
        }
        let token = token(32);
        let guest = Guest {
            id: self.next,
            name,
            kind: pass.kind,
            room: pass.room,
            seat: None,
            token_sha256: hash(&token),
        };
        let fresh = guest.clone();
        self.change(|doors| {
            doors.next += 1;
            doors.guests.push(fresh);
            if pass.once {
                doors.passes.remove(at);
            }
        })?;
        Ok(Ok((guest, token)))
    }

    /// Whose token this is.
    pub fn guest_with(&self, token: &str) -> Option<&Guest> {
        let hash = hash(token);
        self.guests.iter().find(|g| same(&g.token_sha256, &hash))
    }
    pub fn guest(&self, id: u32) -> Option<&Guest> {
        self.guests.iter().find(|g| g.id == id)
    }
    pub fn guests(&self) -> &[Guest] {
        &self.guests
    }
    pub fn passes(&self) -> &[Pass] {
        &self.passes
    }
    /// Who sits in a seat.
    pub fn in_seat(&self, room: usize, person: Name) -> Option<&Guest> {
        let mut sitting = self.guests.iter().filter(|g| g.kind == Kind::Participant);
        sitting.find(|g| g.room == room && g.seat == Some(person))
    }

    /// Puts a guest at a desk, or away from it.
    pub fn place(&mut self, id: u32, seat: Option<Name>) -> Result<(), FileError> {
        self.change(|doors| {
            if let Some(guest) = doors.guests.iter_mut().find(|g| g.id == id) {
                guest.seat = seat;
            }
        })
    }

    pub fn close(&mut self, open: bool) -> Result<(), FileError> {
        self.change(|doors| doors.open = open)
    }

    /// Shows somebody out: their token opens nothing any more.
    pub fn dismiss(&mut self, id: u32) -> Result<(), FileError> {
        self.change(|doors| {
            doors
                .guests
                .retain(|g| g.id != id || g.kind == Kind::Facilitator)
        })
    }
}

/// What a page has to send along with whatever changes something.
pub fn csrf(token: &str) -> String {
    hash(&format!("csrf {token}"))[..32].to_string()
}

fn hash(text: &str) -> String {
    sha256_hex(text.as_bytes())
}

/// Compares without telling by its time how far two texts agree.
fn same(one: &str, other: &str) -> bool {
    let differ = one
        .bytes()
        .zip(other.bytes())
        .fold(0, |d, (a, b)| d | (a ^ b));
    one.len() == other.len() && differ == 0
}

fn random(bytes: usize) -> Vec<u8> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random).expect("the machine has randomness");
    random
}

fn token(bytes: usize) -> String {
    let mut text = String::new();
    for byte in random(bytes) {
        write!(text, "{byte:02x}").expect("a String takes everything");
    }
    text
}

/// Ten letters of 32: 50 bits.
fn code() -> String {
    let letters = random(10);
    let letters = letters
        .iter()
        .map(|b| char::from(LETTERS[usize::from(b % 32)]));
    let text: String = letters.collect();
    format!("{}-{}", &text[..5], &text[5..])
}

fn plain_code(code: &str) -> String {
    code.replace('-', "")
}

/// A code as people type it.
fn typed(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_ascii_alphanumeric());
    letters.map(|c| c.to_ascii_uppercase()).collect()
}

/// A name that shows itself as it is: one line, nothing invisible, not too long.
fn clean(name: &str) -> String {
    let plain = crate::report::text::plain(name);
    let short: String = plain.trim().chars().take(60).collect();
    short.trim().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doors(folder: &Path) -> Doors {
        Doors::begin(folder, 2).unwrap()
    }

    #[test]
    fn a_code_lets_in_as_it_is_typed_and_the_guest_is_known_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let mut doors = doors(folder.path());
        let code = doors.passes()[3].code.clone().unwrap();
        let sloppy = code.replace('-', " ").to_lowercase();
        let (guest, token) = doors.enter(&sloppy, " Ana\u{202e} ").unwrap().unwrap();
        assert_eq!(
            (guest.kind, guest.room, guest.name.as_str()),
            (Kind::Participant, 1, "Ana")
        );
        assert_eq!(token.len(), 64);
        let again = Doors::resume(folder.path()).unwrap();
        assert_eq!(again.guest_with(&token), Some(&guest));
        let kept = std::fs::read_to_string(folder.path().join(FILE)).unwrap();
        assert!(!kept.contains(&token), "only its hash is kept");
        assert_eq!(doors.enter("", "Ana").unwrap(), Err(Closed::Unknown));
        assert_eq!(
            doors.enter(&code, " \u{200b} ").unwrap(),
            Err(Closed::Nameless)
        );
    }

    #[test]
    fn a_ticket_opens_once_and_a_closed_door_opens_to_no_code() {
        let folder = tempfile::tempdir().unwrap();
        let mut doors = doors(folder.path());
        let ticket = doors.invite().unwrap();
        let (guest, _) = doors.enter(&ticket, "").unwrap().unwrap();
        assert_eq!(guest.kind, Kind::Facilitator);
        assert_eq!(doors.enter(&ticket, "").unwrap(), Err(Closed::Unknown));
        let code = doors.passes()[0].code.clone().unwrap();
        doors.close(false).unwrap();
        assert_eq!(doors.enter(&code, "Ana").unwrap(), Err(Closed::Unknown));
        doors.close(true).unwrap();
        let (ana, token) = doors.enter(&code, "Ana").unwrap().unwrap();
        doors.dismiss(ana.id).unwrap();
        assert_eq!(doors.guest_with(&token), None);
    }

    #[test]
    fn codes_and_tokens_do_not_repeat() {
        let all: std::collections::BTreeSet<String> = (0..2_000).map(|_| code()).collect();
        assert_eq!(all.len(), 2_000);
        assert_ne!(token(16), token(16));
    }
}
