//! Records series step by step, and reads each link once for all series that it belongs to.

use oreflow_network::Network;

use super::Series;
use crate::kernel::Pass;
use crate::lanes::Lanes;
use crate::places::Places;
use crate::run::{LinkView, Observer, View};

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

impl OfLink {
    const ALL: [Self; 5] = [Self::Sent, Self::Arrived, Self::Sold, Self::PaidDelivered, Self::PaidExWorks];

    /// What a link on which so much was sent adds.
    #[inline(always)]
    pub(super) fn of<V: Lanes>(self, link: LinkView<'_, V>, sent: V) -> V {
        match self {
            Self::Sent => sent,
            Self::Arrived => link.arrival(),
            Self::Sold => sent * link.added_duty().map_or(link.asked(), |duty| link.asked() + duty),
            Self::PaidDelivered => sent * link.delivered_cost(),
            Self::PaidExWorks => sent * link.asked(),
        }
    }
}

/// Some series of a network, and what each link adds to which.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    pub(crate) series: Vec<Series>,
    /// Links that add to any series, in the order in which the kernel keeps them.
    links: Vec<Member>,
    /// What links add, and to which sum: the first or second of a series, at twice its number.
    adds: Vec<(u32, OfLink)>,
}

/// A link that adds to some series.
#[derive(Clone, Copy, Debug)]
struct Member {
    /// Its position in the arrays of the kernel.
    link: u32,
    /// Where the sums begin to which it adds.
    first: u32,
    /// The kinds of what it adds, a bit for each.
    wants: u8,
}

impl Recording {
    pub(crate) fn new(series: Vec<Series>, network: &Network) -> Self {
        let mut of_link: Vec<Vec<(u32, OfLink)>> = vec![Vec::new(); network.links().len()];
        for (sum, of_sum) in (0..).zip(series.iter().flat_map(Series::of_links)) {
            if let Some((kind, members)) = of_sum {
                for link in members {
                    of_link[link.position()].push((sum, kind));
                }
            }
        }
        let (mut links, mut adds) = (Vec::new(), Vec::new());
        for (position, link) in (0..).zip(Places::of(network).links) {
            let own = &of_link[link.position()];
            if !own.is_empty() {
                let wants = own.iter().fold(0, |wants, &(_, kind)| wants | (1 << kind as u8));
                links.push(Member { link: position, first: adds.len() as u32, wants });
                adds.extend_from_slice(own);
            }
        }
        Self { series, links, adds }
    }

    /// Sums over links in a step: two for each series.
    #[inline(always)]
    fn add_up<V: Lanes>(&self, view: &View<'_, V>, sums: &mut [[V; 2]]) {
        let zero = V::splat(0.0);
        sums.fill([zero; 2]);
        let sums = sums.as_flattened_mut();
        // What a link does not want nobody reads.
        let mut values = [zero; OfLink::ALL.len()];
        let ends = self.links.iter().skip(1).map(|next| next.first as usize).chain([self.adds.len()]);
        for (own, end) in self.links.iter().zip(ends) {
            let link = view.at(own.link as usize);
            let sent = link.shipment();
            for kind in OfLink::ALL {
                if own.wants & (1 << kind as u8) != 0 {
                    values[kind as usize] = kind.of(link, sent);
                }
            }
            for &(sum, kind) in &self.adds[own.first as usize..end] {
                sums[sum as usize] = sums[sum as usize] + values[kind as usize];
            }
        }
    }
}

/// Records series step by step: `[series][step]`.
#[derive(Clone, Debug)]
pub(crate) struct Recorder<'a, V> {
    recording: &'a Recording,
    pub(crate) values: Vec<Vec<V>>,
    /// The value of each series in a step of the base; for a shortfall the demand of a step.
    pub(crate) base: Vec<V>,
    /// Scratch: sums over links.
    sums: Vec<[V; 2]>,
}

impl<'a, V: Lanes> Recorder<'a, V> {
    pub(crate) fn new(recording: &'a Recording, steps: usize) -> Self {
        let count = recording.series.len();
        Self {
            recording,
            values: (0..count).map(|_| Vec::with_capacity(steps)).collect(),
            base: Vec::with_capacity(count),
            sums: vec![[V::splat(0.0); 2]; count],
        }
    }
}

impl<V: Lanes> Observer<V> for Recorder<'_, V> {
    fn observe(&mut self, view: &View<'_, V>) {
        let Self { recording, values, sums, .. } = self;
        view.kernel.run(Record { recording, view, values, sums });
    }

    fn wants_base(&self) -> bool {
        true
    }

    fn observe_base(&mut self, view: &View<'_, V>) {
        self.recording.add_up(view, &mut self.sums);
        let series = self.recording.series.iter().zip(&self.sums);
        self.base = series.map(|(series, &sums)| series.base_value(view, sums)).collect();
    }
}

/// Adds the values of a step.
struct Record<'a, V> {
    recording: &'a Recording,
    view: &'a View<'a, V>,
    values: &'a mut [Vec<V>],
    sums: &'a mut [[V; 2]],
}

impl<V: Lanes> Pass for Record<'_, V> {
    type Number = V;
    type Found = ();

    #[inline(always)]
    fn run(self) {
        self.recording.add_up(self.view, self.sums);
        for ((series, sums), values) in self.recording.series.iter().zip(self.sums).zip(self.values) {
            values.push(series.value_of(self.view, *sums));
        }
    }
}
