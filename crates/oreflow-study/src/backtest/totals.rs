//! Scores added up.

use serde::Serialize;

use super::case::TargetKind;
use super::score::TargetScore;

/// Hits of some targets that count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Totals {
    /// Of which kind; nothing for all together.
    pub kind: Option<TargetKind>,
    /// Targets within their band.
    pub hits: usize,
    /// Targets that count.
    pub scored: usize,
    /// Naive forecasts within the band.
    pub naive_hits: usize,
    /// Targets that count and have a naive forecast.
    pub naive_scored: usize,
    /// Targets with a naive forecast that the model hits: what the naive hits compare with.
    pub hits_where_naive: usize,
    /// Targets that count and have an interval; zero without trials.
    pub drawn: usize,
    /// Of these, how many a trial hits on average, with parameters drawn by their spreads.
    pub hits_of_a_trial: f64,
    /// Of these, how many have the observed value within the interval.
    pub covered: usize,
}

impl Totals {
    fn add(&mut self, score: &TargetScore) {
        let Some(hit) = score.hit else { return };
        self.scored += 1;
        self.hits += usize::from(hit);
        if let Some(naive) = score.naive_hit {
            self.naive_scored += 1;
            self.naive_hits += usize::from(naive);
            self.hits_where_naive += usize::from(hit);
        }
        if let (Some(share), Some(covered)) = (score.share_of_trials, score.covered) {
            self.drawn += 1;
            self.hits_of_a_trial += share;
            self.covered += usize::from(covered);
        }
    }
}

/// Totals by kind, where there are targets that count, and of all together at the end.
pub fn totals<'a>(scores: impl IntoIterator<Item = &'a TargetScore>) -> Vec<Totals> {
    let mut by_kind = TargetKind::ALL.map(|kind| Totals { kind: Some(kind), ..Totals::default() });
    let mut all = Totals::default();
    for score in scores {
        all.add(score);
        for totals in by_kind.iter_mut().filter(|totals| totals.kind == Some(score.target.kind)) {
            totals.add(score);
        }
    }
    by_kind.into_iter().filter(|totals| totals.scored > 0).chain([all]).collect()
}
