//! The exercise as one drawing: cause above effect, gaps drawn. Lanes: milestones, truth, signals,
//! roles, tasks, communications; of a discussion its cards.

use super::super::Story;
use super::super::lanes::{lanes, roles_shown, stretch};
use super::super::paint::Paint;
use super::super::scale::Scale;
use super::super::sheet::{Picture, Section};
use super::super::svg::{self, Anchor, Svg, fitted, wide};
use super::capital;
use crate::base::{Duration, Name, Share, SimTime};
use crate::model::{Fact, Milestone, ServiceState};
use crate::score::numbers::{length, of, percent};
use crate::score::words;
use crate::timeline::people::TaskRow;

const WIDTH: f64 = 820.0;
/// Where the lanes begin and end.
const FROM: f64 = 204.0;
const TO: f64 = 808.0;
/// Room for the name of a lane.
const NAMES: f64 = 132.0;
const ROW: f64 = 22.0;
const BAR: f64 = 16.0;
/// The most lanes of services and of tasks.
const MOST: usize = 8;

/// Milestones with a line through all lanes.
const MARKED: [Milestone; 6] = [
    Milestone::Impact,
    Milestone::Declared,
    Milestone::Contained,
    Milestone::Diagnosed,
    Milestone::Mitigated,
    Milestone::Resolved,
];

pub(super) fn picture(story: &Story, public: bool) -> Section {
    let note = "Cause above effect. Dashed: nobody held a role that was asked for. Ring: an update was \
                due; dot: it was sent.";
    let mut section = Section::new("Timeline", note);
    let (scale, rows) = lanes(story);
    let starts = story.setup.scenario.starts;
    let mut text = vec![
        scale.labels(starts).render(Paint::Off),
        scale.bar().render(Paint::Off),
    ];
    text.extend(rows.iter().map(|lane| lane.render(Paint::Off)));
    section.picture = Some(Picture {
        svg: draw(story, public),
        text,
    });
    section
}

struct Lanes<'a> {
    story: &'a Story<'a>,
    svg: Svg,
    first: SimTime,
    last: SimTime,
    /// Where the next lane begins.
    y: f64,
}

fn draw(story: &Story, public: bool) -> String {
    let (first, last) = stretch(story);
    let scale = Scale::over(first, last);
    let last = last.max(first + Duration::minutes(1));
    let mut lanes = Lanes {
        story,
        svg: Svg::new(WIDTH),
        first: scale.from,
        last,
        y: 34.0,
    };
    lanes.scale_bar(&scale);
    let marks = lanes.milestones();
    let top = lanes.y;
    // Lines first, so that bars and words stand before them.
    let body = std::mem::replace(&mut lanes.svg, Svg::new(WIDTH));
    lanes.truth();
    lanes.signals();
    if !public || story.setup.scenario.is_discussion() {
        lanes.script();
    }
    lanes.roles();
    lanes.tasks();
    lanes.updates();
    let front = std::mem::replace(&mut lanes.svg, body);
    for at in marks {
        let x = lanes.x(at);
        lanes.svg.dotted((x, top), (x, lanes.y), svg::STRONG);
    }
    lanes.svg.append(front);
    let height = lanes.y + 8.0;
    let title = format!("Timeline: {}", story.setup.scenario.title);
    lanes.svg.finish(height, &title)
}

