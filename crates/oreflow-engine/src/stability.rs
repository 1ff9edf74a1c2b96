//! Rings of orders that amplify: found before anything runs.
//!
//! A site that wants to use a little more orders `1 + (cin + lead) / max(tau_s, 2 dt)` times as much, to bring its stock to the new use in the
//! time in which gaps are closed. Where orders come back to the site over others, each turn multiplies them, and a network whose
//! ring multiplies by more than one leaves its base without any shock. Tier by tier,
//! ```text
//! M[s][i] = sum over links l from s to i of  F0_l / O0_s (1 + (cin_m + lead_m) / max(tau_s, 2 dt))
//! ```
//! is what a relative change of the use of site i adds to the orders seen by s; a ring amplifies if the spectral radius of its part
//! of M exceeds 1.

use oreflow_network::{LinkIndex, Network, Parameter, SiteIndex};

use crate::compiled::Compiled;

/// A ring of orders, and by how much a turn round it multiplies them.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderRing {
    /// Its sites, sorted.
    pub sites: Vec<SiteIndex>,
    /// Spectral radius; above 1 the ring amplifies.
    pub radius: f64,
}

/// All rings of orders, those that amplify most first.
pub(crate) fn rings(network: &Network, net: &Compiled<f64>) -> Vec<OrderRing> {
    let closes_in = network.market_parameter(Parameter::StockAdjustment).max(2.0 * net.dt);
    let ring = |sites: Vec<SiteIndex>| {
        let mut edges = Vec::new();
        for (number, link) in network.links().iter().enumerate() {
            let place = |site: SiteIndex| sites.binary_search(&site).ok();
            if let (Some(from), Some(to)) = (place(link.from), place(link.to)) {
                let index = LinkIndex(number as u32);
                let data = &net.links[net.places.link(index)];
                let pool = &net.pools[net.places.pool(link.to, link.slot)];
                let members = net.links[pool.links.range()].iter();
                let lead: f64 =
                    members.map(|link| link.share(pool.usage) * f64::from(link.lag) * net.dt).sum();
                let amplified = 1.0 + (net.at(pool.cover) + lead) / closes_in;
                edges.push((from, to, data.flow / net.sites[data.from as usize].output * amplified));
            }
        }
        let radius = spectral_radius(sites.len(), &edges);
        OrderRing { sites, radius }
    };
    let mut rings: Vec<OrderRing> = network.order_rings().into_iter().map(ring).collect();
    rings.sort_by(|a, b| b.radius.total_cmp(&a.radius).then_with(|| a.sites.cmp(&b.sites)));
    rings
}

/// Largest eigenvalue of a matrix without negative entries, by power iteration on `M + 1`, which cannot swing.
fn spectral_radius(size: usize, edges: &[(usize, usize, f64)]) -> f64 {
    const TURNS: usize = 500;
    let mut vector = vec![1.0 / size as f64; size];
    let mut radius = 0.0;
    for _ in 0..TURNS {
        let mut next = vector.clone();
        for &(row, column, entry) in edges {
            next[row] += entry * vector[column];
        }
        let sum: f64 = next.iter().sum();
        radius = sum - 1.0;
        vector = next.into_iter().map(|value| value / sum).collect();
    }
    radius
}

#[cfg(test)]
mod tests {
    use oreflow_network::{
        LinkSpec, Months, NetworkBuilder, ProductSpec, SiteKind, SiteSpec, SlotSpec, TonnesPerYear,
    };

    use super::*;
    use crate::compiled::Overrides;
    use crate::measure::Reach;

    #[test]
    fn the_radius_of_a_ring_of_two_is_the_root_of_its_product() {
        assert!((spectral_radius(2, &[(0, 1, 0.5), (1, 0, 2.0)]) - 1.0).abs() < 1e-12);
        assert!((spectral_radius(2, &[(0, 1, 0.2), (1, 0, 0.05)]) - 0.1).abs() < 1e-12);
        assert!((spectral_radius(3, &[(0, 1, 0.4), (1, 2, 0.4), (2, 0, 0.4)]) - 0.4).abs() < 1e-12);
    }

    /// A smelter that needs acid, which a part of its metal makes.
    fn ring(back: f64) -> Vec<OrderRing> {
        let mut b = NetworkBuilder::new("ring");
        b.country("AAA");
        let mut acid = ProductSpec::new("acid");
        acid.content = 0.2;
        b.product(acid);
        for product in ["ore", "metal", "use"] {
            b.product(ProductSpec::new(product));
        }
        b.site(SiteSpec::new("mine", SiteKind::Mine, "AAA", "ore").with(Parameter::Price, 50.0));
        let cover = |site: SiteSpec| site.with(Parameter::CoverInput, 1.0);
        let acid = SiteSpec::new("acid", SiteKind::Refinery, "AAA", "acid").slot(SlotSpec::of("metal", back));
        b.site(cover(acid.with(Parameter::Price, 2000.0)));
        let metal = SiteSpec::new("metal", SiteKind::Refinery, "AAA", "metal")
            .slot(SlotSpec::of("ore", 1.0))
            .slot(SlotSpec::of("acid", 0.4));
        b.site(cover(metal.with(Parameter::Price, 1000.0)));
        let users = SiteSpec::new("use", SiteKind::Consumer, "AAA", "use");
        b.site(users.slot(SlotSpec::of("metal", 1.0)));
        let flow = |t: f64| TonnesPerYear(t);
        // A ring must have a source, too.
        b.site(SiteSpec::new("spring", SiteKind::Mine, "AAA", "acid").with(Parameter::Price, 2000.0));
        b.link(LinkSpec::new("spring", "metal", flow(1.0)));
        b.link(LinkSpec::new("mine", "metal", flow(1000.0)));
        b.link(LinkSpec::new("acid", "metal", flow(399.0)).transit(Months(1.0)));
        b.link(LinkSpec::new("metal", "acid", flow(399.0 * back)).transit(Months(1.0)));
        b.link(LinkSpec::new("metal", "use", flow(1000.0 - 399.0 * back)).transit(Months(1.0)));
        let network = b.build().unwrap_or_else(|error| panic!("{error}"));
        rings(&network, &Compiled::new(&network, 1.0, &Overrides::new(), &Reach::default()))
    }

    #[test]
    fn a_ring_amplifies_by_what_goes_round_it_and_by_what_stocks_add() {
        for back in [0.3, 1.8] {
            let found = ring(back);
            assert_eq!((found.len(), found[0].sites.len()), (1, 2));
            // All acid goes to metal, a share of metal to acid; cover and voyage are a month each, gaps close in four.
            let wanted = (399.0 * back / 1000.0_f64).sqrt() * 1.5;
            assert!((found[0].radius - wanted).abs() < 1e-9, "{} {wanted}", found[0].radius);
        }
        assert!(ring(0.3)[0].radius < 1.0 && ring(1.8)[0].radius > 1.0);
    }
}
