//! What the designs promise: even trials, independent streams and replicates, and draws that depend on nothing else.

use oreflow_random::{Design, Draws, Stream, Trial};

const POINTS: u64 = 1_024;

fn designs() -> [Design; 3] {
    [Design::Plain, Design::LatinHypercube { points: POINTS }, Design::Sobol]
}

fn at(replicate: u32, index: u64) -> Trial {
    Trial { replicate, index }
}

/// The most and the least of `points` points in equal boxes, `sides[d]` along each dimension.
fn fewest_and_most(points: impl Iterator<Item = Vec<f64>>, sides: &[u64]) -> (u64, u64) {
    let mut counts = vec![0; sides.iter().product::<u64>() as usize];
    for point in points {
        let cell = point.iter().zip(sides).fold(0, |cell, (x, &side)| cell * side + (x * side as f64) as u64);
        counts[cell as usize] += 1;
    }
    (counts.iter().copied().min().unwrap_or(0), counts.into_iter().max().unwrap_or(0))
}

#[test]
fn each_draw_alone_is_spread_over_the_trials_of_each_replicate() {
    for design in [Design::LatinHypercube { points: POINTS }, Design::Sobol] {
        let draws = Draws::new(5, design).drivers([("price", "level")]);
        for stream in [draws.stream("mine", "outage"), draws.stream("price", "level")] {
            for replicate in 0..8 {
                for n in 0..4 {
                    let points = (0..POINTS).map(|index| vec![stream.uniform(at(replicate, index), n)]);
                    assert_eq!(fewest_and_most(points, &[POINTS]), (1, 1), "{design:?} {replicate} {n}");
                }
            }
        }
    }
    // Sobol' points are even over every aligned run of a power of two, and so can be extended.
    let stream = Draws::new(5, Design::Sobol).stream("mine", "outage");
    for first in [0, 64, 128, 1 << 40] {
        let points = (first..first + 64).map(|index| vec![stream.uniform(at(0, index), 0)]);
        assert_eq!(fewest_and_most(points, &[64]), (1, 1), "{first}");
    }
}

#[test]
fn a_second_hypercube_begins_where_the_first_is_full() {
    let stream = Draws::new(5, Design::LatinHypercube { points: 10 }).stream("mine", "outage");
    let cube = |first: u64| (first..first + 10).map(|index| stream.uniform(at(0, index), 0));
    for first in [0, 10, 20] {
        assert_eq!(fewest_and_most(cube(first).map(|x| vec![x]), &[10]), (1, 1));
    }
    assert!(cube(0).zip(cube(10)).all(|(one, other)| one != other));
}

#[test]
fn draws_of_one_stream_and_all_drivers_are_spread_together() {
    let names: Vec<(String, &str)> = (0..4).map(|n| (format!("driver-{n}"), "level")).collect();
    let draws = Draws::new(9, Design::Sobol).drivers(names.clone());
    let drivers: Vec<Stream> = names.iter().map(|(entity, purpose)| draws.stream(entity, purpose)).collect();
    let block = draws.stream("mine", "outage");
    for replicate in 0..8 {
        // The first two dimensions are a net of quality 0: one point in each box of that volume, of any shape.
        for sides in [[32, 32], [4, 256], [512, 2]] {
            let together = |index| drivers[..2].iter().map(|s| s.uniform(at(replicate, index), 0)).collect();
            assert_eq!(fewest_and_most((0..POINTS).map(together), &sides), (1, 1));
            let within = |index| [0, 1].iter().map(|&n| block.uniform(at(replicate, index), n)).collect();
            assert_eq!(fewest_and_most((0..POINTS).map(within), &sides), (1, 1));
        }
        // Four dimensions: 3 is the quality of the worst four, so 8 points in each box.
        let together = |index| drivers.iter().map(|s| s.uniform(at(replicate, index), 0)).collect();
        assert_eq!(fewest_and_most((0..POINTS).map(together), &[4, 4, 4, 2]), (8, 8));
    }
}

/// Two draws of each trial, and what they are.
type Pair<'a> = (&'static str, Box<dyn Fn(u64) -> (f64, f64) + 'a>);

#[test]
fn streams_and_replicates_are_independent() {
    // Chi-square of 64 boxes, each pair over many trials; points that are even in a line must not be so in the plane.
    for design in designs() {
        let draws = Draws::new(11, design).drivers([("price", "level")]);
        let (one, other) = (draws.stream("mine", "outage"), draws.stream("mine", "duration"));
        let driver = draws.stream("price", "level");
        let pairs: [Pair<'_>; 4] = [
            ("streams", Box::new(|i| (one.uniform(at(0, i), 0), other.uniform(at(0, i), 0)))),
            ("numbers", Box::new(|i| (one.uniform(at(0, i), 1), other.uniform(at(0, i), 2)))),
            ("driver", Box::new(|i| (driver.uniform(at(0, i), 0), other.uniform(at(0, i), 0)))),
            ("replicates", Box::new(|i| (one.uniform(at(0, i), 0), one.uniform(at(1, i), 0)))),
        ];
        for (name, pair) in pairs {
            let mut counts = [0_u64; 64];
            for (x, y) in (0..POINTS).map(pair) {
                counts[(x * 8.0) as usize * 8 + (y * 8.0) as usize] += 1;
            }
            let expected = POINTS as f64 / 64.0;
            let square: f64 = counts.iter().map(|&c| (c as f64 - expected).powi(2) / expected).sum();
            // With even lines and columns 49 degrees of freedom are left, else 63; four standard deviations.
            assert!((49.0 - 40.0..63.0 + 45.0).contains(&square), "{design:?} {name}: {square}");
        }
    }
}

#[test]
fn a_draw_depends_on_nothing_else_that_is_drawn() {
    for design in designs() {
        let few = Draws::new(3, design);
        let many = Draws::new(3, design).drivers([("price", "level"), ("demand", "growth")]);
        let (here, there) = (few.stream("mine", "outage"), many.stream("mine", "outage"));
        for index in 0..50 {
            assert_eq!(here.uniform(at(2, index), 1), there.uniform(at(2, index), 1), "{design:?}");
        }
        // A driver keeps its draws when drivers are named after it.
        let longer =
            Draws::new(3, design).drivers([("price", "level"), ("demand", "growth"), ("mine", "outage")]);
        let (before, after) = (many.stream("demand", "growth"), longer.stream("demand", "growth"));
        assert_eq!(before.uniform(at(2, 7), 0), after.uniform(at(2, 7), 0), "{design:?}");
    }
    // Without a design, draws are those of a stream alone.
    let (plain, alone) = (Draws::new(3, Design::Plain).stream("a", "b"), Stream::new(3, "a", "b"));
    assert_eq!(plain, alone);
}

#[test]
fn every_place_in_a_cell_is_as_likely() {
    // Over many seeds, the first trial lies in each tenth as often as in any other.
    for design in designs() {
        let mut counts = [0_u64; 10];
        for seed in 0..4_000 {
            let stream = Draws::new(seed, design).stream("mine", "outage");
            counts[(stream.uniform(at(0, 0), 0) * 10.0) as usize] += 1;
        }
        let square: f64 = counts.iter().map(|&c| (c as f64 - 400.0).powi(2) / 400.0).sum();
        assert!(square < 9.0 + 4.0 * 18.0_f64.sqrt(), "{design:?}: {counts:?}");
    }
}
