//! The levers: one small change each, by its path, and the measure nearest its mechanism.
//!
//! Which shipped case shows that a lever helps, and which that it does not, is searched for, not
//! written here: see `tests/levers.rs`.

/// One small change to a process (or a scenario) and what it should move.
pub struct Lever {
    pub name: &'static str,
    /// The measure nearest its mechanism, chosen before anything was run.
    pub measure: &'static str,
    /// The switch of `defaults.ideal` under which its effect should be gone.
    pub ideal: Option<&'static str>,
    /// What it does, in a few words, for whoever reads the table.
    pub does: &'static str,
    pub changes: &'static [Change],
}

/// A field, and its two values.
pub struct Change {
    /// Processes it is tried on.
    pub processes: &'static [&'static str],
    /// Scenarios it is tried on; none named: all that are shipped.
    pub scenarios: &'static [&'static str],
    pub path: &'static str,
    pub from: &'static str,
    pub to: &'static str,
}

const fn change(
    processes: &'static [&'static str],
    path: &'static str,
    from: &'static str,
    to: &'static str,
) -> Change {
    Change {
        processes,
        scenarios: &[],
        path,
        from,
        to,
    }
}

const fn in_scenario(
    scenarios: &'static [&'static str],
    path: &'static str,
    from: &'static str,
    to: &'static str,
) -> Change {
    Change {
        processes: &["blameless", "unmanaged"],
        scenarios,
        path,
        from,
        to,
    }
}

/// Why a lever has no case that helps, where that is known. It stands in the table instead of one.
pub const WHY_NOT: &[(&str, &str)] = &[
    (
        "reminders",
        "whoever owes an update hardly ever has their hands in work just then",
    ),
    (
        "scribe",
        "finders write often enough themselves, and in one room somebody else mostly knows",
    ),
    (
        "rounds four times as often",
        "every round interrupts, and there is less to find each time",
    ),
    (
        "handoff 4: notice",
        "an empty chair is found within a quarter of an hour all the same",
    ),
    (
        "fresh runbook",
        "the one finding that a shipped runbook states is so by the time anybody reads it; where \
         runbooks point is a judgement, which age does not touch",
    ),
];

