//! Words that no participant may ever be sent, in every field that only the facilitator reads.

use sandtable::base::{Duration, Name, SimTime};
use sandtable::model::inject::{Delivery, Trigger};
use sandtable::model::{Condition, Expectation, Inject, Setup};

/// A word that stands nowhere else.
pub fn canary(n: usize) -> String {
    format!("zq{n}canaryxw")
}

/// Everything that only the facilitator may read says something else, and everything that has not
/// happened by `until` is another story.
pub fn otherwise(setup: &mut Setup, until: Duration) -> usize {
    let mut planted = 0;
    let mut plant = |text: &mut String| {
        *text = canary(planted);
        planted += 1;
    };
    let scenario = &mut setup.scenario;
    plant(&mut scenario.summary);
    for objective in &mut scenario.objectives {
        plant(&mut objective.text);
    }
    for problem in &mut scenario.problems {
        plant(&mut problem.title);
    }
    let mut rule = sandtable::model::scenario::StoryDeadline {
        name: "hidden".into(),
        title: String::new(),
        rule: String::new(),
        from: scenario.injects[0].name,
        within: Duration::hours(72),
    };
    plant(&mut rule.title);
    plant(&mut rule.rule);
    scenario.deadlines.push(rule);
    for inject in &mut scenario.injects {
        plant(&mut inject.notes);
        // What is expected of people, in words, is the facilitator's to tick.
        let mut judged = String::new();
        plant(&mut judged);
        inject.expects.push(Expectation {
            does: Condition::Judged(judged),
            by: Vec::new(),
            within: Duration::minutes(5),
            from: None,
            weight: 1,
            serves: None,
            keeps: Some("hidden".into()),
        });
        // What comes by the clock after that moment comes otherwise, or not at all.
        if matches!(inject.when, Trigger::At(at) if at > until) {
            plant(&mut inject.text);
            let mut question = String::new();
            plant(&mut question);
            inject.questions.push(question);
            inject.kind = "executive-message".into();
            inject.to = Delivery::Everyone;
            inject.when = Trigger::At(until + Duration::minutes(1));
        }
    }
    // And something comes that the other story does not know at all.
    for n in 0..3 {
        let mut text = String::new();
        plant(&mut text);
        scenario.injects.push(Inject {
            text,
            ..Inject::at(
                Name::new(&canary(1_000 + n)),
                "press-message".into(),
                SimTime::START + until + Duration::minutes(2 + n as i64),
            )
        });
    }
    planted
}
