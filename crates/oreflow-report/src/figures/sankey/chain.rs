//! Links between countries as a chain of columns: who stands where, and what is too small to stand alone.

use std::collections::{BTreeMap, BTreeSet};

use super::SankeyLink;

/// What is in the base, and in the month that is compared with it.
pub(super) type Pair = [f64; 2];

/// Who makes or uses something.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// Makers of a product in a country.
    Makers { product: String, country: String },
    /// Final users of a product in a country.
    Users { product: String, country: String },
    /// Those of a column that are too small to stand alone.
    Others,
}

/// A column, counted from the left, and who stands in it.
type Place = (usize, Who);

/// What flows between two places.
type Flows = BTreeMap<(Place, Place), Pair>;

/// A node of the chain.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Column, counted from the left.
    pub(super) column: usize,
    pub(super) who: Who,
    /// What comes in.
    pub(super) taken: Pair,
    /// What goes out.
    pub(super) given: Pair,
    /// How many makers or users they are.
    pub(super) members: usize,
}

impl Node {
    /// How much goes through: what comes in and what goes out need not be worth the same.
    pub(super) fn through(&self) -> Pair {
        [self.taken[0].max(self.given[0]), self.taken[1].max(self.given[1])]
    }

    /// The larger of before and after.
    pub(super) fn size(&self) -> f64 {
        let [base, value] = self.through();
        base.max(value)
    }

    /// Whether these are the ones that are too small to stand alone.
    pub(super) fn others(&self) -> bool {
        self.who == Who::Others
    }

    /// Who they are, in words.
    pub(super) fn words(&self) -> String {
        match &self.who {
            Who::Makers { product, country } => format!("{country} {product}"),
            Who::Users { product, country } => format!("{country}, use of {product}"),
            Who::Others => format!("{} others", self.members),
        }
    }
}

/// A flow between two nodes, by their places in [`Chain::nodes`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Flow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) amounts: Pair,
}

impl Flow {
    /// The larger of before and after.
    pub(super) fn size(&self) -> f64 {
        self.amounts[0].max(self.amounts[1])
    }
}

/// A chain in columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Chain {
    /// By column, then by name.
    pub(super) nodes: Vec<Node>,
    /// By the nodes at their ends.
    pub(super) flows: Vec<Flow>,
    /// What is made in each column; the last is empty where it is that of final users.
    pub(super) columns: Vec<BTreeSet<String>>,
}

impl Chain {
    /// The chain of the links, with the `most` largest nodes of each column and the others as one.
    ///
    /// The order of the links does not matter: they are put into one order before anything is added up.
    pub(super) fn new(links: &[SankeyLink], most: usize) -> Self {
        let mut links: Vec<(&SankeyLink, Pair)> = links.iter().map(|link| (link, amounts(link))).collect();
        links.retain(|(_, amounts)| amounts.iter().any(|&amount| amount > 0.0));
        links.sort_by(|(a, x), (b, y)| {
            let names = (&a.product, &a.from, &a.into, &a.to).cmp(&(&b.product, &b.from, &b.into, &b.to));
            names.then(x[0].total_cmp(&y[0])).then(x[1].total_cmp(&y[1]))
        });
        let depths = depths(&links);
        let last = depths.values().max().map_or(0, |deepest| deepest + 1);
        let makers = |product: &str, country: &str| {
            let who = Who::Makers { product: product.to_owned(), country: country.to_owned() };
            (depths[product], who)
        };
        let mut flows = Flows::new();
        for &(link, amounts) in &links {
            let to = if link.into.is_empty() {
                (last, Who::Users { product: link.product.clone(), country: link.to.clone() })
            } else {
                makers(&link.into, &link.to)
            };
            add(flows.entry((makers(&link.product, &link.from), to)).or_default(), amounts);
        }
        let mut columns = vec![BTreeSet::new(); last];
        for (product, &depth) in &depths {
            columns[depth].insert((*product).to_owned());
        }
        if flows.keys().any(|(_, to)| to.0 == last) {
            columns.push(BTreeSet::new());
        }
        Self::merged(&flows, most, columns)
    }

