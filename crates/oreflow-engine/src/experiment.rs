//! What is run: a network, a calendar, measures, hazards and uncertain parameters.

use std::sync::Arc;

use oreflow_network::{Network, Problem};
use oreflow_random::{Design, Draws};

use crate::calendar::{Calendar, Step};
use crate::check::Check;
use crate::compiled::{Compiled, Layout, Overrides};
use crate::controls::Controls;
use crate::correlated::{Correlated, Group};
use crate::error::{ExperimentError, Item};
use crate::hazard::{Hazard, RareHazards, Scalings};
use crate::kernel::{self, Kernel};
use crate::lanes::F64x8;
use crate::measure::{Action, Measure, Reach};
use crate::stability::{self, OrderRing};
use crate::uncertain::Uncertain;

/// A question put to a network.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The base year.
    pub network: Arc<Network>,
    /// The time of the run.
    pub calendar: Calendar,
    /// What happens for sure.
    pub measures: Vec<Measure>,
    /// What may happen.
    pub hazards: Vec<Hazard>,
    /// What we do not know.
    pub uncertain: Vec<Uncertain>,
    /// Which of the uncertain parameters go together.
    pub correlated: Vec<Correlated>,
    /// Where all draws come from: their seed and their design.
    pub draws: Draws,
}

/// A checked experiment, ready to run trials.
#[derive(Clone, Debug)]
pub struct Prepared {
    pub(crate) experiment: Experiment,
    /// The base, settled; batches without uncertain parameters share it.
    pub(crate) base: Compiled<F64x8>,
    pub(crate) controls: Controls,
    /// What all batches have of the network, as far as measures reach.
    pub(crate) layout: Layout,
    pub(crate) uncertain: Vec<(Uncertain, Vec<u32>)>,
    pub(crate) correlated: Vec<Group>,
    /// Groups of hazards that strike in one order of time, each after those it waits for.
    pub(crate) hazard_groups: Vec<Vec<usize>>,
    pub(crate) rare: Option<RareHazards>,
    /// What scales the rate of each hazard.
    pub(crate) scalings: Scalings,
    rings: Vec<OrderRing>,
    warnings: Vec<(Item, String)>,
}

/// What is said of a ring of orders that amplifies: the sites that cause it.
fn amplifies(network: &Network, ring: &OrderRing) -> String {
    const NAMED: usize = 6;
    let names: Vec<&str> =
        ring.sites.iter().take(NAMED).map(|&site| network.site(site).id.as_str()).collect();
    let more = ring.sites.len().saturating_sub(NAMED);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!(
        "orders that come back over {}{rest} grow {:.2} times with each turn: the network may leave its base by itself; lower \
         their cover-input or what goes round, or raise stock-adjustment",
        names.join(", "),
        ring.radius
    )
}

impl Experiment {
    /// An experiment without measures, of seed 0, whose trials lie on Sobol' points.
    pub fn new(network: Arc<Network>, calendar: Calendar) -> Self {
        Self {
            network,
            calendar,
            measures: Vec::new(),
            hazards: Vec::new(),
            uncertain: Vec::new(),
            correlated: Vec::new(),
            draws: Draws::new(0, Design::Sobol),
        }
    }

    /// Adds a measure.
    #[must_use]
    pub fn measure(mut self, measure: Measure) -> Self {
        self.measures.push(measure);
        self
    }

    /// Adds a hazard.
    #[must_use]
    pub fn hazard(mut self, hazard: Hazard) -> Self {
        self.hazards.push(hazard);
        self
    }

    /// Adds an uncertain parameter.
    #[must_use]
    pub fn uncertain(mut self, uncertain: Uncertain) -> Self {
        self.uncertain.push(uncertain);
        self
    }

