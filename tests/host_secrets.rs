//! What participants get tells nothing of what they may not know.
//!
//! Two exercises that are the same up to a moment, for one seat, show that seat the same bytes in the
//! same order up to that moment, whatever differs behind it. The clock is turned by hand, and the
//! bytes are those of the streams.

#[path = "support/canary.rs"]
mod canary;
mod support;
#[path = "support/table.rs"]
mod table;

use std::path::Path;

use canary::{canary, otherwise};
use sandtable::base::{Duration, Name};
use sandtable::live::{RealDisk, Session, Sitting, view};
use sandtable::model::{Command, NoteKind, Rating, Setup};
use sandtable::web::Room;
use sandtable::web::room::{Extra, Since};
use serde_json::Value;
use support::{Dice, setup};
use table::{Hand, game_day};

const SCENARIOS: [&str; 4] = [
    "three-data-centres",
    "stolen-session",
    "checkout-regression",
    "edge-regex",
];

/// How many games: some, or as many as `SANDTABLE_GAMES` says; `tests/run --full` plays 1,000.
fn games() -> u64 {
    let wanted = std::env::var("SANDTABLE_GAMES").ok();
    wanted.and_then(|n| n.parse().ok()).unwrap_or(40)
}

fn room(setup: Setup, seed: u64, folder: &Path, clock: &Hand) -> Room {
    let opening = game_day(seed, folder);
    let session =
        Session::begin(setup, opening, Box::new(clock.clone()), Box::new(RealDisk)).unwrap();
    Room::new("Team 1".into(), session)
}

fn nothing() -> Extra {
    Extra {
        lobby: Value::Null,
        lead: Value::Null,
    }
}

/// One game: who sits, and what they do at which look at the clock.
struct Game {
    sits: Vec<Name>,
    acts: Vec<(u32, usize, u64)>,
    looks: u32,
}

impl Game {
    fn of(setup: &Setup, dice: &mut Dice) -> Game {
        let people: Vec<Name> = setup.team.people.iter().map(|p| p.name).collect();
        let mut sits: Vec<Name> = Vec::new();
        for _ in 0..3 {
            let who = people[dice.below(people.len())];
            if !sits.contains(&who) {
                sits.push(who);
            }
        }
        let looks = 240;
        let acts = (0..60).map(|_| {
            let at = dice.below(looks as usize) as u32;
            (at, dice.below(sits.len()), dice.below(1 << 30) as u64)
        });
        let mut acts: Vec<_> = acts.collect();
        acts.sort();
        Game { sits, acts, looks }
    }

    /// What each of them is sent, look by look. `aside` does what only the facilitator sees.
    fn play(
        &self,
        room: &mut Room,
        clock: &Hand,
        aside: impl Fn(&mut Session, u32),
    ) -> Vec<String> {
        for who in &self.sits {
            let sitting = Sitting {
                person: *who,
                role: None,
            };
            room.session.sit(sitting).unwrap();
        }
        room.session.go();
        let mut sent = vec![String::new(); self.sits.len()];
        let mut since = vec![(Since::default(), Since::default()); self.sits.len()];
        for look in 0..self.looks {
            clock.pass(500);
            room.session.tick().unwrap();
            aside(&mut room.session, look);
            for (_, who, which) in self.acts.iter().filter(|(at, ..)| *at == look) {
                let person = self.sits[*who];
                let asks = room.session.desk(person).unwrap().asks();
                if asks.is_empty() || room.session.ended().is_some() {
                    continue;
                }
                let words = asks[*which as usize % asks.len()].phrase.clone();
                let deed = view::Deed::Option {
                    words,
                    text: None,
                    minutes: None,
                };
                let desk = room.session.desk(person).unwrap();
                if let view::Meant::Give(command) = view::meant(desk, &deed, room.session.now()) {
                    room.session.give(Some(person), command).unwrap();
                }
            }
            room.show(u64::from(look) * 500, nothing);
            for (at, who) in self.sits.iter().enumerate() {
                let (clock_since, desk_since) = &mut since[at];
                for (name, news) in [
                    ("clock", room.wall.clock.news(clock_since)),
                    ("desk", room.wall.desks[who].news(desk_since)),
                ] {
                    if let Some(news) = news {
                        sent[at].push_str(&format!("{look} {name} {news}\n"));
                    }
                }
            }
        }
        sent
    }
}

