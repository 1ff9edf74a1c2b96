//! What is written down and read back goes on with the same bits, and what makes no sense is refused.

use oreflow_random::{Design, Draws, Fan, Moments, Sampling, Sketch, Summary, Trial};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

fn again<T: Serialize + DeserializeOwned>(value: &T) -> T {
    postcard::from_bytes(&postcard::to_allocvec(value).unwrap()).unwrap()
}

/// Accumulators of all kinds under one sampling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct All {
    summary: Summary,
    fan: Fan,
    sketch: Sketch,
    moments: Moments,
}

impl All {
    fn under(sampling: &Sampling) -> Self {
        Self {
            summary: Summary::under(sampling.clone()),
            fan: Fan::under(sampling.clone()),
            sketch: Sketch::within(16),
            moments: Moments::new(),
        }
    }

    fn push(&mut self, trial: Trial, x: f64) {
        self.summary.push(trial, x);
        self.sketch.push(x);
        if x.is_finite() {
            self.fan.push(trial, x);
            self.moments.push(x);
        }
    }

    /// Everything that can be asked.
    fn ask(&self) -> Vec<Option<u64>> {
        let summary = &self.summary;
        let mut estimates = vec![summary.mean(), summary.sd(), summary.non_finite_share(), self.fan.mean()];
        for p in [0.0, 0.05, 0.5, 0.95, 1.0] {
            estimates.extend([summary.quantile(p), summary.quantile_of_all(p), summary.cvar(p)]);
            estimates.push(summary.exceedance(p));
        }
        let mut numbers: Vec<Option<f64>> = estimates
            .iter()
            .flat_map(|estimate| [Some(estimate.value), estimate.low, estimate.high])
            .collect();
        for p in [0.0, 0.3, 1.0] {
            numbers.extend([self.fan.quantile(p), self.sketch.quantile(p), self.sketch.tail_mean(p)]);
            numbers.push(Some(self.sketch.exceedance(p) as f64));
        }
        numbers.extend([Some(self.moments.mean()), Some(self.moments.sd()), self.moments.max()]);
        numbers.into_iter().map(|number| number.map(f64::to_bits)).collect()
    }
}

fn trial(number: u64, strata: u32) -> Trial {
    let Trial { replicate, index } = Trial::from_number(number);
    match strata {
        1 => Trial { replicate, index },
        _ => Trial::in_stratum(index as u32 % strata, index / u64::from(strata), replicate),
    }
}

fn samplings() -> impl Strategy<Value = Sampling> {
    prop_oneof![
        Just(Sampling::from(Design::Plain)),
        Just(Sampling::from(Design::LatinHypercube { points: 64 })),
        Just(Sampling::from(Design::Sobol)),
        Just(Sampling::stratified(Design::Sobol, &[0.9, 0.08, 0.02])),
    ]
}

fn filled(sampling: &Sampling, numbers: std::ops::Range<u64>, mut all: All) -> All {
    let stream = Draws::new(7, sampling.design()).stream("harbour", "loss");
    for number in numbers {
        let trial = trial(number, sampling.weights().len() as u32);
        let x = stream.uniform(trial, 0);
        // Of many magnitudes and both signs, with some that never end and some that are nothing.
        let value = match number % 11 {
            3 => 0.0,
            7 => f64::INFINITY,
            _ => (x - 0.4) * 10_f64.powi((number % 7) as i32 - 3),
        };
        all.push(trial, value);
    }
    all
}

proptest! {
    #[test]
    fn cut_anywhere_and_read_back_the_rest_is_the_same(sampling in samplings(), cut in 0..600_u64) {
        let whole = filled(&sampling, 0..600, All::under(&sampling));
        let first = again(&filled(&sampling, 0..cut, All::under(&sampling)));
        let both = filled(&sampling, cut..600, first);
        prop_assert_eq!(both.ask(), whole.ask());
        prop_assert_eq!(postcard::to_allocvec(&both).unwrap(), postcard::to_allocvec(&whole).unwrap());
    }

    #[test]
    fn whatever_is_let_in_can_be_asked(
        sampling in samplings(), values in 0..80_u64, spoilt in prop::collection::vec((any::<usize>(), any::<u8>()), 1..4)
    ) {
        let mut bytes = postcard::to_allocvec(&filled(&sampling, 0..values, All::under(&sampling))).unwrap();
        let length = bytes.len();
        for (place, byte) in spoilt {
            bytes[place % length] = byte;
        }
        if let Ok(read) = postcard::from_bytes::<All>(&bytes) {
            read.ask();
            let mut more = read;
            if more.summary.sampling() == &sampling && more.fan.sampling() == &sampling {
                more = filled(&sampling, values..values + 40, more);
            }
            more.ask();
        }
    }
}

#[test]
fn what_no_values_can_have_left_is_refused() {
    let mut fan = Fan::under(Design::Sobol);
    (0..8).map(Trial::from_number).for_each(|trial| fan.push(trial, 1.0));
    let mut fan = serde_json::to_value(fan).unwrap();
    fan["sketches"] = serde_json::json!([]);
    let refused = serde_json::from_value::<Fan>(fan).unwrap_err();
    assert_eq!(refused.to_string(), "no values have such a Fan");
    let mut sketch = Sketch::new();
    sketch.push(1.0);
    let mut sketch = serde_json::to_value(sketch).unwrap();
    sketch["count"] = 2.into();
    assert!(serde_json::from_value::<Sketch>(sketch).is_err());
}

#[test]
fn a_trial_is_written_by_its_name() {
    let trial = Trial { replicate: 3, index: 10 };
    assert_eq!(serde_json::to_string(&trial).unwrap(), "\"3:10\"");
    assert_eq!(again(&trial), trial);
    assert!(serde_json::from_str::<Trial>("\"8:0\"").is_err());
}
