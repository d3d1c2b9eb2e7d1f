//! The face of `run` in a terminal: the finding first, then the lanes, the measures, what cost the
//! most time. At most 100 columns.

use super::Story;
use super::costs::costs;
use super::lanes::{NAME, lanes};
use super::paint::{Ink, Paint};
use super::text::{left, plain, right, width, wrap};
use crate::base::Duration;
use crate::model::Milestone;
use crate::score::formula::against;
use crate::score::metrics::{Metric, metric};
use crate::score::numbers::{self, count, length, of, scaled};
use crate::timeline::{Episode, Measure, Status, Timeline};

/// No line is longer.
pub const COLUMNS: usize = 100;

/// The times that are told of an exercise, in their order; in the table of one run those with a
/// target or a true time are added to these.
pub(super) const TIMES: &[&str] = &[
    "time_to_detect",
    "time_to_acknowledge",
    "time_to_declare",
    "time_to_command",
    "time_to_mobilise",
    "time_to_contain",
    "time_to_diagnose",
    "time_to_mitigate",
    "time_to_resolve",
];

/// The whole face. `footer` is what the caller adds: where the files are, how to repeat.
pub fn run(story: &Story, footer: &[String], paint: Paint) -> String {
    let mut page = Page {
        paint,
        out: String::new(),
    };
    for line in wrap(&headline(story), COLUMNS) {
        page.line(Ink::Bold, &line);
    }
    header(story, &mut page);
    page.gap();
    picture(story, &mut page);
    page.gap();
    table(story, &mut page);
    page.gap();
    summary(story, &mut page);
    lost(story, &mut page);
    if !footer.is_empty() {
        page.gap();
    }
    for text in footer {
        for line in wrap(&plain(text), COLUMNS) {
            page.line(Ink::Dim, &line);
        }
    }
    page.out
}

struct Page {
    paint: Paint,
    out: String,
}

impl Page {
    fn line(&mut self, ink: Ink, text: &str) {
        self.parts(&[(ink, text)]);
    }
    fn parts(&mut self, parts: &[(Ink, &str)]) {
        let used = parts.iter().rposition(|(_, text)| !text.trim().is_empty());
        let used = used.map_or(0, |at| at + 1);
        for (at, (ink, text)) in parts[..used].iter().enumerate() {
            let text = if at + 1 == used {
                text.trim_end()
            } else {
                text
            };
            self.out.push_str(&self.paint.paint(*ink, text));
        }
        self.out.push('\n');
    }
    fn gap(&mut self) {
        self.out.push('\n');
    }
    fn rule(&mut self) {
        self.line(Ink::Dim, &"─".repeat(COLUMNS));
    }
    /// A name and a text that may take several lines; it does not break at a hard space.
    fn named(&mut self, name: &str, text: &str) {
        const INDENT: usize = 21;
        for (at, line) in wrap(text, COLUMNS - INDENT).iter().enumerate() {
            let name = if at == 0 { name } else { "" };
            let line = line.replace('\u{a0}', " ");
            self.parts(&[(Ink::Plain, &left(name, INDENT)), (Ink::Plain, &line)]);
        }
    }
}

/// The finding in a sentence.
pub fn headline(story: &Story) -> String {
    let timeline = story.timeline;
    let episodes = timeline.episodes();
    let lasted = length(timeline.end().since(crate::base::SimTime::START));
    match episodes {
        [] if story.setup.scenario.is_discussion() => {
            let done = timeline
                .expectations()
                .filter(|e| matches!(e.answer, crate::timeline::Answer::Met { .. }));
            let (met, all) = (done.count(), timeline.expectations().count());
            format!("Discussed for {lasted}: {met} of {all} expectations met.")
        }
        [] => format!("Nothing broke within {lasted}."),
        [episode] => one(story, episode),
        _ => {
            let resolved = episodes
                .iter()
                .filter(|e| e.has(Milestone::Resolved))
                .count();
            let mean = timeline.mean_span(Milestone::Impact, Milestone::Resolved);
            let mean = match mean.status {
                Status::Reached => format!(
                    ", on average {} after customer impact began",
                    numbers::millis(mean.value)
                ),
                _ => String::new(),
            };
            format!(
                "{resolved} of {} episodes of harm resolved{mean}.",
                episodes.len()
            )
        }
    }
}

