//! The two panels of a chain.

use super::Sankey;
use super::chain::{Amounts, Chain, Place, Who};
use super::layout::{Band, Layout, Slot};
use crate::figures::axis::{Frame, key, patches};
use crate::figures::picture;
use crate::figures::svg::{Element, Path, group, label, rect};
use crate::figures::text::{Anchor, SMALL, elide, width as width_of, wrap};
use crate::number::{change, number};

/// Pixels of width of a node.
const NODE: f64 = 8.0;
/// Room above the chain for what a panel and its columns show.
const HEAD: f64 = 52.0;
/// Flows thinner than this, in pixels, are not drawn.
const THINNEST: f64 = 0.2;
/// Pixels of height that a label needs.
const LINE: f64 = 12.0;
/// Changes by a smaller part than this are not coloured.
const SAME: f64 = 0.02;

/// Who a node is, in words.
pub(super) fn words(who: &Who, members: usize) -> String {
    match who {
        Who::Makers { product, country } => format!("{country} {product}"),
        Who::Users { product, country } => format!("{country}, use of {product}"),
        Who::Others => format!("{members} others"),
    }
}

/// The figure: panels side by side where there is room, below each other where not.
pub(super) fn draw(sankey: &Sankey, chain: &Chain, width: f64) -> String {
    let wide = width >= 600.0;
    let height = if wide { 420.0 } else { 330.0 };
    let layout = Layout::new(chain, height);
    let across = if wide { (width - 28.0) / 2.0 } else { width };
    let panels = [0, 1].map(|panel| {
        let (left, top) = if wide {
            (panel as f64 * (across + 28.0), 0.0)
        } else {
            (0.0, panel as f64 * (height + HEAD + 22.0))
        };
        let frame = Frame { left, right: left + across, top: top + HEAD, bottom: top + HEAD + height };
        (frame, Panel { sankey, chain, layout: &layout, frame, panel }.draw())
    });
    let below = panels[1].0.bottom + 16.0;
    let (key, room) = key(
        0.0,
        below,
        width,
        vec![
            (
                patches(vec!["flow".to_owned()]),
                format!("within {:.0} % of {}", 100.0 * SAME, sankey.panels[0]),
            ),
            (patches(vec!["flow loss".to_owned()]), "less".to_owned()),
            (patches(vec!["flow gain".to_owned()]), "more".to_owned()),
            (patches(vec!["ghost".to_owned()]), format!("node in {}", sankey.panels[0])),
        ],
    );
    let mut y = below + room + 8.0;
    let note = format!("Widths: {}, to one scale in both panels.", sankey.unit);
    let mut foot = group("foot");
    for text in wrap(&note, SMALL, width, 3) {
        foot.add(label(0.0, y, Anchor::Start, &text).class("small"));
        y += 15.0;
    }
    let [first, second] = panels.map(|(_, panel)| panel);
    picture(sankey, width, y, [first, second, key, foot])
}

struct Panel<'a> {
    sankey: &'a Sankey,
    chain: &'a Chain,
    layout: &'a Layout<'a>,
    frame: Frame,
    /// 0 before, 1 after.
    panel: usize,
}

