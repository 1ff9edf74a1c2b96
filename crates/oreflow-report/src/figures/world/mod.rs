//! A map of the world: who loses and who gains, and what still flows.

mod coast;
mod draw;
mod labels;
mod projection;
mod route;

use std::fmt::Write;

use crate::figures::Figure;
use crate::figures::table::{cell, table};
use crate::number::{change, number};

/// A flow between two countries.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Country that it leaves, ISO 3166-1 alpha-3.
    pub from: String,
    /// Country that it reaches, ISO 3166-1 alpha-3.
    pub to: String,
    /// What flows.
    pub label: String,
    /// The flow in the base, in the unit of the map.
    pub base: f64,
    /// The flow in the month shown, in the unit of the map.
    pub value: f64,
}

/// What a country loses or gains.
#[derive(Clone, Debug, PartialEq)]
pub struct CountryValue {
    /// ISO 3166-1 alpha-3.
    pub code: String,
    /// What is shown when one points at it, such as its name and amounts.
    pub label: String,
    /// Change as a share of the base: below zero what is lost.
    pub value: f64,
}

/// A map of the world with countries shaded by what they lose or gain, and the largest flows between them.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldMap {
    /// Stem of its files.
    pub name: String,
    /// What it shows.
    pub title: String,
    /// What is shown, such as `worst month, 2028-03`.
    pub when: String,
    /// What the shares of the countries are of, such as `final use of nickel`.
    pub shares_of: String,
    /// What flows are counted in, such as `kt/month`.
    pub unit: String,
    /// Flows, in any order. The largest of those between two countries are drawn.
    pub flows: Vec<Flow>,
    /// Countries, in any order.
    pub countries: Vec<CountryValue>,
}

impl WorldMap {
    /// Flows between countries, the largest first.
    fn largest(&self) -> Vec<&Flow> {
        let mut flows: Vec<&Flow> =
            self.flows.iter().filter(|flow| flow.from != flow.to && size(flow) > 0.0).collect();
        flows.sort_by(|a, b| {
            let names = (&a.from, &a.to, &a.label).cmp(&(&b.from, &b.to, &b.label));
            size(b).total_cmp(&size(a)).then(names).then(a.base.total_cmp(&b.base))
        });
        flows
    }

    /// Countries with a change, from the largest loss to the largest gain.
    fn changed(&self) -> Vec<&CountryValue> {
        let mut countries: Vec<&CountryValue> =
            self.countries.iter().filter(|country| country.value.is_finite()).collect();
        countries.sort_by(|a, b| a.value.total_cmp(&b.value).then(a.code.cmp(&b.code)));
        countries
    }
}

/// An amount; what is no amount is nothing.
fn amount(value: f64) -> f64 {
    if value.is_finite() { value.max(0.0) } else { 0.0 }
}

/// The larger of before and after.
fn size(flow: &Flow) -> f64 {
    amount(flow.base).max(amount(flow.value))
}

impl Figure for WorldMap {
    fn name(&self) -> &str {
        &self.name
    }

    fn title(&self) -> String {
        self.title.clone()
    }

    fn description(&self) -> String {
        let countries = self.changed();
        let share =
            |country: &&CountryValue| format!("{} {}", country.code, change(1.0, 1.0 + country.value));
        let most = |name: &str, count: usize, country: Option<&&CountryValue>| match country {
            Some(country) if count > 0 => format!("{count} countries {name}, most {}. ", share(country)),
            _ => String::new(),
        };
        let losers = countries.iter().filter(|country| country.value < 0.0).count();
        let gainers = countries.iter().filter(|country| country.value > 0.0).count();
        let mut text = format!("Change of {} in {}. ", self.shares_of, self.when);
        text += &most("lose", losers, countries.first());
        text += &most("gain", gainers, countries.last());
        if let Some(flow) = self.largest().first() {
            let _ = write!(
                text,
                "Largest flow: {} from {} to {}, {} {unit} in the base, {} {unit} now.",
                flow.label,
                flow.from,
                flow.to,
                number(amount(flow.base)),
                number(amount(flow.value)),
                unit = self.unit
            );
        }
        text.trim_end().to_owned()
    }

    fn svg(&self, width: f64) -> String {
        draw::draw(self, width)
    }