fn one(story: &Story, episode: &Episode) -> String {
    let timeline = story.timeline;
    let end = timeline.end();
    let after = |milestone: Milestone, from: Milestone| {
        let (at, from) = (episode.at(milestone)?, episode.at(from)?);
        Some(length(at.since(from)))
    };
    if !episode.has(Milestone::Impact) {
        return match after(Milestone::Resolved, Milestone::Fault) {
            Some(time) => format!("Resolved {time} after the fault began; no customer was hit."),
            None => "Not resolved when the exercise ended; no customer was hit.".into(),
        };
    }
    let relapses = match episode.relapses {
        0 => String::new(),
        1 => "; customer impact came back once".into(),
        times => format!("; customer impact came back {times} times"),
    };
    if let Some(time) = after(Milestone::Resolved, Milestone::Impact) {
        // A spread that ends because nothing is left to break is no news.
        let stopped = episode.stamp(Milestone::Contained);
        let stopped = stopped.filter(|stamp| story.was_done(stamp.seq));
        let spread = stopped.and_then(|_| after(Milestone::Contained, Milestone::Impact));
        let spread = spread.filter(|spread| *spread != time && spread != "0 s");
        let spread = spread.map_or(String::new(), |t| format!("; the spread stopped after {t}"));
        return format!("Resolved {time} after customer impact began{spread}{relapses}.");
    }
    let impact = episode.at(Milestone::Impact).unwrap_or(end);
    let lasted = length(end.since(impact));
    match after(Milestone::Mitigated, Milestone::Impact) {
        Some(time) => {
            format!("Customer impact ended after {time}; not resolved within {lasted}{relapses}.")
        }
        None => {
            format!("Not resolved: customer impact still lasted {lasted} after it began{relapses}.")
        }
    }
}

fn header(story: &Story, page: &mut Page) {
    let setup = story.setup;
    let text = format!(
        "{}   process {}   team {}   seed {}   one run: it tells a story, not an average. \
         For averages: sandtable compare.",
        setup.scenario.name, setup.process.name, setup.team.name, story.seed
    );
    for line in wrap(&plain(&text), COLUMNS) {
        page.line(Ink::Dim, &line);
    }
    for difference in story.degraded {
        for line in wrap(&format!("Stand-in: {}", plain(difference)), COLUMNS) {
            page.line(Ink::Warn, &line);
        }
    }
}

fn picture(story: &Story, page: &mut Page) {
    let (scale, lanes) = lanes(story);
    let paint = page.paint;
    let mut add = |line: &str| {
        page.out.push_str(line);
        page.out.push('\n');
    };
    add(&scale.labels(story.setup.scenario.starts).render(paint));
    add(&scale.bar().render(paint));
    for lane in &lanes {
        add(&lane.render(paint));
    }
    let legend = "▆ down   ▂ degraded   ╌ role held by nobody   ▚ handoff   ○ due   ● sent";
    let unit = format!("one segment: {}", length(scale.unit));
    let fill = COLUMNS - 2 - width(legend) - width(&unit);
    let legend = format!("{legend}{}{unit}", " ".repeat(fill));
    add(&paint.paint(Ink::Dim, &legend));
    debug_assert_eq!(NAME + super::scale::COLUMNS, COLUMNS - 2);
}

/// One row of the table of times.
struct Row {
    metric: &'static Metric,
    measure: Measure,
    target: Option<Duration>,
    really: Option<Duration>,
}

fn rows(story: &Story) -> Vec<Row> {
    let scenario = &story.setup.scenario;
    let named = scenario.par.iter().chain(&scenario.really);
    let named = named.map(|par| par.measure.as_str());
    let extra: Vec<&str> = named.filter(|name| !TIMES.contains(name)).collect();
    let mut seen = Vec::new();
    let mut rows = Vec::new();
    for name in TIMES.iter().copied().chain(extra) {
        let Some(metric) = metric(name).filter(|_| !seen.contains(&name)) else {
            continue;
        };
        seen.push(name);
        let really = scenario.really.iter().find(|p| p.measure == name);
        let row = Row {
            metric,
            measure: (metric.read)(story.timeline),
            target: scenario.par_for(name),
            really: really.map(|p| p.time),
        };
        if row.measure.applies() || row.target.is_some() {
            rows.push(row);
        }
    }
    rows
}

