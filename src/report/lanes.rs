//! Lanes under the scale bar: what was unhealthy, who was hit, what rang, who held what, what was
//! sent. Cause above effect; gaps are drawn.

use super::Story;
use super::paint::{Ink, Paint};
use super::scale::{COLUMNS, Scale};
use super::text::{capital, clip, left, plain, width};
use crate::base::{Name, Share, SimTime};
use crate::model::{Fact, ServiceState};
use crate::score::numbers::{self, length};
use crate::score::words;
use crate::timeline::roles::HoldEnd;

/// Columns of a lane's name.
pub const NAME: usize = 14;
/// The most lanes of sites and services.
const MOST: usize = 8;
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// One row of cells with a name.
#[derive(Clone, Debug)]
pub struct Lane {
    pub name: String,
    cells: Vec<(char, Ink)>,
}

impl Lane {
    pub fn new(name: &str) -> Lane {
        Lane {
            name: clip(&plain(name), NAME - 1),
            cells: vec![(' ', Ink::Plain); COLUMNS],
        }
    }
    pub fn set(&mut self, column: usize, c: char, ink: Ink) {
        if let Some(cell) = self.cells.get_mut(column) {
            *cell = (c, ink);
        }
    }
    pub fn fill(&mut self, columns: std::ops::Range<usize>, c: char, ink: Ink) {
        columns.for_each(|column| self.set(column, c, ink));
    }
    /// Writes a text from a column on; it ends where the lane ends.
    pub fn write(&mut self, column: usize, text: &str, ink: Ink) {
        for (at, c) in text.chars().enumerate() {
            self.set(column + at, c, ink);
        }
    }
    pub fn at(&self, column: usize) -> char {
        self.cells.get(column).map_or(' ', |cell| cell.0)
    }
    /// The first column from which `columns` are empty.
    fn room(&self, from: usize, columns: usize) -> Option<usize> {
        let last = COLUMNS.checked_sub(columns)?;
        let empty = |start: &usize| (*start..start + columns).all(|c| self.at(c) == ' ');
        (from..=last).find(empty)
    }
    /// A remark after a column, where there is room for it with a space before and after.
    fn remark(&mut self, from: usize, text: &str, ink: Ink) {
        if let Some(column) = self.room(from, width(text) + 1) {
            self.write(column + 1, text, ink);
        }
    }
    pub fn render(&self, paint: Paint) -> String {
        let mut line = left(&self.name, NAME);
        let used = self.cells.iter().rposition(|cell| cell.0 != ' ');
        let cells = &self.cells[..used.map_or(0, |at| at + 1)];
        for run in cells.chunk_by(|a, b| a.1 == b.1) {
            let text: String = run.iter().map(|cell| cell.0).collect();
            line.push_str(&paint.paint(run[0].1, &text));
        }
        line.trim_end().to_string()
    }
}

/// All lanes of a run, and the scale they stand under.
pub fn lanes(story: &Story) -> (Scale, Vec<Lane>) {
    let (first, last) = stretch(story);
    let scale = Scale::over(first, last);
    let mut lanes = health(story, &scale);
    lanes.extend(customers(story, &scale));
    lanes.extend(alerts(story, &scale));
    lanes.extend(roles(story, &scale));
    lanes.extend(updates(story, &scale));
    (scale, lanes)
}

/// From the start, or from shortly before the first sign where that comes late, to the last thing
/// that happened.
pub(super) fn stretch(story: &Story) -> (SimTime, SimTime) {
    let quiet = |fact: &Fact| {
        matches!(
            fact,
            Fact::Started { .. }
                | Fact::Ended { .. }
                | Fact::UpdateDue { .. }
                | Fact::HealthChanged { .. }
                | Fact::SiteChanged { .. }
                | Fact::Seated { .. }
        )
    };
    let mut loud = story.records.iter().filter(|r| !quiet(&r.fact));
    let first = loud.next().map_or(SimTime::START, |r| r.at);
    let last = loud.next_back().map_or(story.timeline.end(), |r| r.at);
    let open = story
        .timeline
        .episodes()
        .iter()
        .any(|e| !story.timeline.is_over(e));
    let last = if open { story.timeline.end() } else { last };
    let late = first.0 > last.0 / 4;
    (if late { first } else { SimTime::START }, last)
}

/// A site or service and how it changed.
struct Series {
    service: Name,
    site: Option<Name>,
    changes: Vec<(SimTime, ServiceState)>,
}

