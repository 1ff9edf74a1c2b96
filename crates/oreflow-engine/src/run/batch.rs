//! One batch: the same steps for all lanes.

use jiff::civil::Date;
use oreflow_network::Parameter;
use oreflow_random::Trial;

use super::failure::trials;
use super::view::{Observer, View};
use crate::channels::Channels;
use crate::compiled::{Compiled, Overrides};
use crate::correlated::uniforms;
use crate::experiment::{Experiment, Prepared};
use crate::hazard::World;
use crate::kernel::Kernel;
use crate::lanes::{F64x8, Lanes};
use crate::measure::{Reach, Window};
use crate::state::State;
use crate::uncertain::{Uncertain, overrides};

/// A measure in force or a hazard that struck, in one trial.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Id of the measure or hazard.
    pub id: String,
    /// When the market learned of it.
    pub announced: Date,
    /// First day in force.
    pub from: Date,
    /// First day no longer in force, if within the run.
    pub until: Option<Date>,
    /// Severity from the first day.
    pub severity: f64,
    /// Later severities of a measure with phases, each with its first day within the run.
    pub phases: Vec<(Date, f64)>,
    /// Whether it was drawn.
    pub drawn: bool,
}

impl Prepared {
    /// Runs the eight trials of an index side by side; a lane is a replicate.
    pub fn run_batch(&self, index: u64, observer: &mut impl Observer<F64x8>) {
        self.run_batch_on(Kernel::widest(), index, observer);
    }

    pub(crate) fn run_batch_on(
        &self,
        kernel: Kernel<F64x8>,
        index: u64,
        observer: &mut impl Observer<F64x8>,
    ) {
        self.run_batch_until(kernel, index, self.experiment.calendar.steps(), observer);
    }

    /// Runs some trials side by side that are a part of a batch; each has the bits that it has there.
    pub(crate) fn run_part_on<V: Lanes>(
        &self,
        kernel: Kernel<V>,
        trials: &[Trial],
        observer: &mut impl Observer<V>,
    ) {
        self.drive(kernel, None, trials, self.experiment.calendar.steps(), observer);
    }

    /// The first steps of a batch.
    pub(crate) fn run_batch_until(
        &self,
        kernel: Kernel<F64x8>,
        index: u64,
        steps: usize,
        observer: &mut impl Observer<F64x8>,
    ) {
        self.drive(kernel, Some(&self.base), &trials(index), steps, observer);
    }

    /// Runs one trial alone; it has the bits that it has in its batch.
    pub fn run_trial(&self, trial: Trial, observer: &mut impl Observer<f64>) {
        self.run_trial_until(trial, self.experiment.calendar.steps(), observer);
    }

    /// The first steps of a trial.
    pub(crate) fn run_trial_until(&self, trial: Trial, steps: usize, observer: &mut impl Observer<f64>) {
        self.drive(Kernel::portable(), None, &[trial], steps, observer);
    }

    /// What happens in a trial within the run, in order of time.
    pub fn events(&self, trial: Trial) -> Vec<Event> {
        let experiment = &self.experiment;
        let calendar = &experiment.calendar;
        let windows = self.windows(&[trial]);
        let measures = experiment.measures.iter().zip(&windows).flat_map(|(measure, lanes)| {
            let timing = &measure.timing;
            let comes = |window: &&Window| !window.is_void() && window.start() < calendar.months();
            lanes.iter().flatten().filter(comes).map(|window| Event {
                id: measure.id.clone(),
                announced: timing.announced.unwrap_or(timing.from),
                from: if window.shift > 0.0 { calendar.day(window.start()) } else { timing.from },
                until: if window.end() == window.until && window.shift == 0.0 {
                    timing.until.filter(|&day| day < calendar.end())
                } else {
                    (window.end() < calendar.months()).then(|| calendar.day(window.end()))
                },
                severity: timing.severity,
                phases: timing.phases_in(window, calendar),
                drawn: timing.is_drawn(),
            })
        });
        let struck = experiment.hazards.iter().zip(&windows[experiment.measures.len()..]);
        let hazards = struck.flat_map(|(hazard, lanes)| {
            lanes.iter().flatten().map(|window| Event {
                id: hazard.id.clone(),
                announced: calendar.day(window.announced),
                from: calendar.day(window.start()),
                until: (window.until < calendar.months()).then(|| calendar.day(window.until)),
                severity: window.severity(),
                phases: Vec::new(),
                drawn: true,
            })
        });
        let mut events: Vec<Event> = measures.chain(hazards).collect();
        events.sort_by(|a, b| (a.from, &a.id).cmp(&(b.from, &b.id)));
        events
    }

