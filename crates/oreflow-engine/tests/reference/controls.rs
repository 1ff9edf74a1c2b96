//! Measures as what they do to links and sites (section 6 of the model), for measures whose course is known.

use oreflow_engine::calendar::Calendar;
use oreflow_engine::measure::{Action, Measure, SiteScope, Timing, TradeScope};
use oreflow_network::{CountryCode, Network, SiteKind};

use super::{least, most};

/// What measures do to a link in a step.
#[derive(Clone)]
pub(super) struct LinkControl {
    pub(super) permission: f64,
    pub(super) seen: f64,
    pub(super) expected: f64,
    pub(super) duty: f64,
    pub(super) specific_duty: f64,
}

/// What measures do to a site in a step.
#[derive(Clone)]
pub(super) struct SiteControl {
    pub(super) capacity: f64,
    pub(super) expected_capacity: f64,
    pub(super) demand: f64,
}

/// An export quota.
pub(super) struct Quota {
    /// Links that share the volume, by position in the network.
    pub(super) links: Vec<usize>,
    /// Base flow of these links in t/mo.
    flow: f64,
    left: f64,
    in_force: bool,
    pub(super) allowed: f64,
    pub(super) leakage: f64,
    pub(super) fill: f64,
    pub(super) served: f64,
    pub(super) passed: f64,
}

/// What a measure changes at full severity.
enum Change {
    Permission { links: Vec<usize>, open: f64 },
    Volume { quota: usize, share: f64 },
    Duty { links: Vec<usize>, rate: f64, amount: f64 },
    Capacity { sites: Vec<usize> },
    Demand { sites: Vec<usize>, factor: f64 },
}

/// All measures.
pub(super) struct Policy {
    measures: Vec<(Timing, Change)>,
    pub(super) links: Vec<LinkControl>,
    pub(super) sites: Vec<SiteControl>,
    pub(super) quotas: Vec<Quota>,
}

impl Policy {
    pub(super) fn new(network: &Network, measures: &[Measure]) -> Self {
        let mut policy = Self {
            measures: Vec::new(),
            links: vec![open_link(); network.links().len()],
            sites: vec![open_site(); network.sites().len()],
            quotas: Vec::new(),
        };
        for measure in measures {
            let change = match &measure.action {
                Action::ExportBan(ban) => {
                    Change::Permission { links: links_of(network, &ban.scope), open: ban.leakage }
                }
                Action::ExportDuty(duty) => Change::Duty {
                    links: links_of(network, &duty.scope),
                    rate: duty.rate,
                    amount: duty.amount,
                },
                Action::Outage(outage) => Change::Capacity { sites: sites_of(network, &outage.scope) },
                Action::DemandShift(shift) => {
                    let mut sites = sites_of(network, &shift.scope);
                    sites.retain(|&site| network.sites()[site].kind == SiteKind::Consumer);
                    Change::Demand { sites, factor: shift.factor }
                }
                Action::ExportQuota(quota) => {
                    let links = links_of(network, &quota.scope);
                    if links.is_empty() {
                        continue;
                    }
                    let yearly: f64 = links.iter().map(|&link| network.links()[link].flow.0).sum();
                    policy.quotas.push(Quota {
                        links,
                        flow: yearly / 12.0,
                        left: 0.0,
                        in_force: false,
                        allowed: f64::INFINITY,
                        leakage: quota.leakage,
                        fill: 1.0,
                        served: 1.0,
                        passed: 0.0,
                    });
                    Change::Volume { quota: policy.quotas.len() - 1, share: quota.volume / yearly }
                }
                other => panic!("the reference does not know {}", other.kind()),
            };
            policy.measures.push((measure.timing.clone(), change));
        }
        policy
    }

    /// Brings links, sites and quotas to a step.
    pub(super) fn set(&mut self, calendar: &Calendar, step: usize, horizon: f64) {
        self.links.fill(open_link());
        self.sites.fill(open_site());
        for (timing, change) in &self.measures {
            let now = least(severity(timing, calendar, step), 1.0);
            let later = least(believed(timing, calendar, step, horizon), 1.0);
            match change {
                Change::Permission { links, open } => {
                    for &link in links {
                        let link = &mut self.links[link];
                        link.permission *= between(1.0, *open, now);
                        link.seen *= between(1.0, *open, now);
                        link.expected *= between(1.0, *open, later);
                    }
                }
                Change::Volume { quota, share } => {
                    let quota = &mut self.quotas[*quota];
                    quota.set(timing, *share, calendar, step);
                    for &link in &quota.links {
                        let link = &mut self.links[link];
                        link.seen *= least(between(1.0, *share, now), 1.0);
                        link.expected *= least(between(1.0, *share, later), 1.0);
                    }
                }
                Change::Duty { links, rate, amount } => {
                    for &link in links {
                        self.links[link].duty += between(0.0, *rate, now);
                        self.links[link].specific_duty += between(0.0, *amount, now);
                    }
                }
                Change::Capacity { sites } => {
                    for &site in sites {
                        self.sites[site].capacity *= between(1.0, 0.0, now);
                        self.sites[site].expected_capacity *= between(1.0, 0.0, later);
                    }
                }
                Change::Demand { sites, factor } => {
                    for &site in sites {
                        self.sites[site].demand *= between(1.0, *factor, now);
                    }
                }
            }
        }
    }
}