    /// Puts together what is small.
    fn merged(flows: &Flows, most: usize, columns: Vec<BTreeSet<String>>) -> Self {
        let alone = largest(&nodes(flows), most);
        let merged =
            |place: &Place| if alone.contains(place) { place.clone() } else { (place.0, Who::Others) };
        let mut members: BTreeMap<Place, BTreeSet<&Place>> = BTreeMap::new();
        let mut fewer = Flows::new();
        for ((from, to), &amounts) in flows {
            add(fewer.entry((merged(from), merged(to))).or_default(), amounts);
            for place in [from, to] {
                members.entry(merged(place)).or_default().insert(place);
            }
        }
        let mut nodes = nodes(&fewer);
        for (place, node) in &mut nodes {
            node.members = members[place].len();
        }
        let at: BTreeMap<&Place, usize> = nodes.keys().enumerate().map(|(at, place)| (place, at)).collect();
        let flows =
            fewer.iter().map(|((from, to), &amounts)| Flow { from: at[from], to: at[to], amounts }).collect();
        Self { flows, nodes: nodes.into_values().collect(), columns }
    }
}

/// The amounts of a link; what is no amount is nothing.
fn amounts(link: &SankeyLink) -> Pair {
    [link.base, link.value].map(|amount| if amount.is_finite() { amount.max(0.0) } else { 0.0 })
}

fn add(sum: &mut Pair, amounts: Pair) {
    sum[0] += amounts[0];
    sum[1] += amounts[1];
}

fn nodes(flows: &Flows) -> BTreeMap<Place, Node> {
    let mut nodes: BTreeMap<Place, Node> = BTreeMap::new();
    for ((from, to), &amounts) in flows {
        let node = |place: &Place| {
            let (column, who) = place.clone();
            Node { column, who, taken: [0.0; 2], given: [0.0; 2], members: 1 }
        };
        add(&mut nodes.entry(from.clone()).or_insert_with(|| node(from)).given, amounts);
        add(&mut nodes.entry(to.clone()).or_insert_with(|| node(to)).taken, amounts);
    }
    nodes
}

/// The places that stand alone. One that would be the only other stands alone, too.
fn largest(nodes: &BTreeMap<Place, Node>, most: usize) -> BTreeSet<Place> {
    let mut columns: BTreeMap<usize, Vec<(&Place, f64)>> = BTreeMap::new();
    for (place, node) in nodes {
        columns.entry(place.0).or_default().push((place, node.size()));
    }
    let alone = columns.into_values().flat_map(|mut column| {
        // Stable: of equal ones, the first by name.
        column.sort_by(|(_, a), (_, b)| b.total_cmp(a));
        if column.len() > most + 1 {
            column.truncate(most);
        }
        column.into_iter().map(|(place, _)| place.clone())
    });
    alone.collect()
}

/// Columns of products: each to the right of all that it is made of.
///
/// Recycling makes circles. Steps between products are taken from the largest to the smallest, and one that would close a
/// circle does not count, so that a circle is cut where least flows.
fn depths<'a>(links: &[(&'a SankeyLink, Pair)]) -> BTreeMap<&'a str, usize> {
    let mut steps: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    let mut depths: BTreeMap<&str, usize> = BTreeMap::new();
    for &(link, [base, value]) in links {
        depths.insert(&link.product, 0);
        if !link.into.is_empty() {
            depths.insert(&link.into, 0);
            *steps.entry((&link.product, &link.into)).or_default() += base.max(value);
        }
    }
    let mut steps: Vec<_> = steps.into_iter().collect();
    steps.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let mut after: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for ((product, into), _) in steps {
        if !leads(&after, into, product) {
            after.entry(product).or_default().push(into);
            deepen(&after, &mut depths, product);
        }
    }
    depths
}

