//! What happens to alerts before anybody is rung: they are put under a ticket, held back, grouped,
//! answered by an automatic action, routed.

use crate::engine::Engine;
use crate::engine::agenda::Due;
use crate::engine::mechanisms::Signal;
use crate::engine::state::{AlertState, Ledger, Ticket};
use crate::model::{Action, Actor, AlertId, EpisodeId, Fact, Seq, Task, TicketId, WorkKind};

impl Engine {
    /// A signal reaches the tools.
    pub(crate) fn raise(&mut self, signal: Signal) {
        let plan = self.plan.clone();
        let hub = &plan.setup.process.hub;
        let now = self.ledger.now;
        let alert = AlertId(self.ledger.alerts.len() as u32);
        let known = self.ticket_for(&signal);
        let fresh = known.is_none();
        let ticket = known.unwrap_or(TicketId(self.ledger.tickets.len() as u32));
        let fact = Fact::AlertRaised {
            alert,
            ticket,
            episode: signal.episode,
            origin: signal.origin,
            from: signal.from,
            service: signal.service,
            state: signal.state,
        };
        let audience = self.room();
        let seq = self.write(Actor::Tool, Some(signal.because), audience, fact);
        let shows = self.shown_by(&signal);
        self.ledger.alerts.push(AlertState {
            ticket,
            service: signal.service,
            state: signal.state,
            shows: shows.clone(),
            cleared: None,
            because: seq,
        });
        self.ledger.raised.push(alert);
        self.is_seen(ticket, &shows, seq);
        if fresh {
            self.open_ticket(&signal, seq);
            return;
        }
        let rang = self.ledger.ticket(ticket).last_rang;
        let grouped = plan.setup.defaults.ideal.signals
            || hub
                .groups_within
                .is_some_and(|within| rang.is_some_and(|r| now.since(r) <= within));
        if grouped {
            self.ledger.ticket_mut(ticket).last_rang = Some(now);
            let audience = self.room();
            self.write(
                Actor::Tool,
                Some(seq),
                audience,
                Fact::AlertGrouped { alert, ticket },
            );
            return;
        }
        self.ledger.ticket_mut(ticket).last_rang = Some(now);
        self.ring_again(ticket, alert, seq);
    }

    /// The open ticket a signal belongs to. People and tools are taken to see that signals of one
    /// trouble belong together; what grouping changes is how often it rings.
    fn ticket_for(&self, signal: &Signal) -> Option<TicketId> {
        let same = |t: &Ticket| match signal.episode {
            Some(episode) => t.episode == Some(episode),
            None => t.episode.is_none() && t.opened_by == signal.from,
        };
        let mut open = self.ledger.unfixed.iter().copied();
        open.find(|t| same(self.ledger.ticket(*t)))
    }

    fn open_ticket(&mut self, signal: &Signal, because: Seq) {
        let plan = self.plan.clone();
        let process = &plan.setup.process;
        let ticket = TicketId(self.ledger.tickets.len() as u32);
        let service = plan.setup.system().service(signal.service);
        let owner = service
            .and_then(|s| s.owner)
            .filter(|_| process.hub.routes_by_owner);
        let first = plan
            .setup
            .team
            .groups
            .iter()
            .find(|g| g.rota.is_some() && g.fills.is_none());
        let rota = |name: &crate::base::Name| {
            plan.setup
                .team
                .group(*name)
                .is_some_and(|g| g.rota.is_some())
        };
        let group = owner
            .filter(rota)
            .or(process.hub.takes_all.filter(rota))
            .or(first.map(|g| g.name));
        self.ledger.tickets.push(Ticket {
            episode: signal.episode,
            opened_by: signal.from,
            service: signal.service,
            opened: self.ledger.now,
            because,
            last_rang: Some(self.ledger.now),
            group,
            rung: 0,
            climbing: false,
            held_back: true,
            answered_by: None,
            fixed: false,
            closed: false,
            actions_done: Vec::new(),
            diagnostics_done: Vec::new(),
            running: Vec::new(),
            auto: Vec::new(),
        });
        self.ledger.unfixed.push(ticket);
        if process.automation.diagnostics {
            self.ledger.ticket_mut(ticket).auto = self.automatic_results(ticket);
        }
        match process.hub.suppresses_for {
            Some(hold) => self
                .agenda
                .add(self.ledger.now + hold, Due::Suppressed { ticket }),
            None => self.pass_on(ticket),
        }
    }

