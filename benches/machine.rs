//! The roofs of this machine: how fast it reads, writes and reckons, with the types and the instruction sets of the kernel.
//!
//! `cargo bench --bench machine` prints a table, `cargo bench --bench machine -- --json` one object for each roof. A roof is the best of
//! several repetitions; run it while nothing else runs. What to do with the numbers: docs/design/roofline.md.

// Entering a body for an instruction set that was detected is `unsafe`; nothing else here is.
#![allow(unsafe_code)]

use std::fs;
use std::hint::black_box;
use std::sync::Barrier;
use std::sync::atomic::{Ordering, compiler_fence};
use std::thread;
use std::time::Instant;

use oreflow::engine::lanes::{F64x8, Lanes};

const LINE: usize = 64;
/// How often all is measured, so that what else runs for some seconds lowers no roof.
const PASSES: usize = 3;

/// Something timed: it runs once over its data and says something that depends on all of it, so that nothing is left out.
trait Task {
    fn run(&mut self) -> f64;
}

/// Instruction sets, as the kernel has them.
#[derive(Clone, Copy, PartialEq)]
enum Set {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Set {
    /// All that this machine has, narrowest first.
    fn all() -> Vec<Self> {
        #[allow(unused_mut)]
        let mut all = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") {
                all.push(Self::Avx2);
            }
            if is_x86_feature_detected!("avx512f") {
                all.push(Self::Avx512);
            }
        }
        all
    }

    fn widest() -> Self {
        Self::all().pop().unwrap_or(Self::Portable)
    }

    fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => "avx512",
        }
    }

    #[inline(never)]
    fn run<T: Task>(self, task: &mut T) -> f64 {
        match self {
            Self::Portable => task.run(),
            // SAFETY: `Set::all` makes this one only after the processor was asked for avx2.
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => unsafe { avx2(task) },
            // SAFETY: `Set::all` makes this one only after the processor was asked for avx512f.
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => unsafe { avx512(task) },
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn avx2<T: Task>(task: &mut T) -> f64 {
    task.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn avx512<T: Task>(task: &mut T) -> f64 {
    task.run()
}

/// Arrays of lane rows.
struct Arrays {
    a: Vec<F64x8>,
    b: Vec<F64x8>,
    c: Vec<F64x8>,
}

impl Arrays {
    /// As many arrays as an operation needs, in so many bytes together.
    fn new(bytes: usize, arrays: usize) -> Self {
        let rows = (bytes / LINE / arrays).max(8);
        let make = |needed: bool, value: f64| vec![F64x8::splat(value); if needed { rows } else { 0 }];
        Self { a: make(true, 1.0), b: make(arrays > 1, 1.5), c: make(arrays > 2, 0.25) }
    }
}

/// Passes over arrays.
struct Pass<'a> {
    over: &'a mut Arrays,
    way: Way,
    times: usize,
}

/// What a pass does with a row.
#[derive(Clone, Copy)]
enum Way {
    /// Sums it up.
    Read,
    /// `a = b`, as the library of the platform copies.
    Copy,
    /// `a = s a`.
    Update,
    /// `a = b + s c`.
    Triad,
}

impl Way {
    const ALL: [Self; 4] = [Self::Read, Self::Copy, Self::Update, Self::Triad];

    fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Copy => "copy",
            Self::Update => "update in place",
            Self::Triad => "triad",
        }
    }

    fn arrays(self) -> usize {
        match self {
            Self::Read | Self::Update => 1,
            Self::Copy => 2,
            Self::Triad => 3,
        }
    }

    /// Rows that the program reads and writes for a row of an array; what a cache fetches before a write is not counted.
    fn moved(self) -> usize {
        match self {
            Self::Read => 1,
            Self::Copy | Self::Update => 2,
            Self::Triad => 3,
        }
    }
}

/// Keeps the compiler from taking eight rows at once, lane by lane, with gathers and scatters.
#[inline(always)]
fn row_by_row() {
    compiler_fence(Ordering::SeqCst);
}

