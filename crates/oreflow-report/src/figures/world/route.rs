//! Ways of flows over the map: bows, so that there and back are two lines, and over the edge where that is shorter.

use super::coast::Degrees;
use super::projection::{MIDDLE, NORTH, SOUTH, Sheet};

/// Points of a bow.
const POINTS: usize = 24;
/// How far a bow leaves the straight line, as a part of its length.
const BEND: f64 = 0.14;

/// The bow between two places, to the left of who travels; each further one between the same places (`nth` counts from 0) bends more.
///
/// In pixels; in two pieces, which end at the edge, where the shorter way leads over it.
pub(super) fn bow(sheet: &Sheet, from: Degrees, to: Degrees, nth: usize) -> Vec<Vec<(f64, f64)>> {
    let east = (to.0 - from.0 + 540.0).rem_euclid(360.0) - 180.0;
    let north = to.1 - from.1;
    let bend = BEND * (1.0 + 0.6 * nth as f64);
    let pull = (from.0 + east / 2.0 - bend * 2.0 * north, from.1 + north / 2.0 + bend * 2.0 * east);
    let point = |step: usize| {
        let t = step as f64 / POINTS as f64;
        let mix = |a: f64, b: f64, c: f64| (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * b + t * t * c;
        (mix(from.0, pull.0, from.0 + east), mix(from.1, pull.1, to.1).clamp(SOUTH + 1.0, NORTH - 1.0))
    };
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut last: Option<Degrees> = None;
    for here in (0..=POINTS).map(point) {
        let turn = turns(here.0);
        match last.filter(|last| turns(last.0) != turn) {
            None if last.is_some() => {
                pieces.last_mut().into_iter().for_each(|piece| piece.push(at(sheet, here, turn)));
            }
            None => pieces.push(vec![at(sheet, here, turn)]),
            Some(last) => {
                let edge = MIDDLE + 180.0 + 360.0 * turns(last.0).min(turn);
                let share = (edge - last.0) / (here.0 - last.0);
                let crossing = (edge, last.1 + share * (here.1 - last.1));
                pieces
                    .last_mut()
                    .into_iter()
                    .for_each(|piece| piece.push(at(sheet, crossing, turns(last.0))));
                pieces.push(vec![at(sheet, crossing, turn), at(sheet, here, turn)]);
            }
        }
        last = Some(here);
    }
    pieces
}

/// How often a longitude has gone around the globe, from the edge of the map.
fn turns(longitude: f64) -> f64 {
    ((longitude - MIDDLE + 180.0) / 360.0).floor()
}

fn at(sheet: &Sheet, place: Degrees, turn: f64) -> (f64, f64) {
    sheet.at((place.0 - 360.0 * turn, place.1))
}

#[cfg(test)]
mod tests {
    use super::super::coast::place;
    use super::*;

    fn between(from: &str, to: &str) -> Vec<Vec<(f64, f64)>> {
        bow(&Sheet::new(860.0, 0.0), place(from).unwrap(), place(to).unwrap(), 0)
    }

    fn longest_step(pieces: &[Vec<(f64, f64)>]) -> f64 {
        let steps = pieces.iter().flat_map(|piece| piece.windows(2));
        steps.map(|pair| (pair[1].0 - pair[0].0).hypot(pair[1].1 - pair[0].1)).fold(0.0, f64::max)
    }

    #[test]
    fn bows_begin_and_end_where_they_should() {
        let sheet = Sheet::new(860.0, 0.0);
        for (from, to, pieces) in
            [("IDN", "CHN", 1), ("CHN", "USA", 2), ("USA", "AUS", 2), ("CHL", "DEU", 1), ("NZL", "CHL", 2)]
        {
            let drawn = between(from, to);
            assert_eq!(drawn.len(), pieces, "{from} {to}");
            let near = |a: (f64, f64), b: (f64, f64)| (a.0 - b.0).hypot(a.1 - b.1) < 1e-6;
            assert!(near(drawn[0][0], sheet.at(place(from).unwrap())), "{from} {to}");
            assert!(near(*drawn[pieces - 1].last().unwrap(), sheet.at(place(to).unwrap())), "{from} {to}");
            assert!(longest_step(&drawn) < 40.0, "{from} {to}: {}", longest_step(&drawn));
            assert!(drawn.iter().flatten().all(|point| (-1e-6..=860.0 + 1e-6).contains(&point.0)));
        }
    }

    #[test]
    fn what_leaves_at_one_edge_comes_in_at_the_other() {
        let drawn = between("CHN", "USA");
        let (out, back) = (drawn[0].last().unwrap(), drawn[1][0]);
        assert!((out.0 + back.0 - 860.0).abs() < 1e-6 && (out.1 - back.1).abs() < 1e-6, "{out:?} {back:?}");
        assert!(out.0 > 430.0);
    }

    #[test]
    fn there_and_back_are_two_lines() {
        let (there, back) = (between("AUS", "CHN"), between("CHN", "AUS"));
        let middle = |pieces: &[Vec<(f64, f64)>]| pieces[0][POINTS / 2];
        let apart = (middle(&there).0 - middle(&back).0).hypot(middle(&there).1 - middle(&back).1);
        assert!(apart > 20.0, "{apart}");
    }

    #[test]
    fn a_flow_to_the_same_place_is_a_point() {
        let drawn = bow(&Sheet::new(860.0, 0.0), (10.0, 50.0), (10.0, 50.0), 0);
        assert!(longest_step(&drawn) < 1e-9);
    }
}
