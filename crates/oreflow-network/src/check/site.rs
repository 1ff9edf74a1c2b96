//! Sites: well named, of known product and country, with inputs that fit their stage.

use super::name::twice;
use super::{Declared, column};
use crate::suggest::unknown;
use crate::{
    Country, CountryCode, Location, Problem, Product, ProductIndex, Site, SiteIndex, SiteKind, SiteSpec,
    Slot, TonnesPerYear,
};

struct Reader<'a> {
    declared: &'a Declared<'a>,
    countries: &'a [Country],
    products: &'a [Product],
}

/// Sites, sorted by id, those that could be read; their output is not known yet.
pub(crate) fn sites(
    declared: &Declared<'_>,
    countries: &[Country],
    products: &[Product],
    problems: &mut Vec<Problem>,
) -> Vec<Site> {
    let reader = Reader { declared, countries, products };
    let mut sites: Vec<Site> = Vec::new();
    for spec in &declared.sites {
        if sites.last().is_some_and(|last| last.id.as_str() == spec.id) {
            problems.push(twice("site", &spec.id, spec.location.as_ref()));
            continue;
        }
        inputs_of_stage(spec, problems);
        sites.extend(reader.site(spec, problems));
    }
    sites
}

impl Reader<'_> {
    fn site(&self, spec: &SiteSpec, problems: &mut Vec<Problem>) -> Option<Site> {
        let before = problems.len();
        let place = spec.location.as_ref();
        let mut found: Vec<Problem> = Vec::new();
        let mut note = |problem: Problem, name: &str| found.push(problem.at(column(place, name)));
        let id =
            spec.id.parse().map_err(|error: crate::IdError| note(Problem::new(error.to_string()), "site"));
        let country = self.country(&spec.country).map_err(|problem| note(problem, "country"));
        let product = self.product(&spec.product).map_err(|problem| note(problem, "product"));
        if let Some(owner) = &spec.owner
            && let Err(error) = owner.country.parse::<CountryCode>()
        {
            note(Problem::new(format!("owner: {error}")), "owner_country");
        }
        let mut hosts = Vec::new();
        for host in &spec.hosts {
            match self.declared.site_position(host) {
                Some(position) => hosts.push(SiteIndex(position as u32)),
                None => note(
                    unknown("host", host, self.declared.sites.iter().map(|site| site.id.as_str())),
                    "hosts",
                ),
            }
        }
        hosts.sort_unstable();
        let slots = self.slots(spec, &mut found);
        problems.extend(
            found.into_iter().map(|problem| Problem {
                message: format!("site {}: {}", spec.id, problem.message),
                ..problem
            }),
        );
        if problems.len() > before {
            return None;
        }
        Some(Site {
            id: id.ok()?,
            name: spec.name.clone(),
            kind: spec.kind,
            country: country.ok()?,
            owner: spec.owner.clone(),
            product: product.ok()?,
            slots,
            hosts,
            output: TonnesPerYear(0.0),
            note: spec.note.clone(),
            source: spec.source.clone(),
        })
    }

    fn country(&self, text: &str) -> Result<CountryCode, Problem> {
        let code = text.parse::<CountryCode>().map_err(|error| Problem::new(error.to_string()))?;
        if self.countries.iter().any(|country| country.code == code) {
            return Ok(code);
        }
        let problem = unknown("country", text, self.countries.iter().map(|country| country.code.as_str()));
        Err(if problem.help.is_none() { problem.help("add it to the countries") } else { problem })
    }

    /// The product of that id; one that was declared but could not be read is not blamed again.
    fn product(&self, id: &str) -> Result<ProductIndex, Problem> {
        match self.products.binary_search_by(|product| product.id.as_str().cmp(id)) {
            Ok(position) => Ok(ProductIndex(position as u32)),
            Err(_) => {
                Err(unknown("product", id, self.declared.products.iter().map(|product| product.id.as_str())))
            }
        }
    }

    fn slots(&self, spec: &SiteSpec, problems: &mut Vec<Problem>) -> Vec<Slot> {
        let mut slots = Vec::new();
        for slot in &spec.slots {
            let place = slot.location.as_ref().or(spec.location.as_ref());
            let mut accepts = Vec::new();
            for (name, conversion) in &slot.accepts {
                match self.product(name) {
                    Ok(product) => accepts.push((product, *conversion)),
                    Err(problem) => problems.push(problem.at(column(place, "input"))),
                }
            }
            if !(0.0..=1.0).contains(&slot.importance) {
                problems.push(
                    Problem::new(format!(
                        "slot {} of {} has importance {}",
                        slot.id, spec.id, slot.importance
                    ))
                    .help("write a share from 0, can be done without, to 1, essential")
                    .at(column(place, "importance")),
                );
            }
            let importance = slot.importance;
            slots.push(Slot { id: slot.id.clone(), per_unit: slot.per_unit, accepts, importance });
        }
        slots
    }
}

/// A mine digs, a consumer has one input, whoever transforms has at least one.
fn inputs_of_stage(spec: &SiteSpec, problems: &mut Vec<Problem>) {
    let place: Option<Location> = spec.location.clone();
    let by_product = !spec.hosts.is_empty();
    let wrong = match (spec.kind, spec.slots.len()) {
        (SiteKind::Mine, 1..) => {
            Some(("is a mine with inputs", "call it a refinery, or take away its inputs"))
        }
        (SiteKind::Consumer, 0) => Some(("is a consumer without an input", "give it the product it uses")),
        (SiteKind::Consumer, 2..) => {
            Some(("is a consumer with several inputs", "split it into a consumer for each demand"))
        }
        (SiteKind::Refinery | SiteKind::Manufacturer, 0) if !by_product => {
            Some(("transforms nothing: it has no inputs", "give its process a recipe, or name its hosts"))
        }
        _ => None,
    };
    if let Some((message, help)) = wrong {
        problems.push(Problem::new(format!("site {} {message}", spec.id)).help(help).at(place));
    }
}