    /// When each measure and hazard is in force: `[owner][lane]`.
    pub(super) fn windows(&self, trials: &[Trial]) -> Vec<Vec<Vec<Window>>> {
        let experiment = &self.experiment;
        let Experiment { calendar, draws, .. } = experiment;
        let owners = experiment.measures.len() + experiment.hazards.len();
        let mut windows: Vec<Vec<Vec<Window>>> = vec![Vec::with_capacity(trials.len()); owners];
        for &trial in trials {
            let measures = experiment.measures.iter().map(|measure| {
                (measure.id.as_str(), measure.timing.window(calendar, &measure.id, draws, trial))
            });
            let world = World::new(
                &experiment.hazards,
                measures,
                (calendar, &self.scalings),
                (draws, self.rare.as_ref()),
                trial,
            );
            for (owner, own) in windows.iter_mut().zip(world.run(&self.hazard_groups)) {
                owner.push(own);
            }
        }
        windows
    }

    fn drive<V: Lanes>(
        &self,
        kernel: Kernel<V>,
        shared: Option<&Compiled<V>>,
        trials: &[Trial],
        steps: usize,
        observer: &mut impl Observer<V>,
    ) {
        let experiment = &self.experiment;
        let calendar = &experiment.calendar;
        let own;
        let net = match shared {
            Some(base) if self.uncertain.is_empty() => base,
            _ => {
                own = self.compile(kernel, trials);
                &own
            }
        };
        let show =
            |state: &State<V>, channels: &Channels<V>, step: usize, watch: &mut dyn FnMut(&View<'_, V>)| {
                watch(&View { network: &experiment.network, calendar, kernel, net, state, channels, step });
            };
        if observer.wants_base() {
            let mut state = State::steady(net);
            let mut channels = Channels::neutral(net);
            kernel.step(net, &mut state, &mut channels);
            show(&state, &channels, 0, &mut |view| observer.observe_base(view));
        }
        let windows = self.windows(trials);
        let mut courses = self.controls.courses(&windows, &experiment.draws, trials);
        let mut state = State::steady(net);
        let mut channels = self.controls.channels(net);
        let mut quotas = self.controls.quotas();
        for step in 0..steps {
            self.controls.set(&mut channels, &mut quotas, &mut courses, calendar, step, net.market.horizon);
            kernel.step(net, &mut state, &mut channels);
            show(&state, &channels, step, &mut |view| observer.observe(view));
        }
    }

    /// Shows an observer the base at the network's parameters.
    pub(crate) fn look_at_base(&self, observer: &mut impl Observer<f64>) {
        let experiment = &self.experiment;
        let mut net: Compiled<f64> = Compiled::new(
            &experiment.network,
            experiment.calendar.step().months(),
            &Overrides::new(),
            &Reach::default(),
        );
        let kernel = Kernel::portable();
        kernel.settle(&mut net);
        let mut state = State::steady(&net);
        let mut channels = Channels::neutral(&net);
        kernel.step(&net, &mut state, &mut channels);
        observer.observe_base(&View {
            network: &experiment.network,
            calendar: &experiment.calendar,
            kernel,
            net: &net,
            state: &state,
            channels: &channels,
            step: 0,
        });
    }

    fn compile<V: Lanes>(&self, kernel: Kernel<V>, trials: &[Trial]) -> Compiled<V> {
        let experiment = &self.experiment;
        let overrides: Overrides<V> = overrides(&self.uncertain, &self.correlated, &experiment.draws, trials);
        let mut net = Compiled::laid_out(&experiment.network, &self.layout, &overrides);
        // What settles at the values of the network was checked; other draws come as near as the passes allow.
        kernel.settle(&mut net);
        net
    }

    /// The draws of the uncertain parameters of a trial, by path.
    pub fn parameters(&self, trial: Trial) -> Vec<(String, f64, Parameter)> {
        let uniforms = uniforms(&self.uncertain, &self.correlated, &self.experiment.draws, trial);
        let parameters = self.uncertain.iter().map(|(uncertain, _)| uncertain);
        let draw = |(uncertain, uniform): (&Uncertain, f64)| {
            (uncertain.path(), uncertain.value(uniform), uncertain.parameter)
        };
        parameters.zip(uniforms).map(draw).collect()
    }
}