impl Lanes<'_> {
    fn x(&self, at: SimTime) -> f64 {
        let all = self.last.since(self.first).as_millis().max(1) as f64;
        let share = at.0.saturating_sub(self.first.0) as f64 / all;
        FROM + share.clamp(0.0, 1.0) * (TO - FROM)
    }

    fn scale_bar(&mut self, scale: &Scale) {
        let starts = self.story.setup.scenario.starts;
        let mut at = self.first;
        let mut segment = 0;
        let mut free = 0.0;
        while at < self.last {
            let next = (at + scale.unit).min(self.last);
            let (x, end) = (self.x(at), self.x(next));
            let fill = if segment % 2 == 0 {
                svg::INK
            } else {
                svg::PAPER
            };
            self.svg.rect((x, 20.0), (end - x, 5.0), fill, svg::INK);
            let clock = starts.clock(at);
            if x >= free && x + wide(&clock) <= WIDTH {
                self.svg.text((x, 14.0), &clock, svg::QUIET, Anchor::Start);
                free = x + wide(&clock) + 24.0;
            }
            (at, segment) = (next, segment + 1);
        }
        let unit = format!("{} a segment", length(scale.unit));
        self.svg.text((0.0, 26.0), &unit, svg::QUIET, Anchor::Start);
    }

    /// The name of a group of lanes, above its first.
    fn group(&mut self, name: &str) {
        self.y += 6.0;
        self.svg
            .line((0.0, self.y), (WIDTH, self.y), svg::RULE, 1.0);
        self.y += 4.0;
        self.svg
            .bold((0.0, self.y + 13.0), name, svg::INK, Anchor::Start);
    }

    /// The name of a lane, on its line.
    fn named(&mut self, name: &str) -> f64 {
        let y = self.y;
        let name = fitted(&capital(name), NAMES);
        self.svg
            .text((FROM - 8.0, y + 13.0), &name, svg::SECOND, Anchor::End);
        self.y += ROW;
        y
    }

    fn bar(&mut self, y: f64, from: SimTime, to: SimTime, fill: &str, stroke: &str) -> f64 {
        let (x, end) = (self.x(from), self.x(to));
        self.svg
            .rect((x, y + 1.0), ((end - x).max(2.0), BAR), fill, stroke);
        end - x
    }

    fn milestones(&mut self) -> Vec<SimTime> {
        let Some(episode) = self.story.timeline.episodes().first() else {
            return Vec::new();
        };
        let marks = MARKED.iter().filter_map(|m| Some((episode.at(*m)?, *m)));
        let mut marks: Vec<(SimTime, Milestone)> = marks.collect();
        marks.sort();
        // Each label in the first row in which there is room for it.
        let mut rows: Vec<f64> = Vec::new();
        let mut deepest = 0;
        let starts = self.story.setup.scenario.starts;
        let top = self.y + 4.0;
        let mut placed = Vec::new();
        for (at, milestone) in &marks {
            let words = format!("{} {}", milestone.word(), starts.clock(*at));
            let x = self.x(*at);
            let wide = wide(&words);
            let left = if x + 4.0 + wide > WIDTH {
                x - 4.0 - wide
            } else {
                x + 4.0
            };
            let row = rows.iter().position(|end| *end + 8.0 <= left);
            let row = row.unwrap_or(rows.len());
            if row == rows.len() {
                rows.push(0.0);
            }
            rows[row] = left + wide;
            deepest = deepest.max(row);
            placed.push((x, left, row, words));
        }
        if placed.is_empty() {
            return Vec::new();
        }
        let bottom = top + 16.0 * (deepest + 1) as f64 + 2.0;
        for (x, _, row, _) in &placed {
            let y = top + 16.0 * *row as f64;
            self.svg.line((*x, y), (*x, bottom), svg::STRONG, 1.0);
        }
        for (_, left, row, words) in &placed {
            let y = top + 16.0 * *row as f64 + 11.0;
            self.svg.label((*left, y), words, svg::INK, Anchor::Start);
        }
        self.svg
            .bold((0.0, top + 12.0), "Milestones", svg::INK, Anchor::Start);
        self.y = bottom;
        marks.into_iter().map(|(at, _)| at).collect()
    }

    fn truth(&mut self) {
        type Series = Vec<((Name, Option<Name>), Vec<(SimTime, ServiceState)>)>;
        let mut series: Series = Vec::new();
        for record in self.story.records {
            let (key, health) = match record.fact {
                Fact::HealthChanged { service, health } => ((service, None), health),
                Fact::SiteChanged {
                    service,
                    site,
                    health,
                } => ((service, Some(site)), health),
                _ => continue,
            };
            let state = ServiceState::of(health);
            match series.iter_mut().find(|(k, _)| *k == key) {
                Some((_, changes)) if changes.last().is_some_and(|c| c.1 == state) => {}
                Some((_, changes)) => changes.push((record.at, state)),
                None if state == ServiceState::Normal => {}
                None => series.push((key, vec![(record.at, state)])),
            }
        }
        let hit = !self.story.timeline.impact.peak.is_none();
        if series.is_empty() && !hit {
            return;
        }
        self.group("System");
        let more = series.len().saturating_sub(MOST);
        series.truncate(MOST);
        for ((service, site), changes) in &series {
            let (title, name) = match site {
                Some(site) => (words::site(*service, *site, self.story.setup), site),
                None => (words::service(*service, self.story.setup), service),
            };
            let short = name.as_str().replace('-', " ");
            let y = self.named(if wide(title) > NAMES { &short } else { title });
            self.svg
                .line((FROM, y + 9.0), (TO, y + 9.0), svg::RULE, 1.0);
            let ends = changes.iter().skip(1).map(|(at, _)| *at).chain([self.last]);
            let ends: Vec<SimTime> = ends.collect();
            for ((from, state), to) in changes.iter().zip(ends) {
                let (fill, stroke, ink, word) = match state {
                    ServiceState::Normal => continue,
                    ServiceState::Degraded => (svg::WARN_WASH, svg::WARN, svg::WARN, "degraded"),
                    ServiceState::Down => (svg::BAD_WASH, svg::BAD, svg::BAD, "down"),
                };
                let room = self.bar(y, *from, to, fill, stroke);
                if wide(word) + 10.0 < room {
                    let x = self.x(*from) + 5.0;
                    self.svg.text((x, y + 13.0), word, ink, Anchor::Start);
                }
            }
        }
        if more > 0 {
            let words = format!("and {}", of(more, "more service", "more services"));
            self.svg
                .text((FROM, self.y + 13.0), &words, svg::QUIET, Anchor::Start);
            self.y += ROW;
        }
        if hit {
            self.customers();
        }
    }

    fn customers(&mut self) {
        const HIGH: f64 = 40.0;
        let changes = self.story.records.iter().filter_map(|r| match r.fact {
            Fact::ImpactChanged { share, .. } => Some((r.at, share)),
            _ => None,
        });
        let changes: Vec<(SimTime, Share)> = changes.collect();
        let base = self.y + HIGH + 2.0;
        let peak = self.story.timeline.impact.peak;
        let height =
            |share: Share| HIGH * f64::from(share.as_ppm()) / f64::from(peak.as_ppm().max(1));
        let mut points = vec![(FROM, base)];
        let mut level = base;
        for (at, share) in &changes {
            let x = self.x(*at);
            points.push((x, level));
            level = base - height(*share);
            points.push((x, level));
        }
        points.extend([(TO, level), (TO, base)]);
        self.svg.text(
            (FROM - 8.0, base - 4.0),
            "Customers hit",
            svg::SECOND,
            Anchor::End,
        );
        self.svg.outline(&points, svg::BAD_WASH, svg::BAD);
        if let Some((at, _)) = changes.iter().find(|(_, share)| *share == peak) {
            let words = format!("peak {}", percent(peak));
            let x = self.x(*at) + 4.0;
            let x = x.min(WIDTH - wide(&words));
            self.svg
                .bold((x, base - HIGH + 12.0), &words, svg::BAD, Anchor::Start);
        }
        self.y = base + 4.0;
    }

    fn signals(&mut self) {
        let of_kind = |page: bool| -> Vec<SimTime> {
            let all = self.story.records.iter();
            let own = all.filter(|r| match r.fact {
                Fact::PageSent { .. } => page,
                Fact::AlertRaised { .. } => !page,
                _ => false,
            });
            own.map(|r| r.at).collect()
        };
        let lanes = [("Alerts", of_kind(false)), ("Pages", of_kind(true))];
        if lanes.iter().all(|(_, times)| times.is_empty()) {
            return;
        }
        self.group("Signals");
        for (name, times) in lanes {
            if times.is_empty() {
                continue;
            }
            let y = self.named(name);
            for at in &times {
                let x = self.x(*at);
                self.svg.line((x, y + 3.0), (x, y + 15.0), svg::INK, 2.0);
            }
            let words = times.len().to_string();
            let x = self.x(times[times.len() - 1]) + 6.0;
            if x + wide(&words) < WIDTH {
                self.svg
                    .text((x, y + 13.0), &words, svg::QUIET, Anchor::Start);
            }
        }
    }

    /// What the script and the facilitator threw in.
    fn script(&mut self) {
        let delivered = self.story.records.iter().filter_map(|r| match &r.fact {
            Fact::InjectDelivered { inject, .. } => Some((r.at, *inject)),
            _ => None,
        });
        let delivered: Vec<(SimTime, Name)> = delivered.collect();
        if delivered.is_empty() {
            return;
        }
        let discussion = self.story.setup.scenario.is_discussion();
        self.group(if discussion { "Cards" } else { "Script" });
        // Each with its name, in the first row with room.
        let mut rows: Vec<f64> = Vec::new();
        let top = self.y;
        for (at, inject) in delivered {
            let name = fitted(&inject.as_str().replace('-', " "), 190.0);
            let x = self.x(at);
            let needs = wide(&name) + 10.0;
            let left = if x + needs > WIDTH { x - needs } else { x };
            let row = rows.iter().position(|end| *end + 6.0 <= left);
            let row = row.unwrap_or(rows.len());
            if row == rows.len() {
                rows.push(0.0);
            }
            rows[row] = left + needs;
            let y = top + ROW * row as f64;
            self.svg.outline(
                &[(x - 4.0, y + 4.0), (x + 4.0, y + 4.0), (x, y + 12.0)],
                svg::INK,
                svg::INK,
            );
            let x = if left < x { left } else { x + 8.0 };
            self.svg
                .text((x, y + 13.0), &name, svg::SECOND, Anchor::Start);
        }
        self.y = top + ROW * rows.len() as f64;
    }

    fn roles(&mut self) {
        let timeline = self.story.timeline;
        let asked = timeline.asked_roles();
        let roles = roles_shown(self.story);
        if roles.is_empty() {
            return;
        }
        self.group("Roles");
        for role in roles {
            let title = words::role(role, self.story.setup);
            let title = title.split(" (").next().unwrap_or(title);
            let y = self.named(title);
            let windows = match Some(role) == timeline.command_role() {
                true => timeline.command_windows(),
                false => {
                    let own = asked.iter().filter(|a| a.role == role);
                    own.map(|a| (a.from, a.until)).collect()
                }
            };
            for (from, until) in windows {
                for (from, until) in timeline.roles.gaps(role, from, until) {
                    let (x, end) = (self.x(from), self.x(until));
                    self.svg
                        .dashed((x, y + 1.0), ((end - x).max(2.0), BAR), svg::BAD);
                    let words = length(until.since(from));
                    if wide(&words) + 8.0 < end - x {
                        let middle = (x + end) / 2.0;
                        self.svg
                            .bold((middle, y + 13.0), &words, svg::BAD, Anchor::Middle);
                    }
                }
            }
            for holding in timeline.roles.holdings.iter().filter(|h| h.role == role) {
                let until = holding.until(self.last);
                let room = self.bar(y, holding.from.at, until, svg::WASH, svg::ACCENT);
                let title = words::person(holding.person, self.story.setup);
                if room > 30.0 {
                    let x = self.x(holding.from.at) + 5.0;
                    let name = fitted(title, room - 8.0);
                    self.svg.text((x, y + 13.0), &name, svg::INK, Anchor::Start);
                }
            }
        }
    }

    fn tasks(&mut self) {
        let rows = &self.story.timeline.people.tasks;
        if rows.is_empty() {
            return;
        }
        self.group("Tasks");
        let top = self.y;
        let mut ends: Vec<f64> = Vec::new();
        let mut left_out = 0;
        for task in rows {
            let until = task.to.map_or(self.last, |stamp| stamp.at);
            let (x, end) = (self.x(task.from.at), self.x(until));
            let words = fitted(&self.task_words(task), 230.0);
            // The words stand behind the bar, or before it where there is no room.
            let behind = end + 6.0 + wide(&words) <= WIDTH;
            let left = if behind { x } else { x - 6.0 - wide(&words) };
            let right = if behind {
                end + 6.0 + wide(&words)
            } else {
                end
            };
            let row = ends.iter().position(|e| *e + 8.0 <= left);
            let row = row.unwrap_or(ends.len());
            if row >= MOST {
                left_out += 1;
                continue;
            }
            if row == ends.len() {
                ends.push(0.0);
            }
            ends[row] = right;
            let y = top + ROW * row as f64;
            let size = ((end - x).max(2.0), BAR);
            match task.duplicate {
                true => self.svg.dashed((x, y + 1.0), size, svg::BAD),
                false => {
                    let fill = if task.outcome.is_some() {
                        svg::SECOND
                    } else {
                        svg::PAPER
                    };
                    self.svg.rect((x, y + 1.0), size, fill, svg::SECOND);
                }
            }
            let at = if behind { end + 6.0 } else { left };
            let ink = if task.duplicate {
                svg::BAD
            } else {
                svg::SECOND
            };
            self.svg.label((at, y + 13.0), &words, ink, Anchor::Start);
        }
        self.y = top + ROW * ends.len() as f64;
        if left_out > 0 {
            let words = format!("and {}, which overlap these", of(left_out, "more", "more"));
            self.svg
                .text((FROM, self.y + 13.0), &words, svg::QUIET, Anchor::Start);
            self.y += ROW;
        }
    }

    fn task_words(&self, task: &TaskRow) -> String {
        let setup = self.story.setup;
        let who = words::person(task.person, setup);
        let who = who
            .split(' ')
            .next()
            .filter(|w| w.len() > 2 && *w != "somebody");
        let what = words::work(task.task.work, setup);
        let twice = if task.duplicate { ", twice" } else { "" };
        match who {
            Some(who) => format!("{what}, {who}{twice}"),
            None => format!("{what}{twice}"),
        }
    }

    fn updates(&mut self) {
        let updates = &self.story.timeline.duties.updates;
        if updates.is_empty() {
            return;
        }
        self.group("Updates");
        let mut duties: Vec<crate::model::Duty> = Vec::new();
        for update in updates {
            if !duties.contains(&update.duty) {
                duties.push(update.duty);
            }
        }
        let end = self.story.timeline.end();
        for duty in duties {
            let title = duty.title();
            let y = self.named(title.strip_suffix(" updates").unwrap_or(title)) + 9.0;
            self.svg.line((FROM, y), (TO, y), svg::RULE, 1.0);
            for update in updates.iter().filter(|u| u.duty == duty) {
                let late = update.is_late(end);
                let ink = if late { svg::BAD } else { svg::INK };
                let due = update.due.filter(|due| *due <= end).map(|due| self.x(due));
                let sent = update.sent.map(|stamp| self.x(stamp.at));
                if let (Some(due), Some(sent), true) = (due, sent, late) {
                    self.svg.line((due, y), (sent, y), svg::BAD, 2.0);
                }
                if let Some(due) = due.filter(|_| late || sent.is_none()) {
                    self.svg.circle((due, y), 4.0, svg::PAPER, ink);
                }
                if let Some(sent) = sent {
                    self.svg.circle((sent, y), 4.0, ink, ink);
                }
            }
        }
    }
}
