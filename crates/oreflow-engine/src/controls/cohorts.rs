//! Goods in use at the start of a run, and how they and later ones retire.

use oreflow_random::{Distribution, Quantile};

use crate::channels::Cohorts;
use crate::lanes::{exp, ln};

/// Nothing lasts longer, in months.
const LONGEST: f64 = 2400.0;

impl Cohorts {
    /// Cohorts of steps of `dt` months over a run of some steps, with sales that grew by `growth` a year before it.
    ///
    /// With S the share of goods that last longer than a time, `w_d` the share that retires d steps after it was sold, and `T_n` what
    /// was sold before the run and retires in step n:
    /// ```text
    /// w_d = S((d - 1) dt) - S(d dt)
    /// T_n = sum over d > n of w_d (1 + growth)^((n - d) dt / 12)
    /// ```
    pub(super) fn new(lifetime: &Distribution, growth: f64, dt: f64, steps: usize) -> Self {
        let oldest = ((LONGEST / dt) as usize).max(steps);
        let mut alive = 1.0;
        let mut shares: Vec<f64> = Vec::new();
        while alive > 0.0 && shares.len() < oldest {
            let later = lifetime.survival((shares.len() + 1) as f64 * dt);
            let later = if later < 1e-12 || shares.len() + 1 == oldest { 0.0 } else { later };
            shares.push(alive - later);
            alive = later;
        }
        let shrink = exp(-dt / 12.0 * ln(1.0 + growth));
        let mut before = vec![0.0; shares.len().max(steps) + 1];
        for (n, share) in shares.iter().enumerate().rev() {
            before[n] = shrink * (share + before[n + 1]);
        }
        shares.truncate(steps);
        before.truncate(steps.max(1));
        Self { shares, before }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oreflow_random::{Constant, Exponential, Weibull};

    #[test]
    fn sales_that_never_grew_retire_as_they_are_sold() {
        let weibull: Distribution = Weibull::new(156.0, 3.5).expect("positive").into();
        let cohorts = Cohorts::new(&weibull, 0.0, 1.0, 240);
        assert!((cohorts.before[0] - 1.0).abs() < 1e-12);
        for n in 0..240 {
            let sold_since: f64 = cohorts.shares[..n].iter().sum();
            assert!((cohorts.before[n] + sold_since - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn what_retires_grows_as_sales_did() {
        let growth = 0.3_f64;
        let sure = Cohorts::new(&Constant::new(24.0).expect("finite").into(), growth, 1.0, 60);
        for n in [0, 11, 23] {
            let wanted = (1.0 + growth).powf((n as f64 - 24.0) / 12.0);
            assert!((sure.before[n] / wanted - 1.0).abs() < 1e-12, "{} in step {n}", sure.before[n]);
        }
        assert_eq!((sure.before[24], sure.shares[23]), (0.0, 1.0));
        // An exponential forgets its age: what is left of old goods retires at one rate.
        let forgetful = Cohorts::new(&Exponential::new(60.0).expect("positive").into(), growth, 1.0, 60);
        for pair in forgetful.before.windows(2) {
            assert!((pair[1] / pair[0] / (-1.0_f64 / 60.0).exp() - 1.0).abs() < 1e-9);
        }
    }
}
