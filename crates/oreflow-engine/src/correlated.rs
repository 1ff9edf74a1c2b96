//! Uncertain parameters that go together.

use std::collections::BTreeMap;

use oreflow_random::{Copula, Draws, Trial};

use crate::check::Check;
use crate::error::Item;
use crate::uncertain::Uncertain;

/// Uncertain parameters whose draws go together by a Gaussian [`Copula`].
///
/// Each is still drawn from its own distribution. The first of them keeps the draws that it has alone; parameters of no group
/// keep theirs.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlated {
    /// The [paths](Uncertain::path) of uncertain parameters of the experiment, each in one group only.
    pub paths: Vec<String>,
    /// Correlations of the normals behind the draws, a row and a column for each path.
    pub correlation: Vec<Vec<f64>>,
}

impl Correlated {
    /// Parameters that go together by a matrix of correlations.
    pub fn new<P: Into<String>>(paths: impl IntoIterator<Item = P>, correlation: Vec<Vec<f64>>) -> Self {
        Self { paths: paths.into_iter().map(Into::into).collect(), correlation }
    }

    /// Parameters of which each goes with each other by the same correlation.
    pub fn equally<P: Into<String>>(paths: impl IntoIterator<Item = P>, correlation: f64) -> Self {
        let paths: Vec<String> = paths.into_iter().map(Into::into).collect();
        let size = paths.len();
        let row = |own| (0..size).map(|other| if other == own { 1.0 } else { correlation }).collect();
        Self { paths, correlation: (0..size).map(row).collect() }
    }
}

/// A group that was checked: positions of its uncertain parameters, and what joins them.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    members: Vec<usize>,
    copula: Copula,
}

/// The uniforms of all uncertain parameters in a trial, in their order; those of a group joined.
pub(crate) fn uniforms(
    uncertain: &[(Uncertain, Vec<u32>)],
    groups: &[Group],
    draws: &Draws,
    trial: Trial,
) -> Vec<f64> {
    let mut uniforms: Vec<f64> =
        uncertain.iter().map(|(parameter, _)| parameter.uniform(draws, trial)).collect();
    for Group { members, copula } in groups {
        let joined = copula.uniforms(|member| uniforms[members[member]]);
        for (&member, uniform) in members.iter().zip(joined) {
            uniforms[member] = uniform;
        }
    }
    uniforms
}

impl Check<'_> {
    /// Groups that know their parameters; sound only where there are no problems.
    pub(crate) fn correlated(&mut self) -> Vec<Group> {
        let experiment = self.experiment;
        let positions: BTreeMap<String, usize> =
            experiment.uncertain.iter().enumerate().map(|(at, one)| (one.path(), at)).collect();
        let mut grouped: BTreeMap<&str, usize> = BTreeMap::new();
        let mut groups = Vec::new();
        for (number, group) in experiment.correlated.iter().enumerate() {
            let item = Item::Correlated(number);
            let mut members = Vec::new();
            for path in &group.paths {
                match positions.get(path) {
                    Some(&position) => members.push(position),
                    None => self.problem(
                        item,
                        format!("'{path}' is no uncertain parameter"),
                        "write the path of one that is uncertain",
                    ),
                }
                if let Some(other) = grouped.insert(path, number) {
                    let twice = if other == number { "twice in a group" } else { "in two groups" };
                    self.problem(
                        item,
                        format!("'{path}' is {twice} of what is correlated"),
                        "name it once, and all that goes with it in the same group",
                    );
                }
            }
            groups.extend(self.copula(item, group).map(|copula| Group { members, copula }));
        }
        groups
    }

    fn copula(&mut self, item: Item, group: &Correlated) -> Option<Copula> {
        let (paths, rows) = (group.paths.len(), group.correlation.len());
        if paths != rows {
            let message = format!("{paths} parameters are correlated by a matrix of {rows} rows");
            self.problem(item, message, "write a row and a column for each");
            return None;
        }
        let help = "write a symmetric matrix with 1 on its diagonal, or weaker correlations";
        Copula::new(&group.correlation).map_err(|error| self.problem(item, error.to_string(), help)).ok()
    }
}
