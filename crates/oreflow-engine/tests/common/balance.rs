//! Whether what was made, sent, stored and used adds up.

use oreflow_network::{Network, SiteIndex};

use super::record::Snapshot;

/// What of a step does not add up: by supplier, by link and by pool, as a share of base throughput.
pub(crate) fn imbalance(network: &Network, dt: f64, before: &Snapshot, after: &Snapshot) -> f64 {
    let mut worst = 0.0_f64;
    let links = |of: &dyn Fn(usize) -> bool| -> Vec<usize> {
        (0..network.links().len()).filter(|&l| of(l)).collect()
    };
    let mut pool = 0;
    for (i, site) in network.sites().iter().enumerate() {
        let throughput = site.output.0 / 12.0 * dt;
        let out = links(&|l| network.links()[l].from == SiteIndex(i as u32));
        if !out.is_empty() {
            let shipped: f64 = out.iter().map(|&l| after.shipment[l]).sum();
            let left = before.stock[i] + after.output[i] * dt - after.stock[i] - after.spoiled[i] - shipped;
            worst = worst.max(left.abs() / throughput);
        }
        for (slot, recipe) in site.slots.iter().enumerate() {
            let into =
                links(&|l| network.links()[l].to == SiteIndex(i as u32) && network.links()[l].slot == slot);
            let arrived: f64 =
                into.iter().map(|&l| before.arriving_next[l] * network.links()[l].conversion).sum();
            let base: f64 =
                into.iter().map(|&l| network.links()[l].flow.0 * network.links()[l].conversion).sum();
            // The recipe is that of the base flows.
            assert!((base / site.output.0 / recipe.per_unit - 1.0).abs() < 1e-6);
            let per_unit = after.per_unit[pool];
            let left = before.input_stock[pool] + before.reserve[pool] + arrived
                - after.output[i] * per_unit * dt
                - after.input_stock[pool]
                - after.reserve[pool];
            worst = worst.max(left.abs() / (throughput * per_unit));
            pool += 1;
        }
    }
    for (l, link) in network.links().iter().enumerate() {
        let left = before.under_way[l] + after.shipment[l] - before.arriving_next[l] - after.under_way[l];
        worst = worst.max(left.abs() / (link.flow.0 / 12.0 * dt));
    }
    worst
}
