//! Who is on call when, and until when: what hangs on the wall and everybody can read.

use crate::base::{Duration, Name, NameMap, SimTime, StoryStart, Zone};
use crate::model::Setup;
use crate::model::team::{Group, Hours, Leave, Rota};

/// The rotas of a team.
#[derive(Clone, Debug)]
pub struct Roster {
    groups: Vec<Group>,
    leave: Vec<(Name, Vec<Leave>)>,
    sleeps: NameMap<Name, (Zone, Hours)>,
    zone: Zone,
    starts: StoryStart,
    /// How long anybody stays before handing over.
    longest: Option<Duration>,
    /// Those with no part in responding.
    bystanders: Vec<Name>,
    /// Chairs that are never empty.
    relieved: Vec<Name>,
}

impl Roster {
    pub fn new(setup: &Setup) -> Roster {
        let people = setup.team.people.iter().filter(|p| !p.leave.is_empty());
        let mut sleeps = NameMap::default();
        for person in &setup.team.people {
            let zone = person.zone.unwrap_or(setup.team.zone);
            sleeps.insert(person.name, (zone, person.sleeps));
        }
        let bystanders = setup.team.people.iter().filter(|p| p.bystander);
        let relieved = setup.team.people.iter().filter(|p| p.relieved);
        Roster {
            sleeps,
            bystanders: bystanders.map(|p| p.name).collect(),
            relieved: relieved.map(|p| p.name).collect(),
            groups: setup.team.groups.clone(),
            leave: people.map(|p| (p.name, p.leave.clone())).collect(),
            zone: setup.team.zone,
            starts: setup.scenario.starts,
            longest: setup.process.handoff.longest_shift,
        }
    }

    fn group(&self, name: Name) -> Option<&Group> {
        self.groups.iter().find(|g| g.name == name)
    }

    /// Whether a person sleeps at `at`, by their habits. People from outside have a night desk.
    pub fn is_asleep(&self, person: Name, at: SimTime) -> bool {
        let sleeps = self.sleeps.get(person);
        sleeps.is_some_and(|(zone, hours)| hours.hold(self.starts.wall(*zone, at).of_day_ms))
    }

    /// Whether somebody else sits down in their place at the end of each turn.
    pub fn is_relieved(&self, person: Name) -> bool {
        self.relieved.contains(&person)
    }

    /// Whether a person is on leave at `at`.
    pub fn is_on_leave(&self, person: Name, at: SimTime) -> bool {
        let theirs = self.leave.iter().filter(|(name, _)| *name == person);
        let mut stretches = theirs.flat_map(|(_, all)| all);
        stretches.any(|l| (l.from.as_millis()..l.until.as_millis()).contains(&at.0))
    }

    /// Who of a group is on call at a level of its rota. People on leave are passed over.
    pub fn on_call(&self, group: Name, level: Name, at: SimTime) -> Option<Name> {
        let rota = self.group(group)?.rota.as_ref()?;
        let line = rota.levels.iter().find(|l| l.name == level)?;
        let (turn, day) = self.turn(rota, at);
        let members = line.turns.get(turn).or(line.turns.first())?;
        let first = (day / i64::from(rota.rotates_every_days.max(1))) as usize;
        let mut candidates = (0..members.len()).map(|k| members[(first + k) % members.len()]);
        candidates.find(|name| !self.is_on_leave(*name, at))
    }

    /// Whether somebody is on call at any level of any rota.
    pub fn is_on_call(&self, person: Name, at: SimTime) -> bool {
        self.groups.iter().any(|group| {
            let levels = group.rota.iter().flat_map(|r| &r.levels);
            let mut on_call = levels.filter_map(|l| self.on_call(group.name, l.name, at));
            on_call.any(|name| name == person)
        })
    }

    /// Everybody a call to a group can reach, in order: who is on call at its levels, then members.
    pub fn callable(&self, group: Name, at: SimTime) -> impl Iterator<Item = Name> + '_ {
        let group = self.group(group);
        let levels = group
            .into_iter()
            .flat_map(|g| g.rota.iter().flat_map(|r| &r.levels));
        let name = group.map(|g| g.name);
        let on_call = levels.filter_map(move |l| self.on_call(name?, l.name, at));
        let members = group.into_iter().flat_map(|g| g.members.iter().copied());
        on_call
            .chain(members)
            .filter(move |n| !self.is_on_leave(*n, at))
    }

    /// The turn of the day on a rota and the day on whose morning its night began.
    fn turn(&self, rota: &Rota, at: SimTime) -> (usize, i64) {
        let zone = rota.zone.unwrap_or(self.zone);
        let wall = self.starts.wall(zone, at);
        let begun = |t: &&Duration| t.as_millis() <= wall.of_day_ms;
        match rota.turns_at.iter().filter(begun).count() {
            0 => (
                rota.turns_at.len().saturating_sub(1),
                i64::from(wall.day) - 1,
            ),
            n => (n - 1, i64::from(wall.day)),
        }
    }

    /// When the shift of somebody who starts to work at `at` ends: with the turn of their rota, a
    /// later one if theirs follow on each other or they come shortly before the change, or when they
    /// have stayed as long as anybody may. `None`: nobody sends them home. Who only looks on stays
    /// until bedtime; in a chair that is never empty somebody else sits at every turn.
    pub fn shift_end(&self, person: Name, at: SimTime) -> Option<SimTime> {
        if self.is_relieved(person) {
            return self.turn_end(person, at);
        }
        if self.bystanders.contains(&person) {
            let (zone, sleeps) = self.sleeps.get(person)?;
            return Some(
                self.starts
                    .next_wall_time(*zone, at + Duration::millis(1), sleeps.from),
            );
        }
        let last = self.longest.map(|longest| at + longest);
        let mut end = self.turn_end(person, at);
        for _ in 0..3 {
            let stays = |end: &SimTime| last.is_none_or(|last| *end < last);
            let Some(next) = end.filter(stays).and_then(|end| self.turn_end(person, end)) else {
                break;
            };
            end = Some(next);
        }
        end.into_iter().chain(last).min()
    }

    /// When the turn of somebody who is on a rota now ends.
    pub fn turn_end(&self, person: Name, at: SimTime) -> Option<SimTime> {
        let groups = self.groups.iter().filter(|g| g.members.contains(&person));
        let mut rotas = groups.filter_map(|g| g.rota.as_ref());
        rotas.find_map(|rota| {
            let (turn, _) = self.turn(rota, at);
            let on_turn = |turns: &Vec<Vec<Name>>| {
                turns
                    .get(turn)
                    .is_some_and(|members| members.contains(&person))
            };
            let takes_it = rota.levels.iter().any(|l| on_turn(&l.turns));
            let zone = rota.zone.unwrap_or(self.zone);
            let next = |t: &Duration| {
                self.starts
                    .next_wall_time(zone, at + Duration::millis(1), *t)
            };
            takes_it.then(|| rota.turns_at.iter().map(next).min())?
        })
    }
}