impl Panel<'_> {
    fn draw(&self) -> Element {
        let Frame { left, right, top, .. } = self.frame;
        let title = elide(&self.sankey.panels[self.panel], SMALL, right - left);
        let title = label(left, top - HEAD + 12.0, Anchor::Start, &title).class("strong");
        group("panel")
            .with(title)
            .with(self.headings())
            .with(self.flows())
            .with(self.nodes())
            .with(self.labels())
    }

    /// From one column to the next, in pixels.
    fn step(&self) -> f64 {
        let columns = self.chain.columns.len();
        let room = self.frame.right - self.frame.left;
        // Labels of the last column stand to the right of it.
        let margin = if columns > 1 { (room / columns as f64).min(74.0) } else { room };
        (room - NODE - margin) / (columns.max(2) - 1) as f64
    }

    fn left_of(&self, place: &Place) -> f64 {
        self.frame.left + self.step() * place.0 as f64
    }

    /// Room for text beside a column.
    fn room(&self, column: usize) -> f64 {
        let last = column + 1 == self.chain.columns.len();
        let right = if last { self.frame.right } else { self.frame.left + self.step() * (column + 1) as f64 };
        right - self.frame.left - self.step() * column as f64
    }

    fn headings(&self) -> Element {
        let mut headings = group("headings");
        for (column, products) in self.chain.columns.iter().enumerate() {
            let names: Vec<&str> = products.iter().map(String::as_str).collect();
            let text = match names.len() {
                0 => "final use".to_owned(),
                1..=3 => names.join(", "),
                many => format!("{many} products"),
            };
            let x = self.frame.left + self.step() * column as f64;
            for (line, text) in wrap(&text, SMALL, self.room(column) - 4.0, 2).into_iter().enumerate() {
                let y = self.frame.top - 22.0 + 12.0 * line as f64;
                headings.add(label(x, y, Anchor::Start, &text).class("small").tip(&names.join("\n")));
            }
        }
        headings
    }

    fn flows(&self) -> Element {
        let bands = self.layout.bands(self.panel);
        let mut drawn: Vec<(&(Place, Place), &[f64; 2], Band)> =
            self.chain.flows.iter().zip(bands).map(|((ends, pair), band)| (ends, pair, band)).collect();
        drawn.retain(|(_, _, band)| band.width >= THINNEST);
        // The thin lie upon the broad. Stable: equal ones stay in the order of their names.
        drawn.sort_by(|a, b| b.2.width.total_cmp(&a.2.width));
        let flows = drawn.into_iter().map(|((from, to), &pair, band)| {
            let name = |place: &Place| words(&place.1, self.chain.nodes[place].members);
            let tip = format!("{} to {}\n{}", name(from), name(to), self.amounts(pair));
            let (x0, x1) = (self.left_of(from) + NODE, self.left_of(to));
            ribbon((x0, self.frame.top + band.from), (x1, self.frame.top + band.to), band.width)
                .class(&format!("flow{}", self.tone(pair)))
                .tip(&tip)
        });
        group("flows").all(flows)
    }

    fn nodes(&self) -> Element {
        let mut nodes = group("nodes");
        for (place, amounts) in &self.chain.nodes {
            let Slot { top, height } = self.layout.slots[place];
            let (x, y) = (self.left_of(place), self.frame.top + top);
            let through = amounts.through();
            let bar = |value: f64| rect(x, y, x + NODE, y + self.layout.scale * value);
            let tip = format!("{}\n{}", words(&place.1, amounts.members), self.amounts(through));
            let mut node =
                Element::new("g").tip(&tip).with(rect(x - 2.0, y, x + NODE + 2.0, y + height).class("hit"));
            node.add(bar(through[self.panel]).class("node"));
            if self.panel == 1 {
                node.add(bar(through[0]).class("ghost"));
            }
            nodes.add(node);
        }
        nodes
    }

    /// Labels of the largest nodes, as many as have room above each other.
    fn labels(&self) -> Element {
        let mut labels = group("labels");
        for column in 0..self.chain.columns.len() {
            let mut nodes: Vec<(&Place, &Amounts)> =
                self.chain.nodes.iter().filter(|(place, _)| place.0 == column).collect();
            nodes.sort_by(|a, b| b.1.size().total_cmp(&a.1.size()));
            let mut taken: Vec<f64> = Vec::new();
            for (place, amounts) in nodes {
                let Slot { top, height } = self.layout.slots[place];
                let middle = self.frame.top + top + height / 2.0;
                let room = self.room(column) - NODE - 8.0;
                if taken.iter().any(|other| (other - middle).abs() < LINE) || room < 22.0 {
                    continue;
                }
                taken.push(middle);
                let text = self.label_of(place, amounts, room);
                labels.add(
                    label(self.left_of(place) + NODE + 3.0, middle + 4.0, Anchor::Start, &text)
                        .class("small halo"),
                );
            }
        }
        labels
    }

    fn label_of(&self, place: &Place, amounts: &Amounts, room: f64) -> String {
        let one = self.chain.columns[place.0].len() == 1;
        let text = match &place.1 {
            Who::Makers { country, .. } if one => country.clone(),
            Who::Users { product, country } => format!("{country} {product}"),
            who => words(who, amounts.members),
        };
        let [base, value] = amounts.through();
        let changed = format!("{text} {}", change(base, value));
        if self.panel == 1 && !self.tone([base, value]).is_empty() && width_of(&changed, SMALL) <= room {
            changed
        } else {
            elide(&text, SMALL, room)
        }
    }

    /// How a change is coloured.
    fn tone(&self, [base, value]: [f64; 2]) -> &'static str {
        match value - base {
            _ if self.panel == 0 => "",
            less if less < -SAME * base => " loss",
            more if more > SAME * base => " gain",
            _ => "",
        }
    }

    fn amounts(&self, [base, value]: [f64; 2]) -> String {
        let [before, after] = &self.sankey.panels;
        format!(
            "{before}: {} {unit}\n{after}: {} {unit} ({})",
            number(base),
            number(value),
            change(base, value),
            unit = self.sankey.unit
        )
    }
}

/// A flow of a width between two upper ends. Back to the left, or to the same column, it leads around.
fn ribbon((x0, y0): (f64, f64), (x1, y1): (f64, f64), width: f64) -> Element {
    let pull = if x1 > x0 { (x1 - x0) / 2.0 } else { 40.0 };
    let mut path = Path::default();
    path.move_to(x0, y0);
    path.curve_to((x0 + pull, y0), (x1 - pull, y1), (x1, y1));
    path.line_to(x1, y1 + width);
    path.curve_to((x1 - pull, y1 + width), (x0 + pull, y0 + width), (x0, y0 + width));
    path.close();
    path.draw()
}
