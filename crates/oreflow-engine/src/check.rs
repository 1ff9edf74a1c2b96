//! What is checked before an experiment runs: all problems of all parts, not only the first.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use oreflow_network::{Parameter, Problem, ProductIndex, SiteIndex, SiteKind};
use oreflow_random::Quantile;

use crate::calendar::Step;
use crate::compiled::{Compiled, Overrides};
use crate::error::Item;
use crate::experiment::Experiment;
use crate::hazard::is_duration;
use crate::measure::{Channel, Effect, Measure, Reach, Targets, Timing};
use crate::uncertain::Uncertain;

/// What was found so far.
pub(crate) struct Check<'a> {
    pub(crate) experiment: &'a Experiment,
    pub(crate) problems: Vec<(Item, Problem)>,
    pub(crate) warnings: Vec<(Item, String)>,
}

impl Check<'_> {
    pub(crate) fn problem(&mut self, item: Item, message: impl Into<String>, help: impl Into<String>) {
        self.problems.push((item, Problem::new(message).help(help)));
    }

    pub(crate) fn calendar(&mut self) -> bool {
        let calendar = self.experiment.calendar;
        let steps = calendar.steps();
        let longest = (200.0 * 12.0 / calendar.step().months()).ceil() as usize;
        if matches!(calendar.step(), Step::Month | Step::Quarter) && calendar.start().day() != 1 {
            let (step, start) = (calendar.step().name(), calendar.start());
            let message = format!("steps of a {step} begin on the first of a month, not on {start}");
            self.problem(Item::Calendar, message, "start on the first, or take steps of a day or a week");
        }
        if steps == 0 || steps > longest {
            let message = format!("the run has {steps} steps");
            self.problem(Item::Calendar, message, "give a horizon of one step to 200 years");
        }
        self.problems.is_empty()
    }

    /// Sites whose inputs cost more than their price leaves, or whose yard is full from the start, are no equilibrium.
    pub(crate) fn economics(&mut self, item: Item, overrides: &Overrides<f64>) {
        let network = &self.experiment.network;
        let compiled: Compiled<f64> =
            Compiled::new(network, self.experiment.calendar.step().months(), overrides, &Reach::default());
        for (index, site) in (0..).map(SiteIndex).zip(network.sites()) {
            let data = &compiled.sites[compiled.places.site(index)];
            let operating_cost = compiled.at(data.operating_cost);
            if site.kind != SiteKind::Consumer && operating_cost < 0.0 {
                let message = format!(
                    "site {} cannot live: of a price of {:.0} USD/t its inputs and margin leave {:.0} for operating cost",
                    site.id, data.price, operating_cost
                );
                self.problem(
                    item,
                    message,
                    "raise its price, or lower its margin or the prices and freight of its inputs",
                );
            }
            if compiled.at(data.cover) * data.output > compiled.at(data.storage) {
                let message =
                    format!("site {} keeps more finished stock than its storage-limit holds", site.id);
                self.problem(item, message, "lower its cover-output, or raise its storage-limit");
            }
        }
    }

    /// Shares follow costs by a whole power.
    pub(crate) fn exponents(&mut self) {
        let network = &self.experiment.network;
        for (position, product) in network.products().iter().enumerate() {
            let index = ProductIndex(position as u32);
            let exponent = network.product_parameter(Parameter::ArmingtonExponent, index);
            if exponent.fract() != 0.0 {
                let message = format!("the armington-exponent of {} is {exponent}", product.id);
                self.problem(Item::Network, message, "write a whole number");
            }
        }
    }

    pub(crate) fn measures(&mut self) -> Vec<(usize, Effect)> {
        let mut ids = BTreeSet::new();
        let mut placed = Vec::new();
        for (position, measure) in self.experiment.measures.iter().enumerate() {
            let item = Item::Measure(position);
            if !ids.insert(measure.id.as_str()) {
                self.problem(
                    item,
                    format!("there are two measures '{}'", measure.id),
                    "give each an id of its own",
                );
            }
            self.timing(item, &measure.timing);
            let idle = measure.timing.severities().all(|severity| severity == 0.0);
            if idle {
                self.warnings
                    .push((item, format!("measure '{}' has severity 0 and does nothing", measure.id)));
            }
            match measure.action.effects(&self.experiment.network) {
                Ok(effects) => {
                    if effects.iter().any(is_quota) {
                        self.quota(item, &measure.timing);
                    }
                    let kept = self.keep(item, &measure.id, position, effects, idle);
                    self.unforeseen(item, measure, &kept);
                    placed.extend(kept);
                }
                Err(found) => self.problems.extend(found.into_iter().map(|problem| (item, problem))),
            }
        }
        placed
    }

    /// Effects that change something.
    pub(crate) fn keep(
        &mut self,
        item: Item,
        id: &str,
        owner: usize,
        effects: Vec<Effect>,
        idle: bool,
    ) -> Vec<(usize, Effect)> {
        let touches = effects.iter().any(|effect| !effect.targets.is_empty());
        if touches && !idle && effects.iter().all(Effect::is_neutral) {
            self.warnings.push((item, format!("'{id}' sets everything to what it is, and does nothing")));
        }
        // An event is meant to change nothing.
        if !touches && !effects.is_empty() {
            self.warnings.push((
                item,
                format!("'{id}' touches no flow and no site of the base year, and does nothing"),
            ));
        }
        let mut kept = Vec::new();
        for mut effect in effects.into_iter().filter(|effect| !idle && !effect.is_neutral()) {
            if let Some(defection) = &mut effect.defection {
                // Members of several measures leave each on their own.
                defection.member = format!("{id}/{}", defection.member);
            }
            kept.push((owner, effect));
        }
        kept
    }

    /// Warns of an announcement that nobody heeds.
    fn unforeseen(&mut self, item: Item, measure: &Measure, effects: &[(usize, Effect)]) {
        let foreseen = effects.iter().any(|(_, effect)| effect.channel.is_foreseen());
        if let Some(day) = measure.timing.announced
            && day < measure.timing.from
            && !effects.is_empty()
            && !foreseen
        {
            let kind = measure.action.kind();
            let message = format!(
                "nobody looks ahead to measures of the kind {kind}: that it is announced on {day} changes nothing before {}",
                measure.timing.from
            );
            self.warnings.push((item, message));
        }
    }

    /// Refuses sites that several measures let follow sales of long ago: what was sold before the run has one past.
    pub(crate) fn one_past(&mut self, effects: &[(usize, Effect)]) {
        let mut followed: BTreeMap<SiteIndex, usize> = BTreeMap::new();
        for (owner, effect) in effects {
            let Targets::Sites(sites) = &effect.targets else { continue };
            if effect.channel != Channel::EndOfLife {
                continue;
            }
            if let Some((site, &other)) = sites.iter().find_map(|site| Some((site, followed.get(site)?))) {
                let site = &self.experiment.network.site(*site).id;
                let message = format!("site {site} already follows '{}'", self.experiment.id_of(other));
                let measures = self.experiment.measures.len();
                let item = owner.checked_sub(measures).map_or(Item::Measure(*owner), Item::Hazard);
                self.problem(item, message, "let one measure of the kind end-of-life have each site");
            }
            followed.extend(sites.iter().map(|&site| (site, *owner)));
        }
    }

    /// A quota is in force or not, and never partly.
    fn quota(&mut self, item: Item, timing: &Timing) {
        if timing.severities().any(partly) {
            self.problem(item, "a quota is in force or not", "give its volume, and a severity of 0 or 1");
        }
        self.whole_quota(item, timing.ramp, timing.recovery);
    }

    /// Refuses a quota, of a measure or a hazard, that comes or goes by and by.
    pub(crate) fn whole_quota(&mut self, item: Item, ramp: f64, recovery: f64) {
        if ramp != 0.0 || recovery != 0.0 {
            let help = "leave ramp and recovery out, or write one quota after the other";
            self.problem(item, "a quota is in force or not, and neither comes nor goes by and by", help);
        }
    }

    fn timing(&mut self, item: Item, timing: &Timing) {
        let calendar = self.experiment.calendar;
        let (start, end) = (calendar.start(), calendar.end());
        if timing.from < start {
            self.problem(
                item,
                format!("from {} lies before the start of the run, {start}", timing.from),
                "what held before belongs to the base of the network; write a day within the run",
            );
        }
        if timing.from >= end {
            self.problem(
                item,
                format!("from {} lies after the end of the run, {end}", timing.from),
                format!("write a day from {start} to before {end}, or a longer horizon"),
            );
        }
        if let Some(until) = timing.until
            && until <= timing.from
        {
            self.problem(
                item,
                format!("until {until} is not after from {}", timing.from),
                "write a later day",
            );
        }
        if let Some(announced) = timing.announced
            && announced > timing.from
        {
            self.problem(
                item,
                format!("announced {announced} is after from {}", timing.from),
                "leave 'announced' out where there is no warning",
            );
        }
        let mut last = timing.from;
        for phase in &timing.phases {
            self.phase_order(item, phase.from, last, timing.until);
            last = phase.from;
            self.severity(item, phase.severity);
        }
        self.severity(item, timing.severity);
        self.course(item, timing);
    }

    /// How a measure comes and goes, and how far it is believed.
    fn course(&mut self, item: Item, timing: &Timing) {
        for (name, share) in [("credibility", timing.credibility), ("chance", timing.chance)] {
            if !(0.0..=1.0).contains(&share) {
                let help = "write a share from 0 to 1, or from 0 % to 100 %";
                self.problem(item, format!("{name} is {share}"), help);
            }
        }
        for (name, months) in [("ramp", timing.ramp), ("recovery", timing.recovery)] {
            if !(months.is_finite() && months >= 0.0) {
                self.problem(item, format!("{name} is {months} months"), "write zero or more");
            }
        }
        if timing.slippage.as_ref().is_some_and(|slippage| !is_duration(slippage)) {
            self.problem(item, "the slippage may be negative", "use a distribution of positive numbers");
        }
        for stage in &timing.pipeline {
            if !(0.0..=1.0).contains(&stage.chance) {
                let help = "write a share from 0 to 1, or from 0 % to 100 %";
                self.problem(item, format!("the chance of a stage is {}", stage.chance), help);
            }
            if !is_duration(&stage.duration) {
                let help = "use a distribution of positive numbers";
                self.problem(item, "the duration of a stage may be negative", help);
            }
        }
        let known = timing.announced.unwrap_or(timing.from);
        if let Some(withdrawn) = timing.withdrawn.filter(|&day| day < known) {
            self.problem(
                item,
                format!("withdrawn {withdrawn} lies before the market knows of it on {known}"),
                "write a later day, or an earlier 'announced'",
            );
        }
    }

    fn phase_order(&mut self, item: Item, from: Date, last: Date, until: Option<Date>) {
        if from <= last || until.is_some_and(|until| from >= until) {
            self.problem(
                item,
                format!("the phase from {from} does not follow {last}"),
                "list phases in order of time, after 'from' and before 'until'",
            );
        }
    }

    fn severity(&mut self, item: Item, severity: f64) {
        if !(0.0..=1.0).contains(&severity) {
            self.problem(
                item,
                format!("severity is {severity}"),
                "write a share from 0 to 1, or from 0 % to 100 %",
            );
        }
    }

    pub(crate) fn uncertain(&mut self) -> Vec<(Uncertain, Vec<u32>)> {
        let mut known: BTreeMap<(Parameter, u32), String> = BTreeMap::new();
        let mut resolved = Vec::new();
        let sound = self.problems.iter().all(|(item, _)| *item != Item::Network);
        for (position, uncertain) in self.experiment.uncertain.iter().enumerate() {
            let item = Item::Uncertain(position);
            match uncertain.targets(&self.experiment.network) {
                Ok(targets) => {
                    let twice = targets
                        .iter()
                        .find_map(|&target| known.insert((uncertain.parameter, target), uncertain.path()));
                    if let Some(other) = twice {
                        let message = format!("{} and {other} name the same parameter", uncertain.path());
                        self.problem(item, message, "make the two paths disjoint");
                    }
                    // Extreme draws must leave a base, too; what is wrong with the base itself is said once.
                    for p in [0.001, 0.999].into_iter().filter(|_| sound) {
                        let value = uncertain.distribution.quantile(p);
                        let draws = targets.iter().map(|&target| ((uncertain.parameter, target), value));
                        self.economics(item, &draws.collect());
                    }
                    resolved.push((uncertain.clone(), targets));
                }
                Err(found) => self.problems.extend(found.into_iter().map(|problem| (item, problem))),
            }
        }
        resolved
    }
}

/// Whether an effect limits a volume.
pub(crate) fn is_quota(effect: &Effect) -> bool {
    effect.channel == Channel::Volume
}

/// Whether a severity is neither none nor all.
pub(crate) fn partly(severity: f64) -> bool {
    severity > 0.0 && severity < 1.0
}
