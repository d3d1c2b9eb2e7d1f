//! An analysis for programs: lengths in seconds with `_s`, differences as estimates.

use serde_json::{Value, json};

use super::question::Way;
use super::standing::{NoStanding, Standing};
use super::walk::Taken;
use super::{Analysis, Compared, Decision, TurningPoint, measure_names};
use crate::base::{Duration, SimTime};
use crate::model::command::Occupant;
use crate::stats::Estimate;

/// The version of the JSON.
const FORMAT: u32 = 1;

impl Analysis {
    /// `{"format": 1, "kind": "analysis", ...}`. A cost is what the way taken cost against another:
    /// minus is a gain.
    pub fn json(&self, standing: Option<&Result<Vec<Standing>, NoStanding>>) -> Value {
        let worth = &self.worth;
        let game = json!({
            "time_to_resolve_s": worth.game.values[0],
            "time_to_mitigate_s": worth.game.values[1],
            "impact_user_minutes": worth.game.values[2],
            "open": worth.game.open,
        });
        json!({
            "format": FORMAT,
            "kind": "analysis",
            "person": self.person,
            "human": self.human,
            "futures": self.futures,
            "futures_at_first": self.few,
            "futures_played": self.played,
            "watched_until_s": seconds(self.watched),
            "scale": {
                "time_to_resolve_s": self.scale[0],
                "time_to_mitigate_s": self.scale[1],
                "impact_user_minutes": self.scale[2],
            },
            "decisions": self.decisions.iter().map(decision).collect::<Vec<_>>(),
            "turning_points": self.turning_points.iter().map(turning_point).collect::<Vec<_>>(),
            "worth": {
                "game": game,
                "simulated": measures(&worth.simulated),
                "decisions": worth.decisions.as_ref().map(measures),
            },
            "standing": standing.map(stands),
        })
    }
}

fn decision(decision: &Decision) -> Value {
    let by = match decision.by {
        Occupant::Human => "human",
        Occupant::Policy => "policy",
    };
    let (command, waited) = match &decision.taken {
        Taken::Asked(command) => (Some(command), None),
        Taken::Waited(long) => (None, Some(long.as_seconds_f64())),
    };
    json!({
        "at_s": seconds(decision.at),
        "by": by,
        "what": command.map_or("wait", |c| c.word()),
        "command": command,
        "waited_s": waited,
        "other_ways": decision.ways,
    })
}

fn turning_point(point: &TurningPoint) -> Value {
    let through = point.through.as_ref().map(|through| {
        let left = through.left.iter();
        let left = left.map(|(mechanism, left)| (mechanism.word().to_string(), estimate(left)));
        json!({
            "mechanism": through.most.map(|m| m.word()),
            "cost": estimate(&through.whole),
            "left_with_it_idealised": left.collect::<serde_json::Map<String, Value>>(),
        })
    });
    json!({
        "decision": point.decision,
        "earlier_s": point.earlier.map(Duration::as_seconds_f64),
        "beaten": point.is_beaten(),
        "best": point.best,
        "by": measure_names()[point.by],
        "cost_at_least_share": point.at_least,
        "ways": point.ways.iter().map(compared).collect::<Vec<_>>(),
        "through": through,
    })
}

fn compared(compared: &Compared) -> Value {
    let (what, command, length) = match &compared.way {
        Way::Taken => ("taken", None, None),
        Way::Command(command) => ("command", Some(command), None),
        Way::Waiting => ("wait", None, Some(super::question::WAITS)),
        Way::Judgement(command) => ("judgement", command.as_ref(), None),
        Way::Earlier(early) => ("earlier", None, Some(*early)),
    };
    json!({
        "what": what,
        "command": command,
        "length_s": length.map(Duration::as_seconds_f64),
        "cost_ex_ante": measures(&compared.ex_ante),
        "cost_ex_post": measures(&compared.ex_post),
    })
}

fn measures(estimates: &[Estimate; 3]) -> Value {
    let names = measure_names();
    let keys = [
        format!("{}_s", names[0]),
        format!("{}_s", names[1]),
        names[2].to_string(),
    ];
    let each = keys.into_iter().zip(estimates);
    let each = each.map(|(key, value)| (key, estimate(value)));
    Value::Object(each.collect())
}

fn stands(standing: &Result<Vec<Standing>, NoStanding>) -> Value {
    match standing {
        Ok(all) => {
            let each = all.iter().map(|one| {
                json!({
                    "process": one.name,
                    "same": one.same,
                    "runs": one.runs,
                    "beaten_by_score": estimate(&one.by_score),
                    "beaten_by_time_to_resolve": estimate(&one.by_time),
                })
            });
            json!({"shown": true, "beside": each.collect::<Vec<_>>()})
        }
        Err(NoStanding::Waived(times)) => {
            json!({"shown": false, "why": "waived", "times": times})
        }
        Err(NoStanding::Unfinished) => json!({"shown": false, "why": "unfinished"}),
    }
}

fn estimate(estimate: &Estimate) -> Value {
    serde_json::to_value(estimate).expect("an estimate is plain data")
}

fn seconds(at: SimTime) -> f64 {
    at.since(SimTime::START).as_seconds_f64()
}
