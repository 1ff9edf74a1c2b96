//! Facilities that are planned: capacity that some site may get.

use crate::check::Declared;
use crate::suggest::unknown;
use crate::{Confidence, Location, Owner, Problem, Site, SiteIndex, SiteKind, TonnesPerYear};

/// Capacity that is planned for a site, and how sure it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Project {
    /// Id.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The site that gets the capacity.
    pub site: SiteIndex,
    /// Capacity added, in units of the site's product.
    pub capacity: TonnesPerYear,
    /// Year and month in which it is expected to start.
    pub start: (i16, u8),
    /// Chance that it comes, 0 to 1.
    pub chance: f64,
    /// Who builds it, where known.
    pub owner: Option<Owner>,
    /// Who says so.
    pub source: String,
    /// How well it is known.
    pub confidence: Confidence,
    /// A remark for people.
    pub note: String,
}

impl Project {
    /// The month in which it is expected to start, such as `2026-07`.
    pub fn start_month(&self) -> String {
        format!("{:04}-{:02}", self.start.0, self.start.1)
    }
}

/// A project, as written.
#[derive(Clone, Debug)]
pub struct ProjectSpec {
    /// Id of the project.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// Id of the site that gets the capacity.
    pub site: String,
    /// Capacity added, in units of the site's product.
    pub capacity: TonnesPerYear,
    /// Year and month in which it is expected to start.
    pub start: (i16, u8),
    /// Chance that it comes, 0 to 1.
    pub chance: f64,
    /// Who builds it, where known.
    pub owner: Option<Owner>,
    /// Who says so.
    pub source: String,
    /// How well it is known.
    pub confidence: Confidence,
    /// A remark for people.
    pub note: String,
    /// Where it was written, if in a file.
    pub location: Option<Location>,
}

impl ProjectSpec {
    /// Capacity that is sure to come to a site in a month.
    pub fn new(id: &str, site: &str, capacity: TonnesPerYear, start: (i16, u8)) -> Self {
        Self {
            id: id.to_owned(),
            name: id.to_owned(),
            site: site.to_owned(),
            capacity,
            start,
            chance: 1.0,
            owner: None,
            source: String::new(),
            confidence: Confidence::Assumed,
            note: String::new(),
            location: None,
        }
    }
}

/// Projects, sorted by id, those that could be read.
pub(crate) fn projects(
    specs: &[ProjectSpec],
    declared: &Declared<'_>,
    sites: &[Site],
    problems: &mut Vec<Problem>,
) -> Vec<Project> {
    let mut specs: Vec<&ProjectSpec> = specs.iter().collect();
    specs.sort_by(|a, b| a.id.cmp(&b.id));
    let mut projects: Vec<Project> = Vec::new();
    for spec in specs {
        let mut note = |problem: Problem, name: &str| {
            problems.push(problem.at(spec.location.clone().map(|place| place.column(name))));
        };
        let before = projects.last().is_some_and(|last| last.id == spec.id);
        if before {
            note(Problem::new(format!("project {} is listed twice", spec.id)).help("rename one"), "project");
        }
        if let Err(error) = spec.id.parse::<crate::SiteId>() {
            note(Problem::new(format!("project: {error}")), "project");
        }
        if !(spec.capacity.0.is_finite() && spec.capacity.0 > 0.0) {
            let problem = Problem::new(format!("project {} adds {}", spec.id, spec.capacity.0));
            note(problem.help("write the capacity that it adds in a year, above zero"), "capacity");
        }
        if !(0.0..=1.0).contains(&spec.chance) {
            let problem = Problem::new(format!("project {} has chance {}", spec.id, spec.chance));
            note(problem.help("write a share from 0 to 1"), "chance");
        }
        if !(1..=12).contains(&spec.start.1) {
            let problem = Problem::new(format!("project {} starts in month {}", spec.id, spec.start.1));
            note(problem.help("write year and month, such as 2026-07"), "start");
        }
        let found = sites.binary_search_by(|site| site.id.as_str().cmp(&spec.site));
        match found {
            Ok(at) if sites[at].kind == SiteKind::Consumer => note(
                Problem::new(format!(
                    "project {}: {} is final demand and has no capacity",
                    spec.id, spec.site
                ))
                .help("name a site that makes something"),
                "site",
            ),
            Err(_) if declared.site(&spec.site).is_none() => {
                let known = declared.sites.iter().map(|site| site.id.as_str());
                note(unknown("site", &spec.site, known), "site");
            }
            _ => {}
        }
        let Ok(at) = found else { continue };
        projects.push(Project {
            id: spec.id.clone(),
            name: spec.name.clone(),
            site: SiteIndex(at as u32),
            capacity: spec.capacity,
            start: spec.start,
            chance: spec.chance,
            owner: spec.owner.clone(),
            source: spec.source.clone(),
            confidence: spec.confidence,
            note: spec.note.clone(),
        });
    }
    projects
}