impl Quota {
    /// A quota holds in a step if it is in force for half of it.
    fn holds(timing: &Timing, calendar: &Calendar, step: usize) -> bool {
        severity(timing, calendar, step) >= 0.5
    }

    /// A year's volume is given out at no more than 1.6 times the even pace; what is left in the last step goes at once.
    fn set(&mut self, timing: &Timing, share: f64, calendar: &Calendar, step: usize) {
        if !Self::holds(timing, calendar, step) {
            self.allowed = f64::INFINITY;
            self.in_force = false;
            return;
        }
        let year = calendar.date(step).year();
        let mut rest = 0;
        while calendar.date(step + rest).year() == year && Self::holds(timing, calendar, step + rest) {
            rest += 1;
        }
        let rest = rest as f64;
        let new_year = step == 0 || calendar.date(step - 1).year() != year;
        if new_year || !self.in_force {
            let dt = calendar.step().months();
            self.left = rest * share * self.flow * dt;
            self.in_force = true;
        } else {
            self.left = most(self.left - self.passed, 0.0);
        }
        let pace = if rest <= 1.0 { 1.0 } else { least(1.6 / rest, 1.0) };
        self.allowed = self.left * pace;
    }
}

fn open_link() -> LinkControl {
    LinkControl { permission: 1.0, seen: 1.0, expected: 1.0, duty: 0.0, specific_duty: 0.0 }
}

fn open_site() -> SiteControl {
    SiteControl { capacity: 1.0, expected_capacity: 1.0, demand: 1.0 }
}

/// From the level that changes nothing to that of full severity.
fn between(neutral: f64, full: f64, severity: f64) -> f64 {
    neutral + severity * (full - neutral)
}

/// Mean severity over a step.
fn severity(timing: &Timing, calendar: &Calendar, step: usize) -> f64 {
    let dt = calendar.step().months();
    mean_severity(timing, calendar, step as f64 * dt, (step + 1) as f64 * dt)
}

/// Mean severity that the market expects over its horizon; within the step of the announcement it knows for the rest
/// of the step.
fn believed(timing: &Timing, calendar: &Calendar, step: usize, horizon: f64) -> f64 {
    let dt = calendar.step().months();
    let (start, end) = (step as f64 * dt, (step + 1) as f64 * dt);
    let announced = calendar.months_at(timing.announced.unwrap_or(timing.from));
    if announced >= end {
        return 0.0;
    }
    let ignorant = most((announced - start) / (end - start), 0.0);
    let now = most(announced, start);
    (1.0 - ignorant) * mean_severity(timing, calendar, now, now + horizon)
}

fn mean_severity(timing: &Timing, calendar: &Calendar, from: f64, to: f64) -> f64 {
    let mut phases = vec![(calendar.months_at(timing.from), timing.severity)];
    for phase in &timing.phases {
        phases.push((calendar.months_at(phase.from), phase.severity));
    }
    let end = timing.until.map_or(f64::INFINITY, |day| calendar.months_at(day));
    let mut sum = 0.0;
    for (number, &(begins, severity)) in phases.iter().enumerate() {
        let ends = if number + 1 < phases.len() { least(phases[number + 1].0, end) } else { end };
        let overlap = least(to, ends) - most(from, begins);
        if overlap > 0.0 {
            sum += severity * overlap;
        }
    }
    sum / (to - from)
}

/// Links across borders within a scope, by position.
fn links_of(network: &Network, scope: &TradeScope) -> Vec<usize> {
    let mut found = Vec::new();
    for (position, link) in network.links().iter().enumerate() {
        let (from, to) = (network.site(link.from), network.site(link.to));
        let within_bloc = belongs(network, to.country, &scope.by) && network.groups().contains_key(&scope.by);
        let bound = scope.destinations.is_empty()
            || scope.destinations.iter().any(|d| belongs(network, to.country, d));
        let exempt = scope.exempt.iter().any(|e| belongs(network, to.country, e));
        if from.country != to.country
            && lies_at(network, link.from.position(), &scope.by)
            && makes(network, link.from.position(), &scope.products)
            && bound
            && !exempt
            && (scope.intra || !within_bloc)
        {
            found.push(position);
        }
    }
    found
}

/// Sites within a scope, by position.
fn sites_of(network: &Network, scope: &SiteScope) -> Vec<usize> {
    (0..network.sites().len())
        .filter(|&site| scope.places.iter().any(|place| lies_at(network, site, place)))
        .filter(|&site| scope.products.is_empty() || makes(network, site, &scope.products))
        .collect()
}

fn lies_at(network: &Network, site: usize, place: &str) -> bool {
    let data = &network.sites()[site];
    place == "world" || data.id.as_str() == place || belongs(network, data.country, place)
}

fn belongs(network: &Network, country: CountryCode, place: &str) -> bool {
    country.as_str() == place || network.groups().get(place).is_some_and(|members| members.contains(&country))
}

fn makes(network: &Network, site: usize, products: &[String]) -> bool {
    let product = network.product(network.sites()[site].product);
    products.iter().any(|name| name == "*" || product.id.as_str() == name || product.groups.contains(name))
}
