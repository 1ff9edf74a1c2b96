//! What a trial did, step by step, and how two records differ.

use oreflow_engine::experiment::Prepared;
use oreflow_engine::lanes::{F64x8, Lanes};
use oreflow_engine::run::View;
use oreflow_network::{LinkIndex, SiteIndex};
use oreflow_random::Trial;

/// All that is seen of one trial after a step; pools by site, then by slot.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Snapshot {
    pub(crate) price: Vec<f64>,
    pub(crate) stock: Vec<f64>,
    pub(crate) capacity: Vec<f64>,
    pub(crate) output: Vec<f64>,
    pub(crate) wanted: Vec<f64>,
    pub(crate) demand: Vec<f64>,
    pub(crate) input_stock: Vec<f64>,
    pub(crate) bid: Vec<f64>,
    pub(crate) shipment: Vec<f64>,
    pub(crate) arriving_next: Vec<f64>,
    pub(crate) delivered_cost: Vec<f64>,
    pub(crate) added_duty: Vec<f64>,
    pub(crate) under_way: Vec<f64>,
    pub(crate) reserve: Vec<f64>,
    pub(crate) spoiled: Vec<f64>,
    pub(crate) per_unit: Vec<f64>,
}

impl Snapshot {
    pub(crate) fn of<V: Lanes>(view: &View<'_, V>, lane: usize) -> Self {
        let network = view.network();
        let sites = || (0..network.sites().len()).map(|site| SiteIndex(site as u32));
        let pools =
            || sites().flat_map(|site| (0..network.site(site).slots.len()).map(move |slot| (site, slot)));
        let links = || (0..network.links().len()).map(|link| LinkIndex(link as u32));
        let of_sites = |value: &dyn Fn(SiteIndex) -> V| sites().map(|site| value(site).lane(lane)).collect();
        let of_links = |value: &dyn Fn(LinkIndex) -> V| links().map(|link| value(link).lane(lane)).collect();
        let of_pools = |value: &dyn Fn(SiteIndex, usize) -> V| {
            pools().map(|(site, slot)| value(site, slot).lane(lane)).collect()
        };
        Self {
            price: of_sites(&|site| view.price(site)),
            stock: of_sites(&|site| view.stock(site)),
            capacity: of_sites(&|site| view.capacity(site)),
            output: of_sites(&|site| view.output(site)),
            wanted: of_sites(&|site| view.wanted(site)),
            demand: of_sites(&|site| view.demand(site)),
            input_stock: of_pools(&|site, slot| view.input_stock(site, slot)),
            bid: of_pools(&|site, slot| view.bid(site, slot)),
            shipment: of_links(&|link| view.shipment(link)),
            arriving_next: of_links(&|link| view.arriving_next(link)),
            delivered_cost: of_links(&|link| view.delivered_cost(link)),
            added_duty: of_links(&|link| view.added_duty(link)),
            under_way: of_links(&|link| view.under_way(link)),
            reserve: of_pools(&|site, slot| view.reserve(site, slot)),
            spoiled: of_sites(&|site| view.spoiled(site)),
            per_unit: of_pools(&|site, slot| view.per_unit(site, slot)),
        }
    }

    /// All columns with their names.
    pub(crate) fn columns(&self) -> [(&'static str, &[f64]); 16] {
        [
            ("price", &self.price),
            ("stock", &self.stock),
            ("capacity", &self.capacity),
            ("output", &self.output),
            ("wanted", &self.wanted),
            ("demand", &self.demand),
            ("input stock", &self.input_stock),
            ("bid", &self.bid),
            ("shipment", &self.shipment),
            ("arriving next", &self.arriving_next),
            ("delivered cost", &self.delivered_cost),
            ("added duty", &self.added_duty),
            ("under way", &self.under_way),
            ("reserve", &self.reserve),
            ("spoiled", &self.spoiled),
            ("input for a unit", &self.per_unit),
        ]
    }
}

/// One trial alone.
pub(crate) fn run(prepared: &Prepared, trial: Trial) -> Vec<Snapshot> {
    let mut record = Vec::new();
    prepared.run_trial(trial, &mut |view: &View<'_, f64>| record.push(Snapshot::of(view, 0)));
    record
}

/// The first trial, which is as good as any where nothing is drawn.
pub(crate) fn run_first(prepared: &Prepared) -> Vec<Snapshot> {
    run(prepared, Trial::from_number(0))
}

/// Eight trials side by side, `[lane][step]`.
pub(crate) fn run_batch(prepared: &Prepared, index: u64) -> Vec<Vec<Snapshot>> {
    let mut records = vec![Vec::new(); F64x8::WIDTH];
    prepared.run_batch(index, &mut |view: &View<'_, F64x8>| {
        for (lane, record) in records.iter_mut().enumerate() {
            record.push(Snapshot::of(view, lane));
        }
    });
    records
}

/// The numbers whose bits differ in the first step in which any do, in words.
pub(crate) fn difference(left: &[Snapshot], right: &[Snapshot]) -> Option<String> {
    if left.len() != right.len() {
        return Some(format!("{} steps against {}", left.len(), right.len()));
    }
    for (step, (left, right)) in left.iter().zip(right).enumerate() {
        let mut found = Vec::new();
        for ((name, a), (_, b)) in left.columns().into_iter().zip(right.columns()) {
            for at in (0..a.len().max(b.len())).filter(|&at| a[at].to_bits() != b[at].to_bits()) {
                found.push(format!("step {step}: {name} {at} is {:e} and {:e}", a[at], b[at]));
            }
        }
        if !found.is_empty() {
            return Some(found.join("\n"));
        }
    }
    None
}

/// As [`difference`], where a voyage may take longer in one of the two: cargoes under way are then summed in another order.
pub(crate) fn difference_but_for_berths(left: &[Snapshot], right: &[Snapshot]) -> Option<String> {
    let mut right = right.to_vec();
    for (left, right) in left.iter().zip(&mut right) {
        for (a, b) in left.under_way.iter().zip(&mut right.under_way) {
            if (a - *b).abs() <= 1e-12 * a.abs() {
                *b = *a;
            }
        }
    }
    difference(left, &right)
}

/// The largest difference of two records, each column relative to its mean size in the first record.
pub(crate) fn distance(left: &[Snapshot], right: &[Snapshot]) -> f64 {
    assert_eq!(left.len(), right.len());
    let mut worst = 0.0_f64;
    for column in 0..Snapshot::default().columns().len() {
        let of = |record: &'_ [Snapshot]| -> Vec<f64> {
            record.iter().flat_map(|snapshot| snapshot.columns()[column].1.to_vec()).collect()
        };
        let (left, right) = (of(left), of(right));
        assert_eq!(left.len(), right.len());
        let size = left.iter().map(|value| value.abs()).sum::<f64>() / left.len() as f64;
        for (a, b) in left.iter().zip(&right) {
            let apart = (a - b).abs();
            if apart > 0.0 {
                worst = worst.max(apart / size);
            }
        }
    }
    worst
}