fn table(story: &Story, page: &mut Page) {
    let rows = rows(story);
    let real = rows.iter().any(|row| row.really.is_some());
    let (name, clock, value, other) = match real {
        true => (16, 23, 17, 11),
        false => (23, 24, 17, 12),
    };
    page.parts(&[
        (Ink::Bold, &left("Measure", name)),
        (Ink::Bold, &left("Clock", clock)),
        (Ink::Bold, &right("Value", value)),
        (
            Ink::Bold,
            &if real {
                right("Really", other)
            } else {
                String::new()
            },
        ),
        (Ink::Bold, &right("Target", other)),
    ]);
    page.rule();
    for row in rows {
        let shown = match row.measure.status {
            Status::NotApplicable => "–".into(),
            _ => row.metric.words(row.measure),
        };
        let time = |time: Option<Duration>, none: &str| time.map_or(none.into(), length);
        let verdict = match (row.measure.applies(), row.target) {
            (false, _) => "does not apply".into(),
            (true, Some(target)) => against(row.measure, target),
            (true, None) if row.measure.status == Status::Censored => "not reached".into(),
            (true, None) => String::new(),
        };
        let ink = if verdict.starts_with("over") || verdict.starts_with("not") {
            Ink::Warn
        } else {
            Ink::Dim
        };
        let really = if real {
            right(&time(row.really, ""), other)
        } else {
            String::new()
        };
        page.parts(&[
            (Ink::Plain, &left(row.metric.title, name)),
            (Ink::Dim, &left(&row.metric.clock(), clock)),
            (Ink::Bold, &right(&shown, value)),
            (Ink::Dim, &really),
            (Ink::Dim, &right(&time(row.target, "none"), other)),
            (ink, &format!("   {verdict}")),
        ]);
    }
    if story.timeline.episodes().len() > 1 {
        let episodes = story.timeline.episodes().len();
        page.line(
            Ink::Dim,
            &format!("Times are means of {episodes} episodes."),
        );
    }
    for source in sources(story) {
        for line in wrap(&source, COLUMNS) {
            page.line(Ink::Dim, &line);
        }
    }
}

/// Where the true times come from, each source once.
fn sources(story: &Story) -> Vec<String> {
    let mut sources: Vec<String> = Vec::new();
    for par in &story.setup.scenario.really {
        let source = format!("Really: {}", plain(&par.source));
        if !par.source.is_empty() && !sources.contains(&source) {
            sources.push(source);
        }
    }
    sources
}

fn read(name: &str, timeline: &Timeline) -> Measure {
    (metric(name)
        .expect("the face names measures of the table")
        .read)(timeline)
}

fn summary(story: &Story, page: &mut Page) {
    let timeline = story.timeline;
    let value = |name| read(name, timeline).value;
    if !timeline.episodes().is_empty() {
        page.named("Customer impact", &impact_words(story));
    }
    let minutes = |name| scaled(value(name), 60_000);
    page.named(
        "People",
        &format!(
            "{} person-minutes, {} of them coordination; {}, {} woken, {} at work",
            minutes("work_person_minutes"),
            minutes("coordination_person_minutes"),
            of(value("pages_sent"), "page", "pages"),
            of(value("people_woken"), "person", "people"),
            count(value("people_engaged")),
        ),
    );
    page.named("Updates", &update_words(story));
    page.named("Knowledge", &knowledge_words(story));
    if let Some(text) = harm_words(story) {
        page.named("Harm", &text);
    }
    let score = &story.card.score;
    let parts: Vec<_> = score
        .parts
        .iter()
        .filter_map(|p| Some(format!("{} {}", p.name, p.points?)))
        .collect();
    let hints = score.hints.filter(|h| h.count > 0);
    let hints = hints.map_or(String::new(), |h| format!("; {}", h.words()));
    page.named(
        "Score",
        &format!("{} of 100: {}{hints}", score.total, parts.join(", ")),
    );
    let rated = score.objectives.iter();
    let rated: Vec<_> = rated
        .filter_map(|o| Some(format!("{:?}\u{a0}{}", o.rating?, plain(o.id.as_str()))))
        .collect();
    if !rated.is_empty() {
        page.named("Objectives", &rated.join("   "));
    }
}