fn health(story: &Story, scale: &Scale) -> Vec<Lane> {
    let mut series: Vec<Series> = Vec::new();
    for record in story.records {
        let (service, site, health) = match record.fact {
            Fact::HealthChanged { service, health } => (service, None, health),
            Fact::SiteChanged {
                service,
                site,
                health,
            } => (service, Some(site), health),
            _ => continue,
        };
        let state = ServiceState::of(health);
        let known = series
            .iter()
            .position(|s| s.service == service && s.site == site);
        match known {
            Some(at) => series[at].changes.push((record.at, state)),
            None if state == ServiceState::Normal => {}
            None => series.push(Series {
                service,
                site,
                changes: vec![(record.at, state)],
            }),
        }
    }
    let more = series.len().saturating_sub(MOST);
    series.truncate(MOST);
    let mut lanes: Vec<_> = series.iter().map(|s| unhealthy(s, story, scale)).collect();
    if more > 0 {
        let mut lane = Lane::new("");
        lane.write(0, &format!("and {more} more"), Ink::Dim);
        lanes.push(lane);
    }
    lanes
}

/// A title as the name of a lane; where it does not fit, the name or the title's own short form
/// in brackets.
fn label(title: &str, name: Name) -> String {
    if width(title) < NAME {
        return capital(title);
    }
    let brackets = title
        .split_once('(')
        .and_then(|(_, rest)| rest.split_once(')'));
    match (name.as_str(), brackets) {
        (name, _) if width(name) < NAME && name.len() > 3 => capital(name),
        (_, Some((short, _))) if width(short) < NAME => short.to_string(),
        (name, _) if width(name) < NAME => name.to_uppercase(),
        _ => capital(title),
    }
}

/// The worst state in each column.
fn unhealthy(series: &Series, story: &Story, scale: &Scale) -> Lane {
    let (title, short) = match series.site {
        Some(site) => (words::site(series.service, site, story.setup), site),
        None => (words::service(series.service, story.setup), series.service),
    };
    let mut worst = vec![ServiceState::Normal; scale.used()];
    let ends = series.changes.iter().skip(1).map(|(at, _)| *at);
    let ends = ends.chain([scale.until]);
    for ((from, state), until) in series.changes.iter().zip(ends) {
        for column in scale.columns(*from, until) {
            if let Some(cell) = worst.get_mut(column) {
                *cell = (*cell).max(*state);
            }
        }
    }
    if let (Some(last), Some((_, state))) = (worst.last_mut(), series.changes.last()) {
        *last = (*last).max(*state);
    }
    let mut lane = Lane::new(&label(title, short));
    for (column, state) in worst.into_iter().enumerate() {
        let (c, ink) = match state {
            ServiceState::Normal => ('·', Ink::Dim),
            ServiceState::Degraded => ('▂', Ink::Warn),
            ServiceState::Down => ('▆', Ink::Bad),
        };
        lane.set(column, c, ink);
    }
    lane
}

fn customers(story: &Story, scale: &Scale) -> Option<Lane> {
    let changes: Vec<(SimTime, Share)> = story
        .records
        .iter()
        .filter_map(|r| match r.fact {
            Fact::ImpactChanged { share, .. } => Some((r.at, share)),
            _ => None,
        })
        .collect();
    let peak = story.timeline.impact.peak;
    if peak.is_none() {
        return None;
    }
    let mut most = vec![Share::NONE; COLUMNS];
    let ends = changes.iter().skip(1).map(|(at, _)| *at);
    for ((from, share), until) in changes.iter().zip(ends.chain([scale.until])) {
        if !share.is_none() {
            let columns = scale.columns(*from, until);
            most[columns].iter_mut().for_each(|m| *m = (*m).max(*share));
        }
    }
    let mut lane = Lane::new("Customers");
    for (column, share) in most.iter().enumerate().filter(|(_, s)| !s.is_none()) {
        let level = (share.as_ppm().div_ceil(125_000) as usize).clamp(1, LEVELS.len());
        lane.set(column, LEVELS[level - 1], Ink::Plain);
    }
    let last = most.iter().rposition(|s| !s.is_none()).unwrap_or(0);
    let text = format!("peak {}", numbers::percent(peak));
    lane.remark(last + 1, &text, Ink::Dim);
    Some(lane)
}

fn alerts(story: &Story, scale: &Scale) -> Option<Lane> {
    let mut lane = Lane::new("Alerts");
    let mut last = None;
    for record in story.records {
        if matches!(record.fact, Fact::PageSent { .. } | Fact::Rang { .. }) {
            let column = scale.column(record.at);
            lane.set(column, '▏', Ink::Plain);
            last = last.max(Some(column));
        }
    }
    let pages = numbers::of(story.timeline.people.pages.len(), "page", "pages");
    let counts = &story.timeline.counts;
    let text = match (counts.alerts_grouped, counts.rings) {
        (0, 0) => pages,
        (0, rings) => format!("{pages}, {}", numbers::of(rings, "ring", "rings")),
        (grouped, _) => {
            let alerts = numbers::of(grouped, "alert", "alerts");
            format!("{pages}, {alerts} grouped away")
        }
    };
    lane.remark(last? + 1, &text, Ink::Dim);
    Some(lane)
}