impl Task for Pass<'_> {
    #[inline(always)]
    fn run(&mut self) -> f64 {
        let s = F64x8::splat(black_box(0.999_999));
        let Arrays { a, b, c } = &mut *self.over;
        let mut sum = 0.0;
        for _ in 0..self.times {
            match self.way {
                Way::Read => {
                    let mut sums = [F64x8::splat(0.0); 8];
                    for rows in a.chunks_exact(8) {
                        for (sum, &row) in sums.iter_mut().zip(rows) {
                            *sum = *sum + row;
                        }
                    }
                    sum += black_box(sums)[0].lane(0);
                }
                Way::Copy => a.copy_from_slice(b),
                Way::Update => {
                    for a in a.iter_mut() {
                        *a = s * *a;
                        row_by_row();
                    }
                }
                Way::Triad => {
                    for ((a, &b), &c) in a.iter_mut().zip(b.iter()).zip(c.iter()) {
                        *a = b + s * c;
                        row_by_row();
                    }
                }
            }
            black_box(&mut *a);
        }
        sum + a[a.len() / 2].lane(0)
    }
}

/// Arithmetic on rows that stay in registers: so many chains that do not wait for each other.
struct Reckon<const CHAINS: usize> {
    what: Arithmetic,
    times: usize,
}

#[derive(Clone, Copy)]
enum Arithmetic {
    Add,
    MultiplyAdd,
    Divide,
    Exp,
    Ln,
}

impl Arithmetic {
    const ALL: [Self; 5] = [Self::Add, Self::MultiplyAdd, Self::Divide, Self::Exp, Self::Ln];

    fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::MultiplyAdd => "multiply, then add",
            Self::Divide => "divide",
            Self::Exp => "exp",
            Self::Ln => "ln",
        }
    }

    /// Operations on a row; a call of `exp` or `ln` counts as one.
    fn operations(self) -> usize {
        if matches!(self, Self::MultiplyAdd) { 2 } else { 1 }
    }
}

impl<const CHAINS: usize> Task for Reckon<CHAINS> {
    #[inline(always)]
    fn run(&mut self) -> f64 {
        let (s, t) = (F64x8::splat(black_box(0.999_999)), F64x8::splat(black_box(1e-6)));
        let mut chains = black_box([F64x8::splat(1.25); CHAINS]);
        // The choice stands outside the loop.
        macro_rules! repeat {
            ($x:ident => $next:expr) => {
                for _ in 0..self.times {
                    for chain in &mut chains {
                        let $x = *chain;
                        *chain = $next;
                    }
                }
            };
        }
        match self.what {
            Arithmetic::Add => repeat!(x => x + t),
            Arithmetic::MultiplyAdd => repeat!(x => x * s + t),
            Arithmetic::Divide => repeat!(x => s / x),
            Arithmetic::Exp => repeat!(x => (-x).exp()),
            Arithmetic::Ln => repeat!(x => (x + s).ln()),
        }
        // All lanes count.
        black_box(chains)[0].lane(0)
    }
}

/// Follows lines that name each other: each read waits for the last.
struct Chase<'a> {
    lines: &'a [[u64; LINE / 8]],
    times: usize,
}

impl Task for Chase<'_> {
    #[inline(always)]
    fn run(&mut self) -> f64 {
        let mut at = 0;
        for _ in 0..self.times {
            at = self.lines[at][0] as usize;
        }
        at as f64
    }
}

/// Sums up rows in a random order that is known beforehand, as links read their suppliers.
struct Gather<'a> {
    rows: &'a [F64x8],
    order: &'a [u32],
    times: usize,
}

impl Task for Gather<'_> {
    #[inline(always)]
    fn run(&mut self) -> f64 {
        let mut sums = [F64x8::splat(0.0); 4];
        for _ in 0..self.times {
            for rows in self.order.chunks_exact(4) {
                for (sum, &row) in sums.iter_mut().zip(rows) {
                    *sum = *sum + self.rows[row as usize];
                }
            }
        }
        black_box(sums)[0].lane(0)
    }
}

