//! Records series step by step, and reads each link once for all series that it belongs to.

use oreflow_network::{LinkIndex, Network};

use super::Series;
use crate::kernel::Pass;
use crate::lanes::Lanes;
use crate::places::Places;
use crate::run::{Observer, View};

/// What a link adds to a series in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OfLink {
    /// What was sent, t.
    Sent,
    /// What arrived, t.
    Arrived,
    /// What it was sold for, with the duties that measures add, USD.
    Sold,
    /// What was paid for it, freight and duties included, USD.
    PaidDelivered,
    /// What was paid for it at the seller's price, USD.
    PaidExWorks,
}

/// Kinds of [`OfLink`].
const KINDS: usize = 5;

/// Some series of a network, and what each link adds to which.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    pub(crate) series: Vec<Series>,
    /// Links that add to any series, in the order in which the kernel keeps them.
    links: Vec<Member>,
    /// The sums that a link adds to, and what it adds.
    adds: Vec<(u32, OfLink)>,
    /// Where the sums of each series begin, and where those of the last end.
    sums: Vec<usize>,
}

/// A link that adds to some series.
#[derive(Clone, Copy, Debug)]
struct Member {
    link: LinkIndex,
    /// Where the sums begin to which it adds.
    first: u32,
    /// The kinds of what it adds, a bit for each.
    wants: u8,
}

impl Recording {
    pub(crate) fn new(series: Vec<Series>, network: &Network) -> Self {
        let mut of_link: Vec<Vec<(u32, OfLink)>> = vec![Vec::new(); network.links().len()];
        let mut sums = vec![0];
        let mut count = 0;
        for series in &series {
            for (kind, links) in series.of_links() {
                for link in links {
                    of_link[link.position()].push((count, kind));
                }
                count += 1;
            }
            sums.push(count as usize);
        }
        let (mut links, mut adds) = (Vec::new(), Vec::new());
        for link in Places::of(network).links {
            let own = &of_link[link.position()];
            if !own.is_empty() {
                let wants = own.iter().fold(0, |wants, &(_, kind)| wants | (1 << kind as u8));
                links.push(Member { link, first: adds.len() as u32, wants });
                adds.extend_from_slice(own);
            }
        }
        Self { series, links, adds, sums }
    }

    /// Sums over links in a step.
    #[inline(always)]
    fn add_up<V: Lanes>(&self, view: &View<'_, V>) -> Vec<V> {
        let zero = V::splat(0.0);
        let mut sums = vec![zero; self.sums.last().copied().unwrap_or(0)];
        let ends = self.links.iter().skip(1).map(|next| next.first as usize).chain([self.adds.len()]);
        for (own, end) in self.links.iter().zip(ends) {
            let (link, wants) = (own.link, |kind: OfLink| own.wants & (1 << kind as u8) != 0);
            let sent = view.shipment(link);
            let mut values = [zero; KINDS];
            values[OfLink::Sent as usize] = sent;
            if wants(OfLink::Arrived) {
                values[OfLink::Arrived as usize] = view.arrival(link);
            }
            if wants(OfLink::Sold) {
                values[OfLink::Sold as usize] = sent * (view.asked(link) + view.added_duty(link));
            }
            if wants(OfLink::PaidDelivered) {
                values[OfLink::PaidDelivered as usize] = sent * view.delivered_cost(link);
            }
            if wants(OfLink::PaidExWorks) {
                values[OfLink::PaidExWorks as usize] = sent * view.asked(link);
            }
            for &(sum, kind) in &self.adds[own.first as usize..end] {
                sums[sum as usize] = sums[sum as usize] + values[kind as usize];
            }
        }
        sums
    }

    /// Each series with its sums.
    #[inline(always)]
    fn with<'a, V>(&'a self, sums: &'a [V]) -> impl Iterator<Item = (&'a Series, &'a [V])> {
        self.series.iter().zip(self.sums.windows(2)).map(|(series, at)| (series, &sums[at[0]..at[1]]))
    }
}

/// Records series step by step: `[series][step]`.
#[derive(Clone, Debug)]
pub(crate) struct Recorder<'a, V> {
    recording: &'a Recording,
    pub(crate) values: Vec<Vec<V>>,
    /// The value of each series in a step of the base; for a shortfall the demand of a step.
    pub(crate) base: Vec<V>,
}

impl<'a, V: Lanes> Recorder<'a, V> {
    pub(crate) fn new(recording: &'a Recording, steps: usize) -> Self {
        let values = recording.series.iter().map(|_| Vec::with_capacity(steps)).collect();
        Self { recording, values, base: Vec::with_capacity(recording.series.len()) }
    }
}

impl<V: Lanes> Observer<V> for Recorder<'_, V> {
    fn observe(&mut self, view: &View<'_, V>) {
        view.kernel.run(Record { recording: self.recording, view, values: &mut self.values });
    }

    fn wants_base(&self) -> bool {
        true
    }

    fn observe_base(&mut self, view: &View<'_, V>) {
        let sums = self.recording.add_up(view);
        self.base = self.recording.with(&sums).map(|(series, sums)| series.base_value(view, sums)).collect();
    }
}

/// Adds the values of a step.
struct Record<'a, V> {
    recording: &'a Recording,
    view: &'a View<'a, V>,
    values: &'a mut [Vec<V>],
}

impl<V: Lanes> Pass for Record<'_, V> {
    type Number = V;
    type Found = ();

    #[inline(always)]
    fn run(self) {
        let sums = self.recording.add_up(self.view);
        for ((series, sums), values) in self.recording.with(&sums).zip(self.values) {
            values.push(series.value_of(self.view, sums));
        }
    }
}
