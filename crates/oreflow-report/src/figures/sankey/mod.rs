//! A chain from ores to final use, before and in a month of a disruption: who makes what for whom.

mod chain;
mod draw;
mod layout;

use std::fmt::Write;

use crate::figures::table::{cell, table};
use crate::figures::{Figure, nothing};
use crate::number::{change, number};
use chain::{Chain, Node, Who};

/// How many nodes of a column stand alone; the others are one.
const MOST: usize = 12;

/// A flow of a product from a country into what is made of it in a country, or into final use.
#[derive(Clone, Debug, PartialEq)]
pub struct SankeyLink {
    /// What flows.
    pub product: String,
    /// Country of its makers, ISO 3166-1 alpha-3.
    pub from: String,
    /// What is made of it; empty for final use.
    pub into: String,
    /// Country of its users, ISO 3166-1 alpha-3.
    pub to: String,
    /// The flow in the base, in the unit of the figure.
    pub base: f64,
    /// The flow in the month shown, in the unit of the figure.
    pub value: f64,
}

/// A Sankey diagram of a chain in two panels with one scale and the same places: the base, and a month.
///
/// Makers of a product in a country are a node, in a column to the right of all that the product is made of; final users
/// are the last column. Nodes that are too small to stand alone are one in each column.
#[derive(Clone, Debug, PartialEq)]
pub struct Sankey {
    /// Stem of its files.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// What widths are counted in. Only values at prices that stay compare between products, so that this is such as `USD
    /// million a month at base prices`.
    pub unit: String,
    /// What the two panels show, such as `base` and `worst month, 2028-03`.
    pub panels: [String; 2],
    /// The flows, in any order; those that are no positive number are left out.
    pub links: Vec<SankeyLink>,
}

impl Sankey {
    fn chain(&self) -> Chain {
        Chain::new(&self.links, MOST)
    }
}

impl Figure for Sankey {
    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn description(&self) -> String {
        let chain = self.chain();
        let used = chain.flows.iter().filter(|flow| chain.columns[chain.nodes[flow.to].column].is_empty());
        let [base, value] =
            used.fold([0.0; 2], |sum, flow| [sum[0] + flow.amounts[0], sum[1] + flow.amounts[1]]);
        let (columns, [before, after], change_of) = (chain.columns.len(), &self.panels, change(base, value));
        let mut text = format!(
            "A chain of {columns} columns. Final use in {before}: {} {unit}; in {after}: {} ({change_of}).",
            number(base),
            number(value),
            unit = self.unit
        );
        let made = chain.nodes.iter().filter(|node| matches!(node.who, Who::Makers { .. }));
        let lost = |node: &&Node| node.through()[0] - node.through()[1];
        if let Some(most) = made.max_by(|a, b| lost(a).total_cmp(&lost(b))).filter(|most| lost(most) > 0.0) {
            let [base, value] = most.through();
            let _ = write!(text, " Most is lost by {}: {}.", most.words(), change(base, value));
        }
        text
    }

    fn svg(&self, width: f64) -> String {
        let chain = self.chain();
        if chain.nodes.is_empty() { nothing(self, width) } else { draw::draw(self, &chain, width) }
    }

