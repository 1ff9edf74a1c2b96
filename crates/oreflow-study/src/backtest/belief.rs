//! What we believe of the parameters of a model that was calibrated: each give or take its spread.

use std::sync::Arc;

use oreflow_engine::experiment::{Experiment, Prepared};
use oreflow_engine::lanes::{exp, ln};
use oreflow_network::Parameter;
use oreflow_random::{LogNormal, Stream, Trial};

/// The 95 % quantile of the standard normal distribution: a spread is that far above the value, in logarithms.
const NINE_IN_TEN: f64 = 1.644_853_626_951_472_2;

/// A factor for each parameter that has a spread: lognormal about 1, one draw a trial wherever the parameter has a value.
///
/// A draw is keyed by the trial and the parameter's name alone: in one trial all cases are told by the same model.
pub(super) fn factors(trial: Trial) -> Vec<(Parameter, f64)> {
    let uncertain = Parameter::ALL.iter().filter(|parameter| parameter.spread() > 1.0);
    uncertain.map(|&parameter| (parameter, factor(trial, parameter))).collect()
}

fn factor(trial: Trial, parameter: Parameter) -> f64 {
    let deviation = exp(ln(parameter.spread()) / NINE_IN_TEN);
    let belief = LogNormal::new(1.0, deviation).expect("a spread above 1 makes a deviation above 1");
    Stream::new(0, parameter.name(), "belief").draw(trial, 0, &belief)
}

/// The experiment with the parameters that a trial believes in, or nothing if its base does not stand with them: the experiment as
/// it is written was prepared before, so that nothing else can be wrong.
pub(super) fn believed(experiment: &Experiment, trial: Trial) -> Option<Prepared> {
    let mut drawn = experiment.clone();
    drawn.network = Arc::new(experiment.network.scaled(&factors(trial)));
    drawn.prepare().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_draws_in_ten_lie_within_the_spread() {
        let parameter = Parameter::ShortageResponse;
        let spread = parameter.spread();
        let draws: Vec<f64> = (0..4000).map(|n| factor(Trial::from_number(n), parameter)).collect();
        let within = draws.iter().filter(|&&draw| (1.0 / spread..spread).contains(&draw)).count();
        // Four standard deviations of a binomial about 3600.
        assert!((3600.0 - within as f64).abs() < 76.0, "{within}");
        let above = draws.iter().filter(|&&draw| draw > 1.0).count();
        assert!((2000.0 - above as f64).abs() < 127.0, "{above}");
    }

    #[test]
    fn what_has_no_spread_is_not_drawn() {
        let drawn = factors(Trial::from_number(3));
        assert!(drawn.iter().all(|(parameter, _)| parameter.spread() > 1.0));
        assert!(!drawn.iter().any(|(parameter, _)| *parameter == Parameter::Price));
        assert!(drawn.len() > 30);
    }
}