/// Whether there is a way of steps from one product to another.
fn leads(after: &BTreeMap<&str, Vec<&str>>, from: &str, to: &str) -> bool {
    let (mut seen, mut ahead) = (BTreeSet::from([from]), vec![from]);
    while let Some(product) = ahead.pop() {
        if product == to {
            return true;
        }
        let next = after.get(product).into_iter().flatten();
        ahead.extend(next.filter(|next| seen.insert(**next)));
    }
    false
}

/// Moves what follows a product to the right of it.
fn deepen<'a>(after: &BTreeMap<&'a str, Vec<&'a str>>, depths: &mut BTreeMap<&'a str, usize>, from: &'a str) {
    let mut ahead = vec![from];
    while let Some(product) = ahead.pop() {
        let least = depths[product] + 1;
        for &next in after.get(product).into_iter().flatten() {
            if depths[next] < least {
                depths.insert(next, least);
                ahead.push(next);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::sankey::tests::link;

    fn columns(chain: &Chain) -> Vec<Vec<&str>> {
        chain.columns.iter().map(|column| column.iter().map(String::as_str).collect()).collect()
    }

    #[test]
    fn products_stand_behind_all_that_they_are_made_of() {
        let chain = Chain::new(
            &[
                link("ore", "AAA", "metal", "BBB", 5.0, 5.0),
                link("metal", "BBB", "cell", "CCC", 5.0, 5.0),
                link("ore", "AAA", "cell", "CCC", 1.0, 1.0),
                link("cell", "CCC", "", "DDD", 6.0, 6.0),
            ],
            12,
        );
        assert_eq!(columns(&chain), [vec!["ore"], vec!["metal"], vec!["cell"], vec![]]);
        let last = chain.nodes.last().unwrap();
        assert_eq!(
            (last.column, &last.who),
            (3, &Who::Users { product: "cell".into(), country: "DDD".into() })
        );
    }

    #[test]
    fn circles_are_cut_where_least_flows() {
        let circle = |scrap: f64| {
            let links = [
                link("metal", "AAA", "cell", "AAA", 10.0, 10.0),
                link("cell", "AAA", "scrap", "AAA", 8.0, 8.0),
                link("scrap", "AAA", "metal", "AAA", scrap, scrap),
                link("metal", "AAA", "metal", "AAA", 1.0, 1.0),
            ];
            columns(&Chain::new(&links, 12)).concat().into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(circle(1.0), ["metal", "cell", "scrap"]);
        assert_eq!(circle(9.0), ["scrap", "metal", "cell"]);
    }

    #[test]
    fn the_small_ones_of_a_column_stand_together() {
        let makers = ["AAA", "BBB", "CCC", "DDD"];
        let sizes = [4.0, 1.0, 3.0, 2.0];
        let links: Vec<_> = (0..4).map(|i| link("ore", makers[i], "", "ZZZ", sizes[i], 0.0)).collect();
        let chain = Chain::new(&links, 2);
        let makers: Vec<&Node> = chain.nodes.iter().filter(|node| node.column == 0).collect();
        assert_eq!(makers.len(), 3);
        assert_eq!((&makers[2].who, makers[2].given, makers[2].members), (&Who::Others, [3.0, 0.0], 2));
        assert_eq!(makers[2].words(), "2 others");
        // Three of four are kept: the fourth would be alone among the others.
        assert!(!Chain::new(&links, 3).nodes.iter().any(Node::others));
    }

    #[test]
    fn what_is_no_amount_is_left_out() {
        let chain = Chain::new(
            &[
                link("ore", "AAA", "", "BBB", f64::NAN, -1.0),
                link("ore", "CCC", "", "BBB", f64::INFINITY, 2.0),
            ],
            12,
        );
        assert_eq!((chain.flows.len(), chain.nodes.len()), (1, 2));
        assert_eq!((chain.nodes[0].words().as_str(), chain.nodes[0].given), ("CCC ore", [0.0, 2.0]));
        assert!(Chain::new(&[], 12).nodes.is_empty());
    }
}
