//! The greatest memory that the process held.

use std::fs;
use std::sync::{Mutex, PoisonError};

/// Who measures; another one would let the process forget its peak meanwhile.
static MEASURING: Mutex<()> = Mutex::new(());

/// Does some work and gives the greatest memory that the whole process held meanwhile, in bytes; none where the system does
/// not tell (it does on Linux).
///
/// Memory of other threads and what was held before counts, too. Where the system does not let a process forget its former
/// peak, it is the greatest memory since the process began. One measures at a time; others wait.
pub fn peak_memory_of<T>(work: impl FnOnce() -> T) -> (T, Option<u64>) {
    let _alone = MEASURING.lock().unwrap_or_else(PoisonError::into_inner);
    // 5 sets the peak to what is held now.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let done = work();
    (done, fs::read_to_string("/proc/self/status").ok().and_then(|status| peak(&status)))
}

/// The line `VmHWM:     4904 kB` in bytes.
fn peak(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(1024 * kilobytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_peak_is_read_in_bytes() {
        assert_eq!(peak("VmPeak:\t   9000 kB\nVmHWM:\t    4904 kB\nVmRSS:\t 1 kB\n"), Some(5_021_696));
        assert_eq!(peak("VmPeak:\t   9000 kB\n"), None);
        assert_eq!(peak("VmHWM:\t lots\n"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn memory_that_was_held_is_seen_when_it_is_gone() {
        const SIZE: usize = 256 << 20;
        let (sum, peak) = peak_memory_of(|| {
            let held = vec![1_u8; std::hint::black_box(SIZE)];
            std::hint::black_box(&held).iter().map(|&byte| u64::from(byte)).sum::<u64>()
        });
        assert_eq!(sum, SIZE as u64);
        assert!(peak.expect("Linux tells") >= SIZE as u64, "{peak:?}");
    }
}
