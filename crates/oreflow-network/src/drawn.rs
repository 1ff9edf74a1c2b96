//! Networks drawn to a size, for measuring and for tests: nobody's figures, but valid and balanced.

use crate::{
    LinkSpec, Months, Network, NetworkBuilder, Parameter, ProductSpec, SiteKind, SiteSpec, SlotSpec,
    TonnesPerYear,
};

/// Suppliers of each buyer, where there are sites enough.
const SUPPLIERS: usize = 10;

/// Steps of the chain from one stage to the next.
const STEPS: usize = 3;

/// Base flow of every link.
const FLOW: TonnesPerYear = TonnesPerYear(120.0);

/// Countries over which the sites are spread.
pub const COUNTRIES: [&str; 3] = ["AAA", "BBB", "CCC"];

/// What the stages before the last make, in the order of the chain.
pub const PRODUCTS: [&str; STEPS] = ["ore", "metal", "good"];

/// Their prices in USD a tonne.
const PRICES: [f64; STEPS] = [100.0, 300.0, 700.0];

const STAGES: [SiteKind; STEPS + 1] =
    [SiteKind::Mine, SiteKind::Refinery, SiteKind::Manufacturer, SiteKind::Consumer];

/// A chain of mines (`ore`), smelters (`metal`), makers (`good`) and their consumers with about `links` links.
///
/// All four stages have as many sites, spread over the countries `AAA`, `BBB` and `CCC` ([`COUNTRIES`]). Each buyer has ten suppliers in
/// the stage before it, fewer where `links` is less than 300. A link carries 120 tonnes a year and is one, two or three
/// months under way. Every site sends what it takes in, so that the chain stands still where nothing happens.
///
/// The number of links is the nearest one at which all buyers have as many suppliers: at most 15 more or fewer than asked,
/// and never less than 3. So a million are 999 990. The same number gives the same network, bit for bit.
///
/// # Examples
/// ```
/// let network = oreflow_network::drawn::chain(1_000);
/// assert_eq!((network.links().len(), network.sites().len()), (990, 132));
/// assert_eq!(network, oreflow_network::drawn::chain(1_000));
/// ```
///
/// # Panics
/// If `links` is beyond 2³¹: the network counts its links in 32 bits.
///
/// # Complexity
/// As that of [`NetworkBuilder::build`]: a million links take a few seconds and about 1 GB.
pub fn chain(links: usize) -> Network {
    assert!(links <= 1 << 31, "a network of {links} links is too large");
    let suppliers = (links / STEPS).isqrt().clamp(1, SUPPLIERS);
    let stage = (links as f64 / (STEPS * suppliers) as f64).round().max(suppliers as f64) as usize;
    let mut builder = NetworkBuilder::new("drawn-chain");
    builder.title(&format!("A drawn chain of {} links", STEPS * suppliers * stage));
    for country in COUNTRIES {
        builder.country(country);
    }
    for product in PRODUCTS {
        builder.product(ProductSpec::new(product));
    }
    for (level, kind) in STAGES.into_iter().enumerate() {
        // Supplier k of all buyers is one rotation of the stage before, so that every site sends what it takes in. Each
        // rotation has a part of the stage to itself: no two are the same.
        let part = stage / suppliers;
        let rotations: Vec<usize> =
            (0..suppliers).map(|k| k * part + scattered(level * SUPPLIERS + k) % part).collect();
        for n in 0..stage {
            let id = format!("s{level}-{n}");
            let product = PRODUCTS[level.min(STEPS - 1)];
            let mut site = SiteSpec::new(&id, kind, COUNTRIES[n % COUNTRIES.len()], product);
            if let Some(&price) = PRICES.get(level) {
                site = site.with(Parameter::Price, price);
            }
            if level > 0 {
                site = site.slot(SlotSpec::of(PRODUCTS[level - 1], 1.0));
                for (k, rotation) in rotations.iter().enumerate() {
                    let from = format!("s{}-{}", level - 1, (n + rotation) % stage);
                    let months = Months((1 + k % 3) as f64);
                    builder.link(LinkSpec::new(&from, &id, FLOW).transit(months));
                }
            }
            builder.site(site);
        }
    }
    builder.build().unwrap_or_else(|error| unreachable!("a drawn chain is valid: {error}"))
}

/// A number that looks drawn: the high bits of a multiple of the golden ratio.
fn scattered(number: usize) -> usize {
    ((number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_has_about_as_many_links_as_asked() {
        for asked in (0..2_000).step_by(7).chain([10_000, 100_000]) {
            let network = chain(asked);
            let off = network.links().len().abs_diff(asked.max(3));
            assert!(off <= 15, "{} for {asked}", network.links().len());
        }
        for (asked, links) in [(0, 3), (100, 105), (300, 300), (1_000, 990), (100_000, 99_990)] {
            assert_eq!(chain(asked).links().len(), links, "{asked}");
        }
    }

    #[test]
    fn every_site_sends_what_it_takes_in() {
        let network = chain(3_000);
        let (mut sent, mut taken) = (vec![0.0; network.sites().len()], vec![0.0; network.sites().len()]);
        for link in network.links() {
            sent[link.from.position()] += link.flow.0;
            taken[link.to.position()] += link.flow.0;
        }
        for (site, (sent, taken)) in network.sites().iter().zip(sent.into_iter().zip(taken)) {
            let ends = matches!(site.kind, SiteKind::Mine | SiteKind::Consumer);
            assert_eq!(site.output.0, 1_200.0, "{}", site.id);
            assert!(ends || sent == taken, "{}: {sent} {taken}", site.id);
        }
    }

    #[test]
    fn rotations_are_not_all_alike() {
        let network = chain(30_000);
        let buyer = network.site_index("s1-0").expect("a smelter");
        let mut suppliers: Vec<usize> = network
            .links()
            .iter()
            .filter(|link| link.to == buyer)
            .map(|link| network.site(link.from).id.as_str()[3..].parse().expect("a number"))
            .collect();
        suppliers.sort_unstable();
        let gaps: Vec<usize> = suppliers.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert_eq!(suppliers.len(), 10);
        assert!(gaps.iter().any(|gap| *gap != gaps[0]), "{gaps:?}");
    }
}