pub const LEVERS: &[Lever] = &[
    // -- who is called --
    Lever {
        name: "secondary on call",
        measure: "time_to_acknowledge",
        ideal: None,
        does: "the second rung is another head, not the same telephone",
        changes: &[change(
            &["blameless", "nist"],
            "process.paging.levels[1].name",
            r#""primary""#,
            r#""secondary""#,
        )],
    },
    Lever {
        name: "escalation timeout",
        measure: "time_to_acknowledge",
        ideal: None,
        does: "the next rung is tried after five minutes, not thirty",
        changes: &[change(
            &["blameless", "unmanaged"],
            "process.paging.levels[0].after",
            "30m",
            "5m",
        )],
    },
    Lever {
        name: "commander on call",
        measure: "time_to_command",
        ideal: None,
        does: "a commander is paged, where nobody was agreed and somebody offers to",
        changes: &[change(
            &["blameless", "nist"],
            "process.roles[commander].filled",
            "Volunteer",
            "OnCall",
        )],
    },
    Lever {
        name: "deputy",
        measure: "command_gap",
        ideal: None,
        does: "somebody stands in for the commander and keeps time and questions off them",
        changes: &[
            change(
                &["pagerduty-basic"],
                "process.severities[SEV1].roles",
                r#"["commander", "scribe", "internal-liaison", "customer-liaison"]"#,
                r#"["commander", "deputy", "scribe", "internal-liaison", "customer-liaison"]"#,
            ),
            change(
                &["pagerduty"],
                "process.severities[SEV1].roles",
                r#"["commander", "scribe", "customer-liaison", "internal-liaison"]"#,
                r#"["commander", "deputy", "scribe", "customer-liaison", "internal-liaison"]"#,
            ),
        ],
    },
    Lever {
        name: "communications lead",
        measure: "updates_late",
        ideal: Some("attention"),
        does: "somebody else than the commander writes to those outside",
        changes: &[
            change(
                &["blameless"],
                "process.severities[SEV1].roles",
                r#"["commander", "operations-lead", "scribe"]"#,
                r#"["commander", "communications-lead", "operations-lead", "scribe"]"#,
            ),
            change(
                &["nist"],
                "process.severities[SEV1].roles",
                r#"["commander", "customer-liaison", "scribe"]"#,
                r#"["commander", "communications-lead", "customer-liaison", "scribe"]"#,
            ),
        ],
    },
    Lever {
        name: "scribe",
        measure: "beliefs_lost",
        ideal: Some("knowledge"),
        does: "what is said is written down by somebody whose part that is",
        changes: &[
            change(
                &["blameless"],
                "process.severities[SEV1].roles",
                r#"["commander", "communications-lead", "operations-lead"]"#,
                r#"["commander", "communications-lead", "operations-lead", "scribe"]"#,
            ),
            change(
                &["nist"],
                "process.severities[SEV1].roles",
                r#"["commander", "communications-lead", "customer-liaison"]"#,
                r#"["commander", "communications-lead", "customer-liaison", "scribe"]"#,
            ),
        ],
    },
    Lever {
        name: "document",
        measure: "duplicated_person_minutes",
        ideal: Some("knowledge"),
        does: "findings are kept where everybody reads before a new task",
        changes: &[change(
            &["blameless", "nist"],
            "process.document",
            "()",
            "(kept: true, expected: true)",
        )],
    },
    // -- alerts --
    Lever {
        name: "alert grouping",
        measure: "rings",
        ideal: Some("signals"),
        does: "what belongs together rings once",
        changes: &[change(
            &["blameless", "rootly"],
            "process.hub.groups_within",
            "None",
            "10m",
        )],
    },
    Lever {
        name: "hub routes by owner",
        measure: "time_to_diagnose_from_alerted",
        ideal: None,
        does: "an alert rings those who know the service",
        changes: &[change(
            &["pagerduty", "blameless", "nist"],
            "process.hub.routes_by_owner",
            "false",
            "true",
        )],
    },
    Lever {
        name: "telemetry coverage",
        measure: "time_to_diagnose_from_alerted",
        ideal: None,
        does: "all that goes on inside a service can be seen, not half of it",
        changes: &[
            in_scenario(
                &["quiet-disk"],
                "scenario.system.services[report-store].telemetry",
                "0.5",
                "1.0",
            ),
            in_scenario(
                &["edge-regex"],
                "scenario.system.services[edge].telemetry",
                "0.5",
                "1.0",
            ),
            in_scenario(
                &["checkout-regression"],
                "scenario.system.services[checkout].telemetry",
                "0.5",
                "1.0",
            ),
            in_scenario(
                &["stolen-session"],
                "scenario.system.services[identity].telemetry",
                "0.5",
                "1.0",
            ),
        ],
    },
    // -- automation --
    Lever {
        name: "auto-diagnostics",
        measure: "time_to_diagnose_from_alerted",
        ideal: None,
        does: "what a machine can look up stands on the page",
        changes: &[change(
            &["pagerduty", "rootly"],
            "process.automation.diagnostics",
            "false",
            "true",
        )],
    },
    Lever {
        name: "auto-remediation",
        measure: "pages_sent",
        ideal: None,
        does: "a named action is tried before anybody is paged",
        changes: &[change(
            &["pagerduty", "rootly"],
            "process.automation.remediation",
            "false",
            "true",
        )],
    },
    Lever {
        name: "mobilising automation",
        measure: "time_to_mobilise_from_declared",
        ideal: None,
        does: "declaring pages the roles at once",
        changes: &[change(
            &["pagerduty", "rootly"],
            "process.automation.mobilising",
            "false",
            "true",
        )],
    },
    Lever {
        name: "reminders",
        measure: "updates_late",
        ideal: None,
        does: "whoever owes an update is told so",
        changes: &[
            change(
                &["pagerduty", "rootly"],
                "process.automation.reminders",
                "false",
                "true",
            ),
            change(
                &["blameless", "nist", "pagerduty-basic"],
                "process.automation",
                "()",
                "(reminders: true)",
            ),
        ],
    },
    // -- decisions --
    Lever {
        name: "contain first",
        measure: "impact_minutes",
        ideal: None,
        does: "the spread is stopped before its cause is understood",
        changes: &[change(
            &["blameless", "unmanaged"],
            "process.approach",
            "InvestigateFirst",
            "ContainFirst",
        )],
    },
    Lever {
        name: "approvals",
        measure: "harmful_actions",
        ideal: Some("authority"),
        does: "a risky action takes the commander's yes",
        changes: &[change(
            &["blameless", "nist"],
            "process.approvals",
            "[]",
            r#"[(risky: true, by: ["commander"])]"#,
        )],
    },
    Lever {
        name: "surer before acting",
        measure: "fruitless_actions",
        ideal: None,
        does: "people act on three to one, not on even odds",
        changes: &[change(
            &["blameless", "unmanaged"],
            "process.act_from",
            "0.5",
            "0.75",
        )],
    },
    Lever {
        name: "evidence first",
        measure: "evidence_destroyed",
        ideal: None,
        does: "evidence is saved before anything that destroys it",
        changes: &[change(
            &["nist", "blameless"],
            "process.evidence_first",
            "false",
            "true",
        )],
    },
    Lever {
        name: "fresh runbook",
        measure: "wrong_cause_person_minutes",
        ideal: None,
        does: "a runbook gone through last week, not two years ago",
        changes: &[
            in_scenario(
                &["quiet-disk"],
                "scenario.runbooks[disk-almost-full].age",
                "730d",
                "7d",
            ),
            in_scenario(
                &["three-data-centres"],
                "scenario.runbooks[hot-hall].age",
                "730d",
                "7d",
            ),
            in_scenario(
                &["checkout-regression"],
                "scenario.runbooks[database-is-slow].age",
                "730d",
                "7d",
            ),
            in_scenario(
                &["edge-regex"],
                "scenario.runbooks[under-attack].age",
                "730d",
                "7d",
            ),
            in_scenario(
                &["stolen-session"],
                "scenario.runbooks[deceptive-mail].age",
                "730d",
                "7d",
            ),
        ],
    },
    // -- rhythm and room --
    Lever {
        name: "report rounds",
        measure: "stuck_person_minutes",
        ideal: None,
        does: "everybody is asked every twenty minutes; who is stuck is found",
        changes: &[change(
            &["blameless", "pagerduty-basic"],
            "process.rounds",
            "None",
            "20m",
        )],
    },
    Lever {
        name: "rounds four times as often",
        measure: "interruptions",
        ideal: Some("attention"),
        does: "everybody is asked every five minutes, not every twenty",
        changes: &[change(
            &["blameless", "pagerduty-basic"],
            "process.rounds",
            "20m",
            "5m",
        )],
    },
    Lever {
        name: "room limit",
        measure: "coordination_person_minutes",
        ideal: Some("attention"),
        does: "eight work on it, others observe",
        changes: &[change(
            &["blameless", "nist"],
            "process.room_limit",
            "None",
            "8",
        )],
    },
    // -- handing over --
    Lever {
        name: "handoff 1: announce",
        measure: "overtime_person_minutes",
        ideal: None,
        does: "the successor is called 25 minutes before, not at the moment of leaving",
        changes: &[change(
            &["blameless", "rootly"],
            "process.handoff.announces",
            "None",
            "25m",
        )],
    },
    Lever {
        name: "handoff 2: transfer",
        measure: "beliefs_lost",
        ideal: Some("knowledge"),
        does: "running work and key information are passed on in a call",
        changes: &[change(
            &["blameless", "nist"],
            "process.handoff.transfers",
            "false",
            "true",
        )],
    },
    Lever {
        name: "handoff 3: confirm",
        measure: "tasks_lost",
        ideal: Some("knowledge"),
        does: "the commander has everything from the one who leaves",
        changes: &[change(
            &["blameless", "nist"],
            "process.handoff.confirms",
            "false",
            "true",
        )],
    },
    Lever {
        name: "handoff 4: notice",
        measure: "messages_unanswered",
        ideal: None,
        does: "all are told who holds the role now",
        changes: &[change(
            &["blameless", "nist"],
            "process.handoff.notices",
            "false",
            "true",
        )],
    },
    Lever {
        name: "shift length",
        measure: "failed_actions",
        ideal: Some("attention"),
        does: "nobody stays longer than eight hours, where they might stay a day",
        changes: &[change(
            &["blameless", "nist"],
            "process.handoff.longest_shift",
            "24h",
            "8h",
        )],
    },
    Lever {
        name: "going home at the end of a shift",
        measure: "failed_actions",
        ideal: Some("attention"),
        does: "people hand over when their shift ends, not when it is over",
        changes: &[change(
            &["blameless", "pagerduty"],
            "process.handoff.at_shift_end",
            "false",
            "true",
        )],
    },
];