    fn table(&self) -> Vec<u8> {
        let flows = self.largest().into_iter().map(|flow| {
            let names = ["flow", &flow.from, &flow.to, &flow.label].map(str::to_owned);
            [names.to_vec(), vec![cell(flow.base), cell(flow.value), self.unit.clone()]].concat()
        });
        let countries = self.changed().into_iter().map(|country| {
            let names = ["country", &country.code, "", &self.shares_of].map(str::to_owned);
            [names.to_vec(), vec![String::new(), cell(country.value), "share of base".to_owned()]].concat()
        });
        table(&["kind", "from", "to", "what", "base", "value", "unit"], flows.chain(countries))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn flow(from: &str, to: &str, base: f64, value: f64) -> Flow {
        Flow { from: from.to_owned(), to: to.to_owned(), label: "nickel-ore".to_owned(), base, value }
    }

    fn country(code: &str, value: f64) -> CountryValue {
        CountryValue { code: code.to_owned(), label: format!("{code}, <i>{value}</i>"), value }
    }

    /// A map of a few flows and changes of a size.
    pub(in crate::figures) fn map(size: f64) -> WorldMap {
        WorldMap {
            name: "map-nickel".to_owned(),
            title: "Nickel & the world".to_owned(),
            when: "worst month, 2028-03".to_owned(),
            shares_of: "final use of nickel".to_owned(),
            unit: "kt/month".to_owned(),
            flows: vec![
                flow("IDN", "CHN", 100.0 * size, 10.0 * size),
                flow("PHL", "CHN", 30.0 * size, 40.0 * size),
                flow("CHN", "USA", 20.0 * size, 20.0 * size),
                flow("CHN", "CHN", 500.0 * size, 500.0 * size),
                flow("XYZ", "CHN", 5.0 * size, 0.0 * size),
            ],
            countries: vec![
                country("CHN", -0.3),
                country("PHL", 0.08),
                country("SGP", -0.6),
                country("BHR", 0.2),
                country("JPN", 0.001),
                country("XYZ", -1.0),
            ],
        }
    }

    fn count(text: &str, class: &str) -> usize {
        let document = roxmltree::Document::parse(text).unwrap();
        let arcs = document.descendants().filter(|node| {
            node.attribute("class") == Some(class)
                && !node.ancestors().any(|up| up.attribute("class") == Some("key"))
        });
        arcs.count()
    }

    #[test]
    fn flows_and_changes_are_drawn() {
        for width in [860.0, 360.0] {
            let text = map(1.0).svg(width);
            assert_eq!(count(&text, "route"), 3);
            // From China to America over the edge: two pieces.
            assert_eq!(
                (count(&text, "arc"), count(&text, "arc lost"), count(&text, "arc gained")),
                (4, 1, 1)
            );
            let document = roxmltree::Document::parse(&text).unwrap();
            let hatched = document
                .descendants()
                .filter(|node| node.has_tag_name("path") && node.attribute("fill").is_some());
            assert_eq!(hatched.count(), 1, "China");
            let tips: Vec<&str> =
                document.descendants().filter_map(|node| node.attribute("data-tip")).collect();
            for (at, tip) in ["CHN, <i>-0.3</i>", "SGP, <i>-0.6</i>", "BHR, <i>0.2</i>", "JPN, <i>0.001</i>"]
                .iter()
                .enumerate()
            {
                assert_eq!(tips.iter().filter(|other| other == &tip).count(), 1, "{at} {tip}");
            }
            assert!(
                tips.contains(
                    &"nickel-ore, IDN to CHN\nbase: 100 kt/month\nworst month, 2028-03: 10.0 kt/month (-90 %)"
                ),
                "{tips:?}"
            );
            let words: String = document.descendants().filter_map(|node| node.text()).collect();
            assert!(words.contains("map: XYZ."), "{words}");
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter() {
        let mut mixed = map(1.0);
        mixed.flows.reverse();
        mixed.countries.rotate_left(2);
        assert_eq!(mixed.svg(860.0), map(1.0).svg(860.0));
        assert_eq!(mixed.table(), map(1.0).table());
    }

    #[test]
    fn widths_are_to_scale() {
        let text = map(1.0).svg(860.0);
        let document = roxmltree::Document::parse(&text).unwrap();
        let widths = |class: &str| -> Vec<f64> {
            let lines = document
                .descendants()
                .filter(|node| node.has_tag_name("path") && node.attribute("class") == Some(class));
            lines.map(|line| line.attribute("stroke-width").unwrap().parse().unwrap()).collect()
        };
        assert_eq!((widths("arc lost"), widths("arc gained")), (vec![13.0], vec![5.2]));
        assert_eq!(widths("arc"), [1.3, 3.9, 2.6, 2.6]);
    }

    #[test]
    fn odd_maps_are_drawn() {
        let mut map = map(1.0);
        map.flows = vec![
            flow("IDN", "CHN", f64::NAN, f64::INFINITY),
            flow("IDN", "CHN", -1.0, 0.0),
            flow("", "", 1.0, 1.0),
        ];
        map.countries = vec![country("IDN", f64::NAN), country("", -0.5), country("<b>", -0.5)];
        for width in [860.0, 360.0, 20.0] {
            let text = map.svg(width);
            assert_eq!(count(&text, "route"), 0);
            assert!(!text.contains("NaN") && !text.contains("<b>"));
        }
        (map.flows, map.countries) = (vec![], vec![]);
        assert!(count(&map.svg(860.0), "land") > 0);
        assert_eq!(map.description(), "Change of final use of nickel in worst month, 2028-03.");
        assert_eq!(String::from_utf8(map.table()).unwrap(), "kind,from,to,what,base,value,unit\n");
    }

    #[test]
    fn the_main_numbers_are_said() {
        assert_eq!(
            map(1.0).description(),
            "Change of final use of nickel in worst month, 2028-03. 3 countries lose, most XYZ -100 %. 3 countries gain, most \
             BHR +20 %. Largest flow: nickel-ore from IDN to CHN, 100 kt/month in the base, 10.0 kt/month now."
        );
        let table = String::from_utf8(map(1.0).table()).unwrap();
        assert!(table.contains("flow,IDN,CHN,nickel-ore,100,10,kt/month\n"), "{table}");
        assert!(table.contains("country,SGP,,final use of nickel,,-0.6,share of base\n"), "{table}");
    }
}
