//! Labels beside points, as many as have room.

use crate::figures::svg::{Element, label};
use crate::figures::text::{Anchor, SMALL, width as width_of};

/// Boxes that are taken: left, top, right, bottom.
pub(super) struct Labels {
    taken: Vec<[f64; 4]>,
    within: [f64; 4],
}

impl Labels {
    /// None yet, on a sheet between these edges.
    pub(super) fn new(within: [f64; 4]) -> Self {
        Self { taken: Vec::new(), within }
    }

    /// A label to the right, left, above or below of a point, whichever has room first; none where none has.
    pub(super) fn beside(&mut self, (x, y): (f64, f64), text: &str) -> Option<Element> {
        let (width, away) = (width_of(text, SMALL), 6.0);
        let places = [
            (x + away, y + 4.0, Anchor::Start, x + away),
            (x - away, y + 4.0, Anchor::End, x - away - width),
            (x, y - away - 3.0, Anchor::Middle, x - width / 2.0),
            (x, y + away + 11.0, Anchor::Middle, x - width / 2.0),
        ];
        places.into_iter().find_map(|(at, base, anchor, left)| {
            let room = [left, base - 9.0, left + width, base + 3.0];
            let inside = room[0] >= self.within[0]
                && room[1] >= self.within[1]
                && room[2] <= self.within[2]
                && room[3] <= self.within[3];
            let free = self.taken.iter().all(|other| {
                room[2] <= other[0] || other[2] <= room[0] || room[3] <= other[1] || other[3] <= room[1]
            });
            (inside && free).then(|| {
                self.taken.push(room);
                label(at, base, anchor, text).class("small halo")
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_find_room_or_are_left_out() {
        let mut labels = Labels::new([0.0, 0.0, 100.0, 100.0]);
        let anchors: Vec<_> = (0..5)
            .map(|_| labels.beside((50.0, 50.0), "IDN").map(|label| label.to_string()))
            .map(|label| {
                label.map(|text| {
                    u8::from(text.contains("\"end\"")) + 2 * u8::from(text.contains("\"middle\""))
                })
            })
            .collect();
        assert_eq!(anchors, [Some(0), Some(1), Some(2), Some(2), None]);
        let text = labels.beside((98.0, 20.0), "CHN").unwrap().to_string();
        assert!(text.contains("text-anchor=\"end\""), "{text}");
    }
}
