//! What a look shows: services on the dashboards, a sign of the cause, automatic diagnostics.

use crate::base::Purpose;
use crate::engine::Engine;
use crate::model::belief::{Belief, Claim, ServiceState};
use crate::model::{EpisodeId, Seq, Task, TicketId, Tool, WorkKind};

impl Engine {
    /// A look at alerts and dashboards: what is broken, and perhaps a sign of the cause.
    pub(crate) fn triage_done(&mut self, person: usize, ticket: TicketId, because: Seq) {
        let mut claims = self.sights();
        claims.extend(self.on_the_dashboards(ticket));
        let service = self.ledger.ticket(ticket).service;
        match self.ledger.ticket(ticket).episode {
            Some(episode) => claims.extend(self.sign(ticket, episode)),
            None => {
                claims.push(Claim::Service {
                    service,
                    state: ServiceState::Normal,
                });
                claims.push(Claim::Fixed { ticket });
            }
        }
        // Somebody looks again after the trouble has passed by itself or by another's hand.
        if let Some(episode) = self.ledger.ticket(ticket).episode
            && self.ledger.episode(episode).back
        {
            claims.push(Claim::Fixed { ticket });
        }
        let fixed = claims.iter().any(|c| matches!(c, Claim::Fixed { .. }));
        let beside = self.trouble_beside(ticket, &mut claims);
        let beliefs: Vec<Belief> = claims.into_iter().map(|c| self.own(c)).collect();
        let seq = self.learn_and_post(person, beliefs, because);
        self.prompts(person, ticket).learned = Some(seq);
        self.has_read_on(person, ticket, seq);
        if let Some((unwell, shown)) = beside {
            let beliefs = unwell.into_iter().map(|c| self.own(c)).collect();
            self.learn_and_post(person, beliefs, shown);
        }
        if fixed {
            self.ticket_fixed(ticket, seq);
            if let Some(episode) = self.ledger.ticket(ticket).episode {
                self.resolve(episode, seq);
            }
        }
    }

    /// What a look after a false alarm shows of trouble elsewhere, and the last record of that
    /// trouble: the trouble is why they know of it, not the alarm that made them look.
    fn trouble_beside(
        &self,
        ticket: TicketId,
        claims: &mut Vec<Claim>,
    ) -> Option<(Vec<Claim>, Seq)> {
        if self.ledger.ticket(ticket).episode.is_some() {
            return None;
        }
        let own = self.ledger.ticket(ticket).service;
        let is_beside = |claim: &mut Claim| {
            matches!(claim, Claim::Service { service, state }
                if *service != own && *state != ServiceState::Normal)
        };
        let unwell: Vec<Claim> = claims.extract_if(.., is_beside).collect();
        let shown = unwell.iter().filter_map(|claim| match claim {
            Claim::Service { service, .. } => self.plan.service(*service),
            _ => None,
        });
        let shown = shown.map(|s| self.health(s).because).max()?;
        Some((unwell, shown))
    }

    /// Every service as the dashboards show it; nothing while they are lost.
    pub(crate) fn sights(&self) -> Vec<Claim> {
        if !self.ledger.has_tool(Tool::Dashboards) {
            return Vec::new();
        }
        let services = self.plan.setup.system().services.iter().enumerate();
        let seen = services.map(|(at, s)| (s.name, ServiceState::of(self.health(at).seen)));
        seen.map(|(service, state)| Claim::Service { service, state })
            .collect()
    }

    /// The sign that the first look shows: of the true cause, of another, or none (clarity is the
    /// incident's, the same in all arms).
    pub(crate) fn sign(&self, ticket: TicketId, episode: EpisodeId) -> Option<Claim> {
        let plan = &self.plan;
        let world = &plan.setup.defaults.world;
        let state = self.ledger.episode(episode);
        let u = self
            .draw(Purpose::Clarity, self.luck_key(episode))
            .uniform();
        let clear = world.clear_sign.value.as_f64();
        let misleading = clear + world.misleading_sign.value.as_f64();
        let cause = if u < clear {
            state.cause
        } else if u < misleading {
            let others = plan.setup.scenario.problems[state.problem].causes.iter();
            let others = others.filter(|c| c.name != state.cause);
            others
                .max_by(|a, b| a.prior.get().total_cmp(&b.prior.get()))?
                .name
        } else {
            return None;
        };
        // Only a finding that points there can be seen.
        let findings = plan.setup.scenario.findings.iter();
        let best = findings
            .filter(|f| plan.book.weight(f.name, cause) > 0.0)
            .max_by(|a, b| {
                plan.book
                    .weight(a.name, cause)
                    .total_cmp(&plan.book.weight(b.name, cause))
            })?;
        Some(Claim::Finding {
            ticket,
            finding: best.name,
            present: true,
        })
    }

    /// What a tool finds out by itself at the alert, where the process has it do so.
    pub(crate) fn automatic_results(&self, ticket: TicketId) -> Vec<Belief> {
        let automatic = self.plan.book.diagnostics.iter().filter(|d| d.automatic);
        let tasks = automatic.map(|d| Task {
            ticket,
            kind: WorkKind::Diagnostic,
            work: d.name,
            attempt: 1,
        });
        let claims = tasks.flat_map(|t| self.results(t, false));
        let source = crate::model::belief::Source::Tool;
        claims
            .map(|c| Belief {
                source,
                ..self.own(c)
            })
            .collect()
    }
}
