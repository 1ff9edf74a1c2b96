//! The two panels of a chain.

use super::Sankey;
use super::chain::{Chain, Node, Pair, Who};
use super::layout::{Band, Layout, Slot};
use crate::figures::axis::{Frame, key, patches};
use crate::figures::picture;
use crate::figures::svg::{Element, Path, group, label, rect};
use crate::figures::text::{Anchor, SMALL, elide, width as width_of, wrap};
use crate::number::{change, number};

/// Pixels of width of a node.
const NODE: f64 = 7.0;
/// Room above the chain for what a panel and its columns show.
const HEAD: f64 = 52.0;
/// Room between panels.
const BETWEEN: f64 = 28.0;
/// Flows thinner than this, in pixels, are not drawn.
const THINNEST: f64 = 0.3;
/// Pixels of height that a label needs.
const LINE: f64 = 12.0;
/// Changes by a smaller part than this are not coloured.
const SAME: f64 = 0.05;

/// The figure: panels side by side where columns have room for their labels then, below each other where not.
pub(super) fn draw(sankey: &Sankey, chain: &Chain, width: f64) -> String {
    let half = (width - BETWEEN) / 2.0;
    let beside = half / chain.columns.len() as f64 >= 100.0;
    let height = if beside { 400.0 } else { 320.0 };
    let layout = Layout::new(chain, height);
    let (across, right, down) =
        if beside { (half, half + BETWEEN, 0.0) } else { (width, 0.0, height + HEAD + BETWEEN) };
    let frames = [0.0, 1.0].map(|panel| {
        let (left, top) = (panel * right, panel * down + HEAD);
        Frame { left, right: left + across, top, bottom: top + height }
    });
    let panels =
        [0, 1].map(|number| Panel { sankey, chain, layout: &layout, frame: frames[number], number }.draw());
    let below = frames[1].bottom + 16.0;
    let sign = |classes: &str| patches(vec![classes.to_owned()]);
    let entries = vec![
        (sign("flow"), format!("within {:.0} % of {}", 100.0 * SAME, sankey.panels[0])),
        (sign("flow loss"), "less".to_owned()),
        (sign("flow gain"), "more".to_owned()),
        (sign("ghost"), format!("as much as in {}", sankey.panels[0])),
    ];
    let (key, room) = key(0.0, below, width, entries);
    let mut y = below + room + 10.0;
    let note = format!("Widths: {}, to one scale in both panels.", sankey.unit);
    let mut notes = group("notes");
    for text in wrap(&note, SMALL, width, 3) {
        notes.add(label(0.0, y, Anchor::Start, &text).class("small"));
        y += 15.0;
    }
    picture(sankey, width, y - 8.0, panels.into_iter().chain([key, notes]))
}

/// A panel: the chain before (0) or after (1).
struct Panel<'a> {
    sankey: &'a Sankey,
    chain: &'a Chain,
    layout: &'a Layout<'a>,
    frame: Frame,
    number: usize,
}