/// A chain of whole multiplications, three cycles each on the processors of the day, with one cycle between them.
struct Clock {
    times: usize,
}

impl Task for Clock {
    #[inline(always)]
    fn run(&mut self) -> f64 {
        let (mut x, factor) = (black_box(3_u64), black_box(0x9E37_79B9_7F4A_7C15_u64));
        for _ in 0..self.times {
            x = x.wrapping_mul(factor) ^ 1;
        }
        x as f64
    }
}

/// A roof.
#[derive(Clone, Copy)]
struct Roof {
    what: &'static str,
    /// Where the data lie, or the instruction set.
    of: &'static str,
    threads: usize,
    value: f64,
    unit: &'static str,
}

/// A cache, or what stands for memory: its name, and bytes of data that lie in it.
struct Level {
    name: &'static str,
    bytes: usize,
}

/// Sizes of the caches of a core as Linux tells them, otherwise those of a machine of the day.
fn levels() -> Vec<Level> {
    let read = |index: usize, file: &str| {
        let path = format!("/sys/devices/system/cpu/cpu0/cache/index{index}/{file}");
        fs::read_to_string(path).map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    let size = |level: &str| {
        let index = (0..8).find(|&i| read(i, "level") == level && read(i, "type") != "Instruction")?;
        read(index, "size").strip_suffix('K')?.parse::<usize>().ok().map(|size| size << 10)
    };
    let (first, second) = (size("1").unwrap_or(32 << 10), size("2").unwrap_or(1 << 20));
    let last = size("3").unwrap_or(32 << 20).max(second);
    vec![
        Level { name: "L1", bytes: first / 2 },
        Level { name: "L2", bytes: second / 2 },
        // Others share it: a part.
        Level { name: "L3", bytes: (last / 2).min(16 * second) },
        Level { name: "memory", bytes: 4 * last },
    ]
}

/// Seconds of the fastest of some repetitions.
fn best<T: Task>(set: Set, task: &mut T, repetitions: usize) -> f64 {
    let once = |task: &mut T| {
        let start = Instant::now();
        black_box(set.run(task));
        start.elapsed().as_secs_f64()
    };
    (0..=repetitions).map(|_| once(task)).skip(1).fold(f64::INFINITY, f64::min)
}

/// Bytes a second that threads move together, each over its own part.
fn bandwidth(way: Way, level: &Level, threads: usize) -> f64 {
    const REPETITIONS: usize = 9;
    let shared = level.name == "L3" || level.name == "memory";
    let bytes = if shared { level.bytes / threads } else { level.bytes };
    let rows = bytes / LINE / way.arrays();
    let times = ((256 << 20) / bytes).max(1);
    let barrier = Barrier::new(threads);
    let work = || {
        let mut arrays = Arrays::new(bytes, way.arrays());
        let mut pass = Pass { over: &mut arrays, way, times };
        let mut found = Vec::with_capacity(REPETITIONS);
        for _ in 0..=REPETITIONS {
            barrier.wait();
            let start = Instant::now();
            black_box(Set::widest().run(&mut pass));
            barrier.wait();
            found.push(start.elapsed().as_secs_f64());
        }
        found.into_iter().skip(1).fold(f64::INFINITY, f64::min)
    };
    let seconds = thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().map(|one| one.join().expect("no thread panics")).fold(0.0, f64::max)
    });
    (threads * rows * LINE * way.moved() * times) as f64 / seconds
}

/// Operations a second on one thread, with as many chains as suit it best.
fn arithmetic(what: Arithmetic, set: Set) -> f64 {
    fn rate<const CHAINS: usize>(what: Arithmetic, set: Set) -> f64 {
        const TIMES: usize = 100_000;
        let seconds = best(set, &mut Reckon::<CHAINS> { what, times: TIMES }, 5);
        (TIMES * CHAINS * F64x8::WIDTH * what.operations()) as f64 / seconds
    }
    [rate::<2>(what, set), rate::<3>(what, set), rate::<8>(what, set), rate::<16>(what, set)]
        .into_iter()
        .fold(0.0, f64::max)
}