    /// Lets uncertain parameters go together.
    #[must_use]
    pub fn correlated(mut self, correlated: Correlated) -> Self {
        self.correlated.push(correlated);
        self
    }

    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.draws = self.draws.with_seed(seed);
        self
    }

    /// Sets how trials are spread; without it, by Sobol' points.
    #[must_use]
    pub fn design(mut self, design: Design) -> Self {
        self.draws = self.draws.with_design(design);
        self
    }

    /// Whether the base stands still for fifty years.
    fn stands_still(&self) -> bool {
        let dt = self.calendar.step().months();
        let mut base: Compiled<f64> = Compiled::new(&self.network, dt, &Overrides::new(), &Reach::default());
        Kernel::portable().settle(&mut base) && kernel::departure(&base, (600.0 / dt) as usize) < 3e-10
    }

    /// What all measures, and then all hazards, do.
    fn actions(&self) -> impl Iterator<Item = &Action> {
        let measures = self.measures.iter().map(|measure| &measure.action);
        measures.chain(self.hazards.iter().map(|hazard| &hazard.action))
    }

    /// What scales the rate of each hazard, in the order of ids.
    pub(crate) fn scalings(&self) -> Scalings {
        let mut scalings: Scalings = vec![Vec::new(); self.hazards.len()];
        for (owner, action) in self.actions().enumerate() {
            let Action::HazardRate(rate) = action else { continue };
            for (hazard, scalings) in self.hazards.iter().zip(&mut scalings) {
                if rate.hazards.contains(&hazard.id) {
                    scalings.push((owner, rate.factor));
                }
            }
        }
        for scalings in &mut scalings {
            scalings.sort_by_key(|&(owner, _)| self.id_of(owner));
        }
        scalings
    }

    /// Id of a measure, or of the hazard that follows all measures.
    pub(crate) fn id_of(&self, owner: usize) -> &str {
        match self.measures.get(owner) {
            Some(measure) => &measure.id,
            None => &self.hazards[owner - self.measures.len()].id,
        }
    }

    /// Checks everything and compiles it.
    ///
    /// # Errors
    /// All problems of all parts, not only the first.
    pub fn prepare(self) -> Result<Prepared, ExperimentError> {
        let mut check = Check { experiment: &self, problems: Vec::new(), warnings: Vec::new() };
        if !check.calendar() {
            return Err(ExperimentError { problems: check.problems });
        }
        check.economics(Item::Network, &Overrides::new());
        check.exponents();
        let mut effects = check.measures();
        effects.extend(check.hazards());
        // Products and sums follow the ids, not the order of lists.
        effects.sort_by_key(|(owner, _)| self.id_of(*owner));
        check.one_past(&effects);
        let hazard_groups = check.conditions();
        let uncertain = check.uncertain();
        let correlated = check.correlated();
        let Check { problems, mut warnings, .. } = check;
        if !problems.is_empty() {
            return Err(ExperimentError { problems });
        }
        let reach = Reach::of(&effects, &self.network);
        let layout = Layout::of(&self.network, self.calendar.step().months(), &reach);
        let mut base = Compiled::laid_out(&self.network, &layout, &Overrides::new());
        if !Kernel::widest().settle(&mut base) {
            let problem = Problem::new("expectations in the cycles of the network do not settle")
                .help("make the cycles carry less of what their sites take in");
            return Err(ExperimentError { problems: vec![(Item::Network, problem)] });
        }
        if self.calendar.step() == Step::Quarter && !self.stands_still() {
            let warning = "steps of a quarter are too long for this network: orders amplify rounding, and its base does not \
                           stand still for fifty years; take steps of a month";
            warnings.push((Item::Calendar, warning.to_owned()));
        }
        let step = self.calendar.step().months();
        let rings = stability::rings(
            &self.network,
            &Compiled::new(&self.network, step, &Overrides::new(), &Reach::default()),
        );
        for ring in rings.iter().filter(|ring| ring.radius > 1.0) {
            warnings.push((Item::Network, amplifies(&self.network, ring)));
        }
        let (rare, scalings) = (RareHazards::of(&self), self.scalings());
        let controls = Controls::new(effects, &self.network, &self.calendar, &base.places);
        Ok(Prepared {
            experiment: self,
            base,
            controls,
            layout,
            rings,
            uncertain,
            correlated,
            hazard_groups,
            rare,
            scalings,
            warnings,
        })
    }
}

impl Prepared {
    /// The experiment.
    pub fn experiment(&self) -> &Experiment {
        &self.experiment
    }

    /// The same experiment with other draws, without compiling it again.
    #[must_use]
    pub fn reseeded(&self, seed: u64, design: Design) -> Self {
        let mut other = self.clone();
        other.experiment.draws = other.experiment.draws.with_seed(seed).with_design(design);
        other
    }

    /// Hazards that are rare enough to share out trials by how many of them strike.
    pub fn rare_hazards(&self) -> Option<&RareHazards> {
        self.rare.as_ref()
    }

    /// Rings of orders with what a turn round them multiplies, greatest first.
    pub fn order_rings(&self) -> &[OrderRing] {
        &self.rings
    }

    /// What is allowed but surely not meant, such as a measure that touches nothing.
    pub fn warnings(&self) -> &[(Item, String)] {
        &self.warnings
    }
}