impl Panel<'_> {
    fn draw(&self) -> Element {
        let Frame { left, right, top, .. } = self.frame;
        let title = elide(&self.sankey.panels[self.number], 1.08 * SMALL, right - left);
        let title = label(left, top - HEAD + 12.0, Anchor::Start, &title).class("small strong");
        group("panel").all([title, self.headings(), self.flows(), self.nodes(), self.labels()])
    }

    /// From one column to the next, in pixels. Labels of the last column stand to the right of it.
    fn step(&self) -> f64 {
        (self.frame.right - self.frame.left) / self.chain.columns.len() as f64
    }

    /// The left edge of a column.
    fn column(&self, column: usize) -> f64 {
        self.frame.left + self.step() * column as f64
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
            let lines =
                wrap(&text, SMALL, self.step() - 4.0, 2).into_iter().enumerate().map(|(line, text)| {
                    let y = self.frame.top - 21.0 + LINE * line as f64;
                    label(self.column(column), y, Anchor::Start, &text).class("small")
                });
            let heading = group("heading").all(lines);
            headings.add(if names.is_empty() { heading } else { heading.tip(&names.join("\n")) });
        }
        headings
    }

    fn flows(&self) -> Element {
        let bands = self.layout.bands(self.number);
        let mut drawn: Vec<_> =
            self.chain.flows.iter().zip(bands).filter(|(_, band)| band.width >= THINNEST).collect();
        // The thin lie upon the broad. Stable: equal ones stay in the order of their names.
        drawn.sort_by(|a, b| b.1.width.total_cmp(&a.1.width));
        let flows = drawn.into_iter().map(|(flow, Band { from, to, width })| {
            let [source, target] = [flow.from, flow.to].map(|node| &self.chain.nodes[node]);
            let tip = format!("{} to {}\n{}", source.words(), target.words(), self.amounts(flow.amounts));
            let start = (self.column(source.column) + NODE, self.frame.top + from);
            let end = (self.column(target.column), self.frame.top + to);
            ribbon(start, end, width).class(&format!("flow{}", self.tone(flow.amounts))).tip(&tip)
        });
        group("flows").all(flows)
    }

    fn nodes(&self) -> Element {
        let nodes = self.chain.nodes.iter().zip(&self.layout.slots).map(|(node, slot)| {
            let (x, y) = (self.column(node.column), self.frame.top + slot.top);
            let through = node.through();
            let bar = |value: f64| rect(x, y, x + NODE, y + self.layout.scale * value);
            let mut drawn = Element::new("g").tip(&format!("{}\n{}", node.words(), self.amounts(through)));
            drawn.add(rect(x - 2.0, y, x + NODE + 2.0, y + slot.height).class("hit"));
            drawn.add(bar(through[self.number]).class("node"));
            // Where nothing is to be seen of a change, an outline would hide the node.
            if self.number == 1 && self.layout.scale * (through[1] - through[0]).abs() >= 1.0 {
                drawn.add(bar(through[0]).class("ghost"));
            }
            drawn
        });
        group("nodes").all(nodes)
    }

    /// Labels of the largest nodes, as many as have room above each other.
    fn labels(&self) -> Element {
        let mut nodes: Vec<(&Node, &Slot)> = self.chain.nodes.iter().zip(&self.layout.slots).collect();
        nodes.sort_by(|a, b| b.0.size().total_cmp(&a.0.size()));
        let mut taken: Vec<(usize, f64)> = Vec::new();
        let labels = nodes.into_iter().filter_map(|(node, Slot { top, height })| {
            let middle = self.frame.top + top + height / 2.0;
            let free =
                |&(column, other): &(usize, f64)| column != node.column || (other - middle).abs() >= LINE;
            let text = self.label(node).filter(|_| taken.iter().all(free))?;
            taken.push((node.column, middle));
            let x = self.column(node.column) + NODE + 3.0;
            Some(label(x, middle + 4.0, Anchor::Start, &text).class("small halo"))
        });
        group("labels").all(labels)
    }

    /// As much of who a node is, and of its change, as there is room for.
    fn label(&self, node: &Node) -> Option<String> {
        let room = self.step() - NODE - 4.0;
        let one = self.chain.columns[node.column].len() == 1;
        let (short, whole) = match &node.who {
            Who::Makers { country, .. } if one => (country.clone(), country.clone()),
            Who::Makers { product, country } | Who::Users { product, country } => {
                (country.clone(), format!("{country} {product}"))
            }
            Who::Others => ("others".to_owned(), node.words()),
        };
        let through = node.through();
        let changed = match self.tone(through) {
            "" => String::new(),
            _ => format!(" {}", change(through[0], through[1])),
        };
        // A piece of a product says something from a few letters on.
        let piece = |room: f64| Some(elide(&whole, SMALL, room)).filter(|piece| piece.chars().count() > 9);
        let rest = room - width_of(&changed, SMALL);
        let texts = [
            (rest > 0.0).then(|| piece(rest)).flatten().map(|piece| piece + &changed),
            piece(room),
            Some(whole.clone() + &changed),
            Some(short.clone() + &changed),
            Some(short),
        ];
        texts.into_iter().flatten().find(|text| width_of(text, SMALL) <= room)
    }

    /// How a change is coloured.
    fn tone(&self, [base, value]: Pair) -> &'static str {
        match value - base {
            _ if self.number == 0 => "",
            less if less < -SAME * base => " loss",
            more if more > SAME * base => " gain",
            _ => "",
        }
    }

    fn amounts(&self, [base, value]: Pair) -> String {
        let [before, after] = &self.sankey.panels;
        let (base_text, value_text, change) = (number(base), number(value), change(base, value));
        format!("{before}: {base_text}\n{after}: {value_text} ({change})\n{}", self.sankey.unit)
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