/// Whole numbers by chance: `SplitMix64`.
fn by_chance(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let x = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// A permutation of so many lines that is one ring.
fn ring(lines: usize) -> Vec<u32> {
    let mut state = 1;
    let mut next: Vec<u32> = (0..lines as u32).collect();
    for last in (1..lines).rev() {
        next.swap(last, by_chance(&mut state) as usize % last);
    }
    next
}

/// Seconds of a read that waits for the one before it.
fn latency(level: &Level) -> f64 {
    const TIMES: usize = 1_000_000;
    let next = ring(level.bytes / LINE);
    let lines: Vec<[u64; LINE / 8]> = next.iter().map(|&next| [u64::from(next); LINE / 8]).collect();
    best(Set::Portable, &mut Chase { lines: &lines, times: TIMES }, 5) / TIMES as f64
}

/// Bytes a second of rows that are read in a random order that is known.
fn gathered(level: &Level) -> f64 {
    let order = ring(level.bytes / LINE);
    let rows = vec![F64x8::splat(1.0); order.len()];
    let times = ((64 << 20) / level.bytes).max(1);
    let mut gather = Gather { rows: &rows, order: &order, times };
    (times * level.bytes) as f64 / best(Set::widest(), &mut gather, 5)
}

fn measure(all_threads: usize) -> Vec<Roof> {
    const TIMES: usize = 10_000_000;
    let mut roofs = Vec::new();
    let clock = 4.0 * TIMES as f64 / best(Set::Portable, &mut Clock { times: TIMES }, 9);
    roofs.push(Roof { what: "clock, estimated", of: "", threads: 1, value: clock / 1e9, unit: "GHz" });
    for set in Set::all() {
        for what in Arithmetic::ALL {
            let (value, unit) = match what {
                Arithmetic::Exp | Arithmetic::Ln => (arithmetic(what, set) / 1e9, "G calls/s"),
                _ => (arithmetic(what, set) / 1e9, "GFlop/s"),
            };
            roofs.push(Roof { what: what.name(), of: set.name(), threads: 1, value, unit });
        }
    }
    let threads = if all_threads > 1 { vec![1, all_threads] } else { vec![1] };
    for level in levels() {
        for way in Way::ALL {
            for &threads in &threads {
                let value = bandwidth(way, &level, threads) / 1e9;
                roofs.push(Roof { what: way.name(), of: level.name, threads, value, unit: "GB/s" });
            }
        }
        let (of, threads) = (level.name, 1);
        let value = gathered(&level) / 1e9;
        roofs.push(Roof { what: "rows in random order", of, threads, value, unit: "GB/s" });
        let value = latency(&level) * 1e9;
        roofs.push(Roof { what: "latency of a line", of, threads, value, unit: "ns" });
    }
    roofs
}

fn main() {
    let json = std::env::args().any(|argument| argument == "--json");
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let passes: Vec<Vec<Roof>> = (0..PASSES).map(|_| measure(threads)).collect();
    let roofs: Vec<Roof> = (0..passes[0].len())
        .map(|number| {
            let better = |best: Roof, other: Roof| {
                let larger = if other.value > best.value { other } else { best };
                let smaller = if other.value < best.value { other } else { best };
                if best.unit == "ns" { smaller } else { larger }
            };
            passes.iter().map(|pass| pass[number]).reduce(better).expect("there are passes")
        })
        .collect();
    if json {
        for Roof { what, of, threads, value, unit } in &roofs {
            println!(
                "{{\"what\": \"{what}\", \"of\": \"{of}\", \"threads\": {threads}, \"value\": {value:.4}, \"unit\": \"{unit}\"}}"
            );
        }
        return;
    }
    for level in levels() {
        println!("{}: {} kB of data", level.name, level.bytes >> 10);
    }
    println!("\n{:<24}{:<10}{:>8}{:>12}", "roof", "of", "threads", "best");
    for Roof { what, of, threads, value, unit } in &roofs {
        println!("{what:<24}{of:<10}{threads:>8}{value:>12.2} {unit}");
    }
}
