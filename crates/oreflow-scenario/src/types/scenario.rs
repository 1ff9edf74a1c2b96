//! A whole file.

use jiff::civil::Date;
use oreflow_engine::calendar::Step;

use crate::origins::Origins;
use crate::source::{Source, Spanned};
use crate::types::{Correlated, Hazard, Measure, Study, Uncertain};
use crate::unit::Quantity;

/// A scenario file, checked as far as it can be without its network.
///
/// Defaults are filled in. Two scenarios are equal if they say the same, wherever it stands in their files.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Scenario {
    /// Version of the format, 1.
    pub schema: u32,
    /// Title for people.
    pub title: String,
    /// A few sentences for people.
    pub description: Option<String>,
    /// Path of the network's folder, for the caller to load.
    pub network: Spanned<String>,
    /// The time of the run.
    pub time: Time,
    /// Groups of countries of its own.
    pub groups: Vec<Group>,
    /// What happens, what may happen, and what we do not know, where no policy is taken.
    pub contents: Contents,
    /// Policies, each with what holds under it instead.
    pub policies: Vec<Policy>,
    /// How it is run.
    pub study: Study,
    pub(crate) origins: Origins,
    pub(crate) source: Source,
}

impl PartialEq for Scenario {
    fn eq(&self, other: &Self) -> bool {
        // Taken apart in full, so that a new field is not forgotten here.
        let Self {
            schema,
            title,
            description,
            network,
            time,
            groups,
            contents,
            policies,
            study,
            origins: _,
            source: _,
        } = self;
        (schema, title, description, network)
            == (&other.schema, &other.title, &other.description, &other.network)
            && (time, groups, contents) == (&other.time, &other.groups, &other.contents)
            && (policies, study) == (&other.policies, &other.study)
    }
}

/// What may differ between policies.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Contents {
    /// What happens for sure.
    pub measures: Vec<Measure>,
    /// What may happen.
    pub hazards: Vec<Hazard>,
    /// What we do not know.
    pub uncertain: Vec<Uncertain>,
    /// What of it goes together.
    pub correlated: Vec<Correlated>,
}

/// A line of `[groups]`: countries under one name.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Group {
    /// Name, in capital letters.
    pub name: Spanned<String>,
    /// Countries and other groups.
    pub members: Vec<Spanned<String>>,
}

/// `[policy.NAME]`: what is done about it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Policy {
    /// Name, unique among policies.
    pub name: Spanned<String>,
    /// A few words for people.
    pub title: Option<String>,
    /// What holds under it: the contents of the scenario with its changes.
    pub contents: Contents,
    /// What it changes, as it was written.
    pub(crate) written: toml::Table,
    /// Where the values under it were written.
    pub(crate) origins: Origins,
}

impl PartialEq for Policy {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.title, &self.contents) == (&other.name, &other.title, &other.contents)
    }
}

/// What the scenario itself is called among policies: none is taken.
pub const NO_POLICY: &str = "none";

impl Scenario {
    /// Names of the policies that are compared, in their order; the scenario itself is called [`NO_POLICY`].
    ///
    /// Those of `study.compare`; without it, the scenario itself and then all policies.
    pub fn compared(&self) -> Vec<String> {
        if !self.study.compare.is_empty() {
            return self.study.compare.iter().map(|name| name.value.clone()).collect();
        }
        let named = self.policies.iter().map(|policy| policy.name.value.clone());
        std::iter::once(NO_POLICY.to_owned()).chain(named.filter(|name| name != NO_POLICY)).collect()
    }

    /// Names the policies that are compared.
    pub fn compare(&mut self, policies: &[String]) {
        let span = self.study.seed.span;
        self.study.compare = policies.iter().map(|name| Spanned::new(name.clone(), span)).collect();
    }

    /// The scenario as it is under a policy, without any others; nothing if there is no such policy. Its title has the policy
    /// in brackets.
    pub fn under(&self, policy: &str) -> Option<Self> {
        let found = self.policies.iter().find(|known| known.name.value == policy);
        let (contents, origins) = match found {
            Some(found) => (&found.contents, &found.origins),
            None if policy == NO_POLICY => (&self.contents, &self.origins),
            None => return None,
        };
        let (contents, origins) = (contents.clone(), origins.clone());
        let title =
            if policy == NO_POLICY { self.title.clone() } else { format!("{} ({policy})", self.title) };
        let study = Study { compare: Vec::new(), ..self.study.clone() };
        Some(Self { title, contents, origins, study, policies: Vec::new(), ..self.clone() })
    }

    /// The file that names the network, to which the network's path is relative.
    pub fn network_file(&self) -> &str {
        self.source.locate(self.network.span).0.name()
    }
}

/// `[time]`: when the run begins, how long it is, and in which steps.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Time {
    /// First day.
    pub start: Spanned<Date>,
    /// Length of a step.
    pub step: Spanned<Step>,
    /// Length of the run.
    pub horizon: Spanned<Quantity>,
}