#[test]
fn stories_equal_up_to_a_moment_are_shown_byte_by_byte_the_same_up_to_it() {
    let mut differ_after = 0;
    let mut bytes = 0;
    for number in 0..games() {
        let mut dice = Dice::new(number + 1);
        let scenario = SCENARIOS[dice.below(SCENARIOS.len())];
        let one = setup(scenario, "blameless");
        // Looks are half a second of the wall apart: thirty seconds of the story.
        let look = 60 + dice.below(150) as u32;
        let until = Duration::seconds(i64::from(look) * 30);
        let mut two = one.clone();
        otherwise(&mut two, until);
        let game = Game::of(&one, &mut dice);
        let play = |setup: Setup, hidden: bool| {
            let folder = tempfile::tempdir().unwrap();
            let clock = Hand::default();
            let mut room = room(setup, number, folder.path(), &clock);
            // In the second game the facilitator is busy, and nobody is to notice.
            game.play(&mut room, &clock, |session, at| {
                if hidden && at % 20 == 7 && session.ended().is_none() {
                    let objective = session.setup().scenario.objectives[0].name;
                    let note = Command::Note {
                        by: canary(2_000),
                        objective: Some(objective),
                        text: canary(2_001),
                        kind: NoteKind::Plan {
                            owner: canary(2_005),
                            due: canary(2_006),
                            proof: canary(2_007),
                        },
                    };
                    session.give(None, note).unwrap();
                    let rate = Command::Rate {
                        by: canary(2_002),
                        objective,
                        rating: Rating::M,
                        reason: canary(2_003),
                    };
                    session.give(None, rate).unwrap();
                    let tick = Command::Tick {
                        by: canary(2_004),
                        expectation: 0,
                        met: true,
                    };
                    session.give(None, tick).unwrap();
                }
            })
        };
        let (first, second) = (play(one, false), play(two, true));
        let up_to = |sent: &String| {
            let lines = sent.lines().take_while(|line| {
                let at: u32 = line.split(' ').next().unwrap().parse().unwrap();
                at < look
            });
            lines.collect::<Vec<_>>().join("\n")
        };
        for (seat, (a, b)) in first.iter().zip(&second).enumerate() {
            let (before_a, before_b) = (up_to(a), up_to(b));
            bytes += before_a.len();
            let same = before_a
                .bytes()
                .zip(before_b.bytes())
                .take_while(|(a, b)| a == b)
                .count();
            assert!(
                before_a == before_b,
                "game {number}, {scenario}, seat {}: differ at byte {same} of {}:\n{}\n{}",
                game.sits[seat],
                before_a.len(),
                &before_a[same.saturating_sub(200).min(before_a.len())
                    ..(same + 100).min(before_a.len())],
                &before_b[same.saturating_sub(200).min(before_b.len())
                    ..(same + 100).min(before_b.len())],
            );
            assert!(!before_b.contains("canary"), "game {number}");
            differ_after += usize::from(a != b);
        }
    }
    println!(
        "{} games, {bytes} bytes the same; {differ_after} seats saw another story later",
        games()
    );
    assert!(
        differ_after as u64 > games() / 4,
        "the other story was another: {differ_after}"
    );
}

/// Every text of an exercise that only the facilitator may read.
#[test]
fn a_canary_in_every_hidden_field_reaches_no_participant() {
    let mut found = Vec::new();
    let mut planted = 0;
    let mut bytes = 0;
    for (number, scenario) in SCENARIOS.iter().enumerate() {
        let mut setup = setup(scenario, "blameless");
        // Everything hidden, and injects that are never delivered: held by the facilitator.
        planted += otherwise(&mut setup, Duration::hours(3));
        let held: Vec<Name> = setup.scenario.injects.iter().map(|i| i.name).collect();
        for seed in 0..10 {
            let mut dice = Dice::new(seed + 77 * number as u64);
            let game = Game::of(&setup, &mut dice);
            let folder = tempfile::tempdir().unwrap();
            let clock = Hand::default();
            let mut room = room(setup.clone(), seed, folder.path(), &clock);
            for inject in &held {
                room.session
                    .give(None, Command::Hold { inject: *inject })
                    .unwrap();
            }
            let mut sent = game.play(&mut room, &clock, |_, _| {});
            sent.push(room.wall.frame.to_string());
            for text in &sent {
                bytes += text.len();
                if text.contains("canary") {
                    found.push((*scenario, seed));
                }
            }
            // The facilitator does read them: the canaries are alive.
            let board = sandtable::live::lead::board(&room.session).to_string();
            assert!(board.matches("canary").count() > 5, "{board}");
        }
    }
    println!("{planted} canaries, 40 games, {bytes} bytes searched");
    assert!(found.is_empty(), "{found:?}");
}
