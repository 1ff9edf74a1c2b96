//! An economy drawn by chance, as models of whole economies have it: 800 industries that buy from each other for half of their
//! output in value, and sell the rest to final demand.

use std::error::Error;

use oreflow::prelude::*;
use oreflow::random::Stream;

pub(crate) const COUNTRIES: usize = 40;
pub(crate) const SECTORS: usize = 20;
pub(crate) const INDUSTRIES: usize = COUNTRIES * SECTORS;
/// Countries whose industries need no inputs: the ground of the network, from which every input must come in the end.
const GROUND: usize = 10;
/// Inputs of an industry as a share of its output.
const INTERMEDIATE: f64 = 0.5;
/// Days of inventory.
const INVENTORY: f64 = 15.0;

/// How much is linked with how much.
#[derive(Clone, Copy)]
pub(crate) struct Density {
    /// Links, of which those to final demand are one for each industry.
    pub(crate) links: usize,
    /// Sectors from which an industry buys.
    pub(crate) inputs: usize,
}

impl Density {
    /// An industry buys from 8 of 20 sectors, and from 55 of 800 industries.
    pub(crate) const SPARSE: Self = Self { links: 33_522, inputs: 8 };
    /// Every industry that buys at all buys from all others.
    #[allow(dead_code, reason = "only the bench asks for it")]
    pub(crate) const DENSE: Self =
        Self { links: INDUSTRIES + (COUNTRIES - GROUND) * SECTORS * (INDUSTRIES - 1), inputs: SECTORS };
}

/// Industries and what they buy of each other, in tonnes a year that are all worth the same.
pub(crate) struct Economy {
    /// From whom each industry buys, for a unit of its output.
    coefficients: Vec<Vec<(usize, f64)>>,
    /// Final demand for what each industry makes.
    pub(crate) demand: Vec<f64>,
    /// Output that covers final demand and what others need for theirs.
    pub(crate) output: Vec<f64>,
}

impl Economy {
    pub(crate) fn draw(density: Density) -> Self {
        let draw =
            |of: &str, n: usize| Stream::new(1, "cross-model", of).uniform(Trial::from_number(0), n as u32);
        let buyers: Vec<usize> = (0..INDUSTRIES).filter(|i| i / SECTORS >= GROUND).collect();
        let mut coefficients: Vec<Vec<(usize, f64)>> = vec![Vec::new(); INDUSTRIES];
        for (number, &i) in buyers.iter().enumerate() {
            let links = density.links - INDUSTRIES;
            let wanted = (number + 1) * links / buyers.len() - number * links / buyers.len();
            let stream = Stream::new(1, &name(i), "suppliers");
            let chance = |n: usize| stream.bits(Trial::from_number(0), n as u32);
            let mut sectors: Vec<usize> = (0..SECTORS).collect();
            sectors.sort_by_key(|&s| chance(s));
            // One of the ground in each sector, others as they come.
            let ground = |s: usize| (chance(SECTORS + s) % GROUND as u64) as usize * SECTORS + s;
            let mut others: Vec<usize> = (0..INDUSTRIES)
                .filter(|&other| other != i && sectors[..density.inputs].contains(&(other % SECTORS)))
                .collect();
            others.sort_by_key(|&other| (other != ground(other % SECTORS), chance(2 * SECTORS + other)));
            let weight = |other: usize| 0.1 + draw("weight", i * INDUSTRIES + other);
            let sum: f64 = others[..wanted].iter().map(|&other| weight(other)).sum();
            coefficients[i] =
                others[..wanted].iter().map(|&other| (other, INTERMEDIATE * weight(other) / sum)).collect();
        }
        let demand: Vec<f64> = (0..INDUSTRIES).map(|i| 1e5 * (0.2 + draw("demand", i))).collect();
        let mut output = demand.clone();
        for _ in 0..200 {
            let mut next = demand.clone();
            for (i, from) in coefficients.iter().enumerate() {
                for &(other, share) in from {
                    next[other] += share * output[i];
                }
            }
            output = next;
        }
        Self { coefficients, demand, output }
    }

    /// What one industry buys of another: seller, buyer, tonnes a year.
    pub(crate) fn flows(&self) -> impl Iterator<Item = (usize, usize, f64)> + '_ {
        self.coefficients.iter().enumerate().flat_map(move |(i, from)| {
            from.iter().map(move |&(other, share)| (other, i, share * self.output[i]))
        })
    }

    /// Twenty industries drawn by chance, to be hit.
    pub(crate) fn hit() -> Vec<usize> {
        let stream = Stream::new(1, "cross-model", "hit");
        let mut industries: Vec<usize> = (0..INDUSTRIES).collect();
        industries.sort_by_key(|&i| stream.bits(Trial::from_number(0), i as u32));
        industries.truncate(20);
        industries
    }

    /// The economy as a network, with prices frozen.
    pub(crate) fn network(&self) -> Result<Network, Box<dyn Error>> {
        let mut b = NetworkBuilder::new("economy");
        for (parameter, value) in [(Parameter::PriceResponse, 0.0), (Parameter::Horizon, 1.0)] {
            b.market(parameter, value);
        }
        for c in 0..COUNTRIES {
            b.country(&country(c));
        }
        for s in 0..SECTORS {
            b.product(ProductSpec { content: 0.0, ..ProductSpec::new(&sector(s)) });
        }
        for (i, from) in self.coefficients.iter().enumerate() {
            let kind = if i / SECTORS < GROUND { SiteKind::Mine } else { SiteKind::Manufacturer };
            let mut site = SiteSpec::new(&name(i), kind, &country(i / SECTORS), &sector(i))
                .with(Parameter::Utilisation, 0.98)
                .with(Parameter::CoverInput, INVENTORY * 12.0 / 365.25)
                .with(Parameter::CoverOutput, 0.0);
            for s in 0..SECTORS {
                let need: f64 =
                    from.iter().filter(|(other, _)| other % SECTORS == s).map(|(_, share)| share).sum();
                if need > 0.0 {
                    site = site.slot(SlotSpec::of(&sector(s), need));
                }
            }
            b.site(site);
        }
        let day = Months(1.0 / 30.0);
        for (i, &demand) in self.demand.iter().enumerate() {
            let user = format!("{}-users", name(i));
            let site = SiteSpec::new(&user, SiteKind::Consumer, &country(i / SECTORS), &sector(i))
                .slot(SlotSpec::of(&sector(i), 1.0))
                .with(Parameter::CoverInput, 0.0);
            b.site(site);
            b.link(LinkSpec::new(&name(i), &user, TonnesPerYear(demand)).transit(day));
        }
        for (other, i, flow) in self.flows() {
            b.link(LinkSpec::new(&name(other), &name(i), TonnesPerYear(flow)).transit(day));
        }
        Ok(b.build()?)
    }
}

/// Id of an industry.
pub(crate) fn name(industry: usize) -> String {
    format!("c{}-s{}", industry / SECTORS, industry % SECTORS)
}

/// Id of the sector of an industry.
pub(crate) fn sector(industry: usize) -> String {
    format!("s{}", industry % SECTORS)
}

/// Code of a country, three letters.
pub(crate) fn country(country: usize) -> String {
    format!("X{}{}", (b'A' + (country / 26) as u8) as char, (b'A' + (country % 26) as u8) as char)
}