/// The roles that were asked for or held; experts apart, who come and go.
pub(super) fn roles_shown(story: &Story) -> Vec<Name> {
    let timeline = story.timeline;
    let asked = timeline.asked_roles();
    let held = timeline.roles.holdings.iter().map(|h| h.role);
    let mut roles: Vec<Name> = Vec::new();
    for role in asked.iter().map(|a| a.role).chain(held) {
        if !timeline.is_by_field(role) && !roles.contains(&role) {
            roles.push(role);
        }
    }
    roles
}

/// A lane for each of these roles, in the order of the process.
fn roles(story: &Story, scale: &Scale) -> Vec<Lane> {
    let mut roles = roles_shown(story);
    let order = |role: &Name| {
        let mut roles = story.setup.process.roles.iter();
        roles.position(|r| r.name == *role)
    };
    roles.sort_by_key(order);
    roles
        .iter()
        .map(|role| role_lane(*role, story, scale))
        .collect()
}

fn role_lane(role: Name, story: &Story, scale: &Scale) -> Lane {
    let timeline = story.timeline;
    let mut lane = Lane::new(&label(words::role(role, story.setup), role));
    let windows = match Some(role) == timeline.command_role() {
        true => timeline.command_windows(),
        false => {
            let asked = timeline.asked_roles().into_iter();
            let own = asked.filter(|a| a.role == role);
            own.map(|a| (a.from, a.until)).collect()
        }
    };
    for (from, until) in windows {
        for (from, until) in timeline.roles.gaps(role, from, until) {
            lane.fill(scale.columns(from, until), '╌', Ink::Bad);
        }
    }
    for holding in timeline.roles.holdings.iter().filter(|h| h.role == role) {
        let columns = scale.columns(holding.from.at, holding.until(scale.until));
        lane.fill(columns.clone(), '━', Ink::Accent);
        let title = plain(words::person(holding.person, story.setup));
        let name = short_name(&title, columns.len());
        lane.write(columns.start, &name, Ink::Bold);
        if !name.is_empty() && width(&name) < columns.len() {
            lane.set(columns.start + width(&name), ' ', Ink::Plain);
        }
    }
    for handoff in timeline.roles.handoffs.iter().filter(|h| h.role == role) {
        let done = scale.column(handoff.done.at);
        let begun = handoff.announced.map_or(done, |a| scale.column(a.at));
        let begun = begun.clamp(done.saturating_sub(4), done.saturating_sub(1));
        lane.fill(begun..done.max(begun + 1), '▚', Ink::Accent);
    }
    let dropped = timeline.roles.holdings.iter().filter(|h| h.role == role);
    for holding in dropped {
        if let Some((stamp, HoldEnd::Gone)) = holding.ended {
            let column = scale.column(stamp.at);
            if lane.at(column) == ' ' {
                lane.set(column, '╌', Ink::Bad);
            }
        }
    }
    lane
}

/// A person's name where it fits a bar, else the given name, else as much of it as says something.
fn short_name(title: &str, columns: usize) -> String {
    let given = title.split(' ').next().unwrap_or("");
    match () {
        () if width(title) <= 14 && width(title) < columns => title.to_string(),
        () if width(given) <= columns => given.to_string(),
        () if columns >= 3 => given.chars().take(columns).collect(),
        () => String::new(),
    }
}

fn updates(story: &Story, scale: &Scale) -> Option<Lane> {
    let updates = &story.timeline.duties.updates;
    let mut lane = Lane::new("Updates");
    for sent in updates.iter().filter_map(|u| u.sent) {
        lane.set(scale.column(sent.at), '●', Ink::Plain);
    }
    let end = story.timeline.end();
    let late: Vec<_> = updates.iter().filter(|u| u.is_late(end)).collect();
    for update in &late {
        let Some(due) = update.due else { continue };
        let due = scale.column(due);
        if let Some(sent) = update.sent {
            let sent = scale.column(sent.at);
            lane.fill(due + 1..sent, '─', Ink::Bad);
            lane.set(sent, '●', Ink::Bad);
        }
        lane.set(due, '○', Ink::Bad);
    }
    for update in late.iter().filter(|u| !u.late.is_zero()) {
        if let Some(sent) = update.sent {
            let column = scale.column(sent.at);
            let text = length(update.late);
            if lane.room(column + 1, width(&text) + 2) == Some(column + 1) {
                lane.write(column + 2, &text, Ink::Bad);
            }
        }
    }
    (!updates.is_empty()).then_some(lane)
}
