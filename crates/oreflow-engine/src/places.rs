//! Where the kernel keeps what a network has: sites down the chain, each with its pools, each of these with its links.
//!
//! Makers of one product lie together, as do the makers of what they buy: who reads one of them will soon read the next.

use std::ops::Range;

use oreflow_network::{Link, LinkIndex, Network, SiteIndex};

/// Positions of sites, pools and links in the arrays of the kernel.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// Sites of the network in the order in which they lie.
    pub(crate) sites: Vec<SiteIndex>,
    /// Links of the network in the order in which they lie: those of a pool in the order of their ids.
    pub(crate) links: Vec<LinkIndex>,
    /// Where the links of each pool begin, and where those of the last end.
    first_links: Vec<u32>,
    of_site: Vec<u32>,
    of_first_pool: Vec<u32>,
    of_link: Vec<u32>,
}

impl Places {
    pub(crate) fn of(network: &Network) -> Self {
        let sites = network.upstream_first().to_vec();
        let (mut of_site, mut of_first_pool) = (vec![0; sites.len()], vec![0; sites.len()]);
        let mut pools = 0;
        for (position, site) in (0..).zip(&sites) {
            of_site[site.position()] = position;
            of_first_pool[site.position()] = pools;
            pools += network.site(*site).slots.len() as u32;
        }
        let pool_of = |link: &Link| of_first_pool[link.to.position()] as usize + link.slot;
        let mut first_links = vec![0; pools as usize + 1];
        for link in network.links() {
            first_links[pool_of(link) + 1] += 1;
        }
        for pool in 0..pools as usize {
            first_links[pool + 1] += first_links[pool];
        }
        let mut next = first_links.clone();
        let mut links = vec![LinkIndex(0); network.links().len()];
        let mut of_link = vec![0; links.len()];
        for (index, link) in (0..).zip(network.links()) {
            let next = &mut next[pool_of(link)];
            links[*next as usize] = LinkIndex(index);
            of_link[index as usize] = *next;
            *next += 1;
        }
        Self { sites, links, first_links, of_site, of_first_pool, of_link }
    }

    /// Number of pools.
    pub(crate) fn pools(&self) -> usize {
        self.first_links.len() - 1
    }

    /// Where the links of a pool lie.
    pub(crate) fn links_of(&self, pool: usize) -> Range<usize> {
        self.first_links[pool] as usize..self.first_links[pool + 1] as usize
    }

    /// Position of a site.
    #[inline(always)]
    pub(crate) fn site(&self, site: SiteIndex) -> usize {
        self.of_site[site.position()] as usize
    }

    /// Position of the pool of a slot.
    #[inline(always)]
    pub(crate) fn pool(&self, site: SiteIndex, slot: usize) -> usize {
        self.of_first_pool[site.position()] as usize + slot
    }

    /// Position of a link.
    #[inline(always)]
    pub(crate) fn link(&self, link: LinkIndex) -> usize {
        self.of_link[link.position()] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oreflow_network::drawn;

    #[test]
    fn all_have_a_place_and_are_found_there() {
        let network = drawn::chain(300);
        let places = Places::of(&network);
        for (position, &site) in places.sites.iter().enumerate() {
            assert_eq!(places.site(site), position);
        }
        for (position, &link) in places.links.iter().enumerate() {
            assert_eq!(places.link(link), position);
            let link = network.link(link);
            assert!(places.links_of(places.pool(link.to, link.slot)).contains(&position));
            assert!(places.site(link.from) < places.site(link.to));
        }
        assert_eq!((0..places.pools()).map(|pool| places.links_of(pool).len()).sum::<usize>(), 300);
    }
}