fn impact_words(story: &Story) -> String {
    let timeline = story.timeline;
    let minutes = read("impact_minutes", timeline);
    let users = read("impact_user_minutes", timeline).value;
    let peak = timeline.impact.peak;
    if users == 0 && minutes.value == 0 {
        return "none".into();
    }
    let mut text = format!(
        "{} impact-minutes (share of users × minutes), {} user-minutes, peak {}",
        scaled(minutes.value, 60_000_000_000),
        scaled(users, 60_000),
        numbers::percent(peak)
    );
    for (name, what) in [
        ("revenue_lost", "revenue lost"),
        ("records_exposed", "records exposed"),
    ] {
        let value = read(name, timeline).value;
        if value > 0 {
            text.push_str(&format!(", {} {what}", count(value)));
        }
    }
    text
}

pub(super) fn update_words(story: &Story) -> String {
    let timeline = story.timeline;
    let value = |name| read(name, timeline).value;
    let (due, late, missing) = (
        value("updates_due"),
        value("updates_late"),
        value("updates_missed"),
    );
    if due == 0 {
        return match value("updates_sent") {
            0 => "none due, none sent".into(),
            sent => format!("none due, {} sent", count(sent)),
        };
    }
    let mut text = format!("{} of {} on time", count(due - late), count(due));
    let worst = timeline.duties.updates.iter().map(|u| u.late).max();
    if late > missing {
        let worst = length(worst.unwrap_or_default());
        text.push_str(&match late - missing {
            1 => format!(", one {worst} late"),
            some => format!(", {some} late by up to {worst}"),
        });
    }
    if missing > 0 {
        text.push_str(&format!(", {} not sent", count(missing)));
    }
    text
}

fn knowledge_words(story: &Story) -> String {
    let value = |name| read(name, story.timeline).value;
    let facts = of(value("beliefs_lost"), "fact", "facts");
    let handoffs = match (value("handoffs"), value("handoffs_complete")) {
        (0, _) => "no handoff".into(),
        (1, 1) => "1 complete handoff".into(),
        (all, complete) => format!("{}, {complete} complete", of(all, "handoff", "handoffs")),
    };
    let double = match value("duplicated_person_minutes") {
        0 => "no duplicate work".into(),
        ms => format!("{} of duplicate work", numbers::millis(ms)),
    };
    let wrong = match value("wrong_convictions") {
        0 => String::new(),
        _ => format!(
            "; {} under a wrong cause",
            numbers::millis(value("wrong_cause_person_minutes"))
        ),
    };
    format!("{facts} lost, {handoffs}; {double}{wrong}")
}

fn harm_words(story: &Story) -> Option<String> {
    const NAMES: &[&str] = &[
        "harmful_actions",
        "fruitless_actions",
        "evidence_destroyed",
        "false_declarations",
        "closed_early",
        "collapses",
        "adversary_tipped_off",
        "deadlines_missed",
        "relapses",
    ];
    let parts: Vec<_> = NAMES
        .iter()
        .filter_map(|name| {
            let measure = read(name, story.timeline);
            let title = metric(name)?.title.to_lowercase();
            (measure.applies() && measure.value > 0)
                .then(|| format!("{title}: {}", count(measure.value)))
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn lost(story: &Story, page: &mut Page) {
    let costs = costs(story, 5);
    if costs.is_empty() {
        return;
    }
    page.gap();
    page.parts(&[
        (Ink::Bold, "What cost the most time"),
        (Ink::Dim, "   stretches overlap and do not add up"),
    ]);
    page.rule();
    for cost in costs {
        page.parts(&[
            (Ink::Plain, &right(&length(cost.time), 11)),
            (Ink::Plain, &format!("  {}", left(&cost.what, 74))),
            (Ink::Dim, &format!("  {}", cost.mechanism)),
        ]);
    }
}