    pub(crate) fn suppression_ends(&mut self, ticket: TicketId) {
        let state = self.ledger.ticket(ticket);
        let passed = match state.episode {
            Some(episode) => self.ledger.episode(episode).back,
            None => self.ledger.now.since(state.opened) >= crate::base::Duration::minutes(5),
        };
        if !passed {
            self.pass_on(ticket);
            return;
        }
        let because = state.because;
        self.ledger.fix(ticket);
        let at = self.ledger.alerts.iter().position(|a| a.ticket == ticket);
        let alert = AlertId(at.expect("a ticket has an alert") as u32);
        let audience = self.room();
        self.write(
            Actor::Tool,
            Some(because),
            audience,
            Fact::AlertSuppressed { alert },
        );
        self.end_if_done(because);
    }

    /// To automatic remediation where there is one, or to people.
    fn pass_on(&mut self, ticket: TicketId) {
        let setup = self.plan.setup.clone();
        let remedy = setup.scenario.actions.iter().any(|a| a.automatic);
        if setup.process.automation.remediation && remedy {
            let takes = setup.defaults.signals.remediation_takes.value;
            self.agenda
                .add(self.ledger.now + takes, Due::Remediation { ticket });
        } else {
            let because = self.ledger.ticket(ticket).because;
            self.start_ladder(ticket, because);
        }
    }

    pub(crate) fn remediation_ends(&mut self, ticket: TicketId) {
        let plan = self.plan.clone();
        let Some(action) = plan.book.actions.iter().find(|a| a.automatic) else {
            return;
        };
        let task = automatic_task(ticket, action);
        let key = (action.name, self.ticket_key(ticket), 0u64);
        let failed = self
            .draw(crate::base::Purpose::ActionFails, key)
            .chance(action.fails);
        let because = self.ledger.ticket(ticket).because;
        let truth = self
            .ledger
            .ticket(ticket)
            .episode
            .map(|e| self.ledger.episode(e).cause);
        let helped = !failed && truth.is_some_and(|c| action.cures.contains(&c));
        let fact = Fact::Remediated {
            ticket,
            action: action.name,
            helped,
        };
        let audience = self.room();
        let seq = self.write(Actor::Tool, Some(because), audience, fact);
        if !failed {
            self.apply_action(task, action, None, seq);
        }
        if helped {
            // The tool goes on checking: it is resolved once the system is back.
            self.ledger.fix(ticket);
        } else {
            self.start_ladder(ticket, seq);
        }
    }

    /// The alerts of an episode clear.
    pub(crate) fn clear_alerts(&mut self, episode: EpisodeId, because: Seq) {
        let ticket_of = |ledger: &Ledger, alert: &AlertId| ledger.alerts[alert.0 as usize].ticket;
        let own = |ledger: &Ledger, alert: &AlertId| {
            ledger.ticket(ticket_of(ledger, alert)).episode == Some(episode)
        };
        let raised = std::mem::take(&mut self.ledger.raised);
        let (clear, stay): (Vec<_>, Vec<_>) = raised.iter().partition(|a| own(&self.ledger, a));
        self.ledger.raised = stay;
        for alert in clear {
            let ticket = ticket_of(&self.ledger, &alert);
            let audience = self.room();
            let fact = Fact::AlertCleared { alert, ticket };
            let seq = self.write(Actor::Tool, Some(because), audience, fact);
            self.ledger.alerts[alert.0 as usize].cleared = Some(seq);
        }
        let mut unfixed = self.ledger.unfixed.iter();
        let waits = unfixed.any(|t| self.ledger.ticket(*t).episode == Some(episode));
        if !waits {
            // A tool has cured it, or nobody ever noticed.
            self.resolve(episode, because);
        }
    }
}

fn automatic_task(ticket: TicketId, action: &Action) -> Task {
    Task {
        ticket,
        kind: WorkKind::Action,
        work: action.name,
        attempt: 0,
    }
}