    fn table(&self) -> Vec<u8> {
        let ends = |who: &Who| match who {
            Who::Makers { product, country } => [product.clone(), country.clone()],
            Who::Users { country, .. } => [String::new(), country.clone()],
            Who::Others => ["others".to_owned(), "others".to_owned()],
        };
        let chain = self.chain();
        let rows = chain.flows.iter().map(|flow| {
            let [base, value] = flow.amounts;
            let cells = [flow.from, flow.to].map(|node| ends(&chain.nodes[node].who)).concat();
            [cells, vec![cell(base), cell(value), self.unit.clone()]].concat()
        });
        table(&["product", "from", "into", "to", "base", "value", "unit"], rows)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(super) fn link(product: &str, from: &str, into: &str, to: &str, base: f64, value: f64) -> SankeyLink {
        let [product, from, into, to] = [product, from, into, to].map(str::to_owned);
        SankeyLink { product, from, into, to, base, value }
    }

    /// A chain whose amounts are of a size.
    pub(in crate::figures) fn sample(size: f64) -> Sankey {
        let sized =
            |link: SankeyLink| SankeyLink { base: size * link.base, value: size * link.value, ..link };
        sankey(nickel().into_iter().map(sized).collect())
    }

    /// Links of a chain from ore to steel and cells in many countries, some cut, some grown, with scrap that comes back.
    pub(super) fn nickel() -> Vec<SankeyLink> {
        let steps = [
            ("ore", "pig-iron"),
            ("ore", "matte"),
            ("matte", "sulphate"),
            ("pig-iron", "steel"),
            ("steel", ""),
            ("sulphate", ""),
            ("steel", "scrap"),
            ("scrap", "pig-iron"),
        ];
        let countries = ["IDN", "CHN", "PHL", "JPN", "FIN", "CAN", "AUS"];
        let mut links = Vec::new();
        for (step, (product, into)) in steps.iter().enumerate() {
            for (a, from) in countries.iter().enumerate() {
                for (b, to) in countries.iter().enumerate().filter(|(b, _)| (a * 3 + b * 5 + step) % 4 == 0) {
                    let base = 1.0
                        + ((a * 31 + b * 17 + step * 7) % 23) as f64
                            / if *product == "scrap" { 10.0 } else { 1.0 };
                    let value = base * [1.0, 0.3, 0.0, 1.4][(a + 2 * b + step) % 4];
                    links.push(link(product, from, into, to, base, value));
                }
            }
        }
        links
    }

    fn sankey(links: Vec<SankeyLink>) -> Sankey {
        Sankey {
            name: "chain-nickel".to_owned(),
            title: "Nickel <b>now</b>".to_owned(),
            unit: "USD million a month at base prices".to_owned(),
            panels: ["base".to_owned(), "worst month, 2028-03".to_owned()],
            links,
        }
    }

    fn all<'a>(document: &'a roxmltree::Document<'_>, class: &str) -> Vec<roxmltree::Node<'a, 'a>> {
        let of_class = |node: &roxmltree::Node<'_, '_>| {
            node.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class))
        };
        document.descendants().filter(of_class).collect()
    }

    #[test]
    fn both_panels_have_one_scale_and_the_same_places() {
        for width in [860.0, 360.0] {
            let text = sankey(nickel()).svg(width);
            let document = roxmltree::Document::parse(&text).unwrap();
            let panels = all(&document, "panel");
            assert_eq!(panels.len(), 2);
            let place = |panel: &roxmltree::Node<'_, '_>, class: &str| -> Vec<[f64; 3]> {
                let bars = panel.descendants().filter(|node| node.attribute("class") == Some(class));
                let of = |node: roxmltree::Node<'_, '_>, name: &str| {
                    node.attribute(name).unwrap().parse::<f64>().unwrap()
                };
                bars.map(|bar| ["x", "y", "height"].map(|name| of(bar, name))).collect()
            };
            let [before, after] = [0, 1].map(|panel| place(&panels[panel], "node"));
            assert_eq!(before.len(), after.len());
            let shift = [0, 1].map(|axis| after[0][axis] - before[0][axis]);
            // Lengths are written to a tenth of a pixel.
            let near = |a: f64, b: f64| (a - b).abs() < 0.21;
            for (one, other) in before.iter().zip(&after) {
                assert!((0..2).all(|axis| near(other[axis] - one[axis], shift[axis])), "{one:?} {other:?}");
            }
            // The outlines in the second panel are nodes of the first, where those differ.
            let differ: Vec<_> =
                before.iter().zip(&after).filter(|(one, other)| (one[2] - other[2]).abs() > 1.2).collect();
            let outlines = place(&panels[1], "ghost");
            assert!(!differ.is_empty() && outlines.len() >= differ.len());
            for (one, other) in differ {
                let outlined = |outline: &[f64; 3]| outline[..2] == other[..2] && near(outline[2], one[2]);
                assert!(outlines.iter().any(outlined), "{one:?}");
            }
            assert!(!all(&document, "loss").is_empty() && !all(&document, "gain").is_empty());
            assert!(panels[0].descendants().all(|node| node.attribute("class") != Some("flow loss")));
            let right = before.iter().chain(&after).map(|bar| bar[0]).fold(0.0, f64::max);
            assert!(right < width, "{right}");
        }
    }

    #[test]
    fn the_order_of_links_does_not_matter() {
        let links = nickel();
        let (drawn, table) = (sankey(links.clone()).svg(860.0), sankey(links.clone()).table());
        for by in [5, 11] {
            let mixed = (0..links.len()).map(|at| links[at * by % links.len()].clone()).collect::<Vec<_>>();
            assert_ne!(mixed, links);
            assert_eq!(sankey(mixed.clone()).svg(860.0), drawn);
            assert_eq!(sankey(mixed).table(), table);
        }
    }

    #[test]
    fn labels_of_a_column_do_not_overlap() {
        let text = sankey(nickel()).svg(860.0);
        let document = roxmltree::Document::parse(&text).unwrap();
        for labels in all(&document, "labels") {
            let mut places: Vec<(String, f64)> = labels
                .children()
                .map(|label| {
                    (label.attribute("x").unwrap().to_owned(), label.attribute("y").unwrap().parse().unwrap())
                })
                .collect();
            places.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            assert!(places.len() > 10);
            for pair in places.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                assert!(pair[1].1 - pair[0].1 > 11.8, "{pair:?}");
            }
        }
    }

    #[test]
    fn odd_chains_are_drawn() {
        let nan = f64::NAN;
        for links in [
            vec![],
            vec![link("ore", "AAA", "", "BBB", 0.0, 0.0)],
            vec![link("ore", "AAA", "", "BBB", nan, nan)],
            vec![link("ore", "AAA", "", "BBB", 1.0, 0.0)],
            vec![link("ore", "AAA", "", "BBB", 0.0, 1e12)],
            vec![link("metal", "AAA", "metal", "AAA", 1.0, 2.0)],
            vec![
                link("metal", "AAA", "scrap", "AAA", 1.0, 1.0),
                link("scrap", "AAA", "metal", "AAA", 1.0, 1.0),
            ],
            vec![link(
                "<script>alert(1)</script> & a name of more than sixty characters in all",
                "<b>",
                "\"x\"",
                "",
                1e-9,
                3.0,
            )],
        ] {
            let figure = sankey(links.clone());
            for width in [860.0, 360.0, 40.0] {
                let text = figure.svg(width);
                let document = roxmltree::Document::parse(&text).unwrap();
                let flows = links.iter().filter(|link| link.base > 0.0 || link.value > 0.0).count();
                assert_eq!(all(&document, "node").is_empty(), flows == 0, "{links:?}");
                assert!(
                    !text.contains("NaN")
                        && !text.contains("inf")
                        && !text.contains("<script")
                        && !text.contains("<b>")
                );
            }
            assert!(!figure.description().contains("NaN"), "{}", figure.description());
        }
    }

    #[test]
    fn the_main_numbers_are_said() {
        let figure = sankey(vec![
            link("ore", "IDN", "metal", "CHN", 10.0, 2.0),
            link("metal", "CHN", "", "JPN", 30.0, 12.0),
        ]);
        let said = figure.description();
        assert_eq!(
            said,
            "A chain of 3 columns. Final use in base: 30.0 USD million a month at base prices; in worst month, 2028-03: 12.0 (-60 \
             %). Most is lost by CHN metal: -60 %."
        );
        let table = String::from_utf8(figure.table()).unwrap();
        assert_eq!(table.lines().next(), Some("product,from,into,to,base,value,unit"));
        assert!(table.contains("metal,CHN,,JPN,30,12,USD million a month at base prices"), "{table}");
    }
}
